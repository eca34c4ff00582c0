// The JSON of campaigns and answers for the web, the command line and the journal: flat, snake_case, units in the names.
using System.Text.Json.Serialization;
using DataHub.Compute.Surrogates;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>An answer, flat. <paramref name="Answer"/> is known, unsure, cannot_say or failed; values are in <paramref name="Unit"/>.</summary>
public sealed record AnswerSheet(string Answer, string? Unit = null, double? Value = null, double? Sigma = null, double? HalfWidth = null, string? Tier = null, string? CalculationId = null, string? Reason = null,
    string? Level = null, string? Program = null, string? GeometryLevel = null, string? Dataset = null, string? Licence = null, double? CpuSeconds = null)
{
    /// <summary>The flat form; <paramref name="property"/> gives the unit.</summary>
    public static AnswerSheet Of(Answer answer, Property property) => answer switch
    {
        Answer.Known k => With("known", k.Value, k.Sigma, k.HalfWidth, k.Evidence, property),
        Answer.Unsure u => With("unsure", u.Value, u.Sigma, u.HalfWidth, u.Evidence, property),
        Answer.CannotSay c => new("cannot_say", Reason: c.Why),
        Answer.Failed f => new("failed", Reason: f.Why, CpuSeconds: f.Cost.CpuSeconds),
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };

    /// <summary>The answer that it stands for.</summary>
    public Answer ToAnswer()
    {
        var evidence = new Evidence(Enum.TryParse<Tier>(Tier, true, out var tier) ? tier : Model.Tier.Computed, CalculationId, Reason ?? "")
        { Level = Level, Program = Program, GeometryLevel = GeometryLevel, Dataset = Dataset, Licence = Licence, CpuSeconds = CpuSeconds };
        return Answer switch
        {
            "known" => new Answer.Known(Value ?? double.NaN, Sigma, HalfWidth, evidence),
            "unsure" => new Answer.Unsure(Value ?? double.NaN, Sigma ?? double.NaN, HalfWidth ?? double.NaN, evidence),
            "failed" => new Answer.Failed(Reason ?? "", new Cost(CostTier.Measured) { CpuSeconds = CpuSeconds }),
            _ => new Answer.CannotSay(Reason ?? ""),
        };
    }

    static AnswerSheet With(string kind, double value, double? sigma, double? half, Evidence e, Property p) =>
        new(kind, p.Unit, value, Finite(sigma), Finite(half), e.Tier.ToString().ToLowerInvariant(), e.CalculationId, e.Reason, e.Level, e.Program, e.GeometryLevel, e.Dataset, e.Licence, e.CpuSeconds);

    static double? Finite(double? x) => x is { } v && double.IsFinite(v) ? v : null;
}

/// <summary>A campaign, flat.</summary>
public sealed record CampaignSheet(string Name, string Property, string Unit, string Level, string GeometryLevel, double Tolerance, double Confidence, IReadOnlyList<string> Ladder, string Reuse,
    double? BudgetCpuSeconds, double? BudgetKwh, int Seed, IReadOnlyList<string>? Candidates)
{
    /// <summary>The flat form, with the candidates or without.</summary>
    public static CampaignSheet Of(Campaign c, bool candidates) => new(c.Name, c.Property.Name, c.Property.Unit, c.Level.Name, c.GeometryLevel, c.Tolerance, c.Confidence, [.. c.Rungs],
        c.Reuse == ReusePolicy.Strict ? "strict" : "any-optimized", c.BudgetCpuSeconds, c.BudgetKwh, c.Seed, candidates ? c.Candidates : null);

    /// <summary>The campaign that it stands for.</summary>
    public Campaign ToCampaign() => new(Name, Candidates ?? [], Model.Property.Find(Property) ?? Model.Property.Energy, Model.Level.Parse(Level))
    {
        Tolerance = Tolerance, Confidence = Confidence, GeometryLevel = GeometryLevel, Ladder = Ladder, Reuse = Reuse == "any-optimized" ? ReusePolicy.AnyOptimized : ReusePolicy.Strict,
        BudgetCpuSeconds = BudgetCpuSeconds, BudgetKwh = BudgetKwh, Seed = Seed,
    };
}

/// <summary>The answer for one candidate, flat.</summary>
public sealed record ResultSheet(string Candidate, string? Smiles, [property: JsonPropertyName("inchikey")] string? InChIKey, string Rung, AnswerSheet Answer);

/// <summary>What came of a campaign, flat.</summary>
public sealed record ReportSheet(string Id, CampaignSheet Campaign, CampaignState State, DateTime StartedAt, IReadOnlyList<RungReport> Funnel, double CpuSeconds, double EnergyKwh, double Co2Grams,
    double BruteForceCpuSeconds, double AvoidedCpuSeconds, double AvoidedKwh, double AvoidedCo2Grams, string Baseline, IReadOnlyList<string> Notes, IReadOnlyList<ModelCard> Models, IReadOnlyList<ResultSheet> Results)
{
    /// <summary>The flat form.</summary>
    public static ReportSheet Of(CampaignReport r) => new(r.Id, CampaignSheet.Of(r.Campaign, false), r.State, r.StartedAt, r.Funnel, r.CpuSeconds, r.EnergyKwh, r.Co2Grams, r.BruteForceCpuSeconds,
        r.AvoidedCpuSeconds, r.AvoidedKwh, r.AvoidedCo2Grams, r.Baseline, r.Notes, r.Models,
        [.. r.Results.Select(x => new ResultSheet(x.Candidate, x.Smiles, x.InChIKey, x.Rung, AnswerSheet.Of(x.Answer, r.Campaign.Property)))]);
}

/// <summary>A record that was found but did not answer.</summary>
public sealed record OtherSheet(string CalculationId, string Level, string? GeometryLevel, string? Program, string? ProgramVersion, Status Status, double? Value, double? Sigma, string? Dataset, string? Licence, double? CpuSeconds);

/// <summary>What is known, flat.</summary>
public sealed record KnownSheet(string? Smiles, [property: JsonPropertyName("inchikey")] string? InChIKey, int Charge, int Multiplicity, string Property, string Level, string? GeometryLevel, AnswerSheet Answer, IReadOnlyList<OtherSheet> Others)
{
    /// <summary>The flat form.</summary>
    public static KnownSheet Of(KnownResult r) => new(r.Question.Molecule.Smiles, r.Question.Molecule.InChIKey, r.Question.Molecule.Charge, r.Question.Molecule.Multiplicity, r.Question.Property.Name,
        r.Question.Level.Name, r.Question.GeometryLevel, AnswerSheet.Of(r.Answer, r.Question.Property),
        [.. r.Others.Select(c => new OtherSheet(c.Id, c.Level, c.GeometryLevel, c.Program, c.ProgramVersion, c.Status, c.Value, c.Sigma, c.Dataset, c.Licence, c.CpuSeconds))]);
}

/// <summary>One campaign in a list.</summary>
public sealed record CampaignListing(string Id, string Name, CampaignState State, DateTime StartedAt);

/// <summary>JSON of screening by source generation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KnownSheet))]
[JsonSerializable(typeof(IReadOnlyList<KnownSheet>))]
[JsonSerializable(typeof(ReportSheet))]
[JsonSerializable(typeof(CampaignPlan))]
[JsonSerializable(typeof(CampaignEvent))]
[JsonSerializable(typeof(IReadOnlyList<CampaignListing>))]
[JsonSerializable(typeof(IReadOnlyList<Fault>))]
[JsonSerializable(typeof(JournalLine))]
[JsonSerializable(typeof(ModelCard))]
public sealed partial class ScreeningJson : JsonSerializerContext;
