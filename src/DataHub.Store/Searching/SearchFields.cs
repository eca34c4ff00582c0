// What of a calculation the search index holds.
using DataHub.Model;

namespace DataHub.Store.Searching;

/// <summary>
/// The fields of the index: one document per calculation. What takes few distinct values (level, program, dataset, elements ...) stands together in one key for each document: words, filters and counts
/// of facets are found in the distinct keys, of which there are few, and not in the documents.
/// </summary>
static class SearchFields
{
    /// <summary>Changes with the layout; an index of another version is made anew.</summary>
    public const string Version = "2";

    public const string Id = "id";
    public const string Elements = "elements";
    public const string Formula = "formula";
    public const string InChIKey = "inchikey";
    public const string Doi = "doi";
    public const string Smiles = "smiles";
    public const string Status = "status";
    public const string Dataset = "dataset";
    /// <summary>The field of the key, its parts divided by <see cref="Divider"/>.</summary>
    public const string Key = "key";
    public const char Divider = '\u001f';

    /// <summary>The parts of the key: the facets, elements (with commas) last.</summary>
    public static readonly IReadOnlyList<Column> Facets =
        [.. new[] { "level", "level_kind", "method", "basis", "dispersion", "solvation", "geometry_level", "program", "program_version", "dataset", "licence", "campaign", "contributor", "status", "failure_kind", "driver", "cost_tier", Elements }.Select(Get)];
    /// <summary>Names of all facets.</summary>
    public static readonly IReadOnlyList<string> FacetNames = [.. Facets.Select(c => c.Name)];
    /// <summary>Fields that are matched as a whole, case included (a DOI in lower case).</summary>
    public static readonly IReadOnlyList<Column> Identifiers = [.. new[] { Id, Smiles, "inchi", InChIKey, Doi, "raw_hash", Formula }.Select(Get)];
    /// <summary>Fields that are matched word by word.</summary>
    public static readonly IReadOnlyList<Column> Prose = [.. new[] { "name", "failure_message", "raw_name" }.Select(Get)];
    /// <summary>Numbers and times, which are asked by ranges.</summary>
    public static readonly IReadOnlyList<Column> Numbers =
        [.. Property.All.Where(p => !p.IsList).Select(p => p.Name).Concat(["charge", "multiplicity", "atoms", "heavy_atoms", "cpu_seconds", "wall_seconds", "gpu_seconds", "cores", "peak_memory_mib", "energy_kwh", "co2e_g", "computed_at", "ingested_at"]).Select(Get)];
    /// <summary>What is told of a record's dataset, matched word by word in the cards.</summary>
    public static readonly IReadOnlyList<string> OfCards = ["title", "description", "author"];

    /// <summary>Names that a query may put before a colon; numbers also go by their short names.</summary>
    public static readonly IReadOnlyList<string> Names =
        [.. Facets.Concat(Identifiers).Concat(Prose).Concat(Numbers).Select(c => c.Name), .. Numbers.Select(Short).Distinct().Where(s => Columns.Find(s) is null), .. OfCards, "failure", "has", "only", "not", "contains"];

    /// <summary>The columns that a document is made from.</summary>
    public static readonly IReadOnlyList<Column> Read = [.. Facets.Concat(Identifiers).Concat(Prose).Concat(Numbers)];

    /// <summary>Place of a facet in the key.</summary>
    public static int Place(string facet)
    {
        for (int i = 0; i < FacetNames.Count; i++) if (FacetNames[i] == facet) return i;
        throw new QueryException($"there is no facet '{facet}'", null, "one of " + string.Join(", ", FacetNames));
    }

    /// <summary>The number column of a name or short name, or null.</summary>
    public static Column? Number(string name) => Numbers.FirstOrDefault(c => c.Name == name) ?? Numbers.FirstOrDefault(c => Short(c) == name);

    static string Short(Column c) => c.Name switch
    {
        "cpu_seconds" => "cpu", "wall_seconds" => "wall", "gpu_seconds" => "gpu", "peak_memory_mib" => "memory", "energy_kwh" => "kwh", "co2e_g" => "co2e", "computed_at" => "computed", "ingested_at" => "ingested",
        _ => Property.Find(c.Name)?.ShortName ?? c.Name,
    };

    /// <summary>A time as the index holds it: microseconds since 1970 (UTC), which a double holds exactly.</summary>
    public static double Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    internal static Column Get(string name) => Columns.Find(name) ?? throw new InvalidOperationException($"no column {name}");
}
