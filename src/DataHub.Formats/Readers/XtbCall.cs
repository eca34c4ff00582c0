// The command line of an xtb run, as the program repeats it in its outputs.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>What the options of an xtb command line asked for.</summary>
sealed class XtbCall(string call)
{
    readonly string[] _words = OutputText.Fields(call);

    bool Has(params string[] options) => _words.Any(options.Contains);

    string? Value(params string[] options)
    {
        int i = Array.FindIndex(_words, options.Contains);
        return i >= 0 && i + 1 < _words.Length && !_words[i + 1].StartsWith("--", StringComparison.Ordinal) ? _words[i + 1] : null;
    }

    /// <summary>True if the geometry was optimised in the run: then the dipole in xtbout.json is that of the start.</summary>
    public bool Optimises => Has("--opt", "-o", "--ohess");

    /// <summary>What kind of run it is if it is no single calculation; null for all others.</summary>
    public string? Unsuited => Has("--md", "--omd", "--metadyn", "--siman", "--modef", "--reactor", "--screen", "--gmd") ? "a run of dynamics" : Has("--path", "--optts") ? "a search for a path or a transition state"
        : Has("--tm", "--orca", "--mopac", "--oniom") ? "a run of xtb as the driver of another program" : null;

    /// <summary>True if the run went on to other charge states: then xtbout.json holds the last of them.</summary>
    public bool ChangesCharge => Has("--vip", "--vea", "--vipea", "--vomega", "--vfukui");

    public bool Gradient => Has("--grad");

    public bool Hessian => Has("--hess", "--ohess", "--bhess");

    public int? Charge => Value("--chrg", "-c") is { } v ? OutputText.Whole(v) : null;

    public int? Unpaired => Value("--uhf", "-u") is { } v ? OutputText.Whole(v) : null;

    /// <summary>The GFN number asked for, null if none was.</summary>
    public int? Gfn => Value("--gfn") is { } v ? OutputText.Whole(v) : _words.FirstOrDefault(w => w is "--gfn0" or "--gfn1" or "--gfn2") is { } w ? w[^1] - '0' : null;

    /// <summary>The solvation model and solvent asked for, such as "ALPB water".</summary>
    public string? Solvation => Value("--alpb") is { } a ? "ALPB " + a.ToLowerInvariant() : Value("--gbsa", "-g") is { } g ? "GBSA " + g.ToLowerInvariant()
        : Value("--cosmo") is { } c ? "COSMO " + c.ToLowerInvariant() : Value("--tmcosmo") is { } t ? "COSMO " + t.ToLowerInvariant() : null;

    /// <summary>What was wrong with the request although xtb ran it: a GFN number that does not exist.</summary>
    public string? Defect => Gfn is { } n and not (0 or 1 or 2) ? $"GFN{n}-xTB was asked for, which xtb does not have; it ran its default instead" : null;

    /// <summary>The level that the command line means, for runs that stopped before they told it.</summary>
    public Level Level => Model.Level.Of(Has("--gfnff", "--gff") ? "GFN-FF" : $"GFN{Gfn ?? 2}-xTB", null, null, Solvation);
}
