// The processed input of DFTB+ (dftb_pin.hsd): structure, driver, Hamiltonian.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Dftb;

/// <summary>What an input of DFTB+ asks for, with all that was left to its defaults written out.</summary>
sealed partial class Hsd(string text)
{
    [GeneratedRegex(@"^Geometry\s*=\s*GenFormat\s*\{(.*?)\}", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex GenText();

    [GeneratedRegex(@"^Driver\s*=\s*(\w*)", RegexOptions.Multiline)]
    private static partial Regex DriverText();

    [GeneratedRegex(@"^\s*(\w+)\s*(?:\[[^\]]*\])?\s*=\s*(\S.*?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Setting();

    readonly string _text = text.ReplaceLineEndings("\n");

    string Hamiltonian => _text.IndexOf("Hamiltonian", StringComparison.Ordinal) is >= 0 and var at ? _text[at..] : "";

    /// <summary>The structure, Å; null if it is not in the input itself or damaged.</summary>
    public Geometry? Geometry => GenText().Match(_text) is { Success: true } m ? Gen(m.Groups[1].Value) : null;

    /// <summary>A structure in DFTB+'s own format; null if it is periodic or damaged.</summary>
    static Geometry? Gen(string body)
    {
        var lines = body.Split('\n').Select(OutputText.Fields).Where(f => f.Length > 0).ToList();
        if (lines.Count < 3 || lines[0] is not [var count, "C" or "c", ..] || OutputText.Whole(count) is not (> 0 and < 100_000 and var n) || lines.Count < 2 + n) return null;
        var symbols = new List<string>();
        var xyz = new List<double>();
        foreach (var f in lines.Skip(2).Take(n))
        {
            if (f is not [_, var type, var a, var b, var c] || OutputText.Whole(type) is not { } t || t < 1 || t > lines[1].Length || OutputText.Symbol(lines[1][t - 1]) is not { } symbol
                || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z) return null;
            symbols.Add(symbol);
            xyz.AddRange([x, y, z]);
        }
        return new Geometry(symbols, xyz);
    }

    public bool IsPeriodic => GenText().Match(_text) is { Success: true } m && m.Groups[1].Value.TrimStart().Split('\n')[0].Trim()[^1] is 'S' or 's' or 'F' or 'f' or 'H' or 'h' || _text.Contains("KPointsAndWeights") || Regex.IsMatch(_text, @"Periodic\s*=\s*Yes");

    /// <summary>Energy or optimisation; null for anything else.</summary>
    public Driver? Driver => DriverText().Match(_text).Groups[1].Value switch { "" or "None" => Model.Driver.Energy, "GeometryOptimization" or "GeometryOptimisation" or "ConjugateGradient" or "LBFGS" or "SteepestDescent" or "gDIIS" or "FIRE" or "Rational" => Model.Driver.Optimization, _ => null };

    /// <summary>True if atoms were held.</summary>
    public bool Constrained => Value("MovedAtoms") is not (null or "1:-1" or "{ 1:-1 }") || Regex.IsMatch(_text, @"\bConstraints\s*=\s*\{\s*\S*[^}\s]");

    string? Value(string name) => Setting().Matches(_text).FirstOrDefault(m => m.Groups[1].Value == name)?.Groups[2].Value.Trim('"');

    public bool IsSelfConsistent => Value("SCC") is "Yes" || Regex.IsMatch(_text, @"Hamiltonian\s*=\s*xTB");

    /// <summary>Unpaired electrons of a spin-polarised job; null if it was not polarised or does not fix them.</summary>
    public double? Unpaired => Regex.IsMatch(_text, @"SpinPolari[sz]ation\s*=\s*Colinear") && Value("UnpairedElectrons") is { } u ? OutputText.Real(u) : null;

    public bool IsPolarised => Regex.IsMatch(_text, @"SpinPolari[sz]ation\s*=\s*\w");

    /// <summary>Why the level could not tell what was computed, or null.</summary>
    public string? Unsuited
    {
        get
        {
            if (IsPeriodic) return "a periodic calculation";
            if (Driver is null) return $"a job with the driver {DriverText().Match(_text).Groups[1].Value}";
            foreach (var (pattern, what) in new[] { (@"PointCharges\s*=\s*\{", "a job with point charges"), (@"ElectricField\s*=\s*\{\s*[^}\s]", "a job in an electric field"), (@"\bExternal\s*=\s*\{", "a job in an electric field"), (@"\bSolvation\s*=\s*\w", "a job with a solvent model"), (@"SpinOrbit\s*=\s*\{\s*\w", "a job with spin-orbit coupling"),
                (@"OrbitalPotential\s*=\s*\{\s*\w", "a job with an orbital potential"), (@"SpinPolari[sz]ation\s*=\s*NonColinear", "a non-collinear job"), (@"HCorrection\s*=\s*(?!None|Damping\b|\{)\w", "a job with a hydrogen correction that the level cannot tell"), (@"HalogenXCorr\s*=\s*Yes", "a job with a halogen correction that the level cannot tell"), (@"Transport\s*=?\s*\{\s*\w", "a transport job") })
                if (Regex.IsMatch(_text, pattern)) return what;
            // The damping of hydrogen is part of the 3ob sets and of no other.
            return Regex.IsMatch(_text, @"HCorrection\s*=\s*Damping") && !_text.Contains("3ob", StringComparison.OrdinalIgnoreCase) ? "a job with a hydrogen correction that the level cannot tell" : null;
        }
    }

    /// <summary>The level of theory, or the reason why it has none.</summary>
    public (Level? Level, string? Why) Level => LevelKeywords.Read("dftb+", Regex.Replace(Hamiltonian, @"(RangeSeparated|Hybrid)\s*=\s*(None)?\s*\{\s*\}", ""));
}
