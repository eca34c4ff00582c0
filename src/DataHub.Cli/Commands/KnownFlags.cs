// The options of datahub known: what is asked, and what is accepted as an answer.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Model;
using DataHub.Screening.Reuse;

namespace DataHub.Cli.Commands;

/// <summary>What known and known plan have in common.</summary>
sealed class KnownFlags
{
    readonly Option<string> _level = new("--level") { Description = "Level of theory, e.g. wB97X-D/def2-SVP", HelpName = "LEVEL", Required = true };
    readonly Option<string> _property = new("--property") { Description = "Property, e.g. gap, energy, dipole, or one entry of a list: E1, S1, f1, triplet_excitation_energies[1], frequencies[1]", HelpName = "NAME", DefaultValueFactory = _ => "gap" };
    readonly Option<string?> _geometryLevel = new("--geometry-level") { Description = "Level at which the geometry must have been optimised (default: any)", HelpName = "LEVEL" };
    readonly Option<string?> _program = new("--program") { Description = "Program that is asked for; a record of another answers only where the two are known to agree", HelpName = "NAME" };
    readonly Option<string?> _conformer = new("--conformer") { Description = "How the geometry is to have been chosen: single, 'lowest of N', 'boltzmann of N' (default: not asked)", HelpName = "WAY" };
    readonly Option<string> _policy = new("--policy") { Description = "What may answer: strict, same-level, or-better, any-with-interval", HelpName = "NAME", DefaultValueFactory = _ => "strict" };
    readonly Option<double?> _tolerance = new("--tolerance") { Description = "Largest error that may be accepted, in the property's unit", HelpName = "NUMBER" };
    readonly Option<double?> _confidence = new("--confidence") { Description = "Probability with which the tolerance is to hold (default: 0.9)", HelpName = "NUMBER" };
    readonly Option<string[]> _from = new("--from-program") { Description = "Records of this program count and no others; may be repeated, a version may follow: 'psi4 1.3.2'", HelpName = "NAME" };
    readonly Option<string[]> _not = new("--not-program") { Description = "Records of this program do not count; may be repeated", HelpName = "NAME" };
    readonly Option<string[]> _licence = new("--licence") { Description = "Records under this licence count and no others; may be repeated", HelpName = "SPDX" };
    readonly Option<string?> _notBefore = new("--not-before") { Description = "Records computed earlier do not count", HelpName = "DATE" };
    readonly Option<bool> _series = new("--consistent-series") { Description = "The values are to be compared with one another: only the level asked for" };

    public Symbol[] Symbols => [_level, _property, _geometryLevel, _program, _conformer, _policy, _tolerance, _confidence, _from, _not, _licence, _notBefore, _series];

    /// <summary>The order that they make; null, and the code, if one is wrong.</summary>
    public KnownOrder? Read(Session session, out int code)
    {
        code = Exit.Usage;
        KnownOrder? Wrong(string message, string? hint) { session.Fail(Exit.Usage, message, hint); return null; }
        if (Property.One(session.Get(_property)!) is not { } property)
            return Wrong($"there is no property '{session.Get(_property)}' of one number", "one of: " + string.Join(", ", Property.All.Where(p => !p.IsList).Select(p => p.ShortName)) + "; " + Property.EntryNames);
        if (string.IsNullOrWhiteSpace(session.Get(_level))) return Wrong("--level is empty", "for instance: --level wB97X-D/def2-SVP");
        var level = Level.Parse(session.Get(_level)!);
        if (level.Kind == LevelKind.Unknown) session.Warn($"the method '{level.Method}' is not in the alias table; only records with exactly that name match");
        DateTime? day = null;
        if (session.Get(_notBefore) is { } text)
        {
            if (!DateTime.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var at)) return Wrong($"--not-before: '{text}' is no date", "for instance: --not-before 2024-01-31");
            day = at;
        }
        var conformer = Conformer.Parse(session.Get(_conformer));
        if (conformer is null && session.Get(_conformer) is { } way) return Wrong($"--conformer: '{way}' is none", "single, 'lowest of 20' or 'boltzmann of 20'");
        static string[]? Some(string[]? given) => given is { Length: > 0 } ? given : null;
        var (policy, wrong) = new PolicySheet
        {
            Name = session.Get(_policy), Tolerance = session.Get(_tolerance), Confidence = session.Get(_confidence), Programs = Some(session.Get(_from)), NotPrograms = Some(session.Get(_not)),
            Licences = Some(session.Get(_licence)), NotBefore = day, ConsistentSeries = session.Get(_series) ? true : null,
        }.Read();
        if (policy is null) return Wrong(wrong!, null);
        code = Exit.Ok;
        return new KnownOrder(level, property) { GeometryLevel = session.Get(_geometryLevel) is { } g ? Level.Parse(g).Name : null, Program = session.Get(_program), Conformer = conformer, Policy = policy };
    }
}
