// The command datahub levels: how a level of theory is read.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Model;

namespace DataHub.Cli.Commands;

static class Levels
{
    static readonly Argument<string[]> Texts = new("text") { Description = "Levels as people write them", Arity = ArgumentArity.OneOrMore };

    public static Verb Verb() => new Verb("levels", "How a level of theory is read: canonical name and parts",
        "datahub levels 'PBE1PBE/6-31G*' 'b3lyp-d3bj/def2svp' gfn2").With(Texts).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        var texts = session.Get(Texts)!;
        if (texts.Any(string.IsNullOrWhiteSpace)) return session.Fail(Exit.Usage, "a level is empty", "for instance: wB97X-D/def2-SVP");
        var read = texts.Select(t => (Text: t, Level: Level.Parse(t))).ToList();
        Sheet.Write(session, ["text", "level", "kind", "method", "dispersion", "basis", "solvation", "reference"], read.Select(r =>
            (IReadOnlyList<object?>)[r.Text, r.Level.Name, r.Level.Kind.ToString().ToLowerInvariant(), r.Level.Method, r.Level.Dispersion, r.Level.Basis, r.Level.Solvation, r.Level.Reference]));
        int unknown = read.Count(r => r.Level.Kind == LevelKind.Unknown);
        if (unknown > 0) session.Warn($"{unknown} with a method that the alias table does not know; it keeps its spelling and is equal to itself only");
        return Exit.Of(read.Count - unknown, unknown, Exit.NotFound);
    }
}
