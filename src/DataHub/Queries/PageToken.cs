// The $skiptoken: where a page ended, as opaque text that only fits the query it was made for.
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Queries;

static class PageToken
{
    /// <summary>The token of a position in the query's ordering.</summary>
    internal static string Write(Query query, IReadOnlyList<object?> position)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartArray();
            json.WriteStringValue(Seal(query, [.. position.Select(Text)]));
            foreach (var value in position) json.WriteStringValue(Text(value));
            json.WriteEndArray();
        }
        return Base64Url.EncodeToString(memory.ToArray());
    }

    /// <summary>The position that a token tells.</summary>
    /// <exception cref="QueryException">It is damaged or belongs to another query.</exception>
    internal static IReadOnlyList<object?> Read(Query query, string token)
    {
        try
        {
            var texts = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(token), TokenJson.Default.ListString);
            if (texts is { Count: > 1 } && texts.Count - 1 == query.OrderBy.Count + SetColumns.Key(query.Set).Count && texts[0] == Seal(query, texts[1..]))
                return [.. texts.Skip(1).Select(Value)];
        }
        catch (Exception e) when (e is FormatException or JsonException or OverflowException)
        {
            throw new QueryException($"$skiptoken: the token is damaged ({e.GetType().Name})", 0, "the token of an @odata.nextLink, unchanged");
        }
        throw new QueryException("$skiptoken: the token is damaged or belongs to another query", 0, "the token of an @odata.nextLink, with $filter, $orderby and $search as they were");
    }

    /// <summary>Eight characters over the query's rows and order and the position itself: tells a slip of the hand or another query, not an attack (there is nothing to gain).</summary>
    static string Seal(Query query, List<string?> position)
    {
        var text = new StringBuilder().Append(query.Set).Append('|').Append(query.Filter).Append('|').Append(query.Search).Append('|').AppendJoin(',', query.OrderBy).Append('|').AppendJoin('\u001f', position);
        AppendLists(text, query.Filter);
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 6));
    }

    /// <summary>A record prints its lists by type only, so their content goes in by itself.</summary>
    static void AppendLists(StringBuilder text, Expr? e)
    {
        switch (e)
        {
            case Expr.And a: AppendLists(text, a.Left); AppendLists(text, a.Right); break;
            case Expr.Or o: AppendLists(text, o.Left); AppendLists(text, o.Right); break;
            case Expr.Not n: AppendLists(text, n.Operand); break;
            case Expr.In i: text.AppendJoin(',', i.Values.Select(Text)); AppendLists(text, i.Operand); break;
            case Expr.Compare c: AppendLists(text, c.Left); AppendLists(text, c.Right); break;
            case Expr.Arithmetic m: AppendLists(text, m.Left); AppendLists(text, m.Right); break;
            case Expr.Call f: foreach (var argument in f.Arguments) { text.Append(argument); AppendLists(text, argument); } break;
        }
    }

    static string? Text(object? value) => value switch
    {
        null => null,
        string s => "s" + s,
        bool b => b ? "b1" : "b0",
        DateTime t => "t" + t.Ticks.ToString(CultureInfo.InvariantCulture),
        DateTimeOffset t => "t" + t.UtcDateTime.Ticks.ToString(CultureInfo.InvariantCulture),
        double or float or decimal => "d" + Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => "i" + number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"a position cannot hold a {value.GetType()}"),
    };

    static object? Value(string? text) => text switch
    {
        null => null,
        ['s', .. var s] => s,
        ['b', var b] => b == '1',
        ['t', .. var t] => new DateTime(long.Parse(t, CultureInfo.InvariantCulture), DateTimeKind.Utc),
        ['d', .. var d] => double.Parse(d, CultureInfo.InvariantCulture),
        ['i', .. var i] => long.Parse(i, CultureInfo.InvariantCulture),
        _ => throw new FormatException("an unknown mark"),
    };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(List<string>))]
sealed partial class TokenJson : System.Text.Json.Serialization.JsonSerializerContext;
