// Reads property files of ORCA 6 (NAME.property.txt, NAME.property.json) where a sidecar tells the level.
using System.Text.Json;
using DataHub.Formats.Sources;
using DataHub.Model;

namespace DataHub.Formats.Readers.Orca;

/// <summary>
/// Property files that stand alone; beside the printed output of their job that one rules. ORCA 6 tells structures, charge, multiplicity and energies, but neither functional nor basis set: the sidecar does,
/// and what it says is checked with what the file has (functional or not, dispersion, solvent). One record a structure, each a single point. Those of ORCA 5 are refused.
/// </summary>
public sealed class OrcaPropertyReader : IReader
{
    /// <summary>How far the parts of an energy may miss their sum, Eh.</summary>
    const double Digits = 1e-8;

    /// <inheritdoc/>
    public string Format => "orca-property";
    /// <inheritdoc/>
    public string Describes => "property files of ORCA 6 with a sidecar that names the level (.property.txt, .property.json)";
    /// <inheritdoc/>
    public bool ReadsSidecar => true;

    /// <summary>True for the name of a property file of ORCA.</summary>
    internal static bool IsNamed(string name) => Stem(name) is not null;

    /// <summary>NAME of NAME_property.txt, NAME.property.txt and NAME.property.json; null for other names.</summary>
    internal static string? Stem(string name) => Grouping.PropertyStem(name);

    static bool IsJson(RawFile f) => f.Extension == ".json";

    static bool IsProperty(RawFile f) => IsJson(f) ? IsNamed(f.Name) && f.HeadText is var t && t.Contains("\"Calculation_", StringComparison.Ordinal)
        : f.HeadText is var h && (h.Contains("$Calculation_Status", StringComparison.Ordinal) || h.Contains("$ Calculation_Info", StringComparison.Ordinal) || IsNamed(f.Name) && (h.Contains("$ ", StringComparison.Ordinal) || h.Contains("!PROPERT", StringComparison.Ordinal)));

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Where(f => !Grouping.IsSidecar(f.Name)).All(IsProperty) && bundle.Files.Any(IsProperty);

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        const string Output = "Hand in the printed output (.out) of the job with it";
        var files = bundle.Files.Where(IsProperty).ToList();
        var file = files.FirstOrDefault(f => !IsJson(f)) ?? files[0];
        Reading Refuse(string? field, string message, string remedy = Output) => new(null, new Fault(file.Name, null, field, message, remedy));
        if (file.Length > OutputText.Limit) return [Refuse(null, "the file is larger than 256 MiB")];
        List<PropertySection>? sections;
        string? wrong = null;
        if (IsJson(file))
        {
            using var json = Unlevelled.Json(file);
            if (json is null || json.RootElement.ValueKind != JsonValueKind.Object) return [Refuse(null, "it is not whole JSON", "Copy it again")];
            sections = PropertySection.OfJson(json.RootElement);
        }
        else
        {
            var text = file.ReadAllText();
            if (!text.Contains("$Calculation_Status", StringComparison.Ordinal)) return [Refuse("level", "this is a property file of ORCA 5 or older, which tells neither method nor basis set")];
            (sections, wrong) = PropertySection.OfText(text);
        }
        if (sections is null) return [Refuse(null, wrong!, "The file is cut or damaged: copy it again, or hand in the printed output")];
        var (told, fault) = Unlevelled.Of(bundle, Format, "a property file of ORCA", "\"program\": \"orca\"", Output);
        if (told is null) return [new Reading(null, fault)];

        var status = sections.FirstOrDefault(s => s.Name == "Calculation_Status");
        var info = sections.LastOrDefault(s => s.Name == "Calculation_Info");
        if (status?.Text("Status") is not { } ended || !ended.Equals("NORMAL TERMINATION", StringComparison.OrdinalIgnoreCase)) return [Refuse("Calculation_Status", "the file does not say that the job ended normally")];
        if (info?.One("Charge") is not { } charge || info.One("Mult") is not { } multiplicity || charge != Math.Round(charge) || multiplicity != Math.Round(multiplicity) || Math.Abs(charge) > 1000 || multiplicity is < 1 or > 1000)
            return [Refuse("Calculation_Info", "charge and multiplicity are not in the file")];
        var numbers = sections.Where(s => s.Name == "Geometry").Select(s => s.Geometry).ToList();
        if (numbers.Count == 0 || numbers.Distinct().Count() != numbers.Count || !IsJson(file) && numbers.Max() != status.Geometry) return [Refuse("Geometry", "the structures of the job are not all in the file")];
        var readings = new List<Reading>();
        foreach (int n in numbers)
        {
            string? record = numbers.Count == 1 ? null : $"structure {n}";
            var (geometry, values, driver, why) = Point(told.Level, sections.Where(s => s.Geometry == n || s.Geometry == 0).ToList(), n, (int)charge, (int?)info.One("NumOfAtoms"));
            readings.Add(why is not null ? told.Refuse(record, null, why, Output)
                : told.Record(record, readings.Count, geometry!, (int)charge, (int)multiplicity, values!, driver, n == numbers.Max(), "orca", status.Text("version")));
        }
        return readings;
    }

    static (Geometry?, Values?, Driver, string? Why) Point(Level level, List<PropertySection> here, int number, int charge, int? atoms)
    {
        (Geometry?, Values?, Driver, string?) No(string why) => (null, null, default, why);
        var g = here.First(s => s.Name == "Geometry" && s.Geometry == number);
        if (g.List(PropertySection.Atoms) is not { } xyz || xyz.Length != 3 * g.Symbols.Count || g.One("NAtoms") is { } n && n != g.Symbols.Count || atoms is { } m && m != g.Symbols.Count) return No("the atoms are not all there");
        if (g.One("NGhostAtoms") is > 0 || g.Symbols.Any(s => OutputText.Symbol(s) is null)) return No("the structure has ghost atoms or point charges");
        double? factor = g.Unit switch { "Bohr" or "a.u." => Units.BohrToAngstrom, "Angstrom" or "Angstroms" => 1, _ => null };
        if (factor is null) return No($"the unit '{g.Unit}' of the coordinates is unknown");
        var geometry = new Geometry([.. g.Symbols.Select(s => OutputText.Symbol(s)!)], [.. xyz.Select(x => x * factor.Value)]);

        if (here.FirstOrDefault(s => s.Name == "Single_Point_Data") is not { } point || point.One("FinalEnergy") is not { } final) return No("the final energy is not in the file");
        if (point.Text("Converged") is { } ok && !ok.Equals("true", StringComparison.OrdinalIgnoreCase)) return No("the file says that the energy did not converge");
        var energies = here.Where(s => (s.Name == "Energy" || s.Name.EndsWith("_Energy", StringComparison.Ordinal)) && s.List("totalEnergy") is not null).ToList();
        double? Total(string method) => energies.Where(e => e.Text("Method") == method).ToList() is [var only] ? only.One("totalEnergy") : null;
        if (Total("SCF") is not { } scf) return No("the energy of the SCF is not in the file");
        double? dispersion = here.FirstOrDefault(s => s.Name.Equals("VdW_Correction", StringComparison.OrdinalIgnoreCase))?.One("vdW");
        bool dft = here.Any(s => s.Name == "DFT_Energy"), meanField = level.Kind == LevelKind.Dft || level is { Kind: LevelKind.WaveFunction, Method: "HF" };
        if (!meanField && level is not { Kind: LevelKind.WaveFunction, Method: "MP2" }) return No($"property files are read for Hartree-Fock, density functionals and MP2, not for {level.Name}");
        if (level.Treatment is not null || energies.Any(e => e.Text("Method") is not ("SCF" or "MP2")) || here.Any(s => s.Name.Contains("CIPSI", StringComparison.Ordinal) || s.Name.Contains("CASSCF", StringComparison.Ordinal))) return No("the job has excited states or further methods");
        if (dft != (level.Kind == LevelKind.Dft)) return No($"the file {(dft ? "has" : "has not")} the energy of a density functional, which {level.Name} does not agree with");
        if (dispersion is { } && level.Dispersion is null && !level.Method.EndsWith("3c", StringComparison.Ordinal) || dispersion is null && level.Dispersion is { } d && (d.StartsWith("D3", StringComparison.Ordinal) || d.StartsWith("D4", StringComparison.Ordinal)))
            return No($"the file {(dispersion is null ? "has no" : "has a")} dispersion energy, which {level.Name} does not agree with");
        bool solvent = here.Any(s => s.Name.Contains("Solvation", StringComparison.OrdinalIgnoreCase) || s.Name.Contains("CPCM", StringComparison.OrdinalIgnoreCase));
        if (solvent != level.Solvation is not null) return No($"the file {(solvent ? "has" : "has not")} a solvent, which {level.Name} does not agree with");
        double wanted = meanField ? scf + (dispersion ?? 0) : Total("MP2") ?? double.NaN;
        if (!(Math.Abs(final - wanted) < Digits)) return No($"the final energy is not the one of {level.Name} that is in the file: it has further terms, or is that of another method or state");
        if (meanField && Total("MP2") is not null) return No("the file has the energy of MP2, which its level does not agree with");

        var values = new Values();
        values[Property.Energy] = final;
        values[Property.DispersionEnergy] = dispersion;
        if (!meanField) values[Property.CorrelationEnergy] = final - scf;
        if (meanField)
        {
            if (here.Where(s => s.Geometry == number && s.Name.EndsWith("Dipole_Moment", StringComparison.Ordinal) && s.Text("Method") == "SCF").ToList() is [var moment] && moment.List("dipoleTotal") is { Length: 3 } au)
                values.SetDipole([.. au.Select(x => x * Units.AuDipoleToDebye)], charge);
            if (here.Where(s => s.Geometry == number && s.Name.EndsWith("Nuclear_Gradient", StringComparison.Ordinal)).ToList() is [var slope] && slope.Text("Method") == "SCF" && slope.List("grad") is { } grad && grad.Length == xyz.Length)
                values.SetGradient(grad);
        }
        return (geometry, values, values.List(Property.Gradient) is null ? Driver.Energy : Driver.Gradient, null);
    }
}
