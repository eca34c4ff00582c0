// The alias tables of methods, dispersion corrections and basis sets (schemas/levels/*.json) and how a name is looked up in them.
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataHub.Model;

/// <summary>What is known of a basis set: its family and its place in the order of basis sets (see the comment of schemas/levels/bases.json for the scales).</summary>
public sealed record BasisSet(string Name, string Family, int Zeta, int Polarisation, int Diffuse, int Core);

/// <summary>A method of the table.</summary>
sealed record MethodEntry(string Name, LevelKind Kind, bool Correlated, bool Composite);

static partial class LevelNames
{
    static readonly Dictionary<string, MethodEntry> Methods = [];
    static readonly Dictionary<string, string> Dispersions = [];
    static readonly Dictionary<string, BasisSet> Bases = [];
    static readonly Dictionary<string, string> Ambiguous = [];

    static LevelNames()
    {
        using (var doc = Table("methods.json"))
        {
            foreach (var m in doc.RootElement.GetProperty("methods").EnumerateArray())
            {
                var entry = new MethodEntry(m.GetProperty("name").GetString()!, Enum.Parse<LevelKind>(m.GetProperty("kind").GetString()!, true), m.TryGetProperty("correlated", out _), m.TryGetProperty("composite", out _));
                foreach (var alias in Aliases(m).Append(entry.Name)) Methods[Key(alias)] = entry;
            }
            foreach (var d in doc.RootElement.GetProperty("dispersions").EnumerateArray())
                foreach (var alias in Aliases(d).Append(d.GetProperty("name").GetString()!)) Dispersions[Key(alias)] = d.GetProperty("name").GetString()!;
            foreach (var a in doc.RootElement.GetProperty("ambiguous").EnumerateArray()) Ambiguous[a.GetProperty("spelling").GetString()!] = a.GetProperty("why").GetString()!;
        }
        using (var doc = Table("bases.json"))
            foreach (var b in doc.RootElement.GetProperty("bases").EnumerateArray())
            {
                int Scale(string name) => b.TryGetProperty(name, out var v) ? v.GetInt32() : 0;
                var basis = new BasisSet(b.GetProperty("name").GetString()!, b.GetProperty("family").GetString()!, Scale("zeta"), Scale("polarisation"), Scale("diffuse"), Scale("core"));
                foreach (var alias in Aliases(b).Append(basis.Name)) Bases[BasisKey(alias)] = basis;
            }
    }

    internal static JsonDocument Table(string name) => JsonDocument.Parse(typeof(LevelNames).Assembly.GetManifestResourceStream("levels/" + name)!);

    static IEnumerable<string> Aliases(JsonElement e) => e.TryGetProperty("aliases", out var a) ? a.EnumerateArray().Select(x => x.GetString()!) : [];

    internal static string Key(string s) => new([.. s.ToLowerInvariant().Replace('ω', 'w').Replace('κ', 'k').Where(c => c is not ('-' or '_' or ' ' or '\u2010' or '\u2011' or '\u2012' or '\u2013'))]);

    static string BasisKey(string s)
    {
        var key = new string([.. s.ToLowerInvariant().Where(c => c is not ('-' or '_' or ' ' or '"'))]).Trim('\'');
        return key.StartsWith("bse:", StringComparison.Ordinal) ? key[4..] : key;
    }

    /// <summary>All methods, dispersion corrections and basis sets that the tables name.</summary>
    internal static IReadOnlyList<MethodEntry> AllMethods => [.. Methods.Values.Distinct()];
    internal static IReadOnlyList<string> AllDispersions => [.. Dispersions.Values.Distinct()];
    internal static IReadOnlyList<BasisSet> AllBases => [.. Bases.Values.Distinct()];

    internal static bool IsBasis(string s) => FindBasis(s) is not null;

    internal static BasisSet? FindBasis(string? s) => s is { Length: <= Longest } && Bases.TryGetValue(BasisKey(s), out var b) ? b : null;

    /// <summary>No name is longer, in characters.</summary>
    internal const int Longest = 200;

    internal static MethodEntry? FindWhole(string s) => s.Length > Longest ? null : Ambiguous.ContainsKey(s.Trim().ToLowerInvariant()) ? null : Methods.GetValueOrDefault(Key(s)) ?? Active(s);

    internal static string? FindDispersion(string s) => s.Length > Longest ? null : Dispersions.GetValueOrDefault(Key(s));

    /// <summary>Why a spelling does not tell one method, null if it is not one of those.</summary>
    internal static string? WhyAmbiguous(string s) => s.Length > Longest ? null : Ambiguous.GetValueOrDefault(s.Trim().ToLowerInvariant());

    [GeneratedRegex(@"^(CASSCF|RASSCF|CASPT2|NEVPT2|SC-NEVPT2|MRCI|CAS)\s*\(\s*(\d+)\s*,\s*(\d+)\s*\)$", RegexOptions.IgnoreCase)]
    private static partial Regex ActiveSpace();

    /// <summary>A method with its active space, such as CASSCF(6,6): electrons, orbitals.</summary>
    static MethodEntry? Active(string s)
    {
        var m = ActiveSpace().Match(s.Trim());
        return m.Success && Methods.TryGetValue(Key(m.Groups[1].Value), out var e) ? e with { Name = $"{e.Name}({m.Groups[2].Value},{m.Groups[3].Value})" } : null;
    }

    internal static Level Read(string method, string? basis, string? dispersion, string? solvation)
    {
        method = method.Trim();
        string? core = null, treatment = null, reference = null;
        foreach (var (mark, value) in ((string, string)[])[("(full)", "full"), ("(fc)", "frozen"), (",full)", "full"), (",fc)", "frozen")])
            if (method.EndsWith(mark, StringComparison.OrdinalIgnoreCase))
                (core, method) = (value, mark[0] == '(' ? method[..^mark.Length] : method[..^mark.Length] + ")");
        foreach (var prefix in (string[])["TDA-", "TD-", "TDDFT-", "TD-DFT-"])
            if (method.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && FindWhole(method) is null)
            {
                (treatment, method) = (prefix == "TDA-" ? "TDA" : "TD", method[prefix.Length..]);
                break;
            }
        var (entry, suffix) = Find(method);
        if (entry is null)
            foreach (var prefix in (string[])["RO", "R", "U"])
                if (method.Length > prefix.Length && method.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    var rest = method[prefix.Length..].TrimStart(prefix.Length == 2 || method.Length > prefix.Length && method[prefix.Length] == '-' ? '-' : ' ');
                    if (Find(rest) is ({ } found, var own))
                    {
                        (entry, suffix, reference) = (found, own, prefix);
                        break;
                    }
                }
        var extra = string.IsNullOrWhiteSpace(dispersion) ? suffix : FindDispersion(dispersion) ?? dispersion.Trim();
        if (entry is not null && extra is not null && FindWhole($"{entry.Name}-{extra}") is { } whole) (entry, extra) = (whole, null);
        if (string.IsNullOrWhiteSpace(basis)) basis = null;
        else basis = FindBasis(basis)?.Name ?? basis.Trim();
        if (treatment == "TDA" && entry?.Name == "HF") (treatment, entry) = (null, FindWhole("CIS"));
        return new Level(entry?.Kind ?? LevelKind.Unknown, entry?.Name ?? method, extra, basis, Surroundings.Canonical(solvation)) { Reference = reference, Core = core, Treatment = treatment };
    }

    /// <summary>The method of that name; if only the part before a '-' is a method and the rest a dispersion correction, that method with the correction.</summary>
    static (MethodEntry? Method, string? Dispersion) Find(string method)
    {
        if (method.Length > Longest) return (null, null);
        if (FindWhole(method) is { } whole) return (whole, null);
        for (int i = method.Length - 1; i > 0; i--)
            if ((method[i] is '-' or '+' or ' ' or '_' or '\u2010' or '\u2011' or '\u2013') && FindDispersion(method[(i + 1)..]) is { } dispersion && FindWhole(method[..i]) is { } stem) return (stem, dispersion);
        return (null, null);
    }
}
