// The entry types of OPTIMADE over the archive: which properties they have, and where these come from.
using System.Text.Json.Nodes;
using DataHub.Model;

namespace DataHub.Optimade;

/// <summary>A property of an entry. Exactly one of <see cref="Value"/>, <see cref="List"/>, <see cref="Of"/> says how a filter asks for it; none if it cannot be asked for.</summary>
/// <param name="Type">string, integer, float, boolean, timestamp, list or dictionary.</param>
/// <param name="Get">Its value in a row, whose cells are given by column name.</param>
public sealed record EntryField(string Name, string Type, string? Unit, string Meaning, Func<Func<string, object?>, JsonNode?> Get)
{
    /// <summary>The expression that it is; of a list with one element at most that element.</summary>
    public Expr? Value { get; init; }
    /// <summary>The list column that it is.</summary>
    public Expr.Col? List { get; init; }
    /// <summary>What it is for a composition: text, whole number, texts or numbers.</summary>
    public Func<Composition, object?>? Of { get; init; }
    /// <summary>True if it is the same for every composition.</summary>
    public bool Fixed { get; init; }
    /// <summary>True if it is left out unless response_fields names it.</summary>
    public bool OnRequest { get; init; }
    /// <summary>True if rows can be sorted by it.</summary>
    public bool Sortable => Value is not null && Type != "list";
}

/// <summary>An entry type: a table of the archive, which of its rows are entries, and their properties.</summary>
public sealed record EntryType(string Name, string Meaning, QuerySet Set, string Key, Expr? Entries, IReadOnlyList<EntryField> Fields)
{
    /// <summary>The property of that name, or null.</summary>
    public EntryField? Find(string name) => Fields.FirstOrDefault(f => f.Name == name);

    /// <summary>Structures, references and calculations, with own properties behind the prefix (without underscores).</summary>
    public static IReadOnlyList<EntryType> All(string prefix)
    {
        Expr success = new Expr.Compare("eq", new Expr.Col("status"), new Expr.Const("success")), not = new Expr.Compare("ne", new Expr.Col("status"), new Expr.Const("withdrawn"));
        Expr placed = new Expr.Compare("ne", new Expr.Col("geometry_hash"), new Expr.Const(null));
        EntryField Own(Column c, bool onRequest) => Plain($"_{prefix}_{c.Name}", c.Name, TypeOf(c.Type), c.Unit, c.Meaning) with { OnRequest = onRequest, Value = c.Type is ColumnType.TextList or ColumnType.RealList ? null : new Expr.Col(c.Name), List = c.Type is ColumnType.TextList or ColumnType.RealList ? new Expr.Col(c.Name) : null };
        string[] shown = ["smiles", "inchi", "inchikey", "charge", "multiplicity", "level", "program", "dataset", "licence", "doi"];
        var columns = Columns.Wide.Where(c => c.Name is not ("id" or "withdrawal" or "withdrawal_reason")).ToList();
        var modified = Plain("last_modified", "ingested_at", "timestamp", null, "When the record was taken in");
        return
        [
            new("structures", "Geometries of successful calculations, molecules without periodicity", QuerySet.Calculations, "id", new Expr.And(success, placed),
            [
                Plain("id", "id", "string", null, "Content id of the record"), Same("type", "string", "Name of the entry type", "structures"), Plain("immutable_id", "id", "string", null, "The content id, which never changes"), modified,
                new("elements", "list", null, "Chemical symbols of the elements, in alphabetical order", r => Json(Made(r).Elements.ToArray())) { Of = c => c.Elements.ToArray() },
                Made("nelements", "integer", "Number of elements", c => (long)c.Elements.Count), Made("elements_ratios", "list", "Share of each element in the number of atoms", c => c.Ratios),
                Plain("chemical_formula_descriptive", "formula", "string", null, "Formula in Hill order"), Made("chemical_formula_reduced", "string", "Formula with the smallest whole proportions", c => c.Reduced),
                Plain("chemical_formula_hill", "formula", "string", null, "Formula in Hill order"), Made("chemical_formula_anonymous", "string", "Formula with letters for the elements", c => c.Anonymous),
                Same("dimension_types", "list", "Periodicity along each lattice vector: none", new double[] { 0, 0, 0 }), Same("nperiodic_dimensions", "integer", "Number of periodic dimensions: none", 0L),
                Same("lattice_vectors", "list", "Lattice vectors: molecules have none", null) with { Unit = "angstrom" },
                new("cartesian_site_positions", "list", "angstrom", "Cartesian coordinates of each atom", r => r("coordinates") is double[] x ? new JsonArray([.. x.Chunk(3).Select(Json)]) : null),
                Plain("nsites", "atoms", "integer", null, "Number of atoms"),
                new("species_at_sites", "list", null, "Name of the species of each atom", r => Json(r("symbols"))) { List = new Expr.Col("symbols") },
                new("species", "list", null, "The species: one for each element", r => new JsonArray([.. Made(r).Elements.Select(e => new JsonObject { ["name"] = e, ["chemical_symbols"] = new JsonArray(e), ["concentration"] = new JsonArray(1.0) })])),
                Same("structure_features", "list", "Features of the structure: none", Array.Empty<string>()),
                .. columns.Select(c => Own(c, !shown.Contains(c.Name))),
            ]),
            new("references", "Datasets as works that can be cited", QuerySet.Datasets, "slug", null,
            [
                Plain("id", "slug", "string", null, "Short name of the dataset"), Same("type", "string", "Name of the entry type", "references"), Same("immutable_id", "string", "Not told", null),
                Plain("last_modified", "created", "timestamp", null, "When its first record was taken in"), Plain("title", "title", "string", null, "Title"),
                new("authors", "list", null, "Authors", r => new JsonArray([.. (r("authors") as string[] ?? []).Select(a => new JsonObject { ["name"] = a })])),
                Plain("doi", "doi", "string", null, "DOI"), Plain("note", "description", "string", null, "Description"), Plain($"_{prefix}_licence", "licence", "string", null, "SPDX identifier of the licence"),
                Plain($"_{prefix}_calculations", "calculations", "integer", null, "Number of calculations"),
            ]),
            new("calculations", "Calculations with level of theory, values and cost, failed ones included", QuerySet.Calculations, "id", not,
            [
                Plain("id", "id", "string", null, "Content id of the record"), Same("type", "string", "Name of the entry type", "calculations"), Plain("immutable_id", "id", "string", null, "The content id, which never changes"), modified,
                .. columns.Select(c => Own(c, false)),
            ]),
        ];
    }

    static EntryField Plain(string name, string column, string type, string? unit, string meaning) => new(name, type, unit, meaning, r => Json(r(column))) { Value = new Expr.Col(column) };
    static EntryField Same(string name, string type, string meaning, object? value) => new(name, type, null, meaning, _ => name is "dimension_types" ? new JsonArray(0, 0, 0) : Json(value)) { Of = _ => value, Fixed = true };
    static EntryField Made(string name, string type, string meaning, Func<Composition, object?> of) => new(name, type, null, meaning, r => Json(of(Made(r)))) { Of = of };
    static Composition Made(Func<string, object?> row) => Composition.Of((string)row("formula")!);

    static string TypeOf(ColumnType type) => type switch { ColumnType.Text => "string", ColumnType.Integer => "integer", ColumnType.Real => "float", ColumnType.Boolean => "boolean", ColumnType.Time => "timestamp", _ => "list" };

    static JsonNode? Json(object? value) => value switch
    {
        null => null,
        string s => JsonValue.Create(s),
        long n => JsonValue.Create(n),
        double d => JsonValue.Create(d),
        bool b => JsonValue.Create(b),
        DateTime t => JsonValue.Create(t.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture)),
        string[] texts => new JsonArray([.. texts.Select(t => JsonValue.Create(t))]),
        double[] numbers => new JsonArray([.. numbers.Select(x => JsonValue.Create(x))]),
        _ => throw new ArgumentException(value.GetType().Name),
    };
}
