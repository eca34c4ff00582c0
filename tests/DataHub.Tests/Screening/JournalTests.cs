// The journal of a campaign and what it adds up to.
using DataHub.Model;
using DataHub.Screening;
using Xunit;

namespace DataHub.Tests.Screening;

public class JournalTests
{
    static readonly DateTime At = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    static readonly Campaign Small = new("small", ["C", "CC", "C"], Property.Gap, Level.Parse("GFN1-xTB")) { Tolerance = 0.1 };

    [Fact]
    public void An_answer_survives_its_flat_form()
    {
        var evidence = new Evidence(Tier.T5, "id", "because") { Level = "L", Program = "p 1", GeometryLevel = "G", Dataset = "d", Licence = "CC0-1.0", CpuSeconds = 2 };
        foreach (var answer in (Answer[])[new Answer.Known(1.5, 0.1, 0.2, evidence), new Answer.Known(1.5, null, null, evidence with { Tier = Tier.Computed }), new Answer.Unsure(1.5, 0.1, 0.2, evidence), new Answer.CannotSay("why")])
            Assert.Equal(answer, AnswerSheet.Of(answer, Property.Gap).ToAnswer());
        Assert.Equal("eV", AnswerSheet.Of(new Answer.Known(1, null, null, evidence), Property.Gap).Unit);
    }

    [Fact]
    public void A_campaign_survives_its_flat_form() => Assert.Equal(Small.Id, CampaignSheet.Of(Small, true).ToCampaign().Id);

    [Fact]
    public void The_fold_counts_answers_costs_and_failures()
    {
        var fold = Fold();
        var report = fold.Report("x", CampaignState.Done);
        Assert.Equal(3, report.Results.Count);
        Assert.Equal(report.Results[0].Answer, report.Results[2].Answer);
        Assert.Equal([("reuse", 2, 1, 0), ("GFN1-xTB", 1, 1, 1)], report.Funnel.Select(r => (r.Rung, r.Came, r.Answered, r.Failed)));
        Assert.Equal(7, report.CpuSeconds);
        // Brute force: 30 by forecast for the reused, 7 as measured for the computed; avoided: both less the 7 spent.
        Assert.Equal((37, 30), (report.BruteForceCpuSeconds, report.AvoidedCpuSeconds));
        Assert.Equal(30 * 1e-6, report.AvoidedKwh, 12);
    }

    static JournalFold Fold()
    {
        var fold = new JournalFold();
        fold.Take(new("started", At) { Campaign = CampaignSheet.Of(Small, true), KwhPerCpuSecond = 1e-6, Tickets = [new([0, 2], "C", "K1", 30), new([1], "CC", "K2", 50)] });
        fold.Take(new("rung", At) { Rung = "reuse", Count = 2 });
        fold.Take(new("answer", At) { Rung = "reuse", Ticket = 0, Final = true, Answer = new("known", "eV", 1, Tier: "t3") });
        fold.Take(new("rung", At) { Rung = "GFN1-xTB", Count = 1 });
        fold.Take(new("job", At) { Rung = "GFN1-xTB", Ticket = 1, Failed = true, CpuSeconds = 3, Level = "GFN2-xTB" });
        fold.Take(new("job", At) { Rung = "GFN1-xTB", Ticket = 1, CpuSeconds = 4, Record = "r", Level = "GFN1-xTB" });
        fold.Take(new("answer", At) { Rung = "GFN1-xTB", Ticket = 1, Final = true, Answer = new("known", "eV", 2, Tier: "computed") });
        return fold;
    }

    [Fact]
    public void A_torn_last_line_is_cut_off_and_what_came_before_is_kept()
    {
        using var temp = Shared.Temp();
        string path = temp["journal.ndjson"];
        using (var journal = Journal.Open(path)) journal.Append([new("note", At) { Message = "one" }, new("note", At) { Message = "two" }]);
        File.AppendAllText(path, "{\"kind\":\"no");
        Assert.Equal(["one", "two"], Journal.Read(path).Select(l => l.Message));
        using (var journal = Journal.Open(path)) journal.Append([new("note", At) { Message = "three" }]);
        Assert.Equal(["one", "two", "three"], Journal.Read(path).Select(l => l.Message));
    }

    [Fact]
    public void A_second_run_of_the_same_campaign_is_refused_while_the_first_goes_on()
    {
        using var temp = Shared.Temp();
        using var first = Journal.Open(temp["journal.ndjson"]);
        Assert.Throws<CampaignBusyException>(() => Journal.Open(temp["journal.ndjson"]));
    }
}
