# Substructure hits by another build of RDKit: reads molecules and queries (SMILES, the last word of each line), writes one line a query: its number of hits and their line numbers (from 0).
# usage: python3 reference.py smiles|smarts MOLECULES.smi QUERIES > substructure.tsv
import sys
from rdkit import Chem, RDLogger
RDLogger.DisableLog('rdApp.*')
words = lambda path: [line.split()[-1 if path.endswith('.smi') else 0] for line in open(path) if line.strip() and not line.startswith('#')]
molecules = [Chem.MolFromSmiles(s) for s in words(sys.argv[2])]
for text in words(sys.argv[3]):
    query = Chem.MolFromSmiles(text) if sys.argv[1] == 'smiles' else Chem.MolFromSmarts(text)
    hits = [] if query is None else [i for i, m in enumerate(molecules) if m is not None and m.HasSubstructMatch(query)]
    print(text, 'bad' if query is None else len(hits), ' '.join(map(str, hits)), sep='\t')
