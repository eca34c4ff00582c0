// Energies of atoms by least squares: what of a total energy is mere composition.
using DataHub.Compute.Surrogates;
using DataHub.Model;

namespace DataHub.TrainingSets;

/// <summary>Gathers compositions and total energies of one level, row by row, and solves the normal equations at the end.</summary>
sealed class AtomFit
{
    readonly List<string> _elements = [];
    readonly Dictionary<(int, int), double> _products = [];
    readonly Dictionary<int, double> _right = [];
    double _squares;

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds a molecule by its formula (Hill order) and total energy, Eh.</summary>
    public void Add(string formula, double energy)
    {
        var counts = Model.Elements.Composition(formula).Select(c => (Index(c.Symbol), (double)c.Count)).ToList();
        foreach (var (i, a) in counts)
        {
            _right[i] = _right.GetValueOrDefault(i) + a * energy;
            foreach (var (j, b) in counts) if (j <= i) _products[(i, j)] = _products.GetValueOrDefault((i, j)) + a * b;
        }
        _squares += energy * energy;
        Rows++;
    }

    /// <summary>The fitted energies, Eh, and the root mean square of what is left; null if there are fewer rows than elements. Elements that always come together share their energy by the smallest norm.</summary>
    public (Dictionary<string, double> Hartree, double Rms)? Solve()
    {
        int n = _elements.Count;
        if (n == 0 || Rows < n) return null;
        var scale = Enumerable.Range(0, n).Max(i => _products.GetValueOrDefault((i, i)));
        var a = new double[n][];
        for (int i = 0; i < n; i++)
        {
            a[i] = new double[n];
            for (int j = 0; j <= i; j++) a[i][j] = _products.TryGetValue((i, j), out double v) ? v : 0;
            a[i][i] += 1e-10 * scale;
        }
        if (Cholesky.Factor(a) is not { } factor) return null;
        var x = factor.Solve([.. Enumerable.Range(0, n).Select(i => _right.GetValueOrDefault(i))]);
        double left = _squares;
        for (int i = 0; i < n; i++)
        {
            left -= 2 * x[i] * _right.GetValueOrDefault(i);
            for (int j = 0; j < n; j++) left += x[i] * x[j] * _products.GetValueOrDefault(i >= j ? (i, j) : (j, i));
        }
        return (Enumerable.Range(0, n).ToDictionary(i => _elements[i], i => x[i]), Math.Sqrt(Math.Max(0, left) / Rows));
    }

    int Index(string symbol)
    {
        int i = _elements.IndexOf(symbol);
        if (i >= 0) return i;
        // New elements come last, and the products are stored by (larger, smaller) number.
        _elements.Add(symbol);
        return _elements.Count - 1;
    }
}
