// The command datahub claims: reserve what is about to be computed, see who computes what, give claims back.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Model;
using DataHub.Screening.Claims;
using DataHub.Store.Shelves;

namespace DataHub.Cli.Commands;

static class Claims
{
    static readonly Argument<string[]> Molecules = new("molecule") { Description = "SMILES; - reads them from stdin, @FILE from a file, one a line", Arity = ArgumentArity.OneOrMore };
    static readonly Option<string> Level = new("--level") { Description = "Level of theory, e.g. wB97X-D/def2-SVP", HelpName = "LEVEL", Required = true };
    static readonly Option<string> Property = new("--property") { Description = "Property, e.g. gap, energy, dipole", HelpName = "NAME", DefaultValueFactory = _ => "gap" };
    static readonly Option<string?> GeometryLevel = new("--geometry-level") { Description = $"Level at which the geometry is optimised (default: {JobKey.UsualGeometry})", HelpName = "LEVEL" };
    static readonly Option<string?> Owner = new("--owner") { Description = "Who computes (default for take: user@host)", HelpName = "NAME" };
    static readonly Option<double> Hours = new("--hours") { Description = "How long the claims stand", HelpName = "N", DefaultValueFactory = _ => 1 };
    static readonly Option<string[]> Ids = new("--id") { Description = "A claim by its id; may be repeated", HelpName = "ID" };
    static readonly string[] Columns = ["id", "owner", "since", "until", "smiles", "charge", "multiplicity", "geometry_level", "level", "job"];

    public static Verb Verb() => new Verb("claims", "Who computes what just now, so that nobody computes the same at the same time",
        "datahub claims list").With(
        new Verb("list", "The claims that stand", "datahub claims list --owner 'campaign 0123456789abcdef'").With(Owner).Does(List),
        new Verb("take", "Reserve what is about to be computed; tells what is known already and what others have",
            "datahub claims take CCO c1ccccc1 --level wB97X-D/def2-SVP --property gap",
            "datahub claims take @candidates.smi --level wB97X-D/def2-SVP --hours 24 --format tsv | awk '$2 == \"granted\"'").With(Molecules, Level, Property, GeometryLevel, Owner, Hours).Does(Take),
        new Verb("release", "Give claims back, all of an owner or those named", "datahub claims release --owner me@here", "datahub claims release --owner me@here --id 0123456789abcdef01234567").With(Owner, Ids).Does(Release));

    static int List(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        Sheet.Write(session, Columns, new ClaimBook(session.Home, TimeProvider.System).List(session.Get(Owner)).Select(c => (IReadOnlyList<object?>)[c.Key.Id, c.Owner, c.Since, c.Until, c.Key.Structure, c.Key.Charge, c.Key.Multiplicity, c.Key.Geometry, c.Key.Level, c.Key.Job]));
        return Exit.Ok;
    }

    static int Take(Session session, CancellationToken cancel)
    {
        if (Model.Property.Find(session.Get(Property)!) is not { IsList: false } property)
            return session.Fail(Exit.Usage, $"there is no property '{session.Get(Property)}' of one number", "one of: " + string.Join(", ", Model.Property.All.Where(p => !p.IsList).Select(p => p.ShortName)));
        if (string.IsNullOrWhiteSpace(session.Get(Level))) return session.Fail(Exit.Usage, "--level is empty", "for instance: --level wB97X-D/def2-SVP");
        if (!(session.Get(Hours) > 0) || session.Get(Hours) > ClaimBook.Longest.TotalHours) return session.Fail(Exit.Usage, $"--hours is more than 0 and at most {ClaimBook.Longest.TotalHours}", "for instance: --hours 24");
        if (!session.HasArchive(out int code)) return code;
        var level = Model.Level.Parse(session.Get(Level)!);
        var owner = session.Get(Owner) ?? $"{Environment.UserName}@{Environment.MachineName}";
        using var hub = session.OpenHub(readOnly: true);
        long granted = 0, other = 0;
        IEnumerable<IReadOnlyList<object?>> Rows()
        {
            foreach (var chunk in Lines(session.Get(Molecules)!).Chunk(1000))
            {
                cancel.ThrowIfCancellationRequested();
                var answers = hub.Claims.Take([.. chunk.Select(m => new ClaimQuestion(m, level, property, session.Get(GeometryLevel)))], owner, TimeSpan.FromHours(session.Get(Hours)));
                for (int i = 0; i < chunk.Length; i++)
                {
                    if (answers[i].Status == "granted") granted++; else other++;
                    yield return [chunk[i], answers[i].Status, answers[i].Claim?.Owner, answers[i].Claim?.Until, answers[i].Claim?.Key.Id, answers[i].Known?.Value, answers[i].Known?.Evidence.CalculationId, answers[i].Why];
                }
            }
        }
        Sheet.Write(session, ["molecule", "status", "owner", "until", "claim", "value", "record", "why"], Rows());
        session.Note(FormattableString.Invariant($"{granted:n0} granted to {owner}, {other:n0} known already, held by others or not understood"));
        return Exit.Of(granted, other, Exit.Partial);
    }

    static int Release(Session session, CancellationToken cancel)
    {
        if (session.Get(Owner) is not { Length: > 0 } owner) return session.Fail(Exit.Usage, "--owner is missing", "whose claims there are: datahub claims list");
        if (!session.HasArchive(out int code)) return code;
        int n = new ClaimBook(session.Home, TimeProvider.System).Release(owner, session.Get(Ids) is { Length: > 0 } ids ? ids : null);
        session.Note($"{n} claims of {owner} given back");
        return n > 0 ? Exit.Ok : Exit.NotFound;
    }

    /// <summary>The molecules named: themselves, or the first word of each line of a file or of stdin.</summary>
    static IEnumerable<string> Lines(IEnumerable<string> given) => given.SelectMany(m => m is "-" ? Words(Console.In) : m is ['@', .. var file] && File.Exists(file) ? Words(File.OpenText(file)) : [m]);

    static IEnumerable<string> Words(TextReader from)
    {
        using (from)
            while (from.ReadLine() is { } line)
                if (line.Trim().Split([' ', '\t'], 2)[0] is { Length: > 0 } word && word[0] != '#') yield return word;
    }
}
