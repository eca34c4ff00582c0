// What of a calculation the search index holds.
using DataHub.Model;

namespace DataHub.Store.Searching;

/// <summary>The fields of the index: one document per calculation. Facet fields stand three times: lower case for queries, as is for filters, and as doc values for counting.</summary>
static class SearchFields
{
    /// <summary>Changes with the layout; an index of another version is made anew.</summary>
    public const string Version = "1";

    public const string Text = "text";
    public const string Id = "id";
    public const string Elements = "elements";
    /// <summary>Prefix of the field that holds a facet value as is.</summary>
    public const string Exact = "=";

    /// <summary>Facets with one value per calculation.</summary>
    public static readonly IReadOnlyList<Column> Facets = [.. new[] { "level", "level_kind", "method", "basis", "program", "dataset", "status", "driver" }.Select(Get)];
    /// <summary>Names of all facets.</summary>
    public static readonly IReadOnlyList<string> FacetNames = [.. Facets.Select(c => c.Name), Elements];
    /// <summary>Further fields that are matched as a whole, whatever the case.</summary>
    public static readonly IReadOnlyList<Column> Words = [.. new[] { "formula", "licence", "campaign", "solvation", "dispersion", "failure_kind", "contributor" }.Select(Get)];
    /// <summary>Fields that are matched as a whole, case included.</summary>
    public static readonly IReadOnlyList<Column> Identifiers = [.. new[] { "id", "smiles", "inchi", "inchikey", "doi", "raw_hash" }.Select(Get)];
    /// <summary>Fields that are matched word by word.</summary>
    public static readonly IReadOnlyList<Column> Prose = [.. new[] { "name", "failure_message", "raw_name" }.Select(Get)];
    /// <summary>Names that a query may put before a colon.</summary>
    public static readonly IReadOnlyList<string> Names = [.. Facets.Concat(Words).Concat(Identifiers).Concat(Prose).Select(c => c.Name), Elements, "failure"];

    /// <summary>The columns that a document is made from.</summary>
    public static readonly IReadOnlyList<Column> Columns = [.. Facets.Concat(Words).Concat(Identifiers).Concat(Prose).Append(Get(Elements))];

    internal static Column Get(string name) => Model.Columns.Find(name) ?? throw new InvalidOperationException($"no column {name}");
}
