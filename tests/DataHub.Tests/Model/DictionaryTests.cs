// The schema pages derive from the columns.
using System.Text;
using System.Text.Json.Nodes;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Model;

public class DictionaryTests
{
    [Fact]
    public void The_column_page_is_what_the_code_says()
    {
        var page = new StringBuilder("# Columns of a calculation\n\nOne row per calculation, the same names in Parquet, SQL, OData, CSV and JSON. Made from `src/DataHub.Model/Columns.cs`; a test compares the two.\nA null means \"not known\", never zero.\n\n| column | type | unit | meaning |\n|---|---|---|---|\n");
        foreach (var c in Columns.Wide) page.Append($"| `{c.Name}` | {TypeName(c.Type)} | {c.Unit} | {c.Meaning} |\n");
        page.Append("\nArrays, in the sibling file `*.arrays.parquet` of a segment and in whole exports, keyed by `id`:\n\n| column | type | unit | meaning |\n|---|---|---|---|\n");
        foreach (var c in Columns.Arrays) page.Append($"| `{c.Name}` | {TypeName(c.Type)} | {c.Unit} | {c.Meaning} |\n");
        Golden.Same("schemas/calculation.columns.md", page.ToString());
    }

    [Fact]
    public void The_JSON_schema_is_what_the_code_says()
    {
        var properties = new JsonObject();
        foreach (var c in Columns.All)
        {
            var p = new JsonObject { ["description"] = c.Unit is null ? c.Meaning : $"{c.Meaning} [{c.Unit}]" };
            p["type"] = c.Type switch
            {
                ColumnType.Text or ColumnType.Time => new JsonArray("string", "null"),
                ColumnType.Integer => new JsonArray("integer", "null"),
                ColumnType.Real => new JsonArray("number", "null"),
                ColumnType.Boolean => new JsonArray("boolean", "null"),
                _ => new JsonArray("array", "null"),
            };
            if (c.Type == ColumnType.Time) p["format"] = "date-time";
            if (c.Type == ColumnType.TextList) p["items"] = new JsonObject { ["type"] = "string" };
            if (c.Type == ColumnType.RealList) p["items"] = new JsonObject { ["type"] = "number" };
            if (c.Unit is not null) p["unit"] = c.Unit;
            properties[c.Name] = p;
        }
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "Calculation", ["description"] = "One calculation as a flat row.",
            ["type"] = "object", ["required"] = new JsonArray("id", "status", "level", "formula"), ["properties"] = properties,
        };
        Golden.Same("schemas/calculation.schema.json", schema.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");
    }

    static string TypeName(ColumnType t) => t switch
    {
        ColumnType.Text => "text", ColumnType.Integer => "int64", ColumnType.Real => "double", ColumnType.Boolean => "boolean",
        ColumnType.Time => "timestamp (UTC, µs)", ColumnType.TextList => "list of text", _ => "list of double",
    };

    [Fact]
    public void Column_names_are_unique_plain_and_tell_their_meaning()
    {
        Assert.Equal(Columns.All.Count, Columns.All.Select(c => c.Name).Distinct().Count());
        Assert.All(Columns.All, c => Assert.Matches("^[a-z][a-z0-9_]*$", c.Name));
        Assert.All(Columns.All, c => Assert.True(c.Meaning.Length > 3, c.Name));
        Assert.All(Columns.All.Where(c => c.Type is ColumnType.Real or ColumnType.Integer or ColumnType.RealList), c => Assert.False(string.IsNullOrEmpty(c.Unit), $"{c.Name} has no unit"));
    }

    [Fact]
    public void Every_property_has_its_column() => Assert.All(Property.All, p => Assert.Equal(p.Unit, Columns.Find(p.Name)!.Unit));
}
