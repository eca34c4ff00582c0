// Records that DataHub itself wrote: all columns lie in them, the standard fields must agree.
using System.Text.Json;
using DataHub.Formats.Writers;
using DataHub.Model;

namespace DataHub.Formats.Readers.QcSchema;

static class OwnColumns
{
    /// <summary>The columns of a record of our own, or null if it is not one.</summary>
    internal static JsonElement? Of(JsonElement record) => record.Object("extras").Object("datahub").Object("columns");

    internal static Calculation Read(JsonElement record, JsonElement columns)
    {
        var input = record.Object("input_data") ?? record;
        var (told, geometry) = Molecules.Read(input.Object("molecule"), null);
        if (RowJson.Read(columns) is not { } row) throw new Refusal("extras.datahub.columns", "a column has not the type that its name promises", "Write the file again");
        row[Columns.Symbols] = geometry.Symbols.ToArray();
        row[Columns.Coordinates] = geometry.Coordinates.ToArray();
        if (row[Columns.Level] is not string level || string.IsNullOrWhiteSpace(level)) throw new Refusal("extras.datahub.columns", "a number without a level of theory is not data", "Write the file again");
        Calculation c;
        try
        {
            c = row.ToCalculation();
        }
        catch (JsonException)
        {
            throw new Refusal("extras.datahub.columns", "uncertainties or extras are no JSON", "Write the file again");
        }
        if (c.Status == Status.Failed != c.Failure is not null || (record.Boolean("success") == true) == (c.Status == Status.Failed))
            throw new Refusal("success", "success and status contradict each other", "Write the file again");
        if (told.Charge != c.Molecule.Charge || told.Multiplicity != c.Molecule.Multiplicity) throw new Refusal("molecule", "charge and multiplicity contradict the columns", "Write the file again");
        if (record.Object("properties").Number("return_energy") is { } energy && c.Values[Property.Energy] is { } own && Math.Abs(energy - own) > 1e-9)
            throw new Refusal("properties.return_energy", "the energy contradicts the columns", "Write the file again");
        if (c.Status != Status.Failed && c.Values.IsEmpty) throw new Refusal("extras.datahub.columns", "the record has no values", "Write the file again");
        var atoms = Molecule.FromAtoms(geometry.Symbols, c.Molecule.Charge, c.Molecule.Multiplicity);
        return c with
        {
            Molecule = c.Molecule with { Formula = atoms.Formula, Elements = atoms.Elements, Atoms = atoms.Atoms, HeavyAtoms = atoms.HeavyAtoms, Toolkit = null },
            Provenance = c.Provenance with { Format = "qcschema" },
        };
    }
}
