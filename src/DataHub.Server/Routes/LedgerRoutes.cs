// Answers /api/ledger: what was reused, predicted and computed, and what it adds up to.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Server.Routes;

static class LedgerRoutes
{
    internal static void MapLedger(this WebApplication app)
    {
        var group = app.MapGroup("/api/ledger").WithTags("Ledger");
        group.MapGet("", Lines).WithName("ReadLedger").Produces<List<LedgerLine>>(200).Refuses(400);
        group.MapGet("totals", Totals).WithName("LedgerTotals").Produces<LedgerTotals>(200);
        group.MapGet("records/{id}", Record).WithName("LedgerOfRecord").Produces<Amortised>(200).Refuses(404);
        group.MapGet("datasets/{slug}", Dataset).WithName("LedgerOfDataset").Produces<Amortised>(200).Refuses(404);
    }

    /// <summary>The lines of the ledger, oldest first: what was reused, predicted and computed, and what that avoided.</summary>
    /// <remarks>Where there are more, the header Link names the next page. Lines are never changed, so that reading can go on from there at any time.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="campaign">Only those of a campaign.</param>
    /// <param name="action">Only reused, predicted, corrected, computed or failed ones.</param>
    /// <param name="level">Only those of a level of theory, by its canonical name.</param>
    /// <param name="property">Only those of a property, by its column.</param>
    /// <param name="record">Only those that a record answered.</param>
    /// <param name="dataset">Only those that a record of this dataset answered.</param>
    /// <param name="after">The place behind which to begin, as the Link of the page before has it.</param>
    /// <param name="top">At most so many lines, 100,000 at most.</param>
    internal static IResult Lines(HttpContext http, Hub hub, string? campaign = null, string? action = null, string? level = null, string? property = null, string? record = null, string? dataset = null, string? after = null, int top = 1000)
    {
        if (top is < 1 or > 100_000) return Problems.Answer(400, "Bad request", "top is 1 to 100,000.");
        bool Wanted(LedgerLine l) => (campaign is null || l.Campaign == campaign) && (action is null || l.Action == action) && (level is null || l.Level == level) && (property is null || l.Property == property)
            && (record is null || l.CalculationId == record) && (dataset is null || l.Dataset == dataset);
        var lines = new List<LedgerLine>();
        string? next = null;
        foreach (var (line, place) in hub.Archive.LedgerFrom(after))
        {
            if (!Wanted(line)) continue;
            lines.Add(line);
            if (lines.Count < top) continue;
            next = place;
            break;
        }
        if (next is not null)
        {
            var query = http.Request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value.Select(v => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(v ?? "")}")).Append("after=" + Uri.EscapeDataString(next));
            http.Response.Headers.Link = $"</api/ledger?{string.Join('&', query)}>; rel=\"next\"";
        }
        return Results.Json<IReadOnlyList<LedgerLine>>(lines, ApiJson.Wire.IReadOnlyListLedgerLine);
    }

    /// <summary>What the ledger adds up to, whole or for one campaign: spent, avoided demand, and what was avoided counting each molecule, level and property once.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="campaign">Only the lines of a campaign; its unique part is what it has the credit for.</param>
    internal static IResult Totals(Hub hub, string? campaign = null) => Results.Json(hub.Archive.LedgerTotals(campaign), ApiJson.Wire.LedgerTotals);

    /// <summary>How often a record answered instead of a computation, and its cost shared among these answers and its own.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the record.</param>
    internal static IResult Record(Hub hub, string id) => hub.Archive.Get(id) is not { } c ? Problems.NotFound($"There is no calculation '{id}'.")
        : Results.Json(Amortised.Of(hub.Archive.ReusesOf(id), 1, c.Cost.CpuSeconds, c.Cost.EnergyKwh, c.Cost.Co2Grams), ApiJson.Wire.Amortised);

    /// <summary>How often records of a dataset answered instead of a computation, and the dataset's cost shared among these answers and its own calculations.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Slug of the dataset.</param>
    /// <param name="cancel">Ends with the request.</param>
    internal static IResult Dataset(Hub hub, string slug, CancellationToken cancel)
    {
        using var rows = hub.Archive.Find(new Query(QuerySet.Datasets) { Filter = new Expr.Compare("eq", new Expr.Col("slug"), new Expr.Const(slug)), Select = ["calculations", "cpu_seconds", "energy_kwh", "co2e_g"], Top = 1 }, cancel);
        return !rows.Read() ? Problems.NotFound($"There is no dataset '{slug}'.")
            : Results.Json(Amortised.Of(hub.Archive.ReusesIn(slug), (long)rows[0]!, rows[1] as double?, rows[2] as double?, rows[3] as double?), ApiJson.Wire.Amortised);
    }
}

/// <summary>A cost shared among the calculations that it was spent on and the reuses so far. Amounts are null where the cost is not known.</summary>
/// <param name="Reuses">Answers instead of a computation so far.</param>
/// <param name="Calculations">Calculations that it was spent on.</param>
/// <param name="CpuSeconds">Processor time that they cost, s.</param>
/// <param name="EnergyKwh">Energy, kWh.</param>
/// <param name="Co2eG">Emissions, g CO2e.</param>
public sealed record Amortised(long Reuses, long Calculations, double? CpuSeconds, double? EnergyKwh, double? Co2eG)
{
    /// <summary>Processor time for each use so far, the first one included, s.</summary>
    public double? CpuSecondsPerUse { get; init; }
    /// <summary>Energy for each use so far, kWh.</summary>
    public double? EnergyKwhPerUse { get; init; }
    /// <summary>Emissions for each use so far, g CO2e.</summary>
    public double? Co2eGPerUse { get; init; }

    internal static Amortised Of(long reuses, long calculations, double? cpu, double? kwh, double? grams)
    {
        double uses = Math.Max(1, reuses + calculations);
        return new(reuses, calculations, cpu, kwh, grams) { CpuSecondsPerUse = cpu / uses, EnergyKwhPerUse = kwh / uses, Co2eGPerUse = grams / uses };
    }
}
