// The level of theory of an ORCA job: its input by the tables of keywords, checked with and completed by what the output states.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Orca;

static partial class OrcaLevel
{
    [GeneratedRegex(@"^\s*%cpcm\b(.*?)^\s*end\b", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CpcmBlock();

    [GeneratedRegex(@"^\s*(?:smd)?solvent\s+""?([^""\s]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex SmdSolvent();

    /// <summary>Settings of a solvent block that are told by the name of the level, or change nothing but the numerics.</summary>
    static readonly HashSet<string> Named = ["epsilon", "refrac", "fepstype", "smd", "smdsolvent", "solvent", "surfacetype", "ndiv", "num_leb"];

    /// <summary>The level, or why it cannot be told.</summary>
    public static (Level? Level, string? Why) Of(OrcaJob job)
    {
        var (level, why) = LevelKeywords.Read("orca", job.Input);
        if (level is null) return (null, why);
        var text = job.Text;
        if (job.Basis is { } stated && level.Basis is not null && !Level.Of("HF", stated).Basis!.Equals(level.Basis, StringComparison.OrdinalIgnoreCase) && !stated.StartsWith("Ahlrichs", StringComparison.Ordinal))
        {
            // Old versions put a relativistic contraction in the place of the basis asked for; it has a name of its own, so that it is never taken for the other.
            if (!job.BasisReplaced) return (null, $"the input asks for the basis {level.Basis}, the output states {stated}");
            level = level with { Basis = $"{level.Basis} as {stated}" };
        }
        // Densities: the output tells whether the functional is one at all.
        bool dft = text.Has("Density Functional     Method          ....");
        if (dft != (level.Kind == LevelKind.Dft) && text.Has("Method          .... ")) return (null, $"the output was computed {(dft ? "with a density functional" : "without a density functional")}, which {level.Method} does not agree with");
        if (job.Text.First("Tamm-Dancoff approximation     ...") is >= 0 and var tamm) level = level with { Treatment = text[tamm].Contains("deactivated", StringComparison.Ordinal) ? "TD" : "TDA" };
        if (CpcmBlock().Match(job.Input) is { Success: true } block)
        {
            var keys = block.Groups[1].Value.Split('\n').Select(l => OutputText.Fields(l)).Where(f => f.Length > 0).Select(f => f[0].ToLowerInvariant());
            if (keys.FirstOrDefault(k => !Named.Contains(k)) is { } odd) return (null, $"its solvent model was changed by '{odd}', which its name does not tell");
        }
        if (level.Solvation is { } solvation)
        {
            bool cosmo = Regex.IsMatch(job.Input, @"\bfepstype\s+cosmo\b", RegexOptions.IgnoreCase);
            if (cosmo && solvation.StartsWith("CPCM", StringComparison.Ordinal)) solvation = "COSMO" + solvation[4..];
            // Without a solvent in the input its dielectric constant is what the output states.
            if (solvation == "SMD") solvation = SmdSolvent().Match(job.Input) is { Success: true } s ? "SMD " + s.Groups[1].Value : "";
            else if (!solvation.Contains(' ', StringComparison.Ordinal))
                solvation = text.RealAfter("Epsilon                                         ...", false) is { } eps ? FormattableString.Invariant($"{solvation} eps={eps:0.####}") : "";
            if (solvation.Length == 0) return (null, "the solvent is neither in the input nor printed");
            level = Level.Of(level.Method, level.Basis, level.Dispersion, solvation) with { Kind = level.Kind, Method = level.Method, Core = level.Core, Relativity = level.Relativity, Treatment = level.Treatment, Approximations = level.Approximations };
        }
        return (level with { Reference = job.Reference ?? level.Reference }, null);
    }
}
