// The command datahub rebuild: catalogue and index again from the segments.
using DataHub.Cli.Output;
using DataHub.Store;

namespace DataHub.Cli.Commands;

static class Rebuild
{
    public static Verb Verb() => new Verb("rebuild", "Throw catalogue and search index away and make them again from the segments; the data itself is not touched",
        "datahub rebuild").Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        if (!session.Ask($"Make catalogue and index of {session.Home} again?")) return session.Fail(Exit.Cancelled, "not started");
        using var archive = Archive.Open(new ArchiveOptions(session.Home));
        var elapsed = Meter.Run(session, "rebuild", meter =>
        {
            archive.Rebuild(new Told<(long Done, long Total)>(p => meter.Report(p.Done, p.Total, $"{p.Done:n0} of {p.Total:n0} records")));
            return meter.Elapsed;
        });
        var counts = archive.Counts();
        session.Note(FormattableString.Invariant($"rebuilt in {elapsed.TotalSeconds:0.0} s"));
        Sheet.Write(session, [("calculations", counts.Calculations), ("failed", counts.Failed), ("molecules", counts.Molecules), ("segments", counts.Segments), ("bytes", counts.Bytes)]);
        return Exit.Ok;
    }
}
