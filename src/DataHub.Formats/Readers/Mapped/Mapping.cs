// What the columns of a table mean: the mapping that lies beside it as NAME.datahub.json or .yaml.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.Mapped;

/// <summary>
/// What is the same for all rows, or stands in a column and is perhaps translated by <paramref name="Values"/>; <paramref name="Else"/> is told where the cell is empty or not among them.
/// </summary>
sealed record Told(string? Constant, string? Column, IReadOnlyDictionary<string, string>? Values, string? Else = null);

/// <summary>What one column of values means: a property (with its sign and, for lists, the state that the number belongs to) or a further value with a name of its own.</summary>
sealed record ValueColumn(string Column, Property? Property, int Sign, string? Extra, string? Unit, int? State)
{
    internal Told? Level { get; init; }
    internal Told? Program { get; init; }
    internal Told? ProgramVersion { get; init; }
    /// <summary>Column or number of the standard deviation, in the unit of the value.</summary>
    internal Told? Uncertainty { get; init; }
    /// <summary>From the declared unit to the property's own.</summary>
    internal Func<double, double> Convert { get; init; } = x => x;
}

/// <summary>Where the atoms stand: two columns of lists, and the factor of the coordinates to ångström.</summary>
sealed record AtomColumns(string Symbols, string Coordinates, double Factor);

/// <summary>A mapping (schemas/table-mapping.schema.json). What it does not tell is not assumed.</summary>
sealed class Mapping
{
    /// <summary>The keys whose value is a constant, or {"column": ..., "values": {...}, "else": ...}.</summary>
    internal static readonly string[] Roles =
    [
        "smiles", "inchi", "inchikey", "formula", "name", "charge", "multiplicity", "level", "geometry_level", "geometry_source", "driver", "program", "program_version", "dataset", "licence", "doi", "contributor",
    ];
    internal static readonly string[] Keys = ["$schema", .. Roles, "columns", "atoms", "where", "nulls", "delimiter", "join"];
    internal static readonly string[] ColumnKeys = ["property", "extra", "unit", "state", "level", "program", "program_version", "uncertainty"];

    readonly Dictionary<string, Told> _roles = [];

    /// <summary>A role by its key; null if the mapping does not tell it.</summary>
    internal Told? this[string role] => _roles.GetValueOrDefault(role);

    internal List<ValueColumn> Columns { get; } = [];
    internal AtomColumns? Atoms { get; private set; }
    /// <summary>Rows are taken only where each of these columns has one of its values.</summary>
    internal List<(string Column, HashSet<string> Values)> Where { get; } = [];
    /// <summary>What stands in a cell without a value, beside the empty cell.</summary>
    internal HashSet<string> Nulls { get; private set; } = ["NA", "N/A", "NaN", "nan", "null", "None"];
    internal char? Delimiter { get; private set; }
    /// <summary>How the frames of an XYZ file beside the table are found: by name, else by their place.</summary>
    internal bool JoinByName { get; private set; }

    /// <summary>Every column of the table that the mapping speaks of.</summary>
    internal IEnumerable<string> Named() =>
    [
        .. _roles.Values.Concat(Columns.SelectMany(c => (Told?[])[c.Level, c.Program, c.ProgramVersion, c.Uncertainty])).Select(t => t?.Column).OfType<string>(),
        .. Columns.Select(c => c.Column), .. Where.Select(w => w.Column), .. Atoms is { } a ? [a.Symbols, a.Coordinates] : (string[])[],
    ];

    /// <summary>A mistake in the mapping: the key and what is wrong with it.</summary>
    sealed class Mistake(string key, string message) : Exception(message)
    {
        internal string Key { get; } = key;
    }

    /// <summary>The mapping in a file; the fault names the key that is wrong. Both are null for a sidecar that maps no columns.</summary>
    internal static (Mapping? Mapping, Fault? Fault) Of(RawFile file)
    {
        Fault Bad(string? key, string message) => new(file.Name, null, key, message, "Mend the mapping after schemas/table-mapping.schema.json and docs/formats.md");
        try
        {
            using var json = SidecarText.Open(file);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (null, Bad(null, "the mapping is no JSON object"));
            if (!root.TryGetProperty("columns", out _)) return (null, null);
            return (new Mapping(root), null);
        }
        catch (Mistake e) { return (null, Bad(e.Key, e.Message)); }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or InvalidDataException or IOException)
        {
            return (null, Bad(null, "the mapping cannot be read: " + e.Message));
        }
    }

    Mapping(JsonElement root)
    {
        foreach (var p in root.EnumerateObject())
        {
            if (!Keys.Contains(p.Name)) throw new Mistake(p.Name, $"the mapping has an unknown key '{p.Name}'; keys are {string.Join(", ", Keys[1..])}");
            if (Roles.Contains(p.Name) && p.Value.ValueKind != JsonValueKind.Null) _roles[p.Name] = Role(p.Name, p.Value);
        }
        if (root.TryGetProperty("nulls", out var nulls)) Nulls = [.. nulls.EnumerateArray().Select(v => v.GetString()!)];
        if (root.TryGetProperty("delimiter", out var delimiter)) Delimiter = delimiter.GetString() is [var c] ? c : throw new Mistake("delimiter", "the delimiter is one character");
        if (root.TryGetProperty("join", out var join)) JoinByName = join.GetString() switch { "name" => true, "index" => false, var s => throw new Mistake("join", $"'{s}' is neither \"index\" nor \"name\"") };
        if (root.TryGetProperty("where", out var where))
            foreach (var p in where.EnumerateObject()) Where.Add((p.Name, [.. p.Value.ValueKind == JsonValueKind.Array ? p.Value.EnumerateArray().Select(Text) : [Text(p.Value)]]));
        if (root.TryGetProperty("atoms", out var atoms)) Atoms = AtomsOf(atoms);
        foreach (var p in root.GetProperty("columns").EnumerateObject())
            if (p.Value.ValueKind == JsonValueKind.Array) foreach (var v in p.Value.EnumerateArray()) Columns.Add(ColumnOf(p.Name, v));
            else Columns.Add(ColumnOf(p.Name, p.Value));
        if (Columns.Count == 0) throw new Mistake("columns", "no column of values is mapped");
        if (this["multiplicity"] is null) throw new Mistake("multiplicity", "the multiplicity 2S+1 is not told");
        foreach (var c in Columns)
            if ((c.Level ?? this["level"]) is not { } level) throw new Mistake($"columns.{c.Column}.level", $"the level of theory of '{c.Column}' is not told; a number without its level is not data");
            else if (level.Constant is { } text && (string.IsNullOrWhiteSpace(text) || text.Contains('?'))) throw new Mistake($"columns.{c.Column}.level", $"'{text}' is no level of theory");
        if (this["smiles"] is null && this["inchi"] is null && this["inchikey"] is null && Atoms is null) Unidentified = true;
        foreach (var role in (string[])["smiles", "inchi", "inchikey"])
            if (this[role] is { Column: null }) throw new Mistake(role, $"name the column: {{\"column\": \"...\"}}; one {role} for all rows is not meant");
    }

    /// <summary>True if no column says which molecule it is; the structures must then come with the rows.</summary>
    internal bool Unidentified { get; }

    static Told Role(string key, JsonElement e)
    {
        if (e.ValueKind is JsonValueKind.String or JsonValueKind.Number) return new(Text(e), null, null);
        if (e.ValueKind != JsonValueKind.Object || !e.TryGetProperty("column", out var column)) throw new Mistake(key, "give a text or number for all rows, or {\"column\": \"...\"}");
        if (e.EnumerateObject().Select(p => p.Name).FirstOrDefault(n => n is not ("column" or "values" or "else")) is { } unknown) throw new Mistake($"{key}.{unknown}", $"unknown key '{unknown}'");
        return new(null, column.GetString(), e.TryGetProperty("values", out var values) ? values.EnumerateObject().ToDictionary(p => p.Name, p => Text(p.Value)) : null,
            e.TryGetProperty("else", out var other) ? Text(other) : null);
    }

    static ValueColumn ColumnOf(string name, JsonElement e)
    {
        string at = $"columns.{name}";
        if (e.ValueKind != JsonValueKind.Object) throw new Mistake(at, "give {\"property\": ..., \"unit\": ...}");
        if (e.EnumerateObject().Select(p => p.Name).FirstOrDefault(n => !ColumnKeys.Contains(n)) is { } unknown) throw new Mistake($"{at}.{unknown}", $"unknown key '{unknown}'; keys are {string.Join(", ", ColumnKeys)}");
        string? Get(string key) => e.TryGetProperty(key, out var v) && v.ValueKind != JsonValueKind.Null ? v.GetString() : null;
        Told? RoleOf(string key) => e.TryGetProperty(key, out var v) && v.ValueKind != JsonValueKind.Null ? Role($"{at}.{key}", v) : null;
        int? state = e.TryGetProperty("state", out var s) ? s.GetInt32() : null;
        var (property, extra, unit) = (Get("property"), Get("extra"), Get("unit"));
        if (property is null == extra is null) throw new Mistake(at, "give either property (of the data dictionary) or extra (a name of your own)");
        Told? uncertainty = !e.TryGetProperty("uncertainty", out var u) ? null : u.ValueKind == JsonValueKind.String ? new(null, u.GetString(), null) : Role($"{at}.uncertainty", u);
        var column = new ValueColumn(name, null, 1, extra, unit, state) { Level = RoleOf("level"), Program = RoleOf("program"), ProgramVersion = RoleOf("program_version"), Uncertainty = uncertainty };
        if (extra is not null)
        {
            if (string.IsNullOrWhiteSpace(unit) || unit == "?") throw new Mistake($"{at}.unit", "the unit is not told; a number without its unit is not data (\"1\" for pure numbers)");
            return state is null ? column : throw new Mistake($"{at}.state", "only a property of the data dictionary has states");
        }
        bool force = property is "forces" or "force";
        var known = force ? Property.Gradient : Property.Find(property!) ?? throw new Mistake($"{at}.property", $"'{property}' is no property; properties are {string.Join(", ", Property.All.Select(p => p.Name))}, forces; or give extra");
        unit ??= known.Unit == "1" ? "1" : throw new Mistake($"{at}.unit", $"the unit of {known.Name} is not told; a number without its unit is not data");
        if (PropertyUnits.Conversion(unit, known) is not { } convert) throw new Mistake($"{at}.unit", $"'{unit}' is no unit of {known.Name}; it is kept in {known.Unit}");
        if (state is not null && (!known.IsList || state is < 1 or > 1000)) throw new Mistake($"{at}.state", $"{known.Name} has no state {state}");
        if (known.IsList && uncertainty is not null) throw new Mistake($"{at}.uncertainty", "an uncertainty belongs to a property of one number");
        return column with { Property = known, Sign = force ? -1 : 1, Unit = unit, Convert = convert };
    }

    static AtomColumns AtomsOf(JsonElement e)
    {
        string Get(string key) => e.TryGetProperty(key, out var v) ? v.GetString()! : throw new Mistake($"atoms.{key}", "atoms are told by the columns symbols and coordinates and by the unit of the coordinates");
        return new(Get("symbols"), Get("coordinates"), Units.Factor(Get("unit"), "angstrom") ?? throw new Mistake("atoms.unit", "it is no unit of length; use angstrom or bohr"));
    }

    static string Text(JsonElement e) => e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText();
}
