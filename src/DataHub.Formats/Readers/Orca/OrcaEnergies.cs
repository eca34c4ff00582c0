// Which energy of an ORCA output is the one of the level: the "final single point energy" may hold an excitation.
using DataHub.Model;

namespace DataHub.Formats.Readers.Orca;

static class OrcaEnergies
{
    /// <summary>How far two printings of one energy may differ, Eh: the shorter has eight or nine decimals.</summary>
    const double Digits = 1e-6;

    /// <summary>The energy of the ground state at the level, the SCF energy below it (null for an SCF level), and why there is none.</summary>
    public static (double? Energy, double? Scf, string? Why) Of(OrcaJob job, Level level, Level asked)
    {
        var text = job.Text;
        if (job.Final is not { } final) return (null, null, "the final single point energy is not printed");
        double? scf = text.RealAfter("Total Energy       :"), reference = text.RealAfter("E(0)                                       ...") ?? scf;
        string m = level.Method;
        double? At(string label) => text.After(label, text.Last(label, final.Line)) is { } rest ? OutputText.FirstReal(rest) : null;
        if (m.Contains("CCSD", StringComparison.Ordinal))
        {
            bool triples = m.Contains("(T", StringComparison.Ordinal);
            double? told = triples ? At("E(CCSD(T))                                 ...") : At("E(TOT)                                     ...");
            if (told is null) return (null, null, $"the energy of {m} is not printed in a form that this version reads");
            bool excited = asked.Method != level.Method || m.Contains("EOM", StringComparison.Ordinal);
            // Methods for excited states give a state's energy as the final one.
            if (!excited && Math.Abs(told.Value - final.Energy) > Digits && !m.Contains("F12", StringComparison.Ordinal)) return (null, null, $"the final single point energy is not the one of {m} that is printed above");
            return (excited ? told : final.Energy, reference, null);
        }
        if (level.Kind == LevelKind.WaveFunction && m is not "HF")
        {
            double? told = m switch { "MP2" => At("MP2 TOTAL ENERGY:"), "MP3" => text.Last("E(MP3)  =") is >= 0 and var at ? OutputText.FirstReal(text.After("E(MP3)  =", at)!) : null, _ => final.Energy };
            if (told is null) return (null, null, $"the energy of {m} is not printed in a form that this version reads");
            return Math.Abs(told.Value - final.Energy) > Digits ? (null, null, $"the final single point energy is not the one of {m} that is printed above") : (final.Energy, reference, null);
        }
        if (asked.Method == "ADC(2)" || asked.Method == "CIS(D)") return scf is null ? (null, null, "the SCF energy is not printed") : (scf, null, null);
        // After TDDFT or CIS the final energy is that of the followed root: E(SCF) + DE(CIS) = E(tot), dispersion added where there is one.
        if (text.Last("DE(CIS) =", final.Line) is >= 0 and var root)
        {
            if (OutputText.FirstReal(text.After("DE(CIS) =", root)!) is not { } excitation || text.RealAfter("E(SCF)  =") is not { } ground) return (null, null, "the energy of the followed excited state cannot be taken apart");
            double rest = text.RealAfter("Dispersion correction  ") ?? 0;
            if (Math.Abs(final.Energy - excitation - ground) < Digits || Math.Abs(final.Energy - excitation - ground - rest) < Digits) return (final.Energy - excitation, null, null);
            return Math.Abs(final.Energy - ground) < Digits ? (final.Energy, null, null) : (null, null, "the final single point energy is neither that of the ground state nor that of the followed root");
        }
        // What comes on top of the SCF in a final energy: dispersion, counterpoise by geometry, short-range basis and solvent terms. More than that would be another method.
        return scf is { } s && Math.Abs(s - final.Energy) > 0.5 && !IsDoubleHybrid(job) ? (null, null, "the final single point energy is not near the SCF energy") : (final.Energy, IsDoubleHybrid(job) ? scf : null, null);
    }

    static bool IsDoubleHybrid(OrcaJob job) => job.Text.RealAfter("Perturbative correction              ....", false) is > 0;
}
