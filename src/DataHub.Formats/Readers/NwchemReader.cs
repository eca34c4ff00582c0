// Reads NWChem's printed output.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// NWChem 6.6 to 7.0, printed output of Gaussian-basis tasks: Hartree-Fock, the common density functionals (with D2, D3), MP2, CCSD, CCSD(T); energies, gradients,
/// optimisations, frequencies and vertical excitations by TDDFT, one record for each task. Everything else is refused with its kind.
/// </summary>
public sealed class NwchemReader : IReader
{
    /// <inheritdoc/>
    public string Format => "nwchem";
    /// <inheritdoc/>
    public string Describes => "NWChem 6.6-7.0: printed output (HF, DFT, MP2, CCSD, CCSD(T); energies, optimisations, frequencies, TDDFT)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => !bundle.Files.Any(f => f.Extension == ".json") && bundle.Files.Any(IsOutput);

    static bool IsOutput(RawFile f) => f.Extension != ".json" && f.HeadText.Contains("Northwest Computational Chemistry Package (NWChem)");

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsOutput);
        if (file.Length > OutputText.Limit) return [Refuse(file.Name, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        string? version = text.After("(NWChem)", text.First("Northwest Computational Chemistry Package (NWChem)"))?.Split(' ')[0];
        var starts = text.All("NWChem Input Module").ToList();
        var readings = new List<Reading>();
        Geometry? geometry = null;
        for (int k = 0; k < starts.Count; k++)
        {
            var task = new NwchemTask(text.Part(starts[k], k + 1 < starts.Count ? starts[k + 1] : text.Count));
            var printed = NwchemTables.Structure(task.Text);
            if (printed is not null && !(geometry is { Source: GeometrySource.Optimized } && Shape.Same(geometry, printed))) geometry = printed;
            if (!task.HasModule && !task.Text.Has("There is an error")) continue;
            var reading = One(bundle, file.Name, version, readings.Count, task, geometry);
            if (reading.Calculation is { Status: Status.Success, Driver: Driver.Optimization } c) geometry = c.Geometry;
            readings.Add(reading);
        }
        return readings.Count > 0 ? readings : [Refuse(file.Name, null, "the output has no task in it that came to a calculation", "Hand in the output of a finished job.")];
    }

    static Reading One(Bundle bundle, string file, string? version, int number, NwchemTask task, Geometry? geometry)
    {
        if (task.Unsuited is { } unsuited) return Refuse(file, "task", $"this is {unsuited}, which this version does not read", "Hand in Hartree-Fock, density functional, MP2 or coupled cluster tasks.");
        if (geometry is null) return Refuse(file, "geometry", "the output has no structure that can be read", "Print the geometry in the job and run it again.");
        var failure = task.Failure ?? (geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null);
        if (failure is null && task.Final is null) return Refuse(file, "functional", "the density functional has no name that this version knows", "Hand it in as QCSchema JSON with its method named.");
        if (failure is null && task.Basis is null) return Refuse(file, "basis", "the basis set is mixed or written out in the input, so it has no name", "Hand it in as QCSchema JSON with its basis named.");
        var level = Level.Of(task.Final?.Method ?? task.Method ?? "DFT", task.Basis) with { Reference = task.Reference, Treatment = task.Treatment };
        // What it prints of the frozen core of each spin decides; without that nothing is frozen.
        if (level is { Kind: LevelKind.WaveFunction, Method: not "HF" })
            level = level with { Core = LevelKeywords.Of("nwchem", level.Method, level.Basis, null, null, (task.Text.RealAfter("Frozen core           =") ?? task.Text.RealAfter("Alpha frozen cores :") ?? task.Text.RealAfter("number of core ") ?? 0) > 0).Level?.Core };
        var driver = task.IsHessian ? Driver.Hessian : task.IsOptimization ? Driver.Optimization : task.IsExcited ? Driver.Properties : task.Text.Has("ENERGY GRADIENTS") ? Driver.Gradient : Driver.Energy;
        int charge = task.Charge;
        var values = new Values();
        if (failure is null) Fill(values, task, geometry);
        if (failure is null && driver == Driver.Optimization) geometry = geometry with { Source = GeometrySource.Optimized, Level = level.Name };
        return new Reading(new Calculation(Molecule.FromAtoms(geometry.Symbols, charge, task.Multiplicity ?? Molecule.LowestMultiplicity(geometry.Symbols, charge)), level, driver, failure is null ? Status.Success : Status.Failed)
        {
            Geometry = geometry, Values = values, Failure = failure,
            Cost = task.CpuSeconds is null ? Cost.Unknown : new Cost(CostTier.Log) { CpuSeconds = task.CpuSeconds, WallSeconds = task.WallSeconds },
            Provenance = new Provenance { Program = "nwchem", ProgramVersion = version, Format = "nwchem", RawName = bundle.Name, RawRecord = number },
        });
    }

    static void Fill(Values v, NwchemTask task, Geometry geometry)
    {
        var (method, energy) = task.Final!.Value;
        v[Property.Energy] = energy;
        if (task.Totals.ContainsKey(method) && task.Scf is { } scf)
        {
            v[Property.CorrelationEnergy] = energy - scf;
            v.Extras.Add(new Extra("scf_energy", "Eh", scf));
        }
        else if (!task.IsHessian)
        {
            // What is printed before the last energy belongs to an earlier step of an optimisation.
            if (NwchemTables.Frontier(task.Text, task.EnergyAt) is { } f) (v[Property.Homo], v[Property.Lumo], v[Property.Gap]) = (f.Homo, f.Lumo, f.Lumo - f.Homo);
            if (!task.IsOptimization && NwchemTables.Dipole(task.Text, task.EnergyAt) is { } d)
            {
                v.Set(Property.DipoleVector, d);
                v[Property.Dipole] = Math.Sqrt(d.Sum(x => x * x));
            }
            if (task.Text.First("DFT Linear Response polarizability") is >= 0 and var response && task.Text.First("Frequency  =       0.0000000 / au", response, response + 3) >= 0) v[Property.Polarizability] = task.Text.RealAfter("Isotropic   =");
            v[Property.SpinSquared] = task.Text.RealAfter("<S2> =") ?? task.Text.RealAfter("S^2 =");
            if (task.IsExcited) v.SetExcitations(NwchemTables.Excitations(task.Text));
            if (task.IsDft) v[Property.DispersionEnergy] = task.Text.RealAfter("Dispersion correction =");
        }
        if (!task.IsHessian && !task.IsOptimization && NwchemTables.Gradient(task.Text, task.EnergyAt, geometry.Count) is { } g)
        {
            v.Set(Property.Gradient, g);
            v[Property.GradientNorm] = Math.Sqrt(g.Sum(x => x * x));
        }
        if (!task.IsHessian) return;
        var (frequencies, intensities) = NwchemTables.Vibrations(task.Text, geometry);
        v.Set(Property.Frequencies, frequencies);
        v.Set(Property.Intensities, intensities);
        double? Au(string label) => task.Text.After("(", task.Text.Last(label)) is { } rest ? OutputText.FirstReal(rest) : null;
        v[Property.ZeroPoint] = Au("Zero-Point correction to Energy");
        if (task.Text.Has("Temperature                      =   298.15K")) v[Property.Enthalpy] = energy + Au("Thermal correction to Enthalpy");
    }

    static Reading Refuse(string file, string? field, string message, string remedy) => new(null, new Fault(file, null, field, message, remedy));
}
