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
    public (KnownResult? Result, string? Error) Ask(string molecule, Level level, Property property, string? geometryLevel = null) => throw new NotImplementedException($"{archive}{toolkit}");

    /// <summary>Asks a prepared question.</summary>
    public KnownResult Ask(Question question) => throw new NotImplementedException();
}
