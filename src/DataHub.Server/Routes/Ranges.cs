// The Range header of a download: one range of bytes (RFC 9110, section 14).
using System.Globalization;

namespace DataHub.Server.Routes;

static class Ranges
{
    internal enum Kind { Whole, Part, Outside }

    /// <summary>What a header asks of a file of <paramref name="length"/> bytes. Several ranges, other units and malformed headers are ignored: the whole is sent.</summary>
    internal static Kind Read(string header, long length, ref long from, ref long to)
    {
        if (!header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) || header.Contains(',')) return Kind.Whole;
        var parts = header["bytes=".Length..].Split('-', 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2) return Kind.Whole;
        bool hasFirst = Number(parts[0], out long first), hasLast = Number(parts[1], out long last);
        if (!hasFirst && parts[0].Length > 0 || !hasLast && parts[1].Length > 0 || !hasFirst && !hasLast || hasFirst && hasLast && last < first) return Kind.Whole;
        if (!hasFirst)
        {
            if (last == 0 || length == 0) return Kind.Outside;
            (from, to) = (Math.Max(0, length - last), length - 1);
            return Kind.Part;
        }
        if (first >= length) return Kind.Outside;
        (from, to) = (first, hasLast ? Math.Min(last, length - 1) : length - 1);
        return Kind.Part;
    }

    static bool Number(string text, out long n) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out n);
}
