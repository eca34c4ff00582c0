// Reads ORCA's printed output (.out, .log).
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Orca;

/// <summary>
/// ORCA 3 to 6, printed output: Hartree-Fock, density functionals, MPn, coupled cluster (canonical and DLPNO), excited states; one record for each job of the file, and one more
/// for states whose method has another name than that of the ground state. What ORCA calls its final single point energy may be that of an excited state: it is told apart.
/// </summary>
public sealed partial class OrcaReader : IReader
{
    [GeneratedRegex(@"Program Version\s+(\d+\.\d+(?:\.\d+)*)")]
    private static partial Regex Version();

    [GeneratedRegex(@"^\|\s*\d+>(.*)$")]
    private static partial Regex Echo();

    /// <inheritdoc/>
    public string Format => "orca";
    /// <inheritdoc/>
    public string Describes => "ORCA 3-6: printed output (HF, DFT, MPn, coupled cluster; energies, gradients, optimisations, frequencies, excited states)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => !bundle.Files.Any(f => f.Extension == ".json" && !OrcaPropertyReader.IsNamed(f.Name)) && bundle.Files.Any(IsOutput);

    static bool IsOutput(RawFile f) => f.HeadText is var t && t.Contains("* O   R   C   A *", StringComparison.Ordinal) && f.Extension is not (".json" or ".property") && !OrcaPropertyReader.IsNamed(f.Name);

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsOutput);
        if (file.Length > OutputText.Limit) return [Refuse(file.Name, null, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        string? version = Enumerable.Range(0, Math.Min(200, text.Count)).Select(i => Version().Match(text[i])).FirstOrDefault(m => m.Success)?.Groups[1].Value;
        int end = text.First("****END OF INPUT****");
        var echo = Enumerable.Range(0, Math.Max(0, end + 1)).Select(i => Echo().Match(text[i].TrimEnd('\r'))).Where(m => m.Success).Select(m => m.Groups[1].Value.Split('#')[0].TrimEnd()).Where(l => !l.Contains("****END OF INPUT****", StringComparison.Ordinal)).ToList();
        if (echo.Count == 0)
            return [Refuse(file.Name, null, "input", text.First("ORCA finished by error termination") is >= 0 and var e ? $"the job failed ({text[e].Trim()}) and its input is not printed" : "the output does not hold its input, so the level cannot be told", "Hand in the whole output.")];
        if (echo.Any(l => l.TrimStart().StartsWith("%compound", StringComparison.OrdinalIgnoreCase))) return [Refuse(file.Name, null, "input", "this is a compound job of several steps, which this version does not read", "Hand in the outputs of its steps.")];
        var inputs = new List<string>();
        foreach (var line in echo.Prepend("$new_job"))
            if (line.Trim().Equals("$new_job", StringComparison.OrdinalIgnoreCase)) inputs.Add(""); else inputs[^1] += line + "\n";
        var starts = text.All(" JOB NUMBER ").Where(i => text[i].Contains("$$$$", StringComparison.Ordinal)).ToList();
        if (starts.Count == 0) starts.Add(end);
        if (starts.Count > inputs.Count) return [Refuse(file.Name, null, "input", $"the output has {starts.Count} jobs, its input {inputs.Count}", "Hand in the outputs of single jobs.")];
        var readings = new List<Reading>();
        Geometry? optimised = null;
        for (int k = 0; k < starts.Count; k++)
        {
            var job = new OrcaJob(text.Part(starts[k], k + 1 < starts.Count ? starts[k + 1] : text.Count), text.Part(0, starts.Count == 1 ? end : 0), inputs[k], k == starts.Count - 1, starts.Count == 1 && inputs.Count == 1);
            foreach (var r in OrcaRecord.Of(file.Name, starts.Count == 1 ? null : $"job {k + 1}", job, optimised))
            {
                readings.Add(r.Calculation is not { } c ? r
                    : r with { Calculation = c with { Provenance = new Provenance { Program = "orca", ProgramVersion = version, Format = "orca", RawName = bundle.Name, RawRecord = readings.Count } } });
                if (r.Calculation is { Status: Status.Success, Driver: Driver.Optimization } o) optimised = o.Geometry;
            }
        }
        return readings;
    }

    internal static Reading Refuse(string file, string? record, string? field, string message, string remedy) => new(null, new Fault(file, record, field, message, remedy), record);
}
