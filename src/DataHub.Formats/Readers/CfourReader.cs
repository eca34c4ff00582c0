// Reads CFOUR's printed output.
using System.Text.RegularExpressions;
using DataHub.Formats.Readers.Cfour;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>CFOUR 1 and 2: single points of Hartree-Fock, Møller-Plesset and coupled-cluster methods. The level is that of the printed control parameters.</summary>
public sealed partial class CfourReader : IReader
{
    const string Name = "cfour";

    /// <inheritdoc/>
    public string Format => Name;
    /// <inheritdoc/>
    public string Describes => "CFOUR 1-2: text output (HF, MP2-MP4, coupled cluster; single points)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(IsOutput);

    const string Banner = "* CFOUR Coupled-Cluster techniques for Computational Chemistry *";

    static bool IsOutput(RawFile f) => f.Extension is not (".json" or ".md") && f.HeadText.Contains(Banner, StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*Version (\d\S*)\s*$")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"finished with status\s+(-?\d+) in")]
    private static partial Regex Status();

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsOutput);
        if (file.Length > OutputText.Limit) return [OutputRecord.Refuse(file.Name, null, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        if (text.All(Banner).Count() > 1) return [OutputRecord.Refuse(file.Name, null, null, "several jobs were written into one file", "Hand in one file a job.")];
        return [One(bundle, file.Name, text)];
    }

    static Failure? Ended(OutputText text)
    {
        if (text.Has("SCF failed to converge") || text.Has("SCF has not converged") || text.Has("did not converge") || text.Has("not converged")) return new(FailureKind.ScfNotConverged, "the output says that an iteration did not converge");
        if (text.Has("ERROR ERROR ERROR") || Enumerable.Range(0, text.Count).Select(i => Status().Match(text[i])).Any(m => m.Success && m.Groups[1].Value != "0")) return new(FailureKind.Crash, "one of CFOUR's programs ended with an error");
        return text.Has("This computation required") ? null : new(FailureKind.IncompleteOutput, "the output stops before CFOUR's last line");
    }

    static Reading One(Bundle bundle, string file, OutputText text)
    {
        Reading Refuse(string? field, string message, string remedy) => OutputRecord.Refuse(file, null, field, message, remedy);
        var failure = Ended(text);
        string because = failure is null ? "" : $" (the job failed: {failure.Message})";
        var control = new Parameters(text);
        if (control.Beyond() is { } beyond) return Refuse("job", beyond + because, "Hand in single points in the gas phase, or QCSchema JSON.");
        if (Structure(text) is not { } geometry) return Refuse("geometry", "there is not one structure that can be read (ghost atoms, or damaged numbers)" + because, "Hand in the whole output.");
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        if (OutputText.Whole(control["CHARGE"]) is not { } charge || OutputText.Whole(control["MULTIPLICTY"]) is not { } multiplicity) return Refuse("charge", "charge or multiplicity are not in the output" + because, "Hand in the whole output.");
        var (level, why) = control.Theory();
        if (level is null) return Refuse("level", why!, "Hand it in as QCSchema JSON with its level of theory named.");
        var values = new Values();
        if (failure is null)
        {
            bool mean = control["CALCLEVEL"] == "SCF";
            int converged = text.First("SCF has converged");
            if (converged < 0 || control["CALCLEVEL"].StartsWith("CC", StringComparison.Ordinal) && text.First("iterations have converged", converged) < 0) return Refuse("energy", "the output does not say that the iterations converged", "Hand in the whole output.");
            if (text.All("The final electronic energy is").ToList() is not [var line] || First(text.After("The final electronic energy is", line)!) is not { } energy || text.First("E(SCF)=") is not (>= 0 and var at) || First(text.After("E(SCF)=", at)!) is not { } scf)
                return Refuse("energy", "there is not one final energy with its SCF energy in the output", "Hand in the whole output.");
            if (mean && Math.Abs(energy - scf) > 1e-7 || text.Last("The total energy is") is >= 0 and var total && First(text.After("The total energy is", total)!) is { } t && control["CALCLEVEL"] is "CCSD" or "CC2" && Math.Abs(t - energy) > 1e-7) return Refuse("energy", "the final energy is not that of the method", "Hand in the whole output.");
            values[Property.Energy] = energy;
            values[Property.NuclearRepulsion] = text.RealAfter("The nuclear repulsion energy is", false);
            if (!mean)
            {
                values[Property.CorrelationEnergy] = energy - scf;
                values.Extras.Add(new Extra("scf_energy", "Eh", scf));
            }
            else if (level.Reference == "R" && Frontier(text) is var (homo, lumo)) values.SetFrontier(homo, lumo);
        }
        var version = Enumerable.Range(0, Math.Min(text.Count, 200)).Select(i => VersionLine().Match(text[i].TrimEnd())).FirstOrDefault(m => m.Success)?.Groups[1].Value;
        return OutputRecord.Of(bundle, Name, version, 0, geometry, charge, multiplicity, level, Driver.Energy, values, failure, OutputRecord.Time(text.RealAfter("This computation required"), null));
    }

    /// <summary>The first field as a number; null if it is none.</summary>
    static double? First(string text) => OutputText.Fields(text) is [var field, ..] ? OutputText.Real(field) : null;

    /// <summary>The structure (Å) of the only table "Coordinates used in calculation", in the frame of the calculation; dummy atoms (X) are left out.</summary>
    static Geometry? Structure(OutputText text)
    {
        if (text.All("Coordinates used in calculation (QCOMP)").ToList() is not [var at]) return null;
        var symbols = new List<string>();
        var xyz = new List<double>();
        for (int i = at + 5; OutputText.Fields(text[i]) is [var symbol, var number, var x, var y, var z]; i++)
        {
            if (symbol == "X" && number == "0") continue;
            if (OutputText.Symbol(symbol) is not { } element || OutputText.Whole(number) != Elements.Number(element)) return null;
            symbols.Add(element);
            foreach (var field in (string[])[x, y, z]) xyz.Add((OutputText.Real(field) ?? double.NaN) * Units.BohrToAngstrom);
        }
        // The ruler under the table proves that it is whole.
        return symbols.Count > 0 && xyz.All(double.IsFinite) && Rest(text, at + 5).StartsWith("-----", StringComparison.Ordinal) ? new Geometry([.. symbols], [.. xyz]) : null;
    }

    static string Rest(OutputText text, int from)
    {
        while (OutputText.Fields(text[from]).Length == 5) from++;
        return text[from].Trim();
    }

    /// <summary>HOMO and LUMO (Eh): the rows above and below the ruler in the table of orbital energies.</summary>
    static (double? Homo, double? Lumo) Frontier(OutputText text)
    {
        int ruler = text.First("+++++", text.Last("ORBITAL EIGENVALUES (ALPHA)"));
        double? Row(int i) => OutputText.Fields(text[i]) is [_, _, var e, ..] ? OutputText.Real(e) : null;
        return ruler < 0 || !text.Has("ORBITAL EIGENVALUES (ALPHA)") ? (null, null) : (Row(ruler - 1), Row(ruler + 1));
    }
}
