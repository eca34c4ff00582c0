// Short ways through a JSON document whose shape is not to be trusted.
using System.Text.Json;

namespace DataHub.Formats.Readers.QcSchema;

static class Json
{
    /// <summary>The property of an object; null if it is absent, JSON null, or this is no object.</summary>
    internal static JsonElement? Get(this JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var v) && v.ValueKind != JsonValueKind.Null ? v : null;

    internal static JsonElement? Get(this JsonElement? e, string name) => e?.Get(name);

    internal static JsonElement? Object(this JsonElement e, string name) => e.Get(name) is { ValueKind: JsonValueKind.Object } v ? v : null;

    internal static JsonElement? Object(this JsonElement? e, string name) => e?.Object(name);

    internal static string? Text(this JsonElement e, string name) => e.Get(name) is { ValueKind: JsonValueKind.String } v ? v.GetString() : null;

    internal static string? Text(this JsonElement? e, string name) => e?.Text(name);

    internal static double? Number(this JsonElement e, string name) => e.Get(name) is { ValueKind: JsonValueKind.Number } v && v.TryGetDouble(out double d) && double.IsFinite(d) ? d : null;

    internal static double? Number(this JsonElement? e, string name) => e?.Number(name);

    /// <summary>The numbers of an array, nested arrays laid end to end; null if there is anything else in it.</summary>
    internal static double[]? Numbers(this JsonElement? e)
    {
        if (e is not { ValueKind: JsonValueKind.Array } array) return null;
        var list = new List<double>();
        return Flatten(array, list) ? [.. list] : null;
    }

    internal static double[]? Numbers(this JsonElement? e, string name) => Numbers(e.Get(name));

    static bool Flatten(JsonElement array, List<double> list)
    {
        foreach (var item in array.EnumerateArray())
            if (item.ValueKind == JsonValueKind.Array) { if (!Flatten(item, list)) return false; }
            else if (item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double d) && double.IsFinite(d)) list.Add(d);
            else return false;
        return true;
    }

    internal static IEnumerable<JsonElement> Items(this JsonElement? e, string name) => e?.Get(name) is { ValueKind: JsonValueKind.Array } a ? a.EnumerateArray() : [];

    internal static bool? Boolean(this JsonElement e, string name) => e.Get(name)?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };
}
