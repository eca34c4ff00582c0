// OData addresses beyond the sets and their rows: properties, bare values, links, ids, numbers.
using System.Globalization;
using System.Text.Json;
using DataHub.Model;
using DataHub.Queries;
using DataHub.Store;

namespace DataHub.Server.Routes;

static class ODataPaths
{
    /// <summary>Answers a path that names more than a set, a row by its key or a function.</summary>
    internal static Task Answer(HttpContext http, Hub hub, Resource resource)
    {
        var archive = hub.Archive;
        if (resource.Function is { } function)
        {
            var (among, where) = Narrowing(hub, function, http.RequestAborted);
            return resource.Form is ResourceForm.Number or ResourceForm.References ? ODataPage.Many(http, archive, resource.Set, among, where, resource.Form == ResourceForm.References)
                : throw new QueryException("a function's rows have no path behind them", null, "the function itself, or with /$count or /$ref");
        }
        if (Reached(archive, resource, http.RequestAborted) is not { } reached) return Missing(http, 404);
        var (there, none) = reached;
        if (resource.Property is { } property) return Property(http, archive, resource, property, there!);
        if (!resource.IsOne) return resource.Form == ResourceForm.Value ? throw new QueryException("$value: rows have no bare value", null, "a property before it, such as smiles/$value") : ODataPage.Many(http, archive, resource.Set, where: there is null ? null : () => there, references: resource.Form == ResourceForm.References);
        return resource.Form switch
        {
            ResourceForm.Itself => ODataPage.One(http, archive, resource.Set, there!, none),
            ResourceForm.References => Reference(http, archive, resource.Set, there!, none),
            ResourceForm.Value => throw new QueryException("$value: a row has no bare value", null, "a property before it, such as smiles/$value"),
            _ => throw new QueryException("$count: one row is not counted", null, "a set, a link to many rows or a list before it"),
        };
    }

    /// <summary>What a function narrows a set to.</summary>
    static (Func<IReadOnlyCollection<string>>? Among, Func<Expr>? Where) Narrowing(Hub hub, ResourceFunction function, CancellationToken cancel)
    {
        string Text(string name) => function.Arguments.GetValueOrDefault(name) as string ?? throw new QueryException($"{function.Name}: the argument {name} is text", null, $"{name}='...'");
        return function.Name switch
        {
            "Similar" => (() => StructureRoutes.Keys(hub.Structures.Similar(Text("smiles"), Convert.ToDouble(function.Arguments["threshold"], CultureInfo.InvariantCulture), StructureRoutes.MostKeys, cancel)), null),
            "Substructure" => (() => StructureRoutes.Keys(hub.Structures.Substructure(new(Text("smarts")), StructureRoutes.MostKeys, cancel)), null),
            "AtLeast" => (null, () => LevelRoutes.AtLeast(hub.Archive, Text("level"), Text("property"), cancel)),
            _ => throw new QueryException($"there is no function '{function.Name}'"),
        };
    }

    /// <summary>
    /// The condition that the rows at the end of a path fulfil (null for all rows of a set), following its links from row to row, and the status if it is one row that is not there: an address by
    /// key leads nowhere (404), a link has nothing at its end (204). Null if the path breaks off before.
    /// </summary>
    static (Expr? There, int None)? Reached(Archive archive, Resource resource, CancellationToken cancel)
    {
        var there = resource.Key is null ? null : ODataPage.KeyIs(resource.Start, resource.Key);
        int none = 404;
        var set = resource.Start;
        foreach (var (link, key) in resource.Way)
        {
            using var row = archive.Find(new Query(set) { Filter = there, Select = link.Here, Top = 1 }, cancel);
            if (!row.Read()) return null;
            // A link of a list of ids leads to these; of nulls nowhere.
            there = row[0] is string[] ids ? new Expr.In(new Expr.Col(link.There[0]), [.. ids])
                : link.There.Select((t, i) => row[i] is null ? Never : new Expr.Compare("eq", new Expr.Col(t), new Expr.Const(row[i]))).Aggregate((Expr)Always, (a, b) => new Expr.And(a, b));
            if (row[0] is null) there = Never;
            none = link.Many ? 404 : 204;
            set = link.To;
            if (key is not null) there = new Expr.And(there, ODataPage.KeyIs(set, key));
        }
        return (there, none);
    }

    static readonly Expr Always = new Expr.Compare("eq", new Expr.Const(true), new Expr.Const(true));
    static readonly Expr Never = new Expr.Compare("eq", new Expr.Const(true), new Expr.Const(false));

    static Task Missing(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>A property of the row that fulfils a condition: as JSON, bare, or the number of its elements.</summary>
    static async Task Property(HttpContext http, Archive archive, Resource resource, SetColumn property, Expr there)
    {
        bool list = property.Type is ColumnType.TextList or ColumnType.RealList, open = property.Name is "extras" or "uncertainties" && resource.Set == QuerySet.Calculations;
        if (resource.Form == ResourceForm.Number && !list) throw new QueryException($"$count: {property.Name} is no list", null, "a list before it, such as elements/$count");
        if (resource.Form == ResourceForm.References) throw new QueryException($"$ref: {property.Name} is no link", null, "a link before it, such as molecule/$ref");
        if (resource.Form == ResourceForm.Value && (list || open && resource.Member is null)) throw new QueryException($"$value: {property.Name} has no bare value", null, "a property with a single value");
        var keys = SetColumns.Key(resource.Set).Select(c => c.Name).ToList();
        using var stream = archive.Find(new Query(resource.Set) { Filter = there, Select = [.. keys.Append(property.Name).Distinct()], Top = 1 }, http.RequestAborted);
        if (!stream.Read()) { http.Response.StatusCode = 404; return; }
        object? value = stream[stream.Shape.Select((c, i) => (c.Name, i)).First(c => c.Name == property.Name).i];
        if (value is null && list) value = Array.Empty<string>();
        JsonElement? member = null;
        if (resource.Member is { } name && value is string text)
        {
            member = RowJson.Member(text, name);
            value = member?.ToString();
        }
        var format = ODataFormat.Of(http);
        if (ODataPage.Unchanged(http, archive)) return;
        if (resource.Form == ResourceForm.Number || resource.Form == ResourceForm.Value && value is not null)
        {
            http.Response.ContentType = format.Plain;
            await http.Response.WriteAsync(resource.Form == ResourceForm.Number ? ((Array)value!).Length.ToString(CultureInfo.InvariantCulture) : Bare(value!), http.RequestAborted);
            return;
        }
        if (value is null) { http.Response.StatusCode = 204; return; }
        var form = new RowForm(format, ODataPage.Root(http));
        var key = Enumerable.Range(0, keys.Count).Select(i => stream[stream.Shape.Select((c, n) => (c.Name, n)).First(c => c.Name == keys[i]).n]);
        http.Response.ContentType = format.Json;
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        if (format.Control != ControlInformation.None) json.WriteString("@odata.context"u8, $"{form.Root}/$metadata#{RowForm.Relative(resource.Set, key)}/{property.Name}{(resource.Member is null ? "" : "/" + resource.Member)}");
        if (open && resource.Member is null) RowJson.WriteMembers(json, (string)value);
        else
        {
            json.WritePropertyName("value"u8);
            if (member is { } e) e.WriteTo(json); else if (value is long whole) form.Whole(json, whole); else RowJson.Value(json, value);
        }
        json.WriteEndObject();
    }

    static string Bare(object value) => value switch
    {
        bool b => b ? "true" : "false",
        DateTime t => t.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The id of the row that fulfils a condition.</summary>
    static async Task Reference(HttpContext http, Archive archive, QuerySet set, Expr there, int none)
    {
        using var stream = archive.Find(new Query(set) { Filter = there, Select = [.. SetColumns.Key(set).Select(c => c.Name)], Top = 1 }, http.RequestAborted);
        if (!stream.Read()) { http.Response.StatusCode = none; return; }
        if (ODataPage.Begin(http, archive) is not { } format) return;
        string root = ODataPage.Root(http);
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        if (format.Control != ControlInformation.None) json.WriteString("@odata.context"u8, root + "/$metadata#$ref");
        json.WriteString("@odata.id"u8, new RowForm(format, root).Address(set, Enumerable.Range(0, stream.Columns).Select(i => stream[i])));
        json.WriteEndObject();
    }
}
