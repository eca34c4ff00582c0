// The command datahub verify: reads everything that was released or kept and compares it with its checksums.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Store;

namespace DataHub.Cli.Commands;

static class Verify
{
    static readonly Argument<string?> Slug = new("dataset") { Description = "Only the releases of this dataset", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<bool> Raw = new("--raw") { Description = "Unpack and compare the raw outputs too" };

    public static Verb Verb() => new Verb("verify", "Read every released file and every segment and compare it with its checksum; names each that is damaged",
        "datahub verify",
        "datahub verify my-gaps --json",
        "datahub verify --raw").With(Slug, Raw).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var archive = session.OpenArchive();
        if (session.Get(Slug) is { } slug && archive.Dataset(slug) is null) return session.Fail(Exit.NotFound, $"there is no dataset {slug}", "those there are: datahub dataset list");
        long files = 0, bytes = 0;
        var damaged = Meter.Run(session, "verify", meter => archive.Verify(session.Get(Slug), session.Get(Raw), cancel).Select(v =>
        {
            meter.Report(++files, null, FormattableString.Invariant($"{files:n0} files, {(bytes += v.Bytes) / 1e6:n0} MB"));
            return v;
        }).Where(v => v.Defect is not null).ToList());
        Sheet.Write(session, ["file", "bytes", "defect"], damaged.Select(v => (IReadOnlyList<object?>)[v.Path, v.Bytes, v.Defect]));
        session.Note(FormattableString.Invariant($"{files:n0} files, {bytes / 1e6:n1} MB: {(damaged.Count == 0 ? "all as they were written" : $"{damaged.Count:n0} damaged")}"));
        return damaged.Count == 0 ? Exit.Ok : Exit.Failed;
    }
}
