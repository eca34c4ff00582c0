// Records that were put aside until somebody has looked at them.
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Formats.Parquet;
using DataHub.Model;

namespace DataHub.Store.Shelves;

/// <summary>What became of a record in quarantine.</summary>
public enum Review
{
    /// <summary>Nobody has looked at it yet.</summary>
    Waiting,
    /// <summary>It was accepted, and is in the archive with its faults as warnings.</summary>
    Accepted,
    /// <summary>It was dropped; handed in again it is refused.</summary>
    Dropped,
}

/// <summary>A record in quarantine. <paramref name="Id"/> is the content id that it has, or would have, in the archive.</summary>
public sealed record AsideRecord(string Id, string Source, string? RawHash, string Formula, string Level, string? Program, IReadOnlyList<Fault> Faults, DateTime At)
{
    /// <summary>Slug of the dataset that it was handed in for.</summary>
    public string? Dataset { get; init; }
    /// <summary>What became of it.</summary>
    public Review Review { get; init; } = Review.Waiting;
    /// <summary>Why, in the words of the reviewer.</summary>
    public string? Reason { get; init; }
    /// <summary>When it was reviewed (UTC).</summary>
    public DateTime? ReviewedAt { get; init; }
}

/// <summary>Records under <c>quarantine/</c>: <c>id.json</c> says what is doubtful, <c>id.parquet</c> is the record as it was read. The archive's views never look here.</summary>
public sealed class QuarantineShelf
{
    readonly string _folder;
    readonly bool _readOnly;
    readonly Lock _lock = new();

    internal QuarantineShelf(string folder, bool readOnly) => (_folder, _readOnly) = (folder, readOnly);

    /// <summary>Puts a record aside; one that is there already stays as it is.</summary>
    public void Put(AsideRecord record, Calculation calculation)
    {
        if (_readOnly) throw new InvalidOperationException("the archive is open for reading only");
        lock (_lock)
        {
            if (Find(record.Id) is not null) return;
            Directory.CreateDirectory(_folder);
            var row = CalculationRow.From(calculation);
            RowText.Store(row);
            var bytes = new MemoryStream();
            WriteAsync(bytes, row).GetAwaiter().GetResult();
            Durable.Write(PathOf(record.Id, ".parquet"), to => bytes.WriteTo(to));
            Write(record);
        }
    }

    /// <summary>The record of that id, or null.</summary>
    public AsideRecord? Find(string id)
    {
        if (id.Length == 0 || !id.All(char.IsAsciiLetterOrDigit)) return null;
        try
        {
            using var stream = new FileStream(PathOf(id, ".json"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(stream, AsideJson.Default.AsideRecord);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    /// <summary>All records, oldest first; without <paramref name="reviewed"/> only those that wait.</summary>
    public IReadOnlyList<AsideRecord> All(bool reviewed = false) => !Directory.Exists(_folder) ? [] :
        [.. Directory.EnumerateFiles(_folder, "*.json").Select(p => Path.GetFileNameWithoutExtension(p)).Select(Find).OfType<AsideRecord>().Where(r => reviewed || r.Review == Review.Waiting).OrderBy(r => r.At).ThenBy(r => r.Id, StringComparer.Ordinal)];

    /// <summary>The record as it was read, or null.</summary>
    public Calculation? Open(string id)
    {
        if (Find(id) is null) return null;
        using var stream = new FileStream(PathOf(id, ".parquet"), FileMode.Open, FileAccess.Read, FileShare.Read);
        return ReadAsync(stream).GetAwaiter().GetResult();
    }

    /// <summary>Notes what became of a record.</summary>
    public void Settle(AsideRecord record)
    {
        if (_readOnly) throw new InvalidOperationException("the archive is open for reading only");
        lock (_lock) Write(record);
    }

    void Write(AsideRecord record) => Durable.Write(PathOf(record.Id, ".json"), to => JsonSerializer.Serialize(to, record, AsideJson.Default.AsideRecord));

    string PathOf(string id, string extension) => Path.Combine(_folder, id + extension);

    static async Task WriteAsync(Stream to, CalculationRow row)
    {
        await using var file = await RowFile.CreateAsync(to, Columns.All);
        await file.WriteAsync([row]);
    }

    static async Task<Calculation?> ReadAsync(Stream from)
    {
        await using var source = await RowSource.OpenAsync(from, Columns.All);
        await foreach (var row in source.ReadAsync()) return row.ToCalculation();
        return null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(AsideRecord))]
sealed partial class AsideJson : JsonSerializerContext;
