// Answers /oai: OAI-PMH 2.0 over the released versions of datasets, for harvesters.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DataHub.Formats.Descriptions;
using DataHub.Model.Datasets;

namespace DataHub.Server.Routes;

static partial class OaiRoutes
{
    /// <summary>Records of one answer.</summary>
    internal const int PageRecords = 200;

    static readonly XNamespace s_oai = "http://www.openarchives.org/OAI/2.0/", s_xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The formats: prefix, schema, namespace, writer.</summary>
    static readonly (string Prefix, string Schema, string Space, Func<Portrait, XElement> Write)[] s_formats =
    [
        ("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/", DublinCore.Xml),
        ("oai_datacite", "https://schema.datacite.org/meta/kernel-4.7/metadata.xsd", "http://datacite.org/schema/kernel-4", p => DataCite.Xml(p)),
    ];

    /// <summary>Arguments of each verb: those that must be, those that may be.</summary>
    static readonly Dictionary<string, (string[] Must, string[] May)> s_verbs = new()
    {
        ["Identify"] = ([], []), ["ListMetadataFormats"] = ([], ["identifier"]), ["ListSets"] = ([], ["resumptionToken"]), ["GetRecord"] = (["identifier", "metadataPrefix"], []),
        ["ListIdentifiers"] = (["metadataPrefix"], ["from", "until", "set", "resumptionToken"]), ["ListRecords"] = (["metadataPrefix"], ["from", "until", "set", "resumptionToken"]),
    };

    /// <summary>What a request did wrong, by the codes of the protocol.</summary>
    sealed class OaiException(string code, string message) : Exception(message)
    {
        public string Code => code;
    }

    internal static void MapOai(this WebApplication app)
    {
        app.MapGet("/oai", (HttpContext http, Hub hub) => Answer(http, hub, http.Request.Query.SelectMany(q => q.Value.Select(v => (q.Key, v ?? ""))).ToList())).ExcludeFromDescription();
        app.MapPost("/oai", async (HttpContext http, Hub hub) =>
        {
            if (!http.Request.HasFormContentType) return Problems.Answer(415, "Unsupported media type", "OAI-PMH takes application/x-www-form-urlencoded.");
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            return Answer(http, hub, form.SelectMany(q => q.Value.Select(v => (q.Key, v ?? ""))).ToList());
        }).ExcludeFromDescription().DisableAntiforgery();
    }

    static IResult Answer(HttpContext http, Hub hub, List<(string Name, string Value)> given)
    {
        var root = DescriptionRoutes.Root(http, hub);
        var request = new XElement(s_oai + "request", root + "/oai");
        XElement body;
        try
        {
            var verbs = given.Where(g => g.Name == "verb").ToList();
            if (verbs.Count != 1 || !s_verbs.TryGetValue(verbs[0].Value, out var rules)) throw new OaiException("badVerb", verbs.Count > 1 ? "The argument verb is given more than once." : $"One of {string.Join(", ", s_verbs.Keys)} is wanted as verb.");
            var verb = verbs[0].Value;
            var arguments = new Dictionary<string, string>();
            foreach (var (name, value) in given.Where(g => g.Name != "verb"))
            {
                if (!rules.Must.Contains(name) && !rules.May.Contains(name)) throw new OaiException("badArgument", $"{verb} has no argument '{name}'.");
                if (!arguments.TryAdd(name, value)) throw new OaiException("badArgument", $"The argument {name} is given more than once.");
            }
            if (arguments.ContainsKey("resumptionToken") && arguments.Count > 1) throw new OaiException("badArgument", "resumptionToken stands alone: it holds the other arguments.");
            if (!arguments.ContainsKey("resumptionToken") && rules.Must.FirstOrDefault(m => !arguments.ContainsKey(m)) is { } missing) throw new OaiException("badArgument", $"{verb} wants the argument {missing}.");
            body = verb switch
            {
                "Identify" => Identify(http, hub, root), "ListMetadataFormats" => Formats(http, hub, arguments), "ListSets" => Sets(hub, arguments), "GetRecord" => One(http, hub, arguments), _ => Many(http, hub, verb, arguments),
            };
            request.Add(new XAttribute("verb", verb), arguments.Select(a => new XAttribute(a.Key, a.Value)));
        }
        catch (OaiException e)
        {
            // After a bad verb or argument the request is told without them.
            if (e.Code is not ("badVerb" or "badArgument")) request.Add(given.Select(g => new XAttribute(g.Name, Clean(g.Value))));
            body = new XElement(s_oai + "error", new XAttribute("code", e.Code), Clean(e.Message));
        }
        var all = new XElement(s_oai + "OAI-PMH", new XAttribute(XNamespace.Xmlns + "xsi", s_xsi), new XAttribute(s_xsi + "schemaLocation", $"{s_oai} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"), new XElement(s_oai + "responseDate", Stamp(DatasetRoutes.Now(hub))), request, body);
        return Results.Text(DescriptionRoutes.Text(all), "text/xml; charset=utf-8", Encoding.UTF8);
    }

    static string Clean(string s) => string.Concat(s.Where(c => System.Xml.XmlConvert.IsXmlChar(c)));

    static string Stamp(DateTime t) => t.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static string IdOf(string root, Release r) => $"oai:{new Uri(root).Host}:{r.Name}";

    /// <summary>Every released version, the earliest change first. Drafts are not told; what is closed is told by its metadata alone.</summary>
    static List<(Portrait Portrait, DateTime At)> Items(HttpContext http, Hub hub) =>
        [.. hub.Archive.Datasets().SelectMany(d => d.Releases.Select(r => DescriptionRoutes.Portrait(http, hub, d, r))).Select(p => (p, new DateTime(p.Modified.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc))).OrderBy(i => i.Item2).ThenBy(i => i.p.Release.Name, StringComparer.Ordinal)];

    static XElement Identify(HttpContext http, Hub hub, string root)
    {
        var s = hub.Publisher.Settings;
        return new(s_oai + "Identify", new XElement(s_oai + "repositoryName", s.Publisher), new XElement(s_oai + "baseURL", root + "/oai"), new XElement(s_oai + "protocolVersion", "2.0"), new XElement(s_oai + "adminEmail", s.AdminEmail ?? $"admin@{new Uri(root).Host}"),
            new XElement(s_oai + "earliestDatestamp", Stamp(Items(http, hub).Select(i => i.At).DefaultIfEmpty(DateTime.UnixEpoch).First())), new XElement(s_oai + "deletedRecord", "persistent"), new XElement(s_oai + "granularity", "YYYY-MM-DDThh:mm:ssZ"));
    }

    static XElement Formats(HttpContext http, Hub hub, Dictionary<string, string> arguments)
    {
        if (arguments.TryGetValue("identifier", out var id)) Find(http, hub, id);
        return new(s_oai + "ListMetadataFormats", s_formats.Select(f => new XElement(s_oai + "metadataFormat", new XElement(s_oai + "metadataPrefix", f.Prefix), new XElement(s_oai + "schema", f.Schema), new XElement(s_oai + "metadataNamespace", f.Space))));
    }

    static (Portrait Portrait, DateTime At) Find(HttpContext http, Hub hub, string id) => Items(http, hub).FirstOrDefault(i => IdOf(i.Portrait.Root, i.Portrait.Release) == id) is { Portrait: not null } found ? found : throw new OaiException("idDoesNotExist", $"There is no '{id}'.");

    [GeneratedRegex(@"^[A-Za-z0-9_.!~*'()-]+$")]
    private static partial Regex SetName();

    static IEnumerable<string> SetsOf(Portrait p) => p.Metadata.Communities.Where(c => SetName().IsMatch(c)).Select(c => "community:" + c).Append("dataset:" + p.Dataset.Slug);

    static XElement Sets(Hub hub, Dictionary<string, string> arguments)
    {
        if (arguments.ContainsKey("resumptionToken")) throw new OaiException("badResumptionToken", "The list of sets is given whole.");
        var communities = hub.Publisher.Settings.Communities.Select(c => (c.Id, c.Title)).Concat(hub.Archive.Datasets().Where(d => d.Releases.Count > 0).SelectMany(d => d.Metadata.Communities).Select(c => (Id: c, Title: c))).DistinctBy(c => c.Id).Where(c => SetName().IsMatch(c.Id)).ToList();
        IEnumerable<(string, string)> all = [("community", "Communities"), .. communities.Select(c => ("community:" + c.Id, c.Title)), ("dataset", "Versions of one dataset"), .. hub.Archive.Datasets().Where(d => d.Releases.Count > 0).Select(d => ("dataset:" + d.Slug, d.Metadata.Title))];
        return new(s_oai + "ListSets", all.Select(s => new XElement(s_oai + "set", new XElement(s_oai + "setSpec", s.Item1), new XElement(s_oai + "setName", s.Item2))));
    }

    static XElement One(HttpContext http, Hub hub, Dictionary<string, string> arguments)
    {
        var item = Find(http, hub, arguments["identifier"]);
        return new(s_oai + "GetRecord", Record(item, Format(arguments["metadataPrefix"]), true));
    }

    static (string Prefix, string Schema, string Space, Func<Portrait, XElement> Write) Format(string prefix) => s_formats.FirstOrDefault(f => f.Prefix == prefix) is { Prefix: not null } f ? f : throw new OaiException("cannotDisseminateFormat", $"There is no format '{prefix}'; there are {string.Join(", ", s_formats.Select(f => f.Prefix))}.");

    static XElement Record((Portrait Portrait, DateTime At) item, (string Prefix, string Schema, string Space, Func<Portrait, XElement> Write) format, bool whole)
    {
        var (p, gone) = (item.Portrait, item.Portrait.Tombstone is not null);
        var header = new XElement(s_oai + "header", gone ? new XAttribute("status", "deleted") : null, new XElement(s_oai + "identifier", IdOf(p.Root, p.Release)), new XElement(s_oai + "datestamp", Stamp(item.At)), SetsOf(p).Select(s => new XElement(s_oai + "setSpec", s)));
        return whole ? new XElement(s_oai + "record", header, gone ? null : new XElement(s_oai + "metadata", format.Write(p))) : header;
    }

    static XElement Many(HttpContext http, Hub hub, string verb, Dictionary<string, string> arguments)
    {
        var items = Items(http, hub);
        var (prefix, set, from, until, at, name, done, size) = arguments.TryGetValue("resumptionToken", out var token) ? Token(token)
            : (arguments["metadataPrefix"], arguments.GetValueOrDefault("set") ?? "", arguments.GetValueOrDefault("from") ?? "", arguments.GetValueOrDefault("until") ?? "", DateTime.MinValue, "", 0, -1);
        var format = Format(prefix);
        var (first, last) = (from == "" ? DateTime.MinValue : Day(from, false, "from"), until == "" ? DateTime.MaxValue : Day(until, true, "until"));
        if (from != "" && until != "" && from.Length != until.Length) throw new OaiException("badArgument", "from and until are of different granularity.");
        if (first > last) throw new OaiException("badArgument", "from is later than until.");
        var wanted = items.Where(i => i.At >= first && i.At <= last && (set == "" || SetsOf(i.Portrait).Any(s => s == set || s.StartsWith(set + ":", StringComparison.Ordinal)))).ToList();
        var left = wanted.Where(i => i.At > at || i.At == at && string.CompareOrdinal(i.Portrait.Release.Name, name) > 0).ToList();
        if (token is null && left.Count == 0) throw new OaiException("noRecordsMatch", "Nothing was changed between these days in this set.");
        if (token is not null && left.Count == 0) throw new OaiException("badResumptionToken", "Nothing is left of this list.");
        var page = left.Take(PageRecords).ToList();
        var answer = new XElement(s_oai + verb, page.Select(i => Record(i, format, verb == "ListRecords")));
        if (size < 0) size = wanted.Count;
        if (left.Count > page.Count) answer.Add(new XElement(s_oai + "resumptionToken", new XAttribute("completeListSize", size), new XAttribute("cursor", done), Written(prefix, set, from, until, page[^1].At, page[^1].Portrait.Release.Name, done + page.Count, size)));
        else if (token is not null) answer.Add(new XElement(s_oai + "resumptionToken", new XAttribute("completeListSize", size), new XAttribute("cursor", done)));
        return answer;
    }

    /// <summary>A day or an instant; the end of it for until.</summary>
    static DateTime Day(string text, bool end, string argument)
    {
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)) return end ? day.AddDays(1).AddSeconds(-1) : day;
        return DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var t) ? t : throw new OaiException("badArgument", $"{argument} '{text}' is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ.");
    }

    /// <summary>A token holds the whole request and the last record that was sent, so that the server keeps nothing and records that change meanwhile come again at the end.</summary>
    static string Written(string prefix, string set, string from, string until, DateTime at, string name, int done, int size) =>
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(string.Join('|', prefix, set, from, until, at.Ticks.ToString(CultureInfo.InvariantCulture), name, done.ToString(CultureInfo.InvariantCulture), size.ToString(CultureInfo.InvariantCulture))));

    static (string Prefix, string Set, string From, string Until, DateTime At, string Name, int Done, int Size) Token(string token)
    {
        try
        {
            if (Encoding.UTF8.GetString(Convert.FromHexString(token)).Split('|') is [var prefix, var set, var from, var until, var at, var name, var done, var size] && s_formats.Any(f => f.Prefix == prefix) && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks) && ticks <= DateTime.MaxValue.Ticks
                && int.TryParse(done, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int of)) return (prefix, set, from, until, new DateTime(ticks, DateTimeKind.Utc), name, n, of);
        }
        catch (FormatException) { throw new OaiException("badResumptionToken", "This token was not given by this server."); }
        throw new OaiException("badResumptionToken", "This token was not given by this server.");
    }
}
