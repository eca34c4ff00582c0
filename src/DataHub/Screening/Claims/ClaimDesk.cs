// Claims by question: what is known already need not be computed, what is free is reserved, what others have is told.
using DataHub.Chemistry;
using DataHub.Model;
using DataHub.Screening.Reuse;
using DataHub.Store;
using DataHub.Store.Shelves;

namespace DataHub.Screening.Claims;

/// <summary>What somebody is about to compute. The molecule is a SMILES or molfile; <paramref name="GeometryLevel"/> is the level of the geometry, <see cref="JobKey.UsualGeometry"/> if it is not told.</summary>
public sealed record ClaimQuestion(string Molecule, Level Level, Property Property, string? GeometryLevel = null);

/// <summary>What became of a claim.</summary>
/// <param name="Status">known (the record answers, nothing is claimed), granted, held (by <c>Claim.Owner</c> until <c>Claim.Until</c>), or bad_question.</param>
public sealed record ClaimAnswer(string Status)
{
    /// <summary>The claim that stands.</summary>
    public Claim? Claim { get; init; }
    /// <summary>The answer that is known.</summary>
    public Answer.Known? Known { get; init; }
    /// <summary>What is wrong with the question.</summary>
    public string? Why { get; init; }
}

/// <summary>Answers claims. Thread-safe.</summary>
public sealed class ClaimDesk(ClaimBook book, Known known, Toolkit toolkit)
{
    /// <summary>The book behind the desk.</summary>
    public ClaimBook Book { get; } = book;

    /// <summary>Claims many at once, in one transaction; answers in their order.</summary>
    /// <exception cref="ArgumentException">There is no owner, or the lease is none.</exception>
    public IReadOnlyList<ClaimAnswer> Take(IReadOnlyList<ClaimQuestion> questions, string owner, TimeSpan lease)
    {
        var keys = new ClaimKey?[questions.Count];
        var answers = new ClaimAnswer?[questions.Count];
        var asked = new Question?[questions.Count];
        for (int i = 0; i < questions.Count; i++)
        {
            var q = questions[i];
            var (molecule, error) = q.Molecule.Contains('\n') ? toolkit.FromMolfile(q.Molecule) : toolkit.FromSmiles(q.Molecule.Trim());
            if (molecule is not { Smiles: not null }) { answers[i] = new("bad_question") { Why = error ?? "no structure could be made of it" }; continue; }
            var geometry = Level.Parse(string.IsNullOrWhiteSpace(q.GeometryLevel) ? JobKey.UsualGeometry : q.GeometryLevel).Name;
            keys[i] = JobKey.Of(molecule, geometry, q.Level.Name, JobKey.DriverOf(q.Property));
            asked[i] = new Question(molecule, q.Property, q.Level) { GeometryLevel = geometry };
        }
        Answer(answers, asked, keys);
        int[] open = [.. Enumerable.Range(0, questions.Count).Where(i => answers[i] is null)];
        var taken = Book.Take([.. open.Select(i => keys[i]!)], owner, lease);
        for (int n = 0; n < open.Length; n++) answers[open[n]] = new(taken[n].Owner == owner ? "granted" : "held") { Claim = taken[n] };
        // Whoever had it a moment ago may have finished between the look-up and the claim: what is known now is given back.
        var granted = new ClaimAnswer?[questions.Count];
        foreach (int i in open.Where(i => answers[i]!.Status == "granted")) granted[i] = answers[i];
        Answer(answers, [.. asked.Select((q, i) => granted[i] is null ? null : q)], keys);
        string[] back = [.. Enumerable.Range(0, questions.Count).Where(i => granted[i] is not null && answers[i]!.Status == "known").Select(i => keys[i]!.Id)];
        if (back.Length > 0) Book.Release(owner, back);
        return answers!;
    }

    /// <summary>Puts the answers in that are known; questions of one property are looked up together.</summary>
    void Answer(ClaimAnswer?[] answers, Question?[] asked, ClaimKey?[] keys)
    {
        foreach (var group in Enumerable.Range(0, asked.Length).Where(i => asked[i] is not null && keys[i] is not null).GroupBy(i => asked[i]!.Property))
        {
            int[] places = [.. group];
            var results = known.Ask([.. places.Select(i => (IReadOnlyList<Question>)[asked[i]!])]);
            for (int n = 0; n < places.Length; n++)
                if (results[n].Answer is Model.Answer.Known k) answers[places[n]] = new("known") { Known = k };
        }
    }
}
