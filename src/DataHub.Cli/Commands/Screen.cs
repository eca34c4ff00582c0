// The command datahub screen: campaigns that answer from what is known first and compute only the rest.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Screening;

namespace DataHub.Cli.Commands;

static class Screen
{
    static readonly Argument<string> CampaignFile = new("file") { Description = "Campaign file, YAML or JSON" };
    static readonly Option<string?> Server = new("--server") { Description = "Do it on that running server instead of on the archive here (its token, if it wants one: DATAHUB_TOKEN)", HelpName = "URL" };
    static readonly Option<string?> Executor = new("--executor") { Description = "Where jobs run: local, slurm, slurm:OPTIONS OF SBATCH, folder:PATH (default: DATAHUB_EXECUTOR, else local)", HelpName = "WHERE" };
    static readonly Argument<string> FileOrId = new("campaign") { Description = "Campaign file or id" };

    public static Verb Verb() => new Verb("screen", "Campaigns: reuse first, then predict, then compute, within a budget",
        "datahub screen plan campaign.yaml").With(
        new Verb("plan", "What a campaign would do and cost; runs and writes nothing",
            "datahub screen plan docs/examples/gap-screen.yaml").With(CampaignFile, Server).Does(Plan),
        new Verb("run", "Run a campaign, or go on with it where it was interrupted",
            "datahub screen run docs/examples/gap-screen.yaml",
            "datahub screen run campaign.yaml --server http://localhost:5080",
            "datahub screen run campaign.yaml --yes --format tsv > results.tsv",
            "datahub screen run campaign.yaml --executor 'slurm:--partition=main'").With(CampaignFile, Server, Executor).Does(Run),
        new Verb("report", "What came of a campaign: funnel, cost of each rung, cost avoided, results",
            "datahub screen report docs/examples/gap-screen.yaml",
            "datahub screen report ID --json").With(FileOrId, Server).Does(Report),
        new Verb("list", "All campaigns of the archive", "datahub screen list").Does(List));

    static int Plan(Session session, CancellationToken cancel)
    {
        if (Read(session, session.Get(CampaignFile)!, out int code) is not { } campaign) return code;
        if (Remote(session, out code) is { } server)
            using (server) ScreenSheets.Plan(session, campaign, server.Plan(campaign, cancel));
        else
        {
            if (code != Exit.Ok || !session.HasArchive(out code)) return code;
            using var hub = session.OpenHub(readOnly: true);
            ScreenSheets.Plan(session, campaign, hub.Campaigns.Plan(campaign, cancel));
        }
        return Exit.Ok;
    }

    static int Run(Session session, CancellationToken cancel)
    {
        if (Read(session, session.Get(CampaignFile)!, out int code) is not { } campaign) return code;
        using var server = Remote(session, out code);
        if (code != Exit.Ok) return code;
        if (server is null && Executing.Defect(session.Get(Executor)) is { } wrong) return session.Fail(Exit.Usage, wrong, "for instance: --executor 'slurm:--partition=main'");
        using var hub = server is null ? session.OpenHub(readOnly: false, executor: session.Get(Executor)) : null;
        if (session.MayAsk)
        {
            var plan = server?.Plan(campaign, cancel) ?? hub!.Campaigns.Plan(campaign, cancel);
            if (!session.Ask(FormattableString.Invariant($"{plan.Candidates} candidates: {plan.Reused} known, {plan.Predictable} perhaps predictable, {plan.ToCompute} to compute in about {plan.CpuSeconds:0} CPU-s. Go on?")))
                return session.Fail(Exit.Cancelled, "not started");
        }
        var report = Meter.Run(session, campaign.Name, meter =>
        {
            void Tell(CampaignEvent e)
            {
                meter.Report(e.Answered, e.Total, FormattableString.Invariant($"{(e.Rung.Length == 0 || e.Message.Contains(e.Rung, StringComparison.Ordinal) ? "" : e.Rung + ": ")}{e.Message}, {e.CpuSeconds:0.0} CPU-s so far"));
                session.Detail(FormattableString.Invariant($"{e.At:HH:mm:ss} {e.Kind} {e.Rung} {e.Candidate} {e.Message}"));
            }
            return server?.Run(campaign, Tell, cancel) ?? hub!.Campaigns.Run(campaign, new Told<CampaignEvent>(Tell), cancel);
        });
        ScreenSheets.Report(session, report);
        return CodeOf(report);
    }

    static int Report(Session session, CancellationToken cancel)
    {
        var name = session.Get(FileOrId)!;
        Campaign? campaign = null;
        if (File.Exists(name) && (campaign = Read(session, name, out int wrong)) is null) return wrong;
        var id = campaign is null ? name : Campaigns.IdOf(campaign);
        using var server = Remote(session, out int code);
        if (code != Exit.Ok || server is null && !session.HasArchive(out code)) return code;
        using var hub = server is null ? session.OpenHub(readOnly: true) : null;
        if ((server is null ? hub!.Campaigns.Report(id) : server.Report(id, campaign, cancel)) is not { } report)
            return session.Fail(Exit.NotFound, $"there is no campaign {name} {(server is null ? "in this archive" : "on that server")}", "those there are: datahub screen list");
        ScreenSheets.Report(session, report);
        return Exit.Ok;
    }

    /// <summary>The server that --server names; null without it, or with a code if it is no address.</summary>
    static ScreenServer? Remote(Session session, out int code)
    {
        code = Exit.Ok;
        if (session.Get(Server) is not { } text) return null;
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")) return new ScreenServer(uri);
        code = session.Fail(Exit.Usage, $"'{text}' is no address of a server", "for instance: --server http://localhost:5080");
        return null;
    }

    static int List(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        Sheet.Write(session, ["id", "name", "state", "started_at"], hub.Campaigns.List().Select(c => (IReadOnlyList<object?>)[c.Id, c.Name, c.State.ToString().ToLowerInvariant(), c.StartedAt]));
        return Exit.Ok;
    }

    static int CodeOf(CampaignReport report) => report.State switch
    {
        CampaignState.Failed => Exit.Failed,
        CampaignState.Cancelled or CampaignState.Interrupted => Exit.Cancelled,
        _ => report.Results.All(r => r.Answer is Model.Answer.Known) ? Exit.Ok : Exit.Partial,
    };

    static Campaign? Read(Session session, string file, out int code)
    {
        code = Exit.Ok;
        if (!File.Exists(file))
        {
            code = session.Fail(Exit.NotFound, $"there is no campaign file {file}", "an example: docs/examples/gap-screen.yaml");
            return null;
        }
        var (campaign, faults) = Campaign.ReadFile(file, Workflows.Of(session));
        if (campaign is not null && faults.Count == 0) return campaign;
        foreach (var fault in faults) code = session.Fail(Exit.Refused, fault.ToString());
        return null;
    }
}
