// A condition as JSON, so that a standing withdrawal can be asked again of every record that comes.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Model;

namespace DataHub.Store.Shelves;

/// <summary>
/// An expression as nested lists: ["and", a, b], ["eq", ["col", "program"], "psi4"], ["in", a, 1, 2], ["call", "contains", a, "x"], ["add", a, b], ["has", "elements", "N"], ["not", a].
/// Text, whole numbers, truth values and null stand for themselves; real numbers are ["real", "4.5"] and times ["time", "2026-01-31T00:00:00Z"].
/// </summary>
sealed class ExprJson : JsonConverter<Expr>
{
    public override Expr Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var doc = JsonDocument.ParseValue(ref reader);
        return Of(doc.RootElement);
    }

    public override void Write(Utf8JsonWriter json, Expr value, JsonSerializerOptions options) => Write(json, value);

    static Expr Of(JsonElement e)
    {
        if (e.ValueKind != JsonValueKind.Array) return new Expr.Const(Literal(e));
        var items = e.EnumerateArray().ToArray();
        string word = items[0].GetString()!;
        Expr At(int i) => Of(items[i]);
        return word switch
        {
            "col" => new Expr.Col(items[1].GetString()!),
            "real" or "time" => new Expr.Const(Literal(e)),
            "and" => new Expr.And(At(1), At(2)),
            "or" => new Expr.Or(At(1), At(2)),
            "not" => new Expr.Not(At(1)),
            "in" => new Expr.In(At(1), [.. items.Skip(2).Select(Literal)]),
            "has" => new Expr.Has(new Expr.Col(items[1].GetString()!), Literal(items[2])),
            "member" => new Expr.Member(items[1].GetString()!, items[2].GetString()!),
            "item" => new Expr.Item(),
            "each" => new Expr.Each(new Expr.Col(items[1].GetString()!), At(2), items[3].GetBoolean()),
            "call" => new Expr.Call(items[1].GetString()!, [.. items.Skip(2).Select(Of)]),
            "eq" or "ne" or "gt" or "ge" or "lt" or "le" => new Expr.Compare(word, At(1), At(2)),
            "add" or "sub" or "mul" or "div" or "divby" or "mod" => new Expr.Arithmetic(word, At(1), At(2)),
            _ => throw new JsonException($"'{word}' is no word of a condition"),
        };
    }

    static object? Literal(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => e.GetString(),
        JsonValueKind.True or JsonValueKind.False => e.GetBoolean(),
        JsonValueKind.Number => e.GetInt64(),
        JsonValueKind.Array when e[0].GetString() == "real" => double.Parse(e[1].GetString()!, CultureInfo.InvariantCulture),
        JsonValueKind.Array when e[0].GetString() == "time" => DateTime.Parse(e[1].GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        _ => throw new JsonException("this is no literal of a condition"),
    };

    static void Write(Utf8JsonWriter json, Expr e)
    {
        void List(string word, params ReadOnlySpan<Expr> parts)
        {
            json.WriteStartArray();
            json.WriteStringValue(word);
            foreach (var p in parts) Write(json, p);
            json.WriteEndArray();
        }
        void Begin(string word, string? name = null)
        {
            json.WriteStartArray();
            json.WriteStringValue(word);
            if (name is not null) json.WriteStringValue(name);
        }
        switch (e)
        {
            case Expr.Const c: Literal(json, c.Value); break;
            case Expr.Col c: Begin("col", c.Name); json.WriteEndArray(); break;
            case Expr.And a: List("and", a.Left, a.Right); break;
            case Expr.Or o: List("or", o.Left, o.Right); break;
            case Expr.Not n: List("not", n.Operand); break;
            case Expr.Compare c: List(c.Op, c.Left, c.Right); break;
            case Expr.Arithmetic a: List(a.Op, a.Left, a.Right); break;
            case Expr.Call c: Begin("call", c.Name); foreach (var a in c.Arguments) Write(json, a); json.WriteEndArray(); break;
            case Expr.In i: Begin("in"); Write(json, i.Operand); foreach (var v in i.Values) Literal(json, v); json.WriteEndArray(); break;
            case Expr.Has h: Begin("has", h.List.Name); Literal(json, h.Value); json.WriteEndArray(); break;
            case Expr.Member m: Begin("member", m.Column); json.WriteStringValue(m.Name); json.WriteEndArray(); break;
            case Expr.Item: Begin("item"); json.WriteEndArray(); break;
            case Expr.Each x: Begin("each", x.List.Name); Write(json, x.Condition); json.WriteBooleanValue(x.All); json.WriteEndArray(); break;
            default: throw new ArgumentException($"{e.GetType().Name} cannot be kept", nameof(e));
        }
    }

    static void Literal(Utf8JsonWriter json, object? value)
    {
        void Two(string word, string text) { json.WriteStartArray(); json.WriteStringValue(word); json.WriteStringValue(text); json.WriteEndArray(); }
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string s: json.WriteStringValue(s); break;
            case bool b: json.WriteBooleanValue(b); break;
            case double or float or decimal: Two("real", Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)); break;
            case DateTime t: Two("time", t.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset t: Two("time", t.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)); break;
            default: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
