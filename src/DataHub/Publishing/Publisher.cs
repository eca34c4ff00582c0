// Makes datasets: drafts, their review, edits, links and tombstones.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Publishing.Metadata;
using DataHub.Queries;
using DataHub.Store;
using DataHub.Store.Releases;

namespace DataHub.Publishing;

/// <summary>The life of datasets: draft, checks, review, release, new version, edits, withdrawal. Thread-safe; one release of a dataset at a time.</summary>
public sealed partial class Publisher(Archive archive, FormatSet formats, PublishingSettings settings, TimeProvider clock)
{
    readonly Lock _changing = new();

    /// <summary>How this archive publishes.</summary>
    public PublishingSettings Settings => settings;

    /// <summary>A dataset by its slug.</summary>
    /// <exception cref="PublishingException">There is none.</exception>
    public Dataset Get(string slug) => archive.Dataset(slug) ?? throw new PublishingException(Refusal.Absent, $"There is no dataset '{slug}'.");

    /// <summary>Says of a dataset what it is: begins it with its draft, or changes what the draft says. A dataset that is released and has no draft is changed by <see cref="Edit"/> or <see cref="NewVersion"/>.</summary>
    /// <exception cref="PublishingException">It cannot be.</exception>
    public Dataset Describe(string slug, Described described, string by) => Change(slug, d =>
    {
        if (d.Releases.Count > 0 && d.Draft is null) throw new PublishingException(Refusal.State, $"Version {d.Releases[^1].Number} of '{slug}' is released and there is no draft. Begin a new version (datahub dataset new-version {slug}), or change what is told of it (datahub dataset edit {slug}).");
        var draft = d.Draft ?? Drafted(d);
        var filter = described.Records is { } text ? Condition(text) : null;
        return d with { Draft = Touched(draft, by) with { Metadata = described.Metadata, Filter = filter ?? draft.Filter } };
    }, by);

    /// <summary>Begins the next version: a draft with the metadata and the files of the last one.</summary>
    /// <exception cref="PublishingException">There is a draft already, or nothing was released.</exception>
    public Dataset NewVersion(string slug, string by)
    {
        var d = Get(slug);
        if (d.Releases.Count == 0) throw new PublishingException(Refusal.State, $"'{slug}' has no released version yet; release its draft first.");
        if (d.Draft is not null) throw new PublishingException(Refusal.State, $"'{slug}' has a draft of version {d.Draft.Number} already.");
        var last = d.Releases[^1];
        archive.CarryFiles(slug, last.Number);
        return Change(slug, now => now with { Draft = Touched(Drafted(now), by) with { Metadata = now.MetadataOf(last) with { Notes = null }, Filter = last.Filter, Linked = last.Linked } }, by);
    }

    /// <summary>Links records that are in the archive under another dataset or none to the draft; those of datasets that are not public are passed over. Tells how many are linked.</summary>
    public int LinkRecords(string slug, IEnumerable<string> ids, string by)
    {
        var closed = archive.Closed().Where(c => c != slug).ToHashSet();
        IReadOnlyList<string> others;
        try { others = [.. archive.Elsewhere(ids, slug).Where(r => r.Dataset is null || !closed.Contains(r.Dataset)).Select(r => r.Id)]; }
        catch (ArgumentException e) { throw new PublishingException(Refusal.Invalid, e.Message.Split(" (Parameter")[0] + "."); }
        if (others.Count > 0) Change(slug, d => d with { Draft = Touched(Drafting(d), by) with { Linked = [.. d.Draft!.Linked.Union(others).Order(StringComparer.Ordinal)] } }, by);
        return others.Count;
    }

    /// <summary>Keeps a file of the draft that is no record. A README.md at the top becomes the dataset card unless the metadata have one.</summary>
    /// <exception cref="PublishingException">There is no draft, or the path cannot be.</exception>
    public void PutFile(string slug, string path, Action<Stream> write, string by)
    {
        Drafting(Get(slug));
        try { archive.PutDraftFile(slug, path, write); }
        catch (ArgumentException e) { throw new PublishingException(Refusal.Invalid, e.Message.Split(" (Parameter")[0] + "."); }
        var readme = path.Equals("README.md", StringComparison.OrdinalIgnoreCase) ? File.ReadAllText(Path.Combine(archive.DraftFolder(slug), path)) : null;
        Change(slug, d => d with { Draft = Touched(d.Draft!, by) with { Metadata = readme is null ? d.Draft!.Metadata : d.Draft!.Metadata with { Readme = readme } } }, by);
    }

    /// <summary>Removes a file of the draft.</summary>
    /// <exception cref="PublishingException">There is none.</exception>
    public void DropFile(string slug, string path, string by)
    {
        Drafting(Get(slug));
        if (!archive.DropDraftFile(slug, path)) throw new PublishingException(Refusal.Absent, $"The draft of '{slug}' has no file '{path}'.");
        Change(slug, d => d with { Draft = Touched(d.Draft!, by) }, by);
    }

    /// <summary>Hands the draft to a curator.</summary>
    public Dataset Submit(string slug, string by) => Step(slug, by, null, d => d.Draft!.State is DraftState.Draft or DraftState.Returned, DraftState.Submitted, "a draft or returned");

    /// <summary>A curator approves the draft as it is now.</summary>
    public Dataset Approve(string slug, string by, string? note) => Step(slug, by, note, d => d.Draft!.State == DraftState.Submitted, DraftState.Approved, "submitted");

    /// <summary>A curator wants something mended.</summary>
    public Dataset Return(string slug, string by, string note) => Step(slug, by, note, d => d.Draft!.State is DraftState.Submitted or DraftState.Approved, DraftState.Returned, "submitted or approved");

    Dataset Step(string slug, string by, string? note, Func<Dataset, bool> may, DraftState to, string wanted)
    {
        var before = Get(slug);
        var approved = to == DraftState.Approved ? Fingerprint(slug, Drafting(before)) : null;
        return Change(slug, d =>
        {
            if (!may(d with { Draft = Drafting(d) })) throw new PublishingException(Refusal.State, $"The draft of '{slug}' is {d.Draft!.State.ToString().ToLowerInvariant()}; this step is for one that is {wanted}.");
            return d with { Draft = d.Draft! with { State = to, Approved = approved, Review = [.. d.Draft.Review, new ReviewNote(Now, by, to, note)] } };
        }, by);
    }

    /// <summary>Says anew what a released version is. Files and records stay; every earlier wording is kept. What is open stays open.</summary>
    /// <exception cref="PublishingException">There is no such version, or what was open would be closed.</exception>
    public Dataset Edit(string slug, int? version, DatasetMetadata metadata, string by, string? note) => Change(slug, d =>
    {
        var release = Version(d, version);
        if (d.MetadataOf(release).Access.IsOpen(Now) && !metadata.Access.IsOpen(Now))
            throw new PublishingException(Refusal.State, $"Version {release.Number} of '{slug}' is open, and what was open cannot be closed by an edit. Take it out of use instead: datahub dataset withdraw {slug} --version {release.Number} --reason TEXT");
        var lacking = ReleaseChecks.Of(slug, new Draft(release.Number, release.Name, metadata), new DraftFacts(release.Records, 0, 0, 0, 0, 0, 0, 0, 0, release.Files.Count), new()).Checks.Where(c => c.Required && !c.Met).ToList();
        if (lacking.Count > 0) throw new PublishingException(Refusal.Invalid, "What every release has cannot be left out of its metadata.", [.. lacking.Select(c => new Fault(slug, null, c.Id, c.Message, c.Remedy!))]);
        return d with { Edits = [.. d.Edits, new MetadataEdit(release.Number, Now, by, metadata) { Note = note }] };
    }, by);

    /// <summary>Takes a version, or the whole dataset, out of use. Its page and identifiers stay and say why; its files are not handed out any more.</summary>
    /// <exception cref="PublishingException">There is no such version, or it is out of use already.</exception>
    public Dataset Withdraw(string slug, int? version, string reason, string by, string? replacedBy) => Change(slug, d =>
    {
        if (d.Releases.Count == 0) throw new PublishingException(Refusal.State, $"'{slug}' has no released version; a draft is dropped: datahub dataset drop {slug}");
        if (version is not null) Version(d, version);
        if (d.TombstoneOf(version) is { } t) throw new PublishingException(Refusal.State, $"It was taken out of use on {t.At:yyyy-MM-dd}: {t.Reason}");
        return d with { Tombstones = [.. d.Tombstones, new Tombstone(version, Now, by, reason) { ReplacedBy = replacedBy }] };
    }, by);

    /// <summary>A link that shows the draft, or what is closed, to its holder. The key is told only now.</summary>
    public (ShareLink Link, string Key) Share(string slug, bool anonymous, DateTime? expires, string by, string? note)
    {
        Get(slug);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        var link = new ShareLink(key[..8], Hash(key), anonymous, Now, by) { Expires = expires, Note = note };
        Change(slug, d => d with { Links = [.. d.Links, link] }, by);
        return (link, key);
    }

    /// <summary>Ends a link.</summary>
    /// <exception cref="PublishingException">There is none of that id.</exception>
    public void Revoke(string slug, string id, string by) => Change(slug, d => d.Links.Any(l => l.Id == id) ? d with { Links = [.. d.Links.Where(l => l.Id != id)] }
        : throw new PublishingException(Refusal.Absent, $"'{slug}' has no link '{id}'."), by);

    /// <summary>The link that a key opens; null if it opens none.</summary>
    public ShareLink? Opened(Dataset dataset, string? key)
    {
        if (string.IsNullOrEmpty(key)) return null;
        var hash = Encoding.ASCII.GetBytes(Hash(key));
        return dataset.Links.FirstOrDefault(l => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(l.KeySha256), hash) && !(l.Expires <= Now));
    }

    /// <summary>Drops the draft with its files; a dataset that was never released keeps its identifiers and an empty draft.</summary>
    public Dataset Drop(string slug, string by)
    {
        var d = Get(slug);
        foreach (var (path, _) in archive.DraftFileList(slug)) archive.DropDraftFile(slug, path);
        return Change(slug, now => now with { Draft = now.Releases.Count > 0 ? null : Touched(Drafted(now with { Draft = null }), by) with { Name = d.Draft?.Name ?? NewName(), Identifiers = d.Draft?.Identifiers ?? [] } }, by);
    }

    /// <summary>A version by its number, the newest in use if none is told.</summary>
    /// <exception cref="PublishingException">There is none.</exception>
    public static Release Version(Dataset d, int? version) => (version is { } n ? d.Version(n) : d.Latest ?? d.Releases.LastOrDefault())
        ?? throw new PublishingException(Refusal.Absent, version is null ? $"'{d.Slug}' has no released version." : $"'{d.Slug}' has no version {version}; its versions are {string.Join(", ", d.Releases.Select(r => r.Number))}.");

    DateTime Now => new(clock.GetUtcNow().UtcTicks / 10 * 10, DateTimeKind.Utc);

    Draft Drafting(Dataset d) => d.Draft ?? throw new PublishingException(Refusal.State, $"'{d.Slug}' has no draft; begin a new version: datahub dataset new-version {d.Slug}");

    /// <summary>Any change makes an approved or submitted draft a draft again.</summary>
    Draft Touched(Draft draft, string by) => draft with { ChangedAt = Now, ChangedBy = by, Approved = null, State = draft.State == DraftState.Returned ? DraftState.Returned : DraftState.Draft };

    Draft Drafted(Dataset d) => new((d.Releases.LastOrDefault()?.Number ?? 0) + 1, NewName(), new DatasetMetadata { Title = d.Slug });

    static string NewName() => CheckedIds.NewName(RandomNumberGenerator.GetInt32);

    /// <summary>Changes a dataset; its identifiers and those of its draft are completed on the way, so that they are there before anything is released.</summary>
    Dataset Change(string slug, Func<Dataset, Dataset> change, string by)
    {
        if (!Archive.IsSlug(slug)) throw new PublishingException(Refusal.Invalid, $"'{slug}' is no slug: lower-case letters, digits, '-', '_' and '.' are wanted, a letter or digit first, at most 100.");
        lock (_changing)
            return archive.PutDataset(slug, d =>
            {
                d = change(d);
                var identifiers = d.Releases.Count > 0 && d.Identifiers.Count > 0 ? d.Identifiers.Concat(Identifiers.Of(d.Name, settings).Where(i => d.Identifiers.All(o => o.Scheme != i.Scheme))).ToList() : Identifiers.Of(d.Name, settings);
                return d with { Identifiers = identifiers, CreatedBy = d.CreatedBy ?? by, Draft = d.Draft is { } draft ? draft with { Identifiers = Identifiers.Of(draft.Name, settings) } : null };
            });
    }

    static string Condition(string text)
    {
        try { return Predicate.Read(text).Text; }
        catch (QueryException e) { throw new PublishingException(Refusal.Invalid, $"records: {e.Message}{(e.Expected is null ? "" : $" Expected: {e.Expected}.")}"); }
    }

    /// <summary>A hash over what would be released: metadata, records and files.</summary>
    string Fingerprint(string slug, Draft draft)
    {
        var query = Records(slug, draft);
        var text = JsonSerializer.Serialize(draft.Metadata, DatasetJson.Default.DatasetMetadata) + $"\n{draft.Filter}\n{string.Join(' ', draft.Linked)}\n{archive.Count(query)}\n{archive.Count(query with { Filter = new Expr.And(query.Filter!, new Expr.Compare("gt", new Expr.Col("ingested_at"), new Expr.Const(draft.ChangedAt))) })}\n"
            + string.Join('\n', archive.DraftFileList(slug));
        return Hash(text);
    }

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
