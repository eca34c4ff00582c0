// The rules of reuse: which stored record may answer which question, at which tier, and why not.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening.Reuse;

/// <summary>What the order of levels says of a stored level against the one asked for.</summary>
/// <param name="Better">True if it is at least as good for the property.</param>
/// <param name="Reason">Why, or why it cannot be said.</param>
/// <param name="Figures">The benchmark figures that it rests on.</param>
public sealed record LevelJudgement(bool Better, string Reason, IReadOnlyList<string> Figures)
{
    /// <summary>Error of the stored level against the reference of the benchmark.</summary>
    public ExpectedError? Error { get; init; }
}

/// <summary>What the rules ask of others: whether two SMILES are one structure, whether a level is better, how far two geometries lie apart (null if farther than the tolerance, Å).</summary>
public sealed record ReuseGround(Func<string, string, bool> SameStructure, Func<Level, Level, PropertyClass, LevelJudgement> Judge, Func<Geometry, Geometry, double, double?> Rmsd, ReuseTable Table);

/// <summary>
/// The decision classes. Pure: they see the question, its policy and what is told of a record. R0 identical; R1 the same model at the same geometry or geometry class; R2 the same by another
/// program or version that is known to agree; R3 a level that is better for the property; R6 a stored prediction with its interval. What none of them admits is bridged (R4, see Bridge) or computed (R5).
/// Structure, charge, multiplicity, solvation and kind of geometry are never merged, whatever the policy.
/// </summary>
public sealed class ReuseRules(Question question, ReuseGround ground)
{
    readonly Policy _policy = question.Policy;

    /// <summary>Judges one record of the question's InChIKey, charge and multiplicity.</summary>
    public ReuseVerdict Judge(Holding holding)
    {
        var c = holding.Record;
        if (Barred(c) is { } barred) return new(null, barred);
        if (IsPrediction(c)) return Predicted(holding);
        if (c.Level == question.Level.Name) return SameLevel(holding);
        return _policy.Admits >= Tier.T4 ? BetterLevel(holding) : new(null, $"at {c.Level}");
    }

    /// <summary>Why a record answers nothing, whatever its level and geometry; null if it may.</summary>
    public string? Barred(Candidate c)
    {
        if (c.Status == Status.Withdrawn) return "withdrawn";
        if (c.Status == Status.Failed) return "failed";
        if (question.Property is { List: { } list, Above: { } above } && question.Molecule.Multiplicity != above) return $"of multiplicity {question.Molecule.Multiplicity}, while entry S{question.Property.Entry} of {list.Name} is one above a singlet";
        if (c.Value is null) return c.Entries is { } n ? $"a record whose {question.Property.List!.Name} has {n} {(n == 1 ? "entry" : "entries")} only" : "failed";
        if (question.Molecule.Smiles is { } asked)
        {
            if (string.IsNullOrEmpty(c.Smiles)) return "of unknown connectivity";
            if (!ground.SameStructure(c.Smiles, asked)) return $"another tautomer or form ({c.Smiles})";
        }
        if (c.State != question.Molecule.State) return $"of the electronic state {c.State ?? "that is lowest"}, not of {question.Molecule.State ?? "the lowest"}";
        if (c.Connectivity == Connectivity.Likely && question.Geometry is null) return "of a structure that was chosen among several when it was perceived from coordinates";
        if (question.Conformer is { } wanted ? c.Conformer?.Answers(wanted) != true : c.Conformer is { Policy: ConformerPolicy.Boltzmann })
            return question.Conformer is null ? $"a mean over conformers ({c.Conformer})" : c.Conformer is null ? $"at a geometry of which is not told how it was chosen, and {question.Conformer} is asked for" : $"at a geometry that is {c.Conformer}, and {question.Conformer} is asked for";
        if (ground.Table.Against(c.Program, c.ProgramVersion, c.Kind) is { } bad) return bad;
        if (_policy.Programs.Count > 0 && !_policy.Programs.Any(p => Names(p, c))) return $"by {Program(c)}, which the policy does not name";
        if (_policy.NotPrograms.Any(p => Names(p, c))) return $"by {Program(c)}, which the policy rules out";
        if (_policy.Licences.Count > 0 && !_policy.Licences.Contains(c.Licence, StringComparer.OrdinalIgnoreCase)) return $"under {c.Licence ?? "no licence"}, which the policy does not name";
        if (_policy.NotBefore is { } day && !(c.ComputedAt >= day)) return c.ComputedAt is { } at ? $"computed on {at:yyyy-MM-dd}, before {day:yyyy-MM-dd}" : $"computed nobody knows when, and the policy wants {day:yyyy-MM-dd} or later";
        return null;
    }

    /// <summary>True if it was learned, not computed or measured.</summary>
    public static bool IsPrediction(Candidate c) => c.Kind == LevelKind.MachineLearned || c.Sigma is not null;

    ReuseVerdict SameLevel(Holding holding)
    {
        var c = holding.Record;
        if (c.Kind == LevelKind.Experiment) return new(Tier.T2, "measured value of the same structure" + Unchecked) { Rule = "R1" };
        var verdict = Placed(holding);
        if (verdict.Tier is null || question.Program is not { } program) return verdict;
        if (c.Program is null) return new(null, "by a program that is not told");
        if (program.Equals(c.Program, StringComparison.OrdinalIgnoreCase) && (question.ProgramVersion is null || question.ProgramVersion == c.ProgramVersion)) return verdict;
        string asked = question.ProgramVersion is null ? program : $"{program} {question.ProgramVersion}";
        if (ground.Table.Between(program, c.Program, c.Kind, question.Property) is not { } between) return new(null, $"by {Program(c)}, and nothing is known of how it agrees with {asked} on {question.Property.Name}");
        if (_policy.Tolerance is { } tolerance && between.Value > tolerance / 3) return new(null, FormattableString.Invariant($"by {Program(c)}, which agrees with {asked} to {between.Value:0.#####} {between.Unit}, more than a third of the tolerance"));
        return verdict with { Tier = verdict.Tier < Tier.T2 ? Tier.T2 : verdict.Tier, Rule = "R2", Reason = $"{verdict.Reason}, by {Program(c)} in place of {asked}", Error = Sum(verdict.Error, between) };
    }

    /// <summary>A record at the level asked for: does its geometry answer?</summary>
    ReuseVerdict Placed(Holding holding)
    {
        var c = holding.Record;
        if (question.Geometry is { } g)
        {
            if (c.GeometryHash is null) return new(null, "at an unknown geometry");
            if (c.GeometryHash == g.Hash) return new(Tier.T0, "same structure, level and geometry" + Unchecked) { Rule = "R0", Error = new(0, question.Property.Unit, "identical input") };
            double? rmsd = holding.Geometry is { } h ? ground.Rmsd(g, h, _policy.Rmsd) ?? (g.Level is not null && g.Level == h.Level ? ground.Rmsd(g, h, _policy.MinimumRmsd) : null) : null;
            if (rmsd is { } d)
            {
                var error = ground.Table.Apart(GeometryRelation.SameGeometry, question.Property);
                if (_policy.Tolerance is { } tolerance && error?.Value > tolerance) return new(null, FormattableString.Invariant($"at a geometry {d:0.0000} Å away, where values may differ by {error.Value:0.#####} {error.Unit}, more than the tolerance"));
                string how = d <= _policy.Rmsd ? "same structure and level, the same geometry" : $"same structure and level, the same minimum of {g.Level}";
                return new(Tier.T1, FormattableString.Invariant($"{how} (RMSD {d:0.0000} Å)") + Unchecked) { Rule = "R1", Rmsd = d, Error = error };
            }
            if (_policy.Geometry != GeometryRule.AnyOptimized || c.GeometryLevel is null) return new(null, "at another geometry");
            return new(Tier.T3, $"same structure and level, another geometry, optimised at {c.GeometryLevel}" + Unchecked) { Rule = "R1", Error = ground.Table.Apart(GeometryRelation.OtherConformer, question.Property) };
        }
        if (_policy.Geometry == GeometryRule.Same) return new(null, "at a geometry, and the question names none though its policy wants the same one");
        if (c.GeometryLevel is null) return new(null, "at a geometry of unknown origin");
        if (question.GeometryLevel is { } wanted && c.GeometryLevel != wanted)
            return _policy.Geometry == GeometryRule.AnyOptimized
                ? new(Tier.T3, $"same structure and level, geometry optimised at {c.GeometryLevel} in place of {wanted}" + Unchecked) { Rule = "R1", Error = ground.Table.Apart(GeometryRelation.OtherConformer, question.Property) }
                : new(null, $"at a geometry optimised at {c.GeometryLevel}");
        return new(Tier.T3, (c.GeometryLevel == c.Level ? $"same structure and level, geometry optimised at the same level ({c.Level})" : $"same structure and level, geometry optimised at {c.GeometryLevel}") + Unchecked)
        { Rule = "R1", Error = ground.Table.Apart(GeometryRelation.OtherConformer, question.Property) };
    }

    /// <summary>A record at another level, where the policy admits a better one.</summary>
    ReuseVerdict BetterLevel(Holding holding)
    {
        var c = holding.Record;
        if (question.Property.Class == PropertyClass.AbsoluteEnergy) return new(null, $"at {c.Level}, and absolute energies of two levels are never exchanged");
        var stored = LevelJudge.Of(c.Level);
        if (stored.Solvation != question.Level.Solvation) return new(null, $"at {c.Level}, in other surroundings");
        var judgement = ground.Judge(stored, question.Level, question.Property.Class);
        if (!judgement.Better) return new(null, $"at {c.Level} ({judgement.Reason})");
        if (question.Program is not null) return new(null, $"at {c.Level}, while a program is asked for");
        if (question.Geometry is { } g ? c.GeometryHash != g.Hash && !(holding.Geometry is { } h && ground.Rmsd(g, h, _policy.Rmsd) is not null) : !GeometryWill(c)) return new(null, $"at {c.Level}, but {(c.GeometryLevel is null ? "at a geometry of unknown origin" : $"at another geometry, optimised at {c.GeometryLevel}")}");
        var error = judgement.Error is { } e ? Units.Factor(e.Unit, question.Property.Unit) is { } factor ? e with { Value = e.Value * factor, Unit = question.Property.Unit } : e : null;
        if (_policy.Tolerance is { } tolerance && error?.Unit == question.Property.Unit && error.Value > tolerance) return new(null, FormattableString.Invariant($"at {c.Level}, whose own error of {error.Value:0.###} {error.Unit} is more than the tolerance"));
        return new(Tier.T4, $"better than requested: {c.Level} in place of {question.Level.Name} ({judgement.Reason})" + Unchecked) { Rule = "R3", Figures = judgement.Figures, Error = error };
    }

    /// <summary>Whether a record's geometry class is at least what is asked: the level asked for, one that is better for geometries, any optimised one where none is asked.</summary>
    public bool GeometryWill(Candidate c) => _policy.Geometry != GeometryRule.Same && c.GeometryLevel is { } level
        && (question.GeometryLevel is not { } wanted || level == wanted || _policy.Admits >= Tier.T4 && ground.Judge(LevelJudge.Of(level), LevelJudge.Of(wanted), PropertyClass.Vibration).Better);

    /// <summary>A stored prediction of the very level, with its interval. The level of a prediction is its model with the level that it predicts in brackets.</summary>
    ReuseVerdict Predicted(Holding holding)
    {
        var c = holding.Record;
        if (_policy.Admits < Tier.T6) return new(null, $"a prediction ({c.Level})");
        if (!c.Level.EndsWith($"[{question.Level.Name}]", StringComparison.Ordinal)) return new(null, $"a prediction of another level ({c.Level})");
        if (question.Geometry is not null || question.GeometryLevel is not null && _policy.Geometry != GeometryRule.AnyOptimized) return new(null, $"a prediction ({c.Level}), while a geometry is asked for");
        if (holding is not { HalfWidth: { } half, Confidence: { } confidence }) return new(null, $"a prediction without an interval ({c.Level})");
        if (confidence < _policy.Confidence) return new(null, FormattableString.Invariant($"a prediction ({c.Level}) whose interval covers {confidence:0.##} only"));
        if (half > _policy.Tolerance) return new(null, FormattableString.Invariant($"a prediction ({c.Level}) whose interval ±{half:0.###} is wider than the tolerance"));
        return new(Tier.T6, FormattableString.Invariant($"predicted by {c.Level}, interval ±{half:0.###} {question.Property.Unit} at {confidence:0.##}") + Unchecked)
        { Rule = "R6", Error = new(half, question.Property.Unit, FormattableString.Invariant($"half width of the interval of the prediction at {confidence:0.##}")) };
    }

    /// <summary>Why nothing answers, and what is there instead.</summary>
    public string Explain(IReadOnlyList<(Holding Holding, ReuseVerdict Verdict)> verdicts)
    {
        string wanted = question.Level.Name + (question.Geometry is not null ? " at this geometry" : question.GeometryLevel is { } g ? $" at a geometry optimised at {g}" : "");
        if (verdicts.Count == 0) return $"{question.Property.Name} is not known at {wanted}: nothing is stored for this {(question.Molecule.InChIKey is null ? "geometry" : "molecule")} with charge {question.Molecule.Charge} and multiplicity {question.Molecule.Multiplicity}";
        if (verdicts.Count == 1 && verdicts[0].Verdict is { Tier: null, Reason: var only }) return $"{question.Property.Name} is not known at {wanted}; known instead: {only}";
        var there = verdicts.GroupBy(v => v.Verdict.Tier is null ? v.Verdict.Reason : $"at tier {v.Verdict.Tier}, which the policy {_policy.Name} does not admit").OrderByDescending(x => x.Count()).ThenBy(x => x.Key, StringComparer.Ordinal)
            .Select(x => x.Count() == 1 ? x.Key : $"{x.Key} ({x.Count()} records)");
        return $"{question.Property.Name} is not known at {wanted}; known instead: {string.Join(", ", there.Take(6))}";
    }

    string Unchecked => question.Molecule.Smiles is not null ? "" : question.Molecule.InChIKey is null ? " (found by the geometry alone)" : " (structure by InChIKey alone)";

    static string Program(Candidate c) => c.ProgramVersion is null ? c.Program ?? "an unknown program" : $"{c.Program} {c.ProgramVersion}";

    /// <summary>True if an entry of a list of programs, a name or a name with a version, means the record's.</summary>
    static bool Names(string entry, Candidate c)
    {
        int space = entry.IndexOf(' ');
        return space < 0 ? entry.Equals(c.Program, StringComparison.OrdinalIgnoreCase)
            : entry[..space].Equals(c.Program, StringComparison.OrdinalIgnoreCase) && entry[(space + 1)..].Trim().Equals(c.ProgramVersion, StringComparison.OrdinalIgnoreCase);
    }

    static ExpectedError Sum(ExpectedError? a, ExpectedError b) => a is not { Value: > 0 } ? b : new(a.Value + b.Value, b.Unit, $"{a.Basis}, and {b.Basis}", a.Source == b.Source ? b.Source : $"{a.Source}; {b.Source}", null);
}
