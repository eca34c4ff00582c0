// Structure search: similar molecules, and molecules with a substructure, over everything in the archive.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DataHub.Chemistry;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Structures;

/// <summary>A structure that was found; its score is Tanimoto's coefficient for similarity, null for substructure.</summary>
public sealed record StructureHit(string InChIKey, string Smiles, double? Score);

/// <summary>What a search found, or what is wrong with its question. <paramref name="Pending"/> structures of the archive were not looked at, because their bits are still being made.</summary>
/// <param name="Hits">The hits.</param>
/// <param name="Screened">How many structures passed the screen and were looked at exactly.</param>
/// <param name="Searched">How many structures were searched.</param>
/// <param name="Pending">How many records came in that are not searched yet.</param>
/// <param name="Error">What is wrong with the question.</param>
public sealed record StructureAnswer(IReadOnlyList<StructureHit> Hits, int Screened, int Searched, long Pending, string? Error = null);

/// <summary>A substructure search under way: its hits come as they are asked for; the other numbers are those of <see cref="StructureAnswer"/>.</summary>
public sealed record StructureStream(IEnumerable<StructureHit> Hits, int Screened, int Searched, long Pending, string? Error = null);

/// <summary>
/// Searches by structure. The bits of the archive's molecules are a view that catches up by itself: before a search, and whenever <see cref="CatchUp"/> is called. Thread-safe.
/// </summary>
public sealed class StructureSearch : IDisposable
{
    const int Chunk = 4096;
    /// <summary>A search waits so long for what came in lately.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly Archive _archive;
    readonly StructureQuestions _questions;
    readonly Toolkit _toolkit;
    readonly Lazy<StructureBits> _bits;
    readonly Lock _catching = new();
    readonly CancellationTokenSource _closing = new();
    readonly bool _readOnly;
    HashSet<UInt128>? _known;
    Task<bool> _work = Task.FromResult(true);

    /// <summary>Over an archive; the bits lie in <paramref name="folder"/>. A reader searches what the writer has made.</summary>
    public StructureSearch(Archive archive, Toolkit toolkit, string folder, bool readOnly)
    {
        (_archive, _toolkit, _readOnly) = (archive, toolkit, readOnly);
        _questions = new StructureQuestions(toolkit);
        _bits = new(() => new StructureBits(folder, toolkit.Version, readOnly));
    }

    /// <summary>
    /// Molecules like a given one: Tanimoto's coefficient of Morgan fingerprints (radius 2, 2048 bits) at least <paramref name="threshold"/>, best first, at most <paramref name="top"/>;
    /// only those with one of the InChIKeys <paramref name="among"/>, if these are given.
    /// </summary>
    public StructureAnswer Similar(string smiles, double threshold, int top, CancellationToken cancel = default, IReadOnlySet<string>? among = null)
    {
        if (!(threshold is >= 0 and <= 1)) return Wrong("the threshold lies between 0 and 1");
        if (_toolkit.FromSmiles(smiles) is { Molecule: null, Error: var error }) return Wrong($"'{smiles}' is not a molecule: {error}");
        if (_toolkit.Fingerprint(smiles) is not { } asked) return Wrong($"'{smiles}' has no fingerprint");
        long pending = Fresh(cancel);
        var bits = _bits.Value;
        var found = bits.Similar(asked, threshold, Math.Max(1, top), cancel, bits.Allowed(among)).ConvertAll(f => (Hit: bits[f.Number], f.Score));
        var shown = _archive.Shown([.. found.Select(f => f.Hit.InChIKey)], cancel);
        return new([.. found.Where(f => shown.Contains(f.Hit.InChIKey)).Select(f => new StructureHit(f.Hit.InChIKey, f.Hit.Smiles, f.Score))], found.Count, bits.State.Count, pending);
    }

    /// <summary>Molecules that have a substructure, in the order in which they came in: screened by bits, then matched exactly; at most <paramref name="top"/>.</summary>
    public StructureAnswer Substructure(Pattern pattern, int top, CancellationToken cancel = default, IReadOnlySet<string>? among = null)
    {
        var stream = Having(pattern, cancel, among);
        return new([.. stream.Hits.Take(top)], stream.Screened, stream.Searched, stream.Pending, stream.Error);
    }

    /// <summary>The same, as the hits come: each portion is matched when it is asked for, and nothing more once the caller stops or <paramref name="cancel"/> does.</summary>
    public StructureStream Having(Pattern pattern, CancellationToken cancel = default, IReadOnlySet<string>? among = null)
    {
        var (asked, error) = _questions.Screen(pattern);
        if (asked is null) return new([], 0, 0, 0, $"'{pattern}' is no pattern: {error}");
        long pending = Fresh(cancel);
        var bits = _bits.Value;
        var screened = bits.Screened(asked, cancel, bits.Allowed(among));
        return new(Matched(bits, screened, pattern, cancel), screened.Count, bits.State.Count, pending);
    }

    IEnumerable<StructureHit> Matched(StructureBits bits, List<int> screened, Pattern pattern, CancellationToken cancel)
    {
        int looked = 0;
        // Small portions at first, so that the first hits of a common pattern come at once.
        for (int size = 256; looked < screened.Count; size = Math.Min(size * 2, Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            var part = screened.GetRange(looked, Math.Min(size, screened.Count - looked)).ConvertAll(i => bits[i]);
            looked += part.Count;
            var shown = _archive.Shown([.. part.Select(p => p.InChIKey)], cancel);
            var have = _questions.Have(part.ConvertAll(p => p.Smiles), pattern, cancel);
            for (int i = 0; i < part.Count; i++)
                if (have[i] && shown.Contains(part[i].InChIKey)) yield return new StructureHit(part[i].InChIKey, part[i].Smiles, null);
        }
    }

    /// <summary>Makes the bits of what came in since; true when nothing is left. Progress is told in structures.</summary>
    public bool CatchUp(CancellationToken cancel = default, IProgress<int>? progress = null)
    {
        lock (_catching)
        {
            var bits = _bits.Value;
            var since = new DateTime(bits.State.UpToTicks, DateTimeKind.Utc);
            var latest = _archive.Latest;
            if (latest <= since) return true;
            _known ??= [.. bits.Lines().Select(Digest)];
            Expr Is(string op, string column, object? value) => new Expr.Compare(op, new Expr.Col(column), new Expr.Const(value));
            var query = new Query(QuerySet.Calculations)
            {
                AsOf = latest, Hidden = true,
                Apply = [new Step.Where(new Expr.And(Is("gt", Columns.IngestedAt.Name, since), new Expr.And(Is("ne", Columns.InChIKey.Name, null), Is("ne", Columns.Smiles.Name, null)))), new Step.GroupBy([Columns.InChIKey.Name, Columns.Smiles.Name], [])],
            };
            var fresh = new List<(string InChIKey, string Smiles)>();
            using (var rows = _archive.Find(query, cancel))
                while (rows.Read())
                    if (rows[0] is string key && rows[1] is string smiles && !_known.Contains(Digest($"{key}\t{smiles}"))) fresh.Add((key, smiles));
            // The time moves only with the last portion: a crash in between makes some bits again, and what is known is passed over.
            for (int at = 0; at < fresh.Count || at == 0; at += Chunk)
            {
                cancel.ThrowIfCancellationRequested();
                var part = fresh.GetRange(Math.Min(at, fresh.Count), Math.Min(Chunk, Math.Max(0, fresh.Count - at)));
                var made = _questions.Bits(part.ConvertAll(p => p.Smiles), cancel);
                bool last = at + Chunk >= fresh.Count;
                bits.Add([.. part.Zip(made).Where(x => x.Second is not null).Select(x => (x.First.InChIKey, x.First.Smiles, x.Second!))], last ? latest.Ticks : bits.State.UpToTicks);
                _known.UnionWith(part.Select(p => Digest($"{p.InChIKey}\t{p.Smiles}")));
                progress?.Report(Math.Min(at + Chunk, fresh.Count));
                if (last) break;
            }
            return true;
        }
    }

    /// <summary>Catches up, for a moment if it takes long and in the background after that; tells how many records are not searched yet.</summary>
    long Fresh(CancellationToken cancel)
    {
        if (_archive.Latest.Ticks <= _bits.Value.State.UpToTicks) return 0;
        if (_readOnly) return Behind(cancel);
        lock (_closing)
            if (_work.IsCompleted) _work = Task.Run(() => CatchUp(_closing.Token));
        try { if (_work.Wait(Patience, cancel) && _archive.Latest.Ticks <= _bits.Value.State.UpToTicks) return 0; }
        catch (AggregateException e) when (e.InnerException is OperationCanceledException) { cancel.ThrowIfCancellationRequested(); }
        return Behind(cancel);
    }

    long Behind(CancellationToken cancel) =>
        _archive.Count(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("gt", new Expr.Col(Columns.IngestedAt.Name), new Expr.Const(new DateTime(_bits.Value.State.UpToTicks, DateTimeKind.Utc))) }, cancel);

    static UInt128 Digest(string line) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    static StructureAnswer Wrong(string error) => new([], 0, 0, 0, error);

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        try { _work.Wait(); }
        catch (AggregateException) { /* it was cancelled, or told its fault to the search that started it */ }
        if (_bits.IsValueCreated) _bits.Value.Dispose();
        _closing.Dispose();
    }
}
