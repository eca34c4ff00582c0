// The command datahub dataset: datasets from draft to tombstone.
using System.CommandLine;
using System.Text.Json;
using DataHub.Cli.Output;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Publishing;
using DataHub.Store.Releases;

namespace DataHub.Cli.Commands;

static class Datasets
{
    internal static readonly Argument<string> Slug = new("slug") { Description = "Short name of the dataset" };
    static readonly Argument<string> File = new("file") { Description = "Metadata file, YAML or JSON" };
    static readonly Argument<string[]> Paths = new("path") { Description = "Files or folders", Arity = ArgumentArity.OneOrMore };
    static readonly Argument<string[]> Names = new("path") { Description = "Paths inside the draft", Arity = ArgumentArity.OneOrMore };
    internal static readonly Option<int?> Version = new("--version") { Description = "Number of the version (default: the newest in use)", HelpName = "N" };
    static readonly Option<string?> Reason = new("--reason") { Description = "Why; people read it in place of the data", HelpName = "TEXT" };
    static readonly Option<string?> ReplacedBy = new("--replaced-by") { Description = "Identifier or address of what replaces it", HelpName = "ID" };
    static readonly Option<bool> Whole = new("--whole") { Description = "Take the whole dataset out of use" };
    static readonly Option<string?> Note = new("--note") { Description = "What is to be said of it", HelpName = "TEXT" };
    static readonly Option<string?> Under = new("--under") { Description = "Folder inside the draft", HelpName = "FOLDER" };
    static readonly Option<bool> Send = new("--send") { Description = "Tell the registries now, also those that could not be reached lately" };
    internal static readonly Option<string?> By = new("--by") { Description = "Who (default: the user's name)", HelpName = "NAME" };

    public static Verb Verb() => new Verb("dataset", "Datasets: drafts, checks, release, new versions, review, share links, withdrawal",
        "datahub dataset list",
        "datahub dataset show my-gaps",
        "datahub dataset release my-gaps --yes").With(
        new Verb("list", "Every dataset with its newest version", "datahub dataset list --json").Does(List),
        new Verb("show", "A dataset, or with --version one of its versions, as JSON in pipes", "datahub dataset show my-gaps", "datahub dataset show my-gaps --version 1 --json").With(Slug, Version).Does(Show),
        new Verb("example", "A metadata file to begin with", "datahub dataset example > dataset.yaml").Does((_, _) => { Console.Write(Example.Text); return Exit.Ok; }),
        new Verb("describe", "Begin a dataset with its draft, or change what the draft says", "datahub dataset describe dataset.yaml").With(File, By).Does(Describe),
        new Verb("add", "Add files and folders that are no records to the draft", "datahub dataset add my-gaps scripts/ README.md", "datahub dataset add my-gaps figure.pdf --under figures").With(Slug, Paths, Under, By).Does(Add),
        new Verb("remove", "Remove files from the draft", "datahub dataset remove my-gaps files/old.txt").With(Slug, Names, By).Does(Remove),
        new Verb("check", "What must be mended before the release, what should be, and how; a score out of 100", "datahub dataset check my-gaps").With(Slug).Does(Check),
        new Verb("release", "Freeze the draft as a version", "datahub dataset release my-gaps --yes").With(Slug, By).Does((session, cancel) => Writing(session, hub => Publish.Release(session, hub, session.Get(Slug)!, Who(session), false, cancel))),
        new Verb("new-version", "Begin the next version with the metadata and files of the last", "datahub dataset new-version my-gaps").With(Slug, By).Does((session, _) => Changed(session, p => p.NewVersion(session.Get(Slug)!, Who(session)))),
        new Verb("edit", "Change what is told of a released version; its files stay, and earlier wordings are kept", "datahub dataset edit my-gaps dataset.yaml --note 'ORCID of the second author'").With(Slug, File, Version, Note, By).Does(Edit),
        new Verb("withdraw", "Take a version, or with --whole the dataset, out of use; its page and identifiers stay and say why", "datahub dataset withdraw my-gaps --version 1 --reason 'wrong basis set' --yes").With(Slug, Version, Whole, Reason, ReplacedBy, By).Does(Withdraw),
        new Verb("drop", "Drop the draft with its files; records stay", "datahub dataset drop my-gaps --yes").With(Slug, By).Does((session, _) => session.Yes ? Changed(session, p => p.Drop(session.Get(Slug)!, Who(session))) : Task.FromResult(session.Fail(Exit.Usage, "nothing was dropped: --yes is missing"))),
        new Verb("cost", "What a version cost: processor hours, energy, emissions, by level and program, with what they were computed from", "datahub dataset cost my-gaps", "datahub dataset cost my-gaps --version 1 --json").With(Slug, Version).Does(DatasetCosts.Run),
        new Verb("identifiers", "The identifiers that registries are to know, and whether they do; --send tells them now what is missing", "datahub dataset identifiers", "datahub dataset identifiers --send").With(Send).Does(Registered),
        DatasetReview.Submit(), DatasetReview.Approve(), DatasetReview.Return(), DatasetReview.Share(), DatasetReview.Links(), DatasetReview.Unshare());

    internal static string Who(Session session) => session.Get(By) is { Length: > 0 } name ? name : Environment.UserName;

    internal static async Task<int> Writing(Session session, Func<Hub, Task<int>> work)
    {
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: false);
        try { return await work(hub); }
        catch (PublishingException e) { return Told(session, e); }
    }

    /// <summary>A refusal of the publisher, fault by fault.</summary>
    internal static int Told(Session session, PublishingException e)
    {
        foreach (var f in e.Faults) Console.Error.WriteLine(f);
        return session.Fail(e.Kind == Refusal.Absent ? Exit.NotFound : Exit.Refused, e.Message.TrimEnd('.'));
    }

    /// <summary>Changes a dataset and shows it.</summary>
    internal static Task<int> Changed(Session session, Func<Publisher, Dataset> change) => Writing(session, hub =>
    {
        Sheet.Write(session, Line(change(hub.Publisher)));
        return Task.FromResult(Exit.Ok);
    });

    static IReadOnlyList<(string, object?)> Line(Dataset d) =>
    [
        ("dataset", d.Slug), ("title", d.Metadata.Title), ("state", d.Releases.Count == 0 ? "draft" : d.Latest is null ? "withdrawn" : "released"), ("version", d.Latest?.Number), ("draft", d.Draft?.Number), ("draft_state", d.Draft?.State.ToString().ToLowerInvariant()),
        ("access", d.Metadata.Access.Kind.ToString().ToLowerInvariant()), ("identifier", d.Identifiers.Count > 0 ? d.Identifiers[0].Value : d.Name), ("draft_identifier", d.Draft?.Identifiers.FirstOrDefault()?.Value),
    ];

    static int List(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var archive = session.OpenArchive();
        Sheet.Write(session, ["dataset", "title", "state", "version", "released", "records", "draft", "access", "identifier"], archive.Datasets().Select(d => (IReadOnlyList<object?>)
            [d.Slug, d.Metadata.Title, d.Releases.Count == 0 ? "draft" : d.Latest is null ? "withdrawn" : "released", d.Latest?.Number, d.Latest?.ReleasedAt, d.Latest?.Records, d.Draft?.Number, d.Metadata.Access.Kind.ToString().ToLowerInvariant(), d.Identifiers.FirstOrDefault()?.Value ?? d.Name]));
        return Exit.Ok;
    }

    static int Show(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var archive = session.OpenArchive();
        if (archive.Dataset(session.Get(Slug)!) is not { } d) return session.Fail(Exit.NotFound, $"there is no dataset {session.Get(Slug)}", "those there are: datahub dataset list");
        if (session.Get(Version) is not { } n)
        {
            if (session.Shape == Shape.Json) Console.WriteLine(JsonSerializer.Serialize(d, DatasetJson.Default.Dataset));
            else Sheet.Write(session, Line(d));
            return Exit.Ok;
        }
        if (d.Version(n) is not { } r) return session.Fail(Exit.NotFound, $"{d.Slug} has no version {n}");
        if (session.Shape == Shape.Json) Console.WriteLine(JsonSerializer.Serialize(r, DatasetJson.Default.Release));
        else Sheet.Write(session, ["file", "bytes", "sha256", "media_type", "rows"], r.Files.Select(f => (IReadOnlyList<object?>)[f.Path, f.Bytes, f.Sha256, f.MediaType, f.Rows]));
        foreach (var e in archive.Errata(r)) session.Note($"erratum: {e.Ids.Count} records were withdrawn on {e.By.At:yyyy-MM-dd}: {e.By.Reason} ({e.By.Id})");
        if (d.TombstoneOf(n) is { } t) session.Note($"out of use since {t.At:yyyy-MM-dd}: {t.Reason}");
        return Exit.Ok;
    }

    static async Task<int> Describe(Session session, CancellationToken cancel)
    {
        var path = session.Get(File)!;
        if (!System.IO.File.Exists(path)) return session.Fail(Exit.NotFound, $"there is no file {path}", "a first one: datahub dataset example > dataset.yaml");
        var (described, faults) = Publisher.ReadFile(path);
        if (described is null) return Publish.Refused(session, faults, $"{path} cannot be used");
        if (described.Slug is not { } slug) return session.Fail(Exit.Refused, $"{path} names no slug", "write for instance 'slug: my-gaps' into it");
        using var hub = session.OpenHub(readOnly: false);
        try { Sheet.Write(session, Line(hub.Publisher.Describe(slug, described, Who(session)))); }
        catch (PublishingException e) { return Told(session, e); }
        return await Task.FromResult(Exit.Ok);
    }

    static Task<int> Add(Session session, CancellationToken cancel) => Writing(session, hub =>
    {
        int n = 0;
        var under = session.Get(Under) is { Length: > 0 } u ? u.Trim('/') + "/" : "";
        foreach (var path in session.Get(Paths)!)
        {
            if (!System.IO.File.Exists(path) && !Directory.Exists(path)) return Task.FromResult(session.Fail(Exit.NotFound, $"there is no file or folder {path}"));
            var files = System.IO.File.Exists(path) ? [(path, Path.GetFileName(path))]
                : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (f, $"{Path.GetFileName(Path.GetFullPath(path).TrimEnd('/'))}/{Path.GetRelativePath(path, f).Replace('\\', '/')}"));
            foreach (var (file, name) in files)
            {
                cancel.ThrowIfCancellationRequested();
                hub.Publisher.PutFile(session.Get(Slug)!, under + name, to => { using var from = System.IO.File.OpenRead(file); from.CopyTo(to); }, Who(session));
                n++;
            }
        }
        session.Note(FormattableString.Invariant($"{n:n0} files added"));
        return Task.FromResult(Exit.Ok);
    });

    static Task<int> Remove(Session session, CancellationToken cancel) => Writing(session, hub =>
    {
        foreach (var name in session.Get(Names)!) hub.Publisher.DropFile(session.Get(Slug)!, name.StartsWith("files/", StringComparison.Ordinal) ? name[6..] : name, Who(session));
        return Task.FromResult(Exit.Ok);
    });

    static int Check(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        try
        {
            var report = hub.Publisher.Check(session.Get(Slug)!, cancel);
            Sheet.Write(session, ["check", "required", "met", "points", "found", "remedy"], report.Checks.Select(c => (IReadOnlyList<object?>)[c.Id, c.Required, c.Met, Math.Round(c.Points * c.Share, 1), c.Message, c.Remedy]));
            session.Note($"{report.Score} of 100 points; {(report.Ready ? "it can be released" : "it cannot be released yet")}");
            return report.Ready ? Exit.Ok : Exit.Refused;
        }
        catch (PublishingException e) { return Told(session, e); }
    }

    static Task<int> Edit(Session session, CancellationToken cancel)
    {
        var path = session.Get(File)!;
        if (!System.IO.File.Exists(path)) return Task.FromResult(session.Fail(Exit.NotFound, $"there is no file {path}"));
        var (described, faults) = Publisher.ReadFile(path);
        return described is null ? Task.FromResult(Publish.Refused(session, faults, $"{path} cannot be used")) : Changed(session, p => p.Edit(session.Get(Slug)!, session.Get(Version), described.Metadata, Who(session), session.Get(Note)));
    }

    static async Task<int> Registered(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: !session.Get(Send));
        if (!hub.Outbox.Any) return session.Fail(Exit.NotFound, "no registry is configured", "publishing.json in the archive's folder names one, and DATAHUB_DATACITE_PASSWORD holds its password: docs/datasets.md");
        var (told, waiting) = session.Get(Send) ? await hub.Outbox.Run(true, cancel) : (0, 0);
        Sheet.Write(session, ["of", "scheme", "identifier", "wanted", "registered", "last", "attempts", "error", "next"], hub.Outbox.State().Select(s => (IReadOnlyList<object?>)[s.Of, s.Scheme, s.Value, s.Wanted.ToString().ToLowerInvariant(), s.UpToDate, s.Told?.At, s.Told?.Attempts, s.Told?.Error, s.Told?.Next]));
        if (session.Get(Send)) session.Note($"{told} told, {waiting} in vain");
        return waiting > 0 ? Exit.Unavailable : Exit.Ok;
    }

    static Task<int> Withdraw(Session session, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(session.Get(Reason))) return Task.FromResult(session.Fail(Exit.Usage, "--reason is missing", "for instance: --reason 'wrong basis set'"));
        if (session.Get(Version) is null == !session.Get(Whole)) return Task.FromResult(session.Fail(Exit.Usage, "one of --version N and --whole is wanted"));
        if (!session.Yes) return Task.FromResult(session.Fail(Exit.Usage, "nothing was taken out of use: --yes is missing", "it cannot be taken back; what should be mended goes into a new version"));
        return Changed(session, p => p.Withdraw(session.Get(Slug)!, session.Get(Version), session.Get(Reason)!, Who(session), session.Get(ReplacedBy)));
    }
}
