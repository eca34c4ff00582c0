// Time limits, many threads, and memory.
using System.Diagnostics;
using DataHub.Chemistry;
using Xunit;

namespace DataHub.Tests.Chemistry;

public class EngineTests
{
    static readonly string Heavy = string.Concat(Enumerable.Repeat("c1ccccc1", 60));

    [Fact]
    public void A_call_that_takes_too_long_is_given_up_and_the_next_one_works()
    {
        using var hasty = new Toolkit(new ToolkitOptions(1) { TimeLimit = TimeSpan.FromMilliseconds(1) });
        using var patient = new Toolkit(new ToolkitOptions(1) { TimeLimit = TimeSpan.FromMinutes(1) });
        var refused = Enumerable.Range(0, 10).Select(i => hasty.FromSmiles(Heavy[..(8 * (60 - i))]).Error).Where(e => e is not null).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, e => Assert.Equal("it took longer than 0.001 s", e));
        Assert.NotNull(patient.FromSmiles(Heavy).Molecule);
        Assert.Equal("UHOVQNZJYSORNB-UHFFFAOYSA-N", patient.FromSmiles("c1ccccc1").Molecule!.InChIKey);
    }

    [Fact]
    public void What_was_given_up_for_time_is_tried_again_when_asked_again()
    {
        using var toolkit = new Toolkit(new ToolkitOptions(1) { TimeLimit = TimeSpan.FromMinutes(1) });
        using (var hasty = new Toolkit(new ToolkitOptions(1) { TimeLimit = TimeSpan.FromMilliseconds(1) })) _ = hasty.FromSmiles(Heavy);
        var again = toolkit.FromSmiles(Heavy);
        Assert.True(again.Molecule is not null, again.Error);
    }

    [Fact]
    public void Eight_threads_get_the_same_answers_as_one()
    {
        string[] smiles = [.. Enumerable.Range(1, 120).Select(i => new string('C', i % 20 + 1) + (i % 3 == 0 ? "O" : i % 3 == 1 ? "c1ccccc1" : "C(=O)N") + (i % 2 == 0 ? "" : "F"))];
        using var one = new Toolkit(new ToolkitOptions(1));
        using var two = new Toolkit(new ToolkitOptions(2));
        var expected = smiles.Select(s => one.FromSmiles(s)).Select(p => (p.Molecule!.Smiles, p.Molecule.InChIKey)).ToList();
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<int, List<(string?, string?)>>();
        var threads = Enumerable.Range(0, 8).Select(t => new Thread(() => answers[t] = [.. smiles.Select(s => two.FromSmiles(s)).Select(p => (p.Molecule?.Smiles, p.Molecule?.InChIKey))])).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.All(Enumerable.Range(0, 8), t => Assert.Equal(expected, answers[t]));
        Assert.Equal(expected, two.FromSmilesAll(smiles).Select(p => (p.Molecule!.Smiles, p.Molecule.InChIKey)));
    }

    [Fact]
    public void Twenty_thousand_calls_do_not_eat_memory()
    {
        using var toolkit = new Toolkit(new ToolkitOptions(1) { Remembered = 100 });
        void Round(int calls) { for (int i = 0; i < calls; i++) Assert.NotNull(toolkit.Fingerprint($"CC{new string('C', i % 17)}c1ccc(N)cc1{new string('O', i % 2)}C(=O)O")); }
        Round(2000);
        long before = Rss();
        Round(18_000);
        Assert.InRange(Rss() - before, long.MinValue, 400L << 20);

        static long Rss() { using var self = Process.GetCurrentProcess(); return self.WorkingSet64; }
    }

    [Fact]
    public void A_remembered_answer_costs_the_engine_nothing()
    {
        var recent = new Recent<string, int>(100);
        for (int i = 0; i < 1000; i++) recent.Add($"k{i}", i);
        Assert.InRange(recent.Count, 50, 100);
        Assert.True(recent.TryGet("k999", out int last) && last == 999);
        Assert.False(recent.TryGet("k0", out _));
        for (int i = 0; i < 1000; i++) { recent.Add($"j{i}", i); Assert.True(recent.TryGet("k999", out _), "what is used again stays"); }
    }
}
