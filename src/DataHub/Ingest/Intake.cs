// The one door in: bytes -> reader -> identity -> checks -> archive -> receipt.
using System.Collections.Concurrent;
using System.Diagnostics;
using DataHub.Chemistry;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Store;
using DataHub.Store.Shelves;

namespace DataHub.Ingest;

/// <summary>What goes with a batch of inputs; what an input says of itself wins over it.</summary>
public sealed record IntakeOptions
{
    /// <summary>Slug of the dataset.</summary>
    public string? Dataset { get; init; }
    /// <summary>Who hands it in.</summary>
    public string? Contributor { get; init; }
    /// <summary>SPDX licence, where the input names none.</summary>
    public string? Licence { get; init; }
    /// <summary>Read and check, but keep nothing: a receipt then says what would become of the record.</summary>
    public bool DryRun { get; init; }
    /// <summary>Records that are committed together at most; a receipt comes with its commit. The first commits are smaller, so that the first receipts come soon.</summary>
    public int BatchSize { get; init; } = 20_000;
    /// <summary>A commit is made at the latest after this time, if anything waits for it.</summary>
    public TimeSpan BatchTime { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How far an intake is.</summary>
public sealed record IntakeProgress(int Bundles, long Kept, long AlreadyKept, long Refused, string Current)
{
    /// <summary>Records that were put aside.</summary>
    public long Quarantined { get; init; }
}

/// <summary>The one door in. Uploaded, predicted and computed results all pass it. Thread-safe.</summary>
public sealed class Intake(Archive archive, FormatSet formats, Toolkit toolkit, TimeProvider clock)
{
    /// <summary>Records that go through the steps together: so many, or what came in so long, or what has so many numbers (32 MB).</summary>
    const int Chunk = 256;
    const long MostNumbers = 4 << 20;
    static readonly TimeSpan ChunkTime = TimeSpan.FromMilliseconds(200);
    /// <summary>Chunks that wait before a step at most.</summary>
    const int Ahead = 4;
    /// <summary>Size of the first batch.</summary>
    const int FirstBatch = 1000;

    /// <summary>
    /// Takes bundles in, in batches; the receipt of a record comes when it is durable. Streams: reading, packing of the raw bytes, identity and commit go on side by side, and memory grows with
    /// the batch, not with the input. The raw bytes of every bundle are kept, of a refused one too. An input that a reader cannot cope with is refused, and the next one is taken.
    /// </summary>
    public IEnumerable<Receipt> Take(IEnumerable<Bundle> bundles, IntakeOptions options, IProgress<IntakeProgress>? progress = null, CancellationToken cancel = default)
    {
        var pending = new List<Entry>();
        var raw = new ConcurrentQueue<Task>();
        long kept = 0, already = 0, refused = 0, aside = 0, numbers = 0;
        int target = Math.Min(options.BatchSize, FirstBatch);
        var since = Stopwatch.StartNew();
        Task<List<Receipt>>? committing = null;

        Task[] Packing()
        {
            var tasks = new List<Task>();
            while (raw.TryDequeue(out var task)) tasks.Add(task);
            return [.. tasks];
        }

        void Begin()
        {
            var batch = pending;
            var bytes = Packing();
            committing = Task.Run(() =>
            {
                Task.WhenAll(bytes).GetAwaiter().GetResult();
                return Commit(batch, options.DryRun);
            }, CancellationToken.None);
            (pending, numbers) = ([], 0);
            target = Math.Min(options.BatchSize, 2 * target);
            since.Restart();
        }

        List<Receipt> End()
        {
            if (committing is null) return [];
            var receipts = committing.GetAwaiter().GetResult();
            committing = null;
            foreach (var r in receipts)
                if (r is Receipt.Kept) kept++; else if (r is Receipt.AlreadyKept) already++; else if (r is Receipt.Quarantined) aside++; else refused++;
            return receipts;
        }

        var read = ReadAhead.Of(Lots(bundles, options, raw.Enqueue, cancel), Ahead, cancel);
        var complete = read.Select(lot => { Complete(lot, options); return lot; });
        int count = 0;
        try
        {
            foreach (var lot in ReadAhead.Of(complete, Ahead, cancel))
            {
                cancel.ThrowIfCancellationRequested();
                pending.AddRange(lot.Entries);
                numbers += lot.Numbers;
                count = lot.Bundles;
                bool full = pending.Count >= target || numbers >= 4 * MostNumbers, late = since.Elapsed >= options.BatchTime;
                if (full || late || committing is { IsCompleted: true })
                    foreach (var r in End()) yield return r;
                if (full || late) Begin();
                // Where input comes slowly there is nothing to do beside the commit, and nobody waits for a receipt until more comes.
                if (late)
                    foreach (var r in End()) yield return r;
                progress?.Report(new IntakeProgress(count, kept, already, refused, lot.Current) { Quarantined = aside });
            }
            foreach (var r in End()) yield return r;
            Begin();
            foreach (var r in End()) yield return r;
        }
        finally
        {
            // Whoever stops early may delete what is still being read.
            Task.WaitAny(Task.WhenAll([.. Packing(), committing ?? Task.CompletedTask]));
        }
        progress?.Report(new IntakeProgress(count, kept, already, refused, "") { Quarantined = aside });
    }

    /// <summary>Readings of neighbouring bundles, in pieces of one bundle each; so many numbers in them, so many bundles begun, the last of them.</summary>
    sealed record Lot(List<(PathCheck Path, List<Entry> Entries)> Pieces, List<Entry> Entries, long Numbers, int Bundles, string Current);

    /// <summary>A bundle is cut every so many records, wherever it stands among others, so that what its records tell of each other does not depend on the others.</summary>
    IEnumerable<Lot> Lots(IEnumerable<Bundle> bundles, IntakeOptions options, Action<Task> packing, CancellationToken cancel)
    {
        var lot = new Lot([], [], 0, 0, "");
        var since = Stopwatch.StartNew();
        foreach (var bundle in bundles)
        {
            lot = lot with { Bundles = lot.Bundles + 1, Current = bundle.Name };
            var path = new PathCheck();
            foreach (var (piece, numbers) in Pieces(Entries(bundle, options, packing)))
            {
                cancel.ThrowIfCancellationRequested();
                lot.Pieces.Add((path, piece));
                lot.Entries.AddRange(piece);
                lot = lot with { Numbers = lot.Numbers + numbers };
                if (lot.Entries.Count < Chunk && lot.Numbers < MostNumbers && since.Elapsed < ChunkTime) continue;
                yield return lot;
                lot = lot with { Pieces = [], Entries = [], Numbers = 0 };
                since.Restart();
            }
        }
        if (lot.Entries.Count > 0) yield return lot;
    }

    static IEnumerable<(List<Entry> Entries, long Numbers)> Pieces(IEnumerable<Entry> entries)
    {
        var piece = new List<Entry>();
        long numbers = 0;
        foreach (var entry in entries)
        {
            piece.Add(entry);
            if (entry.Calculation is { } c) numbers += (c.Geometry?.Coordinates.Count ?? 0) + c.Values.Lists().Sum(v => v.Value.Count);
            if (piece.Count < Chunk && numbers < MostNumbers) continue;
            yield return (piece, numbers);
            (piece, numbers) = ([], 0);
        }
        if (piece.Count > 0) yield return (piece, numbers);
    }

    void Complete(Lot lot, IntakeOptions options)
    {
        Complete(lot.Entries, options);
        foreach (var (path, piece) in lot.Pieces)
        {
            foreach (var (place, fault) in path.Next([.. piece.Select(e => (e.Calculation, e.Source))])) piece[place].Faults = [.. piece[place].Faults, fault];
            foreach (var entry in piece) Mark(entry);
        }
    }

    /// <summary>Takes one bundle in and commits it at once: what a campaign and an upload do.</summary>
    public IReadOnlyList<Receipt> TakeNow(Bundle bundle, IntakeOptions? options = null) => [.. Take([bundle], options ?? new IntakeOptions())];

    /// <summary>Takes one calculation in that is already in the model's shape: a prediction.</summary>
    public Receipt Take(Calculation calculation) => Take([calculation])[0];

    /// <summary>Takes calculations in that are already in the model's shape, in one commit.</summary>
    public IReadOnlyList<Receipt> Take(IReadOnlyList<Calculation> calculations)
    {
        var entries = calculations.Select(c => new Entry(c.Provenance.RawName ?? c.Molecule.Smiles ?? c.Molecule.Formula, null) { Calculation = c }).ToArray();
        Complete(entries, new IntakeOptions());
        foreach (var entry in entries) Mark(entry);
        return Commit(entries, false);
    }

    /// <summary>One reading on its way in: a calculation, perhaps with what is doubtful about it, or the faults that refuse it.</summary>
    sealed class Entry(string source, string? rawHash)
    {
        public string Source { get; } = source;
        public string? RawHash { get; } = rawHash;
        public Calculation? Calculation { get; set; }
        public IReadOnlyList<Fault> Faults { get; set; } = [];
        /// <summary>True if the record must wait until somebody has looked at it.</summary>
        public bool Aside => Calculation is not null && Faults.Any(f => f.Grade == Grade.Quarantine);
    }

    /// <summary>The readings of a bundle, the keeping of its raw bytes begun first.</summary>
    IEnumerable<Entry> Entries(Bundle bundle, IntakeOptions options, Action<Task> packing)
    {
        string? raw = null;
        int record = 0;
        using var readings = Guarded(bundle).GetEnumerator();
        if (!options.DryRun && bundle.Files.Count > 0 && Keep(bundle, packing, out raw) is { } unreadable)
        {
            yield return new Entry(bundle.Name, null) { Faults = [unreadable] };
            yield break;
        }
        while (readings.MoveNext())
        {
            var reading = readings.Current;
            var source = reading.Record is null ? bundle.Name : $"{bundle.Name}, {reading.Record}";
            if (reading.Calculation is { } c)
                yield return new Entry(source, raw)
                {
                    Calculation = c with
                    {
                        Provenance = c.Provenance with
                        {
                            // A record that comes from another archive's Parquet keeps the hash of its own raw output, so that a failure too is the same record there and here.
                            RawHash = c.Provenance.RawHash ?? raw,
                            RawName = c.Provenance.RawHash is null ? bundle.Name : c.Provenance.RawName,
                            RawRecord = c.Provenance.RawHash is null ? record : c.Provenance.RawRecord,
                            Dataset = c.Provenance.Dataset ?? options.Dataset,
                            Contributor = c.Provenance.Contributor ?? options.Contributor,
                            Licence = c.Provenance.Licence ?? options.Licence,
                        },
                    },
                };
            else yield return new Entry(source, raw) { Faults = [reading.Fault ?? new Fault(bundle.Name, reading.Record, null, "nothing was read", "Check that the file is complete.")] };
            record++;
        }
        if (record == 0)
            yield return new Entry(bundle.Name, raw) { Faults = [new Fault(bundle.Name, null, null, "it holds no record", "Check that the file is complete and not empty.")] };
    }

    Fault? Keep(Bundle bundle, Action<Task> packing, out string? raw)
    {
        raw = null;
        try
        {
            raw = archive.KeepRaw(bundle, out var kept);
            packing(kept);
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or UnauthorizedAccessException or FileNotFoundException)
        {
            return new Fault(bundle.Name, null, null, $"it cannot be read: {e.Message}", "Check that the file exists, may be read and is not damaged.");
        }
    }

    /// <summary>A reader's readings; an exception inside a reader becomes a fault, so that one file never stops an intake.</summary>
    IEnumerable<Reading> Guarded(Bundle bundle)
    {
        IEnumerator<Reading> readings;
        Reading reading;
        Fault Broken(Exception e) => new(bundle.Name, null, null, $"the reader stopped: {e.GetType().Name}: {e.Message}", "Check that the file is complete; if it is, please report it with the file.");
        try { readings = formats.Read(bundle).GetEnumerator(); }
        catch (Exception e) when (e is not OutOfMemoryException) { readings = new List<Reading> { new(null, Broken(e)) }.GetEnumerator(); }
        using (readings)
            while (true)
            {
                bool more;
                try { more = readings.MoveNext(); reading = more ? readings.Current : default; }
                catch (Exception e) when (e is not OutOfMemoryException) { (more, reading) = (false, new Reading(null, Broken(e))); }
                if (more || reading.Fault is not null) yield return reading;
                if (!more) yield break;
            }
    }

    void Complete(IReadOnlyList<Entry> entries, IntakeOptions options)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        now = new DateTime(now.Ticks - now.Ticks % 10, DateTimeKind.Utc);
        void One(Entry entry)
        {
            if (entry.Calculation is not { } c) return;
            Derived.Complete(c.Values);
            var (named, faults) = Identity.Complete(c, toolkit, entry.Source);
            if (!faults.Any(f => f.Grade == Grade.Refusal)) faults = [.. faults, .. Checks.Of(named, entry.Source)];
            entry.Faults = faults;
            if (faults.Any(f => f.Grade == Grade.Refusal)) { entry.Calculation = null; return; }
            named = named with { Provenance = named.Provenance with { IngestedAt = now } };
            entry.Calculation = named with { Id = named.ContentId() };
        }
        if (entries.Count == 1) One(entries[0]);
        else Parallel.ForEach(entries, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, One);
    }

    /// <summary>Writes what is doubtful about a record into it.</summary>
    static void Mark(Entry entry)
    {
        if (entry.Calculation is { } c && !entry.Aside) Quarantine.Warn(c.Values, entry.Faults);
    }

    /// <summary>A doubtful record is put aside, unless the archive has it already (it was accepted) or somebody dropped it.</summary>
    Receipt PutAside(Entry e, Calculation c, bool dryRun)
    {
        // A record without raw bytes cannot be looked at again.
        if (!dryRun && c.Provenance.RawHash is null) return new Receipt.Refused(e.Source, e.Faults, null);
        var aside = archive.Quarantine.Find(c.Id);
        if (aside is { Review: Review.Accepted } || aside is null && archive.Get(c.Id) is not null) return new Receipt.AlreadyKept(e.Source, c.Id);
        if (aside is { Review: Review.Dropped }) return new Receipt.Refused(e.Source, [.. e.Faults, new Fault(e.Source, null, "quarantine", $"it was dropped in review: {aside.Reason}", "Correct it and hand it in again.")], e.RawHash);
        if (!dryRun && aside is null)
            archive.Quarantine.Put(new AsideRecord(c.Id, e.Source, c.Provenance.RawHash, c.Molecule.Formula, c.Level.Name, c.Provenance.Program, e.Faults, c.Provenance.IngestedAt) { Dataset = c.Provenance.Dataset }, c);
        return new Receipt.Quarantined(e.Source, c.Id, e.Faults);
    }

    List<Receipt> Commit(IReadOnlyList<Entry> entries, bool dryRun)
    {
        Calculation[] good = [.. entries.Where(e => e.Calculation is not null && !e.Aside).Select(e => e.Calculation!)];
        var isNew = dryRun || good.Length == 0 ? [] : archive.Append(good);
        var receipts = new List<Receipt>(entries.Count);
        int i = 0;
        foreach (var e in entries)
            if (e.Calculation is not { } c) receipts.Add(new Receipt.Refused(e.Source, e.Faults, e.RawHash));
            else if (e.Aside) receipts.Add(PutAside(e, c, dryRun));
            else receipts.Add(dryRun || isNew[i++] ? new Receipt.Kept(e.Source, c.Id, c.Status) { Warnings = e.Faults } : new Receipt.AlreadyKept(e.Source, c.Id));
        return receipts;
    }
}
