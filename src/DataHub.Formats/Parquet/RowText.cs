// Text as it is stored: so that equal text has equal bytes wherever it goes.
using System.Text;
using DataHub.Model;

namespace DataHub.Formats.Parquet;

/// <summary>The form of stored text: Unicode normal form C, no lone surrogates and no zero characters (both become U+FFFD).</summary>
public static class RowText
{
    /// <summary>The text in its stored form.</summary>
    public static string Stored(string text)
    {
        if (Ascii.IsValid(text) && !text.Contains('\0')) return text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD'))).Normalize();
    }

    /// <summary>Brings all text of a row to its stored form.</summary>
    public static void Store(CalculationRow row)
    {
        foreach (var c in Columns.All)
            if (row[c] is string s) row[c] = Stored(s);
            else if (row[c] is string[] list) row[c] = Array.ConvertAll(list, Stored);
    }
}
