// The command datahub quarantine: records that were put aside, and what is to become of them.
using System.CommandLine;
using System.Globalization;
using DataHub.Cli.Output;
using DataHub.Model;
using DataHub.Store.Shelves;

namespace DataHub.Cli.Commands;

static class Quarantine
{
    static readonly Argument<string[]> Ids = new("id") { Description = "Ids as the list shows them", Arity = ArgumentArity.OneOrMore };
    static readonly Option<string> Reason = new("--reason") { Description = "Why; kept with the record", HelpName = "TEXT", Required = true };
    static readonly Option<bool> All = new("--all") { Description = "Also those that were accepted or dropped" };

    public static Verb Verb() => new Verb("quarantine", "Doubtful records that were put aside: neither searchable nor reused until somebody accepts them",
        "datahub quarantine list").With(
        new Verb("list", "What was put aside, and why", "datahub quarantine list", "datahub quarantine list --all --json").With(All).Does(List),
        new Verb("accept", "Take records into the archive after all, with what is doubtful about them as warnings",
            "datahub quarantine accept ID --reason 'valence energies, as the paper says'").With(Ids, Reason).Does((s, _) => Each(s, true)),
        new Verb("drop", "Leave records out for good; handed in again they are refused", "datahub quarantine drop ID --reason 'forces with the wrong sign'").With(Ids, Reason).Does((s, _) => Each(s, false)));

    static int List(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        var records = hub.Archive.Quarantine.All(session.Get(All));
        Sheet.Write(session, ["id", "source", "formula", "level", "program", "put aside", "review", "why"], records.Select(r =>
            (IReadOnlyList<object?>)[r.Id, r.Source, r.Formula, r.Level, r.Program, r.At.ToString("u", CultureInfo.InvariantCulture), r.Review.ToString().ToLowerInvariant(),
                string.Join("; ", r.Faults.Where(f => f.Grade == Grade.Quarantine).Select(f => $"{f.Field}: {f.Message}")) + (r.Reason is null ? "" : $" [{r.Reason}]")]));
        session.Note($"{records.Count(r => r.Review == Review.Waiting):n0} wait for a review");
        return Exit.Ok;
    }

    static int Each(Session session, bool accept)
    {
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: false);
        var (ids, reason, now) = (session.Get(Ids)!, session.Get(Reason)!, hub.Options.Clock.GetUtcNow().UtcDateTime);
        if (string.IsNullOrWhiteSpace(reason)) return session.Fail(Exit.Usage, "the reason is empty", "say why, for those who read the record later");
        int done = 0;
        foreach (var id in ids)
            if (accept ? DataHub.Ingest.Quarantine.Accept(hub.Archive, id, reason, now) is not null : DataHub.Ingest.Quarantine.Drop(hub.Archive, id, reason, now)) done++;
            else session.Warn($"there is no record {id} that waits for a review");
        session.Note($"{done:n0} {(accept ? "accepted: they are in the archive with their warnings" : "dropped")}");
        return Exit.Of(done, ids.Length - done, Exit.NotFound);
    }
}
