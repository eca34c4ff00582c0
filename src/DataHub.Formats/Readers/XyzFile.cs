// The plain XYZ file that lies beside a program's output: symbols and coordinates of one structure.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>Reads the first (or last) structure of a plain XYZ file, Å.</summary>
static class XyzFile
{
    /// <summary>The structure whose atom count stands on line <paramref name="at"/>, and the line after it; null if it is damaged or cut off.</summary>
    public static (Geometry Geometry, int Next)? Read(OutputText text, int at)
    {
        if (OutputText.Whole(text[at].Trim()) is not (> 0 and < 1_000_000 and var n) || at + 2 + n > text.Count) return null;
        var symbols = new string[n];
        var xyz = new double[3 * n];
        for (int i = 0; i < n; i++)
        {
            var f = OutputText.Fields(text[at + 2 + i]);
            if (f.Length < 4 || OutputText.Symbol(f[0]) is not { } symbol) return null;
            symbols[i] = symbol;
            for (int k = 0; k < 3; k++)
            {
                if (OutputText.Real(f[k + 1]) is not { } x) return null;
                xyz[3 * i + k] = x;
            }
        }
        // Without a line end after the last atom it may have been cut in the middle of a number: then only equal decimals prove it whole.
        if (at + 2 + n == text.Count && n > 1 && Decimals(text[at + n + 1]) != Decimals(text[at + n])) return null;
        return (new Geometry(symbols, xyz), at + 2 + n);

        static int Decimals(string line) => OutputText.Fields(line)[3] is var f && f.IndexOf('.') is >= 0 and var dot ? f.Length - dot : 0;
    }

    /// <summary>The first structure of a file, or null.</summary>
    public static Geometry? First(RawFile? file) => file is null || file.Length > OutputText.Limit ? null : Read(OutputText.Of(file), 0)?.Geometry;
}
