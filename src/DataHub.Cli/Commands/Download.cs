// The command datahub download: a file of a server, or the rows of a query there; resumed where it broke off, and checked.
using System.CommandLine;
using System.Text.Json;
using DataHub.Cli.Output;

namespace DataHub.Cli.Commands;

static class Download
{
    static readonly Argument<string?> What = new("what") { Description = "Address of a file, address of a query (URL/odata/Calculations?$filter=...), or with --server the options of a query", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<string?> Server = new("--server") { Description = "The server that is asked the query", HelpName = "URL" };
    static readonly Option<string> As = new("--as") { Description = "Format of a query's file: parquet, npz, ase, sdf, extxyz, csv, jsonl or qcschema; those of text also with .gz or .zst behind", HelpName = "FORMAT", DefaultValueFactory = _ => "parquet" };
    static readonly Option<string?> To = new("--output", "-o") { Description = "File to write (default: the name that the server gives)", HelpName = "FILE" };

    public static Verb Verb() => new Verb("download", "Download a file or the rows of a query from a server: resumed where it broke off, checked by SHA-256",
        "datahub download 'https://hub.example.org/odata/Calculations?$filter=gap_ev lt 5' --as csv.gz -o gaps.csv.gz",
        "datahub download --server https://hub.example.org '$filter=gap_ev lt 5&$select=smiles,gap_ev' --as parquet",
        "datahub download https://hub.example.org/files/training-sets/0123456789abcdef/train.parquet")
        .With(What, Server, As, To).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        if (session.Get(What) is not { } what) return session.Fail(Exit.Usage, "what is to be downloaded?", "an address, or with --server URL the options of a query");
        string? server = session.Get(Server), options = null;
        if (server is not null) options = what;
        else if (!Uri.TryCreate(what, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return session.Fail(Exit.Usage, $"'{what}' is no address", "name the server of a query: --server URL");
        else if (address.AbsolutePath.IndexOf("/odata/", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            if (!address.AbsolutePath[at..].Equals("/odata/Calculations", StringComparison.OrdinalIgnoreCase)) return session.Fail(Exit.Usage, "only calculations are exported", "an address such as URL/odata/Calculations?$filter=...");
            server = address.GetLeftPart(UriPartial.Authority) + address.AbsolutePath[..at];
            options = string.Join('&', Queries.OptionTexts.Split(address.Query, true).Select(o => $"{o.Key}={o.Value}"));
        }
        string order = options is null ? what : $"{server} {session.Get(As)} {options}";
        using var transfer = new Transfer(session);
        var file = session.Get(To);
        // What was begun goes on with the same file of the server, though its archive may have grown since.
        var begun = file is null ? null : Transfer.Begun(file, order);
        if (begun is null || !transfer.IsThere(begun, cancel)) begun = options is null ? what : Ordered(session, server!, options, session.Get(As)!, cancel);
        var uri = new Uri(begun);
        file ??= Path.GetFileName(uri.AbsolutePath);
        if (file.Length == 0) return session.Fail(Exit.Usage, $"{begun} names no file", "-o FILE");
        return transfer.Fetch(uri, Path.GetFullPath(file), order, cancel);
    }

    /// <summary>Has a server make the file of a query; tells how far it is, and in the end its address.</summary>
    static string Ordered(Session session, string server, string options, string format, CancellationToken cancel)
    {
        using var rest = new RestServer(server);
        var state = rest.Send(HttpMethod.Post, "api/exports", json => { json.WriteString("options", options); json.WriteString("format", format); }, cancel);
        var id = state.GetProperty("id").GetString();
        Meter.Run(session, "making", meter =>
        {
            for (int wait = 100; Text(state, "state") is "waiting" or "making"; wait = Math.Min(2000, wait * 2))
            {
                meter.Report(state.GetProperty("rows").GetInt64(), state.GetProperty("of").GetInt64(), FormattableString.Invariant($"{state.GetProperty("rows").GetInt64():n0} rows, {state.GetProperty("bytes").GetInt64() / 1e6:0.0} MB"));
                if (cancel.WaitHandle.WaitOne(wait)) throw new OperationCanceledException(cancel);
                state = rest.Send(HttpMethod.Get, "api/exports/" + id, null, cancel);
            }
            return 0;
        });
        if (Text(state, "state") == "failed") throw new ServerRefusal(System.Net.HttpStatusCode.UnprocessableContent, Text(state, "why") ?? "the export failed");
        session.Detail(FormattableString.Invariant($"export {id}: {state.GetProperty("rows").GetInt64():n0} rows, {state.GetProperty("bytes").GetInt64():n0} bytes, SHA-256 {Text(state, "sha256")}"));
        return server.TrimEnd('/') + Text(state, "url");
    }

    static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var v) ? v.GetString() : null;
}
