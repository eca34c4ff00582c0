// A perceived molecule as a molfile with its coordinates, from which the toolkit reads the stereochemistry.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataHub.Model;

namespace DataHub.Chemistry.Perception;

/// <summary>
/// A V2000 molfile in three dimensions with explicit hydrogens, and a key that is equal for geometries of the same atoms in the same order with the same bonds and the same
/// stereochemical shape. A shape close to the border (a centre nearly flat, a double bond nearly perpendicular) has a key of its own.
/// </summary>
sealed class PerceivedMolfile
{
    // Below this the six-fold volume of three unit bonds (1.0 at right angles, about 0.77 for sp3) is too small to be sure of its sign.
    const double Flat = 0.25;
    const double Perpendicular = 0.35;

    readonly Geometry _g;
    readonly LewisStructure _lewis;
    readonly List<int>[] _around;
    bool _border;

    public PerceivedMolfile(Geometry g, LewisStructure lewis)
    {
        (_g, _lewis) = (g, lewis);
        _around = new List<int>[g.Count];
        for (int i = 0; i < g.Count; i++) _around[i] = [];
        foreach (var (a, b) in lewis.Bonds)
        {
            _around[a].Add(b);
            _around[b].Add(a);
        }
        Text = MakeText();
        Key = MakeKey();
    }

    /// <summary>The molfile.</summary>
    public string Text { get; }

    /// <summary>The key under which the identity may be remembered.</summary>
    public string Key { get; }

    string MakeText()
    {
        var text = new StringBuilder("perceived\n     DataHub           3D\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{_g.Count,3}{_lewis.Bonds.Count,3}  0  0  0  0  0  0  0  0999 V2000\n");
        for (int i = 0; i < _g.Count; i++)
        {
            // The valence field (15 means none) keeps the toolkit from adding hydrogens.
            int valence = _lewis.States[i].Bonds is 0 ? 15 : _lewis.States[i].Bonds;
            text.Append(CultureInfo.InvariantCulture, $"{_g.Coordinates[3 * i],10:0.0000}{_g.Coordinates[3 * i + 1],10:0.0000}{_g.Coordinates[3 * i + 2],10:0.0000} {_g.Symbols[i],-3} 0  0  0  0  0{valence,3}  0  0  0  0  0  0\n");
        }
        for (int b = 0; b < _lewis.Bonds.Count; b++)
            text.Append(CultureInfo.InvariantCulture, $"{_lewis.Bonds[b].A + 1,3}{_lewis.Bonds[b].B + 1,3}{_lewis.Orders[b],3}  0\n");
        for (int i = 0; i < _g.Count; i++)
        {
            var state = _lewis.States[i];
            if (state.Charge != 0) text.Append(CultureInfo.InvariantCulture, $"M  CHG  1 {i + 1,3} {state.Charge,3}\n");
            int radical = state.OpenPair ? 1 : state.Unpaired switch { 1 => 2, 2 => 3, _ => 0 };
            if (radical != 0) text.Append(CultureInfo.InvariantCulture, $"M  RAD  1 {i + 1,3} {radical,3}\n");
        }
        return text.Append("M  END\n").ToString();
    }

    string MakeKey()
    {
        var text = new StringBuilder("perceived ");
        for (int i = 0; i < _g.Count; i++) text.Append(CultureInfo.InvariantCulture, $"{_g.Symbols[i]}{_lewis.States[i].Charge}{_lewis.States[i].Unpaired}{_lewis.States[i].OpenPair} ");
        for (int b = 0; b < _lewis.Bonds.Count; b++) text.Append(CultureInfo.InvariantCulture, $"{_lewis.Bonds[b].A}-{_lewis.Bonds[b].B}:{_lewis.Orders[b]} ");
        for (int i = 0; i < _g.Count; i++)
            if (_around[i].Count is 3 or 4 && _g.Symbols[i] != "H" && !(_around[i].Count == 3 && _g.Symbols[i] is "C" or "B")) text.Append(Handedness(i));
        for (int b = 0; b < _lewis.Bonds.Count; b++)
            if (_lewis.Orders[b] == 2) text.Append(Side(_lewis.Bonds[b].A, _lewis.Bonds[b].B));
        if (_border) text.Append(_g.Hash);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));
    }

    // The sign of the volume of the first three bonds of an atom. A centre with two hydrogens cannot be stereogenic.
    char Handedness(int atom)
    {
        if (_around[atom].Count(a => _g.Symbols[a] == "H") > 1) return '.';
        double[] a = Unit(atom, _around[atom][0]), b = Unit(atom, _around[atom][1]), c = Unit(atom, _around[atom][2]);
        double volume = a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
        if (Math.Abs(volume) < Flat && (_around[atom].Count == 4 || _g.Symbols[atom] is not "N")) _border = true;
        return volume > Flat ? '+' : volume < -Flat ? '-' : '0';
    }

    // Whether the first neighbours at the two ends of a double bond are on one side.
    char Side(int a, int b)
    {
        int i = _around[a].FirstOrDefault(x => x != b, -1), j = _around[b].FirstOrDefault(x => x != a, -1);
        if (i < 0 || j < 0) return '.';
        double[] axis = Unit(a, b), u = Across(Unit(a, i), axis), v = Across(Unit(b, j), axis);
        double cosine = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
        if (Math.Abs(cosine) < Perpendicular) _border = true;
        return cosine > 0 ? 'c' : 't';
    }

    double[] Unit(int from, int to)
    {
        double[] d = [_g.Coordinates[3 * to] - _g.Coordinates[3 * from], _g.Coordinates[3 * to + 1] - _g.Coordinates[3 * from + 1], _g.Coordinates[3 * to + 2] - _g.Coordinates[3 * from + 2]];
        return Normal(d);
    }

    static double[] Across(double[] d, double[] axis)
    {
        double along = d[0] * axis[0] + d[1] * axis[1] + d[2] * axis[2];
        return Normal([d[0] - along * axis[0], d[1] - along * axis[1], d[2] - along * axis[2]]);
    }

    static double[] Normal(double[] d)
    {
        double length = Math.Max(1e-12, Math.Sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]));
        return [d[0] / length, d[1] / length, d[2] / length];
    }
}
