// The path of an OData address -> what it names: a set, a row, a link, a property; by the parser of Microsoft.OData.Core.
using DataHub.Model;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace DataHub.Queries;

/// <summary>What is asked of the resource that a path names.</summary>
public enum ResourceForm
{
    /// <summary>The resource itself.</summary>
    Itself,
    /// <summary>The bare value (/$value).</summary>
    Value,
    /// <summary>The number of rows or elements (/$count).</summary>
    Number,
    /// <summary>The ids of the rows (/$ref).</summary>
    References,
}

/// <summary>A link of a path; many rows by a key.</summary>
public sealed record Hop(Link Link, IReadOnlyList<object>? Key);

/// <summary>A function of a path with its arguments by name.</summary>
public sealed record ResourceFunction(string Name, IReadOnlyDictionary<string, object?> Arguments);

/// <summary>What a path names: a set or a row of it, the way from there, and a property of the row at the end.</summary>
public sealed record Resource(QuerySet Start, IReadOnlyList<object>? Key)
{
    /// <summary>The function that narrows the set, null for none.</summary>
    public ResourceFunction? Function { get; init; }
    /// <summary>Links that are followed from the row.</summary>
    public IReadOnlyList<Hop> Way { get; init; } = [];
    /// <summary>The property of the row at the end, null for the row itself.</summary>
    public SetColumn? Property { get; init; }
    /// <summary>A member of open data, null for the whole property.</summary>
    public string? Member { get; init; }
    /// <summary>What is asked of it.</summary>
    public ResourceForm Form { get; init; }

    /// <summary>The set of the rows at the end.</summary>
    public QuerySet Set => Way.Count == 0 ? Start : Way[^1].Link.To;
    /// <summary>True if there is one row at the end at most.</summary>
    public bool IsOne => Way.Count == 0 ? Key is not null : !Way[^1].Link.Many || Way[^1].Key is not null;
    /// <summary>True if it is a set, a row by its key or a function and nothing more: those that have routes of their own.</summary>
    public bool IsPlain => Way.Count == 0 && Property is null && Form is ResourceForm.Itself or ResourceForm.Number && (Form == ResourceForm.Itself || Key is null) && (Function is null || Form == ResourceForm.Itself);
}

/// <summary>Reads paths.</summary>
public static class ResourceReading
{
    static readonly Uri Root = new("http://hub/odata/");
    const int MostSegments = 20;

    /// <summary>The resource of a path below the service root, as it stands in the address (percent-encoded), with the query options in which parameter aliases may be defined; null if there is no such resource.</summary>
    /// <exception cref="QueryException">The path is no path, or asks for what its resource does not have.</exception>
    public static Resource? Read(string path, string options)
    {
        if (path.Count(c => c == '/') > MostSegments) throw new QueryException($"the path has more than {MostSegments} segments");
        ODataPath segments;
        try
        {
            var aliases = string.Join('&', options.TrimStart('?').Split('&').Where(o => o.StartsWith('@') || o.StartsWith("%40", StringComparison.Ordinal)));
            segments = new ODataUriParser(EntityModel.Whole, Root, new Uri(Root, "./" + path + (aliases.Length > 0 ? "?" + aliases : ""))) { Resolver = new UnqualifiedODataUriResolver { EnableCaseInsensitive = true } }.ParsePath();
        }
        catch (ODataUnrecognizedPathException) { return null; }
        catch (Exception e) when (e is ODataException or UriFormatException) { throw new QueryException("the path cannot be read: " + e.Message.Split(['\r', '\n'])[0]); }
        Resource? resource = null;
        foreach (var segment in segments)
            resource = segment switch
            {
                EntitySetSegment set when resource is null => new Resource(Enum.Parse<QuerySet>(set.EntitySet.Name), null),
                _ when resource is null || resource.Form != ResourceForm.Itself => throw new QueryException("the path goes on where it ends"),
                KeySegment key when resource.Way.Count == 0 => resource with { Key = Key(key, resource.Start) },
                KeySegment key => resource with { Way = [.. resource.Way.Take(resource.Way.Count - 1), resource.Way[^1] with { Key = Key(key, resource.Set) }] },
                OperationSegment call => resource with { Function = new(call.Operations.First().Name, call.Parameters.ToDictionary(p => p.Name, p => Constant(p.Value))) },
                NavigationPropertySegment link => resource with { Way = [.. resource.Way, new Hop(One(resource, link.NavigationProperty.Name), null)] },
                NavigationPropertyLinkSegment link => resource with { Way = [.. resource.Way, new Hop(One(resource, link.NavigationProperty.Name), null)], Form = ResourceForm.References },
                PropertySegment property when resource.IsOne => resource with { Property = EntityModel.Find(resource.Set, property.Property.Name) },
                DynamicPathSegment member when resource.Property is not null => resource with { Member = member.Identifier },
                CountSegment => resource with { Form = ResourceForm.Number },
                ValueSegment => resource with { Form = ResourceForm.Value },
                ReferenceSegment => resource with { Form = ResourceForm.References },
                TypeSegment => resource,
                _ => throw new QueryException($"the segment '{segment.Identifier}' has no translation"),
            };
        return resource;
    }

    static Link One(Resource resource, string name) => resource.IsOne && resource.Property is null && Link.Find(resource.Set, name) is { } link
        ? link : throw new QueryException($"'{name}' is a link of one row; a row of {resource.Set} is named by its key before it");

    static List<object> Key(KeySegment segment, QuerySet set)
    {
        var values = segment.Keys.ToDictionary(k => k.Key, k => k.Value);
        return [.. SetColumns.Key(set).Select(c => c.Type == ColumnType.Integer ? Convert.ToInt64(values[c.Name], System.Globalization.CultureInfo.InvariantCulture) : values[c.Name])];
    }

    static object? Constant(object value) => value switch { ConvertNode c => Constant(c.Source), ConstantNode c => c.Value, _ => value };
}
