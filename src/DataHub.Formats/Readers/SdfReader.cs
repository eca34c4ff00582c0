// Reads SD files with data fields by the mapping beside them.
using System.Text;
using DataHub.Formats.Readers.Mapped;
using DataHub.Formats.Sources;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// SD files (.sdf): the molecule is that of the connection table (or of a field, if the mapping names one), spatial coordinates are the geometry, and the mapping tells what the
/// fields mean, as for a table. Without it the file is refused, with a mapping to fill in. Streams.
/// </summary>
public sealed class SdfReader : IReader
{
    /// <inheritdoc/>
    public string Format => "sdf";
    /// <inheritdoc/>
    public string Describes => "SD files with a mapping of their data fields (.sdf)";
    /// <inheritdoc/>
    public bool ReadsSidecar => true;

    /// <inheritdoc/>
    public bool Knows(Bundle bundle)
    {
        if (bundle.Files.Where(f => !Grouping.IsSidecar(f.Name)).ToList() is not [var file]) return false;
        var lines = file.HeadText.Split('\n', 5);
        return lines.Length == 5 && lines[3].TrimEnd() is var counts && (counts.EndsWith("V2000", StringComparison.Ordinal) || counts.EndsWith("V3000", StringComparison.Ordinal))
            && (file.HeadText.Contains("\n$$$$") || file.HeadText.Contains("\n>") || file.Length > file.Head.Length);
    }

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(f => !Grouping.IsSidecar(f.Name));
        var (mapping, fault) = bundle.Files.FirstOrDefault(f => Grouping.IsSidecar(f.Name)) is { } sidecar ? Mapping.Of(sidecar) : (null, null);
        if (fault is not null)
        {
            yield return new Reading(null, fault with { File = $"{bundle.Name} ({fault.File})" });
            yield break;
        }
        using var text = new StreamReader(file.Open(), Encoding.UTF8, true, 1 << 16);
        if (mapping is null)
        {
            yield return new Reading(null, Unmapped(bundle.Name, text));
            yield break;
        }
        string[] header = [.. mapping.Named().Distinct()];
        var (rows, missing) = RowReading.Of(bundle.Name, Format, mapping, header, true);
        if (rows is null)
        {
            yield return new Reading(null, missing);
            yield break;
        }
        int number = 0;
        var cells = new object?[header.Length];
        foreach (var record in SdRecords.Read(text))
        {
            var name = $"record {++number}";
            var (structure, defect) = record.Defect is { } broken ? (null, broken) : record.Structure();
            if (structure is null)
            {
                yield return new Reading(null, new Fault(bundle.Name, name, null, defect!, "Mend the record"), name);
                continue;
            }
            // A field with a structure that the mapping names goes before the connection table.
            if (mapping["smiles"] is not null || mapping["inchi"] is not null || mapping["inchikey"] is not null) structure = structure with { Molfile = null };
            for (int i = 0; i < cells.Length; i++) cells[i] = record.Get(header[i]);
            foreach (var reading in rows.Read(cells, name, structure)) yield return reading;
        }
    }

    static Fault Unmapped(string file, TextReader text)
    {
        var records = SdRecords.Read(text).Take(50).ToList();
        string[] names = [.. records.SelectMany(r => r.Fields).Select(f => f.Key).Distinct()];
        if (names.Length == 0) return new(file, null, null, "the structures have no data fields, so there are no results", "Structures alone are no calculations; use them as candidates of a campaign");
        return TableReader.WithoutMapping(file, Skeleton.Of(names, [.. records.Select(r => names.Select(object? (n) => r.Get(n)).ToArray())]));
    }
}
