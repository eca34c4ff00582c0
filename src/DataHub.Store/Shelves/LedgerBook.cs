// The ledger: lines of JSON, one file a month, only ever appended to.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataHub.Store.Shelves;

/// <summary>Lines under <c>ledger/yyyy-MM.ndjson</c>. A line counts once its line feed is on the disk; a torn last line, left by a crash, is dropped.</summary>
sealed class LedgerBook(string folder)
{
    readonly Lock _lock = new();

    /// <summary>Cuts torn last lines off; for the writer, on opening.</summary>
    public void Mend()
    {
        foreach (var path in Files())
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            long end = stream.Length;
            while (end > 0)
            {
                stream.Position = end - 1;
                if (stream.ReadByte() == '\n') break;
                end--;
            }
            if (end == stream.Length) continue;
            stream.SetLength(end);
            stream.Flush(true);
        }
    }

    public void Append(IReadOnlyList<LedgerLine> lines)
    {
        lock (_lock)
            foreach (var month in lines.GroupBy(l => l.At.ToString("yyyy-MM", CultureInfo.InvariantCulture)))
            {
                var path = Path.Combine(folder, month.Key + ".ndjson");
                bool begun = File.Exists(path);
                var bytes = new MemoryStream();
                foreach (var line in month)
                {
                    JsonSerializer.Serialize(bytes, line, LedgerJson.Default.LedgerLine);
                    bytes.WriteByte((byte)'\n');
                }
                using (var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read))
                {
                    bytes.WriteTo(stream);
                    stream.Flush(true);
                }
                if (!begun) Durable.SyncFolder(folder);
            }
    }

    /// <summary>All lines, oldest first, streaming.</summary>
    public IEnumerable<LedgerLine> Read() => Files().SelectMany(f => Lines(f, 0)).Select(l => l.Line);

    /// <summary>The lines behind a place, each with the place behind it by which reading goes on: the name of a month's file and a position in it.</summary>
    public IEnumerable<(LedgerLine Line, string Place)> From(string? place)
    {
        var (month, position) = place?.Split(':') is [var m, var p] && long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out long at) ? (m, at) : ("", 0);
        foreach (var path in Files())
        {
            var name = Path.GetFileNameWithoutExtension(path);
            int order = string.CompareOrdinal(name, month);
            if (order < 0) continue;
            foreach (var (line, end) in Lines(path, order == 0 ? position : 0)) yield return (line, string.Create(CultureInfo.InvariantCulture, $"{name}:{end}"));
        }
    }

    /// <summary>The whole lines of a file from a position on, each with the position behind it. What has no line feed yet is no line.</summary>
    public static IEnumerable<(LedgerLine Line, long End)> Lines(string path, long from)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        if (stream.Length <= from) yield break;
        stream.Position = from;
        var buffer = new byte[1 << 16];
        int filled = 0, read;
        while ((read = stream.Read(buffer, filled, buffer.Length - filled)) > 0)
        {
            filled += read;
            int start = 0;
            for (int feed; (feed = Array.IndexOf(buffer, (byte)'\n', start, filled - start)) >= 0; start = feed + 1)
            {
                LedgerLine line;
                try { line = JsonSerializer.Deserialize(buffer.AsSpan(start, feed - start), LedgerJson.Default.LedgerLine)!; }
                catch (JsonException e) { throw new InvalidDataException($"{path}, at byte {from}: no ledger line ({e.Message})", e); }
                from += feed + 1 - start;
                yield return (line, from);
            }
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }

    /// <summary>The files, a month each, oldest first.</summary>
    public IEnumerable<string> Files() => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.ndjson").Order(StringComparer.Ordinal) : [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerLine))]
sealed partial class LedgerJson : JsonSerializerContext;
