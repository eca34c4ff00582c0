// The command datahub publish: a folder of outputs becomes a released dataset.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Ingest;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Publishing;
using DataHub.Publishing.Metadata;

namespace DataHub.Cli.Commands;

static class Publish
{
    static readonly Argument<string> Folder = new("folder") { Description = "Folder with outputs, tables and whatever else belongs to the dataset" };
    static readonly Option<string?> File = new("--metadata", "-m") { Description = "What is told of it, YAML or JSON (default: dataset.yaml in the folder; on a terminal it is asked for)", HelpName = "FILE" };
    static readonly Option<string?> Slug = new("--slug") { Description = "Short name (default: that of the metadata, else the folder's name)", HelpName = "SLUG" };
    static readonly Option<bool> Outputs = new("--with-outputs") { Description = "Keep the outputs too as files of the release; else they are kept as the raw outputs of their records" };
    static readonly Option<bool> DraftOnly = new("--draft") { Description = "Stop at the draft" };
    static readonly Option<string?> By = new("--by") { Description = "Who publishes (default: the user's name)", HelpName = "NAME" };

    public static Verb Verb() => new Verb("publish", "Publish a folder: its results become records, the rest files, and all of it a frozen, citable version",
        "datahub publish results/ --metadata dataset.yaml --yes",
        "datahub publish results/                       # on a terminal: asks for what is missing, shows the checks, asks before the release",
        "datahub publish results/ --draft               # then: datahub dataset check my-gaps").With(Folder, File, Slug, Outputs, DraftOnly, By).Does(Run);

    static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var folder = session.Get(Folder)!;
        if (!Directory.Exists(folder)) return session.Fail(Exit.NotFound, $"there is no folder {folder}");
        if (session.Get(File) is { } named && !System.IO.File.Exists(named)) return session.Fail(Exit.NotFound, $"there is no file {named}", "a first one: datahub dataset example > dataset.yaml");
        var path = session.Get(File) ?? Publisher.MetadataFile(folder);
        if (path is null)
        {
            if (!session.MayAsk) return session.Fail(Exit.Usage, $"nothing tells what {folder} is", "give --metadata dataset.yaml; a first one: datahub dataset example > dataset.yaml");
            path = Path.Combine(folder, MetadataReading.FileNames[0]);
            System.IO.File.WriteAllText(path, new Wizard(Console.In, Console.Error).Ask(Name(Path.GetFileName(Path.GetFullPath(folder)))));
            session.Note($"written to {path}; change it there at any time");
        }
        var (described, faults) = Publisher.ReadFile(path);
        if (described is null) return Refused(session, faults, $"{path} cannot be used");
        var slug = session.Get(Slug) ?? described.Slug ?? Name(Path.GetFileName(Path.GetFullPath(folder)));
        var by = session.Get(By) is { Length: > 0 } who ? who : Environment.UserName;
        using var hub = session.OpenHub(readOnly: false);
        try
        {
            if (hub.Archive.Dataset(slug) is { Draft: null, Releases.Count: > 0 } released)
            {
                session.Note($"version {released.Releases[^1].Number} of {slug} is released; this becomes version {released.Releases[^1].Number + 1}");
                hub.Publisher.NewVersion(slug, by);
            }
            hub.Publisher.Describe(slug, described, by);
            var report = Meter.Run(session, "take in", meter => hub.Publisher.TakeFolder(hub.Intake, slug, folder, by, session.Get(Outputs),
                new Told<IntakeProgress>(p => meter.Report(p.Bundles, null, FormattableString.Invariant($"{p.Bundles:n0} read, {p.Kept:n0} kept, {p.AlreadyKept:n0} already kept, {p.Refused:n0} refused"))), cancel));
            session.Note(FormattableString.Invariant($"{report.Kept:n0} records kept, {report.AlreadyKept:n0} already there{(report.Linked > 0 ? $" ({report.Linked:n0} of them linked from elsewhere)" : "")}, {report.Refused:n0} refused, {report.Quarantined:n0} put aside; {report.Files:n0} other files"));
            foreach (var receipt in report.NotTaken.Take(session.Verbose ? int.MaxValue : 10)) session.Note("  " + string.Join("; ", receipt is Receipt.Refused r ? r.Faults : receipt is Receipt.Quarantined q ? q.Faults : []));
            if (report.NotTaken.Count > 10 && !session.Verbose) session.Note(FormattableString.Invariant($"  ... and {report.NotTaken.Count - 10:n0} more (-v shows all)"));
            return await Release(session, hub, slug, by, session.Get(DraftOnly), cancel);
        }
        catch (PublishingException e) { return Datasets.Told(session, e); }
    }

    /// <summary>Shows the checks and releases, if they allow it and it is wanted.</summary>
    internal static async Task<int> Release(Session session, Hub hub, string slug, string by, bool draftOnly, CancellationToken cancel)
    {
        var checks = hub.Publisher.Check(slug, cancel);
        Tell(session, checks);
        var draft = hub.Publisher.Get(slug).Draft!;
        if (draftOnly || !checks.Ready || !session.Yes && !(session.MayAsk && session.Ask($"Release version {draft.Number} of {slug}? It cannot be changed afterwards.")))
        {
            Sheet.Write(session, [("dataset", slug), ("version", draft.Number), ("state", draft.State.ToString().ToLowerInvariant()), ("score", checks.Score), ("ready", checks.Ready), ("identifier", draft.Identifiers[0].Value), ("concept", hub.Publisher.Get(slug).Identifiers[0].Value)]);
            if (!checks.Ready) return session.Fail(Exit.Refused, $"version {draft.Number} of {slug} cannot be released yet: {string.Join(", ", checks.Checks.Where(c => c.Required && !c.Met).Select(c => c.Id))}", "the remedies are above; nothing of the draft is lost");
            session.Note(draftOnly || session.MayAsk ? $"the draft is kept; release it by: datahub dataset release {slug} --yes" : $"nothing was released: --yes is missing (datahub dataset release {slug} --yes)");
            return Exit.Ok;
        }
        var release = await Meter.Run(session, "release", async meter => await hub.Publisher.Release(slug, by, new Told<ReleaseProgress>(p => meter.Report(p.Done, p.Of, p.Step)), cancel));
        Sheet.Write(session, [("dataset", slug), ("version", release.Number), ("state", "released"), ("score", release.Score), ("records", release.Records), ("molecules", release.Molecules), ("files", release.Files.Count), ("bytes", release.Files.Sum(f => f.Bytes)),
            ("identifier", release.Identifiers[0].Value), ("url", release.Identifiers[0].Url), ("concept", release.ConceptIdentifiers[0].Value), ("folder", hub.Archive.VersionFolder(slug, release.Number))]);
        if (release.Changes is { } c) session.Note(FormattableString.Invariant($"since version {c.Since}: {c.Added:n0} records added, {c.Removed:n0} removed, {c.Changed:n0} of them the same thing with other values, {c.Kept:n0} kept"));
        return Exit.Ok;
    }

    /// <summary>The checks on stderr: what is to be mended first, all of them with -v.</summary>
    static void Tell(Session session, CheckReport report)
    {
        session.Note($"version {report.Version} of {report.Dataset}: {report.Score} of 100 points");
        foreach (var c in report.Checks.Where(c => session.Verbose || !c.Met).OrderBy(c => c.Met).ThenByDescending(c => c.Required))
            session.Note($"  {(c.Met ? "ok  " : c.Required ? "MUST" : "want")} {c.Id}: {c.Message}{(c.Remedy is null ? "" : $". {c.Remedy}")}");
    }

    internal static int Refused(Session session, IReadOnlyList<Fault> faults, string what)
    {
        foreach (var f in faults) Console.Error.WriteLine(f);
        return session.Fail(Exit.Refused, what, "the fields are told in docs/datasets.md and schemas/dataset.schema.json");
    }

    /// <summary>A folder's name as a slug.</summary>
    static string Name(string text)
    {
        var slug = string.Join('-', new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length == 0 ? "dataset" : slug[..Math.Min(100, slug.Length)];
    }
}
