// Implicit solvation: the names of models and solvents, and how a text about them becomes "MODEL solvent".
using System.Globalization;
using System.Text.RegularExpressions;

namespace DataHub.Model;

static partial class Surroundings
{
    static readonly Dictionary<string, string> Models = new(StringComparer.OrdinalIgnoreCase)
    {
        ["smd"] = "SMD", ["pcm"] = "PCM", ["iefpcm"] = "IEFPCM", ["ief-pcm"] = "IEFPCM", ["iepcm"] = "IEFPCM", ["cpcm"] = "CPCM", ["c-pcm"] = "CPCM", ["cosmo"] = "COSMO", ["cosmo-rs"] = "COSMO-RS", ["cosmors"] = "COSMO-RS",
        ["alpb"] = "ALPB", ["gbsa"] = "GBSA", ["ddcosmo"] = "ddCOSMO", ["cpcmx"] = "CPCM-X", ["cpcm-x"] = "CPCM-X", ["ipcm"] = "IPCM", ["scipcm"] = "SCIPCM", ["dipole"] = "Onsager", ["onsager"] = "Onsager",
        ["sm5"] = "SM5", ["sm8"] = "SM8", ["sm12"] = "SM12", ["sscosmo"] = "ssCOSMO", ["ss(v)pe"] = "SS(V)PE", ["ssvpe"] = "SS(V)PE", ["isosvp"] = "SS(V)PE", ["pbf"] = "PBF", ["gbsw"] = "GBSW", ["svpe"] = "SVPE", ["ddpcm"] = "ddPCM", ["draco"] = "DRACO",
        ["gas"] = "", ["gasphase"] = "", ["vacuum"] = "", ["none"] = "",
    };

    static readonly Dictionary<string, string> Solvents = new(StringComparer.OrdinalIgnoreCase)
    {
        ["h2o"] = "water", ["water"] = "water", ["aqueous"] = "water", ["aq"] = "water", ["meoh"] = "methanol", ["ch3oh"] = "methanol", ["etoh"] = "ethanol", ["mecn"] = "acetonitrile", ["ch3cn"] = "acetonitrile", ["acn"] = "acetonitrile",
        ["dcm"] = "dichloromethane", ["ch2cl2"] = "dichloromethane", ["chcl3"] = "chloroform", ["thf"] = "thf", ["tetrahydrofuran"] = "thf", ["dmso"] = "dmso", ["dimethylsulfoxide"] = "dmso", ["dmf"] = "dmf", ["toluene"] = "toluene",
        ["c6h6"] = "benzene", ["ether"] = "diethylether", ["diethyl ether"] = "diethylether", ["et2o"] = "diethylether",
    };

    [GeneratedRegex(@"^(?:eps(?:ilon)?|dielectric)\s*[=: ]\s*([0-9.]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Constant();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9()-]*?)\s*(?:[,;: ]\s*|/(?=\S+$)|\(\s*)(?:solvent\s*=\s*)?([^()]+?)\)?$")]
    private static partial Regex ModelThenSolvent();

    internal static string? Model(string word) => Models.GetValueOrDefault(word.Trim());

    internal static string Solvent(string word)
    {
        word = word.Trim().Trim('"', '\'').Trim();
        if (Constant().Match(word) is { Success: true } m && double.TryParse(m.Groups[1].Value, CultureInfo.InvariantCulture, out var eps)) return Dielectric(eps);
        return Solvents.GetValueOrDefault(word) ?? word.ToLowerInvariant();
    }

    internal static string Dielectric(double eps) => "eps=" + eps.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>"SMD water" from "smd(H2O)", "PCM, water", "water (SMD)"; a text that names no known model stays as it is; null for the gas phase.</summary>
    internal static string? Canonical(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        text = text.Trim();
        if (Models.TryGetValue(text, out var only)) return only.Length == 0 ? null : only;
        if (text.Equals("gas phase", StringComparison.OrdinalIgnoreCase)) return null;
        if (ModelThenSolvent().Match(text) is { Success: true } m)
        {
            if (Model(m.Groups[1].Value) is { Length: > 0 } model) return model + " " + Solvent(m.Groups[2].Value);
            if (Model(m.Groups[2].Value) is { Length: > 0 } second) return second + " " + Solvent(m.Groups[1].Value);
        }
        return text;
    }
}
