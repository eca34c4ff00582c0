// The publisher: a folder as a chemist has it, with its metadata file, README, outputs and other files.
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Publishing.Metadata;

namespace DataHub.Publishing;

/// <summary>What became of a folder: records by their fate, and other files that were kept.</summary>
public sealed record FolderReport(long Kept, long AlreadyKept, long Refused, long Quarantined, int Linked, int Files, IReadOnlyList<Receipt> NotTaken);

public sealed partial class Publisher
{
    /// <summary>The metadata file of a folder, null if it has none.</summary>
    public static string? MetadataFile(string folder) => MetadataReading.FileNames.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);

    /// <summary>Reads a metadata file. The README.md beside it is the dataset card unless the file has one.</summary>
    public static (Described? Described, IReadOnlyList<Fault> Faults) ReadFile(string path)
    {
        var (described, faults) = MetadataReading.Read(Path.GetFileName(path), File.ReadAllText(path));
        if (described is null) return (null, faults);
        var readme = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "README.md");
        if (described.Metadata.Readme is null && File.Exists(readme)) described = described with { Metadata = described.Metadata with { Readme = File.ReadAllText(readme) } };
        return (described, []);
    }

    /// <summary>Takes what the metadata file of a folder says into the draft of the dataset that it names; null if there is none. A released dataset without a draft is left as it is.</summary>
    public (Dataset? Dataset, IReadOnlyList<Fault> Faults)? DescribeFrom(string folder, string by)
    {
        if (MetadataFile(folder) is not { } path) return null;
        var (described, faults) = ReadFile(path);
        if (described is null) return (null, faults);
        if (described.Slug is not { } slug) return (null, [new Fault(Path.GetFileName(path), null, "slug", "missing", "Give the dataset a short name, such as 'slug: my-gaps'.")]);
        try { return (archive.Dataset(slug) is { Draft: null, Releases.Count: > 0 } released ? released : Describe(slug, described, by), []); }
        catch (PublishingException e) { return (null, [new Fault(Path.GetFileName(path), null, null, e.Message.TrimEnd('.'), "Mend it and hand it in again.")]); }
    }

    /// <summary>Takes a folder into the draft: what a reader knows becomes records, every other file is kept as it is under its path; records that the archive has already are linked.</summary>
    /// <param name="intake">The one door in.</param>
    /// <param name="slug">The dataset.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="by">Who.</param>
    /// <param name="allFiles">True to keep the outputs too as files under their paths, beside their records.</param>
    /// <param name="progress">Tells how far it is.</param>
    /// <param name="cancel">Ends it; what was taken stays.</param>
    public FolderReport TakeFolder(Intake intake, string slug, string folder, string by, bool allFiles = false, IProgress<IntakeProgress>? progress = null, CancellationToken cancel = default)
    {
        Drafting(Get(slug));
        var read = new HashSet<string>(StringComparer.Ordinal);
        var plain = new List<string>();
        IEnumerable<Bundle> Results()
        {
            foreach (var bundle in Bundles.Walk(folder))
            {
                var known = bundle.Trouble is not null || bundle.Find(JobRecord.FileName) is not null || formats.For(bundle) is not null || bundle.Files.Count > 1;
                if (known) yield return bundle;
            }
        }
        long kept = 0, refused = 0, aside = 0;
        var already = new List<string>();
        var not = new List<Receipt>();
        foreach (var receipt in intake.Take(Results(), new IntakeOptions { Dataset = slug, Contributor = by }, progress, cancel))
            switch (receipt)
            {
                case Receipt.Kept k: kept++; read.Add(Name(k.Source)); break;
                case Receipt.AlreadyKept a: already.Add(a.Id); read.Add(Name(a.Source)); break;
                case Receipt.Quarantined q: aside++; not.Add(q); break;
                default: refused++; not.Add(receipt); break;
            }
        int linked = already.Count == 0 ? 0 : LinkRecords(slug, already, by);
        // What made records is kept as their raw output; everything else is a file of the dataset.
        var taken = allFiles ? [] : Bundles.Walk(folder).Where(b => read.Contains(b.Name)).SelectMany(b => Paths(folder, b)).ToHashSet(StringComparer.Ordinal);
        int files = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint }).Order(StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (taken.Contains(name) || name.Split('/').Any(p => p.StartsWith('.')) || MetadataReading.FileNames.Contains(name)) continue;
            plain.Add(name);
        }
        foreach (var name in plain)
        {
            if (Store.Archive.DraftPathDefect(name) is { } defect) { not.Add(new Receipt.Refused(name, [new Fault(name, null, null, defect, "Rename the file.")], null)); refused++; continue; }
            archive.PutDraftFile(slug, name, to => { using var from = new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete); from.CopyTo(to); });
            files++;
        }
        if (files > 0) Change(slug, d => d with { Draft = Touched(d.Draft!, by) }, by);
        return new(kept, already.Count, refused, aside, linked, files, not);
    }

    /// <summary>Name of the bundle in a receipt's source, which adds the record behind a comma.</summary>
    static string Name(string source) => source.IndexOf(", ", StringComparison.Ordinal) is > 0 and var i ? source[..i] : source;

    /// <summary>Paths of a bundle's files relative to the folder that was walked.</summary>
    static IEnumerable<string> Paths(string folder, Bundle bundle)
    {
        var above = Path.GetDirectoryName(bundle.Name)?.Replace('\\', '/') ?? "";
        foreach (var f in bundle.Files)
        {
            // A job's folder is a bundle of its own name; the files of others lie beside each other; what comes out of an archive stands for the archive.
            foreach (var candidate in new[] { f.Name, above.Length == 0 ? f.Name : $"{above}/{f.Name}", $"{bundle.Name}/{f.Name}" })
                if (File.Exists(Path.Combine(folder, candidate))) yield return candidate;
            var parts = bundle.Name.Split('/');
            for (int i = 1; i <= parts.Length; i++)
                if (string.Join('/', parts[..i]) is var path && File.Exists(Path.Combine(folder, path))) yield return path;
        }
    }
}
