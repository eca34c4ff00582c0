// One immutable piece of the lake.
using System.Globalization;

namespace DataHub.Store.Segments;

/// <summary>
/// The rows of commits <paramref name="First"/> to <paramref name="Last"/>, in a wide file and, if any row has arrays, a sibling file of arrays.
/// The name tells the range and a hash of the content, so that a listing of the folder is all there is to know.
/// </summary>
/// <param name="Bytes">Size of both files.</param>
sealed record Segment(string Folder, long First, long Last, string Hash, bool HasArrays, long WideBytes, long Bytes)
{
    public string Stem => StemOf(First, Last, Hash);
    public string WidePath => Path.Combine(Folder, Stem + ".parquet");
    public string ArraysPath => Path.Combine(Folder, Stem + ".arrays.parquet");

    public bool Covers(Segment other) => First <= other.First && other.Last <= Last;

    public static string StemOf(long first, long last, string hash) => string.Create(CultureInfo.InvariantCulture, $"{first:d10}-{last:d10}-{hash}");

    /// <summary>All segments in a folder, superseded ones included; files of other names are passed over.</summary>
    public static List<Segment> List(string folder)
    {
        var sizes = new Dictionary<string, long>();
        if (Directory.Exists(folder))
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.parquet"))
                if (file.Exists) sizes[file.Name] = file.Length;
        var segments = new List<Segment>();
        foreach (var (name, bytes) in sizes)
        {
            var parts = name.Split('-', '.');
            if (parts.Length != 4 || parts[0].Length != 10 || parts[1].Length != 10 || parts[2].Length != 12) continue;
            if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first) || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long last)) continue;
            var arraysName = name.Replace(".parquet", ".arrays.parquet", StringComparison.Ordinal);
            bool arrays = sizes.TryGetValue(arraysName, out long more);
            // The listing is no snapshot: it may have passed the place of an array file just before that file came, with its wide file behind it.
            if (!arrays && new FileInfo(Path.Combine(folder, arraysName)) is { Exists: true } late) (arrays, more) = (true, late.Length);
            segments.Add(new Segment(folder, first, last, parts[2], arrays, bytes, bytes + more));
        }
        return segments;
    }

    /// <summary>The live ones among all, in the order of their commits: those whose range lies in no other's.</summary>
    /// <exception cref="InvalidDataException">Commits are missing: somebody removed files.</exception>
    public static List<Segment> Live(IEnumerable<Segment> all)
    {
        var live = new List<Segment>();
        long last = 0;
        foreach (var s in all.OrderBy(s => s.First).ThenByDescending(s => s.Last).ThenBy(s => s.Hash, StringComparer.Ordinal))
        {
            if (s.Last <= last) continue;
            if (s.First != last + 1) throw new InvalidDataException($"the lake is damaged: commits {Math.Min(s.First, last + 1)} to {Math.Max(s.First - 1, last)} are {(s.First <= last ? "there twice" : "missing")} ({s.Folder}); bring the removed files back from a copy");
            live.Add(s);
            last = s.Last;
        }
        return live;
    }
}
