// The table "CFOUR Control Parameters": what the job was, as the program understood it.
using DataHub.Model;

namespace DataHub.Formats.Readers.Cfour;

/// <summary>The printed control parameters by their external names, and the level of theory that they make.</summary>
sealed class Parameters
{
    /// <summary>Parameters that change energy or structure, with the values that leave them plain; those of the second list are not printed by every version.</summary>
    static readonly (string Key, string[] Plain)[] Needed =
        [("EXCITE", ["NONE"]), ("GEO_METHOD", ["SINGLE_POINT"]), ("VIBRATION", ["NO"]), ("RELATIVIST", ["OFF"]), ("ECP", ["OFF"]), ("DERIV_LEV", ["ZERO", "NONE"])],
        Others = [("EOMIP", ["OFF"]), ("EXTERN_POT", ["OFF"]), ("XFIELD", ["0"]), ("YFIELD", ["0"]), ("ZFIELD", ["0"]), ("BRUECKNER", ["OFF"]), ("NON-HF", ["OFF"]), ("SPIN_SCAL", ["OFF"]), ("FINITE_PERT", ["0"]),
            ("DBOC", ["OFF"]), ("CONTINUUM", ["NONE"]), ("ORBITALS", ["STANDARD"]), ("FC_FIELD", ["0"]), ("SD_FIELD", ["0"]), ("BOX_POTENT", ["OFF"]), ("DCT", ["OFF"]), ("SPINORBIT", ["OFF"]), ("BREIT", ["OFF"]), ("ZSCALE_EXP", ["OFF"]),
            ("NUC_MODEL", ["POINT"]), ("MRCC", ["OFF"]), ("QRHFGUESS", ["OFF"]), ("CCORBOPT", ["OFF"]), ("T3_EXTRAPOL", ["OFF"]), ("T4_EXTRAPOL", ["OFF"]), ("CHOLESKY", ["OFF"]), ("AV_SCF", ["OFF"])];

    readonly Dictionary<string, string> _values = [];

    public Parameters(OutputText text)
    {
        int at = text.First("CFOUR Control Parameters"), from = text.First("-----", at + 3), end = text.First("-----", from + 1);
        for (int i = from + 1; at >= 0 && from >= 0 && i < end; i++)
            if (OutputText.Fields(text[i]) is [var key, _, var value, ..]) _values.TryAdd(key, value.Split('[')[0]);
    }

    /// <summary>The value of a parameter, "" if it is not printed.</summary>
    public string this[string key] => _values.GetValueOrDefault(key, "");

    /// <summary>What of the job this version does not read; null if there is nothing.</summary>
    public string? Beyond()
    {
        if (_values.Count == 0) return "the control parameters are not in the output";
        foreach (var (key, plain) in Needed)
            if (!plain.Contains(this[key])) return $"{key} is '{this[key]}'; {string.Join(" or ", plain)} is what this version reads";
        foreach (var (key, plain) in Others)
            if (this[key].Length > 0 && !plain.Contains(this[key])) return $"{key} is '{this[key]}'; {string.Join(" or ", plain)} is what this version reads";
        return null;
    }

    /// <summary>The level of theory, or the reason why it has none.</summary>
    public (Level? Level, string? Why) Theory()
    {
        string? method = this["CALCLEVEL"] switch { "SCF" => "SCF", "MBPT(2)" => "MP2", "MBPT(3)" => "MP3", "MBPT(4)" => "MP4", "CC2" or "CCD" or "CCSD" or "CCSD(T)" or "CC3" or "CCSDT" => this["CALCLEVEL"], _ => null };
        if (method is null) return (null, $"the method {this["CALCLEVEL"]} is not read by this version");
        if (this["REFERENCE"] is not ("RHF" or "UHF" or "ROHF")) return (null, $"the reference is '{this["REFERENCE"]}'");
        if (method != "SCF" && this["REFERENCE"] == "ROHF") return (null, "correlated methods on ROHF orbitals come in several kinds that have no names of their own here");
        if (this["BASIS"].Length == 0) return (null, "the basis set is not in the output");
        bool frozen = this["FROZEN_CORE"] == "ON";
        if (!frozen && (this["FROZEN_CORE"] != "OFF" || this["DROPMO"] != "NONE")) return (null, "orbitals were left out by their numbers (DROPMO), so it is not told whether the core was frozen");
        // The correlation-consistent sets are made of spherical functions; in Cartesian ones they are another basis.
        if (this["SPHERICAL"] != "ON" && this["BASIS"].Contains("PV", StringComparison.Ordinal)) return (null, "a correlation-consistent basis set in Cartesian functions has no name of its own");
        return LevelKeywords.Read("cfour", $"*CFOUR(CALC={method},BASIS={this["BASIS"]},REF={this["REFERENCE"]},FROZEN_CORE={(frozen ? "ON" : "OFF")})");
    }
}
