// The Gaussian process over a pool: learning one value at a time gives what learning all at once gives, and what the textbook formula gives.
using DataHub.Chemistry;
using DataHub.Compute.Surrogates;
using DataHub.Compute.Surrogates.Pools;
using DataHub.Screening;
using Xunit;

namespace DataHub.Tests.Screening;

public class PoolProcessTests
{
    static MoleculePool Pool(int n, int foreign = 0)
    {
        var random = new Random(5);
        PoolMolecule Made()
        {
            int[] keys = [.. Enumerable.Range(0, 40).Where(_ => random.NextDouble() < 0.3)];
            return new PoolMolecule([new FragmentVector(keys, [.. keys.Select(_ => 1f + random.Next(4))])], [random.NextDouble(), random.NextDouble(), 3]);
        }
        return new MoleculePool([.. Enumerable.Range(0, n).Select(_ => Made())], [.. Enumerable.Range(0, foreign).Select(_ => Made())]);
    }

    static double[] Values(MoleculePool pool) => [.. Enumerable.Range(0, pool.Count).Select(i => 3 + 2 * pool.Z(i)[0] + Math.Sin(3 * pool.Z(i)[1]))];

    [Fact]
    public void A_row_of_similarities_by_the_inverted_index_is_what_each_pair_has()
    {
        var pool = Pool(120, 10);
        var row = new float[120];
        for (int m = 0; m < pool.Count; m += 7)
        {
            pool.TanimotoRow(0, m, row);
            for (int c = 0; c < 120; c++) Assert.Equal(pool.Tanimoto(0, m, c), row[c], 1e-6);
        }
        Assert.Equal(2, pool.Descriptors);
    }

    [Fact]
    public void What_is_learned_and_watched_piece_by_piece_is_what_the_formula_gives()
    {
        var pool = Pool(200, 20);
        var kernel = new PoolKernel(pool, _ => [], 0);
        var process = new PoolProcess(kernel);
        double[] y = Values(pool);
        int[] all = [.. Enumerable.Range(0, 50), .. Enumerable.Range(200, 20), .. Enumerable.Range(50, 30)];
        process.Watch([.. Enumerable.Range(90, 50)]);
        process.Learn(all[..7], [.. all[..7].Select(i => y[i])]);
        process.Watch([.. Enumerable.Range(140, 60)]);
        for (int i = 7; i < all.Length; i += 9) process.Learn(all[i..Math.Min(i + 9, all.Length)], [.. all[i..Math.Min(i + 9, all.Length)].Select(j => y[j])]);
        var (mean, sigma) = process.Predict();

        // Rasmussen and Williams 2006, algorithm 2.1, written out.
        int n = all.Length;
        double average = all.Average(i => y[i]), scale = Math.Sqrt(all.Average(i => (y[i] - average) * (y[i] - average)));
        var parts = new float[kernel.Parts];
        double Of(int a, int b) { kernel.Pair(a, b, parts); return kernel.Of(parts, process.Weights); }
        var k = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, i + 1).Select(j => Of(all[i], all[j]) + (i == j ? process.Weights.Noise : 0)).ToArray()).ToArray();
        var factor = Cholesky.Factor(k)!;
        double[] standard = [.. all.Select(i => (y[i] - average) / scale)], alpha = factor.Solve(standard);
        double variance = standard.Zip(alpha, (a, b) => a * b).Sum() / n;
        for (int c = 0; c < process.Columns.Count; c++)
        {
            double[] own = [.. all.Select(i => Of(i, process.Columns[c]))], v = factor.Forward(own);
            Assert.Equal(average + scale * own.Zip(alpha, (a, b) => a * b).Sum(), mean[c], 2e-3);
            double expected = scale * Math.Sqrt(variance * (Math.Max(kernel.Own(process.Columns[c], process.Weights) - v.Sum(x => x * x), 1e-3 * process.Weights.Noise) + process.Weights.Noise));
            Assert.Equal(expected, sigma[c], 2e-2 * expected);
        }
    }

    [Fact]
    public void Weights_found_by_the_data_predict_better_than_those_it_began_with_and_estimates_pull_less_than_measured_values()
    {
        var pool = Pool(300);
        double[] y = Values(pool);
        int[] train = [.. Enumerable.Range(0, 120)], rest = [.. Enumerable.Range(120, 180)];
        double Error(PoolProcess p) { var (m, _) = p.Predict(); return p.Columns.Select((c, i) => Math.Abs(m[i] - y[c])).Average(); }
        PoolProcess plain = new(new PoolKernel(pool, _ => [], 0)), fitted = new(new PoolKernel(pool, _ => [], 0));
        plain.Watch(rest);
        plain.Learn(train, [.. train.Select(i => y[i])]);
        fitted.Watch(rest);
        fitted.Fit(train, [.. train.Select(i => y[i])], 1);
        Assert.True(Error(fitted) < Error(plain), $"{Error(fitted)} {Error(plain)}");
        Assert.InRange(fitted.LeaveOneOut().Select((l, i) => Math.Abs(l.Mean - y[train[i]])).Average(), 0, 2 * Error(fitted) + 0.02);

        double before = fitted.Predict().Mean[0];
        PoolProcess sure = new(new PoolKernel(pool, _ => [], 0)), unsure = new(new PoolKernel(pool, _ => [], 0));
        foreach (var (p, blur) in new[] { (sure, 0.0), (unsure, 5.0) })
        {
            p.Adopt(fitted.Weights);
            p.Watch(rest);
            p.Learn(train, [.. train.Select(i => y[i])]);
            p.Learn([rest[0]], [before + 1], [blur]);
        }
        Assert.True(sure.Predict().Mean[0] - before > 5 * Math.Abs(unsure.Predict().Mean[0] - before));
    }

    [Fact]
    public void What_a_graph_tells_does_not_depend_on_how_the_molecule_is_written()
    {
        using var toolkit = new Toolkit();
        string[] smiles = ["Cc1ccc(C=O)[nH]1", "OC1CC2OC1C2", "CC(=O)N(C)C#N", "[O-][N+](=O)c1ccccc1", "FC(F)(F)C1=CN=CN=C1", "C"];
        string[] other = [.. smiles.Select(s => toolkit.Rewritten(s)!)];
        var (a, b) = (PoolFeatures.Of(toolkit, smiles), PoolFeatures.Of(toolkit, other));
        for (int i = 0; i < smiles.Length; i++)
        {
            for (int d = 0; d < a[i].Descriptors.Length; d++) Assert.Equal(a[i].Descriptors[d], b[i].Descriptors[d], 1e-6);
            for (int k = 0; k < 3; k++)
            {
                Assert.Equal(a[i].Fragments[k].Keys, b[i].Fragments[k].Keys);
                Assert.Equal(a[i].Fragments[k].Counts, b[i].Fragments[k].Counts);
            }
        }
        Assert.All(Enumerable.Range(1, 5), i => Assert.True(FragmentVector.Tanimoto(a[0].Fragments[0], a[i].Fragments[0]) < 0.8));
        Assert.Equal(1, FragmentVector.Tanimoto(a[0].Fragments[0], b[0].Fragments[0]));
        var bad = PoolFeatures.Of(toolkit, ["no molecule", "C"]);
        Assert.Empty(bad[0].Fragments[0].Keys);
        Assert.All(bad[0].Descriptors, d => Assert.True(double.IsNaN(d)));
    }

    [Theory]
    [InlineData("C=C", -1, 1)]
    [InlineData("C=CC=C", -0.618, 0.618)]
    [InlineData("c1ccccc1", -1, 1)]
    public void Hueckels_levels_are_those_of_the_textbook(string smiles, double highest, double lowest)
    {
        using var toolkit = new Toolkit();
        var levels = HuckelLevels.Of(new StructureQuestions(toolkit).Graphs([smiles])[0]!);
        Assert.Equal(highest, levels.Highest, 1e-3);
        Assert.Equal(lowest, levels.Lowest, 1e-3);
        Assert.Equal(lowest - highest, levels.Gap, 2e-3);
    }
}
