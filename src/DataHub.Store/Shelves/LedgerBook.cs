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

    public List<LedgerLine> Read(string? campaign)
    {
        var lines = new List<LedgerLine>();
        foreach (var path in Files())
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var text = reader.ReadToEnd();
            int number = 0;
            for (int start = 0, end; (end = text.IndexOf('\n', start)) >= 0; start = end + 1)
            {
                number++;
                LedgerLine line;
                try { line = JsonSerializer.Deserialize(text.AsSpan(start, end - start), LedgerJson.Default.LedgerLine)!; }
                catch (JsonException e) { throw new InvalidDataException($"{path}, line {number}: no ledger line ({e.Message})", e); }
                if (campaign is null || line.Campaign == campaign) lines.Add(line);
            }
        }
        return lines;
    }

    IEnumerable<string> Files() => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.ndjson").Order(StringComparer.Ordinal) : [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerLine))]
sealed partial class LedgerJson : JsonSerializerContext;
