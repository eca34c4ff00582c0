// The command datahub structures: molecules by identity, similarity, substructure and formula.
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
    static readonly Option<string> Filter = new("--filter") { Description = "Only molecules of which a record fulfils this OData filter", HelpName = "TEXT" };
    static readonly Option<string> Words = new("--search") { Description = "Only molecules of which a record is found by this search", HelpName = "TEXT" };
    static readonly Argument<string> Pattern = new("formula") { Description = "The formula, counts exactly or in ranges: C6H6O, C6-8H*N1" };
    static readonly Option<bool> Contains = new("--contains") { Description = "At least these atoms, whatever else" };
    static readonly Option<bool> AsSmiles = new("--smiles") { Description = "The substructure is SMILES, not SMARTS" };

    public static Verb Verb() => new Verb("structures", "Molecules by identity, similarity, substructure and formula",
        "datahub structures similar c1ccccc1O --threshold 0.6",
        "datahub structures having '[OX2H]' --top 20 --json")
        .With(
            new Verb("exact", "Molecules with the very structure", "datahub structures exact Oc1ccccc1").With(Smiles, Filter, Words, Top)
                .Does((session, cancel) => Run(session, (hub, filter, words) => hub.Toolkit.FromSmiles(session.Get(Smiles)!) is var m && m.Molecule?.InChIKey is { } key
                    ? new(StructureScope.Exact(hub.Archive, key, filter, words, cancel), 0, 0, 0) : new([], 0, 0, 0, $"'{session.Get(Smiles)}' is not a molecule: {m.Error ?? "it has no InChIKey"}"))),
            new Verb("similar", "Molecules like a given one: Morgan fingerprints (radius 2, 2048 bits), best first", "datahub structures similar c1ccccc1O --threshold 0.6").With(Smiles, Threshold, Filter, Words, Top)
                .Does((session, cancel) => Run(session, (hub, filter, words) => hub.Structures.Similar(session.Get(Smiles)!, session.Get(Threshold), session.Get(Top), cancel, StructureScope.Keys(hub.Archive, filter, words, cancel)) is var a
                    ? new(a.Hits, a.Screened, a.Searched, a.Pending, a.Error) : null!)),
            new Verb("having", "Molecules that have a substructure", "datahub structures having 'c1ccncc1' --smiles --filter 'gap_ev gt 4'").With(Text, AsSmiles, Filter, Words, Top)
                .Does((session, cancel) => Run(session, (hub, filter, words) => hub.Structures.Having(new Pattern(session.Get(Text)!, session.Get(AsSmiles)), cancel, StructureScope.Keys(hub.Archive, filter, words, cancel)))),
            new Verb("formula", "Molecules by formula", "datahub structures formula 'C6-8H*N1'", "datahub structures formula C6N --contains").With(Pattern, Contains, Filter, Words, Top)
                .Does((session, cancel) => Run(session, (hub, filter, words) => new(StructureScope.Formula(hub.Archive, session.Get(Pattern)!, session.Get(Contains), filter, words, cancel), 0, 0, 0))));

    static int Run(Session session, Func<Hub, string?, string?, StructureStream> ask)
    {
        if (session.Get(Top) < 1) return session.Fail(Exit.Usage, "--top wants at least 1", "for instance: --top 20");
        if (!session.HasArchive(out int code)) return code;
        // Who may write makes the bits of what came in lately; else what is there is searched.
        Hub hub;
        try { hub = session.OpenHub(readOnly: false); }
        catch (Exception e) when (e is ArchiveBusyException or UnauthorizedAccessException or IOException) { hub = session.OpenHub(readOnly: true); }
        using (hub)
        {
            var answer = ask(hub, session.Get(Filter), session.Get(Words));
            if (answer.Error is { } error) return session.Fail(Exit.Usage, error);
            long found = Sheet.Write(session, ["inchikey", "smiles", "score"], answer.Hits.Take(session.Get(Top)).Select(h => (IReadOnlyList<object?>)[h.InChIKey, h.Smiles, h.Score]), live: true);
            session.Note($"{found:n0} molecules{(answer.Searched > 0 ? $" of {answer.Searched:n0}" : "")}{(answer.Pending > 0 ? $"; {answer.Pending:n0} records came in too lately to be searched yet" : "")}");
            return found == 0 ? Exit.NotFound : Exit.Ok;
        }
    }
}
