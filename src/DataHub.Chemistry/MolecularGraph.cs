// The graph of a molecule: atoms and bonds, without coordinates, and what is read from it by walking.
namespace DataHub.Chemistry;

/// <summary>A heavy atom (or a hydrogen that stands by itself): atomic number, hydrogens on it, formal charge, radical electrons, and whether it is aromatic.</summary>
public readonly record struct GraphAtom(int Number, int Hydrogens, int Charge, int Radicals, bool Aromatic);

/// <summary>A bond between two atoms by their places; order 1 to 3, or <see cref="Shared"/> for aromatic.</summary>
public readonly record struct GraphBond(int A, int B, int Order)
{
    /// <summary>The order of an aromatic bond.</summary>
    public const int Shared = 4;
}

/// <summary>Atoms, bonds and neighbours. Immutable.</summary>
public sealed class MolecularGraph
{
    /// <summary>From atoms and bonds.</summary>
    public MolecularGraph(IReadOnlyList<GraphAtom> atoms, IReadOnlyList<GraphBond> bonds)
    {
        (Atoms, Bonds) = (atoms, bonds);
        var around = Enumerable.Range(0, atoms.Count).Select(_ => new List<(int, int)>()).ToArray();
        for (int b = 0; b < bonds.Count; b++)
        {
            around[bonds[b].A].Add((bonds[b].B, b));
            around[bonds[b].B].Add((bonds[b].A, b));
        }
        Around = around;
        RingOf = [.. bonds.Select(SmallestRing)];
    }

    /// <summary>The atoms.</summary>
    public IReadOnlyList<GraphAtom> Atoms { get; }
    /// <summary>The bonds.</summary>
    public IReadOnlyList<GraphBond> Bonds { get; }
    /// <summary>For each atom its neighbours, each with the place of the bond to it.</summary>
    public IReadOnlyList<IReadOnlyList<(int Atom, int Bond)>> Around { get; }
    /// <summary>For each bond the size of the smallest ring that it lies in, 0 for none.</summary>
    public IReadOnlyList<int> RingOf { get; }

    /// <summary>Number of bonds on the shortest way from an atom to every other, -1 where there is none.</summary>
    public int[] DistancesFrom(int atom) => Walk(atom, -1);

    int SmallestRing(GraphBond bond, int place)
    {
        int back = Walk(bond.A, place)[bond.B];
        return back < 0 ? 0 : back + 1;
    }

    int[] Walk(int from, int without)
    {
        var distance = new int[Atoms.Count];
        Array.Fill(distance, -1);
        distance[from] = 0;
        var queue = new Queue<int>([from]);
        while (queue.TryDequeue(out int i))
            foreach (var (j, bond) in Around[i])
                if (bond != without && distance[j] < 0)
                {
                    distance[j] = distance[i] + 1;
                    queue.Enqueue(j);
                }
        return distance;
    }
}
