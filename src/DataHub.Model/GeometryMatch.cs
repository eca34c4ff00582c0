// Are two geometries one shape? The exact step behind the tolerant key.
namespace DataHub.Model;

/// <summary>
/// A superposition that shows two geometries to be one shape within a tolerance: a translation, a proper rotation and an exchange of equal atoms. It is shown by construction, so a match is never wrong.
/// </summary>
/// <param name="Rmsd">Root-mean-square deviation of all atoms, hydrogens included, Å.</param>
/// <param name="Largest">Deviation of the atom that fits worst, Å.</param>
/// <param name="Permutation">For each atom of the first geometry its partner in the second (zero-based).</param>
public sealed record GeometryMatch(double Rmsd, double Largest, IReadOnlyList<int> Permutation)
{
    /// <summary>
    /// The tolerance where nobody asks for another, Å (RMSD): noise of 0.001 Å (standard deviation) in every coordinate stays below it in more than 9,999 of 10,000 molecules of any size;
    /// the energy of a molecule near a minimum changes by about 1e-5 Eh an atom at most.
    /// </summary>
    public const double Usual = 3e-3;

    /// <summary>No single atom may deviate by more than this many tolerances: in a large molecule the mean alone would hide one group that is turned.</summary>
    public const double LargestShare = 10;

    /// <summary>
    /// The best superposition found of <paramref name="b"/> on <paramref name="a"/>, or null if there is none with an RMSD of at most <paramref name="tolerance"/> Å and no atom off by more than
    /// <see cref="LargestShare"/> tolerances. Atoms are alike if they have one symbol (D and T are not H). Mirror images do not match unless a proper rotation makes them equal, as it
    /// does for planar and other achiral shapes. Charge, multiplicity, electronic state, isotopes told elsewhere and known connectivity are not looked at: compare them beside this.
    /// </summary>
    /// <remarks>
    /// Every placement that takes two chosen atoms onto possible partners is tried, and the nearest like atoms become partners; where like atoms are farther apart than 30 times the largest
    /// deviation allowed (0.28 Å for ten atoms, 0.64 Å for fifty, 0.9 Å for a hundred and more at the usual tolerance) that finds every match there is. Where atoms are nearer, or the tolerance is
    /// larger, partners in dispute are chosen by least squares and refined. The work is bounded (tens of milliseconds): what is not decided within the bound is no match.
    /// </remarks>
    public static GeometryMatch? Compare(Geometry a, Geometry b, double tolerance = Usual)
    {
        if (!(tolerance >= 0)) throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "a tolerance of at least 0 Å is wanted");
        if (a.Count == 0 || a.Count != b.Count || a.Coordinates.Count != 3 * a.Count || b.Coordinates.Count != 3 * b.Count) return null;
        return new GeometrySearch(a, b, tolerance).Best();
    }

    /// <summary>Coordinates with their centroid at the origin.</summary>
    internal static double[] Centred(IReadOnlyList<double> xyz)
    {
        var x = new double[xyz.Count];
        int n = x.Length / 3;
        double a = 0, b = 0, c = 0;
        for (int i = 0; i < n; i++) (a, b, c) = (a + xyz[3 * i], b + xyz[3 * i + 1], c + xyz[3 * i + 2]);
        (a, b, c) = (a / n, b / n, c / n);
        for (int i = 0; i < n; i++) (x[3 * i], x[3 * i + 1], x[3 * i + 2]) = (xyz[3 * i] - a, xyz[3 * i + 1] - b, xyz[3 * i + 2] - c);
        return x;
    }
}
