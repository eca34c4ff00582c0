// What the atoms of main-group molecules may do: radii and valence states.
namespace DataHub.Chemistry.Perception;

/// <summary>One way in which an atom may be bound: total bond order, formal charge, unpaired electrons, and how unwelcome that is.</summary>
readonly record struct ValenceState(int Bonds, int Charge, int Unpaired, int Cost)
{
    /// <summary>A carbene or nitrene: two electrons of a pair that a toolkit counts as radical electrons.</summary>
    public bool OpenPair { get; init; }
}

/// <summary>
/// Single-bond covalent radii in Å: P. Pyykkö, M. Atsumi, Chem. Eur. J. 15 (2009) 186, doi:10.1002/chem.200800987.
/// Valence states in the manner of Lewis: neutral octets are free; expanded octets of P, S and the halogens are cheap; formal charges cost more,
/// least where electronegativity welcomes them; radicals and open pairs are taken only when charge and multiplicity ask for them.
/// </summary>
static class Valences
{
    static readonly Dictionary<string, double> Radii = new()
    {
        ["H"] = 0.32, ["He"] = 0.46, ["B"] = 0.85, ["C"] = 0.75, ["N"] = 0.71, ["O"] = 0.63, ["F"] = 0.64, ["Ne"] = 0.67, ["Si"] = 1.16, ["P"] = 1.11, ["S"] = 1.03,
        ["Cl"] = 0.99, ["Ar"] = 0.96, ["Ge"] = 1.21, ["As"] = 1.21, ["Se"] = 1.16, ["Br"] = 1.14, ["Kr"] = 1.17, ["I"] = 1.33, ["Xe"] = 1.31,
    };

    static readonly ValenceState[] Fourth =
        [new(4, 0, 0, 0), new(3, 0, 1, 10), new(3, -1, 0, 18), new(3, 1, 0, 18), new(5, -1, 0, 30), new(6, -2, 0, 40), new(2, 0, 0, 40) { OpenPair = true }, new(2, 0, 2, 25)];
    static readonly ValenceState[] Fifth =
        [new(3, 0, 0, 0), new(5, 0, 0, 3), new(4, 1, 0, 10), new(2, -1, 0, 14), new(2, 0, 1, 11), new(6, -1, 0, 30), new(4, 0, 1, 20), new(3, 1, 1, 24)];
    static readonly ValenceState[] Sixth =
        [new(2, 0, 0, 0), new(4, 0, 0, 3), new(6, 0, 0, 4), new(1, -1, 0, 10), new(3, 1, 0, 12), new(1, 0, 1, 11), new(2, 1, 1, 24), new(5, 1, 0, 20)];
    static readonly ValenceState[] Seventh =
        [new(1, 0, 0, 0), new(0, -1, 0, 8), new(0, 0, 1, 10), new(3, 0, 0, 6), new(5, 0, 0, 7), new(7, 0, 0, 8), new(2, 1, 0, 20), new(1, 1, 1, 26)];
    static readonly ValenceState[] Noble = [new(0, 0, 0, 0), new(0, 1, 1, 30)];

    static readonly Dictionary<string, ValenceState[]> States = new()
    {
        ["H"] = [new(1, 0, 0, 0), new(0, 0, 1, 8), new(0, 1, 0, 20), new(0, -1, 0, 25)],
        ["B"] = [new(3, 0, 0, 0), new(4, -1, 0, 10), new(2, 0, 1, 14), new(2, 1, 0, 20)],
        ["C"] = [new(4, 0, 0, 0), new(3, 0, 1, 10), new(3, -1, 0, 18), new(3, 1, 0, 18), new(2, 0, 2, 25), new(2, 0, 0, 40) { OpenPair = true }],
        ["N"] = [new(3, 0, 0, 0), new(4, 1, 0, 10), new(2, 0, 1, 11), new(2, -1, 0, 13), new(3, 1, 1, 22), new(1, 0, 2, 25), new(1, 0, 0, 40) { OpenPair = true }],
        ["O"] = [new(2, 0, 0, 0), new(1, -1, 0, 10), new(1, 0, 1, 11), new(3, 1, 0, 16), new(0, 0, 2, 25), new(0, -1, 1, 25), new(2, 1, 1, 25), new(0, -2, 0, 30)],
        ["F"] = [new(1, 0, 0, 0), new(0, -1, 0, 8), new(0, 0, 1, 10)],
        ["Si"] = Fourth, ["Ge"] = Fourth, ["P"] = Fifth, ["As"] = Fifth, ["S"] = Sixth, ["Se"] = Sixth, ["Cl"] = Seventh, ["Br"] = Seventh, ["I"] = Seventh,
        ["He"] = Noble, ["Ne"] = Noble, ["Ar"] = Noble, ["Kr"] = Noble, ["Xe"] = Noble,
    };

    /// <summary>The radius in Å, or null for an element whose bonds are not perceived (metals).</summary>
    public static double? Radius(string symbol) => Radii.TryGetValue(symbol, out double r) ? r : null;

    /// <summary>The states of an element with a known radius, cheapest first.</summary>
    public static ValenceState[] Of(string symbol) => States[symbol];
}
