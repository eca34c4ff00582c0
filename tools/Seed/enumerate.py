# Enumerates small molecules of C, N, O and F by growing graphs atom by atom and closing rings, and prints a pool: all of up to four heavy atoms and a drawn sample of five.
import hashlib, sys
from rdkit import Chem, RDLogger

RDLogger.DisableLog("rdApp.*")
VALENCE = {"C": 4, "N": 3, "O": 2, "F": 1}
BONDS = [Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE]
# What is left out: chains and bonds of heteroatoms that hardly live, cumulated double bonds, triple and anti-Bredt double bonds in small rings, two of OH, NH and F on one saturated carbon,
# and enols, enamines and imidic acids, which are other tautomers of listed molecules.
BAD = [Chem.MolFromSmarts(s) for s in (
    "[#8]~[#8]", "F~[#7,#8]", "[#7,#8]~[#7,#8]~[#7,#8]", "[NX3;!R]-[NX3;!R]", "[NX3]-[OX2;!R]-[#6]", "*=*=*", "[#6;R]#*", "[CX4]([OX2H,NX3,F])[OX2H,NX3;H1,H2]", "[CX4](F)[OX2]",
    "[#6]=[#6]-[OX2H]", "[#6]=[#6]-[NX3;H2]", "[#6]#[#6]-[#7,#8;!$(*=*)]", "[NX3;H1,H2]-[CX3]=[NX2]", "[OX2H]-[CX3]=[NX2]", "[r3]=,:[r3]", "[R2;r3]", "[R2;r4]", "[r4]=,:[r4]", "[#7;r3]=*", "[r3;#7,#8][r3;#7,#8]")]


def grown(mol):
    free = [a.GetIdx() for a in mol.GetAtoms() if a.GetTotalNumHs() > 0]
    for i in free:
        left = mol.GetAtomWithIdx(i).GetTotalNumHs()
        for symbol, valence in VALENCE.items():
            for order in range(1, min(3, left, valence) + 1):
                new = Chem.RWMol(mol)
                new.AddBond(i, new.AddAtom(Chem.Atom(symbol)), BONDS[order - 1])
                yield new
    for i in free:
        for j in free:
            if i < j and mol.GetBondBetweenAtoms(i, j) is None:
                new = Chem.RWMol(mol)
                new.AddBond(i, j, BONDS[0])
                yield new


def clean(mol):
    try:
        Chem.SanitizeMol(mol)
    except Exception:
        return None
    return Chem.MolFromSmiles(Chem.MolToSmiles(mol, isomericSmiles=False))


def kekule(smiles):
    mol = Chem.MolFromSmiles(smiles)
    Chem.Kekulize(mol, clearAromaticFlags=True)
    return mol


layer, found = {s for s in ("C", "N", "O")}, {1: {"C", "N", "O"}}
for size in range(2, 6):
    found[size], open_ = set(), {s for s in found[size - 1]}
    while open_:
        fresh = set()
        for smiles in open_:
            for new in grown(kekule(smiles)):
                mol = clean(new)
                if mol is None or mol.GetNumHeavyAtoms() > size:
                    continue
                key = Chem.MolToSmiles(mol)
                n = mol.GetNumHeavyAtoms()
                # A ring closed in a molecule of this size makes another of this size, to which the next round closes a second.
                if n == size and key not in found[n] and mol.GetRingInfo().NumRings() <= 2:
                    found[n].add(key)
                    fresh.add(key)
        open_ = fresh
    print(size, len(found[size]), file=sys.stderr)


def good(smiles):
    mol = Chem.MolFromSmiles(smiles)
    carbons = sum(a.GetSymbol() == "C" for a in mol.GetAtoms())
    return carbons and not any(mol.HasSubstructMatch(p) for p in BAD)


def draw(smiles):
    return hashlib.sha256(smiles.encode()).hexdigest()


want = int(sys.argv[1])
pool = [s for n in range(1, 5) for s in sorted(filter(good, found[n]))]
five = sorted(filter(good, found[5]), key=draw)
print(len(pool), "of up to four heavy atoms,", len(five), "of five", file=sys.stderr)
for number, smiles in enumerate(pool + sorted(five[:max(0, want - len(pool))]), 1):
    print(smiles, f"{number:04}")
