// The records of an SD file: connection table and data fields (MDL CTfile formats, V2000 and V3000).
using System.Globalization;
using System.Text;
using DataHub.Model;

namespace DataHub.Formats.Readers.Mapped;

/// <summary>One record: its molfile, its fields in their order, and what is wrong with its lines.</summary>
sealed record SdRecord(string Molfile, IReadOnlyList<KeyValuePair<string, string>> Fields, string? Defect)
{
    /// <summary>First line of the molfile, null if it is empty.</summary>
    internal string? Title => Molfile[..Math.Max(0, Molfile.IndexOf('\n'))].Trim() is { Length: > 0 } title ? title : null;

    /// <summary>The value of a field; null if the record has none of that name.</summary>
    internal string? Get(string name)
    {
        foreach (var f in Fields) if (f.Key == name) return f.Value;
        return null;
    }

    /// <summary>The structure: charge, and the geometry if the coordinates are spatial; with the reason if the connection table cannot be read.</summary>
    internal (Structure?, string?) Structure()
    {
        var lines = Molfile.Split('\n');
        if (lines.Length < 4) return (null, "the connection table has no counts line");
        var (symbols, xyz, charge, defect) = lines[3].Contains("V3000", StringComparison.Ordinal) ? V3000(lines) : V2000(lines);
        if (defect is not null) return (null, defect);
        // The second line tells the dimension in columns 21-22; where it does not, a coordinate off the plane does.
        var dimension = lines[1].Length >= 22 ? lines[1].Substring(20, 2).ToUpperInvariant() : "";
        bool spatial = dimension == "3D" || dimension != "2D" && Enumerable.Range(0, symbols.Count).Any(i => Math.Abs(xyz[3 * i + 2]) > 1e-4);
        return (new Structure(spatial && symbols.TrueForAll(s => Elements.Number(s) is not null) ? new Geometry(symbols, xyz) : null, Molfile, charge, Title), null);
    }

    static (List<string> Symbols, List<double> Coordinates, int Charge, string? Defect) V2000(string[] lines)
    {
        var (symbols, xyz, codes, charges, told) = (new List<string>(), new List<double>(), 0, 0, false);
        string Part(string line, int at, int length) => at >= line.Length ? "" : line.Substring(at, Math.Min(length, line.Length - at)).Trim();
        if (!int.TryParse(Part(lines[3], 0, 3), out int count) || !int.TryParse(Part(lines[3], 3, 3), out int bonds) || count < 0 || bonds < 0 || lines.Length < 4 + count + bonds) return (symbols, xyz, 0, "the counts line does not fit the connection table");
        for (int i = 0; i < count; i++)
        {
            var line = lines[4 + i];
            for (int k = 0; k < 3; k++)
                if (double.TryParse(Part(line, 10 * k, 10), NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v)) xyz.Add(v);
                else return (symbols, xyz, 0, $"atom {i + 1} has no three coordinates");
            symbols.Add(Part(line, 31, 3));
            codes += int.TryParse(Part(line, 36, 3), out int code) ? code switch { >= 1 and <= 3 => 4 - code, >= 5 and <= 7 => 4 - code, _ => 0 } : 0;
        }
        foreach (var line in lines.Skip(4 + count + bonds))
            if (line.StartsWith("M  CHG", StringComparison.Ordinal) || line.StartsWith("M  RAD", StringComparison.Ordinal))
            {
                // Either kind of line takes the place of the charges in the atom block.
                told = true;
                var fields = line[6..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                for (int i = 2; line[3] == 'C' && i < fields.Length; i += 2) charges += int.TryParse(fields[i], out int q) ? q : 0;
            }
        return (symbols, xyz, told ? charges : codes, null);
    }

    static (List<string> Symbols, List<double> Coordinates, int Charge, string? Defect) V3000(string[] lines)
    {
        var (symbols, xyz, charge, inside) = (new List<string>(), new List<double>(), 0, false);
        foreach (var line in lines)
        {
            if (!line.StartsWith("M  V30 ", StringComparison.Ordinal)) continue;
            var fields = line[7..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is ["BEGIN", "ATOM", ..]) { inside = true; continue; }
            if (fields is ["END", "ATOM", ..]) break;
            if (!inside) continue;
            if (fields.Length < 5) return (symbols, xyz, 0, $"an atom line is too short: '{line.Trim()}'");
            for (int k = 2; k < 5; k++)
                if (double.TryParse(fields[k], NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v)) xyz.Add(v);
                else return (symbols, xyz, 0, $"an atom has no three coordinates: '{line.Trim()}'");
            symbols.Add(fields[1]);
            foreach (var f in fields[5..]) if (f.StartsWith("CHG=", StringComparison.Ordinal) && int.TryParse(f[4..], out int q)) charge += q;
        }
        return (symbols, xyz, charge, inside ? null : "the connection table has no atoms");
    }
}

static class SdRecords
{
    const int LongestRecord = 8 << 20;

    /// <summary>The records, one after another; the last has a defect if the file ends inside it.</summary>
    internal static IEnumerable<SdRecord> Read(TextReader text)
    {
        var molfile = new StringBuilder();
        var fields = new List<KeyValuePair<string, string>>();
        string? line, name = null, value = null, defect = null;
        bool table = true, any = false;
        int length = 0;
        while ((line = text.ReadLine()) is not null)
        {
            line = line.TrimEnd();
            if (line.StartsWith("$$$$", StringComparison.Ordinal))
            {
                Close();
                yield return new SdRecord(molfile.ToString(), fields, table ? defect ?? "the connection table has no end (M  END)" : defect);
                molfile.Clear();
                fields = [];
                (defect, table, any, length) = (null, true, false, 0);
                continue;
            }
            any |= line.Length > 0;
            if ((length += line.Length + 1) > LongestRecord) { defect = "the record has more than 8 MiB"; continue; }
            if (table)
            {
                molfile.Append(line).Append('\n');
                table = !line.StartsWith("M  END", StringComparison.Ordinal);
            }
            else if (name is null || value is { Length: > 0 } && line.Length == 0)
            {
                Close();
                if (line.StartsWith('>')) name = NameOf(line);
            }
            else if (line.StartsWith('>') && NameOf(line) is { } next && value is null) { Close(); name = next; }
            else if (line.Length == 0) { Close(); }
            else value = value is null ? line : value + "\n" + line;
        }
        if (any) yield return new SdRecord(molfile.ToString(), fields, "the file ends inside this record (no $$$$)");

        void Close()
        {
            if (name is not null) fields.Add(new(name, value ?? ""));
            (name, value) = (null, null);
        }
    }

    /// <summary>The name in the angle brackets of a field's header line.</summary>
    static string? NameOf(string line)
    {
        int open = line.IndexOf('<'), close = line.LastIndexOf('>');
        return open > 0 && close > open ? line[(open + 1)..close] : null;
    }
}
