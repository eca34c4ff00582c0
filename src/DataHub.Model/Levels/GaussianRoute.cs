// The route section of Gaussian: "#p opt freq b3lyp/6-31+g(d,p) empiricaldispersion=gd3bj scrf=(smd,solvent=water)".
using System.Text.RegularExpressions;

namespace DataHub.Model;

static partial class GaussianRoute
{
    static readonly HashSet<string> Options =
    [
        "opt", "popt", "freq", "sp", "force", "polar", "nmr", "scan", "irc", "ircmax", "stable", "guess", "geom", "scf", "int", "integral", "grid", "pop", "population", "density", "iop", "symmetry", "symm", "nosymm", "nosymmetry", "nosym", "test", "maxdisk",
        "gfinput", "gfprint", "gfoldprint", "output", "punch", "units", "transformation", "window", "prop", "chkbasis", "charge", "field", "fmm", "nofmm", "cphf", "bomd", "admp", "trajectory", "volume", "temperature", "pressure", "scale",
        "name", "link0", "sparse", "formcheck", "archive", "noarchive", "5d", "6d", "7f", "10f", "nproc", "optcyc", "raman", "noraman", "direct", "novaraccuracy", "pseudo", "densityfit", "nodensityfit", "fit", "nofit", "denfit", "tran", "trackio",
        "qst2", "qst3", "massage", "cphf", "dftd", "efield", "random", "w06", "auto", "external", "oniom", "counterpoise", "extrabasis", "extraoverlaps", "td", "tda", "scrf", "empiricaldispersion", "tddft", "zvp", "readisotopes", "hpmodes", "savenm", "noxyz", "nodft",
    ];

    [GeneratedRegex(@"3/(?:74|75|76|77|78|107|108|119|130|131)\b")]
    private static partial Regex FunctionalOverlay();

    internal static void Read(LevelParts parts, string text)
    {
        if (Checkpoint().Match(text) is { Success: true } line) { Written(parts, line.Groups[1].Value, line.Groups[2].Value); return; }
        var route = Regex.Replace(text.Replace('\n', ' ').Replace('\r', ' '), @"#\s?[pntPNT]?(?=\s|$)|#[pntPNT](?=[\s])|#", " ").Trim();
        string? unknown = null;
        foreach (var token in Tokens(route))
        {
            var (name, value) = Halves(token);
            var low = name.ToLowerInvariant();
            var inside = value?.ToLowerInvariant() ?? "";
            switch (low)
            {
                case "oniom": parts.Refuse("oniom: layers of several levels are not one level"); continue;
                case "external": parts.Refuse("external: the energy comes from another program"); continue;
                case "nonstd": parts.Refuse("nonstd: a route of overlays is not read"); continue;
                case "counterpoise": if (inside.Trim('=', '(', ')') != "") parts.Refuse("counterpoise: the energy holds a correction for superposition of fragments"); continue;
                case "extrabasis": parts.Refuse("extrabasis: basis functions are added atom by atom"); continue;
                case "massage": parts.Refuse("massage: the basis or the charges are altered by hand"); continue;
                case "field": parts.Refuse("field: the molecule is in an external field"); continue;
                case "charge": parts.Refuse("charge: the molecule is among point charges"); continue;
                case "iop": if (FunctionalOverlay().IsMatch(inside)) parts.Refuse($"iop{value}: the functional is altered by hand"); continue;
                case "chkbasis": parts.Refuse("chkbasis: the basis is in a checkpoint file"); continue;
                case "td" or "tddft": parts.Treatment ??= inside.Contains("tda") ? "TDA" : "TD"; continue;
                case "tda": parts.Treatment = "TDA"; continue;
                case "empiricaldispersion": parts.Dispersion = inside.Trim('=', '(', ')'); continue;
                case "scrf": Scrf(parts, value); continue;
                case "densityfit" or "denfit" or "fit": parts.Approximate("DF"); continue;
                case "int" or "integral": if (Regex.Match(inside, @"\bdkh(?:so|2|4)?\b|\bdouglaskrollhess\b|\brelativistic\b") is { Success: true } dk) parts.Relativity = dk.Value == "dkhso" ? "DKH-SO" : "DKH2"; continue;
            }
            if (token.Contains('/') && !low.StartsWith("iop", StringComparison.Ordinal)) { MethodAndBasis(parts, token); continue; }
            if (Options.Contains(low) || Regex.IsMatch(low, @"^(iop\(|freq|opt|nproc|%)")) continue;
            if (low is "gen" or "genecp") { Given(parts, low); continue; }
            if (Method(parts, token)) continue;
            if (LevelNames.IsBasis(token)) { parts.Basis ??= token; continue; }
            unknown ??= token;
        }
        if (parts.Method is null && parts.Refusal is null) parts.Refuse(unknown is null ? "the route names no method" : $"the route names no method of the tables; '{unknown}' is not known");
    }

    /// <summary>The second line of a formatted checkpoint file: "SP        RMP2-FC        STO-3G".</summary>
    [GeneratedRegex(@"^(?:SP|FOPT|POPT|FTS|FREQ|FORCE|SCAN|POLAR|STABILITY|MIXED)\s{2,}(\S+(?: TD-FC)?)\s{2,}(\S.*?)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Checkpoint();

    static void Written(LevelParts parts, string method, string basis)
    {
        if (method.EndsWith(" TD-FC", StringComparison.Ordinal)) (method, parts.Treatment) = (method[..^6], "TD");
        if (method.EndsWith("-FC", StringComparison.Ordinal)) (method, parts.Frozen) = (method[..^3], true);
        else if (method.EndsWith("-FU", StringComparison.Ordinal)) (method, parts.Frozen) = (method[..^3], false);
        parts.SetMethod(method);
        if (basis.StartsWith("Gen", StringComparison.OrdinalIgnoreCase)) Given(parts, basis);
        parts.Basis = basis;
    }

    static void Given(LevelParts parts, string word) => parts.Refuse($"{word}: the basis is given atom by atom outside the route");

    static void MethodAndBasis(LevelParts parts, string token)
    {
        token = token.Split("//")[0];
        var pieces = Slashes(token);
        if (pieces.Count == 0) return;
        for (int take = Math.Min(2, pieces.Count - 1); take >= 1; take--)
            if (Method(parts, string.Join('/', pieces.Take(take)))) { Rest(parts, pieces.Skip(take).ToList()); return; }
        parts.SetMethod(pieces[0]);
        Rest(parts, pieces[1..]);
    }

    static void Rest(LevelParts parts, List<string> pieces)
    {
        if (pieces.Count == 0) return;
        if (pieces[0].ToLowerInvariant() is "gen" or "genecp" or "chkbasis" or "chkbas") Given(parts, pieces[0]);
        parts.Basis = pieces[0];
        if (pieces.Count > 1) parts.Approximate("DF");
    }

    /// <summary>Takes the word as a method with its options: MP2(full), CIS(D,NStates=5), CCSD(T,T1Diag), EOMCCSD(...), CASSCF(6,6).</summary>
    static bool Method(LevelParts parts, string token)
    {
        var (name, value) = Halves(token);
        var options = value?.TrimStart('=').Trim('(', ')').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (name.Equals("oniom", StringComparison.OrdinalIgnoreCase)) { parts.Refuse("oniom: layers of several levels are not one level"); return true; }
        if (parts.Knows(token) && !token.EndsWith(",)", StringComparison.Ordinal)) { parts.SetMethod(token); return true; }
        var kept = new List<string>();
        foreach (var o in options)
            switch (o.ToLowerInvariant())
            {
                case "full": parts.Frozen = false; break;
                case "fc" or "frozencore": parts.Frozen = true; break;
                case var word when word.Contains('=') || word.Length > 5: break;
                default: kept.Add(o); break;
            }
        for (int n = Math.Min(2, kept.Count); n >= 1; n--)
            if (parts.Knows($"{name}({string.Join(',', kept.Take(n))})")) { parts.SetMethod($"{name}({string.Join(',', kept.Take(n))})"); return true; }
        if (!parts.Knows(name)) return false;
        parts.SetMethod(name);
        return true;
    }

    static void Scrf(LevelParts parts, string? value)
    {
        string model = "IEFPCM", solvent = "water";
        foreach (var o in (value ?? "").TrimStart('=').Trim('(', ')').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var two = o.Split('=', 2, StringSplitOptions.TrimEntries);
            if (two.Length == 2 && two[0].Equals("solvent", StringComparison.OrdinalIgnoreCase)) solvent = two[1];
            else if (two.Length == 2 && two[0].Equals("dielectric", StringComparison.OrdinalIgnoreCase)) solvent = "eps=" + two[1];
            else if (o.Equals("pcm", StringComparison.OrdinalIgnoreCase) || o.Equals("check", StringComparison.OrdinalIgnoreCase)) continue;
            else if (Surroundings.Model(o) is { Length: > 0 } m) model = m;
            else if (o.Equals("read", StringComparison.OrdinalIgnoreCase)) parts.Refuse("scrf=read: the cavity or the solvent is given outside the route");
        }
        parts.Solvation = $"{model} {Surroundings.Solvent(solvent)}";
    }

    /// <summary>Words of the route: spaces and commas part them outside brackets; spaces around '=' do not.</summary>
    static IEnumerable<string> Tokens(string route)
    {
        route = Regex.Replace(route, @"\s*=\s*", "=");
        route = Regex.Replace(route, @"(?<=\w)\s+(?=\(\s*[A-Za-z0-9]+\s*=)", "");
        int depth = 0, start = 0;
        for (int i = 0; i <= route.Length; i++)
        {
            if (i < route.Length) depth += route[i] == '(' ? 1 : route[i] == ')' ? -1 : 0;
            if (i < route.Length && (depth > 0 || !(char.IsWhiteSpace(route[i]) || route[i] == ','))) continue;
            if (i > start) yield return route[start..i];
            start = i + 1;
        }
    }

    static (string Name, string? Value) Halves(string token)
    {
        int at = token.IndexOfAny(['=', '(']);
        return at <= 0 ? (token, null) : (token[..at], token[at..]);
    }

    static List<string> Slashes(string token)
    {
        var pieces = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i <= token.Length; i++)
        {
            if (i < token.Length) depth += token[i] == '(' ? 1 : token[i] == ')' ? -1 : 0;
            if (i < token.Length && (depth > 0 || token[i] != '/')) continue;
            if (i > start) pieces.Add(token[start..i]);
            start = i + 1;
        }
        return pieces;
    }
}
