// Where the atoms are.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataHub.Model;

/// <summary>How a geometry came to be.</summary>
public enum GeometrySource
{
    /// <summary>As the file gave it, origin unknown.</summary>
    Given,
    /// <summary>Embedded from the connectivity (distance geometry, force field).</summary>
    Embedded,
    /// <summary>Optimised at <see cref="Geometry.Level"/>.</summary>
    Optimized,
}

/// <summary>
/// Symbols and Cartesian coordinates of the atoms of one molecule.
/// <paramref name="Coordinates"/> has 3n numbers (x1 y1 z1 x2 ...) in ångström; <paramref name="Level"/> is the name of the level at which it was optimised, null if it was not.
/// </summary>
public sealed record Geometry(IReadOnlyList<string> Symbols, IReadOnlyList<double> Coordinates, GeometrySource Source = GeometrySource.Given, string? Level = null)
{
    sealed record Made(object Symbols, object Coordinates, string? Text);
    Made? _hash, _key, _defect;

    /// <summary>How this one was chosen among conformers; null where that is not told.</summary>
    public Conformer? Conformer { get; init; }

    /// <summary>
    /// SHA-256 (hex, first 32 digits) over the symbols and the coordinates rounded to 1e-6 Å in the given order and orientation:
    /// equal hashes mean the same input, not merely the same shape.
    /// </summary>
    public string Hash => Once(ref _hash, MakeHash)!;

    /// <summary>The tolerant key (<see cref="GeometryKey.Of"/>): the same or a neighbouring one for the same shape however it lies, with equal atoms in any order; null for numbers that are not finite.</summary>
    public string? Key => Once(ref _key, () => GeometryKey.Of(this));

    /// <summary>Number of atoms.</summary>
    public int Count => Symbols.Count;

    /// <summary>A geometry from coordinates in bohr.</summary>
    public static Geometry FromBohr(IReadOnlyList<string> symbols, IEnumerable<double> bohr, GeometrySource source = GeometrySource.Given, string? level = null) =>
        new(symbols, [.. bohr.Select(x => x * Units.BohrToAngstrom)], source, level);

    /// <summary>
    /// What is wrong with the numbers, or null: no atoms, a count that does not fit, an unknown element, a coordinate that is not finite, two atoms closer than 0.2 Å.
    /// </summary>
    public string? Defect() => Once(ref _defect, FindDefect);

    string? FindDefect()
    {
        if (Symbols.Count == 0) return "no atoms";
        if (Coordinates.Count != 3 * Symbols.Count) return $"{Symbols.Count} atoms but {Coordinates.Count} coordinates (3 an atom are wanted)";
        if (Symbols.FirstOrDefault(s => Elements.Number(s) is null) is { } bad) return $"unknown element '{bad}'";
        var xyz = Coordinates as double[] ?? [.. Coordinates];
        for (int i = 0; i < xyz.Length; i++) if (!double.IsFinite(xyz[i])) return $"coordinate {i % 3 + 1} of atom {i / 3 + 1} is not a finite number";
        if (Symbols.Count > 2000) return null;
        for (int i = 0; i < xyz.Length; i += 3)
            for (int j = 0; j < i; j += 3)
            {
                double x = xyz[i] - xyz[j], y = xyz[i + 1] - xyz[j + 1], z = xyz[i + 2] - xyz[j + 2], square = x * x + y * y + z * z;
                if (square < 0.04) return $"atoms {j / 3 + 1} and {i / 3 + 1} are {Math.Sqrt(square).ToString("0.000", CultureInfo.InvariantCulture)} Å apart";
            }
        return null;
    }

    /// <summary>The squared distance of two atoms (zero-based) in Å².</summary>
    public double SquaredDistance(int i, int j)
    {
        double x = Coordinates[3 * i] - Coordinates[3 * j], y = Coordinates[3 * i + 1] - Coordinates[3 * j + 1], z = Coordinates[3 * i + 2] - Coordinates[3 * j + 2];
        return x * x + y * y + z * z;
    }

    /// <summary>The geometry as an XYZ file (Å, ten decimals), with <paramref name="comment"/> as its second line.</summary>
    public string ToXyz(string comment = "")
    {
        var text = new StringBuilder().Append(Symbols.Count).Append('\n').Append(comment.ReplaceLineEndings(" ")).Append('\n');
        for (int i = 0; i < Symbols.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{Symbols[i],-2} {Coordinates[3 * i],16:0.0000000000} {Coordinates[3 * i + 1],16:0.0000000000} {Coordinates[3 * i + 2],16:0.0000000000}\n");
        return text.ToString();
    }

    // A copy made by "with" takes the field along, so it is trusted for the very lists it was made of only.
    string? Once(ref Made? field, Func<string?> make)
    {
        if (field is { } made && ReferenceEquals(made.Symbols, Symbols) && ReferenceEquals(made.Coordinates, Coordinates)) return made.Text;
        var text = make();
        field = new Made(Symbols, Coordinates, text);
        return text;
    }

    string MakeHash()
    {
        var text = new HashText();
        try
        {
            foreach (var s in Symbols) { text.Add(Ascii.IsValid(s) ? s : Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(s))); text.Add(' '); }
            foreach (double x in Coordinates) { text.Add((long)Math.Round(x * 1e6)); text.Add(' '); }
            return Convert.ToHexStringLower(text.Hash())[..32];
        }
        finally { text.Dispose(); }
    }
}
