// Reads what xtb leaves: its printed output, xtbout.json, and the structures beside them.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// xtb 6.4 to 6.7: GFN2-xTB, GFN1-xTB, GFN0-xTB, GFN-FF. The printed output decides whether a run succeeded; xtbout.json adds digits where it belongs to the
/// same run and the same structure (its dipole is that of the start after --opt, its charge state the last one after --vipea).
/// </summary>
public sealed class XtbReader : IReader
{
    /// <inheritdoc/>
    public string Format => "xtb";
    /// <inheritdoc/>
    public string Describes => "xtb 6.4-6.7: printed output, xtbout.json, xtbopt.xyz (GFN2-xTB, GFN1-xTB, GFN0-xTB, GFN-FF)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(f => IsJson(f) || IsOutput(f) || IsStructure(f));

    static bool IsJson(RawFile f) => f.Extension == ".json" && f.HeadText is var t && (Path.GetFileName(f.Name) == "xtbout.json" || t.Contains("\"xtb version\"") || t.Contains("\"electronic energy\"") && t.Contains("\"program call\""));

    static bool IsOutput(RawFile f) => f.Extension is not (".json" or ".xyz") && f.HeadText is var t && (t.Contains("* xtb version ") || t.Contains("|                           x T B                           |"));

    static bool IsStructure(RawFile f) => f.Extension is ".xyz" or ".log" && f.HeadText is var t && t.IndexOf('\n') is > 0 and var n && t.IndexOf('\n', n + 1) is > 0 and var m && t[n..m].Contains(" xtb: ");

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        if (bundle.Files.FirstOrDefault(f => f.Length > OutputText.Limit) is { } big)
            return [Refuse(big.Name, null, "the file is larger than 256 MiB", "Hand in the output of one run.")];
        var runs = bundle.Files.Where(IsOutput).Select(f => new XtbRun(OutputText.Of(f))).ToList();
        var json = bundle.Files.FirstOrDefault(f => IsJson(f) && Path.GetFileName(f.Name) != "hess.json");
        if (runs.Count == 0 && json is null)
            return [Refuse(bundle.Name, null, "a structure that xtb wrote does not tell at which level it was computed", "Hand it in together with xtb's printed output or xtbout.json.")];
        if (runs.Count > 1 && !runs.All(r => Step(r) is not null))
            return runs.Select((r, i) => XtbRecord.Make(bundle, [r], null, i));
        return [XtbRecord.Make(bundle, runs, json, 0)];
    }

    /// <summary>Which step of a job the file is by its agreed name: opt.out, sp.out, hess.out; null for other names.</summary>
    internal static string? Step(XtbRun run) => Path.GetFileName(run.Name).ToLowerInvariant() switch { "opt.out" => "opt", "sp.out" => "sp", "hess.out" => "hess", _ => null };

    internal static Reading Refuse(string file, string? field, string message, string remedy) => new(null, new Fault(file, null, field, message, remedy));
}
