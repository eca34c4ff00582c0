// Records of files that hold numbers but no level of theory: the sidecar tells it.
using System.Text.Json;
using DataHub.Formats.Sources;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>One file that names no level, with what its sidecar tells. What the file tells of charge and multiplicity goes before the sidecar and must agree with it.</summary>
sealed class Unlevelled
{
    readonly string _file, _format;
    readonly Sidecar _sidecar;
    readonly string _skeleton;

    Unlevelled(string file, string format, Sidecar sidecar, Level level, string skeleton) => (_file, _format, _sidecar, Level, _skeleton) = (file, format, sidecar, level, skeleton);

    /// <summary>The level that the sidecar tells.</summary>
    public Level Level { get; }
    /// <summary>Charge of the sidecar, null if it gives none.</summary>
    public int? Charge => _sidecar.Charge;
    /// <summary>Multiplicity of the sidecar, null if it gives none.</summary>
    public int? Multiplicity => _sidecar.Multiplicity;

    /// <summary>The unit that the sidecar gives a key of the file, null if it gives none.</summary>
    public string? Unit(string key) => _sidecar.Units.GetValueOrDefault(key);

    /// <summary>The file with its sidecar, or why it cannot be read; <paramref name="skeleton"/> is the rest of a sidecar to fill in after the level, for which <paramref name="written"/> stands where the file names something like one.</summary>
    public static (Unlevelled? Told, Fault? Fault) Of(Bundle bundle, string format, string what, string skeleton, string orElse, string? written = null)
    {
        var (sidecar, fault) = Sidecar.In(bundle);
        if (fault is not null) return (null, fault with { File = $"{bundle.Name} ({fault.File})" });
        string file = bundle.Files.FirstOrDefault(f => !Grouping.IsSidecar(f.Name))?.Name ?? bundle.Name;
        string ready = $"{Grouping.MappingName(file)}: {{\"level\": {JsonSerializer.Serialize(written ?? "wB97X-D/def2-SVP", UnlevelledJson.Default.String)}, {skeleton}}}";
        if (string.IsNullOrWhiteSpace(sidecar.Level)) return (null, new Fault(bundle.Name, null, "level", $"{what} does not tell at which level it was computed{(written is null ? "" : $" (it names {written}, but neither dispersion nor surroundings)")}", $"{orElse}, or write beside it {ready} (your own)"));
        return (new(bundle.Name, format, sidecar, Level.Parse(sidecar.Level), ready), null);
    }

    public Reading Refuse(string? record, string? field, string message, string remedy) => new(null, new Fault(_file, record, field, message, remedy), record);

    /// <summary>
    /// The record number <paramref name="number"/>; driver, source and level of the geometry that the sidecar tells are those of the <paramref name="last"/> one. Refused where charge or multiplicity are
    /// not told, contradict each other, or do not fit the number of electrons.
    /// </summary>
    public Reading Record(string? record, int number, Geometry geometry, int? charge, int? multiplicity, Values values, Driver driver, bool last, string? program = null, string? version = null)
    {
        if (geometry.Defect() is { } defect) return Refuse(record, "geometry", defect, "Mend the file, or hand in the program's output");
        if (charge is { } c && Charge is { } sc && c != sc) return Refuse(record, "charge", $"the file says charge {c}, its sidecar {sc}", "Mend the sidecar");
        if (multiplicity is { } m && Multiplicity is { } sm && m != sm) return Refuse(record, "multiplicity", $"the file says multiplicity {m}, its sidecar {sm}", "Mend the sidecar");
        if ((charge ?? Charge) is not { } q) return Refuse(record, "charge", "the total charge is not told", $"Give it in the sidecar: {_skeleton} (your own)");
        if ((multiplicity ?? Multiplicity) is not { } spin) return Refuse(record, "multiplicity", "the multiplicity 2S+1 is not told", $"Give it in the sidecar: {_skeleton} (your own)");
        if (spin < 1 || spin % 2 != Molecule.LowestMultiplicity(geometry.Symbols, q) % 2) return Refuse(record, "multiplicity", $"charge {q} and multiplicity {spin} do not fit the number of electrons", "Give those of this molecule");
        if (!values.Scalars().Any() && !values.Lists().Any()) return Refuse(record, null, "there is a structure but no value whose unit is known", $"Tell the units in the sidecar ({_skeleton}), or hand in the program's output; a structure alone is no calculation");
        if (last)
        {
            if (Enum.TryParse<Driver>(_sidecar.Driver, true, out var told)) driver = told;
            if (_sidecar.GeometryLevel is { Length: > 0 } at) geometry = geometry with { Level = Level.Parse(at).Name, Source = GeometrySource.Optimized };
            else if (driver == Driver.Optimization) geometry = geometry with { Level = Level.Name, Source = GeometrySource.Optimized };
            else if (Enum.TryParse<GeometrySource>(_sidecar.GeometrySource, true, out var source)) geometry = geometry with { Source = source };
        }
        return new(new Calculation(Molecule.FromAtoms(geometry.Symbols, q, spin), Level, driver, Status.Success)
        {
            Geometry = geometry, Values = values,
            Provenance = _sidecar.Told(new Provenance { Program = program ?? _sidecar.Program, ProgramVersion = version ?? _sidecar.ProgramVersion, Format = _format, RawName = _file, RawRecord = number }),
        }, null, record);
    }

    /// <summary>True if the text is one whole JSON document.</summary>
    public static JsonDocument? Json(RawFile file)
    {
        try { return JsonDocument.Parse(file.ReadAllBytes()); }
        catch (JsonException) { return null; }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
sealed partial class UnlevelledJson : System.Text.Json.Serialization.JsonSerializerContext;
