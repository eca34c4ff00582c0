// The level of theory of a Gaussian job, from what it states: the label of the SCF, the archive entry, the basis and solvent it prints; the route only where that is silent.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

static partial class GaussianLevel
{
    /// <summary>Methods whose ground state has another name, and double hybrids that bring their dispersion correction.</summary>
    static readonly Dictionary<string, string> Ground = new(StringComparer.OrdinalIgnoreCase) { ["EOMCCSD"] = "CCSD", ["EOM-CCSD"] = "CCSD", ["CIS"] = "HF", ["CIS(D)"] = "HF", ["B2PLYPD"] = "B2PLYP-D2", ["B2PLYPD3"] = "B2PLYP-D3(BJ)" };

    static readonly string[] SemiEmpirical = ["AM1", "PM3", "PM3MM", "PM6", "PDDG", "PM7", "MNDO", "CNDO", "INDO", "ZINDO", "DFTB", "DFTBA", "UFF", "DREIDING", "AMBER", "HUCKEL"];

    /// <summary>Composite methods: their energies are sums over several steps.</summary>
    public static readonly string[] Composite = ["cbs-qb3", "rocbs-qb3", "cbs-4m", "cbs-apno", "g1", "g2", "g2mp2", "g3", "g3mp2", "g3b3", "g3mp2b3", "g4", "g4mp2", "w1u", "w1bd", "w1ro"];

    [GeneratedRegex(@"^(.*?)-(FC|FU|RW|Full)$")]
    private static partial Regex Core();

    [GeneratedRegex(@"R6Disp:\s+(?:Adding )?(Grimme-D2|Grimme-D3\(BJ\)|Grimme-D3|Petersson-Frisch) [Dd]ispersion energy")]
    private static partial Regex Dispersion();

    /// <summary>A method's canonical name with what it takes: reference and whether all electrons are correlated. Null with a reason if the level cannot be told.</summary>
    public static (Level? Level, string? Excited, string? Why) Of(OutputText text, GaussianRoute route, GaussianArchive? archive, GaussianEnergies energies, string basis, GaussianRoute first)
    {
        string label = energies.Scf.Count > 0 ? energies.Scf[^1].Label : "";
        string? method = archive?.Method.Split(' ')[0] ?? Written(route);
        if (string.IsNullOrEmpty(method)) return (null, null, "its method is not told");
        bool? all = null;
        if (archive is not null && Core().Match(method) is { Success: true } core) (method, all) = (core.Groups[1].Value, core.Groups[2].Value is "FU" or "Full" ? true : core.Groups[2].Value == "FC" ? false : null);
        else if (archive is null && route.Words.Any(w => w.Options.Contains("full"))) all = true;
        if (method.EndsWith("-RW", StringComparison.Ordinal)) return (null, null, "a window of orbitals was correlated, which its name does not tell");
        string? reference = label.StartsWith("RO", StringComparison.Ordinal) && (method.StartsWith("ROHF", StringComparison.OrdinalIgnoreCase) || (route.Method ?? first.Method ?? "").StartsWith("ro", StringComparison.OrdinalIgnoreCase)) ? "RO" : label.Length > 1 && label[0] is 'R' or 'U' ? label[..1] : null;
        if (reference is not null && method.StartsWith(reference, StringComparison.OrdinalIgnoreCase) && !(archive is null && Level.Of(method).Kind != LevelKind.Unknown)) method = method[reference.Length..];
        string? excited = method.ToUpperInvariant() switch { "CIS" => "CIS", "CIS(D)" => "CIS(D)", "EOMCCSD" or "EOM-CCSD" => "EOM-CCSD", _ => null };
        if (archive is null && Ground.ContainsKey(method.TrimStart('r', 'R', 'u', 'U'))) method = method.TrimStart('r', 'R', 'u', 'U');
        method = Ground.GetValueOrDefault(method, method);
        if (SemiEmpirical.Contains(method, StringComparer.OrdinalIgnoreCase)) return (null, null, $"{method} in Gaussian gives heats of formation or energies of a force field, which this version does not read");
        bool tda = route.Has("tda") || archive?.Method.Contains(" TDA", StringComparison.Ordinal) == true;

        string? dispersion = Written(first, route);
        string? printed = Enumerable.Range(0, text.Count).Select(i => text[i].Contains("R6Disp:", StringComparison.Ordinal) && Dispersion().Match(text[i]) is { Success: true } m ? m.Groups[1].Value : null).FirstOrDefault(d => d is not null);
        string? stated = printed switch { "Grimme-D2" => "D2", "Grimme-D3" => "D3(0)", "Grimme-D3(BJ)" => "D3(BJ)", "Petersson-Frisch" => "PFD", _ => null };
        if (dispersion is not null && stated is not null && dispersion != stated) return (null, null, $"the route asks for the dispersion correction {dispersion}, the output prints {stated}");
        if (first.Internal.Concat(route.Internal).Any(o => o is (3, 124)) && stated is null) return (null, null, "its dispersion correction was set by an internal option (IOp) and is not printed");
        if (GaussianSolvent.Of(text, first, route) is var (solvent, unnamed) && unnamed is not null) return (null, null, unnamed);
        // Functionals that bring their own correction (wB97X-D, B97-D, APFD) print it as well.
        bool own = Level.Of(method).Dispersion is not null || method.EndsWith('D') || method.EndsWith('d');
        var (level, why) = LevelKeywords.Of("gaussian", method, basis, own ? null : dispersion ?? stated, solvent, all is null ? null : !all);
        if (level is null) return (null, null, why);
        level = level with { Reference = reference, Treatment = !tda && (route.Has("td") || archive?.Method.Contains(" TD", StringComparison.Ordinal) == true) ? "TD" : null };
        return (level, tda ? "TDA" : excited, null);
    }

    /// <summary>Gaussian's spelling of a method ("RB3LYP", "UMP2-FC") as a level; or why it is none.</summary>
    public static (Level? Level, string? Why) Named(string method, string? basis, string? dispersion)
    {
        bool? all = null;
        if (Core().Match(method) is { Success: true } core) (method, all) = (core.Groups[1].Value, core.Groups[2].Value is "FU" or "Full" ? true : core.Groups[2].Value == "FC" ? false : null);
        string? reference = method.Length > 1 && method[0] is 'R' or 'U' ? method[..1] : null;
        if (reference is not null) method = method[1..];
        method = Ground.GetValueOrDefault(method, method);
        if (SemiEmpirical.Contains(method, StringComparer.OrdinalIgnoreCase)) return (null, $"{method} in Gaussian gives heats of formation or energies of a force field");
        var (level, why) = LevelKeywords.Of("gaussian", method, basis, dispersion, null, all is null ? null : !all);
        return (level is null ? null : level with { Reference = reference }, why);
    }

    /// <summary>The dispersion correction that a route asks for by keyword.</summary>
    public static string? Written(GaussianRoute first, GaussianRoute route) =>
        first.Options("empiricaldispersion").Concat(route.Options("empiricaldispersion")).FirstOrDefault() switch { "gd2" => "D2", "gd3" => "D3(0)", "gd3bj" => "D3(BJ)", "pfd" => "PFD", null or "none" => null, var other => other };

    /// <summary>The method of a route without its numerical options: "ccsd(t,maxcyc=100)" is CCSD(T), "mp4(sdq)" is MP4(SDQ).</summary>
    static string? Written(GaussianRoute route)
    {
        if (LevelKeywords.Read("gaussian", route.Text).Level is { } read) return read.Dispersion is null ? read.Method : $"{read.Method}-{read.Dispersion}";
        if (route.Method is not { } m) return null;
        int cut = m.IndexOfAny(['(', '=']);
        string name = cut < 0 ? m : m[..cut];
        var options = cut < 0 ? [] : m[cut..].Trim('=', '(', ')').ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries);
        string kind = name.ToUpperInvariant().TrimStart('R', 'U', 'O');
        if (kind is "CCSD" or "QCISD" or "BD") return name + (options.Contains("t") ? "(T)" : "");
        if (kind is "MP4") return name + (options.Contains("sdq") ? "(SDQ)" : options.Contains("dq") ? "(DQ)" : "");
        return kind is "CIS" && options.Contains("d") ? name + "(D)" : name;
    }
}
