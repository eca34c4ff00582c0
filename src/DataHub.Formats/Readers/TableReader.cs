// Reads property tables of comma- or tab-separated values by the mapping beside them.
using System.Text;
using DataHub.Formats.Readers.Mapped;
using DataHub.Formats.Sources;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// Tables of values (.csv, .tsv, or text that is one). What a column means, in which unit and at which level, is told by NAME.datahub.json (schemas/table-mapping.schema.json); a table
/// without it is refused, with a mapping to fill in. A row gives one record for each level that has values in it. An XYZ file of the same name gives the geometries of the rows. Streams.
/// </summary>
public sealed class TableReader : IReader
{
    /// <inheritdoc/>
    public string Format => "table";
    /// <inheritdoc/>
    public string Describes => "tables of values (.csv, .tsv, .parquet) with a mapping of their columns to properties, units and levels";
    /// <inheritdoc/>
    public bool ReadsSidecar => true;

    /// <inheritdoc/>
    public bool Knows(Bundle bundle)
    {
        var files = Plain(bundle);
        return files.Count == 2 && files.Any(f => f.Extension == ".xyz") && files.FirstOrDefault(f => f.Extension != ".xyz") is { } table && IsTable(table) || files is [var file] && IsTable(file);
    }

    static List<RawFile> Plain(Bundle bundle) => [.. bundle.Files.Where(f => !Grouping.IsSidecar(f.Name))];

    static bool IsTable(RawFile file)
    {
        if (file.Length == 0 || file.Head[..Math.Min(file.Head.Length, 4096)].Contains((byte)0)) return false;
        if (file.Extension is ".csv" or ".tsv") return true;
        var head = file.HeadText.TrimStart('\uFEFF', ' ', '\r', '\n');
        if (file.Extension is not (".txt" or ".dat" or ".tab" or "" or ".data" or ".out") || head.Length == 0 || head[0] is '{' or '[' or '<' or '$' or '&' or '!' or '%') return false;
        if (DelimitedText.Delimiter(head, file.Length <= file.Head.Length) is not { } delimiter) return false;
        var records = new DelimitedText(new StringReader(head), delimiter);
        while (records.Read() && DelimitedText.Comment(records.Fields)) { }
        // A header has names, all different, none of them a number, and at least one record follows it.
        return records.Fields.Count >= 2 && records.Fields.Distinct().Count() == records.Fields.Count && records.Fields.All(f => f.Length is > 0 and < 200 && !double.TryParse(f, out _)) && records.Read();
    }

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var files = Plain(bundle);
        var frames = files.Count == 2 ? files.First(f => f.Extension == ".xyz") : null;
        var table = files.First(f => f != frames);
        var (mapping, fault) = bundle.Files.FirstOrDefault(f => Grouping.IsSidecar(f.Name)) is { } sidecar ? Mapping.Of(sidecar) : (null, null);
        if (fault is not null)
        {
            yield return new Reading(null, fault with { File = $"{bundle.Name} ({fault.File})" });
            yield break;
        }
        var head = table.HeadText;
        char delimiter = mapping?.Delimiter ?? DelimitedText.Delimiter(head, table.Length <= table.Head.Length) ?? (head.Split('\n')[0].Contains('\t') ? '\t' : ',');
        using var text = new StreamReader(table.Open(), Encoding.UTF8, true, 1 << 16);
        var records = new DelimitedText(text, delimiter);
        bool any;
        while ((any = records.Read()) && DelimitedText.Comment(records.Fields)) { }
        if (!any)
        {
            yield return new Reading(null, new Fault(bundle.Name, null, null, records.Broken ?? "the table has no header", "Give a first line with the names of the columns"));
            yield break;
        }
        string[] header = [.. records.Fields];
        if (mapping is null)
        {
            // Without a mapping the XYZ file stands alone, perhaps described by the same sidecar.
            if (frames is not null)
                foreach (var reading in new ExtXyzReader().Read(bundle with { Files = [.. bundle.Files.Where(f => f != table)] })) yield return reading;
            yield return new Reading(null, Unmapped(bundle.Name, header, records));
            yield break;
        }
        var (rows, missing) = RowReading.Of(bundle.Name, Format, mapping, header, frames is not null);
        if (rows is null)
        {
            yield return new Reading(null, missing);
            yield break;
        }
        using var geometries = frames is null ? null : new FrameJoin(frames, mapping.JoinByName);
        bool last = mapping.Named().Contains(header[^1]);
        while (records.Read())
        {
            var record = $"line {records.Line}";
            if (records.Fields.Count != header.Length)
                yield return new Reading(null, new Fault(bundle.Name, record, null, $"the record has {records.Fields.Count} fields, the header has {header.Length}", "Mend the line; a field with the delimiter in it must be quoted"), record);
            else if (!records.Closed && last)
                yield return new Reading(null, new Fault(bundle.Name, record, header[^1], "the file ends inside this line, so its last field may be cut", "End the file with a line end"), record);
            else
            {
                var (structure, apart) = geometries?.Next(mapping["name"]?.Column is { } name ? records.Fields[Array.IndexOf(header, name)] : null) ?? (null, null);
                if (apart is not null) yield return new Reading(null, new Fault(bundle.Name, record, "join", apart, "Give one frame a row, in the same order or (\"join\": \"name\") with the same names"), record);
                else
                    foreach (var reading in rows.Read(records.Fields, record, structure)) yield return reading;
            }
        }
        if (records.Broken is not null) yield return new Reading(null, new Fault(bundle.Name, $"line {records.Line}", null, records.Broken + "; nothing after it was read", "Close the quote"), $"line {records.Line}");
        if (geometries?.Rest() is { } rest) yield return new Reading(null, new Fault(bundle.Name, null, "join", rest, "Give one frame a row"));
    }

    static Fault Unmapped(string file, string[] header, DelimitedText records)
    {
        var sample = new List<string[]>();
        while (sample.Count < 50 && records.Read()) sample.Add([.. records.Fields]);
        return WithoutMapping(file, Skeleton.Of(header, sample));
    }

    internal static Fault WithoutMapping(string file, string skeleton) => new(file, null, "columns", "a table does not say what its columns mean, in which unit and at which level of theory",
        $"Write {Grouping.MappingName(file)} beside it (or give it with --map), all question marks filled in and what is not wanted left out: {skeleton}");
}
