// The rules of reuse: which stored record may answer which question, and why not.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>What the rules say of one stored record: the tier at which it answers, or null, and the reason in words.</summary>
public sealed record ReuseVerdict(Tier? Tier, string Reason);

/// <summary>
/// The conservative rules. Pure: they see the question and what the catalogue tells of a record. A record answers if it is of the same structure (InChIKey, charge and multiplicity
/// by the look-up; canonical SMILES where both are known), successful, computed or measured (never predicted), at the same level by name, and at a geometry that the question allows.
/// </summary>
public sealed class ReuseRules(Question question, Func<string, string, bool> sameStructure)
{
    /// <summary>Judges one record of the question's InChIKey, charge and multiplicity.</summary>
    public ReuseVerdict Judge(Candidate c)
    {
        if (c.Status == Status.Withdrawn) return new(null, "withdrawn");
        if (c.Status == Status.Failed || c.Value is null) return new(null, "failed");
        if (question.Molecule.Smiles is { } asked && !string.IsNullOrEmpty(c.Smiles) && !sameStructure(c.Smiles, asked)) return new(null, $"another tautomer or form ({c.Smiles})");
        if (question.Molecule.Smiles is not null && string.IsNullOrEmpty(c.Smiles)) return new(null, "of unknown connectivity");
        if (c.Kind == LevelKind.MachineLearned || c.Sigma is not null) return new(null, $"a prediction ({c.Level})");
        if (c.Level != question.Level.Name) return new(null, $"at {c.Level}");
        string unchecked_ = question.Molecule.Smiles is null ? " (structure by InChIKey alone)" : "";

        if (c.Kind == LevelKind.Experiment) return new(Tier.T2, "measured value of the same structure" + unchecked_);
        if (question.Geometry is { } g)
        {
            if (c.GeometryHash != g.Hash) return new(null, c.GeometryHash is null ? "at an unknown geometry" : "at another geometry");
            return question.Program is { } p && string.Equals(p, c.Program, StringComparison.OrdinalIgnoreCase)
                ? new(Tier.T0, "same structure, geometry, level and program")
                : new(Tier.T1, "same structure, geometry and level" + unchecked_);
        }
        if (c.GeometryLevel is null) return new(null, "at a geometry of unknown origin");
        if (question.GeometryLevel is { } wanted && c.GeometryLevel != wanted) return new(null, $"at a geometry optimised at {c.GeometryLevel}");
        return new(Tier.T3, (c.GeometryLevel == c.Level ? $"same structure and level, geometry optimised at the same level ({c.Level})" : $"same structure and level, geometry optimised at {c.GeometryLevel}") + unchecked_);
    }

    /// <summary>Why nothing answers, and what is there instead.</summary>
    public string Explain(IReadOnlyList<(Candidate Candidate, ReuseVerdict Verdict)> verdicts)
    {
        string wanted = question.Level.Name + (question.Geometry is not null ? " at this geometry" : question.GeometryLevel is { } g ? $" at a geometry optimised at {g}" : "");
        if (verdicts.Count == 0) return $"{question.Property.Name} is not known at {wanted}: nothing is stored for this molecule with charge {question.Molecule.Charge} and multiplicity {question.Molecule.Multiplicity}";
        var there = verdicts.GroupBy(v => v.Verdict.Tier is null ? v.Verdict.Reason : $"at tier {v.Verdict.Tier}, which the question does not allow").OrderByDescending(x => x.Count()).ThenBy(x => x.Key, StringComparer.Ordinal)
            .Select(x => x.Count() == 1 ? x.Key : $"{x.Key} ({x.Count()} records)");
        return $"{question.Property.Name} is not known at {wanted}; known instead: {string.Join(", ", there.Take(6))}";
    }
}
