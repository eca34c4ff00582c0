// How many molecule states there are in all drawers together.
namespace DataHub.Store.Catalogues;

static class Distinct
{
    /// <summary>
    /// Number of different states: slice by slice of the order of keys, since each drawer is sorted. A state is told by 92 bits of key and mark, so that among ten million
    /// states of fifty thousand to a key two would have to agree in 32 bits to be counted as one.
    /// </summary>
    public static long States(Drawer[] drawers)
    {
        if (drawers.Length == 0) return 0;
        var largest = drawers.MaxBy(d => d.Keys.Length)!;
        int slices = Math.Clamp(drawers.Sum(d => d.Keys.Length / 50_000) + 1, 1, 1024);
        var bounds = Enumerable.Range(1, slices - 1).Select(i => largest.Keys[(int)((long)i * largest.Keys.Length / slices)]).Prepend(0ul).Distinct().ToArray();
        long total = 0;
        Parallel.For(0, bounds.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, s =>
        {
            var states = new List<(ulong Key, uint Mark)>();
            foreach (var d in drawers)
            {
                var keys = d.Keys;
                var marks = d.Marks;
                int from = SortKeys.Find(keys, bounds[s], 0), to = s + 1 < bounds.Length ? SortKeys.Find(keys, bounds[s + 1], from) : keys.Length;
                for (int i = from; i < to; i++)
                    // Neighbours are most often of one state.
                    if (i == from || keys[i] != keys[i - 1] || marks[i] != marks[i - 1]) states.Add((keys[i], marks[i]));
            }
            states.Sort(static (a, b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : a.Mark.CompareTo(b.Mark));
            int count = states.Count == 0 ? 0 : 1;
            for (int i = 1; i < states.Count; i++) if (states[i] != states[i - 1]) count++;
            Interlocked.Add(ref total, count);
        });
        return total;
    }
}
