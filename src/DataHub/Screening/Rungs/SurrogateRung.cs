// The rung of a surrogate: trained on what the archive holds now, it answers what it can within the tolerance.
using System.Text.Json;
using DataHub.Compute;
using DataHub.Compute.Surrogates;
using DataHub.Model;

namespace DataHub.Screening.Rungs;

/// <summary>
/// Trains afresh on each pass (so that results of the campaign itself teach it) and answers with <see cref="Tier.T6"/>, or <see cref="Tier.T5"/> where it corrects a cheaper level.
/// Accepted predictions are taken in as records of a machine-learned level of their own; what is outside the tolerance is held as the best answer so far.
/// </summary>
public sealed class SurrogateRung(ISurrogate surrogate, string? lowLevel = null) : IRung
{
    string? _refused, _model, _guarantee;

    /// <inheritdoc/>
    public string Name => NameOf(lowLevel);

    /// <summary>"surrogate" for the structure alone, "surrogate+GFN2-xTB" for a correction of that level.</summary>
    public static string NameOf(string? lowLevel) => lowLevel is null ? Campaign.SurrogateRung : $"{Campaign.SurrogateRung}+{lowLevel}";

    /// <inheritdoc/>
    public void Pass(CampaignRun run, IReadOnlyList<Ticket> open, CancellationToken cancel)
    {
        var asked = open.Where(t => lowLevel is null || t.Low?[run.Campaign.Property] is not null).ToArray();
        if (asked.Length == 0) return;
        run.Begin(Name, asked.Length);
        var clock = new ThreadClock();
        var (model, refusal, beside, ids) = SurrogateTraining.Train(surrogate, run.Campaign, run.Laboratory, lowLevel);
        if (model is null)
        {
            run.Spend(Name, clock.Cost(run.Laboratory.Cost), "training set read");
            if (_refused is null) run.Note($"{Name} cannot be used: {_refused = refusal}");
            foreach (var t in asked) t.Why = $"{Name}: {refusal}";
            return;
        }
        if (_model == model.Card.Id) { run.Spend(Name, clock.Cost(run.Laboratory.Cost), "training set read"); return; }
        _model = model.Card.Id;
        run.Trained(Name, model.Card, clock.Cost(run.Laboratory.Cost));
        if (_guarantee != model.Card.Guarantee) run.Note($"{Name}: {_guarantee = model.Card.Guarantee}.");
        Keep(run, model.Card);
        SurrogateTraining.KeepIds(run.Laboratory.Folder, model.Card.Id, ids);

        clock = new ThreadClock();
        var answers = new List<(Ticket, string, Answer, bool)>();
        foreach (var t in asked)
        {
            if (cancel.IsCancellationRequested) break;
            if (Predict(run, t, model, beside) is { } answer) answers.Add((t, Name, answer, true));
        }
        run.Answer(answers);
        run.Spend(Name, clock.Cost(run.Laboratory.Cost), "predictions");
    }

    /// <summary>An accepted prediction, already taken in; otherwise null, with the reason and what it is worth noted on the ticket.</summary>
    Answer.Known? Predict(CampaignRun run, Ticket t, Surrogate model, IReadOnlyList<Property> beside)
    {
        double?[] there = [.. beside.Select(p => t.Low?[p])];
        if (there.Contains(null)) { t.Why = $"{Name}: {lowLevel} gave no {beside[Array.IndexOf(there, null)].Name}"; return null; }
        if (run.Laboratory.Descriptors.Of(t.Molecule!.Smiles!, t.Molecule.Formula, t.Molecule.Charge, t.Molecule.Multiplicity, t.Low?[run.Campaign.Property], [.. there.Select(v => v!.Value)]) is not { } features) { t.Why = $"{Name}: no fingerprint"; return null; }
        var one = new ThreadClock();
        var (p, refusal) = model.Predict(features);
        t.Sigma = p?.Sigma ?? model.Card.Parameters["signal_sigma"];
        if (p is null) { t.Why = $"{Name}: {refusal}"; return null; }
        var evidence = new Evidence(lowLevel is null ? Tier.T6 : Tier.T5, null, $"{p.Reason} (model {model.Card.Id} on {model.Card.Records} records)")
        { Level = LevelOf(model.Card).Name, Program = $"{model.Card.Name} {model.Card.Version}" };
        if (!p.Accepted)
        {
            t.Why = $"{Name}: {p.Reason}";
            t.Held = (Name, new Answer.Unsure(p.Value, p.Sigma, p.HalfWidth, evidence));
            return null;
        }
        var cost = one.Cost(run.Laboratory.Cost);
        return new Answer.Known(p.Value, p.Sigma, p.HalfWidth, evidence with { CalculationId = run.Take(RecordOf(run, t, model.Card, p, cost)), CpuSeconds = cost.CpuSeconds });
    }

    /// <summary>The level under which predictions of a model are kept: name of the model with its target in brackets, e.g. "GP2D[wB97X-D/def2-SVP]"; its kind is machine-learned.</summary>
    public static Level LevelOf(ModelCard card) => new(LevelKind.MachineLearned, $"{card.Name}[{card.Target}]");

    Calculation RecordOf(CampaignRun run, Ticket t, ModelCard card, Prediction p, Cost cost)
    {
        var values = new Values { [run.Campaign.Property] = p.Value };
        values.Uncertainties[run.Campaign.Property.Name] = p.Sigma;
        if (double.IsFinite(p.HalfWidth)) values.Extras.Add(new Extra("half_width", run.Campaign.Property.Unit, p.HalfWidth));
        values.Extras.Add(new Extra("confidence", "1", run.Campaign.Confidence));
        return new Calculation(t.Molecule!, LevelOf(card), Driver.Properties, Status.Success)
        {
            Values = values,
            Cost = cost,
            Provenance = new Provenance
            {
                Program = $"datahub-{card.Name.ToLowerInvariant()}", ProgramVersion = card.Version, Format = "prediction", InputHash = card.TrainingSet, Dataset = CampaignRun.Dataset, Licence = run.Campaign.Licence,
                Campaign = run.Campaign.Id, Rung = Name, ComputedAt = run.Laboratory.Clock.GetUtcNow().UtcDateTime,
                Parents = t.GeometryId is { } g ? [$"model:{card.Id}", g] : [$"model:{card.Id}"],
            },
        };
    }

    /// <summary>The card of every model that was used lies in models/ of the hub's folder under its id.</summary>
    static void Keep(CampaignRun run, ModelCard card)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(run.Laboratory.Folder, "models")).FullName, card.Id + ".json");
        if (!File.Exists(path)) File.WriteAllText(path, JsonSerializer.Serialize(card, ScreeningJson.Default.ModelCard));
    }
}
