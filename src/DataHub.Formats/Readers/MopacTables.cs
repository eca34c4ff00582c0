// The tables of MOPAC's printed output: structures, charges, dipole, frequencies.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>Reads the tables of one job in a .out or .arc file.</summary>
static class MopacTables
{
    /// <summary>The last full structure of a .out file, Å; null if none is whole.</summary>
    public static Geometry? Structure(OutputText text)
    {
        // Final structures come with nine decimals, input tables with eight, the list after them with four only.
        var (nine, eight) = (text.Last("                             CARTESIAN COORDINATES"), text.Last("(ANGSTROMS)     (ANGSTROMS)     (ANGSTROMS)"));
        return (nine >= 0 ? Rows(text, nine) : null) ?? (eight >= 0 ? Rows(text, eight) : null) ?? (text.Last("          CARTESIAN COORDINATES ") is >= 0 and var four ? Rows(text, four) : null);
    }

    /// <summary>Rows "number symbol x y z", with stars or flags between, after a heading.</summary>
    static Geometry? Rows(OutputText text, int heading)
    {
        var symbols = new List<string>();
        var xyz = new List<double>();
        int i = heading + 1;
        while (i < heading + 6 && OutputText.Fields(text[i]) is not [['1'], ..]) i++;
        for (; OutputText.Fields(text[i].Replace("*", " ")) is { Length: >= 5 } f && OutputText.Whole(f[0]) == symbols.Count + 1; i++)
        {
            if (Element(f[1]) is not { } s || OutputText.Real(f[2]) is not { } x || OutputText.Real(f[3]) is not { } y || OutputText.Real(f[4]) is not { } z) return null;
            symbols.Add(s);
            xyz.AddRange([x, y, z]);
        }
        return symbols.Count == 0 ? null : new Geometry(symbols, xyz);
    }

    /// <summary>"C", "Cl(label)" or "+3" style atoms; only elements count.</summary>
    internal static string? Element(string text) => OutputText.Symbol(text.Split('(')[0]);

    /// <summary>Net atomic charges, e.</summary>
    public static IReadOnlyList<double>? Charges(OutputText text)
    {
        int at = text.Last("NET ATOMIC CHARGES");
        if (at < 0) return null;
        var q = new List<double>();
        for (int i = text.First("ATOM NO.", at) + 1; i > 0 && OutputText.Fields(text[i]) is { Length: >= 4 } f && OutputText.Whole(f[0]) == q.Count + 1 && OutputText.Real(f[2]) is { } v; i++) q.Add(v);
        return q;
    }

    /// <summary>Dipole vector, D.</summary>
    public static double[]? Dipole(OutputText text)
    {
        int at = text.Last(" DIPOLE           X");
        for (int i = at + 1; at >= 0 && i < at + 5; i++)
            if (OutputText.Fields(text[i]) is ["SUM", var a, var b, var c, ..] && OutputText.Real(a) is { } x && OutputText.Real(b) is { } y && OutputText.Real(c) is { } z) return [x, y, z];
        return null;
    }

    /// <summary>Frequencies of "DESCRIPTION OF VIBRATIONS", cm⁻¹.</summary>
    public static double[] Frequencies(OutputText text)
    {
        int at = text.Last("DESCRIPTION OF VIBRATIONS");
        if (at < 0) return [];
        var f = new List<double>();
        for (int i = text.First(" FREQUENCY  ", at); i >= 0; i = text.First(" FREQUENCY  ", i + 1)) if (OutputText.FirstReal(text.After("FREQUENCY", i)!) is { } v) f.Add(v);
        return [.. f];
    }

    /// <summary>Average polarizability in a0³ from the heat of formation of a STATIC run.</summary>
    public static double? Polarizability(OutputText text) => text.Last("Average Polarizability from") is >= 0 and var at && text[at + 1].Contains("A.U.") ? OutputText.FirstReal(text[at + 1]) : null;

    /// <summary>The structure after "FINAL GEOMETRY OBTAINED" of a .arc file, and its charges if that column is there; internal coordinates are turned into Cartesian ones.</summary>
    public static (Geometry? Geometry, IReadOnlyList<double>? Charges) Archive(OutputText text)
    {
        int at = text.Last("FINAL GEOMETRY OBTAINED");
        if (at < 0) return (null, null);
        bool charged = text[at].Contains("CHARGE");
        var zmatrix = new ZMatrix();
        var q = new List<double>();
        int blank;
        for (blank = at + 3; blank < text.Count && text[blank].Trim().Length > 0; blank++) { }
        int i = blank + 1;
        for (; OutputText.Fields(text[i]) is { Length: >= 7 } f; i++)
        {
            if (f[0].StartsWith("XX", StringComparison.OrdinalIgnoreCase) || Element(f[0]) is not { } symbol) return (null, null);
            if (OutputText.Real(f[1]) is not { } a || OutputText.Real(f[3]) is not { } b || OutputText.Real(f[5]) is not { } c) return (null, null);
            if (f.Length >= 10 && OutputText.Whole(f[7]) is { } na && OutputText.Whole(f[8]) is { } nb && OutputText.Whole(f[9]) is { } nc)
            {
                if (!zmatrix.Add(symbol, a, b, c, na, nb, nc)) return (null, null);
            }
            else zmatrix.AddCartesian(symbol, a, b, c);
            if (charged && OutputText.Real(f[^1]) is { } v) q.Add(v);
        }
        var g = zmatrix.Geometry;
        // The table ends with an empty line and has as many atoms as the formula says; otherwise it was cut.
        if (i >= text.Count || text[i].Trim().Length > 0 || g?.Count != (int?)OutputText.FirstReal(text.After("=", text.First("Empirical Formula")) ?? "")) return (null, null);
        return (g, g is not null && q.Count == g.Count ? q : null);
    }
}
