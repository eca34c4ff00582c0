// Arbitrary but valid calculations for property tests of every room.
using DataHub.Model;
using FsCheck;
using FsCheck.Fluent;
using Property = DataHub.Model.Property;

namespace DataHub.Tests;

/// <summary>
/// Use with <c>[Property(Arbitrary = [typeof(Generators)])]</c>, or draw a fixed list with <see cref="Draw"/>. Every calculation is one that the intake would keep:
/// a real molecule, atoms that do not overlap, values in plausible ranges that agree with each other, a level of theory, a failure exactly when it failed.
/// </summary>
public static class Generators
{
    sealed record Known(string Name, string Smiles, string InChIKey, string InChI, string Atoms, int Charge = 0, int Multiplicity = 1);

    static readonly Known[] Molecules =
    [
        new("water", "O", "XLYOFNOQVPJJNP-UHFFFAOYSA-N", "InChI=1S/H2O/h1H2", "O H H"),
        new("methane", "C", "VNWKTOKETHGBQD-UHFFFAOYSA-N", "InChI=1S/CH4/h1H4", "C H H H H"),
        new("ammonia", "N", "QGZKDVFQNNGYKY-UHFFFAOYSA-N", "InChI=1S/H3N/h1H3", "N H H H"),
        new("methanol", "CO", "OKKJLVBELUTLKV-UHFFFAOYSA-N", "InChI=1S/CH4O/c1-2/h2H,1H3", "C O H H H H"),
        new("ethanol", "CCO", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3", "C C O H H H H H H"),
        new("acetone, \"dry\"", "CC(C)=O", "CSCPPACGZOOCGX-UHFFFAOYSA-N", "InChI=1S/C3H6O/c1-3(2)4/h1-2H3", "C C C O H H H H H H"),
        new("benzene", "c1ccccc1", "UHOVQNZJYSORNB-UHFFFAOYSA-N", "InChI=1S/C6H6/c1-2-4-6-5-3-1/h1-6H", "C C C C C C H H H H H H"),
        new("hydrogen chloride", "Cl", "VEXZGXHMUGYJMC-UHFFFAOYSA-N", "InChI=1S/ClH/h1H", "Cl H"),
        new("hydroxide", "[OH-]", "XLYOFNOQVPJJNP-UHFFFAOYSA-M", "InChI=1S/H2O/h1H2/p-1", "O H", -1),
        new("ammonium", "[NH4+]", "QGZKDVFQNNGYKY-UHFFFAOYSA-O", "InChI=1S/H3N/h1H3/p+1", "N H H H H", 1),
        new("methyl", "[CH3]", "WCYWZMWISLQXQU-UHFFFAOYSA-N", "InChI=1S/CH3/h1H3", "C H H H", 0, 2),
        new("oxygen", "O=O", "MYMOFIZGZYHOMD-UHFFFAOYSA-N", "InChI=1S/O2/c1-2", "O O", 0, 3),
    ];

    static readonly string[] Levels =
    [
        "wB97X-D/def2-SVP", "B3LYP/6-31G(d)", "B3LYP-D3(BJ)/def2-SVP", "PBE0/6-31+G(d,p)", "HF/STO-3G", "CCSD(T)/cc-pVDZ", "MP2/cc-pVDZ", "GFN2-xTB", "GFN2-xTB (ALPB water)", "PM7",
    ];

    static readonly (string Program, string Version)[] Programs = [("psi4", "1.3.2"), ("xtb", "6.5.1"), ("mopac", "22.0.6"), ("nwchem", "7.0.2")];

    /// <summary>A number between two bounds with six decimals.</summary>
    public static Gen<double> Number(double low, double high) => Gen.Choose(0, 1_000_000).Select(i => Math.Round(low + (high - low) * i / 1_000_000.0, 6));

    /// <summary>The value or nothing, three times in four the value.</summary>
    static Gen<double?> Maybe(Gen<double> gen) => Gen.Frequency((3, gen.Select(v => (double?)v)), (1, Gen.Constant((double?)null)));

    static Gen<T?> MaybeText<T>(params T[] of) where T : class => Gen.Frequency((2, Gen.Elements(of).Select(v => (T?)v)), (1, Gen.Constant((T?)null)));

    static Gen<double[]> Numbers(int count, double low, double high) => Gen.ArrayOf(Number(low, high), count);

    static Gen<Molecule> AnyMolecule => Gen.Elements(Molecules).Select(k => Molecule.FromAtoms(k.Atoms.Split(' '), k.Charge, k.Multiplicity) with
    { Smiles = k.Smiles, InChIKey = k.InChIKey, InChI = k.InChI, Name = k.Name });

    /// <summary>Atoms on a grid of 1.1 Å, each moved by at most 0.3 Å.</summary>
    static Gen<Geometry> GeometryOf(Molecule molecule, Level level, Driver driver)
    {
        var symbols = Molecules.First(k => k.InChIKey == molecule.InChIKey).Atoms.Split(' ');
        return from shift in Numbers(3 * symbols.Length, -0.3, 0.3)
               from source in driver == Driver.Optimization ? Gen.Constant(GeometrySource.Optimized) : Gen.Elements(GeometrySource.Given, GeometrySource.Embedded, GeometrySource.Optimized)
               let xyz = shift.Select((d, i) => Math.Round(d + 1.1 * (i % 3 == 0 ? i / 3 % 3 : i % 3 == 1 ? i / 9 % 3 : i / 27), 8)).ToArray()
               select new Geometry(symbols, xyz, source, source == GeometrySource.Optimized ? driver == Driver.Optimization ? level.Name : "GFN2-xTB" : null);
    }

    static Gen<Values> ValuesOf(int atoms, Driver driver) =>
        from energy in Number(-500, -1)
        from homo in Maybe(Number(-15, -5))
        from gap in Number(0.5, 14)
        from dipole in Gen.Frequency((2, Numbers(3, -4, 4).Select(v => (double[]?)v)), (1, Gen.Constant((double[]?)null)))
        from repulsion in Maybe(Number(1, 300))
        from gradient in driver == Driver.Gradient ? Numbers(3 * atoms, -0.2, 0.2).Select(v => (double[]?)v) : Gen.Constant((double[]?)null)
        from charges in Gen.Frequency((1, Numbers(atoms, -0.8, 0.8).Select(v => (double[]?)v)), (1, Gen.Constant((double[]?)null)))
        from frequencies in driver == Driver.Hessian ? Numbers(Math.Max(1, 3 * atoms - 6), 50, 3900).Select(v => (double[]?)v.Order().ToArray()) : Gen.Constant((double[]?)null)
        from states in driver == Driver.Properties ? Numbers(3, 3, 9).Select(v => (double[]?)v.Order().ToArray()) : Gen.Constant((double[]?)null)
        from strengths in Numbers(3, 0, 1)
        from extra in Gen.Frequency((3, Gen.Constant(new List<Extra>())), (1, Number(0, 9).Select(v => new List<Extra> { new("rotational_constant", "GHz", v), new("label", null, null, "a \"quoted\" = text") })))
        select Assemble(energy, homo, gap, dipole, repulsion, gradient, charges, frequencies, states, strengths, extra);

    static Values Assemble(double energy, double? homo, double gap, double[]? dipole, double? repulsion, double[]? gradient, double[]? charges, double[]? frequencies, double[]? states, double[] strengths, List<Extra> extras)
    {
        var values = new Values();
        values[Property.Energy] = energy;
        if (homo is { } h)
        {
            values[Property.Homo] = h;
            values[Property.Lumo] = Math.Round(h + gap, 6);
            values[Property.Gap] = gap;
        }
        values.Set(Property.DipoleVector, dipole);
        if (dipole is not null) values[Property.Dipole] = Norm(dipole);
        values[Property.NuclearRepulsion] = repulsion;
        values.Set(Property.Gradient, gradient);
        if (gradient is not null) values[Property.GradientNorm] = Norm(gradient);
        values.Set(Property.Charges, charges);
        values.Set(Property.Frequencies, frequencies);
        if (frequencies is not null) values[Property.ZeroPoint] = frequencies.Sum() / 2 / Units.HartreeToWavenumber;
        values.Set(Property.Excitations, states);
        if (states is not null) values.Set(Property.Strengths, strengths);
        values.Extras.AddRange(extras);
        return values;
    }

    static double Norm(double[] v) => Math.Sqrt(v.Sum(x => x * x));

    static Gen<Provenance> AnyProvenance =>
        from program in Gen.Elements(Programs)
        from dataset in MaybeText("qm-demo", "seed")
        from licence in MaybeText("CC0-1.0", "CC-BY-4.0")
        from doi in MaybeText("10.5281/zenodo.1234567")
        from campaign in MaybeText("gaps-2026")
        from minutes in Gen.Choose(0, 500_000)
        select new Provenance
        {
            Program = program.Program, ProgramVersion = program.Version, Dataset = dataset, Licence = licence, Doi = doi, Campaign = campaign, Rung = campaign is null ? null : "engine",
            ComputedAt = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minutes), IngestedAt = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minutes),
        };

    static Gen<Cost> AnyCost =>
        from known in Gen.Elements(true, true, false)
        from cpu in Number(0.1, 5000)
        from cores in Gen.Choose(1, 16)
        select known ? new Cost(CostTier.Measured) { CpuSeconds = cpu, WallSeconds = Math.Round(cpu / cores, 6), Cores = cores, PeakMemoryMib = 250 } : Cost.Unknown;

    static readonly Gen<Calculation> Any =
        from molecule in AnyMolecule
        from level in Gen.Elements(Levels).Select(Level.Parse)
        from driver in Gen.Elements(Driver.Energy, Driver.Gradient, Driver.Hessian, Driver.Optimization, Driver.Properties)
        from failed in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        from geometry in GeometryOf(molecule, level, driver)
        from values in ValuesOf(molecule.Atoms, driver)
        from kind in Gen.Elements(Enum.GetValues<FailureKind>())
        from provenance in AnyProvenance
        from cost in AnyCost
        select Finish(new Calculation(molecule, level, driver, failed ? Status.Failed : Status.Success)
        {
            Geometry = geometry, Values = failed ? new Values() : values, Provenance = provenance, Cost = cost,
            Failure = failed ? new Failure(kind, $"the program said: {kind}, \"sorry\"") : null,
        });

    static Calculation Finish(Calculation c) => c with { Id = c.ContentId() };

    /// <summary>The arbitrary that FsCheck finds.</summary>
    public static Arbitrary<Calculation> Calculations() => Arb.From(Any);

    /// <summary>A fixed list: the same seed gives the same calculations. Ids may repeat only where the whole content repeats.</summary>
    public static IReadOnlyList<Calculation> Draw(int count, ulong seed = 1) =>
        [.. Any.Sample(count, new Rnd(seed), 10)];
}
