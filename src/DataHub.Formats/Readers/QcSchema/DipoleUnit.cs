// In which unit a program gives scf_dipole_moment: the schema does not say, and programs differ.
using System.Globalization;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.QcSchema;

static class DipoleUnit
{
    /// <summary>Programs whose QCEngine harness gives atomic units, as the docs of QCElemental want.</summary>
    static readonly HashSet<string> Atomic = ["psi4", "molpro", "qchem", "q-chem", "cfour", "gamess", "nwchem", "adcc", "turbomole", "entos", "qcore", "mrchem", "xtb", "tblite", "mopac", "openmm", "torchani", "aimnet2", "mace"];

    /// <summary>
    /// The factor to debye; null where the unit cannot be known. Psi4 before 1.4 gave debye (recognised by its version, or by its variables, which had one name for each
    /// component then), TeraChem gives debye.
    /// </summary>
    internal static double? ToDebye(string? program, string? version, JsonElement record, JsonElement? properties)
    {
        var variables = record.Object("extras").Object("qcvars");
        if (properties.Get("scf dipole x") is not null || variables.Get("SCF DIPOLE X") is not null) return 1;
        if (program is "terachem" or "terachem_pbs") return 1;
        if (program == "psi4") return Old(version) ? 1 : Units.AuDipoleToDebye;
        if (program is null) return record.Object("provenance").Text("creator") is "QCElemental" or "QCEngine" ? Units.AuDipoleToDebye : null;
        return Atomic.Contains(program) ? Units.AuDipoleToDebye : null;
    }

    /// <summary>True for versions 0.x to 1.3.x.</summary>
    static bool Old(string? version)
    {
        var parts = version?.TrimStart('v').Split('.') ?? [];
        return parts.Length >= 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) &&
            int.TryParse(string.Concat(parts[1].TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out int minor) && (major < 1 || (major == 1 && minor < 4));
    }
}
