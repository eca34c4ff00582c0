// MOPAC's .aux file: key, unit, count and values in fixed order.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>The entries of one .aux file by key without unit and count; of a key that comes again (every optimisation step) the last one.</summary>
sealed partial class MopacAux
{
    readonly Dictionary<string, string> _entries = new(StringComparer.Ordinal);

    [GeneratedRegex(@"^ ?([A-Z][A-Z0-9_.\-]*)(:[^\[=]*)?(\[\d+\])?=(.*)$")]
    private static partial Regex Entry();

    public MopacAux(OutputText text)
    {
        string? key = null;
        var value = new System.Text.StringBuilder();
        void Keep() { if (key is not null) _entries[key] = value.ToString(); }
        for (int i = 0; i < text.Count; i++)
        {
            string line = text[i].TrimEnd('\r');
            if (Entry().Match(line) is { Success: true } m)
            {
                Keep();
                key = m.Groups[1].Value;
                value.Clear().Append(m.Groups[4].Value);
            }
            else if (line.StartsWith(" #", StringComparison.Ordinal) || line.StartsWith(" END OF", StringComparison.Ordinal))
            {
                if (line.Contains("Final SCF results")) HasFinal = true;
                Complete |= line.Contains("END OF MOPAC");
                if (!line.Contains("Lower half")) { Keep(); key = null; }
            }
            else value.Append(' ').Append(line);
        }
        Keep();
    }

    /// <summary>True if the block "Final SCF results" is there.</summary>
    public bool HasFinal { get; }
    /// <summary>True if the file was written to its end.</summary>
    public bool Complete { get; }

    public string? Text(string key) => _entries.GetValueOrDefault(key)?.Trim().Trim('"').Trim() is { Length: > 0 } t ? t : null;

    public double? Real(string key) => Text(key) is { } t ? OutputText.Real(t) : null;

    /// <summary>The numbers of an entry; null if it is absent or has anything else in it.</summary>
    public double[]? Reals(string key)
    {
        if (Text(key) is not { } t) return null;
        var v = OutputText.Fields(t).Select(OutputText.Real).ToArray();
        return v.All(x => x is not null) ? [.. v.Select(x => x!.Value)] : null;
    }

    /// <summary>The final structure, Å.</summary>
    public Geometry? Geometry => Of("ATOM_X_OPT") ?? Of("ATOM_X");

    Geometry? Of(string key)
    {
        var symbols = OutputText.Fields(Text("ATOM_EL") ?? "").Select(OutputText.Symbol).ToArray();
        return symbols.Length > 0 && symbols.All(s => s is not null) && Reals(key) is { } xyz && xyz.Length == 3 * symbols.Length ? new Geometry([.. symbols.Select(s => s!)], xyz) : null;
    }

    /// <summary>HOMO and LUMO in eV from all orbital energies and occupancies, alpha and beta alike.</summary>
    public (double Homo, double Lumo)? Frontier
    {
        get
        {
            double homo = double.NegativeInfinity, lumo = double.PositiveInfinity;
            foreach (var spin in (string[])["", "ALPHA_", "BETA_"])
            {
                if (Reals(spin + "EIGENVALUES") is not { } e || Reals(spin + "MOLECULAR_ORBITAL_OCCUPANCIES") is not { } n || e.Length != n.Length) continue;
                for (int i = 0; i < e.Length; i++)
                    if (n[i] > 0) homo = Math.Max(homo, e[i]); else lumo = Math.Min(lumo, e[i]);
            }
            return double.IsFinite(homo) && double.IsFinite(lumo) ? (homo, lumo) : null;
        }
    }
}
