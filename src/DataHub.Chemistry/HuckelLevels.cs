// Hückel's molecular orbitals of the pi electrons: the oldest quantum chemistry there is, and enough to tell which chromophore a graph has.
namespace DataHub.Chemistry;

/// <summary>
/// What Hückel's method says of the conjugated systems of a graph, energies in units of beta below alpha of carbon (higher is harder to excite into): highest occupied and lowest empty level over all
/// systems, the smallest gap of one system, the lowest empty level of a system that has an atom with a lone pair in the plane (carbonyl O, pyridine N: the n to pi* excitation), electrons, and sizes.
/// A molecule without pi electrons has the values of <see cref="None"/>.
/// </summary>
public sealed record HuckelLevels(double Highest, double Lowest, double Gap, double BesideLonePair, int Electrons, int Systems, int LargestSystem, int LargestHetero)
{
    /// <summary>No pi electrons: levels far away, as a sigma bond's are.</summary>
    public static readonly HuckelLevels None = new(-2.5, 2.5, 4, 2.5, 0, 0, 0, 0);
    const int Largest = 80;

    /// <summary>Of a graph. Coulomb and resonance parameters after Van-Catledge (J. Org. Chem. 1980, 45, 4801), mixed resonance integrals as products; systems of more than 80 atoms count by size only.</summary>
    public static HuckelLevels Of(MolecularGraph g)
    {
        int n = g.Atoms.Count;
        var soft = Enumerable.Range(0, n).Select(i => GraphFragments.Pi(g, i)).ToArray();
        // An atom without pi bond joins a neighbouring system with its lone pair, or with its empty orbital (boron).
        bool Joins(int i) => soft[i] > 0 || g.Atoms[i].Number is 5 or 7 or 8 or 9 or 16 or 17 or 35 && g.Atoms[i].Charge <= 0 && g.Around[i].Any(x => soft[x.Atom] > 0);
        var inside = Enumerable.Range(0, n).Select(Joins).ToArray();
        var seen = new bool[n];
        var result = None;
        for (int start = 0; start < n; start++)
        {
            if (!inside[start] || seen[start] || soft[start] == 0) continue;
            var system = new List<int>();
            var queue = new Queue<int>([start]);
            seen[start] = true;
            while (queue.TryDequeue(out int i))
            {
                system.Add(i);
                foreach (var (j, _) in g.Around[i])
                    if (inside[j] && !seen[j] && (soft[i] > 0 || soft[j] > 0)) { seen[j] = true; queue.Enqueue(j); }
            }
            result = result.With(g, soft, system);
        }
        return result;
    }

    HuckelLevels With(MolecularGraph g, int[] soft, List<int> system)
    {
        int hetero = system.Count(i => g.Atoms[i].Number != 6);
        var next = this with { Systems = Systems + 1, LargestSystem = Math.Max(LargestSystem, system.Count), LargestHetero = system.Count > LargestSystem ? hetero : LargestHetero };
        if (system.Count > Largest) return next;
        var h = new double[system.Count, system.Count];
        int electrons = 0;
        bool plane = false;
        for (int i = 0; i < system.Count; i++)
        {
            var (a, k, e, lone) = Orbital(g, system[i], soft[system[i]]);
            h[i, i] = -a;
            electrons += e;
            plane |= lone;
            for (int j = 0; j < i; j++)
                if (g.Around[system[i]].Any(x => x.Atom == system[j])) h[i, j] = h[j, i] = -k * Orbital(g, system[j], soft[system[j]]).Resonance;
        }
        var levels = Eigenvalues(h);
        int filled = (electrons + 1) / 2;
        double top = filled > 0 ? levels[Math.Min(filled, levels.Length) - 1] : None.Highest, bottom = filled < levels.Length ? levels[filled] : None.Lowest;
        bool first = Electrons == 0;
        return next with
        {
            Electrons = Electrons + electrons, Highest = first ? top : Math.Max(Highest, top), Lowest = Math.Min(Lowest, bottom), Gap = Math.Min(Gap, bottom - top),
            BesideLonePair = plane ? Math.Min(BesideLonePair, bottom) : BesideLonePair,
        };
    }

    /// <summary>Coulomb parameter h, resonance parameter k, pi electrons, and whether the atom has a lone pair in the plane.</summary>
    static (double Coulomb, double Resonance, int Electrons, bool LonePair) Orbital(MolecularGraph g, int i, int soft)
    {
        var a = g.Atoms[i];
        // An aromatic atom gives two electrons if it is like the nitrogen of pyrrole, the oxygen of furan or the sulphur of thiophene: no multiple bond left to it.
        bool pair = soft == 0 || a.Aromatic && (a.Number is 8 or 16 or 34 || a.Number is 7 or 15 && (a.Hydrogens > 0 || g.Around[i].Count == 3) && a.Charge == 0);
        return a.Number switch
        {
            5 => (-0.45, 0.73, 0, false),
            7 when a.Charge > 0 => (2.0, 0.9, 1, false),
            7 => pair ? (1.37, 0.89, 2, false) : (0.51, 1.02, 1, true),
            8 => pair ? (2.09, 0.66, 2, false) : (0.97, 1.06, 1, true),
            9 => (2.71, 0.52, 2, false),
            15 => pair ? (0.75, 0.77, 2, false) : (0.19, 0.77, 1, true),
            16 => pair ? (1.11, 0.69, 2, false) : (0.46, 0.81, 1, true),
            17 => (1.48, 0.62, 2, false),
            35 => (1.50, 0.30, 2, false),
            _ => (a.Charge > 0 ? 0.3 : a.Charge < 0 ? -0.3 : 0, 1, a.Charge < 0 ? 2 : a.Charge > 0 ? 0 : 1, false),
        };
    }

    /// <summary>Eigenvalues of a symmetric matrix, ascending, by Jacobi's rotations.</summary>
    static double[] Eigenvalues(double[,] a)
    {
        int n = a.GetLength(0);
        for (int sweep = 0; sweep < 30; sweep++)
        {
            double off = 0;
            for (int p = 0; p < n; p++) for (int q = p + 1; q < n; q++) off += a[p, q] * a[p, q];
            if (off < 1e-18) break;
            for (int p = 0; p < n; p++)
                for (int q = p + 1; q < n; q++)
                {
                    if (Math.Abs(a[p, q]) < 1e-12) continue;
                    double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]), t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1)), c = 1 / Math.Sqrt(t * t + 1), s = t * c;
                    for (int k = 0; k < n; k++) (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
                    for (int k = 0; k < n; k++) (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
                }
        }
        return [.. Enumerable.Range(0, n).Select(i => a[i, i]).Order()];
    }
}
