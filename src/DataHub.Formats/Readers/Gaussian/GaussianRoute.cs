// The route of a Gaussian job: its keywords with their options.
using System.Text.RegularExpressions;

namespace DataHub.Formats.Readers.Gaussian;

/// <summary>The route section ("#P B3LYP/6-31G(d) Opt Freq") as keywords, all in lower case.</summary>
sealed partial class GaussianRoute
{
    [GeneratedRegex(@"^\s?#")]
    private static partial Regex Start();

    // A keyword, its options as "=(a,b)", "(a,b)", "=a(b)" or "=a"; names may hold parts in parentheses: 6-31g(d), ccsd(t), mp4(sdq).
    [GeneratedRegex(@"([^\s,=(/]+)((?:\s*=\s*\([^()]*(?:\([^()]*\)[^()]*)*\))|(?:\s*=\s*[^\s,/(]+(?:\([^()]*\))?)|(?:\([^()]*(?:\([^()]*\)[^()]*)*\)))?")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![A-Za-z])iop\s*\(?=?\(?([^)]*)\)", RegexOptions.IgnoreCase)]
    private static partial Regex InternalOptions();

    [GeneratedRegex(@"(\d+)/(\d+)=(-?\d+)")]
    private static partial Regex InternalOption();

    /// <summary>Keywords that are no methods, so that a method can be told in a route that has no slash.</summary>
    static readonly HashSet<string> Others =
    [
        "opt", "popt", "fopt", "freq", "sp", "force", "scan", "irc", "ircmax", "polar", "scf", "td", "tda", "tdhf", "int", "integral", "geom", "guess", "pop", "population", "density", "nosymm", "nosym", "symmetry", "symm", "scrf", "iop", "test",
        "gfinput", "gfprint", "gfoldprint", "pseudo", "maxdisk", "nmr", "stable", "units", "output", "field", "charge", "temperature", "pressure", "scale", "empiricaldispersion", "denfit", "counterpoise", "formcheck", "prop", "punch", "volume",
        "6d", "5d", "7f", "10f", "extrabasis", "chkbasis", "massage", "transformation", "trans", "cphf", "name", "window", "readiso", "bomd", "admp", "fmm", "sparse", "window", "fc", "full", "rw", "external", "genchk", "archive", "noraman", "optcyc", "#", "#p", "#n", "#t",
    ];

    /// <summary>The route as one line.</summary>
    public string Text { get; }

    /// <summary>Keywords with their options, both in lower case; options are empty if there are none.</summary>
    public IReadOnlyList<(string Name, string[] Options)> Words { get; }

    /// <summary>Method and basis as written, where they stand with a slash between them; or the one word that is no other keyword, without basis.</summary>
    public string? Method { get; }
    /// <summary>Basis as written.</summary>
    public string? Basis { get; }

    GaussianRoute(string text)
    {
        Text = text;
        string bare = text.TrimStart().TrimStart('#');
        if (bare.Length > 1 && "pPnNtT".Contains(bare[0]) && bare[1] == ' ') bare = bare[2..];
        bare = bare.Replace(" #", " ");
        var words = new List<(string, string[])>();
        bool afterSlash = false;
        string? method = null, basis = null, lone = null;
        foreach (Match m in Word().Matches(bare))
        {
            string name = m.Groups[1].Value, options = m.Groups[2].Value;
            bool before = m.Index + m.Length < bare.Length && bare[m.Index + m.Length] == '/';
            if (afterSlash) basis ??= m.Value.Trim();
            else
            {
                var list = options.Trim().TrimStart('=').Trim();
                if (list.StartsWith('(') && list.EndsWith(')')) list = list[1..^1];
                words.Add((name.ToLowerInvariant(), [.. list.ToLowerInvariant().Split(',').Select(o => o.Trim()).Where(o => o.Length > 0)]));
                if (before) method ??= m.Value.Trim();
                else if (!Others.Contains(name.ToLowerInvariant())) lone ??= m.Value.Trim();
            }
            afterSlash = before;
        }
        (Words, Method, Basis) = (words, method ?? lone, basis);
        Internal = [.. InternalOptions().Matches(text).SelectMany(m => InternalOption().Matches(m.Groups[1].Value)).Select(m => (int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), int.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)))];
    }

    /// <summary>Overlay and number of each internal option (IOp) that is set.</summary>
    public IReadOnlyList<(int Overlay, int Number)> Internal { get; }

    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in Words) if (names.Contains(name)) return true;
        return false;
    }

    /// <summary>The options of a keyword, without their own values ("nstates=5" is "nstates"); empty if it is not there.</summary>
    public IEnumerable<string> Options(params string[] names) => Words.Where(w => names.Contains(w.Name)).SelectMany(w => w.Options);

    /// <summary>True if the keyword has an option that begins so.</summary>
    public bool Option(string name, string option) => Options(name).Any(o => o.StartsWith(option, StringComparison.Ordinal));

    /// <summary>The value of an option ("water" of "solvent=water"), or null.</summary>
    public string? Value(string name, string option) => Options(name).FirstOrDefault(o => o.StartsWith(option + "=", StringComparison.Ordinal)) is { } o ? o[(option.Length + 1)..].Trim() : null;

    /// <summary>The route in a part of an output, null if there is none. Gaussian wraps it after 70 characters, in the middle of words, and drops blanks at the ends of lines.</summary>
    public static GaussianRoute? Of(OutputText text)
    {
        for (int i = 1; i < text.Count; i++)
        {
            if (!Start().IsMatch(text[i]) || !IsRule(text[i - 1])) continue;
            string route = "";
            int end = i;
            for (; end < text.Count && end < i + 40 && !IsRule(text[end]); end++)
            {
                string line = text[end].TrimEnd('\r');
                if (line.StartsWith(' ')) line = line[1..];
                route += line.Length < 70 ? line.PadRight(70) : line;
            }
            return IsRule(text[end]) ? new GaussianRoute(Regex.Replace(route.Trim(), @"\s+", " ")) : null;
        }
        return null;
    }

    /// <summary>The route of a text without a frame (a checkpoint file).</summary>
    public static GaussianRoute Parse(string text) => new(Regex.Replace(text.Trim(), @"\s+", " "));

    static bool IsRule(string line) => line.Trim() is { Length: >= 2 } t && t.All(c => c == '-');
}
