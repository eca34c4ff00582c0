// The periodic table: symbols and atomic numbers.
namespace DataHub.Model;

/// <summary>Element symbols by atomic number (IUPAC).</summary>
public static class Elements
{
    static readonly string[] Symbols = ("X H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr " +
        "Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn " +
        "Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og").Split(' ');
    static readonly Dictionary<string, int> Numbers = Symbols.Select((s, i) => (s, i)).Skip(1).ToDictionary(p => p.s, p => p.i, StringComparer.OrdinalIgnoreCase);

    /// <summary>The symbol of an atomic number 1 to 118.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number names no element.</exception>
    public static string Symbol(int number) => number is > 0 and < 119 ? Symbols[number] : throw new ArgumentOutOfRangeException(nameof(number), number, "an atomic number is 1 to 118");

    /// <summary>The atomic number of a symbol in any case ("CL", "cl", "Cl"; "D" and "T" are hydrogen), or null if it names no element.</summary>
    public static int? Number(string symbol) => symbol is "D" or "T" ? 1 : Numbers.TryGetValue(symbol, out int z) ? z : null;

    /// <summary>The elements of a formula such as C6H6O with their counts.</summary>
    /// <exception cref="FormatException">The text is no formula.</exception>
    public static IReadOnlyList<(string Symbol, int Count)> Composition(string formula)
    {
        var parts = new List<(string, int)>();
        for (int i = 0; i < formula.Length;)
        {
            int start = i++;
            while (i < formula.Length && char.IsAsciiLetterLower(formula[i])) i++;
            string symbol = formula[start..i];
            int digits = i;
            while (i < formula.Length && char.IsAsciiDigit(formula[i])) i++;
            if (Number(symbol) is null) throw new FormatException($"'{formula}' is no formula: there is no element '{symbol}'");
            parts.Add((symbol, digits == i ? 1 : int.Parse(formula.AsSpan(digits, i - digits), System.Globalization.CultureInfo.InvariantCulture)));
        }
        return parts;
    }

    /// <summary>The formula in Hill order (C, H, then alphabetical; alphabetical throughout without carbon).</summary>
    public static string HillFormula(IEnumerable<string> symbols)
    {
        var counts = symbols.GroupBy(s => s).ToDictionary(g => g.Key, g => g.Count());
        bool carbon = counts.ContainsKey("C");
        int Rank(string s) => carbon ? s == "C" ? 0 : s == "H" ? 1 : 2 : 2;
        return string.Concat(counts.OrderBy(p => Rank(p.Key)).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value == 1 ? p.Key : p.Key + p.Value));
    }
}
