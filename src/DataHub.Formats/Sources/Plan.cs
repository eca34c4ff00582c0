// Which entries of an archive make which bundles, known from the names alone.
using DataHub.Model;

namespace DataHub.Formats.Sources;

/// <summary>A bundle to come: the entries of the archive that make it, each with its name inside the bundle.</summary>
sealed record PlannedBundle(string Name, IReadOnlyList<(string Name, int Index)> Members)
{
    /// <summary>The entry after which all are there.</summary>
    internal int Last => Members.Max(m => m.Index);
}

sealed class Plan
{
    internal Plan(string archive, IEnumerable<(string Name, int Index)> entries)
    {
        var sound = new List<(string Name, int Index)>();
        foreach (var entry in entries)
        {
            var parts = entry.Name.Split('/');
            if (entry.Name.StartsWith('/') || parts.Contains("..") || entry.Name.Contains(':')) Unsafe.Add(entry.Name);
            else if (!parts.Any(Grouping.Hidden)) sound.Add(entry);
        }
        var jobs = sound.Where(e => Grouping.FileName(e.Name) == JobRecord.FileName).Select(e => Folder(e.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var home in sound.GroupBy(e => Home(Folder(e.Name), jobs)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            // A name that comes twice in an archive means its last entry, as unpacking would leave it.
            var local = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var (name, index) in home) local[home.Key.Length == 0 ? name : name[(home.Key.Length + 1)..]] = index;
            var prefix = Grouping.Join(archive, home.Key).TrimEnd('/');
            if (jobs.Contains(home.Key)) Bundles.Add(new(prefix, [.. local.Select(p => (p.Key, p.Value))]));
            else
                foreach (var (name, members) in Grouping.Groups(local.Keys))
                    Bundles.Add(new(Grouping.Join(prefix, name), [.. members.Select(m => (m, local[m]))]));
        }
    }

    /// <summary>Names that point outside the archive.</summary>
    internal List<string> Unsafe { get; } = [];

    /// <summary>The bundles, in ordinal order of their folders.</summary>
    internal List<PlannedBundle> Bundles { get; } = [];

    /// <summary>The bundle itself, its entries opened by index; with the reason where that fails.</summary>
    internal static Bundle Make(PlannedBundle planned, Func<int, RawFile> open)
    {
        if (planned.Members is [var only] && Archives.IsArchive(only.Name))
            return new Bundle(planned.Name, [open(only.Index) with { Name = only.Name }]) { Trouble = new Fault(planned.Name, null, null, "an archive inside an archive is not opened", "Unpack the outer archive first") };
        try
        {
            return Grouping.Of(planned.Name, planned.Members.Select(m => open(m.Index) with { Name = m.Name }));
        }
        catch (Exception e) when (Packed.Broken(e))
        {
            return new Bundle(planned.Name, []) { Trouble = new Fault(planned.Name, null, null, "it cannot be taken out of its archive: " + e.Message, "Make or download the archive again") };
        }
    }

    static string Folder(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";

    /// <summary>The nearest job folder at or above a folder, else the folder itself.</summary>
    static string Home(string folder, HashSet<string> jobs)
    {
        for (var f = folder; ; f = Folder(f))
        {
            if (jobs.Contains(f)) return f;
            if (f.Length == 0) return folder;
        }
    }
}
