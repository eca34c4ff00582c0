// What a search sees of molecules: fragments and descriptors of their graphs, and numbers that are known anyway.
using DataHub.Chemistry;
using DataHub.Compute.Surrogates.Pools;

namespace DataHub.Screening;

/// <summary>From SMILES to what <see cref="MoleculePool"/> takes; many at once, over all engines of the toolkit.</summary>
public static class PoolFeatures
{
    const int Kinds = 3;

    /// <summary>One for each SMILES, in their order, with further numbers (not finite where not known) behind the descriptors. A text that is no molecule has no fragments and unknown descriptors.</summary>
    public static IReadOnlyList<PoolMolecule> Of(Toolkit toolkit, IReadOnlyList<string> smiles, Func<int, double[]>? beside = null, CancellationToken cancel = default)
    {
        var graphs = new StructureQuestions(toolkit).Graphs(smiles, cancel);
        var made = new PoolMolecule[smiles.Count];
        Parallel.For(0, made.Length, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancel }, i =>
        {
            var more = beside?.Invoke(i) ?? [];
            made[i] = graphs[i] is { } g
                ? new PoolMolecule([.. GraphFragments.Of(g).Select(f => new FragmentVector(f.Keys, [.. f.Counts.Select(c => (float)c)]))], [.. GraphDescriptors.Of(g), .. more])
                : new PoolMolecule([.. Enumerable.Repeat(FragmentVector.Empty, Kinds)], [.. Enumerable.Repeat(double.NaN, GraphDescriptors.Count), .. more]);
        });
        return made;
    }
}
