// Reads chemical JSON (CJSON) of Avogadro 2 and of cclib where a sidecar tells level and units.
using System.Text.Json;
using DataHub.Formats.Readers.ChemicalJson;
using DataHub.Formats.Readers.QcSchema;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// Chemical JSON in both its forms: version 1 of Avogadro ("chemicalJson") and version 0 that cclib writes ("chemical json"). Coordinates are ångström and frequencies cm⁻¹ in both; energies have no unit that all
/// writers share, so that the sidecar tells it. The level is that of the sidecar too: what the file may tell (inputParameters) names neither dispersion nor surroundings and is checked against it. One record a file.
/// </summary>
public sealed class ChemicalJsonReader : IReader
{
    const string Sidecar = "\"program\": \"psi4\", \"charge\": 0, \"multiplicity\": 1, \"units\": {\"energy\": \"eV\", \"orbitals\": \"eV\"}", Output = "Hand in the output of the program that it was made of";

    /// <inheritdoc/>
    public string Format => "cjson";
    /// <inheritdoc/>
    public string Describes => "chemical JSON (CJSON) with a sidecar that names level and units";
    /// <inheritdoc/>
    public bool ReadsSidecar => true;

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Where(f => !Sources.Grouping.IsSidecar(f.Name)).ToList() is [var f] && f.HeadText.TrimStart('\uFEFF', 'ï', '»', '¿', ' ', '\t', '\r', '\n') is ['{', ..] and var t
        && (f.Extension == ".cjson" || t.Contains("\"chemicalJson\"", StringComparison.Ordinal) || t.Contains("\"chemical json\"", StringComparison.Ordinal));

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(f => !Sources.Grouping.IsSidecar(f.Name));
        Reading Refuse(string? field, string message, string remedy) => new(null, new Fault(file.Name, null, field, message, remedy));
        if (file.Length > OutputText.Limit) return [Refuse(null, "the file is larger than 256 MiB", Output)];
        using var json = Unlevelled.Json(file);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root) return [Refuse(null, "it is chemical JSON by its head, but no whole JSON", "Copy it again; NaN and Infinity are not JSON")];
        var input = root.Object("inputParameters");
        var (told, fault) = Unlevelled.Of(bundle, Format, "chemical JSON", Sidecar, Output, Written(input));
        if (told is null) return [new Reading(null, fault)];
        if (Contradicts(input, told.Level) is { } odd) return [told.Refuse(null, "inputParameters", odd, "Mend the level in the sidecar")];
        if (root.Get("unitCell") is not null || root.Get("unit cell") is not null) return [told.Refuse(null, "unitCell", "the structure is periodic; only molecules are taken", "Nothing, if it is a crystal or a surface")];
        var atoms = root.Object("atoms");
        var (numbers, xyz) = (atoms.Object("elements").Numbers("number"), atoms.Object("coords").Numbers("3d"));
        if (numbers is null || xyz is null) return [told.Refuse(null, "atoms", "atoms.elements.number or atoms.coords.3d is missing, or not all numbers", "Write the file again")];
        if (numbers.Select(z => (double?)z).FirstOrDefault(z => z != Math.Round(z!.Value) || z is < 1 or > 118) is { } none) return [told.Refuse(null, "atoms.elements.number", FormattableString.Invariant($"{none} is no element"), "Take dummy atoms and point charges out")];
        var properties = root.Object("properties");
        if (properties.Number("number of atoms") is { } n && n != numbers.Length) return [told.Refuse(null, "number of atoms", FormattableString.Invariant($"{n} atoms are told, {numbers.Length} are there"), "Write the file again")];
        int? Whole(string avogadro, string cclib) => (properties.Number(avogadro) ?? properties.Number(cclib)) is { } v && v == Math.Round(v) && Math.Abs(v) < 1000 ? (int)v : null;
        var geometry = new Geometry([.. numbers.Select(z => Elements.Symbol((int)z)!)], xyz);
        if (geometry.Defect() is { } defect) return [told.Refuse(null, "atoms", defect, "Write the file again")];
        var content = new Content(root, told, geometry, Whole("totalCharge", "charge"), Whole("totalSpinMultiplicity", "multiplicity"));
        var values = content.Values();
        if (content.Wrong is { } wrong) return [told.Refuse(null, wrong.Field, wrong.Message, wrong.Remedy)];
        return [told.Record(null, 0, geometry, content.Charge, content.Multiplicity, values, values.List(Property.Frequencies) is null ? Driver.Energy : Driver.Hessian, true)];
    }

    /// <summary>The level as the file writes it, for a sidecar to fill in; null if it writes none.</summary>
    static string? Written(JsonElement? input)
    {
        string? method = input.Text("functional") ?? input.Text("theory"), basis = input.Text("basis");
        return method is null ? null : basis is null ? method : $"{method}/{basis}";
    }

    /// <summary>Why the file's own words do not fit the level, null if they do or are not understood.</summary>
    static string? Contradicts(JsonElement? input, Level level)
    {
        if (Written(input) is not { } text || !text.Contains('/')) return null;
        Level own;
        try { own = Level.Parse(text); }
        catch (FormatException) { return null; }
        if (own.Kind == LevelKind.Unknown || own.Basis is null || level.Basis is null) return null;
        // "dft" and "mp2" beside a functional or a method that is built on it say less than the sidecar.
        bool method = own.Method == level.Method || input.Text("functional") is null && own.Kind == LevelKind.WaveFunction && level.Kind == LevelKind.WaveFunction;
        return method && own.Basis == level.Basis ? null : $"the file says {own.Name}, its sidecar {level.Name}";
    }
}
