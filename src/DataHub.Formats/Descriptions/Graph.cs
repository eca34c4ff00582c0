// Linked data in memory, and its two forms: JSON-LD and Turtle. Both say the same triples.
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace DataHub.Formats.Descriptions;

/// <summary>An address or a short name (prefix:name) that stands for one.</summary>
public sealed record Iri(string Value);

/// <summary>A text with a data type.</summary>
public sealed record Typed(string Text, string Type);

/// <summary>A text in a language.</summary>
public sealed record Tagged(string Text, string Language);

/// <summary>A thing with its facts. One without an address is a blank node.</summary>
public sealed class Node(string? id, params string[] types)
{
    /// <summary>Its address.</summary>
    public string? Id => id;
    /// <summary>What it is.</summary>
    public IReadOnlyList<string> Types => types;
    /// <summary>What is said of it, in order.</summary>
    public List<(string Property, object Value)> Facts { get; } = [];

    /// <summary>Says something of it: text, number, truth value, <see cref="Iri"/>, <see cref="Typed"/>, <see cref="Tagged"/>, another thing, or several of them. Null says nothing.</summary>
    public Node Add(string property, object? value)
    {
        if (value is System.Collections.IEnumerable many and not string) foreach (var one in many) Add(property, one);
        else if (value is not (null or "")) Facts.Add((property, value));
        return this;
    }
}

/// <summary>Things under a table of prefixes. Names without a prefix are of the vocabulary.</summary>
/// <param name="Vocabulary">Namespace of names without a prefix; null if there are none.</param>
public sealed class Graph(string? Vocabulary, IReadOnlyList<Node> roots)
{
    /// <summary>The namespaces.</summary>
    public static readonly IReadOnlyDictionary<string, string> Prefixes = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["adms"] = "http://www.w3.org/ns/adms#", ["csmd"] = "http://www.purl.org/net/CSMD/4.0#", ["dcat"] = "http://www.w3.org/ns/dcat#", ["dcterms"] = "http://purl.org/dc/terms/", ["foaf"] = "http://xmlns.com/foaf/0.1/",
        ["owl"] = "http://www.w3.org/2002/07/owl#", ["prov"] = "http://www.w3.org/ns/prov#", ["qudt"] = "http://qudt.org/schema/qudt/", ["rdf"] = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", ["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#",
        ["schema"] = "https://schema.org/", ["sio"] = "http://semanticscience.org/resource/", ["skos"] = "http://www.w3.org/2004/02/skos/core#", ["spdx"] = "http://spdx.org/rdf/terms#", ["unit"] = "http://qudt.org/vocab/unit/",
        ["vcard"] = "http://www.w3.org/2006/vcard/ns#", ["xsd"] = "http://www.w3.org/2001/XMLSchema#",
    };

    readonly Dictionary<string, string> _prefixes = new(Prefixes);

    /// <summary>Adds a prefix of this graph alone.</summary>
    public Graph With(string prefix, string space)
    {
        _prefixes[prefix] = space;
        return this;
    }

    /// <summary>The whole address behind a short name.</summary>
    public string Expand(string name)
    {
        int colon = name.IndexOf(':');
        if (colon < 0) return Vocabulary + name;
        return _prefixes.TryGetValue(name[..colon], out var space) ? space + name[(colon + 1)..] : name;
    }

    /// <summary>The graph as JSON-LD with its context inside, so that a reader fetches nothing.</summary>
    public JsonObject ToJson()
    {
        var (told, used, links, shared) = (new HashSet<(string, string, object)>(), new SortedSet<string>(StringComparer.Ordinal), Links(), Shared());
        var written = new HashSet<Node>();
        void Use(string name) { if (name.IndexOf(':') is > 0 and var c && _prefixes.ContainsKey(name[..c])) used.Add(name[..c]); }
        JsonNode Value(string property, object value) => value switch
        {
            Node n => Thing(n),
            Iri i => links.Contains(property) ? JsonValue.Create(Expand(i.Value)) : new JsonObject { ["@id"] = Expand(i.Value) },
            Typed t => new JsonObject { ["@value"] = t.Text, ["@type"] = Expand(t.Type) },
            Tagged t => new JsonObject { ["@value"] = t.Text, ["@language"] = t.Language },
            bool b => JsonValue.Create(b), int i => JsonValue.Create(i), long l => JsonValue.Create(l), double d => JsonValue.Create(d), string s => JsonValue.Create(s),
            _ => throw new ArgumentException($"{value.GetType().Name} is no value of a graph"),
        };
        JsonObject Thing(Node n)
        {
            var o = new JsonObject();
            string? id = n.Id is { } address ? Expand(address) : shared.GetValueOrDefault(n);
            if (id is not null) o["@id"] = id;
            // A thing that was told already is only named; of another one at the same address only what is new is told.
            if (id is not null && !written.Add(n)) return o;
            bool New(string property, object value) => id is null || told.Add((id, property, value is Node { Id: { } other } ? new Iri(Expand(other)) : value));
            string[] types = [.. n.Types.Where(t => New("@type", t))];
            foreach (var t in types) Use(t);
            if (types.Length > 0) o["@type"] = types.Length == 1 ? JsonValue.Create(types[0]) : new JsonArray([.. types.Select(t => (JsonNode)JsonValue.Create(t))]);
            foreach (var facts in n.Facts.Where(f => New(f.Property, f.Value) || f.Value is Node inner && !written.Contains(inner)).GroupBy(f => f.Property))
            {
                Use(facts.Key);
                var values = facts.Select(f => Value(f.Property, f.Value)).ToArray();
                o[facts.Key] = values.Length == 1 ? values[0] : new JsonArray(values);
            }
            return o;
        }
        var things = roots.Select(Thing).ToList();
        var context = new JsonObject();
        if (Vocabulary is not null) context["@vocab"] = Vocabulary;
        foreach (var p in used) context[p] = _prefixes[p];
        foreach (var l in links.Order(StringComparer.Ordinal)) context[l] = new JsonObject { ["@id"] = Expand(l), ["@type"] = "@id" };
        var all = new JsonObject { ["@context"] = context };
        if (things.Count == 1) foreach (var (key, value) in things[0].ToList()) { things[0].Remove(key); all[key] = value; }
        else all["@graph"] = new JsonArray([.. things]);
        return all;
    }

    /// <summary>Names of the vocabulary whose values are addresses always: the context says so, and readers that know no JSON-LD see plain text.</summary>
    HashSet<string> Links()
    {
        var (iri, other) = (new HashSet<string>(), new HashSet<string>());
        foreach (var n in Every()) foreach (var (p, v) in n.Facts) if (p.IndexOf(':') < 0) (v is Iri ? iri : v is Node ? [] : other).Add(p);
        iri.ExceptWith(other);
        return iri;
    }

    /// <summary>Names for the things without an address that are spoken of more than once.</summary>
    Dictionary<Node, string> Shared()
    {
        var repeated = Every().SelectMany(n => n.Facts).Select(f => f.Value).OfType<Node>().Where(n => n.Id is null).GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key);
        return repeated.Select((n, i) => (n, i)).ToDictionary(x => x.n, x => $"_:b{x.i}");
    }

    /// <summary>Every thing once, those that are named first first.</summary>
    public IEnumerable<Node> All() => Every();

    IEnumerable<Node> Every()
    {
        var (stack, seen) = (new Stack<Node>(roots.Reverse()), new HashSet<Node>());
        while (stack.TryPop(out var n))
        {
            if (!seen.Add(n)) continue;
            yield return n;
            foreach (var inner in n.Facts.Select(f => f.Value).OfType<Node>().Reverse()) stack.Push(inner);
        }
    }

    /// <summary>The graph as Turtle.</summary>
    public string ToTurtle()
    {
        var (body, used, blanks) = (new StringBuilder(), new SortedSet<string>(StringComparer.Ordinal), new Dictionary<Node, string>());
        string Name(string name)
        {
            var full = Expand(name);
            // The longest namespace that leaves a plain local name.
            if (_prefixes.Where(p => full.StartsWith(p.Value, StringComparison.Ordinal)).OrderByDescending(p => p.Value.Length).Select(p => p.Key).FirstOrDefault() is { } prefix && full[_prefixes[prefix].Length..] is { Length: > 0 } local && local.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(local[0]))
            {
                used.Add(prefix);
                return $"{prefix}:{local}";
            }
            return $"<{string.Concat(full.Select(c => c <= ' ' || "<>\"{}|^`\\".Contains(c) ? string.Concat(Encoding.UTF8.GetBytes([c]).Select(b => "%" + b.ToString("X2", CultureInfo.InvariantCulture))) : c.ToString()))}>";
        }
        string Subject(Node n) => n.Id is { } id ? Name(id) : blanks.TryGetValue(n, out var b) ? b : blanks[n] = $"_:b{blanks.Count}";
        string Value(object v) => v switch
        {
            Node n => Subject(n), Iri i => Name(i.Value), Typed t => Quoted(t.Text) + "^^" + Name(t.Type), Tagged t => Quoted(t.Text) + "@" + t.Language, bool b => b ? "true" : "false",
            int or long => Convert.ToString(v, CultureInfo.InvariantCulture)!, double d => Quoted(d.ToString("E15", CultureInfo.InvariantCulture)) + "^^" + Name("xsd:double"), string s => Quoted(s), _ => throw new ArgumentException($"{v.GetType().Name} is no value of a graph"),
        };
        foreach (var n in Every())
        {
            var facts = n.Types.Select(t => ("a", Name(t))).Concat(n.Facts.Select(f => (Name(f.Property), Value(f.Value)))).Distinct().ToList();
            if (facts.Count > 0) body.Append(Subject(n)).Append(' ').AppendJoin(" ;\n    ", facts.GroupBy(f => f.Item1).Select(g => $"{g.Key} {string.Join(", ", g.Select(f => f.Item2))}")).Append(" .\n\n");
        }
        return string.Concat(used.Select(p => $"@prefix {p}: <{_prefixes[p]}> .\n")) + "\n" + body;
    }

    static string Quoted(string s)
    {
        var to = new StringBuilder("\"");
        foreach (char c in s)
            to.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", < ' ' => $"\\u{(int)c:X4}", _ => c.ToString() });
        return to.Append('"').ToString();
    }
}
