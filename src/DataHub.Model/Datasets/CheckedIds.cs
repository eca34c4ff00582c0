// Identifiers of people and organisations with their check digits: ORCID, ROR; and the check character of opaque names.
namespace DataHub.Model.Datasets;

/// <summary>Reads ORCID and ROR identifiers, and tells those that were mistyped.</summary>
public static class CheckedIds
{
    /// <summary>
    /// An ORCID as <c>0000-0002-1825-0097</c> from that or its address; null with what is wrong. The last character checks the others (ISO 7064 MOD 11-2).
    /// </summary>
    public static (string? Orcid, string? Fault) Orcid(string text)
    {
        var s = Last(text).ToUpperInvariant();
        var digits = s.Replace("-", "", StringComparison.Ordinal);
        if (digits.Length != 16 || !digits[..15].All(char.IsAsciiDigit) || !(char.IsAsciiDigit(digits[15]) || digits[15] == 'X')) return (null, $"'{text}' is no ORCID: sixteen digits such as 0000-0002-1825-0097 are wanted");
        int total = 0;
        foreach (char c in digits[..15]) total = (total + (c - '0')) * 2;
        int check = (12 - total % 11) % 11;
        return digits[15] == (check == 10 ? 'X' : (char)('0' + check)) ? ($"{digits[..4]}-{digits[4..8]}-{digits[8..12]}-{digits[12..]}", null) : (null, $"'{text}' is no ORCID: its check digit is wrong, so a digit was mistyped");
    }

    const string Crockford = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>
    /// A ROR as <c>https://ror.org/03yrm5c26</c> from that or its last part; null with what is wrong. The last two digits check the others: 98 minus the number times 100 modulo 97 (ISO 7064 MOD 97-10).
    /// </summary>
    public static (string? Ror, string? Fault) Ror(string text)
    {
        var s = Last(text).ToLowerInvariant();
        if (s.Length != 9 || s[0] != '0' || !s[..7].All(c => Crockford.Contains(c)) || !char.IsAsciiDigit(s[7]) || !char.IsAsciiDigit(s[8])) return (null, $"'{text}' is no ROR: an address such as https://ror.org/03yrm5c26 is wanted");
        long n = 0;
        foreach (char c in s[1..7]) n = n * 32 + Crockford.IndexOf(c);
        return 98 - n * 100 % 97 == int.Parse(s[7..], System.Globalization.CultureInfo.InvariantCulture) ? ("https://ror.org/" + s, null) : (null, $"'{text}' is no ROR: its check digits are wrong, so a character was mistyped");
    }

    /// <summary>Digits and consonants that make no words and are not mistaken for each other (the alphabet of ARK names).</summary>
    const string Opaque = "0123456789bcdfghjkmnpqrstvwxz";

    /// <summary>An opaque name: nine characters by chance and one that checks them. <paramref name="next"/> gives a number from 0 to below its argument.</summary>
    public static string NewName(Func<int, int> next)
    {
        // It begins with a letter, so that no tool takes it for a number.
        var name = string.Concat(Enumerable.Range(0, 9).Select(i => i == 0 ? Opaque[10 + next(Opaque.Length - 10)] : Opaque[next(Opaque.Length)]));
        return name + Check(name);
    }

    /// <summary>True if a text is an opaque name with the right check character.</summary>
    public static bool IsName(string text) => text.Length == 10 && text.All(c => Opaque.Contains(c)) && Check(text[..^1]) == text[^1];

    /// <summary>
    /// The check character of the NOID scheme: the sum of place times value, modulo 29; it tells one wrong character and two that were exchanged. Characters outside of the alphabet count nothing.
    /// </summary>
    public static char Check(string text)
    {
        int sum = 0;
        for (int i = 0; i < text.Length; i++) sum += (i + 1) * Math.Max(0, Opaque.IndexOf(text[i]));
        return Opaque[sum % Opaque.Length];
    }

    static string Last(string text) => text.Trim().TrimEnd('/') is var s && s.LastIndexOf('/') is >= 0 and var i ? s[(i + 1)..] : text.Trim();
}
