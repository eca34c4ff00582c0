// Values as SQL literals, for the statements that take no parameters.
using System.Globalization;
using System.Text.RegularExpressions;

namespace DataHub.Store.Sql;

static partial class SqlLiterals
{
    /// <summary>A query with its parameters written into its text, which has no other text literals from outside.</summary>
    public static string Inlined(SqlQuery query) => Parameter().Replace(query.Text, m => Of(query.Parameters[int.Parse(m.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)]));

    /// <summary>A value as a literal.</summary>
    public static string Of(object? value) => value switch
    {
        null => "NULL",
        string s when s.Contains('\0') => throw new Model.QueryException("a text with a zero character is in no record"),
        string s => "'" + s.Replace("'", "''", StringComparison.Ordinal) + "'",
        bool b => b ? "true" : "false",
        long n => n.ToString(CultureInfo.InvariantCulture) + "::BIGINT",
        int n => n.ToString(CultureInfo.InvariantCulture),
        double d => $"'{d.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE",
        DateTime t => $"'{t.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'::TIMESTAMP",
        _ => throw new InvalidOperationException($"no literal of a {value.GetType().Name}"),
    };

    [GeneratedRegex(@"\$p(\d+)\b")]
    private static partial Regex Parameter();
}
