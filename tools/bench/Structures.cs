// Similarity and substructure searches over a million structures, beside a bare reading and counting of the same bits in the same run.
using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using DataHub.Chemistry;
using DataHub.Structures;

namespace DataHub.Bench;

static class Structures
{
    const int Most = 20_000;

    /// <summary>
    /// Real molecules from files of SMILES, then mixtures of two of them ("A.B"), to which the bits of both are given: denser than those of single molecules, and quickly made. How far they are from the toolkit's own is told.
    /// </summary>
    public static void Run(Report report, string work, int count, IReadOnlyList<string> files, string repo)
    {
        var folder = Path.Combine(work, "structures");
        using var hub = Hub.Open(new HubOptions(folder));
        string[] texts = files.Count == 0 ? [.. Molecules.Texts(Most)] : [.. files.SelectMany(f => File.ReadLines(f).Select(l => l.Split((char[])[' ', '\t'], 2)[0]))];
        int step = Math.Max(1, texts.Length / Most);
        texts = [.. texts.Where((_, i) => i % step == 0).Take(Most)];
        var questions = new StructureQuestions(hub.Toolkit);
        var clock = Stopwatch.StartNew();
        var real = texts.Zip(questions.Bits(texts)).Where(x => x.Second is not null).Select(x => (Smiles: x.First, Bits: x.Second!)).ToArray();
        report.Row("structures", $"bits of {texts.Length:N0} molecules by the toolkit, molecules/s", Report.N(texts.Length / clock.Elapsed.TotalSeconds), "told");
        var random = new Random(11);
        (string Key, string Smiles, Bits Bits) Made(int i)
        {
            var key = $"{i:D14}".Replace('0', 'A') + $"-{i:x8}";
            if (i < real.Length) return (key, real[i].Smiles, real[i].Bits);
            var (a, b) = (real[random.Next(real.Length)], real[random.Next(real.Length)]);
            return (key, $"{a.Smiles}.{b.Smiles}", new Bits(Either(a.Bits.Morgan, b.Bits.Morgan), Either(a.Bits.Pattern, b.Bits.Pattern)));
        }
        using (var bits = new StructureBits(Path.Combine(folder, "structures"), hub.Toolkit.Version, false))
            foreach (var part in Enumerable.Range(0, count).Chunk(250_000)) bits.Add([.. part.Select(Made)], 0);
        string[] mixed = [.. Enumerable.Range(0, 300).Select(_ => $"{real[random.Next(real.Length)].Smiles}.{real[random.Next(real.Length)].Smiles}")];
        var known = real.GroupBy(r => r.Smiles).ToDictionary(g => g.Key, g => g.First().Bits);
        var pairs = mixed.Zip(questions.Bits(mixed)).Where(x => x.Second is not null).Select(x => (Two: x.First.Split('.'), Own: x.Second!)).Where(x => x.Two.Length == 2 && known.ContainsKey(x.Two[0]) && known.ContainsKey(x.Two[1])).Select(x => (A: known[x.Two[0]], B: known[x.Two[1]], x.Own)).ToList();
        int morgan = pairs.Count(p => p.Own.Morgan.SequenceEqual(Either(p.A.Morgan, p.B.Morgan))), pattern = pairs.Count(p => p.Own.Pattern.SequenceEqual(Either(p.A.Pattern, p.B.Pattern)));
        double ones = pairs.Average(p => p.Own.Pattern.Sum(BitOperations.PopCount)), ours = pairs.Average(p => Either(p.A.Pattern, p.B.Pattern).Sum(BitOperations.PopCount));
        report.Row("structures", $"{count:N0} structures: {Math.Min(count, real.Length):N0} molecules, the rest mixtures of two with the bits of both; of {pairs.Count} mixtures the toolkit gives so many the same Morgan bits, the same pattern bits (pattern bits on average: the toolkit's, ours)", $"{morgan}, {pattern} ({Report.N(ones)}, {Report.N(ours)})", "told");
        Limits(report, count, real[0].Bits.Morgan);

        var process = Process.GetCurrentProcess();
        var (times, spent) = (new List<double>(), new List<double>());
        for (int i = 0; i < 55; i++)
        {
            var asked = real[random.Next(real.Length)].Smiles;
            process.Refresh();
            var cpu = process.TotalProcessorTime;
            double t = Measure.Milliseconds(() => hub.Structures.Similar(asked, 0, 100));
            process.Refresh();
            if (i >= 5) { times.Add(t); spent.Add((process.TotalProcessorTime - cpu).TotalMilliseconds); }
        }
        report.Row("structures", $"similarity, best 100 of {count:N0}, question parsed and answers read, p50 / p95, ms", $"{Report.N(Sample.Of(times).P50)} / {Report.N(Sample.Of(times).P95)}; processor time {Report.N(Sample.Of(spent).P50)} / {Report.N(Sample.Of(spent).P95)}", "< 30");

        var (few, fewSpent, many) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var line in File.ReadLines(Path.Combine(repo, "tests", "DataHub.Tests", "Structures", "fragments.tsv")).Where((_, i) => i % 4 == 0))
        {
            process.Refresh();
            var cpu = process.TotalProcessorTime;
            StructureStream? found = null;
            int hits = 0;
            double t = Measure.Milliseconds(() => { found = hub.Structures.Having(new Pattern(line.Split('\t')[0], true)); hits = found.Screened < 1000 ? found.Hits.Count() : found.Hits.Take(100).Count(); });
            process.Refresh();
            if (found!.Error is not null) continue;
            if (found.Screened >= 1000) { many.Add(t); continue; }
            few.Add(t);
            fewSpent.Add((process.TotalProcessorTime - cpu).TotalMilliseconds);
        }
        if (few.Count > 0) report.Row("structures", $"substructure over {count:N0}, all hits, {few.Count} fragments that the screen cuts below 1,000 candidates, p50 / p95, ms", $"{Report.N(Sample.Of(few).P50)} / {Report.N(Sample.Of(few).P95)}; processor time {Report.N(Sample.Of(fewSpent).P50)} / {Report.N(Sample.Of(fewSpent).P95)}", "p95 < 300");
        if (many.Count > 0) report.Row("structures", $"the same, first 100 hits, {many.Count} more frequent fragments, p50 / p95, ms", $"{Report.N(Sample.Of(many).P50)} / {Report.N(Sample.Of(many).P95)}", "told");
    }

    static ulong[] Either(ulong[] a, ulong[] b) => [.. a.Zip(b, (x, y) => x | y)];

    /// <summary>What one processor needs to read as many bits, and to count those in common with a question.</summary>
    static unsafe void Limits(Report report, int count, ulong[] asked)
    {
        var memory = (ulong*)NativeMemory.AlignedAlloc((nuint)count * 256, 64);
        var random = new Random(3);
        for (long i = 0; i < (long)count * 32; i++) memory[i] = (ulong)random.NextInt64() & (ulong)random.NextInt64() & (ulong)random.NextInt64();
        ulong sink = 0;
        Sample Timed(Action run) => Sample.Of(Enumerable.Range(0, 15).Select(_ => Measure.Milliseconds(run)));
        var read = Timed(() => { var sum = Vector<ulong>.Zero; for (long i = 0; i < (long)count * 32; i += Vector<ulong>.Count) sum ^= *(Vector<ulong>*)(memory + i); sink ^= sum[0]; });
        var counted = Timed(() =>
        {
            long all = 0;
            for (int i = 0; i < count; i++) for (int w = 0; w < 32; w++) all += BitOperations.PopCount(memory[i * 32L + w] & asked[w]);
            sink ^= (ulong)all;
        });
        GC.KeepAlive(sink);
        NativeMemory.AlignedFree(memory);
        report.Row("structures", $"raw limits on one processor for {count:N0} times 2048 bits: reading, counting the bits in common, p50, ms", $"{Report.N(read.P50)}, {Report.N(counted.P50)}", "told");
    }
}
