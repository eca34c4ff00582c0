// What was asked for: level of theory, driver, and the keywords that change the physics.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.QcSchema;

/// <summary>Level, driver and the keywords as text (null for none).</summary>
sealed record Specification(Level Level, Driver Driver, string? Keywords)
{
    const int LongestKeywords = 2000;

    /// <summary>Keywords that put the molecule into surroundings or a field, by what their names contain.</summary>
    static readonly string[] Surroundings = ["pcm", "solv", "cosmo", "smd", "ddx", "alpb", "gbsa", "external_potential", "point_charge", "extern", "embedding", "efield", "perturb", "electric_field", "qmmm"];

    internal static Specification Read(string? method, JsonElement? basis, string? driver, JsonElement? keywords, string? program = null)
    {
        if (string.IsNullOrWhiteSpace(method)) throw new Refusal("model.method", "a number without a level of theory is not data", "QCSchema wants model.method and model.basis");
        if (method.Trim().ToLowerInvariant() is "xtb") throw new Refusal("model.method", "'xtb' does not say which parametrisation was used", "Write GFN1-xTB or GFN2-xTB into model.method");
        var name = Basis(basis);
        string? dispersion = null, solvation = null, relativity = null, reference = null;
        bool? frozen = null;
        foreach (var (key, value) in Entries(keywords))
        {
            var k = key.ToLowerInvariant();
            if (k is "freeze_core" or "fc" or "frozen_core" or "frzn" or "mp2__freeze" or "ccsd__freeze" or "n_frozen_core") frozen = !Off(value);
            if (Off(value)) continue;
            if (k is "method" && value.ValueKind == JsonValueKind.String && Level.Of(value.GetString()!).Method != Level.Of(method).Method)
                throw new Refusal("keywords.method", $"the model says {method}, the keywords say {value.GetString()}", "Write the method that was really used into model.method");
            if (Surroundings.Any(k.Contains)) solvation = (solvation is null ? "" : solvation + " ") + Solvation(k, value);
            if (k is "dispersion" or "disp" or "dft__disp" or "xc_dispersion" or "dftd" && value.ValueKind == JsonValueKind.String) dispersion = value.GetString();
            if (k.Contains("relativistic") && value.ValueKind == JsonValueKind.String) relativity = value.GetString()!.ToUpperInvariant();
            if (k is "reference" or "scf__reference" && value.ValueKind == JsonValueKind.String) reference = Reference(value.GetString()!);
        }
        var level = Level.Of(method, name, dispersion, solvation);
        if (dispersion is not null && Level.Of(method, name).Dispersion is { } own && own != level.Dispersion)
            throw new Refusal("keywords", $"the method {method} has the dispersion correction {own}, the keywords ask for {dispersion}", "Name the one that was used in model.method");
        // The same word is not the same functional in every program: B3LYP has VWN5 in some.
        if (program is not null && LevelKeywords.Of(program, method, name, dispersion, solvation).Level is { Kind: LevelKind.Dft } meant) level = level with { Kind = meant.Kind, Method = meant.Method, Dispersion = meant.Dispersion };
        if (program is not null && level is { Kind: LevelKind.WaveFunction, Method: not "HF" } && LevelKeywords.Of(program, method, name, dispersion, solvation, frozen).Level is { } core) level = level with { Core = core.Core };
        if (relativity is not null) level = level with { Relativity = Level.Parse($"HF/STO-3G [{relativity}]").Relativity ?? relativity };
        if (reference is not null) level = level with { Reference = reference };
        return new(level, DriverOf(driver), keywords is { } all && Entries(all).Any() ? Short(all.GetRawText()) : null);
    }

    static IEnumerable<(string Key, JsonElement Value)> Entries(JsonElement? keywords)
    {
        if (keywords is not { ValueKind: JsonValueKind.Object } all) yield break;
        foreach (var p in all.EnumerateObject())
        {
            yield return (p.Name, p.Value);
            if (p.Name == "function_kwargs" && p.Value.ValueKind == JsonValueKind.Object) foreach (var q in p.Value.EnumerateObject()) yield return (q.Name, q.Value);
        }
    }

    static bool Off(JsonElement value) => value.ValueKind is JsonValueKind.False or JsonValueKind.Null || value.ValueKind == JsonValueKind.String && value.GetString()!.ToLowerInvariant() is "" or "none" or "false" or "off" or "no";

    static string Solvation(string key, JsonElement value)
    {
        if (key.Contains("external_potential") || key.Contains("point_charge") || key.Contains("extern")) return "point charges";
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("(", "").Replace(")", "");
        return value.ValueKind == JsonValueKind.True ? key : $"{key}={(text.Length > 200 ? text[..200] : text)}";
    }

    static string? Reference(string text) => text.ToLowerInvariant() switch
    {
        "rhf" or "rks" or "restricted" or "r" => "R",
        "uhf" or "uks" or "unrestricted" or "u" => "U",
        "rohf" or "roks" or "restricted open" or "ro" => "RO",
        _ => null,
    };

    static string? Basis(JsonElement? basis)
    {
        var name = basis switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } s => s.GetString(),
            { ValueKind: JsonValueKind.Object } o => o.Text("name") ?? "custom basis",
            _ => throw new Refusal("model.basis", "the basis is neither a name nor a basis set", "Give its name"),
        };
        if (name is not null && name.StartsWith("bse:", StringComparison.OrdinalIgnoreCase)) name = name[4..];
        return name is "" or "(auto)" or "none" or "None" ? null : name;
    }

    static Driver DriverOf(string? driver) => driver?.ToLowerInvariant() switch
    {
        "energy" => Driver.Energy,
        "gradient" => Driver.Gradient,
        "hessian" => Driver.Hessian,
        "properties" => Driver.Properties,
        "deferred" or "optimization" => Driver.Optimization,
        _ => throw new Refusal("driver", driver is null ? "the record does not say what was computed" : $"the driver '{driver}' is unknown", "QCSchema knows energy, gradient, hessian and properties"),
    };

    internal static string Short(string json)
    {
        var text = string.Join(' ', json.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestKeywords ? text : text[..LongestKeywords] + " ...";
    }
}
