// The tables of the catalogue, derived from the data dictionary.
using DataHub.Formats.Parquet;
using DataHub.Model;

namespace DataHub.Store.Catalogues;

static class CatalogueSchema
{
    /// <summary>Changes with the layout below and with the data dictionary; a catalogue of another version is made anew.</summary>
    public static readonly string Version = "4-" + RowSchema.Fingerprint;

    /// <summary>Columns of a segment that the catalogue keeps besides the scalar properties.</summary>
    public static readonly IReadOnlyList<Column> Keys =
    [
        .. new[] { "id", "inchikey", "charge", "multiplicity", "smiles", "formula", "level", "level_kind", "geometry_level", "geometry_hash", "program", "program_version", "status", "dataset", "licence", "cpu_seconds", "uncertainties",
            "geometry_key", "geometry_source", "conformer", "electronic_state", "connectivity", "doi", "computed_at", "energy_kwh", "co2e_g" }
            .Select(n => Columns.Find(n) ?? throw new InvalidOperationException($"no column {n}")),
    ];

    /// <summary>The scalar properties.</summary>
    public static readonly IReadOnlyList<Column> Values = [.. Property.All.Where(p => !p.IsList).Select(p => Columns.Find(p.Name)!)];

    /// <summary>All that it absorbs from a segment.</summary>
    public static readonly IReadOnlyList<Column> All = [.. Keys, .. Values];

    /// <summary>Statements that make an empty catalogue.</summary>
    public static string Create { get; } = $"""
        CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        INSERT INTO meta VALUES ('version', '{Version}'), ('absorbed', 0), ('calculations', 0), ('failed', 0), ('molecules', 0), ('cpu_microseconds', 0);
        CREATE TABLE molecule (inchikey TEXT NOT NULL, charge INTEGER NOT NULL, multiplicity INTEGER NOT NULL, PRIMARY KEY (inchikey, charge, multiplicity)) WITHOUT ROWID;
        CREATE TABLE calculation (commit_number INTEGER NOT NULL, {string.Join(", ", All.Select(c => $"\"{c.Name}\" {TypeOf(c)}{(c == Columns.Id ? " NOT NULL UNIQUE" : "")}"))});
        CREATE INDEX calculation_molecule ON calculation (inchikey, charge, multiplicity);
        CREATE INDEX calculation_geometry ON calculation (geometry_key);
        CREATE INDEX calculation_level ON calculation (level);
        """;

    /// <summary>Inserts one row; parameters $0 (commit number), $1 ... in the order of <see cref="All"/>.</summary>
    public static string Insert { get; } =
        $"INSERT OR IGNORE INTO calculation (commit_number, {string.Join(", ", All.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", Enumerable.Range(0, All.Count + 1).Select(i => "$" + i))})";

    static string TypeOf(Column c) => c.Type switch { ColumnType.Text or ColumnType.Time => "TEXT", ColumnType.Integer => "INTEGER", ColumnType.Real => "REAL", _ => throw new ArgumentOutOfRangeException(nameof(c)) };
}
