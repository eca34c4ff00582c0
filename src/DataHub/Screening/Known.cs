// Is it known? Looks a molecule and a level up among what the archive holds.
using DataHub.Chemistry;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>What the archive knows of a question: the answer that the policy admits, and everything else that it holds for the molecule and the property, so that a miss explains itself.</summary>
public sealed record KnownResult(Question Question, Answer Answer, IReadOnlyList<Candidate> Others);

/// <summary>Answers from the catalogue alone: no prediction, nothing computed. Thread-safe.</summary>
public sealed class Known(Archive archive, Toolkit toolkit)
{
    /// <summary>Asks by SMILES, InChIKey or molfile text; an error says what is wrong with the input.</summary>
    public (KnownResult? Result, string? Error) Ask(string molecule, Level level, Property property, string? geometryLevel = null)
    {
        if (property.IsList) return (null, $"{property.Name} is a list; a look-up answers with one number");
        geometryLevel = geometryLevel is null ? null : Level.Parse(geometryLevel).Name;
        string text = molecule.Trim();
        if (text.Length == 0) return (null, "a molecule is wanted: SMILES, InChIKey or molfile");
        if (IsInChIKey(text)) return (AskByKey(text.ToUpperInvariant(), level, property, geometryLevel), null);
        var parsed = molecule.Contains('\n') ? toolkit.FromMolfile(molecule) : toolkit.FromSmiles(text);
        return parsed.Molecule is { } m ? (Ask(new Question(m, property, level) { GeometryLevel = geometryLevel }), null) : (null, parsed.Error);
    }

    /// <summary>Asks a prepared question; its molecule has a canonical SMILES and an InChIKey as the toolkit gives them, or an InChIKey alone.</summary>
    public KnownResult Ask(Question question)
    {
        if (question.Molecule.InChIKey is not { } key)
            return new KnownResult(question, new Answer.CannotSay("the molecule has no InChIKey: nothing can be looked up for atoms without connectivity"), []);
        var stored = archive.Candidates(key, question.Molecule.Charge, question.Molecule.Multiplicity, question.Property);
        var rules = new ReuseRules(question, SameStructure);
        var verdicts = stored.Select(c => (Candidate: c, Verdict: rules.Judge(c))).ToArray();
        var admitted = verdicts.Where(v => v.Verdict.Tier <= question.Worst).OrderBy(v => v.Verdict.Tier).ThenBy(v => v.Candidate.Id, StringComparer.Ordinal).ToArray();
        if (admitted.Length == 0) return new KnownResult(question, new Answer.CannotSay(rules.Explain(verdicts)), stored);

        var tier = admitted[0].Verdict.Tier!.Value;
        var same = admitted.Where(v => v.Verdict.Tier == tier).ToArray();
        var (chosen, verdict) = same.Length == 1 ? same[0] : Lowest(question, same);
        string reason = verdict.Reason;
        if (same.Length > 1)
        {
            double low = same.Min(v => v.Candidate.Value!.Value), high = same.Max(v => v.Candidate.Value!.Value);
            reason += FormattableString.Invariant($"; the one of lowest energy of {same.Length} such records, whose values lie between {low:0.####} and {high:0.####} {question.Property.Unit}");
        }
        var evidence = new Evidence(tier, chosen.Id, reason)
        {
            Level = chosen.Level, Program = chosen.ProgramVersion is null ? chosen.Program : $"{chosen.Program} {chosen.ProgramVersion}", GeometryLevel = chosen.GeometryLevel,
            Dataset = chosen.Dataset, Licence = chosen.Licence, CpuSeconds = chosen.CpuSeconds,
        };
        return new KnownResult(question, new Answer.Known(chosen.Value!.Value, null, null, evidence), [.. stored.Where(c => c.Id != chosen.Id)]);
    }

    KnownResult AskByKey(string key, Level level, Property property, string? geometryLevel)
    {
        // The flag after the second hyphen tells protons added (O, P, ...) or removed (M, L, ...); the charge of a permanently charged molecule is not in it.
        int charge = key[^1] - 'N';
        KnownResult? miss = null;
        foreach (int multiplicity in (int[])[1, 2, 3])
        {
            var m = new Molecule("", charge, multiplicity, [], 0, 0) { InChIKey = key };
            var result = Ask(new Question(m, property, level) { GeometryLevel = geometryLevel });
            if (result.Answer is Answer.Known known)
                return result with { Answer = known with { Evidence = known.Evidence with { Reason = $"{known.Evidence.Reason}; asked by InChIKey alone: charge {charge} and multiplicity {multiplicity} are taken, and the tautomer could not be checked" } } };
            if (miss is null || miss.Others.Count == 0 && result.Others.Count > 0) miss = result;
        }
        return miss! with { Answer = new Answer.CannotSay($"{((Answer.CannotSay)miss!.Answer).Why} (asked by InChIKey alone with charge {charge}; a SMILES tells charge and tautomer)") };
    }

    /// <summary>Of several records the one whose energy at its own level is lowest; without energies the first by id.</summary>
    (Candidate, ReuseVerdict) Lowest(Question question, (Candidate Candidate, ReuseVerdict Verdict)[] same)
    {
        var energies = archive.Candidates(question.Molecule.InChIKey!, question.Molecule.Charge, question.Molecule.Multiplicity, Property.Energy)
            .Where(c => c.Value is not null).DistinctBy(c => c.Id).ToDictionary(c => c.Id, c => c.Value!.Value);
        return same.OrderBy(v => energies.GetValueOrDefault(v.Candidate.Id, double.MaxValue)).ThenBy(v => v.Candidate.Id, StringComparer.Ordinal).First();
    }

    /// <summary>True if two SMILES are one structure. They are compared as they are stored, and again in the form of this toolkit, since canonical forms change between versions.</summary>
    bool SameStructure(string stored, string asked) => stored == asked || toolkit.FromSmiles(stored).Molecule?.Smiles == asked;

    static bool IsInChIKey(string s) => s.Length == 27 && s[14] == '-' && s[25] == '-' && s.All(c => char.IsAsciiLetter(c) || c == '-');
}
