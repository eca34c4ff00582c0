// The command datahub withdraw: recall records by a condition, tell who built on them, give them back.
using System.CommandLine;
using System.Text.Json;
using DataHub.Cli.Output;
using DataHub.Recall;
using DataHub.Store;

namespace DataHub.Cli.Commands;

static class Withdraw
{
    static readonly Option<string?> Where = new("--where") { Description = "Which records, e.g. \"program = 'psi4' and version = '1.4a2'\" (the $filter of query, = and != too)", HelpName = "CONDITION" };
    static readonly Option<string[]> Ids = new("--id") { Description = "A record by its id; may be repeated", HelpName = "ID" };
    static readonly Option<string?> Reason = new("--reason") { Description = "Why: shown with every record that it concerns", HelpName = "TEXT" };
    static readonly Option<string?> By = new("--by") { Description = "Who does it (default: the user's name)", HelpName = "NAME" };
    static readonly Option<bool> Standing = new("--standing") { Description = "Also the records that come later, such as those of a program version that is known to be wrong" };
    static readonly Option<bool> Derived = new("--derived") { Description = "Also what was derived from them: geometries, corrections, predictions of models trained on them" };
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only tell what it would do; this is the default without --yes" };
    static readonly Option<string?> Server = new("--server") { Description = "Do it on that running server (its token, if it wants one: DATAHUB_TOKEN)", HelpName = "URL" };
    static readonly Argument<string> Event = new("event") { Description = "Id of a withdrawal" };
    static readonly string[] Columns = ["id", "kind", "records", "reason", "by", "at", "standing", "holds", "predicate", "of"];

    public static Verb Verb() => new Verb("withdraw", "Recall records that are wrong: none of them is reused any more, and who reused them is told",
        "datahub withdraw --where \"program = 'psi4' and version = '1.4a2'\" --reason 'wrong dispersion'      # what it would do",
        "datahub withdraw --where \"program = 'psi4' and version = '1.4a2'\" --reason 'wrong dispersion' --standing --yes",
        "datahub withdraw --id abcdefghijklmnopqrstuvwxyz --reason 'transcription error' --derived --yes").With(Where, Ids, Reason, By, Standing, Derived, DryRun, Server,
        new Verb("list", "All withdrawals, oldest first", "datahub withdraw list").Does(List),
        new Verb("show", "A withdrawal, and who reused its records", "datahub withdraw show 000001-0123456789ab --json").With(Event).Does(Show),
        new Verb("undo", "Take a withdrawal back: its records answer again", "datahub withdraw undo 000001-0123456789ab --reason 'the output was right' --yes").With(Event, Reason, By, Server).Does(Undo)).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        var (where, ids) = (session.Get(Where), session.Get(Ids) ?? []);
        if (where is null == (ids.Length == 0)) return session.Fail(Exit.Usage, "one of --where and --id is wanted", "datahub withdraw --where \"program = 'psi4' and version = '1.4a2'\" --reason TEXT");
        bool dry = session.Get(DryRun) || !session.Yes;
        if (!dry && string.IsNullOrWhiteSpace(session.Get(Reason))) return session.Fail(Exit.Usage, "--reason is missing: whoever used the records will be told", "for instance: --reason 'wrong dispersion in this version'");
        if (session.Get(Standing) && where is null) return session.Fail(Exit.Usage, "--standing needs --where", "records that are named by --id are there already");
        if (session.Get(Server) is { } url)
            using (var server = new RestServer(url)) return Answered(session, server.Send(HttpMethod.Post, "api/withdrawals", json =>
            {
                if (where is not null) json.WriteString("where", where); else { json.WriteStartArray("ids"); foreach (var id in ids) json.WriteStringValue(id); json.WriteEndArray(); }
                json.WriteString("reason", session.Get(Reason));
                json.WriteString("by", ByName(session));
                json.WriteBoolean("standing", session.Get(Standing));
                json.WriteBoolean("derived", session.Get(Derived));
                json.WriteBoolean("dry_run", dry);
            }, cancel));
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: dry);
        if (dry) return Plan(session, hub.Recalls.Plan(where ?? $"id in ({string.Join(',', ids.Select(i => $"'{i}'"))})", cancel));
        var report = where is null ? hub.Recalls.Withdraw(ids, session.Get(Reason)!, ByName(session), session.Get(Derived), cancel)
            : hub.Recalls.Withdraw(where, session.Get(Reason)!, ByName(session), session.Get(Standing), session.Get(Derived), cancel);
        if (report is null) return session.Fail(Exit.NotFound, "no record meets the condition; nothing was withdrawn", "with --standing it would hold for those that come later");
        Tell(session, report);
        session.Note(FormattableString.Invariant($"{report.Event.Count:n0} records are withdrawn{(report.Event.Standing ? ", and so will be those that come later and meet the condition" : "")}; {report.Consumers.Reuses:n0} reuses and {report.Consumers.Campaigns.Count:n0} campaigns rest on them.")
            + (report.DerivedEvent is { } d ? FormattableString.Invariant($" {d.Count:n0} derived records are withdrawn too ({d.Id}).") : report.Consumers.Derived.Count > 0 ? FormattableString.Invariant($" {report.Consumers.Derived.Count:n0} records were derived from them and still answer (--derived withdraws those too).") : ""));
        session.Note($"taken back by: datahub withdraw undo {report.Event.Id} --reason TEXT --yes");
        return Exit.Ok;
    }

    static int Plan(Session session, RecallPlan plan)
    {
        if (session.Shape is Shape.Json) Print(RecallSheets.Of(plan));
        else Sheet.Write(session, ["dataset", "level", "program", "version", "records", "withdrawn_already", "cpu_seconds", "example"],
            plan.Groups.Select(g => (IReadOnlyList<object?>)[g.Dataset, g.Level, g.Program, g.ProgramVersion, g.Records, g.AlreadyWithdrawn, g.CpuSeconds, g.Example]));
        session.Note(FormattableString.Invariant($"{plan.Records:n0} records would be withdrawn ({plan.AlreadyWithdrawn:n0} are already); {plan.Consumers.Reuses:n0} reuses in the ledger and {plan.Consumers.Campaigns.Count:n0} campaigns rest on them, {plan.Consumers.Derived.Count:n0} records were derived from them."));
        foreach (var c in plan.Consumers.Campaigns) session.Note(FormattableString.Invariant($"  campaign {c.Id} ({c.Name}, {c.State.ToString().ToLowerInvariant()}): {c.Answers:n0} answers"));
        session.Note("nothing was written; the same line with --yes and a --reason does it");
        return plan.Records == 0 ? Exit.NotFound : Exit.Ok;
    }

    static int List(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var archive = session.OpenArchive();
        Sheet.Write(session, Columns, archive.Withdrawn.All.Select(e => (IReadOnlyList<object?>)[e.Id, e.Kind.ToString().ToLowerInvariant(), e.Count + e.Later, e.Reason, e.By, e.At, e.Standing, e.Kind == WithdrawalKind.Withdraw ? e.Holds : null, e.Predicate, e.Of]));
        return Exit.Ok;
    }

    static int Show(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        if (hub.Recalls.Show(session.Get(Event)!, cancel) is not { } report) return session.Fail(Exit.NotFound, $"there is no withdrawal {session.Get(Event)}", "those there are: datahub withdraw list");
        if (session.Shape is Shape.Json) Print(RecallSheets.Of(report));
        else
        {
            Sheet.Write(session, ["at", "campaign", "action", "molecule", "level", "property", "record"], report.Consumers.First.Select(r => (IReadOnlyList<object?>)[r.At, r.Campaign, r.Action, r.Molecule, r.Level, r.Property, r.CalculationId]));
            session.Note(FormattableString.Invariant($"{report.Event.Id}: {report.Event.Count + report.Event.Later:n0} records, {report.Event.Reason} ({report.Event.By}, {report.Event.At:yyyy-MM-dd HH:mm} UTC){(report.Event.TakenBackBy is { } back ? $"; taken back by {back}" : "")}"));
            session.Note(FormattableString.Invariant($"{report.Consumers.Reuses:n0} reuses, {report.Consumers.Derived.Count:n0} derived records"));
            foreach (var c in report.Consumers.Campaigns) session.Note(FormattableString.Invariant($"  campaign {c.Id} ({c.Name}, {c.State.ToString().ToLowerInvariant()}): {c.Answers:n0} answers"));
        }
        return Exit.Ok;
    }

    static int Undo(Session session, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(session.Get(Reason))) return session.Fail(Exit.Usage, "--reason is missing", "for instance: --reason 'the output was right'");
        if (!session.Yes) return session.Fail(Exit.Usage, "nothing was taken back: --yes is missing", "see first: datahub withdraw show " + session.Get(Event));
        if (session.Get(Server) is { } url)
            using (var server = new RestServer(url)) return Answered(session, server.Send(HttpMethod.Post, $"api/withdrawals/{Uri.EscapeDataString(session.Get(Event)!)}:undo", json =>
            {
                json.WriteString("reason", session.Get(Reason));
                json.WriteString("by", ByName(session));
            }, cancel));
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: false);
        try
        {
            var made = hub.Recalls.Undo(session.Get(Event)!, session.Get(Reason)!, ByName(session));
            Sheet.Write(session, [("id", made.Id), ("of", made.Of), ("records", made.Count), ("reason", made.Reason), ("by", made.By), ("at", made.At)]);
            return Exit.Ok;
        }
        catch (ArgumentException e) { return session.Fail(Exit.NotFound, e.Message.Split(" (Parameter")[0], "those there are: datahub withdraw list"); }
    }

    static void Tell(Session session, RecallReport report)
    {
        var e = report.Event;
        if (session.Shape is Shape.Json) Print(RecallSheets.Of(report));
        else Sheet.Write(session, [("id", e.Id), ("records", e.Count), ("reason", e.Reason), ("by", e.By), ("at", e.At), ("standing", e.Standing), ("predicate", e.Predicate), ("reuses", report.Consumers.Reuses),
            ("campaigns", report.Consumers.Campaigns.Select(c => c.Id).ToArray()), ("derived", report.Consumers.Derived.Count), ("derived_event", report.DerivedEvent?.Id)]);
    }

    static int Answered(Session session, JsonElement answer)
    {
        Console.WriteLine(answer.GetRawText());
        return Exit.Ok;
    }

    static void Print(string json) => Console.WriteLine(json);

    static string ByName(Session session) => session.Get(By) is { Length: > 0 } name ? name : Environment.UserName;
}
