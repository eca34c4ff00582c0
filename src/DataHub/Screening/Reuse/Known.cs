// Is it known? Looks molecules and levels up among what the archive holds.
using DataHub.Chemistry;
using DataHub.Formats.Lists;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening.Reuse;

/// <summary>What the archive knows of a question: the answer that the policy admits, and everything else that it holds for the molecule and the property, so that a miss explains itself.</summary>
public sealed record KnownResult(Question Question, Answer Answer, IReadOnlyList<Candidate> Others)
{
    /// <summary>Canonical SMILES of the record that answers, if any.</summary>
    public string? Smiles { get; init; }
    /// <summary>The model by which the answer was predicted for this very look-up, if it was.</summary>
    public TrainedModel? Model { get; init; }
    /// <summary>Processor time of that prediction, training not counted, s.</summary>
    public double PredictionCpuSeconds { get; init; }
}

/// <summary>Answers from what is stored: nothing is computed. Thread-safe.</summary>
public sealed class Known(Archive archive, Toolkit toolkit)
{
    /// <summary>Geometries of one level that are fetched for one question at most, to see whether one is the same minimum.</summary>
    const int MostFetched = 64;

    /// <summary>What predicts where nothing stored answers and the policy admits it; null where others do that at their own time, as campaigns do.</summary>
    public Predictions? Predictions { get; init; }

    readonly Bridges _bridges = new(archive, ReuseTable.Own);
    readonly ReuseGround _ground = new((a, b) => Same(toolkit, a, b), LevelJudge.Judge, (a, b, tolerance) => GeometryMatch.Compare(a, b, tolerance)?.Rmsd, ReuseTable.Own);

    /// <summary>Asks by SMILES, InChIKey or molfile text; an error says what is wrong with the input.</summary>
    public (KnownResult? Result, string? Error) Ask(string molecule, Level level, Property property, string? geometryLevel = null) =>
        Ask(molecule, new KnownOrder(level, property) { GeometryLevel = geometryLevel is null ? null : Level.Parse(geometryLevel).Name });

    /// <summary>The same with everything that can be asked.</summary>
    public (KnownResult? Result, string? Error) Ask(string molecule, KnownOrder order)
    {
        if (order.Property.IsList) return (null, $"{order.Property.Name} is a list, and a look-up answers with one number: ask for one entry, such as {order.Property.ShortName}[1]");
        string text = molecule.Trim();
        if (text.Length == 0) return (null, "a molecule is wanted: SMILES, InChIKey or molfile");
        if (Listed.IsInChIKey(text)) return (Ask([[.. MoleculeKey.States(text.ToUpperInvariant(), null, null).Select(order.Of)]])[0], null);
        var parsed = molecule.Contains('\n') ? toolkit.FromMolfile(molecule) : toolkit.FromSmiles(text);
        return parsed.Molecule is { } m ? (Ask(order.Of(m)), null) : (null, parsed.Error);
    }

    /// <summary>Asks a prepared question; its molecule has a canonical SMILES and an InChIKey as the toolkit gives them, or an InChIKey alone.</summary>
    public KnownResult Ask(Question question) => Ask([[question]])[0];

    /// <summary>
    /// Asks many at once, from the catalogue in one go. An entry is the states that one input may mean, likeliest first, usually one; the first that is known answers.
    /// All questions of one call are for one property.
    /// </summary>
    public IReadOnlyList<KnownResult> Ask(IReadOnlyList<IReadOnlyList<Question>> entries)
    {
        if (entries.Count == 0) return [];
        var property = entries[0][0].Property;
        var states = new List<MoleculeState>();
        foreach (var e in entries)
            foreach (var q in e)
                if (q.Property != property) throw new ArgumentException("all questions of one call are for one property", nameof(entries));
                else if (q.Molecule.InChIKey is { } key) states.Add(new(key, q.Molecule.Charge, q.Molecule.Multiplicity));
        var stored = archive.Candidates(states, property);
        var choices = new List<Choice>(entries.Count);
        int next = 0;
        foreach (var e in entries)
        {
            Choice? first = null;
            foreach (var q in e)
            {
                var choice = new Choice(q, _ground, q.Molecule.InChIKey is not null ? Holdings(q, stored[next++]) : AtGeometry(q, e.Count > 1));
                if (first is null || !first.Answers && (choice.Answers || first.Empty && !choice.Empty)) first = choice;
            }
            choices.Add(first!);
        }
        Rank(choices);
        return [.. choices.Select(Beyond)];
    }

    /// <summary>The result of a choice; where nothing stored answers, or a prediction only, and the policy admits it, a value of another level that is bridged, or else a prediction.</summary>
    KnownResult Beyond(Choice choice)
    {
        var result = choice.Result();
        if (choice.Question.Policy.Admits < Tier.T5 || choice.Answers && !choice.Predicts || choice.IsAmbiguous) return result;
        if (!choice.Empty) result = Bridged(choice, result);
        if (result.Answer is Answer.Known || Predictions?.Try(choice.Question) is not { } made) return result;
        return made.Answer switch
        {
            Answer.Known k => result with { Answer = k, Smiles = choice.Question.Molecule.Smiles, Model = made.Model, PredictionCpuSeconds = made.CpuSeconds },
            // Of two that are not sure enough the one with the narrower interval is told.
            Answer.Unsure u when result.Answer is not Answer.Unsure there || u.HalfWidth < there.HalfWidth => result with { Answer = u },
            _ => made.Note is { } note && result.Answer is Answer.CannotSay none ? result with { Answer = new Answer.CannotSay($"{none.Why}; {note}") } : result,
        };
    }

    KnownResult Bridged(Choice choice, KnownResult result)
    {
        var (answer, note) = _bridges.Try(choice.Question, choice.Records, choice.Rules);
        if (answer is Answer.Known k) return result with { Answer = k, Smiles = choice.Records.First(c => c.Id == k.Evidence.CalculationId).Smiles, Others = [.. choice.Records.Where(c => c.Id != k.Evidence.CalculationId)] };
        if (result.Answer is not Answer.CannotSay none) return result;
        return answer is not null ? result with { Answer = answer } : note is not null ? result with { Answer = new Answer.CannotSay($"{none.Why}; {note}") } : result;
    }

    /// <summary>Energies for those whose records compete by energy, fetched together.</summary>
    void Rank(IReadOnlyList<Choice> choices)
    {
        var open = choices.Where(c => c.WantsEnergies && c.Question.Molecule.InChIKey is not null).ToArray();
        if (open.Length == 0) return;
        var energies = archive.Candidates([.. open.Select(c => new MoleculeState(c.Question.Molecule.InChIKey!, c.Question.Molecule.Charge, c.Question.Molecule.Multiplicity))], Property.Energy);
        for (int i = 0; i < open.Length; i++) open[i].Energies = energies[i].Where(c => c.Value is not null).DistinctBy(c => c.Id).ToDictionary(c => c.Id, c => c.Value!.Value);
    }

    /// <summary>The records with what the question needs of their segments: geometries where one is asked about, intervals where predictions count.</summary>
    IReadOnlyList<Holding> Holdings(Question q, IReadOnlyList<Candidate> stored)
    {
        if (stored.Count == 0) return [];
        var holdings = new Holding[stored.Count];
        var near = q.Geometry is { } g ? GeometryKey.Near(g, Math.Min(q.Policy.Rmsd, GeometryKey.MostTolerance)) : [];
        int fetched = 0;
        for (int i = 0; i < holdings.Length; i++)
        {
            var c = stored[i];
            holdings[i] = new Holding(c);
            if (c.Status != Status.Success) continue;
            if (q.Policy.Admits >= Tier.T6 && ReuseRules.IsPrediction(c))
            {
                if (archive.Get(c.Id) is { } prediction) holdings[i] = holdings[i] with { HalfWidth = Number(prediction, "half_width"), Confidence = Number(prediction, "confidence") };
            }
            else if (q.Geometry is { } asked && c.GeometryHash != asked.Hash && (c.Level == q.Level.Name || q.Policy.Admits >= Tier.T4)
                && (q.Policy.Rmsd > GeometryKey.MostTolerance || near.Contains(c.GeometryKey) || asked.Level is not null && asked.Level == c.GeometryLevel && fetched++ < MostFetched))
                holdings[i] = holdings[i] with { Geometry = archive.Get(c.Id)?.Geometry };
        }
        return holdings;
    }

    /// <summary>
    /// The records at the very geometry asked about, where no key tells the molecule (metal clusters, coordinates of which no structure is perceived): found by the tolerant key, verified by superposition. Charge and
    /// multiplicity are the question's. Where it is asked <paramref name="beside"/> a question by key, records that have a key are left to that one. The keys reach to <see cref="GeometryKey.MostTolerance"/>.
    /// </summary>
    IReadOnlyList<Holding> AtGeometry(Question q, bool beside)
    {
        if (q.Geometry is not { } asked || asked.Key is null) return [];
        double tolerance = Math.Min(q.Policy.Rmsd, GeometryKey.MostTolerance);
        var holdings = new List<Holding>();
        int compared = 0;
        foreach (var c in archive.CandidatesOfShape(GeometryKey.Near(asked, tolerance), q.Molecule.Charge, q.Molecule.Multiplicity, q.Property))
            if (beside && c.InChIKey is not null) continue;
            else if (c.GeometryHash == asked.Hash) holdings.Add(new Holding(c));
            else if (c.Status == Status.Success && (c.Level == q.Level.Name || q.Policy.Admits >= Tier.T4) && compared++ < MostFetched && archive.Get(c.Id)?.Geometry is { } there && GeometryMatch.Compare(asked, there, tolerance) is not null)
                holdings.Add(new Holding(c) { Geometry = there });
        return holdings;
    }

    static double? Number(Calculation c, string extra) => c.Values.Extras.FirstOrDefault(x => x.Name == extra)?.Number;

    /// <summary>True if two SMILES are one structure. They are compared as they are, and again in the form of this toolkit, since canonical forms change between versions.</summary>
    static bool Same(Toolkit toolkit, string stored, string asked) =>
        stored == asked || toolkit.FromSmiles(stored).Molecule?.Smiles is { } here && (here == asked || here == toolkit.FromSmiles(asked).Molecule?.Smiles);
}
