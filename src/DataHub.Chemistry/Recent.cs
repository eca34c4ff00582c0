// A bounded memory of recent answers.
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace DataHub.Chemistry;

/// <summary>
/// Keeps between half of and all <paramref name="capacity"/> most recently used entries, in two generations: when the young one is full it becomes the old one,
/// and what is used again moves back to the young. Thread-safe.
/// </summary>
sealed class Recent<TKey, TValue>(int capacity) where TKey : notnull
{
    ConcurrentDictionary<TKey, TValue> _young = new(), _old = new();
    readonly Lock _turn = new();
    int _count;

    /// <summary>The entry, if it is still remembered.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value)) return true;
        if (!_old.TryGetValue(key, out value)) return false;
        Add(key, value);
        return true;
    }

    /// <summary>Remembers an entry.</summary>
    public void Add(TKey key, TValue value)
    {
        if (!_young.TryAdd(key, value) || Interlocked.Increment(ref _count) < capacity / 2) return;
        lock (_turn)
        {
            if (_count < capacity / 2) return;
            _old = _young;
            _young = new();
            _count = 0;
        }
    }

    /// <summary>How many entries are remembered, some perhaps twice.</summary>
    public int Count => _young.Count + _old.Count;
}
