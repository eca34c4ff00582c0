// The command datahub reparse: the kept raw outputs through today's readers.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Model;

namespace DataHub.Cli.Commands;

static class Reparse
{
    static readonly Option<string[]> Ids = new("--id") { Description = "Only the raw output of that calculation; may be repeated", HelpName = "ID" };
    static readonly Option<bool> All = new("--all") { Description = "Every raw output that the archive keeps" };
    static readonly Option<string?> InputFormat = new("--input-format") { Description = "Only what was read from that input format: qcschema, xtb, mopac, psi4, extxyz, parquet", HelpName = "NAME" };

    public static Verb Verb() => new Verb("reparse", "Read the kept raw outputs again by today's readers; what reads differently is kept beside the old record",
        "datahub reparse --all",
        "datahub reparse --input-format mopac",
        "datahub reparse --id ID").With(Ids, All, InputFormat).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        var ids = session.Get(Ids) ?? [];
        var format = session.Get(InputFormat);
        if (ids.Length == 0 && !session.Get(All) && format is null) return session.Fail(Exit.Usage, "nothing chosen to read again", "--all, --input-format NAME or --id ID");
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: false);
        if (ids.FirstOrDefault(i => hub.Archive.Get(i) is null) is { } missing) return session.Fail(Exit.NotFound, $"there is no calculation {missing}");
        Expr? filter = ids.Length > 0 ? new Expr.In(new Expr.Col("id"), [.. ids]) : null;
        if (format is not null)
        {
            var same = new Expr.Compare("eq", new Expr.Col("format"), new Expr.Const(format));
            filter = filter is null ? same : new Expr.And(filter, same);
        }
        var report = Meter.Run(session, "reparse", meter => new DataHub.Ingest.Reparse(hub.Archive, hub.Intake).Run(filter,
            new Told<DataHub.Ingest.IntakeProgress>(p => meter.Report(p.Bundles, null, $"{p.Bundles:n0} raw outputs, {p.Kept:n0} records new")), cancel));
        Sheet.Write(session, ["outcome", "source", "id", "status", "reason"], report.Changes.Select(Ingest.Row));
        session.Note($"{report.Same:n0} the same, {report.New:n0} new, {report.Refused:n0} refused, of {report.Raws:n0} raw outputs{(report.Missing > 0 ? $"; {report.Missing:n0} raw outputs are missing" : "")}");
        if (report.Raws + report.Missing == 0) return session.Fail(Exit.NotFound, "no raw outputs of that kind");
        return Exit.Of(report.Same + report.New, report.Refused + report.Missing, Exit.Refused);
    }
}
