// A Gaussian process over a pool that learns one value at a time and knows mean and deviation of every candidate at any moment.
using System.Numerics;
using System.Numerics.Tensors;

namespace DataHub.Compute.Surrogates.Pools;

/// <summary>
/// Exact Gaussian process regression, incremental in both directions: a new training value appends a row to the Cholesky factor L and to V = L⁻¹K over all candidates, a new candidate a column to V.
/// The mean is Vᵀβ with β = L⁻¹y, the variance k(x,x) - Σ V². V is kept in single precision in tiles of 64 candidates, so that it streams through the processor's caches.
/// Values go in and come out in their own unit. Not thread-safe.
/// </summary>
public sealed class PoolProcess(PoolKernel kernel)
{
    const int Tile = 64;
    /// <summary>Added to the diagonal, relative to it: covariances are single precision.</summary>
    const double Jitter = 3e-6;
    /// <summary>At most so many values choose the weights.</summary>
    public const int MostFitting = 400;

    readonly List<int> _training = [], _columns = [];
    readonly List<double> _y = [];
    readonly List<double[]> _l = [];
    readonly List<float[]> _lSingle = [], _tiles = [];
    readonly List<float> _own = [];
    float[] _squares = [], _scratch = [];
    double _mean, _scale = 1, _variance = 1;
    double[] _beta = [];

    /// <summary>Training values.</summary>
    public int Count => _training.Count;
    /// <summary>Candidates that are predicted, in the order of the results.</summary>
    public IReadOnlyList<int> Columns => _columns;
    /// <summary>The molecules that train.</summary>
    public IReadOnlyList<int> Training => _training;
    /// <summary>The weights.</summary>
    public PoolWeights Weights { get; private set; } = PoolWeights.Start(kernel.Pool.Kinds);
    /// <summary>Standard deviation of the noise, in the unit of the values.</summary>
    public double NoiseSigma => _scale * Math.Sqrt(_variance * Weights.Noise);

    /// <summary>Takes weights found before.</summary>
    public void Adopt(PoolWeights weights) => Weights = weights;

    /// <summary>
    /// Forgets everything and learns anew: these molecules with their values, weights found by marginal likelihood on a part of them chosen by the seed.
    /// <paramref name="blurs"/> are standard deviations of values that are themselves estimates, 0 for measured ones, which alone choose the weights.
    /// </summary>
    public void Fit(IReadOnlyList<int> molecules, IReadOnlyList<double> values, int seed, int sweeps = 3, IReadOnlyList<double>? blurs = null)
    {
        int[] chosen = [.. Enumerable.Range(0, molecules.Count).Where(i => blurs is null || blurs[i] == 0)];
        if (chosen.Length > MostFitting)
        {
            new Random(seed).Shuffle(chosen);
            chosen = chosen[..MostFitting];
        }
        double mean = values.Average(), scale = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        if (!(scale > 0)) scale = 1;
        Weights = WeightSearch.Best(kernel, [.. chosen.Select(i => molecules[i])], [.. chosen.Select(i => (values[i] - mean) / scale)], Weights, PoolWeights.Start(kernel.Pool.Kinds), sweeps);
        var columns = _columns.ToArray();
        _training.Clear(); _y.Clear(); _l.Clear(); _lSingle.Clear(); _columns.Clear(); _tiles.Clear(); _own.Clear();
        _squares = [];
        (_mean, _scale) = (mean, scale);
        Learn(molecules, values, blurs);
        Watch(columns);
    }

    /// <summary>Learns further values; the weights stay.</summary>
    public void Learn(IReadOnlyList<int> molecules, IReadOnlyList<double> values, IReadOnlyList<double>? blurs = null)
    {
        int from = _training.Count;
        Span<float> parts = stackalloc float[kernel.Parts];
        for (int m = 0; m < molecules.Count; m++)
        {
            int n = _training.Count;
            var row = new double[n + 1];
            for (int j = 0; j < n; j++)
            {
                kernel.Pair(molecules[m], _training[j], parts);
                var l = _l[j];
                row[j] = (kernel.Of(parts, Weights) - TensorPrimitives.Dot<double>(row.AsSpan(0, j), l.AsSpan(0, j))) / l[j];
            }
            double blur = blurs is null ? 0 : blurs[m] * blurs[m] / (_scale * _scale * _variance);
            double own = kernel.Own(molecules[m], Weights), pivot = own * (1 + Jitter) + Weights.Noise + blur - TensorPrimitives.Dot<double>(row.AsSpan(0, n), row.AsSpan(0, n));
            // Exactly, it is never less than the noise; what is less has been lost to rounding.
            row[n] = Math.Sqrt(Math.Max(pivot, Weights.Noise + Jitter * own));
            _l.Add(row);
            _lSingle.Add([.. row.Select(x => (float)x)]);
            _training.Add(molecules[m]);
            _y.Add(values[m]);
        }
        if (_columns.Count > 0 && molecules.Count > 0) Rows(from, 0);
        Solve();
    }

    /// <summary>Further candidates are predicted from now on.</summary>
    public void Watch(IReadOnlyList<int> candidates)
    {
        if (candidates.Count == 0) return;
        int from = _columns.Count;
        foreach (int c in candidates)
        {
            _columns.Add(c);
            _own.Add(kernel.Own(c, Weights));
        }
        Array.Resize(ref _squares, (_columns.Count + Tile - 1) / Tile * Tile);
        while (_tiles.Count * Tile < _columns.Count) _tiles.Add([]);
        // A tile that was partly filled is made anew as a whole.
        if (_training.Count > 0) Rows(0, from / Tile);
    }

    /// <summary>Means and standard deviations (noise included) of the candidates in the order of <see cref="Columns"/>.</summary>
    public (double[] Mean, double[] Sigma) Predict()
    {
        var mean = new double[_columns.Count];
        var sigma = new double[_columns.Count];
        var sum = new float[Tile];
        for (int t = 0; t < _tiles.Count; t++)
        {
            Array.Clear(sum);
            for (int i = 0; i < _training.Count; i++) TensorPrimitives.MultiplyAdd(_tiles[t].AsSpan(i * Tile, Tile), (float)_beta[i], sum, sum);
            for (int c = 0; c < Tile && t * Tile + c < mean.Length; c++)
            {
                int at = t * Tile + c;
                mean[at] = _mean + _scale * sum[c];
                sigma[at] = _scale * Math.Sqrt(_variance * (Math.Max(_own[at] - _squares[at], 1e-3 * Weights.Noise) + Weights.Noise));
            }
        }
        return (mean, sigma);
    }

    /// <summary>For each training value what the others predict of it, weights unchanged, with the standard deviation (Rasmussen and Williams 2006, equations 5.10 to 5.12).</summary>
    public (double Mean, double Sigma)[] LeaveOneOut()
    {
        var factor = Cholesky.Of([.. _l]);
        var diagonal = factor.InverseDiagonal();
        var y = Standardised();
        var alpha = factor.Solve(y);
        return [.. diagonal.Select((d, i) => (_mean + _scale * (y[i] - alpha[i] / d), _scale * Math.Sqrt(_variance / d)))];
    }

    double[] Standardised() => [.. _y.Select(v => (v - _mean) / _scale)];

    void Solve()
    {
        if (_y.Count == 0) return;
        _mean = _y.Average();
        double scale = Math.Sqrt(_y.Average(v => (v - _mean) * (v - _mean)));
        _scale = scale > 0 ? scale : 1;
        _beta = Cholesky.Of([.. _l]).Forward(Standardised());
        _variance = Math.Max(TensorPrimitives.Dot<double>(_beta, _beta) / _beta.Length, 1e-12);
    }

    /// <summary>Computes the rows of V from one training value on, for the tiles from one on.</summary>
    void Rows(int fromRow, int fromTile)
    {
        int n = _training.Count, first = fromTile * Tile, count = _columns.Count - first, padded = (_tiles.Count - fromTile) * Tile;
        if (_scratch.Length < kernel.Pool.Candidates) _scratch = new float[kernel.Pool.Candidates];
        int[] columns = [.. _columns.Skip(first)];
        for (int t = fromTile; t < _tiles.Count; t++)
            if (_tiles[t].Length < n * Tile)
            {
                var grown = new float[Math.Max(n, fromRow == 0 ? n : n * 5 / 4) * Tile];
                _tiles[t].AsSpan(0, Math.Min(_tiles[t].Length, fromRow * Tile)).CopyTo(grown);
                _tiles[t] = grown;
            }
        if (fromRow == 0) _squares.AsSpan(first).Clear();
        var row = new float[padded];
        for (int i = fromRow; i < n; i++)
        {
            kernel.Row(_training[i], columns, Weights, row.AsSpan(0, count), _scratch);
            for (int t = fromTile; t < _tiles.Count; t++) row.AsSpan((t - fromTile) * Tile, Tile).CopyTo(_tiles[t].AsSpan(i * Tile, Tile));
        }
        for (int t = fromTile; t < _tiles.Count; t++)
            for (int i = fromRow; i < n; i++) Substitute(_tiles[t], i, _lSingle[i], _squares.AsSpan(t * Tile, Tile));
    }

    /// <summary>One row of one tile: V_i = (K_i - Σ L_ij V_j) / L_ii, and its squares added up.</summary>
    static void Substitute(float[] tile, int i, float[] l, Span<float> squares)
    {
        int width = Vector<float>.Count;
        var own = tile.AsSpan(i * Tile, Tile);
        for (int part = 0; part < Tile; part += 4 * width)
        {
            Vector<float> a = new(own[part..]), b = new(own[(part + width)..]), c = new(own[(part + 2 * width)..]), d = new(own[(part + 3 * width)..]);
            ref float start = ref tile[part];
            for (int j = 0; j < i; j++)
            {
                var factor = new Vector<float>(-l[j]);
                ref float at = ref System.Runtime.CompilerServices.Unsafe.Add(ref start, j * Tile);
                a = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref at), a);
                b = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref at, (nuint)width), b);
                c = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref at, (nuint)(2 * width)), c);
                d = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref at, (nuint)(3 * width)), d);
            }
            float inverse = 1 / l[i];
            Store(a, part); Store(b, part + width); Store(c, part + 2 * width); Store(d, part + 3 * width);

            void Store(Vector<float> v, int place)
            {
                v *= inverse;
                v.CopyTo(tile, i * Tile + place);
            }
        }
        TensorPrimitives.MultiplyAdd<float>(own, own, squares, squares);
    }
}
