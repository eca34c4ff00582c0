# Prints, as JSON lines, the neutral closed-shell CHNOFSCl molecules of one fragment in a SMILES file, canonical and each once.
import json, sys
from rdkit import Chem, RDLogger

RDLogger.DisableLog("rdApp.*")
largest, seen = int(sys.argv[2]), set()
for line in open(sys.argv[1], encoding="utf-8"):
    words = line.split()
    mol = Chem.MolFromSmiles(words[0]) if words else None
    if mol is None or not 1 <= mol.GetNumHeavyAtoms() <= largest:
        continue
    if any(a.GetSymbol() not in ("C", "H", "N", "O", "F", "S", "Cl") or a.GetNumRadicalElectrons() or a.GetIsotope() for a in mol.GetAtoms()):
        continue
    smiles = Chem.MolToSmiles(mol)
    if Chem.GetFormalCharge(mol) != 0 or "." in smiles or smiles in seen:
        continue
    seen.add(smiles)
    print(json.dumps({"smiles": smiles, "id": words[1] if len(words) > 1 else "", "heavy": mol.GetNumHeavyAtoms()}))
