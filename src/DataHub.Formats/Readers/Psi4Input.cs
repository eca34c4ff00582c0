// The input that Psi4 repeats at the head of its output.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>What a Psithon input asks for, as far as its plain statements tell.</summary>
sealed partial class Psi4Input
{
    [GeneratedRegex(@"\b(energy|optimize|opt|gradient|frequency|frequencies|freq|hessian|properties|property|prop)\s*\(\s*(?:name\s*=\s*)?['""]([^'""]+)['""]", RegexOptions.IgnoreCase)]
    private static partial Regex CallText();

    [GeneratedRegex(@"\bbasis[\s=:]+['""]?([A-Za-z0-9()+*,\-_]+)", RegexOptions.IgnoreCase)]
    private static partial Regex BasisText();

    [GeneratedRegex(@"\bsolvent\s*=\s*([A-Za-z0-9]+)", RegexOptions.IgnoreCase)]
    private static partial Regex SolventText();

    [GeneratedRegex(@"\b(opt_type[\s=:'""]+(?:ts|irc)|relativistic[\s=:'""]+(?:x2c|dkh)|perturb_h[\s=:'""]+true)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SettingText();

    [GeneratedRegex(@"molecule\s*\w*\s*\{(.*?)\}", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex MoleculeText();

    public Psi4Input(OutputText text)
    {
        int head = text.First("==> Input File <=="), begin = text.First("-----", head), end = text.First("-----", begin + 1);
        if (head < 0 || begin < 0) return;
        if (end < 0) end = Math.Min(text.Count, begin + 5000);
        EndsAt = end;
        // The rule may follow the last statement on its line.
        var lines = Enumerable.Range(begin + 1, Math.Max(0, end - begin)).Select(i => (text[i].IndexOf("-----", StringComparison.Ordinal) is >= 0 and var cut ? text[i][..cut] : text[i]).Split('#')[0]);
        string body = string.Join('\n', lines);
        Calls = [.. CallText().Matches(body).Select(m => (Kind(m.Groups[1].Value), m.Groups[2].Value.Trim()))];
        Unsuited = SettingText().Match(body) is { Success: true } u ? u.Groups[1].Value.StartsWith("opt", StringComparison.OrdinalIgnoreCase) ? "a search for a transition state or a path" : "a job with a relativistic Hamiltonian or an electric field" : null;
        var set = BasisText().Matches(body);
        Basis = set.Count > 0 ? set[0].Groups[1].Value : null;
        Solvent = SolventText().Match(body) is { Success: true } s ? s.Groups[1].Value.ToLowerInvariant() : null;
        (Geometry, Charge, Multiplicity) = Molecule(MoleculeText().Match(body) is { Success: true } m ? m.Groups[1].Value : "");
    }

    /// <summary>The calls with a quoted method, in order.</summary>
    public IReadOnlyList<(Driver Driver, string Method)> Calls { get; } = [];
    /// <summary>A setting that makes the job another than its method and basis say, or null.</summary>
    public string? Unsuited { get; }
    /// <summary>Line at which the input ends.</summary>
    public int EndsAt { get; }
    public string? Basis { get; }
    public string? Solvent { get; }
    /// <summary>The structure, if it was given in Cartesian coordinates.</summary>
    public Geometry? Geometry { get; }
    public int Charge { get; }
    public int? Multiplicity { get; }

    static Driver Kind(string call) => call.ToLowerInvariant() switch
    {
        "optimize" or "opt" => Driver.Optimization, "gradient" => Driver.Gradient, "frequency" or "frequencies" or "freq" or "hessian" => Driver.Hessian,
        "properties" or "property" or "prop" => Driver.Properties, _ => Driver.Energy,
    };

    static (Geometry? Geometry, int Charge, int? Multiplicity) Molecule(string block)
    {
        var symbols = new List<string>();
        var xyz = new List<double>();
        int charge = 0;
        int? multiplicity = null;
        double unit = 1;
        foreach (var line in block.Split('\n'))
        {
            var f = OutputText.Fields(line.Replace(",", " "));
            if (f is ["units", var u, ..]) unit = u.StartsWith('b') || u.StartsWith('a') && u.StartsWith("au") ? Units.BohrToAngstrom : 1;
            else if (f is [var q, var m] && OutputText.Whole(q) is { } c && OutputText.Whole(m) is { } mult) (charge, multiplicity) = (c, mult);
            else if (f is [var s, var x, var y, var z] && OutputText.Symbol(s) is { } symbol && OutputText.Real(x) is { } a && OutputText.Real(y) is { } b && OutputText.Real(z) is { } d)
            {
                symbols.Add(symbol);
                xyz.AddRange([a, b, d]);
            }
            else if (f.Length > 0 && f[0] is not ("symmetry" or "no_reorient" or "no_com" or "noreorient" or "nocom")) return (null, charge, multiplicity);
        }
        return (symbols.Count == 0 ? null : new Geometry(symbols, [.. xyz.Select(v => v * unit)]), charge, multiplicity);
    }
}
