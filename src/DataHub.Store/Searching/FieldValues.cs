// What may stand behind the colon of a field: ranges of numbers and times with units, formulas, lists of elements.
using System.Globalization;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Store.Searching;

static partial class FieldValues
{
    const string Number = @"[+-]?(?:\d+\.?\d*?|\.\d+)(?:[eE][+-]?\d+)?";

    [GeneratedRegex(@"^(?:(?<low>" + Number + @")(?<lowUnit>[^\d.\s][^.\s]*)?)?\.\.(?:(?<high>" + Number + @")(?<unit>[^\d.\s]\S*)?)?$")]
    private static partial Regex FromTo();

    [GeneratedRegex(@"^(?<op><=|>=|<|>|=)?(?<value>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?<unit>[^\d.\s]\S*)?$")]
    private static partial Regex One();

    [GeneratedRegex(@"^(?<op><=|>=|<|>|=)?(?<value>\d{4}(?:-\d\d(?:-\d\d)?)?)$")]
    private static partial Regex Day();

    /// <summary>A range of a number (3..5eV, &gt;=3, 4) or of a time (2026-01..2026-03-15, &gt;2026); a star asks for any value.</summary>
    /// <exception cref="QueryException">It is none.</exception>
    public static SearchNode.Range Range(string field, Column column, string text, int at)
    {
        if (text == "*") return new(column, double.NegativeInfinity, double.PositiveInfinity);
        return column.Type == ColumnType.Time ? Time(field, column, text, at) : Numeric(field, column, text, at);
    }

    static SearchNode.Range Numeric(string field, Column column, string text, int at)
    {
        QueryException Wrong() => new($"{field}: '{text}' is no number or range", at, $"{field}:3..5, {field}:>3, {field}:<=3 or {field}:3, with or without a unit that converts to {column.Unit}");
        double Value(Group number, Group unit) => double.Parse(number.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * (unit.Success ? Factor(field, column, unit.Value, at + unit.Index) : 1);
        double low, high;
        if (FromTo().Match(text) is { Success: true } m)
        {
            if (!m.Groups["low"].Success && !m.Groups["high"].Success) throw Wrong();
            // A unit at the end is that of both ends.
            low = m.Groups["low"].Success ? Value(m.Groups["low"], m.Groups["lowUnit"].Success ? m.Groups["lowUnit"] : m.Groups["unit"]) : double.NegativeInfinity;
            high = m.Groups["high"].Success ? Value(m.Groups["high"], m.Groups["unit"].Success ? m.Groups["unit"] : m.Groups["lowUnit"]) : double.PositiveInfinity;
            if (low > high) throw new QueryException($"{field}: '{text}' is an empty range", at, "the smaller end first");
            return new(column, low, high);
        }
        if (One().Match(text) is not { Success: true } one) throw Wrong();
        double value = Value(one.Groups["value"], one.Groups["unit"]);
        (low, high) = Ends(one.Groups["op"].Value, value, value, Math.BitIncrement, Math.BitDecrement);
        return new(column, low, high);
    }

    static SearchNode.Range Time(string field, Column column, string text, int at)
    {
        QueryException Wrong() => new($"{field}: '{text}' is no day, month or year", at, $"{field}:2026-01-31, {field}:2026-01..2026-03 or {field}:>=2026, in UTC");
        (DateTime From, DateTime To) Days(string day)
        {
            if (!DateTime.TryParseExact(day, ["yyyy-MM-dd", "yyyy-MM", "yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) || from.Year == 9999) throw Wrong();
            return (from, day.Length == 10 ? from.AddDays(1) : day.Length == 7 ? from.AddMonths(1) : from.AddYears(1));
        }
        static double At(DateTime time) => SearchFields.Microseconds(time);
        if (text.IndexOf("..", StringComparison.Ordinal) is >= 0 and var dots)
        {
            string first = text[..dots], last = text[(dots + 2)..];
            if (first.Length + last.Length == 0) throw Wrong();
            double low = first.Length == 0 ? double.NegativeInfinity : At(Days(first).From), high = last.Length == 0 ? double.PositiveInfinity : At(Days(last).To) - 1;
            return low <= high ? new(column, low, high) : throw new QueryException($"{field}: '{text}' is an empty range", at, "the earlier end first");
        }
        if (Day().Match(text) is not { Success: true } one) throw Wrong();
        var (from, to) = Days(one.Groups["value"].Value);
        var ends = Ends(one.Groups["op"].Value, At(from), At(to) - 1, x => x + 1, x => x - 1);
        return new(column, ends.Low, ends.High);
    }

    static (double Low, double High) Ends(string op, double first, double last, Func<double, double> up, Func<double, double> down) => op switch
    {
        ">" => (up(last), double.PositiveInfinity),
        ">=" => (first, double.PositiveInfinity),
        "<" => (double.NegativeInfinity, down(first)),
        "<=" => (double.NegativeInfinity, last),
        _ => (first, last),
    };

    static double Factor(string field, Column column, string unit, int at) =>
        column.Unit is null or "1" ? throw new QueryException($"{field} has no unit, and '{unit}' stands behind its value", at, "a bare number")
        : Units.Factor(unit, column.Unit) ?? throw new QueryException($"{field}: '{unit}' is no unit that converts to {column.Unit}", at, $"{column.Unit}, or no unit, which is {column.Unit}");

    /// <summary>Symbols of elements with commas between them.</summary>
    /// <exception cref="QueryException">One of them is none.</exception>
    public static IReadOnlyList<string> Symbols(string text, int at)
    {
        var symbols = new List<string>();
        foreach (var part in text.Split(','))
        {
            if (Elements.Number(part) is not { } number || part is "D" or "T") throw new QueryException($"there is no element '{part}'", at, "element symbols with commas between them, such as C,H,Cl");
            symbols.Add(Elements.Symbol(number));
            at += part.Length + 1;
        }
        return symbols;
    }
}
