// Exports that can be broken off and resumed: made once, kept while there is room, served as files.
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Exports;

/// <summary>
/// Makes exports in the background, two at a time, and keeps them in a folder of bounded size: those that were asked for least lately go first.
/// An export appears whole or not at all. Memory does not grow with the rows. Safe for many threads.
/// </summary>
public sealed class ExportShelf(Archive archive, FormatSet formats, string folder, long room, TimeProvider clock) : IDisposable
{
    const string Unfinished = "making-";

    sealed class Making
    {
        public long Rows, Of, Bytes;
        public string? Why;
        public bool Begun;
        public Task Work = Task.CompletedTask;
    }

    readonly ConcurrentDictionary<string, Making> _making = new();
    readonly SemaphoreSlim _turns = new(2);
    readonly CancellationTokenSource _closing = new();
    readonly Lock _sweeping = new();

    /// <summary>Orders an export; what is made already, or being made, is not made twice. One that failed is tried again.</summary>
    /// <exception cref="QueryException">The order is wrong.</exception>
    public ExportState Order(ExportOrder order)
    {
        var writer = formats.Writer(order.Format) ?? throw new QueryException($"there is no download format '{order.Format}'", null, string.Join(", ", formats.Writers.Select(w => w.Format)) + "; text formats also compressed, such as csv.gz and csv.zst");
        var query = order.Query();
        string version;
        DateTime asOf;
        do (version, asOf) = (archive.Version, archive.Latest); while (version != archive.Version);
        string id = order.Id(version);
        query = query with { AsOf = asOf };
        if (Find(id) is { State: not "failed" } known) return known;
        var making = new Making();
        if (_making.TryGetValue(id, out var failed) && failed.Why is not null) _making.TryRemove(KeyValuePair.Create(id, failed));
        if (_making.TryAdd(id, making)) making.Work = Task.Run(() => Make(making, order, query, writer, id, version, _closing.Token));
        return Find(id) ?? new(id, "waiting", 0, 0, 0);
    }

    /// <summary>An export as it stands, null if there is none (any more).</summary>
    public ExportState? Find(string id)
    {
        if (_making.TryGetValue(id, out var m))
            return new(id, m.Why is not null ? "failed" : m.Begun ? "making" : "waiting", Interlocked.Read(ref m.Rows), Interlocked.Read(ref m.Of), Interlocked.Read(ref m.Bytes)) { Why = m.Why };
        return Read(id) is { } made ? new(id, "made", made.Rows, made.Rows, made.Bytes) { Manifest = made } : null;
    }

    /// <summary>Waits until an export is made or has failed, or the time is over.</summary>
    public async Task<ExportState?> Wait(string id, TimeSpan time, CancellationToken cancel)
    {
        if (_making.TryGetValue(id, out var m))
            try { await m.Work.WaitAsync(time, clock, cancel); }
            catch (TimeoutException) { return Find(id); }
        return Find(id);
    }

    /// <summary>Path of the file of an export, null if it is not there; asking for it keeps it longer.</summary>
    public (string Path, ExportManifest Manifest)? File(string id)
    {
        if (Read(id) is not { } made) return null;
        try { System.IO.File.SetLastWriteTimeUtc(Manifest(id), clock.GetUtcNow().UtcDateTime); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* of another user, or just gone: it is only for the order of going */ }
        return (Path.Combine(folder, id, made.File), made);
    }

    string Manifest(string id) => Path.Combine(folder, id, "manifest.json");

    ExportManifest? Read(string id)
    {
        if (id.Length != 16 || !id.All(char.IsAsciiHexDigitLower)) return null;
        try { return JsonSerializer.Deserialize(System.IO.File.ReadAllText(Manifest(id)), ExportJson.Default.ExportManifest); }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    async Task Make(Making making, ExportOrder order, Query query, IWriter writer, string id, string version, CancellationToken cancel)
    {
        var temporary = Path.Combine(folder, Unfinished + Guid.NewGuid().ToString("n")[..12]);
        try
        {
            await _turns.WaitAsync(cancel);
            try
            {
                making.Begun = true;
                var shape = DownloadShape.Of(writer, query.Select);
                query = query with { Select = [] };
                long all = archive.Count(query, cancel);
                Interlocked.Exchange(ref making.Of, Math.Min(Math.Max(0, all - query.Skip), query.Top ?? long.MaxValue));
                Directory.CreateDirectory(temporary);
                string name = "calculations" + writer.Extension, path = Path.Combine(temporary, name);
                string hash;
                if (writer is Formats.Parquet.ParquetWriter) hash = await Copied(making, query, shape.Written, path, id, cancel);
                else hash = await Written(making, query, shape, writer, path, id, cancel);
                var manifest = new ExportManifest(id, order.Options, writer.Format, name, making.Rows, new FileInfo(path).Length, hash, version, query.AsOf!.Value, clock.GetUtcNow().UtcDateTime,
                    [.. shape.Written.Select(c => new ExportColumn(c.Name, c.Type.ToString().ToLowerInvariant(), c.Unit, c.Meaning))]);
                await System.IO.File.WriteAllTextAsync(Path.Combine(temporary, "manifest.json"), JsonSerializer.Serialize(manifest, ExportJson.Default.ExportManifest), cancel);
                // Another process may have made the same meanwhile, which is as good.
                if (!Directory.Exists(Path.Combine(folder, id))) Directory.Move(temporary, Path.Combine(folder, id));
                Sweep(id);
                _making.TryRemove(id, out _);
            }
            finally { _turns.Release(); }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested) { making.Why = "the server was stopped"; }
        // Told to whoever asks for the export; the order can be given again.
        catch (Exception e) { making.Why = e.Message; }
        finally { if (Directory.Exists(temporary)) Directory.Delete(temporary, true); }
    }

    /// <summary>Parquet is written by the engine that asks the segments; how much there is of it is looked at from outside.</summary>
    async Task<string> Copied(Making making, Query query, IReadOnlyList<Column> columns, string path, string id, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var work = Task.Run(() => archive.CopyParquet(query, columns, path, stop.Token), CancellationToken.None);
        try
        {
            while (await Task.WhenAny(work, Task.Delay(200, cancel)) != work)
            {
                cancel.ThrowIfCancellationRequested();
                if (new FileInfo(path) is { Exists: true } so) Interlocked.Exchange(ref making.Bytes, so.Length);
                Sweep(id);
            }
        }
        catch
        {
            stop.Cancel();
            await Task.WhenAny(work);
            throw;
        }
        Interlocked.Exchange(ref making.Rows, await work);
        Interlocked.Exchange(ref making.Bytes, new FileInfo(path).Length);
        Sweep(id);
        await using var file = System.IO.File.OpenRead(path);
        return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancel));
    }

    async Task<string> Written(Making making, Query query, DownloadShape shape, IWriter writer, string path, string id, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
        await using var measured = new MeasuredStream(file, bytes => { Interlocked.Exchange(ref making.Bytes, bytes); Sweep(id); });
        await writer.WriteAsync(Counted(archive.Rows(query, shape.Fetched, cancel), making, cancel), shape.Written, measured, cancel);
        await file.FlushAsync(cancel);
        Interlocked.Exchange(ref making.Bytes, measured.Length);
        return measured.Sha256();
    }

    static async IAsyncEnumerable<CalculationRow> Counted(IAsyncEnumerable<CalculationRow> rows, Making making, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in rows.WithCancellation(cancel))
        {
            Interlocked.Increment(ref making.Rows);
            yield return row;
        }
    }

    /// <summary>Makes room for what is being made: the exports that were asked for least lately go until everything together fits.</summary>
    void Sweep(string keep)
    {
        lock (_sweeping)
        {
            long making = _making.Values.Where(m => m.Why is null).Sum(m => Interlocked.Read(ref m.Bytes));
            if (_making.TryGetValue(keep, out var own) && Interlocked.Read(ref own.Bytes) > room)
                throw new IOException(FormattableString.Invariant($"the export is larger than the {room / 1e9:0.#} GB that exports may take here; ask for fewer rows or columns, for a compressed format, or stream it by /api/export"));
            var kept = new DirectoryInfo(folder).EnumerateDirectories().Where(d => d.Name != keep).Select(d => (Folder: d, Bytes: Size(d), Used: System.IO.File.GetLastWriteTimeUtc(Path.Combine(d.FullName, "manifest.json")))).ToList();
            // What a crash left behind is older than any export takes to make.
            foreach (var old in kept.Where(k => k.Folder.Name.StartsWith(Unfinished, StringComparison.Ordinal) && DateTime.UtcNow - k.Folder.LastWriteTimeUtc > TimeSpan.FromDays(1))) Remove(old.Folder);
            kept.RemoveAll(k => k.Folder.Name.StartsWith(Unfinished, StringComparison.Ordinal) || _making.ContainsKey(k.Folder.Name));
            long own1 = _making.ContainsKey(keep) ? 0 : Size(new DirectoryInfo(Path.Combine(folder, keep)));
            long total = making + own1 + kept.Sum(k => k.Bytes);
            foreach (var k in kept.OrderBy(k => k.Used))
            {
                if (total <= room) break;
                total -= k.Bytes;
                Remove(k.Folder);
            }
        }
    }

    static long Size(DirectoryInfo folder) => folder.Exists ? folder.EnumerateFiles().Sum(f => f.Exists ? f.Length : 0) : 0;

    /// <summary>The manifest goes first, so that nobody finds an export whose file is gone; who is reading the file reads it to its end.</summary>
    static void Remove(DirectoryInfo folder)
    {
        System.IO.File.Delete(Path.Combine(folder.FullName, "manifest.json"));
        folder.Delete(true);
    }

    /// <summary>Stops what is being made.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        Task.WaitAll([.. _making.Values.Select(m => m.Work)]);
        _closing.Dispose();
        _turns.Dispose();
    }
}
