// What is withdrawn now: all events that hold, laid over the archive.

namespace DataHub.Store;

/// <summary>
/// The withdrawn ids of all events that hold, each with the first event that names it. Immutable; the archive swaps in another when an event comes.
/// Segments and catalogue know nothing of withdrawals: whoever answers from them lays this over the answer.
/// </summary>
public sealed class Withdrawn
{
    /// <summary>Nothing is withdrawn.</summary>
    internal static readonly Withdrawn Nothing = new([], [], IdSet.Empty, []);

    readonly int[] _by;

    Withdrawn(IReadOnlyList<Withdrawal> all, IReadOnlyList<Withdrawal> holding, IdSet ids, int[] by)
    {
        (All, Holding, Ids, _by) = (all, holding, ids, by);
        Version = Interlocked.Increment(ref s_versions);
    }

    static long s_versions;

    /// <summary>Differs from every other one in this process.</summary>
    internal long Version { get; }
    /// <summary>Every event, those that were taken back and those that take back included, oldest first.</summary>
    public IReadOnlyList<Withdrawal> All { get; }
    /// <summary>The events that hold.</summary>
    public IReadOnlyList<Withdrawal> Holding { get; }
    /// <summary>The ids of all withdrawn records.</summary>
    public IdSet Ids { get; }
    /// <summary>True if nothing is withdrawn.</summary>
    public bool IsEmpty => Ids.Count == 0;

    /// <summary>The event by which a record is withdrawn, null if it is not.</summary>
    public Withdrawal? By(string id)
    {
        if (IsEmpty) return null;
        Span<byte> key = stackalloc byte[IdSet.Width];
        return IdSet.Write(id, key) && Ids.Find(key) is >= 0 and var i ? Holding[_by[i]] : null;
    }

    /// <summary>Which of the ids are withdrawn, each with its event: what a release asks for its erratum.</summary>
    public IEnumerable<(string Id, Withdrawal By)> Among(IEnumerable<string> ids)
    {
        if (IsEmpty) yield break;
        foreach (var id in ids)
            if (By(id) is { } e) yield return (id, e);
    }

    /// <summary>Number of the holding event of the i-th id.</summary>
    internal int EventOf(int i) => _by[i];

    /// <summary>Folds events, in their order, with the ids of those that hold.</summary>
    internal static Withdrawn Of(IReadOnlyList<Withdrawal> events, Func<Withdrawal, IEnumerable<IdSet>> idsOf)
    {
        if (events.Count == 0) return Nothing;
        var back = events.Where(e => e.Kind == WithdrawalKind.Reinstate).GroupBy(e => e.Of!).ToDictionary(g => g.Key, g => g.First().Id);
        Withdrawal[] all = [.. events.Select(e => e with { TakenBackBy = back.GetValueOrDefault(e.Id) })], holding = [.. all.Where(e => e.Holds)];
        var parts = new List<(byte[] Ids, int[] By)>();
        for (int k = 0; k < holding.Length; k++)
            foreach (var ids in idsOf(holding[k]))
                if (ids.Count > 0) { var by = new int[ids.Count]; Array.Fill(by, k); parts.Add((ids.Bytes.ToArray(), by)); }
        // Neighbours are merged two by two, so that a thousand events cost ten passes, and an earlier event keeps its precedence.
        while (parts.Count > 1)
            parts = [.. parts.Chunk(2).Select(p => p.Length == 1 ? p[0] : Merged(p[0], p[1]))];
        return parts.Count == 0 ? new Withdrawn(all, holding, IdSet.Empty, []) : new Withdrawn(all, holding, new IdSet(parts[0].Ids), parts[0].By);
    }

    static (byte[] Ids, int[] By) Merged((byte[] Ids, int[] By) a, (byte[] Ids, int[] By) b)
    {
        const int w = IdSet.Width;
        var ids = new byte[a.Ids.Length + b.Ids.Length];
        var by = new int[a.By.Length + b.By.Length];
        int i = 0, j = 0, n = 0;
        while (i < a.By.Length || j < b.By.Length)
        {
            int order = i == a.By.Length ? 1 : j == b.By.Length ? -1 : a.Ids.AsSpan(i * w, w).SequenceCompareTo(b.Ids.AsSpan(j * w, w));
            if (order <= 0) { a.Ids.AsSpan(i * w, w).CopyTo(ids.AsSpan(n * w)); by[n++] = a.By[i++]; if (order == 0) j++; }
            else { b.Ids.AsSpan(j * w, w).CopyTo(ids.AsSpan(n * w)); by[n++] = b.By[j++]; }
        }
        return n == by.Length ? (ids, by) : (ids[..(n * w)], by[..n]);
    }
}
