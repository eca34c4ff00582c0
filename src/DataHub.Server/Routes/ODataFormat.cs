// The version and the format of an OData answer, by what the client says it can read.
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace DataHub.Server.Routes;

/// <summary>How much a JSON answer tells of its own making.</summary>
enum ControlInformation
{
    /// <summary>Counts and next links only.</summary>
    None,
    /// <summary>Also the context, from which a client that knows $metadata derives the rest.</summary>
    Minimal,
    /// <summary>Also type, id and links of each row.</summary>
    Full,
}

/// <summary>A request that asks for what this service does not speak.</summary>
sealed class ODataFormatException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>The negotiated format of an answer.</summary>
/// <param name="Version">OData-Version of the answer: 4.0, or 4.01 where the client says that it reads that.</param>
/// <param name="Control">Amount of control information.</param>
/// <param name="Ieee754">Whole numbers of 64 bits are text, for clients whose numbers are doubles.</param>
/// <param name="Xml">The model as XML and not as JSON.</param>
/// <param name="Charset">The character set that the client names, null for none.</param>
sealed record ODataFormat(string Version, ControlInformation Control = ControlInformation.Minimal, bool Ieee754 = false, bool Xml = false, string? Charset = null)
{
    static readonly string[] Known = ["odata.metadata", "metadata", "odata.streaming", "streaming", "ieee754compatible", "exponentialdecimals", "charset", "q"];

    /// <summary>The format of a request that was negotiated before.</summary>
    internal static ODataFormat Of(HttpContext http) => http.Features.Get<ODataFormat>() ?? new("4.0");

    /// <summary>Media type of a JSON answer.</summary>
    internal string Json => $"application/json;odata.metadata={Control.ToString().ToLowerInvariant()};odata.streaming=true{(Ieee754 ? ";IEEE754Compatible=true" : "")}{Suffix}";
    /// <summary>Media type of a bare value.</summary>
    internal string Plain => "text/plain" + Suffix;
    /// <summary>What the client's character set adds to a media type.</summary>
    internal string Suffix => Charset is null ? "" : ";charset=" + Charset;

    /// <summary>Negotiates version, format and character set, and sets the headers that tell them.</summary>
    /// <param name="http">The request.</param>
    /// <param name="model">It is the entity model that is asked for, which is there as XML too.</param>
    /// <param name="bare">It is a bare value, which is text whatever the client says.</param>
    /// <exception cref="ODataFormatException">There is no answer that the client could read.</exception>
    internal static ODataFormat Negotiate(HttpContext http, bool model, bool bare)
    {
        var headers = http.Request.Headers;
        if (Number(headers["OData-Version"]) is { } said && said is < 4m or > 4.01m) throw new ODataFormatException(400, $"OData-Version is '{headers["OData-Version"]}'; this service speaks 4.0 and 4.01.");
        decimal? most = Number(headers["OData-MaxVersion"]);
        if (most < 4m) throw new ODataFormatException(400, $"OData-MaxVersion is '{headers["OData-MaxVersion"]}'; this service speaks 4.0 and 4.01.");
        var format = new ODataFormat(most >= 4.01m ? "4.01" : "4.0");
        http.Response.Headers["OData-Version"] = format.Version;
        http.Response.Headers.Vary = "Accept, Accept-Charset, Prefer, OData-MaxVersion";
        string? wanted = http.Request.Query.TryGetValue("$format", out var option) || http.Request.Query.TryGetValue("format", out option) ? option.ToString() : null;
        wanted = wanted?.ToLowerInvariant() switch { "json" => "application/json", "xml" => "application/xml", _ => wanted };
        string accept = wanted ?? headers.Accept.ToString();
        if (bare || accept.Length == 0) format = format with { Xml = model };
        else
        {
            var ranges = MediaTypeHeaderValue.TryParseList([accept], out var list) ? list.Where(r => r.Quality is not 0).OrderByDescending(r => r.Quality ?? 1).ToList() : [];
            // Of the model, clients of 4.0 know the XML only; who reads either gets that.
            if (model && wanted is null && (format.Version == "4.0" || ranges.Any(r => Matches(r, "xml"))) && ranges.Any(r => Matches(r, "xml") || Matches(r, "json"))) format = format with { Xml = true };
            else if (ranges.Select(r => model && Matches(r, "xml") ? format with { Xml = true } : Matches(r, "json") ? format.With(r) : null).FirstOrDefault(f => f is not null) is { } found) format = found;
            else throw new ODataFormatException(wanted is not null || format.Version == "4.01" ? 406 : 415, $"There is no answer of the media type '{accept}'; there is application/json, with odata.metadata=minimal, full or none, IEEE754Compatible and odata.streaming, and $metadata is application/xml too.");
        }
        return format.In(http, headers.AcceptCharset.ToString());
    }

    static bool Matches(MediaTypeHeaderValue range, string kind) =>
        (range.MatchesAllTypes || range.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && (range.MatchesAllSubTypes || range.SubType.Equals(kind, StringComparison.OrdinalIgnoreCase)))
        && range.Parameters.All(p => Known.Contains(p.Name.ToString().ToLowerInvariant()));

    /// <summary>This format with the parameters of a media type; null if it does not know one of them.</summary>
    ODataFormat? With(MediaTypeHeaderValue type)
    {
        var format = this;
        foreach (var parameter in type.Parameters)
        {
            string name = parameter.Name.ToString().ToLowerInvariant(), value = HeaderUtilities.RemoveQuotes(parameter.Value).ToString();
            switch (name)
            {
                case "odata.metadata" or "metadata":
                    if (!Enum.TryParse<ControlInformation>(value, true, out var control) || int.TryParse(value, out _)) return null;
                    format = format with { Control = control };
                    break;
                case "charset": format = format with { Charset = value }; break;
                case "q": break;
                default:
                    if (!bool.TryParse(value, out bool yes)) return null;
                    if (name == "ieee754compatible") format = format with { Ieee754 = yes };
                    break;
            }
        }
        return format;
    }

    /// <summary>The character set: Accept-Charset goes before the media type's own. The answer is written as UTF-8 and recoded on its way out where another one is wanted.</summary>
    ODataFormat In(HttpContext http, string accepted)
    {
        string? charset = accepted.Length == 0 ? Charset : !StringWithQualityHeaderValue.TryParseList([accepted], out var list) ? accepted
            : list.Where(c => c.Quality is not 0).OrderByDescending(c => c.Quality ?? 1).Select(c => c.Value.ToString()).FirstOrDefault(c => c == "*" || Encoded(c) is not null) ?? accepted;
        if (charset is null or "*") return this with { Charset = null };
        var encoding = Encoded(charset) ?? throw new ODataFormatException(406, $"There is no answer in the character set '{charset}'; there is utf-8, utf-16 and us-ascii.");
        if (encoding is not UTF8Encoding) http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Encoding.CreateTranscodingStream(http.Response.Body, encoding, Encoding.UTF8, true), http.Features.Get<IHttpResponseBodyFeature>()!));
        return this with { Charset = charset.ToLowerInvariant() };
    }

    static Encoding? Encoded(string charset) => charset.ToLowerInvariant() switch { "utf-8" => Encoding.UTF8, "utf-16" => Encoding.Unicode, "us-ascii" => Encoding.ASCII, _ => null };

    /// <summary>The number of a version header; what follows a semicolon is the client's name. A header that is no number is 0.</summary>
    static decimal? Number(string? header) => string.IsNullOrEmpty(header) ? null : decimal.TryParse(header.Split(';')[0].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? number : 0;
}
