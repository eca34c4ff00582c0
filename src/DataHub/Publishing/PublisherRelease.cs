// The publisher: which records a draft has, its checks, and its release.
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Queries;
using DataHub.Store;

namespace DataHub.Publishing;

public sealed partial class Publisher
{
    readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> _releasing = [];

    /// <summary>The records that a draft would release: those of its condition (or of its slug) and those that are linked, without what is withdrawn, and without what belongs to other datasets that are not public.</summary>
    public Query Records(string slug, Draft draft)
    {
        static Expr Is(string column, string op, object? value) => new Expr.Compare(op, new Expr.Col(column), new Expr.Const(value));
        var which = draft.Filter is { } filter ? Predicate.Read(filter).Condition : Is(Columns.Dataset.Name, "eq", slug);
        if (draft.Linked.Count > 0) which = new Expr.Or(which, new Expr.In(new Expr.Col(Columns.Id.Name), [.. draft.Linked]));
        which = new Expr.And(which, Is(Columns.Status.Name, "ne", "withdrawn"));
        object?[] closed = [.. archive.Closed().Where(c => c != slug)];
        if (closed.Length > 0) which = new Expr.And(which, new Expr.Or(Is(Columns.Dataset.Name, "eq", null), new Expr.Not(new Expr.In(new Expr.Col(Columns.Dataset.Name), closed))));
        return new Query(QuerySet.Calculations) { Filter = which, Hidden = true };
    }

    /// <summary>Checks the draft: what must be mended before it can be released, what should be, how, and its score.</summary>
    /// <exception cref="PublishingException">There is no draft.</exception>
    public CheckReport Check(string slug, CancellationToken cancel = default)
    {
        var d = Get(slug);
        var draft = Drafting(d);
        return ReleaseChecks.Of(slug, draft, Facts(d, draft, cancel), settings);
    }

    DraftFacts Facts(Dataset d, Draft draft, CancellationToken cancel)
    {
        var query = Records(d.Slug, draft);
        long Count(params (string Column, string Op, object? Value)[] also) => archive.Count(query with
        { Filter = also.Aggregate(query.Filter!, (f, a) => new Expr.And(f, new Expr.Compare(a.Op, new Expr.Col(a.Column), new Expr.Const(a.Value)))) }, cancel);
        long all = Count();
        var implausible = new List<(string, double)>();
        if (all > 0)
            using (var rows = archive.Find(new Query(QuerySet.Calculations)
            {
                Hidden = true,
                Apply = [new Step.Where(new Expr.And(query.Filter!, new Expr.And(new Expr.Compare("gt", new Expr.Col("co2e_g"), new Expr.Const(0.0)), new Expr.Compare("gt", new Expr.Col("cpu_seconds"), new Expr.Const(0.0))))),
                    new Step.GroupBy(["level"], [new("co2", "sum", new Expr.Col("co2e_g")), new("cpu", "sum", new Expr.Col("cpu_seconds")), new("gpu", "sum", new Expr.Col("gpu_seconds"))])],
            }, cancel))
                while (rows.Read())
                    if (rows[1] is double co2 && rows[2] is double cpu && DatasetCost.Implausible(co2, cpu, rows[3] as double?) is { } perHour) implausible.Add((rows[0] as string ?? "", perHour));
        string? review = null;
        if (settings.Review || draft.Metadata.Communities.Any(c => settings.Communities.Any(x => x.Id == c && x.Review)))
            review = draft.State != DraftState.Approved ? $"a curator has to approve it; it is {draft.State.ToString().ToLowerInvariant()}" : draft.Approved != Fingerprint(d.Slug, draft) ? "records or files have changed since a curator approved it" : null;
        var access = d.Latest is { } last && d.MetadataOf(last).Access.IsOpen(Now) && !draft.Metadata.Access.IsOpen(Now)
            ? $"version {last.Number} is open, and records of a dataset are open or closed together; what is to stay closed goes into a dataset of its own" : null;
        return new(all, Count(("status", "eq", "failed")), WithdrawnOf(d.Slug, draft, cancel), draft.Metadata.Licence is { } licence ? Count(("licence", "ne", null), ("licence", "ne", licence)) : 0, Count(("program_version", "eq", null)),
            Count(("cpu_seconds", "eq", null)), Count(("geometry_hash", "eq", null)), Count(("raw_hash", "eq", null)), all == 0 ? 0 : archive.Count(query with { Filter = new Expr.And(query.Filter!, new Expr.Compare("ne", new Expr.Member("extras", Extra.Warning), new Expr.Const(null))) }, cancel),
            archive.DraftFileList(d.Slug).Count) { Implausible = implausible, Review = review, Access = access };
    }

    long WithdrawnOf(string slug, Draft draft, CancellationToken cancel)
    {
        if (archive.Withdrawn.IsEmpty) return 0;
        var which = draft.Filter is { } filter ? Predicate.Read(filter).Condition : new Expr.Compare("eq", new Expr.Col(Columns.Dataset.Name), new Expr.Const(slug));
        return archive.Count(new Query(QuerySet.Calculations) { Hidden = true, Filter = new Expr.And(which, new Expr.Compare("eq", new Expr.Col("status"), new Expr.Const("withdrawn"))) }, cancel);
    }

    /// <summary>
    /// Releases the draft: tables of its records, its other files, checksums and manifest are made beside the versions and put in place by one rename. Killed at any moment, the archive has the draft
    /// as it was or the whole version.
    /// </summary>
    /// <exception cref="PublishingException">There is no draft, a required check is not met, or it is being released already.</exception>
    public async Task<Release> Release(string slug, string by, IProgress<ReleaseProgress>? progress = null, CancellationToken cancel = default)
    {
        if (!_releasing.TryAdd(slug, true)) throw new PublishingException(Refusal.State, $"'{slug}' is being released already.");
        string? made = null;
        try
        {
            var d = Get(slug);
            var draft = Drafting(d);
            var report = await Task.Run(() => Check(slug, cancel), cancel);
            if (!report.Ready)
                throw new PublishingException(Refusal.State, $"'{slug}' cannot be released yet.", [.. report.Checks.Where(c => c.Required && !c.Met).Select(c => new Fault(slug, null, c.Id, c.Message, c.Remedy!))]);
            made = archive.BeginRelease(slug);
            long commit = archive.LastCommit;
            // What comes in while the tables are written belongs to the next version.
            var query = Records(slug, draft) with { AsOf = archive.Latest };
            var (files, wide) = await new ReleaseTables(archive, formats, made).Write(query, progress, cancel);
            var facts = files.Count == 0 ? null : archive.Facts(Path.Combine(made, Tables.Records), wide, cancel);
            var changes = d.Releases.LastOrDefault() is { } before ? Compared(before, d.MetadataOf(before), draft, wide, made, files, cancel) : null;
            await Others(slug, made, files, progress, cancel);
            if (changes is not null) changes.Files = ChangedFiles(d.Releases[^1].Files, files);
            await Sums(made, files, cancel);
            var release = new Release(draft.Number, draft.Name, Now, by, draft.Metadata)
            {
                Dataset = slug, ConceptName = d.Name, Identifiers = draft.Identifiers, ConceptIdentifiers = d.Identifiers, Files = files, Filter = draft.Filter, Linked = draft.Linked, Commit = commit,
                Segments = files.Count == 0 ? [] : archive.SegmentsOf(query, cancel), Changes = changes, Score = report.Score, Writer = $"datahub {typeof(Publisher).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}",
                Records = facts?.Records ?? 0, Failed = facts?.Failed ?? 0, Molecules = facts?.Molecules ?? 0, Levels = facts?.Levels ?? [], Elements = facts?.Elements ?? [], Programs = facts?.Programs ?? [], Columns = facts?.Columns ?? [], Costs = facts?.Costs ?? [],
            };
            lock (_changing)
            {
                if (archive.Dataset(slug)?.Draft is not { } still || still.Number != draft.Number || still.ChangedAt != draft.ChangedAt) throw new PublishingException(Refusal.State, $"The draft of '{slug}' was changed while it was being released; look at it and release it again.");
                archive.CommitRelease(made, release);
            }
            made = null;
            return release;
        }
        finally
        {
            _releasing.TryRemove(slug, out _);
            if (made is not null && Directory.Exists(made)) Directory.Delete(made, true);
        }
    }

    Changes? Compared(Release before, DatasetMetadata then, Draft draft, IReadOnlyList<Column> wide, string made, List<ReleasedFile> files, CancellationToken cancel)
    {
        var fields = Metadata.MetadataFields.Changed(then, draft.Metadata);
        var table = Path.Combine(made, Tables.Records);
        if (files.Count == 0 || before.Records == 0) return new Changes(before.Number, files.Count == 0 ? 0 : files[0].Rows ?? 0, before.Records, 0, 0) { Metadata = fields };
        var (changes, lines) = archive.Compare(before, wide, table, cancel);
        changes.Metadata = fields;
        if (changes.Added + changes.Removed > 0)
        {
            using (var to = new StreamWriter(Path.Combine(made, Tables.Changes), false, new UTF8Encoding(false)) { NewLine = "\r\n" })
            {
                to.WriteLine("change,id,previous_id,inchikey,level");
                foreach (var l in lines) to.WriteLine($"{l.Kind},{l.Id},{l.Previous},{l.InChIKey},{(l.Level?.AsSpan().IndexOfAny(",\"") >= 0 ? $"\"{l.Level.Replace("\"", "\"\"")}\"" : l.Level)}");
            }
            files.Add(Known(made, Tables.Changes, "What came, went and changed since the version before"));
        }
        return changes;
    }

    static List<string> ChangedFiles(IReadOnlyList<ReleasedFile> then, IReadOnlyList<ReleasedFile> now)
    {
        var (a, b) = (then.Where(f => f.Path.StartsWith("files/", StringComparison.Ordinal)).ToDictionary(f => f.Path, f => f.Sha256), now.Where(f => f.Path.StartsWith("files/", StringComparison.Ordinal)).ToDictionary(f => f.Path, f => f.Sha256));
        return [.. a.Keys.Union(b.Keys).Where(p => a.GetValueOrDefault(p) != b.GetValueOrDefault(p)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The draft's other files get a second name in the version.</summary>
    async Task Others(string slug, string made, List<ReleasedFile> files, IProgress<ReleaseProgress>? progress, CancellationToken cancel)
    {
        var list = archive.DraftFileList(slug);
        for (int i = 0; i < list.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            archive.ShareDraftFile(slug, list[i].Path, Path.Combine(made, "files", list[i].Path));
            files.Add(await Task.Run(() => Known(made, "files/" + list[i].Path, null), cancel));
            if (i % 100 == 0) progress?.Report(new("files", i, list.Count));
        }
    }

    static ReleasedFile Known(string made, string path, string? meaning)
    {
        using var stream = File.OpenRead(Path.Combine(made, path));
        return new(path, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)), MediaTypes.Of(path)) { Meaning = meaning };
    }

    static async Task Sums(string made, List<ReleasedFile> files, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(Path.Combine(made, Tables.Sums), string.Concat(files.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Sha256}  {f.Path}\n"))), cancel);
        files.Add(Known(made, Tables.Sums, "SHA-256 of every other file: sha256sum -c SHA256SUMS"));
    }
}
