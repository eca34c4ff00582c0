// The search for a superposition of two geometries whose correspondence of atoms is not known.
namespace DataHub.Model;

/// <summary>
/// Places b on a so that two of its atoms come to lie where two atoms of a are, for every pair that distances allow; finds the partners of the others, superposes all, and keeps the best.
/// If a match exists with no atom off by more than d, one of the placements has every atom within 15 d of its partner: the first atom, at least 0.6 of the radius away from the centre,
/// fixes the axis to d/0.6 of it; the second, at least 0.6 of the largest distance from the axis, fixes the angle about it.
/// </summary>
sealed class GeometrySearch
{
    /// <summary>Comparisons of two atoms at most.</summary>
    const long MostSteps = 20_000_000;
    /// <summary>Like atoms of one kind up to which partners in dispute are settled by least squares.</summary>
    const int MostDisputed = 200;
    const double Share = 0.6;

    readonly int _n;
    readonly double[] _a, _b, _far;
    readonly string[] _labels;
    // Atoms of b by label, and within a label by distance from the centre.
    readonly Dictionary<string, (int[] Atoms, double[] Far)> _kinds = [];
    readonly double _tolerance, _off;
    readonly int[] _taken, _partner, _refined;
    int _turn;
    long _steps;

    public GeometrySearch(Geometry a, Geometry b, double tolerance)
    {
        _n = a.Count;
        (_a, _b) = (GeometryMatch.Centred(a.Coordinates), GeometryMatch.Centred(b.Coordinates));
        _far = Distances(_a);
        _labels = [.. a.Symbols.Select(GeometryKey.Label)];
        _tolerance = tolerance;
        _off = tolerance * Math.Min(Math.Sqrt(_n), GeometryMatch.LargestShare) + 1e-9;
        var far = Distances(_b);
        foreach (var kind in Enumerable.Range(0, _n).GroupBy(i => GeometryKey.Label(b.Symbols[i])))
        {
            int[] atoms = [.. kind.OrderBy(i => far[i])];
            _kinds[kind.Key] = (atoms, [.. atoms.Select(i => far[i])]);
        }
        (_taken, _partner, _refined) = (new int[_n], new int[_n], new int[_n]);
    }

    /// <summary>The best match within the tolerance, or null.</summary>
    public GeometryMatch? Best()
    {
        if (!_a.All(double.IsFinite) || !_b.All(double.IsFinite) || !SameShells()) return null;
        double radius = _far.Max();
        if (radius < 1e-9) return new(0, 0, Partners());
        int first = Fewest(i => _far[i] >= Share * radius, i => Window(i).Count);
        double[] axis = [_a[3 * first] / _far[first], _a[3 * first + 1] / _far[first], _a[3 * first + 2] / _far[first]];
        double aside = Enumerable.Range(0, _n).Max(i => Aside(i, axis));
        // Atoms all on one axis, or off it by less than may be: any angle about the axis will do to begin with.
        bool linear = aside <= _off;
        int second = linear ? -1 : Fewest(i => Aside(i, axis) >= Share * aside, i => Window(i).Count);

        GeometryMatch? best = null;
        foreach (int p in Candidates(first))
            foreach (int q in linear ? [-1] : Candidates(second))
            {
                if (p == q || !linear && Math.Abs(Distance(_a, first, second) - Distance(_b, p, q)) > 2 * _off) continue;
                if (_steps > MostSteps) return best;
                if (Try(Placement(first, second, p, q)) is { } match && (best is null || match.Rmsd < best.Rmsd)) best = match;
                if (best is { Rmsd: < 1e-6 }) return best;
            }
        return best;
    }

    GeometryMatch? Try(double[] rotation)
    {
        if (!Assign(rotation, 15 * _off, _partner)) return null;
        for (int round = 0; ; round++)
        {
            _steps += 4 * _n;
            var s = Superposition.Of(_a, _b, _partner);
            // Nothing above a few times the bound is worth refining.
            if (s.Rmsd <= _tolerance && s.Largest <= _off) return new(s.Rmsd, s.Largest, [.. _partner]);
            if (round == 4 || s.Rmsd > 8 * _tolerance || !Assign(s.Rotation, 15 * _off, _refined) || _partner.AsSpan().SequenceEqual(_refined)) return null;
            _refined.CopyTo(_partner, 0);
        }
    }

    // For each atom of a the nearest like atom of the rotated b; false if one has none within reach.
    bool Assign(double[] r, double reach, int[] partner)
    {
        _turn++;
        bool disputed = false;
        for (int i = 0; i < _n; i++)
        {
            double x = _a[3 * i], y = _a[3 * i + 1], z = _a[3 * i + 2];
            double u = r[0] * x + r[3] * y + r[6] * z, v = r[1] * x + r[4] * y + r[7] * z, w = r[2] * x + r[5] * y + r[8] * z;
            var (atoms, from, count) = Window(i);
            double least = reach * reach;
            int nearest = -1;
            _steps += count + 1;
            for (int k = from; k < from + count; k++)
            {
                int j = atoms[k];
                double dx = _b[3 * j] - u, dy = _b[3 * j + 1] - v, dz = _b[3 * j + 2] - w, d = dx * dx + dy * dy + dz * dz;
                if (d <= least) (least, nearest) = (d, j);
            }
            if (nearest < 0) return false;
            disputed |= _taken[nearest] == _turn;
            _taken[nearest] = _turn;
            partner[i] = nearest;
        }
        return !disputed || Settle(r, partner);
    }

    // Two atoms want one partner: least squares over all atoms of a kind.
    bool Settle(double[] r, int[] partner)
    {
        foreach (var (label, (atoms, _)) in _kinds)
        {
            int[] own = [.. Enumerable.Range(0, _n).Where(i => _labels[i] == label)];
            if (own.Select(i => partner[i]).Distinct().Count() == own.Length) continue;
            if (own.Length > MostDisputed) return false;
            _steps += (long)own.Length * own.Length * own.Length;
            var cost = new double[own.Length, own.Length];
            for (int i = 0; i < own.Length; i++)
                for (int j = 0; j < own.Length; j++)
                {
                    int p = own[i], q = atoms[j];
                    double u = _b[3 * q], v = _b[3 * q + 1], w = _b[3 * q + 2];
                    double dx = r[0] * u + r[1] * v + r[2] * w - _a[3 * p], dy = r[3] * u + r[4] * v + r[5] * w - _a[3 * p + 1], dz = r[6] * u + r[7] * v + r[8] * w - _a[3 * p + 2];
                    cost[i, j] = dx * dx + dy * dy + dz * dz;
                }
            var chosen = LeastSum.Of(cost);
            for (int i = 0; i < own.Length; i++) partner[own[i]] = atoms[chosen[i]];
        }
        return true;
    }

    // Atoms sorted by distance from the centre, kind by kind: sorted pairing has the least sum of squares, which no superposition can undercut.
    bool SameShells()
    {
        double sum = 0;
        foreach (var kind in Enumerable.Range(0, _n).GroupBy(i => _labels[i]))
        {
            if (!_kinds.TryGetValue(kind.Key, out var other)) return false;
            double[] far = [.. kind.Select(i => _far[i]).Order()];
            if (far.Length != other.Far.Length) return false;
            for (int i = 0; i < far.Length; i++) sum += (far[i] - other.Far[i]) * (far[i] - other.Far[i]);
        }
        return Math.Sqrt(sum / _n) <= _tolerance + 1e-9;
    }

    // The like atoms of b that are as far from the centre as atom i of a.
    (int[] Atoms, int From, int Count) Window(int i)
    {
        var (atoms, far) = _kinds[_labels[i]];
        int from = Lower(far, _far[i] - _off), to = Lower(far, _far[i] + _off);
        return (atoms, from, to - from);
    }

    int[] Candidates(int i)
    {
        var (atoms, from, count) = Window(i);
        return atoms[from..(from + count)];
    }

    static int Lower(double[] sorted, double x)
    {
        int low = 0, high = sorted.Length;
        while (low < high) { int mid = (low + high) / 2; if (sorted[mid] < x) low = mid + 1; else high = mid; }
        return low;
    }

    int[] Partners()
    {
        var next = _kinds.ToDictionary(k => k.Key, _ => 0);
        return [.. _labels.Select(l => _kinds[l].Atoms[next[l]++])];
    }

    int Fewest(Func<int, bool> may, Func<int, int> count) => Enumerable.Range(0, _n).Where(may).MinBy(count);

    double Aside(int i, double[] axis)
    {
        double along = _a[3 * i] * axis[0] + _a[3 * i + 1] * axis[1] + _a[3 * i + 2] * axis[2];
        return Math.Sqrt(Math.Max(0, _far[i] * _far[i] - along * along));
    }

    // The rotation that takes p of b onto the direction of the first atom of a and q into the half plane of the second.
    double[] Placement(int first, int second, int p, int q)
    {
        double[] f = Frame(_a, first, second), g = Frame(_b, p, q), r = new double[9];
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) r[3 * i + j] = f[i] * g[j] + f[3 + i] * g[3 + j] + f[6 + i] * g[6 + j];
        return r;
    }

    static double[] Frame(double[] x, int p, int q)
    {
        double[] e = Unit(x[3 * p], x[3 * p + 1], x[3 * p + 2]), f = [0, 0, 0];
        double length = 0;
        if (q >= 0) (f, length) = Across(e, x[3 * q], x[3 * q + 1], x[3 * q + 2]);
        if (length < 1e-9) (f, _) = Across(e, Math.Abs(e[0]) < 0.6 ? 1 : 0, Math.Abs(e[0]) < 0.6 ? 0 : 1, 0);
        return [e[0], e[1], e[2], f[0], f[1], f[2], e[1] * f[2] - e[2] * f[1], e[2] * f[0] - e[0] * f[2], e[0] * f[1] - e[1] * f[0]];
    }

    static (double[] Unit, double Length) Across(double[] e, double x, double y, double z)
    {
        double along = x * e[0] + y * e[1] + z * e[2];
        (x, y, z) = (x - along * e[0], y - along * e[1], z - along * e[2]);
        return (Unit(x, y, z), Math.Sqrt(x * x + y * y + z * z));
    }

    static double[] Unit(double x, double y, double z)
    {
        double length = Math.Max(1e-300, Math.Sqrt(x * x + y * y + z * z));
        return [x / length, y / length, z / length];
    }

    static double[] Distances(double[] x)
    {
        var far = new double[x.Length / 3];
        for (int i = 0; i < far.Length; i++) far[i] = Math.Sqrt(x[3 * i] * x[3 * i] + x[3 * i + 1] * x[3 * i + 1] + x[3 * i + 2] * x[3 * i + 2]);
        return far;
    }

    static double Distance(double[] x, int i, int j) => Math.Sqrt(Math.Pow(x[3 * i] - x[3 * j], 2) + Math.Pow(x[3 * i + 1] - x[3 * j + 1], 2) + Math.Pow(x[3 * i + 2] - x[3 * j + 2], 2));
}
