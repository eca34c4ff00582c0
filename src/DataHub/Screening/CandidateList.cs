// Lists of candidates: SMI files (SMILES, then a name) and CSV or TSV files with a column of SMILES.
using System.Text;
using DataHub.Model;

namespace DataHub.Screening;

static class CandidateList
{
    /// <summary>Reads the lines of a list. With a header that names a SMILES column it is a table, otherwise one SMILES a line.</summary>
    public static (List<string> Candidates, Fault? Fault) Read(string file, IEnumerable<string> lines, string? column)
    {
        var found = new List<string>();
        int smiles = -1, name = -1, number = 0;
        char separator = ',';
        bool table = Path.GetExtension(file).ToLowerInvariant() is ".csv" or ".tsv" || column is not null;
        foreach (string line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || !table && line.StartsWith('#')) continue;
            if (!table) { found.Add(string.Join(' ', line.Trim().Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries))); continue; }
            if (smiles < 0)
            {
                separator = line.Contains('\t') ? '\t' : ',';
                var header = Cells(line, separator).Select(c => c.Trim().TrimStart('\ufeff')).ToList();
                smiles = header.FindIndex(h => h.Equals(column ?? "smiles", StringComparison.OrdinalIgnoreCase));
                name = header.FindIndex(h => h.Equals("name", StringComparison.OrdinalIgnoreCase) || h.Equals("id", StringComparison.OrdinalIgnoreCase));
                if (smiles < 0) return ([], new Fault(file, "line 1", column ?? "smiles", $"no such column among {string.Join(", ", header)}", "Name the column of SMILES: 'candidates: {file: pool.csv, column: my_smiles}'"));
                continue;
            }
            var cells = Cells(line, separator);
            if (smiles >= cells.Count || cells[smiles].Trim() is not { Length: > 0 } s) return ([], new Fault(file, $"line {number}", column ?? "smiles", "no SMILES in this line", "Fill or remove the line"));
            found.Add(name >= 0 && name < cells.Count && cells[name].Trim() is { Length: > 0 } n ? $"{s} {n}" : s);
        }
        return (found, null);
    }

    static List<string> Cells(string line, char separator)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') { cell.Append('"'); i++; }
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == separator && !quoted) { cells.Add(cell.ToString()); cell.Clear(); }
            else cell.Append(line[i]);
        }
        cells.Add(cell.ToString());
        return cells;
    }
}
