// What the keyword line of a MOPAC job asks for.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>MOPAC keywords, any case.</summary>
sealed class MopacKeywords(string line)
{
    static readonly string[] Spins = ["SINGLET", "DOUBLET", "TRIPLET", "QUARTET", "QUINTET", "SEXTET", "SEPTET", "OCTET", "NONET"];
    static readonly string[] Methods = ["PM7-TS", "PM7", "PM6-D3H4X", "PM6-D3H4", "PM6-DH2X", "PM6-DH2", "PM6-DH+", "PM6-D3", "PM6-ORG", "PM6", "PM3", "RM1", "AM1", "MNDOD", "MNDO"];
    readonly string[] _words = OutputText.Fields(line.ToUpperInvariant().Replace('+', ' ')) is var plain && line.Contains("DH+", StringComparison.OrdinalIgnoreCase) ? OutputText.Fields(line.ToUpperInvariant()) : plain;

    public bool Has(params string[] keys) => _words.Any(keys.Contains);

    public double? Value(string key) => _words.FirstOrDefault(w => w.StartsWith(key + "=", StringComparison.Ordinal)) is { } w ? OutputText.Real(w[(key.Length + 1)..]) : null;

    public int? Charge => (int?)Value("CHARGE");

    public int? Multiplicity => Array.FindIndex(Spins, s => Has(s)) is >= 0 and var i ? i + 1 : Value("MS") is { } ms ? (int)Math.Round(2 * ms) + 1 : null;

    /// <summary>Method named in the keywords; PM7 is what MOPAC takes without one.</summary>
    public string Method => Methods.FirstOrDefault(m => Has(m)) ?? "PM7";

    public Driver Driver => Has("FORCE", "FORCETS", "THERMO") || _words.Any(w => w.StartsWith("THERMO(", StringComparison.Ordinal)) ? Driver.Hessian
        : Has("1SCF", "0SCF") ? Has("GRADIENTS", "GRAD") ? Driver.Gradient : Driver.Energy : Driver.Optimization;

    /// <summary>What kind of job it is if it is no single calculation at a level that has a name; null for all others.</summary>
    public string? Unsuited => Has("IRC", "DRC") || _words.Any(w => w.StartsWith("IRC=", StringComparison.Ordinal) || w.StartsWith("DRC=", StringComparison.Ordinal)) ? "a reaction path or trajectory"
        : Has("TS", "SADDLE", "LOCATE-TS", "SIGMA", "NLLSQ") ? "a search for a transition state"
        : Has("EXCITED", "BIRADICAL", "CIS", "CISD", "CISDT", "INDO") || _words.Any(w => w.StartsWith("C.I.", StringComparison.Ordinal) || w.StartsWith("ROOT=", StringComparison.Ordinal)) ? "a configuration interaction of a semi-empirical method"
        : _words.Any(w => w.StartsWith("EXTERNAL=", StringComparison.Ordinal) || w.StartsWith("FIELD", StringComparison.Ordinal)) ? "a job with own parameters or an electric field"
        : _words.Any(w => w.StartsWith("STEP", StringComparison.Ordinal) || w.StartsWith("POINT", StringComparison.Ordinal)) ? "a scan" : null;

    public string? Solvation => Value("EPS") is { } eps ? "COSMO eps=" + eps.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture) : null;
}
