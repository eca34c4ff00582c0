// Free text to a level of theory: what people write in papers, tables and file headers.
using System.Text.RegularExpressions;

namespace DataHub.Model;

static partial class LevelText
{
    [GeneratedRegex(@"^(DKH?[0-9]?|ZORA|sc-ZORA|SR-ZORA|SO-ZORA|X2C|sfX2C-1e|SFX2C1E|IORA|NESC|DLU-X2C|SO-X2C|4c)$", RegexOptions.IgnoreCase)]
    private static partial Regex Relativistic();

    /// <summary>The canonical name of a relativistic Hamiltonian, null if the word names none. DK, DKH and DKH2 are the second order.</summary>
    internal static string? Relativity(string word) => !Relativistic().IsMatch(word) ? null : word.ToUpperInvariant() switch
    {
        "DK" or "DKH" or "DK2" or "DKH2" => "DKH2", "SFX2C-1E" or "SFX2C1E" or "X2C" => "X2C", "SR-ZORA" => "ZORA", "SC-ZORA" => "sc-ZORA", "DK3" or "DKH3" => "DKH3", "DK4" or "DKH4" => "DKH4", var other => other,
    };

    internal static Level Parse(string text)
    {
        text = text.Trim();
        if (LevelNames.FindWhole(text) is not { Composite: true }) text = text.Split("//")[0].Trim();
        if (text.Length == 0) throw new FormatException("a level of theory is wanted, such as wB97X-D/def2-SVP");
        string? solvation = null, core = null, relativity = null, treatment = null, reference = null;
        if (text.EndsWith(')') && LevelNames.FindWhole(text) is null && Opening(text) is > 0 and var open && text[open - 1] == ' ' && LevelNames.FindDispersion(text[(open + 1)..^1]) is null && !LevelNames.IsBasis(text[..open].Split(' ', '/')[^1] + text[open..]))
            (solvation, text) = (text[(open + 1)..^1], text[..(open - 1)].TrimEnd());
        if (LevelNames.FindWhole(text) is null && Qualified(text) is { } q) (text, core, relativity, treatment, reference) = q;
        var dash = text.IndexOf('-');
        if (dash > 0 && Relativity(text[..dash]) is { } leading && LevelNames.FindWhole(text) is null) (relativity, text) = (leading, text[(dash + 1)..]);
        var level = Split(text, solvation);
        return level with { Core = core ?? level.Core, Relativity = relativity ?? level.Relativity, Treatment = treatment ?? level.Treatment, Reference = reference ?? level.Reference };
    }

    /// <summary>The text before its qualifiers in square brackets, and what they say; null if it has none.</summary>
    static (string Text, string? Core, string? Relativity, string? Treatment, string? Reference)? Qualified(string text)
    {
        if (!text.EndsWith(']') || text.LastIndexOf(" [", StringComparison.Ordinal) is not (> 0 and var open)) return null;
        string? core = null, relativity = null, treatment = null, reference = null;
        foreach (var q in text[(open + 2)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (q.Equals("full", StringComparison.OrdinalIgnoreCase)) core = "full";
            else if (q.Equals("TDA", StringComparison.OrdinalIgnoreCase)) treatment = "TDA";
            else if (q.Equals("RO", StringComparison.OrdinalIgnoreCase)) reference = "RO";
            else if (Relativity(q) is { } r) relativity = r;
            else return null;
        return (text[..open].TrimEnd(), core, relativity, treatment, reference);
    }

    /// <summary>A level whose components have columns of their own, with the qualifiers that its name tells beside them.</summary>
    internal static Level Qualify(Level level, string? name)
    {
        if (name is null || level.Solvation is { } s && !name.EndsWith($" ({s})", StringComparison.Ordinal)) return level;
        if (Qualified(level.Solvation is null ? name : name[..^(level.Solvation.Length + 3)]) is not { } q) return level;
        return level with { Core = q.Core, Relativity = q.Relativity, Treatment = q.Treatment, Reference = level.Reference ?? q.Reference };
    }

    /// <summary>Where the bracket opens that the last character closes.</summary>
    static int Opening(string text)
    {
        for (int i = text.Length - 1, depth = 0; i >= 0; i--)
            if (text[i] == ')') depth++;
            else if (text[i] == '(' && --depth == 0) return i;
        return -1;
    }

    /// <summary>Method and basis: at the slash (or space) whose left side is a known method, else at the first.</summary>
    static Level Split(string text, string? solvation)
    {
        var whole = Level.Of(text, null, null, solvation);
        if (whole.Kind != LevelKind.Unknown || text.Length > 3 * LevelNames.Longest) return whole;
        Level? first = null;
        for (int i = text.IndexOf('/'); i > 0; i = text.IndexOf('/', i + 1))
        {
            var level = Level.Of(text[..i], Basis(text[(i + 1)..]), null, solvation);
            first ??= level;
            if (level.Kind != LevelKind.Unknown && (LevelNames.IsBasis(level.Basis!) || text.IndexOf('/', i + 1) < 0)) return level;
        }
        if (first is not null) return first;
        for (int i = text.IndexOf(' '); i > 0; i = text.IndexOf(' ', i + 1))
            if (LevelNames.IsBasis(text[(i + 1)..])) return Level.Of(text[..i], text[(i + 1)..], null, solvation);
        return whole;
    }

    /// <summary>The orbital basis of "def2-TZVP/def2-TZVP-JKFIT": without the fitting basis.</summary>
    static string Basis(string text) => text.IndexOf('/') is > 0 and var slash && LevelNames.IsBasis(text[..slash]) && !LevelNames.IsBasis(text) ? text[..slash] : text;

    /// <summary>The level of a text, or why it tells none.</summary>
    internal static (Level? Level, string? Why) Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return (null, "the text is empty; a level of theory is wanted, such as wB97X-D/def2-SVP");
        if (text.Split("//")[0].Trim().Length == 0) return (null, "the text names no level before the // of a geometry");
        var level = Parse(text);
        if (level.Kind != LevelKind.Unknown) return (level, null);
        if (text.Length > 3 * LevelNames.Longest) return (null, "the text is too long to be the name of a level");
        return (null, LevelNames.WhyAmbiguous(level.Method) ?? $"the method '{level.Method}' is not in the tables of methods");
    }
}
