// OPTIMADE over a real server: the rules of the specification and of its validator, filters against a naive evaluator, pages, errors.
using System.Text.Json;
using DataHub.Model;
using DataHub.Optimade;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class OptimadeTests(RunningHub hub) : IClassFixture<RunningHub>
{
    const string Root = "/optimade/v1";
    static string Filter(string text) => "filter=" + Uri.EscapeDataString(text);

    async Task<List<JsonElement>> All(string type, string options = "")
    {
        var rows = new List<JsonElement>();
        for (string? next = $"{Root}/{type}?page_limit=70&{options}"; next is not null;)
        {
            var page = await hub.Json(next);
            rows.AddRange(page.GetProperty("data").EnumerateArray());
            next = page.GetProperty("links").GetProperty("next").GetString();
            Assert.Equal(next is not null, page.GetProperty("meta").GetProperty("more_data_available").GetBoolean());
            if (next is null) Assert.Equal(rows.Count, page.GetProperty("meta").GetProperty("data_returned").GetInt32());
        }
        return rows;
    }

    [Theory]
    [InlineData("/optimade")]
    [InlineData("/optimade/v1")]
    [InlineData("/optimade/v1.2")]
    [InlineData("/optimade/v1.2.0")]
    public async Task Every_version_prefix_answers_with_whole_meta(string root)
    {
        foreach (var path in (string[])["/info", "/links", "/info/structures", "/info/references", "/info/calculations", "/structures", "/references", "/calculations"])
        {
            var meta = (await hub.Json(root + path)).GetProperty("meta");
            Assert.Equal("1.2.0", meta.GetProperty("api_version").GetString());
            Assert.Equal(path, meta.GetProperty("query").GetProperty("representation").GetString());
            Assert.Equal("datahub", meta.GetProperty("provider").GetProperty("prefix").GetString());
            Assert.EndsWith("Z", meta.GetProperty("time_stamp").GetString());
            foreach (var name in (string[])["data_returned", "data_available", "more_data_available", "implementation", "schema"]) Assert.True(meta.TryGetProperty(name, out _), name);
        }
    }

    [Fact]
    public async Task Versions_are_told_as_csv_and_unknown_ones_refused()
    {
        var answer = await hub.Http.GetAsync("/optimade/versions");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("version\n1\n", await answer.Content.ReadAsStringAsync());
        Assert.Equal("553", (await hub.Refused("/optimade/v0/info", 553)).GetProperty("errors")[0].GetProperty("status").GetString());
        await hub.Refused("/optimade/v1/nothing", 404);
    }

    [Fact]
    public async Task Structures_have_what_the_specification_wants_of_molecules()
    {
        var kept = hub.Kept.Where(c => c.Status == Status.Success && c.Geometry is not null).ToDictionary(c => c.Id);
        Assert.NotEmpty(kept);
        var rows = await All("structures");
        Assert.Equal(kept.Keys.Order(StringComparer.Ordinal), rows.Select(r => r.GetProperty("id").GetString()!));
        foreach (var row in rows)
        {
            var (c, a) = (kept[row.GetProperty("id").GetString()!], row.GetProperty("attributes"));
            Assert.Equal("structures", row.GetProperty("type").GetString());
            Assert.Equal(c.Molecule.Elements, a.GetProperty("elements").EnumerateArray().Select(e => e.GetString()!));
            Assert.Equal(c.Molecule.Elements.Count, a.GetProperty("nelements").GetInt32());
            Assert.Equal(1, a.GetProperty("elements_ratios").EnumerateArray().Sum(x => x.GetDouble()), 9);
            Assert.Equal(c.Molecule.Formula, a.GetProperty("chemical_formula_hill").GetString());
            Assert.Equal("[0,0,0]", a.GetProperty("dimension_types").GetRawText());
            Assert.Equal(0, a.GetProperty("nperiodic_dimensions").GetInt32());
            Assert.Equal(JsonValueKind.Null, a.GetProperty("lattice_vectors").ValueKind);
            Assert.Equal("[]", a.GetProperty("structure_features").GetRawText());
            Assert.Equal(c.Geometry!.Symbols, a.GetProperty("species_at_sites").EnumerateArray().Select(e => e.GetString()!));
            Assert.Equal(c.Geometry.Coordinates, a.GetProperty("cartesian_site_positions").EnumerateArray().SelectMany(p => p.EnumerateArray().Select(x => x.GetDouble())));
            Assert.Equal(c.Geometry.Symbols.Distinct().Order(StringComparer.Ordinal), a.GetProperty("species").EnumerateArray().Select(s => s.GetProperty("name").GetString()!));
        }
    }

    [Theory]
    [InlineData("C2H6O", "C2H6O", "A6B2C")]
    [InlineData("C6H6", "CH", "AB")]
    [InlineData("H2", "H", "A")]
    [InlineData("CCl4", "CCl4", "A4B")]
    public void Formulas_are_reduced_and_made_anonymous(string hill, string reduced, string anonymous)
    {
        var c = Composition.Of(hill);
        Assert.Equal((reduced, anonymous), (c.Reduced, c.Anonymous));
    }

    [Theory]
    [InlineData("nelements")]
    [InlineData("nelements = ")]
    [InlineData("= 3")]
    [InlineData("nelements == 3")]
    [InlineData("nelements = 3 AND")]
    [InlineData("NOT NOT nelements = 3")]
    [InlineData("(nelements = 3")]
    [InlineData("nelements = 3)")]
    [InlineData("elements HAS")]
    [InlineData("elements HAS ALL \"H\",")]
    [InlineData("elements HAS NONE \"H\"")]
    [InlineData("elements:elements_ratios HAS \"H\"")]
    [InlineData("chemical_formula_hill = \"H2O")]
    [InlineData("chemical_formula_hill CONTAINS")]
    [InlineData("nelements IS NULL")]
    [InlineData("nelements = 1.2.3")]
    [InlineData("NELEMENTS = 3")]
    [InlineData("nelements = 3; nsites = 2")]
    [InlineData("unknown_property = 3")]
    [InlineData("_datahub_no_such_column = 3")]
    [InlineData("nelements = \"three\"")]
    [InlineData("nelements HAS 3")]
    [InlineData("elements = \"H\"")]
    public async Task Bad_filters_are_refused(string filter)
    {
        var error = (await hub.Refused($"{Root}/structures?{Filter(filter)}", 400)).GetProperty("errors")[0];
        Assert.Equal("filter", error.GetProperty("source").GetProperty("parameter").GetString());
    }

    [Theory]
    [InlineData("_exmpl1_bandgap<2.0 OR _exmpl2_bandgap<2.5", 0)]
    [InlineData("_exmpl_a IS UNKNOWN", 1)]
    [InlineData("((NOT (_exmpl_a>_exmpl_b)) AND nelements>0)", 1)]
    [InlineData("5 < 7", 1)]
    [InlineData("7 < 5", 0)]
    [InlineData("0 < nelements", 1)]
    [InlineData("lattice_vectors IS UNKNOWN AND dimension_types LENGTH 3 AND nperiodic_dimensions = 0 AND dimension_types HAS ONLY 0", 1)]
    [InlineData("nsites >= nsites", 1)]
    public async Task Filters_hold_for_all_or_none(string filter, int all)
    {
        var meta = (await hub.Json($"{Root}/structures?page_limit=1&{Filter(filter)}")).GetProperty("meta");
        Assert.Equal(all == 1 ? meta.GetProperty("data_available").GetInt32() : 0, meta.GetProperty("data_returned").GetInt32());
        Assert.Equal(filter.Contains("_exmpl"), meta.TryGetProperty("warnings", out _));
    }

    [Fact]
    public async Task What_is_optional_and_absent_is_501_and_bad_options_are_refused()
    {
        await hub.Refused($"{Root}/structures?{Filter("elements:elements_ratios HAS \"H\":>0.5")}", 501);
        await hub.Refused($"{Root}/structures?{Filter("species HAS \"H\"")}", 501);
        foreach (var options in (string[])["page_limit=-1", "page_offset=x", "sort=elements", "response_fields=none", "response_format=xml", "fliter=x"]) await hub.Refused($"{Root}/structures?{options}", 400);
        await hub.Refused($"{Root}/structures?page_limit=100000", 403);
    }

    [Fact]
    public async Task Random_filters_agree_with_a_naive_evaluator()
    {
        var rows = await All("structures", "response_fields=elements,nelements,nsites,chemical_formula_hill,chemical_formula_reduced,chemical_formula_anonymous,elements_ratios,_datahub_gap_ev,_datahub_basis,_datahub_charge");
        var random = new Random(5);
        string[] texts = ["\"C\"", "\"H2\"", "\"A\"", "\"6-31G\""], ops = ["<", "<=", ">", ">=", "=", "!="], fuzzy = ["STARTS", "STARTS WITH", "ENDS", "ENDS WITH", "CONTAINS"];
        string Pick(params string[] of) => of[random.Next(of.Length)];
        string Leaf() => random.Next(6) switch
        {
            0 => $"{Pick("nelements", "nsites", "_datahub_gap_ev", "_datahub_charge")} {Pick(ops)} {random.Next(-1, 12)}",
            1 => $"{random.Next(0, 12)} {Pick(ops)} {Pick("nelements", "nsites", "_datahub_gap_ev")}",
            2 => $"{Pick("chemical_formula_hill", "chemical_formula_reduced", "chemical_formula_anonymous", "_datahub_basis")} {Pick([.. ops, .. fuzzy])} {Pick(texts)}",
            3 => random.Next(2) == 0 ? $"elements HAS {Pick("ALL", "ANY", "ONLY")} \"C\",\"H\",{Pick("\"O\"", "\"N\"")}" : $"elements HAS {Pick("\"C\"", "\"O\"", "> \"H\"")}",
            4 => $"{Pick("elements", "elements_ratios")} LENGTH {Pick(ops)} {random.Next(1, 5)}",
            _ => $"{Pick("_datahub_gap_ev", "_datahub_basis", "nsites", "chemical_formula_reduced")} IS {Pick("KNOWN", "UNKNOWN")}",
        };
        string Whole(int depth) => depth == 0 ? Leaf() : random.Next(3) switch { 0 => $"NOT ({Whole(depth - 1)})", 1 => $"({Whole(depth - 1)}) AND {Leaf()}", _ => $"{Leaf()} OR ({Whole(depth - 1)})" };
        int some = 0;
        for (int i = 0; i < 60; i++)
        {
            var filter = Whole(i % 4);
            var node = FilterGrammar.Read(filter);
            var expected = rows.Where(r => Holds(node, r.GetProperty("attributes"))).Select(r => r.GetProperty("id").GetString()!).ToList();
            var page = await hub.Json($"{Root}/structures?page_limit=1000&response_fields=nsites&{Filter(filter)}");
            Assert.True(expected.SequenceEqual(page.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("id").GetString()!)), filter);
            if (expected.Count > 0 && expected.Count < rows.Count) some++;
        }
        Assert.InRange(some, 15, 60);
    }

    static object? Value(JsonElement e) => e.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => e.GetString(), JsonValueKind.Number => e.GetDouble(), _ => e.EnumerateArray().Select(Value).ToArray() };

    static bool Test(object? left, string op, object? right)
    {
        if (left is null || right is null) return false;
        if (op is "STARTS" or "ENDS" or "CONTAINS")
            return op == "STARTS" ? ((string)left).StartsWith((string)right, StringComparison.Ordinal) : op == "ENDS" ? ((string)left).EndsWith((string)right, StringComparison.Ordinal) : ((string)left).Contains((string)right, StringComparison.Ordinal);
        int order = left is string t ? string.CompareOrdinal(t, (string)right) : Convert.ToDouble(left).CompareTo(Convert.ToDouble(right));
        return op switch { "=" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    static bool Holds(FilterNode node, JsonElement row)
    {
        object? Of(FilterOperand o) => o.Property is { } p ? Value(row.GetProperty(p)) : o.Value;
        object[]? List(string name) => (object[]?)Value(row.GetProperty(name));
        return node switch
        {
            FilterNode.And a => Holds(a.Left, row) && Holds(a.Right, row),
            FilterNode.Or o => Holds(o.Left, row) || Holds(o.Right, row),
            FilterNode.Not n => !Holds(n.Operand, row),
            FilterNode.Compare c => Test(Of(c.Left), c.Op, Of(c.Right)),
            FilterNode.Known k => Value(row.GetProperty(k.Property)) is not null == k.IsKnown,
            FilterNode.Length l => List(l.Property) is { } list && Test((double)list.Length, l.Op, l.Value.Value),
            FilterNode.Has { Kind: "ALL" } h => List(h.Property) is { } list && h.Items.All(i => list.Any(e => Test(e, i.Op, i.Value.Value))),
            FilterNode.Has { Kind: "ONLY" } h => List(h.Property) is { } list && list.All(e => h.Items.Any(i => Test(e, i.Op, i.Value.Value))),
            FilterNode.Has h => List(h.Property) is { } list && list.Any(e => h.Items.Any(i => Test(e, i.Op, i.Value.Value))),
            _ => throw new ArgumentException(node.ToString()),
        };
    }

    [Theory]
    [InlineData("structures")]
    [InlineData("references")]
    [InlineData("calculations")]
    public async Task Every_property_is_described_and_a_filter_by_its_value_finds_its_entry(string type)
    {
        var properties = (await hub.Json($"{Root}/info/{type}")).GetProperty("data").GetProperty("properties");
        var names = properties.EnumerateObject().Where(p => p.Name != "type").Select(p => p.Name).ToList();
        var entry = (await hub.Json($"{Root}/{type}?page_limit=1&response_fields={string.Join(',', names)}")).GetProperty("data")[0];
        string id = entry.GetProperty("id").GetString()!;
        foreach (var p in entry.GetProperty("attributes").EnumerateObject().Append(JsonElement.Parse($"{{\"id\":\"{id}\"}}").EnumerateObject().First()))
        {
            var kind = properties.GetProperty(p.Name).GetProperty("type").GetString();
            if (p.Value.ValueKind == JsonValueKind.Null || kind is "list") continue;
            string value = kind is "boolean" ? p.Value.GetRawText().ToUpperInvariant() : kind is "string" or "timestamp" ? $"\"{p.Value.GetString()!.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"" : p.Value.GetRawText();
            var found = await hub.Json($"{Root}/{type}?page_limit=1000&response_fields=id&{Filter($"{p.Name} = {value} AND id = \"{id}\"")}");
            Assert.True(found.GetProperty("meta").GetProperty("data_returned").GetInt32() == 1, $"{p.Name} = {value}");
        }
        var one = await hub.Json($"{Root}/{type}/{Uri.EscapeDataString(id)}");
        Assert.Equal(id, one.GetProperty("data").GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, (await hub.Json($"{Root}/{type}/nothing")).GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Rows_are_sorted_and_only_asked_fields_are_there()
    {
        var rows = await All("structures", "sort=-nsites,id&response_fields=nsites");
        Assert.All(rows, r => Assert.Equal(["nsites"], r.GetProperty("attributes").EnumerateObject().Select(p => p.Name)));
        var sizes = rows.Select(r => r.GetProperty("attributes").GetProperty("nsites").GetInt32()).ToList();
        Assert.Equal(sizes.OrderDescending(), sizes);
    }

    [Fact]
    public async Task Calculations_hold_failures_and_nothing_withdrawn()
    {
        var rows = await All("calculations");
        Assert.Equal(hub.Kept.Where(c => c.Status != Status.Withdrawn).Select(c => c.Id).Order(StringComparer.Ordinal), rows.Select(r => r.GetProperty("id").GetString()!));
        foreach (var r in rows.Where(r => r.GetProperty("relationships").TryGetProperty("references", out _)).Take(3))
        {
            var slug = r.GetProperty("relationships").GetProperty("references").GetProperty("data")[0].GetProperty("id").GetString();
            var found = await All("calculations", Filter($"references.id HAS \"{slug}\""));
            Assert.Equal(rows.Where(x => x.GetProperty("attributes").GetProperty("_datahub_dataset").GetString() == slug).Select(x => x.GetProperty("id").GetString()), found.Select(x => x.GetProperty("id").GetString()));
        }
    }
}
