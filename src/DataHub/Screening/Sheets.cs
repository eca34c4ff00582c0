// The JSON of campaigns and answers in the journal: flat, snake_case, units in the names.
using System.Text.Json.Serialization;
using DataHub.Compute.Surrogates;
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>An answer, flat. <paramref name="Answer"/> is known, unsure, cannot_say or failed; values are in <paramref name="Unit"/>.</summary>
public sealed record AnswerSheet(string Answer, string? Unit = null, double? Value = null, double? Sigma = null, double? HalfWidth = null, string? Tier = null, string? CalculationId = null, string? Reason = null,
    string? Level = null, string? Program = null, string? GeometryLevel = null, string? Dataset = null, string? Licence = null, double? CpuSeconds = null, string? Rule = null, ExpectedError? ExpectedError = null, string? Doi = null, double? EnergyKwh = null, double? Co2Grams = null)
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
        { Level = Level, Program = Program, GeometryLevel = GeometryLevel, Dataset = Dataset, Licence = Licence, CpuSeconds = CpuSeconds, Rule = Rule, ExpectedError = ExpectedError, Doi = Doi, EnergyKwh = EnergyKwh, Co2Grams = Co2Grams };
        return Answer switch
        {
            "known" => new Answer.Known(Value ?? double.NaN, Sigma, HalfWidth, evidence),
            "unsure" => new Answer.Unsure(Value ?? double.NaN, Sigma ?? double.NaN, HalfWidth ?? double.NaN, evidence),
            "failed" => new Answer.Failed(Reason ?? "", new Cost(CostTier.Measured) { CpuSeconds = CpuSeconds }),
            _ => new Answer.CannotSay(Reason ?? ""),
        };
    }

    static AnswerSheet With(string kind, double value, double? sigma, double? half, Evidence e, Property p) =>
        new(kind, p.Unit, value, Finite(sigma), Finite(half), e.Tier.ToString().ToLowerInvariant(), e.CalculationId, e.Reason, e.Level, e.Program, e.GeometryLevel, e.Dataset, e.Licence, e.CpuSeconds, e.Rule, e.ExpectedError, e.Doi, e.EnergyKwh, e.Co2Grams);

    static double? Finite(double? x) => x is { } v && double.IsFinite(v) ? v : null;
}

/// <summary>A campaign, flat.</summary>
public sealed record CampaignSheet(string Name, string Property, string Unit, string Level, string GeometryLevel, double Tolerance, double Confidence, IReadOnlyList<string> Ladder, string Reuse,
    double? BudgetCpuSeconds, double? BudgetKwh, int Seed, IReadOnlyList<string>? Candidates)
{
    /// <summary>Licence of the results.</summary>
    public string? Licence { get; init; }

    /// <summary>The flat form, with the candidates or without.</summary>
    public static CampaignSheet Of(Campaign c, bool candidates) => new(c.Name, c.Property.Name, c.Property.Unit, c.Level.Name, c.GeometryLevel, c.Tolerance, c.Confidence, [.. c.Rungs],
        c.Reuse.Name, c.BudgetCpuSeconds, c.BudgetKwh, c.Seed, candidates ? c.Candidates : null) { Licence = c.Licence };

    /// <summary>The campaign that it stands for.</summary>
    public Campaign ToCampaign() => new(Name, Candidates ?? [], Model.Property.Find(Property) ?? Model.Property.Energy, Model.Level.Parse(Level))
    {
        Tolerance = Tolerance, Confidence = Confidence, GeometryLevel = GeometryLevel, Ladder = Ladder, Reuse = Policy.Find(Reuse == "any-optimized" ? Policy.SameLevel.Name : Reuse) ?? Policy.Strict,
        BudgetCpuSeconds = BudgetCpuSeconds, BudgetKwh = BudgetKwh, Seed = Seed, Licence = Licence,
    };
}

/// <summary>JSON of screening by source generation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalLine))]
[JsonSerializable(typeof(ModelCard))]
sealed partial class ScreeningJson : JsonSerializerContext;
