// The solvent model of a Gaussian job: what the output states of it, and what the route asks for.
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

static class GaussianSolvent
{
    /// <summary>"SMD toluene", "IEFPCM water", "CPCM ..."; both null in the gas phase; a reason if the model is one whose settings the output does not tell.</summary>
    public static (string? Solvent, string? Why) Of(OutputText text, GaussianRoute first, GaussianRoute route)
    {
        var options = first.Options("scrf").Concat(route.Options("scrf")).ToList();
        int at = text.First("Polarizable Continuum Model (PCM)");
        if (at < 0)
        {
            if (options.Count == 0 && !first.Has("scrf") && !route.Has("scrf") || options.Count > 0 && options.All(o => o == "check")) return (null, null);
            return options.FirstOrDefault(o => o is "scipcm" or "ipcm" or "dipole" or "onsager") is { } old
                ? ($"{(old is "dipole" or "onsager" ? "Onsager" : old.ToUpperInvariant())} {first.Value("scrf", "solvent") ?? "?"}", first.Value("scrf", "solvent") is null ? $"its solvent model ({old}) has settings that the route does not tell" : null)
                : (null, "a solvent model is asked for, but the output does not print one");
        }
        if (options.FirstOrDefault(o => o is "read" or "modify" or "externaliteration" or "statespecific" or "ss" or "corrlr" or "1stvac" or "epsinf" or "dovacuum") is { } special) return (null, $"its solvent model was changed by {special}, which its name does not tell");
        string? model = text.After("Model                :", text.First("Model                :", at))?.TrimEnd('.'), radii = text.After("Atomic radii         :", text.First("Atomic radii         :", at));
        if (text.After("Solvent              :", text.First("Solvent              :", at)) is not { } solvent || model is null) return (null, "the settings of its solvent model are not printed");
        if (solvent.Split(", Eps=")[0].Trim().ToLowerInvariant() is not { Length: > 1 } name || name.StartsWith("generic", StringComparison.Ordinal) || name.StartsWith("user", StringComparison.Ordinal)) return (null, "its solvent was defined by numbers, not by name");
        string kind = radii?.StartsWith("SMD", StringComparison.Ordinal) == true ? "SMD" : model switch { "C-PCM" => "CPCM", _ when model.StartsWith("PCM", StringComparison.Ordinal) => "IEFPCM", _ => model };
        // Radii other than those that the model has by default (UFF, SMD's own) make another cavity.
        if (kind != "SMD" && radii is not null && !radii.StartsWith("UFF", StringComparison.Ordinal)) kind += $" ({radii.Split(' ', '.')[0]} radii)";
        return ($"{kind} {name}", null);
    }
}
