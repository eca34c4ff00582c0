// The parts of a level as a reader of keywords finds them, put together at the end.
namespace DataHub.Model;

sealed class LevelParts(ProgramConventions conventions)
{
    public ProgramConventions Conventions => conventions;
    public string? Method { get; private set; }
    public string? Basis { get; set; }
    public string? Dispersion { get; set; }
    public string? Solvation { get; set; }
    public string? Relativity { get; set; }
    public string? Treatment { get; set; }
    public string? Reference { get; set; }
    public bool? Frozen { get; set; }

    /// <summary>Why no level can be told; the first reason stays.</summary>
    public string? Refusal { get; private set; }

    readonly SortedSet<string> _approximations = new(StringComparer.Ordinal);

    public void Refuse(string why) => Refusal ??= why;

    public void Approximate(string what) => _approximations.Add(what);

    public void SetMethod(string method) => Method = method.Trim();

    /// <summary>True if the word names a method, by the program's own words or by the tables; a leading R, U or RO counts.</summary>
    public bool Knows(string word) => word.Length > 0 && (conventions.Methods.ContainsKey(LevelNames.Key(word)) || conventions.Refused.ContainsKey(LevelNames.Key(word)) || Level.Of(word).Kind != LevelKind.Unknown || LevelNames.WhyAmbiguous(word) is not null);

    public (Level? Level, string? Why) Build()
    {
        if (Refusal is not null) return (null, Refusal);
        if (string.IsNullOrEmpty(Method)) return (null, "the keywords name no method");
        if (Meaning(Method) is not { } level) return (null, Refusal);
        if (level.Kind == LevelKind.Unknown) return (null, LevelNames.WhyAmbiguous(level.Method) ?? $"the method '{Method}' is not in the tables of methods");
        var entry = LevelNames.FindWhole(level.Method)!;
        bool needs = level.Kind is LevelKind.WaveFunction or LevelKind.Dft && !entry.Composite;
        var basis = Basis is null ? level.Basis : Basis;
        if (basis is not null && conventions.Bases.TryGetValue(LevelNames.Key(basis), out var own)) basis = own;
        if (needs && string.IsNullOrWhiteSpace(basis)) return (null, $"the keywords name no basis set for {level.Method}");
        if (!needs && entry.Name is not ("DFTB1" or "DFTB2" or "DFTB3")) basis = null;
        var core = level.Core ?? (!entry.Correlated ? null : Frozen is { } f ? f ? "frozen" : "full" : conventions.Core);
        var read = Level.Of(level.Method, basis, Dispersion is null ? level.Dispersion : conventions.Dispersions.GetValueOrDefault(LevelNames.Key(Dispersion), Dispersion), Solvation);
        var treatment = Treatment ?? level.Treatment;
        if (treatment == "TDA" && read.Method == "HF") (treatment, read) = (null, read with { Method = "CIS" });
        return (read with
        {
            Reference = level.Reference ?? Reference, Core = core, Relativity = Relativity, Treatment = read.Kind == LevelKind.Dft || read.Method == "HF" ? treatment : null,
            Approximations = _approximations.Count == 0 ? null : string.Join(", ", _approximations),
        }, null);
    }

    /// <summary>The method as the program means the word; null after a refusal.</summary>
    Level? Meaning(string word)
    {
        var key = LevelNames.Key(word);
        if (conventions.Refused.TryGetValue(key, out var why)) { Refuse(why); return null; }
        if (conventions.Methods.TryGetValue(key, out var own)) return Level.Of(own);
        foreach (var (prefix, reference) in (ReadOnlySpan<(string, string)>)[("ro", "RO"), ("r", "R"), ("u", "U")])
            if (key.StartsWith(prefix, StringComparison.Ordinal) && conventions.Methods.TryGetValue(key[prefix.Length..], out var meant)) return Level.Of(meant) with { Reference = reference };
        var level = Level.Of(word);
        if (conventions.Methods.TryGetValue(LevelNames.Key(level.Method), out var stem) && level.Method.Equals(word.Split('-', '+')[0], StringComparison.OrdinalIgnoreCase) | level.Dispersion is not null | level.Treatment is not null)
            level = level with { Method = Level.Of(stem).Method };
        if (level.Dispersion is not null && word.Length > 2 && word[(word.LastIndexOf('-') + 1)..] is var suffix && conventions.Dispersions.TryGetValue(LevelNames.Key(suffix), out var damping)) level = level with { Dispersion = LevelNames.FindDispersion(damping) ?? damping };
        return level;
    }
}
