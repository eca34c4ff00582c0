// The command datahub structures: molecules by similarity and by substructure.
using System.CommandLine;
using DataHub.Chemistry;
using DataHub.Cli.Output;
using DataHub.Structures;
using DataHub.Store;

namespace DataHub.Cli.Commands;

static class Structures
{
    static readonly Argument<string> Smiles = new("smiles") { Description = "The molecule" };
    static readonly Argument<string> Text = new("smarts") { Description = "The substructure" };
    static readonly Option<double> Threshold = new("--threshold") { Description = "Least Tanimoto coefficient, 0 to 1", HelpName = "X", DefaultValueFactory = _ => 0.5 };
    static readonly Option<int> Top = new("--top") { Description = "Molecules at most", HelpName = "N", DefaultValueFactory = _ => 100 };
    static readonly Option<bool> AsSmiles = new("--smiles") { Description = "The substructure is SMILES, not SMARTS" };

    public static Verb Verb() => new Verb("structures", "Molecules by similarity and by substructure",
        "datahub structures similar c1ccccc1O --threshold 0.6",
        "datahub structures having '[OX2H]' --top 20 --json")
        .With(
            new Verb("similar", "Molecules like a given one: Morgan fingerprints (radius 2, 2048 bits), best first", "datahub structures similar c1ccccc1O --threshold 0.6").With(Smiles, Threshold, Top)
                .Does((session, cancel) => Run(session, s => s.Similar(session.Get(Smiles)!, session.Get(Threshold), session.Get(Top), cancel))),
            new Verb("having", "Molecules that have a substructure", "datahub structures having 'c1ccncc1' --smiles").With(Text, AsSmiles, Top)
                .Does((session, cancel) => Run(session, s => s.Substructure(new Pattern(session.Get(Text)!, session.Get(AsSmiles)), session.Get(Top), cancel))));

    static int Run(Session session, Func<StructureSearch, StructureAnswer> ask)
    {
        if (session.Get(Top) < 1) return session.Fail(Exit.Usage, "--top wants at least 1", "for instance: --top 20");
        if (!session.HasArchive(out int code)) return code;
        // Who may write makes the bits of what came in lately; else what is there is searched.
        Hub hub;
        try { hub = session.OpenHub(readOnly: false); }
        catch (Exception e) when (e is ArchiveBusyException or UnauthorizedAccessException or IOException) { hub = session.OpenHub(readOnly: true); }
        using (hub)
        {
            var answer = ask(hub.Structures);
            if (answer.Error is { } error) return session.Fail(Exit.Usage, error);
            Sheet.Write(session, ["inchikey", "smiles", "score"], answer.Hits.Select(h => (IReadOnlyList<object?>)[h.InChIKey, h.Smiles, h.Score]));
            session.Note($"{answer.Hits.Count:n0} molecules of {answer.Searched:n0}{(answer.Pending > 0 ? $"; {answer.Pending:n0} records came in too lately to be searched yet" : "")}");
            return answer.Hits.Count == 0 ? Exit.NotFound : Exit.Ok;
        }
    }
}
