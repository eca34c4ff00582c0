// Closing while others read: what is mapped into memory is let go of only when nobody reads it any more.
using DataHub.Model;
using DataHub.Store;
using DataHub.Structures;
using Xunit;

namespace DataHub.Tests.Store;

public class ClosingTests
{
    /// <summary>Runs each question over and over on a thread of its own while <paramref name="close"/> happens; what each thread ended with.</summary>
    static List<Exception?> Meanwhile(IReadOnlyList<Action> questions, Action close)
    {
        using var running = new CountdownEvent(questions.Count);
        var ends = new Exception?[questions.Count];
        var until = DateTime.UtcNow.AddSeconds(20);
        var threads = questions.Select((ask, i) => new Thread(() =>
        {
            bool first = true;
            try
            {
                while (DateTime.UtcNow < until)
                {
                    ask();
                    if (first) running.Signal();
                    first = false;
                }
            }
            catch (Exception e) { ends[i] = e; if (first) running.Signal(); }
        })).ToList();
        threads.ForEach(t => t.Start());
        Assert.True(running.Wait(TimeSpan.FromSeconds(20)));
        close();
        threads.ForEach(t => t.Join());
        return [.. ends];
    }

    [Fact]
    public void Whoever_asks_an_archive_that_is_being_closed_is_told_so_and_reads_no_freed_memory()
    {
        using var temp = Shared.Temp();
        var records = Samples.Many(200, 7).ToList();
        using (var archive = Archive.Open(new(temp["archive"]))) foreach (var chunk in records.Chunk(50)) archive.Append(chunk);
        MoleculeState[] states = [.. records.Where(r => r.Molecule.InChIKey is not null).Select(r => new MoleculeState(r.Molecule.InChIKey!, r.Molecule.Charge, r.Molecule.Multiplicity))];
        string[] levels = [.. records.Select(r => r.Level.Name).Distinct()], keys = [.. records.Select(r => r.Geometry?.Key).OfType<string>()];
        for (int round = 0; round < 3; round++)
        {
            var archive = Archive.Open(new(temp["archive"]));
            var ends = Meanwhile(
            [
                () => archive.Candidates(states, Property.Gap), () => archive.Candidates(states, Property.One("E1")!), () => archive.AtLevel(levels[0], Property.Energy),
                () => archive.CandidatesOfShape(keys, 0, 1, Property.Gap), () => archive.CatalogueDump().Count(), () => archive.Counts(),
            ], archive.Dispose);
            Assert.All(ends, e => Assert.IsType<ObjectDisposedException>(e));
            archive.Dispose();
        }
    }

    [Fact]
    public void A_similarity_search_outlives_the_files_that_it_reads()
    {
        using var temp = Shared.Temp();
        var random = new Random(3);
        ulong[] Words() => [.. Enumerable.Range(0, 32).Select(_ => (ulong)random.NextInt64())];
        for (int round = 0; round < 3; round++)
        {
            var bits = new StructureBits(temp[$"bits{round}"], "test", false);
            bits.Add([.. Enumerable.Range(0, 3000).Select(i => ($"KEY{i}", "C", new DataHub.Chemistry.Bits(Words(), Words())))], 1);
            var asked = Words();
            var ends = Meanwhile([.. Enumerable.Repeat<Action>(() => bits.Similar(asked, 0.1, 10, default), 2), () => bits.Screened(asked, default)], bits.Dispose);
            Assert.All(ends, e => Assert.IsType<ObjectDisposedException>(e is AggregateException { InnerException: { } inner } ? inner : e));
        }
    }
}
