// The bits of every structure in the archive, in files that are mapped into memory: a view that can be thrown away and made again.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Chemistry;
using Microsoft.Win32.SafeHandles;

namespace DataHub.Structures;

/// <summary>How far the files go: number of structures, the intake time up to which the archive is in them, and the toolkit that made the bits.</summary>
sealed record BitsState(int Version, string Toolkit, int Count, long UpToTicks);

[JsonSerializable(typeof(BitsState))]
sealed partial class BitsJson : JsonSerializerContext;

/// <summary>
/// Structures by number: InChIKey and SMILES (a line each), 2048 Morgan bits, 2048 pattern bits. Written by one thread, read by any number; a reader sees the structures that were
/// there when it began. A crash leaves at most a tail behind the count of the state, which is overwritten.
/// </summary>
sealed class StructureBits : IDisposable
{
    const int Layout = 1, Words = 32, Bytes = Words * 8;

    readonly string _folder;
    readonly Lock _growing = new();
    readonly List<long> _lines = [];
    readonly List<ulong> _keys = [];
    SafeFileHandle? _names;
    Mapped _morgan, _pattern;
    long _length;

    /// <summary>Opens the bits of a folder, empty ones if there are none of this toolkit.</summary>
    public StructureBits(string folder, string toolkit, bool readOnly)
    {
        _folder = folder;
        State = new(Layout, toolkit, 0, 0);
        if (!readOnly) Directory.CreateDirectory(folder);
        if (Told() is { } state && state.Version == Layout && state.Toolkit == toolkit) State = state;
        Load();
        _morgan = new Mapped(Name("morgan.bits"), State.Count);
        _pattern = new Mapped(Name("pattern.bits"), State.Count);
    }

    /// <summary>How far they go.</summary>
    public BitsState State { get; private set; }

    /// <summary>A structure by its number.</summary>
    public (string InChIKey, string Smiles) this[int i]
    {
        get
        {
            long from, to;
            SafeFileHandle names;
            lock (_growing) (from, to, names) = (_lines[i], i + 1 < _lines.Count ? _lines[i + 1] : _length, _names!);
            var bytes = new byte[to - from - 1];
            int read = RandomAccess.Read(names, bytes, from);
            if (read < bytes.Length) throw new InvalidDataException($"{Name(NamesFile)} ends before structure {i}; delete the folder, and it is made anew");
            var line = Encoding.UTF8.GetString(bytes);
            int tab = line.IndexOf('\t');
            return (line[..tab], line[(tab + 1)..]);
        }
    }

    /// <summary>The lines of all structures that are there, for the writer.</summary>
    public IEnumerable<string> Lines() => State.Count == 0 ? [] : File.ReadLines(Name(NamesFile)).Take(State.Count);

    /// <summary>Adds structures; durable with the state behind them.</summary>
    public void Add(IReadOnlyList<(string InChIKey, string Smiles, Bits Bits)> some, long upToTicks)
    {
        int count = State.Count + some.Count;
        var morgan = _morgan.Grown(some.Select(s => s.Bits.Morgan), State.Count, count);
        var pattern = _pattern.Grown(some.Select(s => s.Bits.Pattern), State.Count, count);
        var (lines, keys) = (new List<long>(), new List<ulong>());
        long length = _length;
        if (some.Count > 0)
            using (var names = new FileStream(Name(NamesFile), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
            {
                names.Position = length;
                foreach (var (key, smiles, _) in some)
                {
                    lines.Add(length);
                    keys.Add(KeyOf(key));
                    var line = Encoding.UTF8.GetBytes($"{key}\t{smiles}\n");
                    names.Write(line);
                    length += line.Length;
                }
                names.SetLength(length);
                names.Flush(true);
            }
        var state = State with { Count = count, UpToTicks = upToTicks };
        File.WriteAllText(Name("state.json") + ".new", JsonSerializer.Serialize(state, BitsJson.Default.BitsState));
        File.Move(Name("state.json") + ".new", Name("state.json"), true);
        lock (_growing)
        {
            _lines.AddRange(lines);
            _keys.AddRange(keys);
            if (count > 0) _names ??= File.OpenHandle(Name(NamesFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            (_morgan, _pattern, State, _length) = (morgan, pattern, state, length);
        }
    }

    /// <summary>For each structure whether it has one of these InChIKeys; null if all may be found.</summary>
    public bool[]? Allowed(IReadOnlySet<string>? among)
    {
        if (among is null) return null;
        var wanted = new HashSet<ulong>(among.Count);
        foreach (var key in among) wanted.Add(KeyOf(key));
        lock (_growing)
        {
            var allowed = new bool[_keys.Count];
            for (int i = 0; i < allowed.Length; i++) allowed[i] = wanted.Contains(_keys[i]);
            return allowed;
        }
    }

    /// <summary>64 bits of an InChIKey (FNV-1a): of the ten million keys of a large archive no two are likely to be alike.</summary>
    static ulong KeyOf(ReadOnlySpan<char> key)
    {
        ulong h = 14695981039346656037;
        foreach (char c in key) h = (h ^ c) * 1099511628211;
        return h;
    }

    /// <summary>
    /// The structures that are most similar to a fingerprint by Tanimoto's coefficient, at least <paramref name="threshold"/>, best first and then by number; at most <paramref name="top"/>.
    /// </summary>
    public List<(int Number, double Score)> Similar(ulong[] asked, double threshold, int top, CancellationToken cancel, bool[]? allowed = null)
    {
        Mapped bits;
        lock (_growing) bits = _morgan;
        using var held = bits.Hold();
        var best = new List<(int Number, double Score)>[Environment.ProcessorCount];
        int part = (bits.Count + best.Length - 1) / best.Length;
        Parallel.For(0, best.Length, new ParallelOptions { CancellationToken = cancel }, p => best[p] = Nearest(bits, asked, p * part, Math.Min(bits.Count, (p + 1) * part), threshold, top, allowed, cancel));
        return [.. best.SelectMany(b => b).OrderByDescending(b => b.Score).ThenBy(b => b.Number).Take(top)];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe List<(int, double)> Nearest(Mapped bits, ulong[] asked, int from, int to, double threshold, int top, bool[]? allowed, CancellationToken cancel)
    {
        // The least score that still counts rises as better ones are found.
        var heap = new PriorityQueue<int, (double Score, int Number)>();
        int own = asked.Sum(BitOperations.PopCount);
        double least = threshold;
        fixed (ulong* a = asked)
            for (int i = from; i < to; i++)
            {
                if ((i & 0xffff) == 0) cancel.ThrowIfCancellationRequested();
                if (allowed is not null && (i >= allowed.Length || !allowed[i])) continue;
                int there = bits.Ones[i];
                // Not more can be shared than the smaller has: the score is at most smaller/larger.
                if (Math.Min(own, there) < least * Math.Max(own, there)) continue;
                ulong* b = bits.At(i);
                int both = 0;
                for (int w = 0; w < Words; w += 4)
                    both += BitOperations.PopCount(a[w] & b[w]) + BitOperations.PopCount(a[w + 1] & b[w + 1]) + BitOperations.PopCount(a[w + 2] & b[w + 2]) + BitOperations.PopCount(a[w + 3] & b[w + 3]);
                int either = own + there - both;
                double score = either == 0 ? 0 : (double)both / either;
                if (score < least || heap.Count == top && score == least) continue;
                heap.Enqueue(i, (score, -i));
                if (heap.Count > top) heap.Dequeue();
                if (heap.Count == top && heap.TryPeek(out _, out var worst)) least = Math.Max(threshold, worst.Score);
            }
        var found = new List<(int, double)>(heap.Count);
        while (heap.TryDequeue(out int i, out var rank)) found.Add((i, rank.Score));
        return found;
    }

    /// <summary>The structures that have all bits of a pattern, by number: those among which a substructure can be.</summary>
    public List<int> Screened(ulong[] asked, CancellationToken cancel, bool[]? allowed = null)
    {
        Mapped bits;
        lock (_growing) bits = _pattern;
        using var held = bits.Hold();
        var parts = new List<int>[Environment.ProcessorCount];
        int part = (bits.Count + parts.Length - 1) / parts.Length;
        Parallel.For(0, parts.Length, new ParallelOptions { CancellationToken = cancel }, p => parts[p] = Having(bits, asked, p * part, Math.Min(bits.Count, (p + 1) * part), allowed, cancel));
        return [.. parts.SelectMany(x => x)];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe List<int> Having(Mapped bits, ulong[] asked, int from, int to, bool[]? allowed, CancellationToken cancel)
    {
        // Words without a bit that is asked for need no look.
        int[] words = [.. Enumerable.Range(0, Words).Where(w => asked[w] != 0)];
        var found = new List<int>();
        for (int i = from; i < to; i++)
        {
            if ((i & 0xffff) == 0) cancel.ThrowIfCancellationRequested();
            if (allowed is not null && (i >= allowed.Length || !allowed[i])) continue;
            ulong* b = bits.At(i);
            bool all = true;
            foreach (int w in words) if ((asked[w] & ~b[w]) != 0) { all = false; break; }
            if (all) found.Add(i);
        }
        return found;
    }

    BitsState? Told()
    {
        try { return JsonSerializer.Deserialize(File.ReadAllText(Name("state.json")), BitsJson.Default.BitsState); }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException) { return null; }
    }

    void Load()
    {
        if (State.Count == 0) return;
        long bits = (long)State.Count * Bytes;
        bool Whole(string name) => new FileInfo(Name(name)) is { Exists: true } f && f.Length >= bits;
        if (File.Exists(Name(NamesFile)) && Whole("morgan.bits") && Whole("pattern.bits"))
        {
            foreach (var line in Lines())
            {
                _lines.Add(_length);
                _keys.Add(KeyOf(line.AsSpan(0, Math.Max(0, line.IndexOf('\t')))));
                _length += Encoding.UTF8.GetByteCount(line) + 1;
            }
            if (_lines.Count == State.Count)
            {
                _names = File.OpenHandle(Name(NamesFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                return;
            }
        }
        // Damaged: made anew.
        _lines.Clear();
        _keys.Clear();
        _length = 0;
        State = State with { Count = 0, UpToTicks = 0 };
    }

    const string NamesFile = "structures.tsv";

    string Name(string name) => Path.Combine(_folder, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _morgan.Dispose();
        _pattern.Dispose();
        _names?.Dispose();
    }
}
