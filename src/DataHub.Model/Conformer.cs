// Which of its conformers a geometry is.
using System.Globalization;

namespace DataHub.Model;

/// <summary>By what a geometry, or a value, was chosen among conformers.</summary>
public enum ConformerPolicy
{
    /// <summary>One conformer, no search.</summary>
    Single,
    /// <summary>The lowest in energy of those that were looked at.</summary>
    Lowest,
    /// <summary>The mean over those that were looked at, weighted by their Boltzmann factors.</summary>
    Boltzmann,
}

/// <summary>A way to choose among conformers; <paramref name="Of"/> is how many were looked at (1 for a single one). Written "single", "lowest of 20", "boltzmann of 20".</summary>
public sealed record Conformer(ConformerPolicy Policy, int Of)
{
    /// <summary>From text such as "single", "lowest of 20", "lowest-of-20", "Boltzmann of 50"; null if it is none of these.</summary>
    public static Conformer? Parse(string? text)
    {
        if (text is null) return null;
        var words = text.ToLowerInvariant().Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            ["single"] => new(ConformerPolicy.Single, 1),
            [var policy and ("lowest" or "boltzmann"), "of", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0
                => new(policy == "lowest" ? ConformerPolicy.Lowest : ConformerPolicy.Boltzmann, n),
            _ => null,
        };
    }

    /// <summary>Whether a record chosen this way answers a question that asks for <paramref name="asked"/>: the same policy over at least as many conformers.</summary>
    public bool Answers(Conformer asked) => Policy == asked.Policy && Of >= asked.Of;

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Policy == ConformerPolicy.Single ? "single" : string.Create(CultureInfo.InvariantCulture, $"{Policy.ToString().ToLowerInvariant()} of {Of}");
}
