// The Range header of a download: one range of bytes or several (RFC 9110, section 14).
using System.Globalization;

namespace DataHub.Server.Routes;

/// <summary>A part of a file, from its first to its last byte, both included.</summary>
readonly record struct Part(long From, long To)
{
    public long Length => To - From + 1;
}

static class Ranges
{
    /// <summary>More ranges than these in one request are not worth an answer in parts: the whole is sent.</summary>
    internal const int Most = 256;

    /// <summary>
    /// The parts that a header asks of a file of <paramref name="length"/> bytes, in the order asked; those outside of it are left out, and none are left if all are.
    /// Null if the whole is to be sent: other units, malformed headers, too many parts, or parts that together are more than the whole.
    /// </summary>
    internal static IReadOnlyList<Part>? Read(string header, long length)
    {
        if (!header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase)) return null;
        var texts = header["bytes=".Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (texts.Length is 0 or > Most) return null;
        var parts = new List<Part>(texts.Length);
        foreach (var text in texts)
        {
            var ends = text.Split('-', 2, StringSplitOptions.TrimEntries);
            if (ends.Length != 2) return null;
            bool hasFirst = Number(ends[0], out long first), hasLast = Number(ends[1], out long last);
            if (!hasFirst && ends[0].Length > 0 || !hasLast && ends[1].Length > 0 || !hasFirst && !hasLast || hasFirst && hasLast && last < first) return null;
            if (!hasFirst)
            {
                if (last > 0 && length > 0) parts.Add(new(Math.Max(0, length - last), length - 1));
            }
            else if (first < length) parts.Add(new(first, hasLast ? Math.Min(last, length - 1) : length - 1));
        }
        return parts.Count > 1 && parts.Sum(p => p.Length) > length ? null : parts;
    }

    static bool Number(string text, out long n) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out n);
}
