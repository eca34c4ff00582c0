// Reads databases of ASE: SQLite files and JSON.
using System.Text.Json;
using DataHub.Formats.Readers.Ase;
using DataHub.Formats.Sources;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// ASE databases (.db, .json), in the units of ASE. The level comes from the calculator's parameters where they tell it, else from the sidecar; charge and multiplicity likewise.
/// Periodic rows and rows without results are refused. SQLite is read page by page from the bytes; no database is opened and nothing in it is run.
/// </summary>
public sealed class AseReader : IReader
{
    /// <inheritdoc/>
    public string Format => "ase";
    /// <inheritdoc/>
    public string Describes => "databases of ASE, SQLite and JSON (.db, .json)";
    /// <inheritdoc/>
    public bool ReadsSidecar => true;

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Where(f => !Grouping.IsSidecar(f.Name)).ToList() is [var file] && (IsSqlite(file) ? HasSystems(file) : IsJson(file));

    static bool IsSqlite(RawFile file) => file.Head.StartsWith("SQLite format 3\0"u8);

    /// <summary>The first page holds the schema: the table of ASE has these columns.</summary>
    static bool HasSystems(RawFile file) => file.HeadText.Contains("CREATE TABLE systems") && file.HeadText.Contains("calculator_parameters");

    static bool IsJson(RawFile file) => file.HeadText.TrimStart().StartsWith('{') && file.HeadText is var t && t.Contains("\"unique_id\"") && t.Contains("\"numbers\"") && t.Contains("\"positions\"") && t.Contains("\"mtime\"");

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var (sidecar, fault) = Sidecar.In(bundle);
        if (fault is not null)
        {
            yield return new Reading(null, fault with { File = $"{bundle.Name} ({fault.File})" });
            yield break;
        }
        var interpretation = new AseInterpretation(bundle.Name, sidecar);
        using var rows = (bundle.Files.First(f => !Grouping.IsSidecar(f.Name)) is var file && IsSqlite(file) ? Sqlite(file) : Json(file)).GetEnumerator();
        while (true)
        {
            (AseRow? Row, string? Defect, long Id) next;
            Reading? read = null;
            try
            {
                if (!rows.MoveNext()) yield break;
                next = rows.Current;
                if (next.Row is { } row) read = interpretation.Read(row);
            }
            // Text in JSON is decoded when it is asked for, and may prove to be no text only then.
            catch (InvalidOperationException e) { next = (null, "the database cannot be read any further: " + e.Message, -1); }
            catch (Exception e) when (e is InvalidDataException or IOException or JsonException) { next = (null, "the database cannot be read any further: " + e.Message, -1); }
            if (read is { } reading) yield return reading;
            else yield return new Reading(null, new Fault(bundle.Name, next.Id < 0 ? null : $"row {next.Id}", null, next.Defect!, next.Id < 0 ? "Copy it again, or export it with ASE as extended XYZ" : "Write the row again"), next.Id < 0 ? null : $"row {next.Id}");
            if (next.Id < 0) yield break;
        }
    }

    static IEnumerable<(AseRow? Row, string? Defect, long Id)> Sqlite(RawFile file)
    {
        var stream = file.Open();
        if (!stream.CanSeek)
        {
            stream.Dispose();
            stream = new MemoryStream(file.ReadAllBytes(), false);
        }
        using (stream)
        {
            var table = new SqliteTable(stream, "systems");
            foreach (var cells in table.Rows())
            {
                (AseRow?, string?, long) row;
                try { row = (AseRow.Of(table.Columns, cells), null, 0); }
                catch (InvalidDataException e) { row = (null, e.Message, cells.Length > 0 && cells[0] is long id ? id : 0); }
                yield return row;
            }
        }
    }

    static IEnumerable<(AseRow? Row, string? Defect, long Id)> Json(RawFile file)
    {
        using var json = JsonDocument.Parse(file.ReadAllBytes());
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidDataException("it is no JSON object");
        foreach (var p in json.RootElement.EnumerateObject())
        {
            if (!long.TryParse(p.Name, out long id) || id < 0 || p.Value.ValueKind != JsonValueKind.Object) continue;
            (AseRow?, string?, long) row;
            try { row = (AseRow.Of(id, p.Value), null, id); }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException or FormatException) { row = (null, e.Message, id); }
            yield return row;
        }
    }
}
