// The events of withdrawal, one JSON file each, with the ids that they name beside them.
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataHub.Store.Shelves;

/// <summary>
/// Files under <c>withdrawals/</c>: <c>000001-hash.json</c> is an event, <c>000001-hash.ids</c> its ids, one a line in ascending order, <c>000001-hash.later-0000000042.ids</c> the ids that a standing
/// event caught in the records up to that commit. The JSON file is written last: an event without it never was. Nothing is ever changed or deleted.
/// </summary>
sealed class WithdrawalShelf(string folder)
{
    const string Ids = ".ids", Later = ".later-", Through = "standing.json";

    public string Folder { get; } = folder;

    /// <summary>The names of all files, by which a reader sees whether there is anything new.</summary>
    public string Listing() => Directory.Exists(Folder) ? string.Join('\n', Directory.EnumerateFiles(Folder, "0*").Select(Path.GetFileName).Order(StringComparer.Ordinal)) : "";

    /// <summary>All events in their order, each with the files of its ids.</summary>
    public List<(Withdrawal Event, IReadOnlyList<string> Files)> All()
    {
        if (!Directory.Exists(Folder)) return [];
        var events = new List<(Withdrawal, IReadOnlyList<string>)>();
        string[] files = [.. Directory.EnumerateFiles(Folder, "0*").Order(StringComparer.Ordinal)];
        foreach (var path in files.Where(f => f.EndsWith(".json", StringComparison.Ordinal)))
        {
            var id = Path.GetFileNameWithoutExtension(path);
            Withdrawal? e;
            try { e = JsonSerializer.Deserialize(File.ReadAllBytes(path), WithdrawalJson.Default.Withdrawal); }
            catch (JsonException x) { throw new InvalidDataException($"{path}: no event of withdrawal ({x.Message}); bring the file back from a copy", x); }
            string[] own = [.. files.Where(f => f.EndsWith(Ids, StringComparison.Ordinal) && (Path.GetFileName(f) == id + Ids || Path.GetFileName(f).StartsWith(id + Later, StringComparison.Ordinal)))];
            if (e!.Kind == WithdrawalKind.Withdraw && !own.Any(f => Path.GetFileName(f) == id + Ids)) throw new InvalidDataException($"{path}: the file of its ids is missing; bring it back from a copy");
            events.Add((e with { Id = id, Later = own.Where(f => Path.GetFileName(f) != id + Ids).Sum(f => (int)(new FileInfo(f).Length / (IdSet.Width + 1))) }, own));
        }
        return events;
    }

    /// <summary>Writes an event durably; returns it with its id.</summary>
    public Withdrawal Put(Withdrawal e, IdSet ids)
    {
        e = e with { IdsSha256 = e.Kind == WithdrawalKind.Withdraw ? Hash(ids) : null, Count = e.Kind == WithdrawalKind.Withdraw ? ids.Count : e.Count };
        var json = JsonSerializer.SerializeToUtf8Bytes(e, WithdrawalJson.Default.Withdrawal);
        var id = string.Create(CultureInfo.InvariantCulture, $"{e.Sequence:d6}-{Convert.ToHexStringLower(SHA256.HashData(json))[..12]}");
        if (e.Kind == WithdrawalKind.Withdraw) Durable.Write(Path.Combine(Folder, id + Ids), to => Lines(ids, to));
        Durable.Write(Path.Combine(Folder, id + ".json"), to => to.Write(json));
        return e with { Id = id };
    }

    /// <summary>Writes the ids that a standing event caught in the records up to a commit.</summary>
    public string PutLater(string id, long commit, IdSet ids)
    {
        var path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{id}{Later}{commit:d10}{Ids}"));
        Durable.Write(path, to => Lines(ids, to));
        return path;
    }

    /// <summary>The ids of a file.</summary>
    public static IdSet Read(string path)
    {
        var lines = File.ReadAllBytes(path);
        const int line = IdSet.Width + 1;
        if (lines.Length % line != 0) throw new InvalidDataException($"{path}: no list of ids; bring the file back from a copy");
        var ids = new byte[lines.Length / line * IdSet.Width];
        for (int i = 0; i < lines.Length / line; i++) lines.AsSpan(i * line, IdSet.Width).CopyTo(ids.AsSpan(i * IdSet.Width));
        return new IdSet(ids);
    }

    /// <summary>The commit up to which the standing events have been applied; 0 if that is not known, which costs time and nothing else.</summary>
    public long Applied()
    {
        try { return File.Exists(Path.Combine(Folder, Through)) ? JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(Folder, Through)), WithdrawalJson.Default.StandingMark)?.Commit ?? 0 : 0; }
        catch (JsonException) { return 0; }
    }

    /// <summary>Remembers the commit up to which the standing events have been applied.</summary>
    public void PutApplied(long commit) => Durable.Write(Path.Combine(Folder, Through), to => JsonSerializer.Serialize(to, new StandingMark(commit), WithdrawalJson.Default.StandingMark));

    /// <summary>Removes what a crash left behind: unfinished files, and ids whose event was never written.</summary>
    public void Clean()
    {
        var events = Directory.EnumerateFiles(Folder, "0*.json").Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();
        foreach (var path in Directory.EnumerateFiles(Folder))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith(Durable.Unfinished, StringComparison.Ordinal) || name.EndsWith(Ids, StringComparison.Ordinal) && !events.Contains(name[..name.IndexOf('.', StringComparison.Ordinal)])) File.Delete(path);
        }
    }

    static void Lines(IdSet ids, Stream to)
    {
        for (int i = 0; i < ids.Count; i++)
        {
            to.Write(ids[i]);
            to.WriteByte((byte)'\n');
        }
    }

    static string Hash(IdSet ids)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < ids.Count; i++)
        {
            hash.AppendData(ids[i]);
            hash.AppendData("\n"u8);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>How far the standing events have been applied.</summary>
sealed record StandingMark(long Commit);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(Withdrawal))]
[JsonSerializable(typeof(StandingMark))]
sealed partial class WithdrawalJson : JsonSerializerContext;
