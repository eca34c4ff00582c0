// One program of the Turbomole suite in an output: what it was, where it stood, how it ended.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Turbomole;

/// <summary>What a program of the suite does for a record.</summary>
enum Role
{
    /// <summary>Hartree-Fock or density functional energy.</summary>
    Scf,
    /// <summary>Correlation on top of it.</summary>
    Correlation,
    /// <summary>Gradient of the energy.</summary>
    Gradient,
    /// <summary>Excited states.</summary>
    States,
    /// <summary>Second derivatives.</summary>
    Vibrations,
    /// <summary>A step of an optimisation: the next structure.</summary>
    Step,
    /// <summary>Something that makes the energy another one (excited-state gradients, dynamics, paths, periodic systems).</summary>
    Unsuited,
    /// <summary>Something that adds no value that is read (shieldings, set-up).</summary>
    Other,
}

/// <summary>The part of an output that one program wrote.</summary>
sealed partial class Run
{
    [GeneratedRegex(@"^\s*(\w+)\s*\([^)]*\) : TURBOMOLE (?:rev\. )?V(\d+(?:[.-]\d+)*)\s*(?:\(\s*(\w*)\s*\))?")]
    private static partial Regex Header();

    [GeneratedRegex(@"^\s+(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)\s*$")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)\s*(day|hour|minute|second)")]
    private static partial Regex Duration();

    Run(string file, OutputText text, Match header)
    {
        (File, Text, Program) = (file, text, header.Groups[1].Value);
        // A revision that is a number counts on with the version; that of a later source tree is a commit.
        Version = header.Groups[2].Value.Replace('-', '.') + (OutputText.Whole(header.Groups[3].Value) is { } r ? ".r" + r : "");
        for (int i = 1; i < Math.Min(text.Count, 8); i++) if (Stamp().Match(text[i]) is { Success: true } m) Started ??= m.Groups[1].Value;
        int at = text.First(" atomic coordinates  ");
        if (at >= 0) Geometry = Tables.Structure(text, at);
        if (Role == Role.Step) Geometry = Tables.Actual(text);
        Done = text.Has("all done  ****");
    }

    public string File { get; }
    public OutputText Text { get; }
    public string Program { get; }
    public string Version { get; }
    /// <summary>Time of the start as it is printed, sortable; null in very old versions.</summary>
    public string? Started { get; }
    /// <summary>The structure that the run was for; of an optimiser the one that it left.</summary>
    public Geometry? Geometry { get; }
    public bool Done { get; }

    /// <summary>The runs of an output in their order.</summary>
    public static IEnumerable<Run> In(OutputText text)
    {
        var heads = new List<(int At, Match Match)>();
        for (int i = 0; i < text.Count; i++) if (text[i].Contains(": TURBOMOLE") && Header().Match(text[i]) is { Success: true } m) heads.Add((i, m));
        for (int k = 0; k < heads.Count; k++) yield return new Run(text.Name, text.Part(heads[k].At, k + 1 < heads.Count ? heads[k + 1].At : text.Count), heads[k].Match);
    }

    public static bool IsHeader(string line) => Header().IsMatch(line);

    string Stem => Program.EndsWith("_mpi", StringComparison.Ordinal) || Program.EndsWith("_smp", StringComparison.Ordinal) || Program.EndsWith("_omp", StringComparison.Ordinal) ? Program[..^4] : Program;

    public Role Role => Stem switch
    {
        "dscf" or "ridft" => Role.Scf,
        "ricc2" or "rimp2" or "mpgrad" or "ccsdf12" or "pnoccsd" => Role.Correlation,
        "grad" or "rdgrad" => Role.Gradient,
        "escf" => Role.States,
        "force" or "aoforce" => Role.Vibrations,
        "statpt" or "relax" => Role.Step,
        "egrad" or "riper" or "frog" or "woelfling" or "odft" or "rirpa" or "evib" or "intense" or "uff" => Role.Unsuited,
        _ => Role.Other,
    };

    public bool IsUnrestricted => Text.Has("UHF mod") || Text.Has("unrestricted open shell calculation") || Text.Has("UHF-EXCITATION");

    /// <summary>Seconds of processor and wall time as the program prints them at its end.</summary>
    public (double? Cpu, double? Wall) Time => (Seconds("total  cpu-time :"), Seconds("total wall-time :"));

    double? Seconds(string label)
    {
        if (Text.After(label, Text.Last(label)) is not { } rest || Duration().Matches(rest) is not { Count: > 0 } parts) return null;
        return parts.Sum(p => OutputText.Real(p.Groups[1].Value)!.Value * p.Groups[2].Value switch { "day" => 86400, "hour" => 3600, "minute" => 60, _ => 1 });
    }

    /// <summary>Why what this run did could not be told by its level, or null.</summary>
    public string? Unsuited
    {
        get
        {
            if (Role == Role.Unsuited) return Stem switch { "egrad" => "a gradient of an excited state", "riper" => "a calculation of the module for periodic systems", "frog" => "a run of dynamics", "woelfling" => "a path", "uff" => "a force-field run", _ => $"a run of {Stem}" };
            foreach (var (mark, what) in new[] { ("POINT CHARGES", "an embedded calculation (point charges)"), ("point charges", "an embedded calculation (point charges)"), ("EXTERNAL ELECTROSTATIC FIELD", "a job in an electric field"), ("electrostatic field  ", "a job in an electric field"),
                ("Fermi smearing", "a job with smeared occupations"), ("X2C Hamiltonian", "a relativistic job"), ("Douglas-Kroll-Hess", "a relativistic job"), ("two-component calculation", "a two-component job"), ("excited state geometry optimization", "an optimisation of an excited state") })
                if (Text.Has(mark)) return what;
            return null;
        }
    }

    /// <summary>Why the run is no success, or null.</summary>
    public Failure? Failure
    {
        get
        {
            if (Text.Has("did not converge") || Text.Has("convergence criteria cannot be satisfied")) return new(FailureKind.ScfNotConverged, $"{Program} did not converge");
            if (Text.Has("ended abnormally") || Text.First("MODTRACE:") >= 0) return new(FailureKind.Other, $"{Program} ended abnormally");
            if (!Done) return new(FailureKind.IncompleteOutput, $"the output stops before {Program} was done");
            return Role == Role.Scf && !Text.Has("convergence criteria satisfied") ? new(FailureKind.ScfNotConverged, $"{Program} does not say that it converged") : null;
        }
    }
}
