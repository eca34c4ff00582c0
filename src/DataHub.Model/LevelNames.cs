// The alias tables of methods, dispersion corrections and basis sets (schemas/levels/*.json) and how a name is looked up in them.
using System.Text.Json;

namespace DataHub.Model;

static class LevelNames
{
    sealed record Entry(string Name, LevelKind Kind, string? Dispersion);

    static readonly Dictionary<string, Entry> Methods = [];
    static readonly Dictionary<string, string> Dispersions = [];
    static readonly Dictionary<string, string> Bases = [];

    static LevelNames()
    {
        using (var doc = Table("methods.json"))
        {
            foreach (var m in doc.RootElement.GetProperty("methods").EnumerateArray())
            {
                var entry = new Entry(m.GetProperty("name").GetString()!, Enum.Parse<LevelKind>(m.GetProperty("kind").GetString()!, true),
                    m.TryGetProperty("dispersion", out var d) ? d.GetString() : null);
                var full = entry.Dispersion is null ? entry.Name : $"{entry.Name}-{entry.Dispersion}";
                foreach (var alias in Aliases(m).Append(full)) Methods[Key(alias)] = entry;
            }
            foreach (var d in doc.RootElement.GetProperty("dispersions").EnumerateArray())
                foreach (var alias in Aliases(d).Append(d.GetProperty("name").GetString()!)) Dispersions[Key(alias)] = d.GetProperty("name").GetString()!;
        }
        using (var doc = Table("bases.json"))
            foreach (var b in doc.RootElement.GetProperty("bases").EnumerateArray())
                foreach (var alias in Aliases(b).Append(b.GetProperty("name").GetString()!)) Bases[BasisKey(alias)] = b.GetProperty("name").GetString()!;
    }

    static JsonDocument Table(string name) => JsonDocument.Parse(typeof(LevelNames).Assembly.GetManifestResourceStream("levels/" + name)!);

    static IEnumerable<string> Aliases(JsonElement e) => e.TryGetProperty("aliases", out var a) ? a.EnumerateArray().Select(x => x.GetString()!) : [];

    static string Key(string s) => new([.. s.ToLowerInvariant().Replace('ω', 'w').Where(c => c is not ('-' or '_' or ' ' or '\u2010' or '\u2011'))]);

    static string BasisKey(string s) => new([.. s.ToLowerInvariant().Where(c => c is not ('-' or '_' or ' '))]);

    internal static bool IsBasis(string s) => Bases.ContainsKey(BasisKey(s));

    internal static Level Read(string method, string? basis, string? dispersion, string? solvation)
    {
        method = method.Trim();
        string? reference = null;
        var entry = Find(method, out var suffix);
        if (entry is null)
            foreach (var prefix in (string[])["RO", "R", "U"])
                if (method.Length > prefix.Length && method.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && Find(method[prefix.Length..], out suffix) is { } found)
                {
                    (entry, reference) = (found, prefix);
                    break;
                }
        var extra = string.IsNullOrWhiteSpace(dispersion) ? suffix : Dispersions.GetValueOrDefault(Key(dispersion), dispersion.Trim());
        if (string.IsNullOrWhiteSpace(basis)) basis = null;
        else basis = Bases.GetValueOrDefault(BasisKey(basis), basis.Trim());
        return new Level(entry?.Kind ?? LevelKind.Unknown, entry?.Name ?? method, entry?.Dispersion ?? extra, basis, string.IsNullOrWhiteSpace(solvation) ? null : solvation.Trim())
        { Reference = reference };
    }

    /// <summary>The method of that name; if only the part before a '-' is a method and the rest a dispersion correction, that method with the correction in <paramref name="dispersion"/>.</summary>
    static Entry? Find(string method, out string? dispersion)
    {
        dispersion = null;
        if (Methods.TryGetValue(Key(method), out var whole)) return whole;
        for (int i = method.LastIndexOf('-'); i > 0; i = method.LastIndexOf('-', i - 1))
            if (Dispersions.TryGetValue(Key(method[(i + 1)..]), out dispersion) && Methods.TryGetValue(Key(method[..i]), out var stem)) return stem;
        dispersion = null;
        return null;
    }
}
