// The commands datahub levels: how a level of theory is read, and how two stand to each other.
using System.CommandLine;
using System.Globalization;
using DataHub.Cli.Output;
using DataHub.Model;

namespace DataHub.Cli.Commands;

static class Levels
{
    static readonly Argument<string[]> Texts = new("text") { Description = "Levels as people write them", Arity = ArgumentArity.ZeroOrMore };
    static readonly Argument<string[]> Keywords = new("text") { Description = "Levels as people write them; with --program, its route, keyword line or input ('-' reads it from standard input)", Arity = ArgumentArity.OneOrMore };
    static readonly Option<string?> Program = new("--program") { Description = $"The program whose keywords they are: {string.Join(", ", LevelKeywords.Programs.Order(StringComparer.Ordinal))}", HelpName = "PROGRAM" };
    static readonly Argument<string> First = new("a") { Description = "A level" };
    static readonly Argument<string> Second = new("b") { Description = "Another" };
    static readonly Option<string> OfProperty = new("--property") { Description = "A property, or a class: absoluteenergy, thermochemistry, orbital, excitation, moment, vibration", Required = true, HelpName = "PROPERTY" };

    public static Verb Verb() => new Verb("levels", "How a level of theory is read: canonical name and parts",
        "datahub levels 'PBE1PBE/6-31G*' 'b3lyp-d3bj/def2svp' gfn2").With(Texts,
        new Verb("read", "All parts of a level, from free text or the keywords of a program, or why it names none",
            "datahub levels read --program gaussian 'pbe1pbe/def2tzvp opt empiricaldispersion=gd3bj'",
            "datahub levels read --program orca '! RIJCOSX PBE0 D4 def2-TZVP'").With(Keywords, Program).Does(Read),
        new Verb("compare", "May a value at level A stand in for one at level B?",
            "datahub levels compare CC3/aug-cc-pVTZ CC2/aug-cc-pVDZ --property excitation_energies_ev").With(First, Second, OfProperty).Does(Compare)).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        var texts = session.Get(Texts) ?? [];
        if (texts.Length == 0) return session.Fail(Exit.Usage, "a level is wanted", "for instance: datahub levels wB97X-D/def2-SVP");
        if (texts.Any(string.IsNullOrWhiteSpace)) return session.Fail(Exit.Usage, "a level is empty", "for instance: wB97X-D/def2-SVP");
        var read = texts.Select(t => (Text: t, Level: Level.Parse(t))).ToList();
        Sheet.Write(session, ["text", "level", "kind", "method", "dispersion", "basis", "solvation", "reference"], read.Select(r =>
            (IReadOnlyList<object?>)[r.Text, r.Level.Name, r.Level.Kind.ToString().ToLowerInvariant(), r.Level.Method, r.Level.Dispersion, r.Level.Basis, r.Level.Solvation, r.Level.Reference]));
        int unknown = read.Count(r => r.Level.Kind == LevelKind.Unknown);
        if (unknown > 0) session.Warn($"{unknown} with a method that the alias table does not know; it keeps its spelling and is equal to itself only");
        return Exit.Of(read.Count - unknown, unknown, Exit.NotFound);
    }

    static int Read(Session session, CancellationToken cancel)
    {
        var texts = session.Get(Keywords)!.Select(t => t == "-" ? Console.In.ReadToEnd() : t).ToList();
        var program = session.Get(Program) ?? "";
        var read = texts.Select(t => (Text: t, Answer: LevelKeywords.Read(program, t))).ToList();
        Sheet.Write(session, ["text", "level", "kind", "method", "dispersion", "basis", "solvation", "reference", "core", "relativity", "treatment", "approximations", "why"], read.Select(r => (IReadOnlyList<object?>)(r.Answer.Level is { } l
            ? [r.Text, l.Name, l.Kind.ToString().ToLowerInvariant(), l.Method, l.Dispersion, l.Basis, l.Solvation, l.Reference, l.Core, l.Relativity, l.Treatment, l.Approximations, null]
            : [r.Text, null, null, null, null, null, null, null, null, null, null, null, r.Answer.Why])));
        int refused = read.Count(r => r.Answer.Level is null);
        return Exit.Of(read.Count - refused, refused, Exit.NotFound);
    }

    static int Compare(Session session, CancellationToken cancel)
    {
        var (a, b, property) = (session.Get(First)!, session.Get(Second)!, session.Get(OfProperty)!);
        if (string.IsNullOrWhiteSpace(a) || string.IsNullOrWhiteSpace(b)) return session.Fail(Exit.Usage, "a level is empty", "for instance: wB97X-D/def2-SVP");
        if (string.IsNullOrWhiteSpace(property) || LevelOrder.ClassOf(property) is not { } of)
            return session.Fail(Exit.Usage, $"there is no property '{property}'", "one of " + string.Join(", ", Property.All.Select(p => p.Name)));
        var (first, second) = (Level.Parse(a), Level.Parse(b));
        var c = LevelOrder.Compare(first, second, of);
        Sheet.Write(session, [("a", first.Name), ("b", second.Name), ("class", of.ToString().ToLowerInvariant()), ("relation", c.Relation.ToString().ToLowerInvariant()), ("rule", c.Rule), ("reasons", c.Reasons.ToArray()),
            ("figures", c.Figures.Select(Line).ToArray())]);
        return Exit.Ok;
    }

    static string Line(LevelFigure f) => string.Create(CultureInfo.InvariantCulture, $"{f.Benchmark}: {f.Metric} {f.A} and {f.B} {f.Unit} on {f.N} cases against {f.Reference}; {f.Source}");
}
