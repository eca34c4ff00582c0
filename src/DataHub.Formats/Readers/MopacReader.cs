// Reads what MOPAC leaves: .out, .aux, .arc.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// MOPAC 2012 to 22. The heat of formation is its own property and never a total energy. A .aux file adds digits; the printed output, where it is there, decides
/// whether the job succeeded.
/// </summary>
public sealed class MopacReader : IReader
{
    const double KcalPerAngstrom = Units.BohrToAngstrom / Units.HartreeToKcalPerMol;

    /// <inheritdoc/>
    public string Format => "mopac";
    /// <inheritdoc/>
    public string Describes => "MOPAC 2012-22: .out, .aux, .arc (PM7, PM6, PM6-D3H4, AM1, ...)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(f => IsAux(f) || IsOut(f) || IsArc(f));

    static bool IsAux(RawFile f) => f.HeadText.Contains("START OF MOPAC FILE") || f.HeadText.Contains(" MOPAC_VERSION=");
    static bool IsArc(RawFile f) => f.HeadText is var t && t.IndexOf("SUMMARY OF", StringComparison.Ordinal) is >= 0 and < 400 && t.Contains("MOPAC");
    static bool IsOut(RawFile f) => f.HeadText is var t && t.Contains("MOPAC") && (t.Contains("CALCULATION RESULTS") || t.Contains("CALCULATION DONE:") || t.Contains("== MOPAC DONE ==") || t.Contains("Cite this work as: MOPAC")) || f.HeadText.Contains(" DATA CURRENTLY READ IN ARE:");

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        if (bundle.Files.FirstOrDefault(f => f.Length > OutputText.Limit) is { } big) return [Refuse(big.Name, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        // A job for frequencies leaves opt.out, opt.arc of the optimisation and job.out, job.aux of the force calculation after it.
        bool Step(RawFile f) => Path.GetFileNameWithoutExtension(f.Name) == "opt";
        var ordered = bundle.Files.OrderBy(Step).ToList();
        var outFile = ordered.FirstOrDefault(f => IsOut(f) && !IsArc(f) && !IsAux(f));
        var arcFile = ordered.FirstOrDefault(f => IsArc(f) && !IsAux(f) && (outFile is null || Step(f) == Step(outFile)));
        var aux = bundle.Files.FirstOrDefault(IsAux) is { } a ? new MopacAux(OutputText.Of(a)) : null;
        if (outFile is not null)
        {
            var text = OutputText.Of(outFile);
            var starts = text.All("CALCULATION DONE:").ToList();
            if (starts.Count > 1)
                return starts.Select((s, i) => Record(bundle, text.Part(i == 0 ? 0 : s - 2, i + 1 < starts.Count ? starts[i + 1] - 2 : text.Count), false, null, null, i));
            var reading = Record(bundle, text, false, arcFile is null ? null : OutputText.Of(arcFile), aux, 0);
            return [!Step(outFile) && ordered.FirstOrDefault(f => Step(f) && IsOut(f)) is { } before ? After(Record(bundle with { Files = [.. ordered.Where(Step)] }, OutputText.Of(before), false, null, null, 0), reading) : reading];
        }
        if (arcFile is not null) return [Record(bundle, OutputText.Of(arcFile), true, null, aux, 0)];
        return [AuxRecord(bundle, aux!)];
    }

    /// <summary>What was computed after an optimisation: its structure is an optimised one if it is the optimisation's, and it fails with it.</summary>
    static Reading After(Reading optimisation, Reading reading)
    {
        if (optimisation.Calculation is not { } o || reading.Calculation is not { } c) return reading;
        if (o.Failure is { } failure) return reading with { Calculation = c with { Status = Status.Failed, Failure = failure, Values = new Values() } };
        if (o.Geometry is { Source: GeometrySource.Optimized } end && c.Geometry is { } g && Shape.SameDistances(end, g)) c = c with { Geometry = g with { Source = end.Source, Level = end.Level } };
        return reading with { Calculation = c with { Cost = c.Cost with { WallSeconds = c.Cost.WallSeconds + o.Cost.WallSeconds, CpuSeconds = c.Cost.CpuSeconds + o.Cost.CpuSeconds } } };
    }

    static Reading Refuse(string file, string? field, string message, string remedy) => new(null, new Fault(file, null, field, message, remedy));

    static Reading Record(Bundle bundle, OutputText text, bool archive, OutputText? arc, MopacAux? aux, int number)
    {
        var o = new MopacOutput(text, archive);
        if (o.Keywords.Unsuited is { } kind) return Refuse(text.Name, "keywords", $"this is {kind}, not a single calculation", "Hand in one job per structure.");
        var (arcGeometry, arcCharges) = archive ? MopacTables.Archive(text) : arc is null ? (null, null) : MopacTables.Archive(arc);
        var failure = o.Failure ?? (aux is { HasFinal: false } ? new Failure(FailureKind.IncompleteOutput, "the .aux file has no final SCF results") : null);
        string? note = null;
        if (failure is null && aux is not null && (!aux.Complete || aux.Real("HEAT_OF_FORMATION") is not { } h || Math.Abs(h - o.HeatOfFormation!.Value) > 0.002))
            (aux, note) = (null, "the .aux file was not used: it is cut off or belongs to another job");
        if (aux?.Real("NUM_ELECTRONS") is < 0) failure = new(FailureKind.BadInput, "the charge takes away more electrons than there are");
        var geometry = aux?.Geometry ?? (archive ? null : MopacTables.Structure(text)) ?? arcGeometry ?? (failure is null ? null : MopacInput.Structure(bundle.Files.FirstOrDefault(f => f.Extension == ".mop")));
        if (geometry is null) return Refuse(text.Name, "geometry", failure is null ? "the output has no structure that can be read (dummy atoms, translation vectors or a damaged table)" : $"the job failed ({failure.Message}) and its output names no atoms",
            "Hand in the .out or .aux file of a molecule.");
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        int charge = o.Charge ?? 0;
        int multiplicity = o.Keywords.Multiplicity ?? (o.Alpha is { } na && o.Beta is { } nb ? na - nb + 1 : Molecule.LowestMultiplicity(geometry.Symbols, charge));
        var level = Level.Of(o.Method ?? o.Keywords.Method, null, null, o.Keywords.Solvation);
        var values = new Values();
        if (failure is null)
        {
            FromAux(values, aux);
            values[Property.HeatOfFormation] ??= o.HeatOfFormation;
            if (values[Property.Energy] is null && o.TotalEnergyEv is { } ev) values.Extras.Add(new Extra("total_energy", "eV", ev));
            if (o.CoordinatesAreCartesian) values[Property.GradientNorm] ??= o.GradientNorm * KcalPerAngstrom; else values[Property.GradientNorm] = null;
            if (values[Property.GradientNorm] == 0) values[Property.GradientNorm] = null; // printed as zero where it was not computed
            values[Property.Ionization] ??= o.Ionization;
            values[Property.SpinSquared] ??= o.SpinSquared;
            values[Property.ZeroPoint] ??= o.ZeroPoint / Units.HartreeToKcalPerMol;
            values[Property.Polarizability] ??= MopacTables.Polarizability(text);
            if (values[Property.Homo] is null && o.Frontier is { } f) Orbitals(values, f);
            if (values.List(Property.DipoleVector) is null && MopacTables.Dipole(text) is { } d)
            {
                // A force calculation turns the molecule; the printed vector is in that frame, the structure is not.
                if (o.Keywords.Driver != Driver.Hessian) values.Set(Property.DipoleVector, d);
                values[Property.Dipole] = Math.Sqrt(d.Sum(x => x * x));
            }
            values[Property.Dipole] ??= o.DipoleNorm;
            if (values.List(Property.Charges) is null && (archive ? arcCharges : MopacTables.Charges(text)) is { } q && q.Count == geometry.Count) values.Set(Property.Charges, q);
            if (o.Keywords.Driver == Driver.Hessian) values.Set(Property.Frequencies, MopacTables.Frequencies(text));
            if (note is not null) values.Extras.Add(new Extra("note", null, null, note));
        }
        return Make(bundle, geometry, charge, multiplicity, level, o.Keywords.Driver, values, failure, o.Version, o.Title, number,
            o.WallSeconds is null && o.CpuSeconds is null ? Cost.Unknown : new Cost(CostTier.Log) { WallSeconds = o.WallSeconds, CpuSeconds = o.CpuSeconds });
    }

    static Reading AuxRecord(Bundle bundle, MopacAux aux)
    {
        string file = bundle.Name;
        if (aux.Geometry is not { } geometry) return Refuse(file, "geometry", "the .aux file has no structure that can be read", "Hand in the .out file as well.");
        var keywords = new MopacKeywords(aux.Text("KEYWORDS") ?? "");
        if (keywords.Unsuited is { } kind) return Refuse(file, "keywords", $"this is {kind}, not a single calculation", "Hand in one job per structure.");
        Failure? failure = aux.Text("ERROR_MESSAGE") is { } message ? new(MopacOutput.Kind(message), message)
            : !aux.HasFinal || aux.Real("HEAT_OF_FORMATION") is null ? new(FailureKind.IncompleteOutput, "the .aux file has no final SCF results")
            : !aux.Complete ? new(FailureKind.IncompleteOutput, "the .aux file stops before its end")
            : aux.Real("NUM_ELECTRONS") is < 0 ? new(FailureKind.BadInput, "the charge takes away more electrons than there are")
            : aux.Real("NUMBER_SCF_CYCLES") is 0 ? new(FailureKind.ScfNotConverged, "MOPAC claims an SCF field after 0 SCF calculations")
            : geometry.Defect() is { } defect ? new(FailureKind.BadGeometry, defect) : null;
        int charge = keywords.Charge ?? 0;
        int multiplicity = keywords.Multiplicity ?? (aux.Real("NUM_ALPHA_ELECTRONS") - aux.Real("NUM_BETA_ELECTRONS") is { } excess ? (int)excess + 1 : Molecule.LowestMultiplicity(geometry.Symbols, charge));
        var values = new Values();
        if (failure is null) FromAux(values, aux);
        var cost = aux.Real("CPU_TIME") is { } cpu ? new Cost(CostTier.Log) { CpuSeconds = cpu } : Cost.Unknown;
        return Make(bundle, geometry, charge, multiplicity, Level.Of(aux.Text("METHOD") ?? keywords.Method, null, null, keywords.Solvation), keywords.Driver, values, failure,
            aux.Text("MOPAC_VERSION")?.Split(' ')[^1], aux.Text("TITLE"), 0, cost);
    }

    static void FromAux(Values v, MopacAux? aux)
    {
        if (aux is null) return;
        v[Property.HeatOfFormation] = aux.Real("HEAT_OF_FORMATION");
        v[Property.Energy] = aux.Real("TOTAL_ENERGY") * Units.EvToHartree;
        v[Property.GradientNorm] = aux.Real("GRADIENT_NORM") * KcalPerAngstrom;
        v[Property.Ionization] = aux.Real("IONIZATION_POTENTIAL");
        if (aux.Real("NUM_ALPHA_ELECTRONS") is not null) v[Property.SpinSquared] = aux.Real("TOTAL_SPIN");
        v[Property.ZeroPoint] = aux.Real("ZERO_POINT_ENERGY") / Units.HartreeToKcalPerMol;
        if (aux.Frontier is { } f) Orbitals(v, f);
        v[Property.Dipole] = aux.Real("DIPOLE");
        if (aux.Reals("DIP_VEC") is { Length: 3 } d) v.Set(Property.DipoleVector, d);
        v.Set(Property.Charges, aux.Reals("ATOM_CHARGES"));
        // The list has 3n entries, vibrations first; how many of them vibrate only the shape tells.
        if (aux.Reals("VIB._FREQ") is { } all && aux.Geometry is { Count: > 1 } g && all.Length == 3 * g.Count) v.Set(Property.Frequencies, all[..^(Shape.IsLinear(g) ? 5 : 6)]);
    }

    static void Orbitals(Values v, (double Homo, double Lumo) f) => (v[Property.Homo], v[Property.Lumo], v[Property.Gap]) = (f.Homo, f.Lumo, f.Lumo - f.Homo);

    static Reading Make(Bundle bundle, Geometry geometry, int charge, int multiplicity, Level level, Driver driver, Values values, Failure? failure, string? version, string? title, int number, Cost cost)
    {
        if (failure is null && driver == Driver.Optimization) geometry = geometry with { Source = GeometrySource.Optimized, Level = level.Name };
        return new Reading(new Calculation(Molecule.FromAtoms(geometry.Symbols, charge, multiplicity) with { Name = string.IsNullOrWhiteSpace(title) || title == "DataHub" ? null : title }, level, driver, failure is null ? Status.Success : Status.Failed)
        {
            Geometry = geometry, Values = values, Failure = failure, Cost = cost,
            Provenance = new Provenance { Program = "mopac", ProgramVersion = version, Format = "mopac", RawName = bundle.Name, RawRecord = number },
        });
    }
}
