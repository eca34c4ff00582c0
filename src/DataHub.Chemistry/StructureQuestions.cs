// Many molecules at once: the bits by which structures are searched, and which molecules have a pattern.
using System.Text.Json;

namespace DataHub.Chemistry;

/// <summary>The bits of one molecule: Morgan of radius 2 (ECFP4-like) for similarity, and RDKit's pattern bits for substructure; 2048 bits as 32 words each.</summary>
public sealed record Bits(ulong[] Morgan, ulong[] Pattern);

/// <summary>A substructure to look for: SMARTS, or SMILES that is taken as it stands.</summary>
public readonly record struct Pattern(string Text, bool IsSmiles = false)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>The questions of structure search.</summary>
public sealed class StructureQuestions(Toolkit toolkit)
{
    const int Words = 32, Batch = 128;

    /// <summary>The bits of many SMILES, in their order, over all engines; null where one is no molecule.</summary>
    public IReadOnlyList<Bits?> Bits(IReadOnlyList<string> smiles, CancellationToken cancel = default)
    {
        var all = new Bits?[smiles.Count];
        Each(smiles.Count, cancel, (from, count) =>
        {
            using var answer = toolkit.AskAbout("screens", Lines(smiles, from, count));
            if (answer is null)
            {
                // Something among them is beyond the engine: one by one, so that the others are not lost.
                for (int i = from; i < from + count && count > 1; i++)
                    using (var one = toolkit.AskAbout("screens", smiles[i])) if (one is not null) all[i] = Read(one.RootElement[0].GetString()!);
                return;
            }
            for (int i = 0; i < count; i++) all[from + i] = Read(answer.RootElement[i].GetString()!);
        });
        return all;
    }

    /// <summary>The pattern bits that every molecule with this substructure has, or what is wrong with it.</summary>
    public (ulong[]? Bits, string? Error) Screen(Pattern pattern)
    {
        if ((pattern.IsSmiles ? InputLimits.SmilesDefect(pattern.Text) : InputLimits.SmartsDefect(pattern.Text)) is { } defect) return (null, defect);
        var (hex, error) = toolkit.Told("screen", "hex", pattern.Text, pattern.IsSmiles);
        return hex is null ? (null, error) : (Half(hex, 0), null);
    }

    /// <summary>Which of the molecules have the substructure, in their order; what the engine cannot read has none.</summary>
    public bool[] Have(IReadOnlyList<string> smiles, Pattern pattern, CancellationToken cancel = default)
    {
        var all = new bool[smiles.Count];
        Each(smiles.Count, cancel, (from, count) =>
        {
            using var answer = toolkit.AskAbout("found", Lines(smiles, from, count), pattern.Text, pattern.IsSmiles);
            string? found = answer?.RootElement.GetString();
            for (int i = 0; i < count; i++)
                if (found is not null) all[from + i] = found[i] == '1';
                else using (var one = toolkit.AskAbout("found", smiles[from + i], pattern.Text, pattern.IsSmiles)) all[from + i] = one?.RootElement.GetString() == "1";
        });
        return all;
    }

    /// <summary>The names of the scaffolds (ring systems and the linkers between them) of many SMILES, in their order; "" for a molecule without rings and for what the engine cannot read.</summary>
    public IReadOnlyList<string> Scaffolds(IReadOnlyList<string> smiles, CancellationToken cancel = default)
    {
        var all = new string[smiles.Count];
        Array.Fill(all, "");
        Each(smiles.Count, cancel, (from, count) =>
        {
            using var answer = toolkit.AskAbout("scaffolds", Lines(smiles, from, count));
            for (int i = 0; i < count; i++)
                if (answer is not null) all[from + i] = answer.RootElement[i].GetString()!;
                else using (var one = toolkit.AskAbout("scaffolds", smiles[from + i])) all[from + i] = one?.RootElement[0].GetString() ?? "";
        });
        return all;
    }

    /// <summary>The graphs of many SMILES, in their order; null for what the engine cannot read.</summary>
    public IReadOnlyList<MolecularGraph?> Graphs(IReadOnlyList<string> smiles, CancellationToken cancel = default)
    {
        var all = new MolecularGraph?[smiles.Count];
        Each(smiles.Count, cancel, (from, count) =>
        {
            using var answer = toolkit.AskAbout("graphs", Lines(smiles, from, count));
            for (int i = 0; i < count; i++)
                if (answer is not null) all[from + i] = GraphOf(answer.RootElement[i]);
                else using (var one = toolkit.AskAbout("graphs", smiles[from + i])) all[from + i] = one is null ? null : GraphOf(one.RootElement[0]);
        });
        return all;
    }

    static MolecularGraph? GraphOf(JsonElement e)
    {
        if (e.ValueKind != JsonValueKind.Object) return null;
        int[] a = [.. e.GetProperty("a").EnumerateArray().Select(x => x.GetInt32())], b = [.. e.GetProperty("b").EnumerateArray().Select(x => x.GetInt32())];
        return a.Length == 0 ? null : new MolecularGraph([.. a.Chunk(5).Select(x => new GraphAtom(x[0], x[1], x[2], x[3], x[4] == 1))], [.. b.Chunk(3).Select(x => new GraphBond(x[0], x[1], x[2]))]);
    }

    void Each(int count, CancellationToken cancel, Action<int, int> work) =>
        Parallel.For(0, (count + Batch - 1) / Batch, new ParallelOptions { MaxDegreeOfParallelism = toolkit.Engines, CancellationToken = cancel }, i => work(i * Batch, Math.Min(Batch, count - i * Batch)));

    static string Lines(IReadOnlyList<string> smiles, int from, int count) => string.Join('\n', Enumerable.Range(from, count).Select(i => InputLimits.SmilesDefect(smiles[i]) is null ? smiles[i] : "*"));

    static Bits? Read(string hex) => hex.Length == 0 ? null : new(Half(hex, 0), Half(hex, 1));

    static ulong[] Half(string hex, int half)
    {
        var bytes = Convert.FromHexString(hex.AsSpan(half * Words * 16, Words * 16));
        var words = new ulong[Words];
        for (int i = 0; i < Words; i++) words[i] = BitConverter.ToUInt64(bytes, 8 * i);
        return words;
    }
}
