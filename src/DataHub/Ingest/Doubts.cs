// What is possible but unlikely: graded as a warning, or as a reason to look before the record counts.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Ingest;

/// <summary>Doubts about one record that the checks found possible. Pure.</summary>
static class Doubts
{
    /// <summary>
    /// Hartree-Fock energies of the neutral atoms H to Ar at the basis-set limit, Eh, by atomic number (Bunge, Barrientos and Bunge, At. Data Nucl. Data Tables 53, 113, 1993).
    /// Heavier atoms are left out: their inner electrons are often replaced by a pseudopotential.
    /// </summary>
    static readonly double[] Atoms =
    [
        0, -0.5, -2.861680, -7.432727, -14.573023, -24.529061, -37.688619, -54.400934, -74.809398, -99.409349, -128.547098, -161.858912, -199.614636, -241.876707, -288.854363, -340.718781, -397.504896,
        -459.482072, -526.817513,
    ];

    static readonly string[] Valence = ["lanl", "sdd", "cep-", "sbk", "stuttgart", "crenb", "bfd", "ecp", "gth", "molopt", "pseudo", "plane", "hay-wadt", "lav", "numerical"];

    public static void Of(Calculation c, Action<Grade, string, string, string> add)
    {
        Energy(c, add);
        Spin(c, add);
        Lists(c, add);
        Stationary(c, add);
        if (c.Values[Property.Gap] is < 0) add(Grade.Warning, Property.Gap.Name, "the lowest unoccupied orbital lies below the highest occupied one", "Look whether the self-consistent field found the ground state.");
    }

    /// <summary>
    /// The energy of a molecule lies near the sum of its atoms' energies: bonds and correlation take at most 0.6 Eh an atom and 2% of the sum, small basis sets, local functionals and
    /// stretched bonds (0.2 Eh an atom) and lost electrons (1 Eh for the first, growing with the square of the charge) give back at most 5% more. Bases that may bring a
    /// pseudopotential for light atoms are left out.
    /// </summary>
    static void Energy(Calculation c, Action<Grade, string, string, string> add)
    {
        if (c.Values[Property.Energy] is not { } e || c.Geometry is not { } g || c.Level.Kind is not (LevelKind.WaveFunction or LevelKind.Dft)) return;
        if (c.Level.Basis is not { } basis || Valence.Any(v => basis.Contains(v, StringComparison.OrdinalIgnoreCase))) return;
        double sum = 0;
        foreach (var s in g.Symbols)
        {
            if (Elements.Number(s) is not { } z || z >= Atoms.Length) return;
            sum += Atoms[z];
        }
        int lost = Math.Max(0, c.Molecule.Charge);
        double low = 1.02 * sum - 0.6 * g.Count, high = 0.95 * sum + 0.2 * g.Count + lost * (double)lost;
        if (e >= low && e <= high) return;
        int electrons = g.Symbols.Sum(s => Elements.Number(s) ?? 0) - c.Molecule.Charge;
        add(Grade.Quarantine, Property.Energy.Name,
            $"{Text(e)} Eh, or {Text(e / Math.Max(1, electrons))} Eh an electron, is not near the energy of the atoms of {c.Molecule.Formula} ({Text(sum)} Eh)",
            "Give the total energy of all electrons in hartree; an energy without inner electrons, of atomisation or of interaction is another quantity.");
    }

    /// <summary>Spin contamination beyond a tenth, and T1 above 0.02 (Lee and Taylor, Int. J. Quantum Chem. Symp. 23, 199, 1989), say that one determinant is not enough.</summary>
    static void Spin(Calculation c, Action<Grade, string, string, string> add)
    {
        double s = (c.Molecule.Multiplicity - 1) / 2.0, wanted = s * (s + 1);
        if (c.Values[Property.SpinSquared] is { } found && Math.Abs(found - wanted) > 0.1)
            if (Math.Abs(found - wanted) > 0.9 && c.Level.Reference == "RO")
                add(Grade.Quarantine, Property.SpinSquared.Name, $"S^2 is {Text(found)}, but multiplicity {c.Molecule.Multiplicity} restricted has {Text(wanted)}", "Look which multiplicity was computed.");
            else add(Grade.Warning, Property.SpinSquared.Name, $"S^2 is {Text(found)} instead of {Text(wanted)}: the state is spin-contaminated or of another multiplicity", "Look whether it is the state that was meant.");
        if (c.Values[Property.T1] is > 0.02 and var t1) add(Grade.Warning, Property.T1.Name, $"T1 is {Text(t1)}: one reference determinant may not be enough", "Take a multireference method for a value to rely on.");
    }

    /// <summary>A block that was printed twice and read as one.</summary>
    static void Lists(Calculation c, Action<Grade, string, string, string> add)
    {
        int atoms = c.Geometry?.Count ?? 0;
        if (c.Values.List(Property.Frequencies) is { } f && atoms > 0 && f.Count > 3 * atoms)
            add(Grade.Quarantine, Property.Frequencies.Name, $"{f.Count} frequencies for {atoms} atoms: there are at most {3 * atoms}", "Give each frequency once.");
        foreach (var (p, list) in c.Values.Lists())
            if (p != Property.Gradient && p != Property.Charges && p != Property.DipoleVector && list.Count >= 6 && list.Count % 2 == 0 && list.Take(list.Count / 2).SequenceEqual(list.Skip(list.Count / 2)))
                add(Grade.Quarantine, p.Name, $"its second half repeats the first ({list.Count} numbers)", "Give each block once.");
        if (c.Values.List(Property.Frequencies) is { } modes && c.Values.List(Property.Intensities) is { } ir && ir.Count != modes.Count)
            add(Grade.Quarantine, Property.Intensities.Name, $"{ir.Count} intensities for {modes.Count} frequencies", "Give one intensity a frequency.");
        if (c.Values.List(Property.Charges) is { } q && Math.Abs(q.Sum() - c.Molecule.Charge) > 0.1)
            add(Grade.Warning, Property.Charges.Name, $"the partial charges add up to {Text(q.Sum())}, the molecule has {c.Molecule.Charge}", "Look whether all atoms are there.");
    }

    /// <summary>An optimised geometry has a small gradient (a hundred times what programs demand) and no imaginary frequency.</summary>
    static void Stationary(Calculation c, Action<Grade, string, string, string> add)
    {
        if (c.Geometry is not { Source: GeometrySource.Optimized } g || g.Level != c.Level.Name) return;
        if (c.Driver == Driver.Optimization && c.Values[Property.GradientNorm] is { } norm && norm / Math.Sqrt(3 * g.Count) > 0.03)
            add(Grade.Quarantine, Property.GradientNorm.Name, $"the gradient at the optimised geometry is {Text(norm)} Eh/a0", "Hand in the converged optimisation, or say that the geometry is given and not optimised.");
        if (c.Values.List(Property.Frequencies)?.Min() is < -50 and var lowest)
            add(Grade.Warning, Property.Frequencies.Name, $"an imaginary frequency of {Text(-lowest)} cm^-1 at an optimised geometry: it is no minimum", "Follow the mode and optimise again.");
    }

    static string Text(double v) => v.ToString("G6", CultureInfo.InvariantCulture);
}
