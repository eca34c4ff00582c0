// QCSchema version 1: a JSON array of AtomicResult and FailedOperation objects.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Writers;

/// <summary>
/// A JSON array with one QCSchema (version 1) object a record: AtomicResult for a success, FailedOperation for a failure. Standard fields are in atomic units as the
/// schema wants; all columns lie under extras.datahub.columns, from which DataHub reads the record back unchanged. Records without geometry cannot be written and are left out.
/// </summary>
public sealed class QcSchemaWriter : IWriter
{
    /// <inheritdoc/>
    public string Format => "qcschema";
    /// <inheritdoc/>
    public string MediaType => "application/json";
    /// <inheritdoc/>
    public string Extension => ".json";
    /// <inheritdoc/>
    public bool NeedsArrays => true;
    /// <inheritdoc/>
    public bool HasOwnShape => true;

    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default)
    {
        var page = new Page();
        using var json = new Utf8JsonWriter(page, JsonLinesWriter.Relaxed);
        page.Add('[');
        bool first = true;
        await foreach (var row in rows.WithCancellation(cancel))
        {
            var c = row.ToCalculation();
            if (c.Geometry is null) continue;
            page.Add(first ? "\n" : ",\n");
            first = false;
            if (c.Status == Status.Failed) Failed(json, row, c); else Result(json, row, c);
            json.Flush();
            json.Reset();
            await page.SendAsync(to, false, cancel);
        }
        page.Add("\n]\n");
        await page.SendAsync(to, true, cancel);
    }

    static void Result(Utf8JsonWriter json, CalculationRow row, Calculation c)
    {
        json.WriteStartObject();
        json.WriteString("schema_name", "qcschema_output");
        json.WriteNumber("schema_version", 1);
        var gradient = c.Driver == Driver.Gradient ? c.Values.List(Property.Gradient) : null;
        var energy = c.Values[Property.Energy];
        Input(json, c, gradient is not null ? "gradient" : energy is not null ? "energy" : "properties");
        json.WriteStartObject("provenance");
        json.WriteString("creator", c.Provenance.Program ?? "unknown");
        json.WriteString("version", c.Provenance.ProgramVersion ?? "");
        json.WriteString("routine", "");
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteNumber("calcinfo_natom", c.Geometry!.Count);
        if (energy is { } e) json.WriteNumber("return_energy", e);
        if (c.Values[Property.NuclearRepulsion] is { } repulsion) json.WriteNumber("nuclear_repulsion_energy", repulsion);
        if (c.Values.List(Property.DipoleVector) is { Count: 3 } dipole && !(c.Level is { Kind: LevelKind.WaveFunction, Method: not "HF" }))
            RowJson.Numbers(json, "scf_dipole_moment", [.. dipole.Select(x => x / Units.AuDipoleToDebye)]);
        json.WriteEndObject();
        if (gradient is not null) RowJson.Numbers(json, "return_result", gradient);
        else if (energy is { } r) json.WriteNumber("return_result", r);
        else
        {
            json.WriteStartObject("return_result");
            foreach (var (property, value) in c.Values.Scalars()) json.WriteNumber(property.Name, value);
            json.WriteEndObject();
        }
        json.WriteBoolean("success", true);
        Own(json, row);
        json.WriteEndObject();
    }

    static void Failed(Utf8JsonWriter json, CalculationRow row, Calculation c)
    {
        json.WriteStartObject();
        json.WriteStartObject("input_data");
        json.WriteString("schema_name", "qcschema_input");
        json.WriteNumber("schema_version", 1);
        Input(json, c, c.Driver switch { Driver.Gradient => "gradient", Driver.Hessian => "hessian", Driver.Properties => "properties", _ => "energy" });
        json.WriteStartObject("provenance");
        json.WriteString("creator", c.Provenance.Program ?? "unknown");
        json.WriteString("version", c.Provenance.ProgramVersion ?? "");
        json.WriteString("routine", "");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteBoolean("success", false);
        json.WriteStartObject("error");
        json.WriteString("error_type", c.Failure!.Kind switch
        {
            FailureKind.ScfNotConverged or FailureKind.GeometryNotConverged => "convergence_error",
            FailureKind.BadInput or FailureKind.BadGeometry or FailureKind.MissingBasis => "input_error",
            FailureKind.OutOfMemory or FailureKind.TimeOut => "resource_error",
            _ => "unknown_error",
        });
        json.WriteString("error_message", c.Failure.Message);
        json.WriteEndObject();
        Own(json, row);
        json.WriteEndObject();
    }

    static void Input(Utf8JsonWriter json, Calculation c, string driver)
    {
        json.WriteStartObject("molecule");
        json.WriteString("schema_name", "qcschema_molecule");
        json.WriteNumber("schema_version", 2);
        if (c.Molecule.Name is { } name) json.WriteString("name", name);
        json.WriteStartArray("symbols");
        foreach (var s in c.Geometry!.Symbols) json.WriteStringValue(s);
        json.WriteEndArray();
        RowJson.Numbers(json, "geometry", [.. c.Geometry.Coordinates.Select(x => x * Units.AngstromToBohr)]);
        json.WriteNumber("molecular_charge", c.Molecule.Charge);
        json.WriteNumber("molecular_multiplicity", c.Molecule.Multiplicity);
        json.WriteBoolean("fix_com", true);
        json.WriteBoolean("fix_orientation", true);
        json.WriteStartObject("identifiers");
        json.WriteString("molecular_formula", c.Molecule.Formula);
        if (c.Molecule.Smiles is { } smiles) json.WriteString("smiles", smiles);
        if (c.Molecule.InChI is { } inchi) json.WriteString("inchi", inchi);
        if (c.Molecule.InChIKey is { } key) json.WriteString("inchikey", key);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("driver", driver);
        json.WriteStartObject("model");
        json.WriteString("method", c.Level.Method + (c.Level.Dispersion is null ? "" : "-" + c.Level.Dispersion));
        json.WriteString("basis", c.Level.Basis);
        json.WriteEndObject();
        json.WriteStartObject("keywords");
        if (c.Level.Solvation is { } solvation) json.WriteString("solvation", solvation);
        json.WriteEndObject();
    }

    static void Own(Utf8JsonWriter json, CalculationRow row)
    {
        json.WriteStartObject("extras");
        json.WriteStartObject("datahub");
        json.WriteStartObject("columns");
        RowJson.Write(json, row, RowJson.Travelling);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
