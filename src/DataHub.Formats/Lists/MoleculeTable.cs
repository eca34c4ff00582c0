// Reads a table of molecules: CSV (RFC 4180) or TSV with a header.
using System.Globalization;
using System.Text;
using DataHub.Model;

namespace DataHub.Formats.Lists;

static class MoleculeTable
{
    static readonly string[] SmilesNames = ["smiles", "canonical_smiles", "isomeric_smiles"], KeyNames = ["inchikey", "inchi_key", "standard_inchikey"];

    /// <summary>True if the line names a column of molecules among others, or alone.</summary>
    public static bool IsHeader(string line, char separator) => (line.Contains(separator) || separator == ',') && Cells(line, separator) is { } cells && cells.Any(c => Named(c, SmilesNames) || Named(c, KeyNames));

    public static (IEnumerable<Listed>? Entries, Fault? Fault) Open(LongLines lines, string name, char separator)
    {
        string? header;
        do header = lines.Next(); while (header is not null && string.IsNullOrWhiteSpace(header));
        if (header is null) return ([], null);
        var columns = Cells(header, separator) ?? [];
        int Find(params string[] names) => columns.FindIndex(c => Named(c, names));
        var places = new Places(Find(SmilesNames), Find(KeyNames), Find("charge"), Find("multiplicity"), Find("name") is >= 0 and var n ? n : Find("id"), Find("formula"), Find("level"), Find("property"));
        if (places.Smiles < 0 && places.Key < 0)
            return (null, new Fault(name, $"line {lines.Number}", "smiles", $"no column of molecules among {string.Join(", ", columns.Take(20))}", "Name a column smiles or inchikey; charge, multiplicity, name and formula may stand beside it"));
        return (Rows(lines, separator, columns.Count, places), null);
    }

    sealed record Places(int Smiles, int Key, int Charge, int Multiplicity, int Name, int Formula, int Level, int Property);

    static IEnumerable<Listed> Rows(LongLines lines, char separator, int columns, Places at)
    {
        var ends = new int[columns + 1];
        while (lines.Next() is { } line)
        {
            long number = lines.Number;
            if (line.AsSpan().Trim().IsEmpty) continue;
            if (line.Contains('"'))
            {
                var cells = Cells(line, separator);
                // A quoted cell may go on in the next line.
                for (int more = 0; cells is null && more < 100 && line.Length < LongLines.Most && lines.Next() is { } next; more++) cells = Cells(line = line + "\n" + next, separator);
                yield return lines.Cut ? Long(number) : cells is null ? new(number) { Defect = "a quotation mark is not closed" } : cells.Count > columns ? Wide(number, cells.Count, columns)
                    : Of(number, at, i => i >= 0 && i < cells.Count ? cells[i].Trim() : "");
                continue;
            }
            if (lines.Cut) { yield return Long(number); continue; }
            int count = Split(line, separator, ends);
            yield return count > columns ? Wide(number, count, columns) : Of(number, at, i => i >= 0 && i < count ? line.AsSpan(i == 0 ? 0 : ends[i - 1] + 1, ends[i] - (i == 0 ? 0 : ends[i - 1] + 1)).Trim() is { IsEmpty: false } s ? new string(s) : "" : "");
        }
    }

    static Listed Long(long line) => new(line) { Defect = "the line is longer than a million characters" };
    static Listed Wide(long line, int there, int columns) => new(line) { Defect = $"{there} cells, but the header has {columns}" };

    /// <summary>Where each cell of a line without quotation marks ends; the number of cells, which may be more than there is room for.</summary>
    static int Split(string line, char separator, int[] ends)
    {
        int count = 0;
        for (int i = 0; ; i++)
        {
            int next = i > line.Length ? -1 : line.IndexOf(separator, i);
            if (count < ends.Length) ends[count] = next < 0 ? line.Length : next;
            count++;
            if (next < 0) return count;
            i = next;
        }
    }

    static Listed Of(long line, Places at, Func<int, string> cell)
    {
        string smiles = cell(at.Smiles), key = cell(at.Key), name = cell(at.Name);
        string? called = name.Length > 0 ? name : null;
        if (smiles.Length == 0 && key.Length == 0) return new(line) { Name = called, Defect = "no molecule in this line" };
        if (key.Length > 0 && !Listed.IsInChIKey(key)) return new(line) { Name = called, Defect = $"'{Short(key)}' is no InChIKey" };
        if (Whole(cell(at.Charge), out int? charge) is { } badCharge) return new(line) { Name = called, Defect = $"charge: {badCharge}" };
        if (Whole(cell(at.Multiplicity), out int? multiplicity) is { } badMultiplicity || multiplicity < 1) return new(line) { Name = called, Defect = $"multiplicity: '{cell(at.Multiplicity)}' is none" };
        string formula = cell(at.Formula), level = cell(at.Level), property = cell(at.Property);
        return new(line)
        {
            Name = called, Smiles = smiles.Length > 0 ? smiles : null, InChIKey = key.Length > 0 ? key.ToUpperInvariant() : null, Charge = charge, Multiplicity = multiplicity,
            Formula = formula.Length > 0 ? formula : null, Level = level.Length > 0 ? level : null, Property = property.Length > 0 ? property : null,
        };
    }

    static string? Whole(string text, out int? value)
    {
        value = null;
        if (text.Length == 0) return null;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int v)) return $"'{Short(text)}' is no whole number";
        value = v;
        return null;
    }

    static bool Named(string cell, params string[] names) => names.Contains(cell.Trim().TrimStart('\ufeff'), StringComparer.OrdinalIgnoreCase);

    static string Short(string s) => s.Length <= 40 ? s : s[..40] + "...";

    /// <summary>The cells of a line; null if a quotation mark is not closed.</summary>
    static List<string>? Cells(string line, char separator)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') { cell.Append('"'); i++; }
            else if (c == '"' && (quoted || cell.Length == 0)) quoted = !quoted;
            else if (c == separator && !quoted) { cells.Add(cell.ToString()); cell.Clear(); }
            else cell.Append(c);
        }
        cells.Add(cell.ToString());
        return quoted ? null : cells;
    }
}
