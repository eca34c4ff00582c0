// Of the records that the rules admit, the one that answers; or why none does.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening.Reuse;

/// <summary>
/// One question with the verdicts on its records. Of the best tier the record of lowest energy answers where energies tell conformers apart, otherwise the first by id; those that answer
/// equally well are named, and how far their values lie apart. The order of the records does not matter.
/// </summary>
sealed class Choice
{
    /// <summary>Records of one level whose energies (Eh) are no farther apart than this are taken for one conformer.</summary>
    const double OneConformer = 1e-4;

    readonly ReuseRules _rules;
    readonly ReuseGround _ground;
    readonly (Holding Holding, ReuseVerdict Verdict)[] _verdicts, _best;

    public Choice(Question question, ReuseGround ground, IReadOnlyList<Holding> holdings)
    {
        (Question, _ground, _rules) = (question, ground, new ReuseRules(question, ground));
        _verdicts = [.. holdings.Select(h => (h, _rules.Judge(h)))];
        if (_verdicts.Length > 1) Array.Sort(_verdicts, (a, b) => string.CompareOrdinal(a.Holding.Record.Id, b.Holding.Record.Id));
        var tier = Tier.Computed;
        foreach (var v in _verdicts) if (v.Verdict.Tier is { } t && t < tier && t <= question.Policy.Admits) tier = t;
        _best = tier == Tier.Computed ? [] : [.. _verdicts.Where(v => v.Verdict.Tier == tier)];
        // A geometry of the level asked for goes before any other optimised one.
        if (tier == Tier.T3 && question.GeometryLevel is { } wanted && _best.Any(v => v.Holding.Record.GeometryLevel == wanted)) _best = [.. _best.Where(v => v.Holding.Record.GeometryLevel == wanted)];
        // Of several better levels one answers: one that no other is better than, least error first.
        if (tier == Tier.T4 && _best.Length > 1)
        {
            string level = _best.OrderBy(v => v.Verdict.Error?.Value ?? double.MaxValue).ThenBy(v => v.Holding.Record.Level, StringComparer.Ordinal).First().Holding.Record.Level;
            _best = [.. _best.Where(v => v.Holding.Record.Level == level)];
        }
    }

    public Question Question { get; }
    public ReuseRules Rules => _rules;
    /// <summary>All records, by id.</summary>
    public IReadOnlyList<Candidate> Records => [.. _verdicts.Select(v => v.Holding.Record)];
    /// <summary>True if a prediction is the best that there is.</summary>
    public bool Predicts => _best.Length > 0 && _best[0].Verdict.Tier == Tier.T6;
    /// <summary>True if the molecule is told by a key alone that stands for several stored structures.</summary>
    public bool IsAmbiguous => Question.Molecule is { Smiles: null, InChIKey: not null } && Structures().Count > 1;
    public bool Answers => _best.Length > 0;
    public bool Empty => _verdicts.Length == 0;
    /// <summary>True if several records compete that energies may tell apart.</summary>
    public bool WantsEnergies => _best.Length > 1 && _best[0].Verdict.Tier is Tier.T3 or Tier.T4;
    /// <summary>Energies by id, Eh.</summary>
    public IReadOnlyDictionary<string, double>? Energies { get; set; }

    public KnownResult Result()
    {
        var q = Question;
        if (q.Molecule.InChIKey is null && q.Geometry is null) return Miss("the molecule has no InChIKey: nothing can be looked up without one, unless its geometry is given");
        if (_best.Length == 0) return Miss(_rules.Explain(_verdicts) + (q.Molecule is { Smiles: null, InChIKey: not null } ? $" (asked by InChIKey alone with charge {q.Molecule.Charge}; a SMILES tells charge and tautomer)" : ""));
        if (q.Molecule is { Smiles: null, InChIKey: not null } && Structures() is { Count: > 1 } several)
            return Miss($"the InChIKey alone stands for {several.Count} structures that the archive keeps apart ({string.Join(", ", several.Order(StringComparer.Ordinal).Take(4))}): ask with the SMILES");

        var (chosen, rivals, sorted) = Pick();
        var (record, verdict) = (chosen.Holding.Record, chosen.Verdict);
        string reason = verdict.Reason;
        if (rivals.Length > 1)
        {
            double low = rivals.Min(v => v.Holding.Record.Value!.Value), high = rivals.Max(v => v.Holding.Record.Value!.Value);
            if ((q.Policy.Tolerance ?? _ground.Table.Agree(q.Property)) is { } limit && high - low > limit)
            {
                string differ = FormattableString.Invariant($"{rivals.Length} records answer equally well and differ: their values lie between {low:0.####} and {high:0.####} {q.Property.Unit}, more than {limit:0.####} apart");
                if (q.Policy.RefuseDisagreement) return Miss($"{differ} ({string.Join(", ", rivals.Take(4).Select(v => v.Holding.Record.Id))})");
                reason += $"; {differ}";
            }
        }
        if (sorted)
        {
            double low = _best.Min(v => v.Holding.Record.Value!.Value), high = _best.Max(v => v.Holding.Record.Value!.Value);
            reason += FormattableString.Invariant($"; the one of lowest energy of {_best.Length} such records, whose values lie between {low:0.####} and {high:0.####} {q.Property.Unit}");
        }
        else if (_best.Length > 1) reason += $"; {_best.Length} such records";
        if (q.Molecule.InChIKey is null) reason += $"; asked by the geometry alone: charge {q.Molecule.Charge} and multiplicity {q.Molecule.Multiplicity} are taken, and no connectivity was compared";
        else if (q.Molecule.Smiles is null) reason += $"; asked by InChIKey alone: charge {q.Molecule.Charge} and multiplicity {q.Molecule.Multiplicity} are taken, and the tautomer could not be checked";
        var evidence = new Evidence(verdict.Tier!.Value, record.Id, reason)
        {
            Rule = verdict.Rule, ExpectedError = verdict.Error, Figures = verdict.Figures, Rmsd = verdict.Rmsd, Also = rivals.Length > 1 ? [.. rivals.Where(v => v.Holding.Record.Id != record.Id).Take(20).Select(v => v.Holding.Record.Id)] : null,
            Level = record.Level, Program = record.ProgramVersion is null ? record.Program : $"{record.Program} {record.ProgramVersion}", GeometryLevel = record.GeometryLevel,
            Dataset = record.Dataset, Doi = record.Doi, Licence = record.Licence, CpuSeconds = record.CpuSeconds, EnergyKwh = record.EnergyKwh, Co2Grams = record.Co2Grams,
        };
        double? half = verdict.Tier == Tier.T6 ? chosen.Holding.HalfWidth : null;
        return new KnownResult(q, new Answer.Known(record.Value!.Value, record.Sigma, half, evidence), [.. _verdicts.Select(v => v.Holding.Record).Where(c => c.Id != record.Id)]) { Smiles = record.Smiles };
    }

    /// <summary>The record that answers, those that answer as well as it does (itself among them), and whether energies decided.</summary>
    ((Holding Holding, ReuseVerdict Verdict) Chosen, (Holding Holding, ReuseVerdict Verdict)[] Rivals, bool Sorted) Pick()
    {
        if (_best.Length == 1) return (_best[0], _best, false);
        if (!WantsEnergies || Energies is not { Count: > 0 } known || !_best.Any(v => known.ContainsKey(v.Holding.Record.Id)))
            return (_best.OrderBy(v => v.Verdict.Rmsd ?? 0).ThenBy(v => v.Verdict.Error?.Value ?? 0).First(), _best, false);
        double lowest = _best.Where(v => known.ContainsKey(v.Holding.Record.Id)).Min(v => known[v.Holding.Record.Id]);
        var chosen = _best.First(v => known.TryGetValue(v.Holding.Record.Id, out double e) && e == lowest);
        var rivals = _best.Where(v => !known.TryGetValue(v.Holding.Record.Id, out double e) || e - lowest <= OneConformer).ToArray();
        return (chosen, rivals, true);
    }

    /// <summary>The structures that usable records of the key have.</summary>
    List<string> Structures()
    {
        var structures = new List<string>();
        foreach (var (h, _) in _verdicts)
            if (h.Record is { Status: Status.Success, Value: not null, Smiles: { Length: > 0 } s } && !structures.Any(x => _ground.SameStructure(x, s))) structures.Add(s);
        return structures;
    }

    KnownResult Miss(string why) => new(Question, new Answer.CannotSay(why), [.. _verdicts.Select(v => v.Holding.Record)]);
}
