// What the catalogue keeps of a record, derived from the data dictionary.
using System.Security.Cryptography;
using System.Text;
using DataHub.Model;

namespace DataHub.Store.Catalogues;

static class CatalogueSchema
{
    /// <summary>Columns of a segment that the catalogue keeps besides the scalar properties.</summary>
    public static readonly IReadOnlyList<Column> Keys =
    [
        .. new[] { "id", "inchikey", "charge", "multiplicity", "smiles", "formula", "level", "level_kind", "geometry_level", "geometry_hash", "program", "program_version", "status", "dataset", "licence", "cpu_seconds", "uncertainties",
            "geometry_key", "geometry_source", "conformer", "electronic_state", "connectivity", "doi", "computed_at", "energy_kwh", "co2e_g" }
            .Select(n => Columns.Find(n) ?? throw new InvalidOperationException($"no column {n}")),
    ];

    /// <summary>The scalar properties.</summary>
    public static readonly IReadOnlyList<Column> Values = [.. Property.All.Where(p => !p.IsList).Select(p => Columns.Find(p.Name)!)];

    /// <summary>The lists of which one entry can be asked for.</summary>
    public static readonly IReadOnlyList<Column> Lists = [.. Property.Numbered.Select(p => Columns.Find(p.Name)!)];

    /// <summary>All that it absorbs from a segment.</summary>
    public static readonly IReadOnlyList<Column> All = [.. Keys, .. Values, .. Lists];

    /// <summary>Changes with the layout of the files (the number in front) and with the columns above; a file of another version is made anew.</summary>
    public static readonly ulong Version = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes("2" + string.Concat(All.Select(c => $"\n{c.Name} {c.Type} {c.Repeats}")))));

    static readonly Dictionary<Column, int> Places = All.Select((c, i) => (c, i)).ToDictionary(x => x.c, x => x.i);

    /// <summary>Place of a column in <see cref="All"/>.</summary>
    public static int Place(Column column) => Places.TryGetValue(column, out int place) ? place : throw new ArgumentException($"the catalogue does not hold {column.Name}", nameof(column));
    /// <summary>Place of a column in <see cref="All"/> by name.</summary>
    public static int Place(string name) => Place(Columns.Find(name) ?? throw new ArgumentException($"no column {name}", nameof(name)));
}
