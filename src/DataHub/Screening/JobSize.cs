// How large a job is: basis functions, and what else of a molecule decides how long it takes.
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>Sizes and features of jobs. Pure.</summary>
public static class JobSize
{
    /// <summary>Basis functions of a formula in the level's basis set; for methods without one, valence functions (one for hydrogen and helium, four up to neon, nine beyond).</summary>
    public static double Functions(Level level, string formula) => Math.Max(1, level.Basis is { } basis ? BasisFunctions.Of(basis, Atoms(formula)) ?? Nearest(basis, formula) : Sum(formula, 1, 4, 9, 9));

    /// <summary>True if the number of functions is exact and not that of a basis set of about the same size.</summary>
    public static bool IsExact(Level level, string formula) => level.Basis is null || BasisFunctions.Of(level.Basis, Atoms(formula)) is not null;

    /// <summary>A basis set that the table lacks is taken for def2-TZVP if its name speaks of three functions or more a valence orbital, else for def2-SVP.</summary>
    static double Nearest(string basis, string formula) =>
        basis.Contains("TZ", StringComparison.OrdinalIgnoreCase) || basis.Contains("311", StringComparison.Ordinal) || basis.Contains("QZ", StringComparison.OrdinalIgnoreCase) ? Sum(formula, 6, 31, 37, 48) : Sum(formula, 5, 14, 18, 32);

    static double Sum(string formula, int first, int second, int third, int more) =>
        Atoms(formula).Sum(a => a.Count * ((Elements.Number(a.Symbol) ?? 6) switch { <= 2 => first, <= 10 => second, <= 18 => third, _ => more }));

    /// <summary>
    /// What of a structure changes the time at a given size, each about zero for common molecules: shares of hydrogen, double and triple bonds, rings, aromatic atoms, branches, N and O, halogens, atoms beyond neon,
    /// charged and stereo centres, flexible bonds, OH and NH2, and the logarithm of the number of heavy atoms with its square.
    /// </summary>
    public static double[] Traits(string smiles, string formula)
    {
        var c = Descriptors.Counts(smiles, formula);
        double heavy = Math.Max(1, c[13]);
        return
        [
            c[25] - 0.5, c[19] / heavy - 0.15, c[20] / heavy, c[21] / heavy - 0.1, (c[15] + c[16] + c[17] + c[18]) / heavy, c[22] / heavy - 0.2, (c[3] + c[4]) / heavy - 0.25, (c[5] + c[9] + c[10] + c[11]) / heavy,
            (c[6] + c[7] + c[8] + c[9] + c[10] + c[11]) / heavy, c[23] / heavy, c[24] / heavy, Math.Log(heavy / 6), Math.Pow(Math.Log(heavy / 6), 2), Flexible(c, heavy) - 0.3, Donors(smiles) / heavy - 0.15,
        ];
    }

    /// <summary>Oxygen and nitrogen atoms that stand at the end of a chain by a single bond: OH and NH2, which turn.</summary>
    static double Donors(string smiles)
    {
        int n = 0;
        for (int i = 0; i < smiles.Length; i++)
            if (smiles[i] is 'O' or 'N' && (i == 0 || smiles[i - 1] is not ('=' or '#' or '[')) && (i + 1 == smiles.Length || smiles[i + 1] is ')' || i == 0 && smiles[i + 1] is not ('=' or '#'))) n++;
        return n;
    }

    /// <summary>Share of heavy atoms that are neither in rings nor at the end of a multiple bond: where an optimisation turns.</summary>
    static double Flexible(double[] c, double heavy) => Math.Max(0, heavy - 1 - (c[15] + c[16] + c[17] + c[18]) - 3 * c[21] - c[19] - 2 * c[20]) / heavy;

    /// <summary>Symbols and counts of a formula such as C2H6O.</summary>
    public static IEnumerable<(string Symbol, int Count)> Atoms(string formula) => CostForecast.Atoms(formula);
}
