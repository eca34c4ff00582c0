// Predictions for look-ups (rule R6): a surrogate trained on what the archive holds at the level, kept until the archive changes.
using System.Collections.Concurrent;
using DataHub.Compute;
using DataHub.Compute.Surrogates;
using DataHub.Model;

namespace DataHub.Screening.Reuse;

/// <summary>A model that was trained for look-ups. Its cost is told once, to whoever takes it first.</summary>
public sealed class TrainedModel(ModelCard card, double cpuSeconds)
{
    int _taken;

    /// <summary>What it is.</summary>
    public ModelCard Card { get; } = card;

    /// <summary>Processor time of reading the training set and training, s; 0 for all but the first who asks.</summary>
    public double TakeCost() => Interlocked.Exchange(ref _taken, 1) == 0 ? cpuSeconds : 0;
}

/// <summary>
/// Predicts where nothing stored answers, by the surrogate on the structure alone and the training sets of campaigns (<see cref="SurrogateTraining"/>): at least <see cref="Surrogate.FewestTraining"/> records, none predicted, inside
/// the domain, accepted within the tolerance. A model is kept for its level, property, policy and the version of the archive. Nothing is stored. Thread-safe.
/// </summary>
public sealed class Predictions(Laboratory laboratory)
{
    const int MostKept = 16;

    sealed record Target(string Level, string Property, string GeometryLevel, GeometryRule Geometry, double Tolerance, double Confidence, string Version);

    readonly ConcurrentDictionary<Target, Lazy<(Surrogate? Model, TrainedModel? Trained, string? Refusal)>> _made = new();

    /// <summary>An answer with the model it is from: known if it is accepted, unsure with its interval otherwise; or null with the reason why nothing is predicted.</summary>
    public (Answer? Answer, TrainedModel? Model, double CpuSeconds, string? Note) Try(Question q)
    {
        var policy = q.Policy;
        if (policy.Admits < Tier.T6 || q.Property.Class == PropertyClass.AbsoluteEnergy || q.Geometry is not null || q.Program is not null || q.Conformer is not null || q.Molecule.State is not null) return (null, null, 0, null);
        if (policy.Tolerance is not { } tolerance) return (null, null, 0, "a tolerance would let it be predicted");
        // The training set would have to be chosen by the same words.
        if (policy.Programs.Count > 0 || policy.NotPrograms.Count > 0 || policy.Licences.Count > 0 || policy.NotBefore is not null) return (null, null, 0, "nothing is predicted under a policy that names programs, licences or dates");
        if (q.Molecule.Smiles is not { Length: > 0 } smiles) return (null, null, 0, "a prediction needs the structure, not the InChIKey alone");
        var (model, trained, refusal) = Model(new Target(q.Level.Name, q.Property.Name, q.GeometryLevel ?? "", q.GeometryLevel is null ? GeometryRule.AnyOptimized : policy.Geometry, tolerance, policy.Confidence, laboratory.Archive.Version), q);
        if (model is null) return (null, null, 0, $"no prediction: {refusal}");
        var clock = new ThreadClock();
        string? formula = q.Molecule.Formula is { Length: > 0 } told ? told : laboratory.Toolkit.FromSmiles(smiles, q.Molecule.Multiplicity).Molecule?.Formula;
        if (formula is null || laboratory.Descriptors.Of(smiles, formula, q.Molecule.Charge, q.Molecule.Multiplicity) is not { } features) return (null, null, 0, "no prediction: the structure has no fingerprint");
        var (p, why) = model.Predict(features);
        if (p is null) return (null, null, clock.CpuSeconds, $"no prediction: {why}");
        var card = model.Card;
        var evidence = new Evidence(Tier.T6, null, FormattableString.Invariant($"predicted by {card.Name} {card.Version}, model {card.Id}, trained on {card.Records} records of this archive at {card.Target}, interval ±{p.HalfWidth:0.###} {q.Property.Unit} at {policy.Confidence:0.##}: {p.Reason}; {card.Guarantee}"))
        {
            Rule = "R6", Level = $"{card.Name}[{card.Target}]", Program = $"datahub-{card.Name.ToLowerInvariant()} {card.Version}",
            ExpectedError = new ExpectedError(card.LooMae, q.Property.Unit, "mean absolute leave-one-out error of the model on its training records", "this archive", card.Records),
        };
        return (p.Accepted ? new Answer.Known(p.Value, p.Sigma, p.HalfWidth, evidence) : new Answer.Unsure(p.Value, p.Sigma, p.HalfWidth, evidence), trained, clock.CpuSeconds, null);
    }

    (Surrogate? Model, TrainedModel? Trained, string? Refusal) Model(Target target, Question q)
    {
        if (_made.Count > MostKept) _made.Clear();
        return _made.GetOrAdd(target, t => new(() =>
        {
            var clock = new ThreadClock();
            var campaign = new Campaign("look-up", [], q.Property, q.Level) { Tolerance = t.Tolerance, Confidence = t.Confidence, GeometryLevel = t.GeometryLevel, Reuse = q.Policy with { Geometry = t.Geometry } };
            var (model, refusal, _, _) = SurrogateTraining.Train(new DirectGaussianProcess(), campaign, laboratory, null);
            return (model, model is null ? null : new TrainedModel(model.Card, clock.CpuSeconds), refusal);
        })).Value;
    }
}
