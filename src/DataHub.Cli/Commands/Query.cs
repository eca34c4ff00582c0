// The command datahub query: rows of the archive by OData options.
using System.CommandLine;
using System.Data.Common;
using DataHub.Cli.Output;
using DataHub.Model;

namespace DataHub.Cli.Commands;

static class Query
{
    const int OnTerminal = 200;
    static readonly string[] Terminal = ["id", "smiles", "level", "status", "gap_ev", "energy_hartree", "program", "dataset"];
    static readonly QueryFlags Flags = new();
    static readonly Option<bool> ShowColumns = new("--columns") { Description = "List the columns with type, unit and meaning instead" };

    public static Verb Verb() => new Verb("query", "Ask for rows: filter, order, choose columns (OData, the same as the server's /odata)",
        "datahub query '$filter=gap_ev lt 5&$orderby=gap_ev&$top=10'",
        "datahub query --filter \"level eq 'GFN2-xTB' and dipole_debye gt 4\" --select smiles,gap_ev,dipole_debye > dipoles.tsv",
        "datahub query --set molecules --search phenol --json",
        "datahub query --columns                      # what there is to ask for").With([.. Flags.Symbols, ShowColumns]).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        if (session.Get(ShowColumns))
        {
            Sheet.Write(session, ["column", "type", "unit", "meaning"], Columns.All.Select(c => (IReadOnlyList<object?>)[c.Name, c.Type.ToString().ToLowerInvariant(), c.Unit, c.Meaning]));
            return Exit.Ok;
        }
        var request = Flags.Read(session);
        if (!session.HasArchive(out int code)) return code;
        using var archive = session.OpenArchive();
        var query = request.Query;
        long? count = request.Count ? archive.Count(query, cancel) : null;
        if (count is { } n && session.Shape != Shape.Json) session.Note($"{n:n0} rows match");
        if (session.Shape == Shape.Table)
        {
            if (query.Select.Count == 0 && query.Set == QuerySet.Calculations && query.Apply.Count == 0 && query.Compute.Count == 0) query = query with { Select = Terminal };
            if (query.Top is null) query = query with { Top = OnTerminal };
        }
        using var stream = archive.Find(query, cancel);
        var names = Enumerable.Range(0, stream.Reader.FieldCount).Select(stream.Reader.GetName).ToList();
        long rows = 0;
        if (count is { } all && session.Shape == Shape.Json)
            Sheet.Object(json => { json.WriteNumber("count", all); Sheet.Rows(json, "value", names, Rows(stream.Reader, cancel)); });
        else rows = Sheet.Write(session, names, Rows(stream.Reader, cancel));
        if (session.Shape == Shape.Table && rows == OnTerminal && request.Query.Top is null) session.Note($"the first {OnTerminal}; all of them: --format tsv, or datahub export");
        return Exit.Ok;
    }

    /// <summary>The rows of a reader, one at a time.</summary>
    public static IEnumerable<IReadOnlyList<object?>> Rows(DbDataReader reader, CancellationToken cancel)
    {
        while (reader.Read())
        {
            cancel.ThrowIfCancellationRequested();
            var row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            yield return row;
        }
    }
}
