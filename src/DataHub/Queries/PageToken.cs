// Where a page ended: the number of rows that were given ($skiptoken), and the place itself as opaque text that only fits the query it was made for.
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Queries;

/// <summary>Tokens of pages and of changes.</summary>
public static class PageToken
{
    /// <summary>The option of a next link that tells the place where the page before ended and of which moment's archive. Without it the rows are counted off from the beginning of the archive as it is.</summary>
    public const string Position = "position";

    /// <summary>The token of a position in the ordering of a query that was said so, in the archive as of a time.</summary>
    internal static string Write(string said, DateTime? asOf, IReadOnlyList<object?> position)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            List<string?> texts = [Text(asOf), .. position.Select(Text)];
            json.WriteStartArray();
            json.WriteStringValue(Seal(said, texts));
            foreach (var text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
        }
        return Base64Url.EncodeToString(memory.ToArray());
    }

    /// <summary>Rows that the pages before have given.</summary>
    /// <exception cref="QueryException">It is no number.</exception>
    internal static int ReadRows(string token) => int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
        ? rows : throw new QueryException($"$skiptoken: the token is damaged, '{token}' is no whole number", 0, "the token of an @odata.nextLink, unchanged");

    /// <summary>The time and the position that a token tells.</summary>
    /// <exception cref="QueryException">It is damaged or belongs to another query.</exception>
    internal static (DateTime? AsOf, IReadOnlyList<object?> After) Read(string said, string token)
    {
        try
        {
            var texts = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(token), TokenJson.Default.ListString);
            if (texts is { Count: > 1 } && texts[0] == Seal(said, texts[1..])) return ((DateTime?)Value(texts[1]), [.. texts.Skip(2).Select(Value)]);
        }
        catch (Exception e) when (e is FormatException or JsonException or OverflowException or InvalidCastException)
        {
            throw new QueryException($"{Position}: the token is damaged ({e.GetType().Name})", 0, "the position of an @odata.nextLink, unchanged");
        }
        throw new QueryException($"{Position}: the token is damaged or belongs to another query", 0, "the position of an @odata.nextLink, with $filter, $orderby, $apply, $compute and $search as they were");
    }

    /// <summary>A time as a delta token.</summary>
    public static string WriteTime(DateTime time) => "t" + time.Ticks.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The time of a delta token.</summary>
    internal static DateTime ReadTime(string token) => token.StartsWith('t') && long.TryParse(token.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long ticks) && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
        ? new DateTime(ticks, DateTimeKind.Utc) : throw new QueryException("$deltatoken: this is no token of a delta link", 0, "the token of an @odata.deltaLink, unchanged");

    /// <summary>Eight characters over the query's texts and the position itself: tells a slip of the hand or another query, not an attack (there is nothing to gain).</summary>
    static string Seal(string said, List<string?> position) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(said + "\u001e" + string.Join('\u001f', position))).AsSpan(0, 6));

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
