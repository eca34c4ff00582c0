// Whole campaigns over a real archive with real engines: GFN2-xTB cheap, GFN1-xTB in the place of the expensive level.
using DataHub.Compute;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Screening;

public class CampaignTests
{
    internal static readonly Campaign Six = new("six", ["O water", "C", "N", "CO methanol", "C#N", "C=O"], Property.Gap, Level.Parse("GFN1-xTB")) { Tolerance = 0.2 };

    internal static void NeedEngines(Hub hub)
    {
        Assert.SkipUnless(hub.Engines.For(Six.Level, Driver.Energy) is { } xtb && EngineSet.Find(xtb) is not null, "xtb is not installed");
        Assert.SkipUnless(hub.Embedder.Installed, "python3-rdkit is not installed");
    }

    /// <summary>The campaigns of a hub whose engines are not to be found.</summary>
    static Campaigns WithoutEngines(Hub hub) => new(new Laboratory(hub.Options.Folder, hub.Archive, hub.Toolkit, hub.Intake, hub.Known, hub.Engines, hub.Runner, hub.Embedder, hub.Cost, TimeProvider.System, 2) { FindEngine = _ => null });

    [Fact]
    public void A_campaign_computes_what_is_unknown_and_the_next_one_reuses_all_of_it()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 2 });
        NeedEngines(hub);

        var plan = hub.Campaigns.Plan(Six, TestContext.Current.CancellationToken);
        Assert.Equal((6, 0, 0, 0, 6), (plan.Candidates, plan.Bad, plan.Reused, plan.Predictable, plan.ToCompute));
        Assert.True(plan.CpuSecondsLow < plan.CpuSeconds && plan.CpuSeconds < plan.CpuSecondsHigh);
        Assert.Contains(plan.Notes, n => n.Contains("rule of thumb"));
        Assert.False(Directory.Exists(Path.Combine(temp.Path, "campaigns")), "a plan writes nothing");
        Assert.Equal(0, hub.Archive.Counts().Calculations);

        var events = new List<CampaignEvent>();
        var report = hub.Campaigns.Run(Six, new Heard(events));
        Assert.Equal(CampaignState.Done, report.State);
        Assert.All(report.Results, r => Assert.Equal((Tier.Computed, "GFN1-xTB", "GFN2-xTB"), (Known(r).Evidence.Tier, Known(r).Evidence.Level, Known(r).Evidence.GeometryLevel)));
        Assert.Equal([("reuse", 6, 0), ("GFN2-xTB", 6, 0), ("GFN1-xTB", 6, 6)], report.Funnel.Where(r => r.Rung is not "surrogate").Select(r => (r.Rung, r.Came, r.Answered)).Where(r => !r.Rung.StartsWith("surrogate")));
        Assert.True(report.CpuSeconds > 0.1 && report.EnergyKwh > 0 && report.Co2Grams > 0);
        Assert.Equal(report.CpuSeconds, report.Funnel.Sum(r => r.CpuSeconds), 6);
        Assert.Contains(report.Notes, n => n.Contains("surrogate cannot be used"));
        Assert.Equal(events.Select((_, i) => (long)i + 1), events.Select(e => e.Sequence));
        // A single point lies at the geometry of its parent.
        var single = hub.Archive.Get(Known(report.Results[0]).Evidence.CalculationId!)!;
        var parent = hub.Archive.Get(Assert.Single(single.Provenance.Parents))!;
        Assert.Equal(("GFN2-xTB", parent.Geometry!.Hash, report.Id), (parent.Level.Name, single.Geometry!.Hash, single.Provenance.Campaign));

        long records = hub.Archive.Counts().Calculations;
        var again = hub.Campaigns.Run(Six, new Heard(events));
        Assert.Equal((report.Id, report.CpuSeconds, records), (again.Id, again.CpuSeconds, hub.Archive.Counts().Calculations));
        Assert.Contains(again.Notes, n => n.Contains("nothing was computed now"));

        var other = hub.Campaigns.Run(Six with { Name = "other" });
        Assert.Equal(records, hub.Archive.Counts().Calculations);
        Assert.Equal(("reuse", 6, 6), other.Funnel.Select(r => (r.Rung, r.Came, r.Answered)).Single());
        Assert.All(other.Results, r => Assert.Equal(Tier.T3, Known(r).Evidence.Tier));
        Assert.True(other.AvoidedCpuSeconds > 0 && other.AvoidedKwh > 0);
        Assert.Equal(report.Results.Select(r => Known(r).Value), other.Results.Select(r => Known(r).Value));

        // What reuse avoids counts once for a molecule, level and property.
        var third = hub.Campaigns.Run(Six with { Name = "third" });
        var (first, repeated) = (hub.Archive.LedgerTotals(other.Id), hub.Archive.LedgerTotals(third.Id));
        Assert.Equal((6, 0), (first.UniqueKeys, repeated.UniqueKeys));
        Assert.True(first.UniqueAvoided.CpuSeconds > 0 && first.UniqueAvoided.EnergyKwh > 0 && first.UniqueAvoided.Co2Grams > 0);
        Assert.Equal((first.UniqueAvoided, default), (first.AvoidedDemand, first.RepeatedDemand));
        Assert.Equal(repeated.AvoidedDemand, repeated.RepeatedDemand);
        Assert.Equal([null, true], hub.Archive.Ledger().Where(l => l.AvoidedCpuSeconds is not null).Select(l => l.Repeated).Distinct());
        Assert.Equal((18, 6, first.UniqueAvoided), (hub.Archive.LedgerTotals().Lines, hub.Archive.LedgerTotals().UniqueKeys, hub.Archive.LedgerTotals().UniqueAvoided));
        Assert.Equal(2, hub.Archive.ReusesOf(Known(other.Results[0]).Evidence.CalculationId!));
        Assert.Equal(12, hub.Archive.ReusesIn("campaigns"));
        Assert.Equal(["computed", "reused"], hub.Archive.Ledger().Select(l => l.Action).Distinct().Order());
        Assert.Equal(["third", "other", "six"], hub.Campaigns.List().Select(c => c.Name));
        Assert.Null(hub.Campaigns.Report("nosuchcampaign"));
    }

    [Fact]
    public void Without_engines_what_is_known_is_answered_and_the_rest_says_what_to_install()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        var water = hub.Toolkit.FromSmiles("O").Molecule!;
        var geometry = new Geometry(["O", "H", "H"], [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0], GeometrySource.Optimized, "GFN2-xTB");
        hub.Intake.Take(new Calculation(water, Six.Level, Driver.Energy, Status.Success) { Geometry = geometry, Values = new Values { [Property.Gap] = 14.4 }, Provenance = new Provenance { Program = "xtb", Dataset = "test" } });

        var report = WithoutEngines(hub).Run(Six);
        Assert.Equal(CampaignState.Done, report.State);
        Assert.Equal(14.4, Known(report.Results[0]).Value);
        foreach (var r in report.Results.Skip(1)) Assert.Contains("engine xtb not found, install it with: apt-get install xtb", Assert.IsType<Answer.CannotSay>(r.Answer).Why);
        Assert.Contains(report.Notes, n => n.Contains("apt-get install xtb"));
        Assert.Equal(1, hub.Archive.Counts().Calculations);

        // With the engine there, the same campaign goes on.
        NeedEngines(hub);
        var later = hub.Campaigns.Run(Six);
        Assert.All(later.Results, r => Known(r));
        Assert.Equal(5, later.Results.Count(r => Known(r).Evidence.Tier == Tier.Computed));
    }

    [Fact]
    public void A_budget_ends_it_with_what_it_has_and_is_not_exceeded_by_more_than_one_forecast()
    {
        using var temp = Shared.Temp();
        double whole;
        using (var first = Hub.Open(new HubOptions(temp["first"]) { Cores = 1 }))
        {
            NeedEngines(first);
            whole = first.Campaigns.Run(Six).CpuSeconds;
        }
        using var hub = Hub.Open(new HubOptions(temp["second"]) { Cores = 1 });
        var half = Six with { BudgetCpuSeconds = whole / 2 };
        var report = hub.Campaigns.Run(half);
        Assert.Equal(CampaignState.BudgetExhausted, report.State);
        Assert.Contains(report.Results, r => r.Answer is Answer.CannotSay c && (c.Why.Contains("budget") || c.Why.Contains("not reached")));
        Assert.InRange(hub.Archive.Counts().Calculations, 0, 11);
        Assert.InRange(report.CpuSeconds, 0, 0.8 * whole);
        // Now that jobs are measured the forecasts are better: another run may use what is left, but no more.
        Assert.InRange(hub.Campaigns.Run(half).CpuSeconds, report.CpuSeconds, 0.9 * whole);
    }

    [Fact]
    public async Task Cancelled_it_stops_and_run_again_it_goes_on_without_computing_anything_twice()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 1 });
        NeedEngines(hub);
        string id = hub.Campaigns.Start(Six);
        var seen = new List<CampaignEvent>();
        await foreach (var e in hub.Campaigns.Watch(id, 0, TestContext.Current.CancellationToken))
        {
            seen.Add(e);
            if (e.Kind == "job" && seen.Count(x => x.Kind == "job") == 2) Assert.True(hub.Campaigns.Cancel(id));
        }
        Assert.Equal(CampaignState.Cancelled, hub.Campaigns.Report(id)!.State);
        Assert.Equal("state", seen[^1].Kind);
        Assert.False(hub.Campaigns.Cancel(id));
        long records = hub.Archive.Counts().Calculations;

        var report = hub.Campaigns.Run(Six, null, TestContext.Current.CancellationToken);
        Assert.Equal(CampaignState.Done, report.State);
        Assert.All(report.Results, r => Assert.Equal(Tier.Computed, Known(r).Evidence.Tier));
        Assert.Equal(12, hub.Archive.Counts().Calculations);
        Assert.InRange(records, 2, 11);
    }

    [Fact]
    public void Bad_and_double_candidates_are_told_and_do_not_stop_it()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        var report = WithoutEngines(hub).Run(Six with { Candidates = ["O", "not a molecule", "[H]O[H] again"] });
        Assert.Equal(CampaignState.Done, report.State);
        Assert.Contains("cannot be read", Assert.IsType<Answer.Failed>(report.Results[1].Answer).Why);
        Assert.Equal(report.Results[0].Answer, report.Results[2].Answer);
        Assert.Contains(report.Notes, n => n.Contains("same molecule"));
    }

    static Answer.Known Known(CandidateResult r) => Assert.IsType<Answer.Known>(r.Answer);

    sealed class Heard(List<CampaignEvent> events) : IProgress<CampaignEvent>
    {
        public void Report(CampaignEvent value) { lock (events) events.Add(value); }
    }
}
