// One row of an ASE database, from SQLite cells or from JSON.
using System.Buffers.Binary;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.Ase;

/// <summary>What a row tells, in the units of ASE: eV, Å, eV/Å, e Å, e.</summary>
sealed record AseRow(long Id, string[] Symbols, double[] Positions, bool Periodic)
{
    internal string? Calculator { get; init; }
    internal double? Energy { get; init; }
    internal double[]? Forces { get; init; }
    internal double[]? Dipole { get; init; }
    internal double[]? Charges { get; init; }
    /// <summary>Total magnetic moment, 2S; null where the row has none.</summary>
    internal double? MagneticMoment { get; init; }
    internal IReadOnlyDictionary<string, JsonElement> Parameters { get; init; } = Empty;
    internal IReadOnlyDictionary<string, JsonElement> Pairs { get; init; } = Empty;

    static readonly Dictionary<string, JsonElement> Empty = [];

    /// <summary>A row of the table "systems".</summary>
    /// <exception cref="InvalidDataException">A cell is not what the schema says.</exception>
    internal static AseRow Of(IReadOnlyList<string> columns, object?[] cells)
    {
        object? Get(string name) => columns.ToList().IndexOf(name) is >= 0 and var i && i < cells.Length ? cells[i] : null;
        double[]? Reals(string name) => Get(name) is byte[] b && b.Length % 8 == 0 ? [.. Enumerable.Range(0, b.Length / 8).Select(i => BinaryPrimitives.ReadDoubleLittleEndian(b.AsSpan(8 * i)))] : null;
        if (Get("numbers") is not byte[] z || z.Length % 4 != 0 || Reals("positions") is not { } positions) throw new InvalidDataException("the row has no atoms");
        return new AseRow(Get("id") as long? ?? 0, Named(Enumerable.Range(0, z.Length / 4).Select(i => BinaryPrimitives.ReadInt32LittleEndian(z.AsSpan(4 * i)))), positions, Get("pbc") is long and not 0)
        {
            Calculator = Get("calculator") as string, Energy = Real(Get("energy")), Forces = Reals("forces"), Dipole = Reals("dipole"), Charges = Reals("charges"),
            MagneticMoment = Real(Get("magmom")) ?? Reals("magmoms")?.Sum(), Parameters = Map(Get("calculator_parameters") as string), Pairs = Map(Get("key_value_pairs") as string),
        };
    }

    /// <summary>A row of a JSON database.</summary>
    /// <exception cref="InvalidDataException">A value is not what the format says.</exception>
    internal static AseRow Of(long id, JsonElement row)
    {
        JsonElement? Get(string name) => row.TryGetProperty(name, out var v) && v.ValueKind != JsonValueKind.Null ? v : null;
        double[]? Reals(string name) => Get(name) is { } v ? Flat(v) : null;
        if (Reals("numbers") is not { } z || Reals("positions") is not { } positions) throw new InvalidDataException("the row has no atoms");
        return new AseRow(id, Named(z.Select(x => (int)x)), positions, Reals("pbc")?.Any(p => p != 0) == true)
        {
            Calculator = Get("calculator")?.GetString(), Energy = Reals("energy") is [var e] ? e : null, Forces = Reals("forces"), Dipole = Reals("dipole"), Charges = Reals("charges"),
            MagneticMoment = Reals("magmom") is [var m] ? m : Reals("magmoms")?.Sum(), Parameters = Get("calculator_parameters") is { } p ? Map(p) : Empty, Pairs = Get("key_value_pairs") is { } k ? Map(k) : Empty,
        };
    }

    static double? Real(object? cell) => cell switch { double d => d, long l => l, _ => null };

    static string[] Named(IEnumerable<int> numbers) => [.. numbers.Select(z => z is >= 1 and <= 118 ? Elements.Symbol(z) : throw new InvalidDataException($"an atom has the number {z}"))];

    static Dictionary<string, JsonElement> Map(string? text)
    {
        if (text is null) return Empty;
        try
        {
            using var json = JsonDocument.Parse(text);
            return Map(json.RootElement.Clone());
        }
        catch (JsonException) { return Empty; }
    }

    /// <summary>The pairs of an object; some versions wrote the object as text, once or more.</summary>
    static Dictionary<string, JsonElement> Map(JsonElement e) => e.ValueKind == JsonValueKind.String ? Map(e.GetString()) : e.ValueKind != JsonValueKind.Object ? Empty : e.EnumerateObject().DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Value.Clone());

    /// <summary>The numbers of a nested list, or of {"__ndarray__": [shape, type, numbers]}.</summary>
    static double[]? Flat(JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.Object) return e.TryGetProperty("__ndarray__", out var array) && array.ValueKind == JsonValueKind.Array && array.GetArrayLength() == 3 ? Flat(array[2]) : null;
        var numbers = new List<double>();
        return Add(e) ? [.. numbers] : null;

        bool Add(JsonElement v)
        {
            switch (v.ValueKind)
            {
                case JsonValueKind.Number: numbers.Add(v.GetDouble()); return true;
                case JsonValueKind.True: numbers.Add(1); return true;
                case JsonValueKind.False: numbers.Add(0); return true;
                case JsonValueKind.Array: foreach (var x in v.EnumerateArray()) if (!Add(x)) return false; return true;
                default: return false;
            }
        }
    }
}
