// A mapping to fill in, for a table that came without one.
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataHub.Formats.Readers.Mapped;

static class Skeleton
{
    const int MostColumns = 60;

    /// <summary>
    /// A mapping with the columns of the table: text columns by their names, each column of numbers with question marks for what only its maker knows. It is refused until they are filled in.
    /// </summary>
    internal static string Of(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<object?>> sample)
    {
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            var taken = new HashSet<string>();
            void Role(string role, Func<string, bool> named)
            {
                if (header.FirstOrDefault(h => !taken.Contains(h) && named(h.ToLowerInvariant())) is not { } column) return;
                taken.Add(column);
                json.WriteStartObject(role);
                json.WriteString("column", column);
                json.WriteEndObject();
            }
            Role("smiles", h => h.Contains("smiles"));
            Role("inchikey", h => h.Contains("inchikey") || h.Contains("inchi_key"));
            Role("inchi", h => h is "inchi");
            Role("name", h => h is "id" or "name" or "molecule" or "mol_id");
            json.WriteNumber("multiplicity", 1);
            json.WriteString("level", "?");
            json.WriteString("licence", "?");
            json.WriteStartObject("columns");
            int n = 0;
            for (int i = 0; i < header.Count; i++)
                if (!taken.Contains(header[i]) && !header[i].Contains("smiles", StringComparison.OrdinalIgnoreCase) && Numeric(sample, i) && n++ < MostColumns)
                {
                    json.WriteStartObject(header[i]);
                    json.WriteString("property", "?");
                    json.WriteString("unit", "?");
                    json.WriteEndObject();
                }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    static bool Numeric(IReadOnlyList<IReadOnlyList<object?>> sample, int column)
    {
        bool any = false;
        foreach (var row in sample)
            if (column < row.Count && row[column] is { } cell && cell is not "")
            {
                if (cell is not (double or long or double[]) && !double.TryParse(cell as string, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return false;
                any = true;
            }
        return any;
    }
}
