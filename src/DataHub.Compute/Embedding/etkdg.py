# Embeds molecules: reads JSON lines {"smiles", "seed"} from a file, prints one JSON line each, in order.
import json, sys, time
from rdkit import Chem, RDLogger
from rdkit.Chem import AllChem

RDLogger.DisableLog("rdApp.*")


def embed(smiles, seed):
    mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        return {"error": "the SMILES cannot be read", "kind": "BadInput"}
    if mol.GetNumAtoms() == 0:
        return {"error": "no atoms", "kind": "BadGeometry"}
    mol = Chem.AddHs(mol)
    for random_coordinates in (False, True):
        parameters = AllChem.ETKDGv3()
        parameters.randomSeed = seed
        parameters.useRandomCoords = random_coordinates
        parameters.maxIterations = 0 if not random_coordinates else 100
        if AllChem.EmbedMolecule(mol, parameters) == 0:
            break
    else:
        return {"error": "no embedding was found", "kind": "BadGeometry"}
    field = "none"
    if mol.GetNumAtoms() > 1:
        if AllChem.MMFFHasAllMoleculeParams(mol):
            field = "MMFF94"
            AllChem.MMFFOptimizeMolecule(mol, maxIters=2000)
        elif AllChem.UFFHasAllMoleculeParams(mol):
            field = "UFF"
            AllChem.UFFOptimizeMolecule(mol, maxIters=2000)
    positions = mol.GetConformer().GetPositions()
    return {"symbols": [a.GetSymbol() for a in mol.GetAtoms()], "coordinates": [round(float(x), 8) for row in positions for x in row], "field": field}


for line in open(sys.argv[1], encoding="utf-8"):
    request = json.loads(line)
    start = time.process_time()
    try:
        answer = embed(request["smiles"], request["seed"])
    except Exception as e:
        answer = {"error": "%s: %s" % (type(e).__name__, str(e).split("\n")[0]), "kind": "Other"}
    answer["cpu"] = time.process_time() - start
    print(json.dumps(answer), flush=True)
