// Answers lists at /api/known, streamed, and /api/known:plan: how much of a list is known.
using System.Globalization;
using DataHub.Formats.Lists;
using DataHub.Formats.Flat;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Screening.Reuse;

namespace DataHub.Server.Routes;

static class KnownListRoutes
{
    /// <summary>Media types of lists; text/plain is known by its content.</summary>
    internal static readonly string[] MediaTypes = ["text/csv", "text/tab-separated-values", "text/plain", "chemical/x-daylight-smiles", "chemical/x-mdl-sdfile", "chemical/x-xyz", "application/x-ndjson"];

    /// <summary>The options of a list, by their names in the address, with what they mean and an example.</summary>
    internal static readonly (string Name, string Meaning)[] Options =
    [
        ("level", "Level of theory in free text, such as wB97X-D/def2-SVP. Required for lists."), ("property", "Property, such as gap_ev or gap, or one entry of a list, such as E1 or frequencies[1]. Required for lists."),
        ("geometry_level", "Level at which stored geometries must have been optimised; any if left out."), ("program", "Program that is asked for; a record of another answers only where the two are known to agree."),
        ("conformer", "How geometries are to have been chosen among conformers: single, lowest of n, boltzmann of n; not asked if left out."), ("policy", "What may answer: strict, same-level, or-better or any-with-interval; strict if left out."), ("tolerance", "Largest error that may be accepted, in the property's unit."), ("confidence", "Probability with which the tolerance is to hold; 0.9 if left out."),
        ("from_program", "Records of this program count and no others; may be repeated, a version may follow."), ("not_program", "Records of this program do not count; may be repeated."), ("licence", "Records under this licence (SPDX) count and no others; may be repeated."),
        ("not_before", "Records computed earlier do not count (a date)."), ("consistent_series", "true if the values are to be compared with one another: only the level asked for."),
    ];

    internal static void MapKnownLists(this WebApplication app) =>
        app.MapPost("/api/known:plan", Plan).WithTags("Known").WithName("PlanKnown").Accepts<string>(MediaTypes[0], MediaTypes[1..]).Produces<KnownPlan>(200).Refuses(400, 415);

    /// <summary>How much of a list is known, better known, bridgeable or unknown, what that avoids, and what the rest would cost.</summary>
    /// <remarks>The list is one of those that POST /api/known takes, with the same options in the address.</remarks>
    /// <param name="http">The request; its body is the list.</param>
    /// <param name="hub">The hub.</param>
    internal static async Task<IResult> Plan(HttpContext http, Hub hub)
    {
        var (order, wrong) = Order(http.Request.Query);
        if (order is null) return Problems.Answer(400, "Bad question", wrong!);
        await using var body = await Spool(http);
        var (entries, fault) = MoleculeList.Open(body, "body", MoleculeList.OfMediaType(http.Request.ContentType));
        if (entries is null) return Problems.Answer(400, "Bad list", fault!.Message, [fault]);
        var tally = new KnownTally(order, hub.Archive, hub.Cost);
        var cancel = http.RequestAborted;
        return Results.Json(await Task.Run(() =>
        {
            foreach (var entry in hub.Lists.Ask(entries, tally.Order, Environment.ProcessorCount, cancel)) tally.Add(entry);
            return tally.Plan();
        }, cancel), ApiJson.Wire.KnownPlan);
    }

    /// <summary>True if the body of a request is a list, not a JSON question.</summary>
    internal static bool IsList(HttpRequest request) => request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is { } type && type != "application/json";

    /// <summary>Answers a list with one row for each entry, in the format that ?format= or the Accept header names.</summary>
    internal static async Task<IResult> Ask(HttpContext http, Hub hub)
    {
        var (order, wrong) = Order(http.Request.Query);
        if (order is null) return Problems.Answer(400, "Bad question", wrong!);
        string asked = http.Request.Query["format"].ToString();
        var format = asked.Length > 0 ? FlatFile.Formats.FirstOrDefault(f => f.Name == asked) : FlatFile.Formats.FirstOrDefault(f => http.Request.Headers.Accept.ToString().Contains(f.MediaType, StringComparison.OrdinalIgnoreCase), FlatFile.Formats[0]);
        if (format.Name is null) return Problems.Answer(400, "Bad request", $"There is no format '{asked}'; there are {string.Join(", ", FlatFile.Formats.Select(f => f.Name))}.");
        await using var body = await Spool(http);
        var (entries, fault) = MoleculeList.Open(body, "body", MoleculeList.OfMediaType(http.Request.ContentType));
        if (entries is null) return Problems.Answer(400, "Bad list", fault!.Message, [fault]);
        if (Ledger(http, hub, out var ledger) is { } refusal) return refusal;
        http.Response.ContentType = format.MediaType;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"known{format.Extension}\"";
        var cancel = http.RequestAborted;
        var answers = hub.Lists.Ask(entries, order, Environment.ProcessorCount, cancel);
        await Task.Run(() => FlatFile.WriteAsync(format.Name, KnownSheet.Columns, (ledger?.Through(answers) ?? answers).Select(KnownSheet.Row), http.Response.Body, cancel), cancel);
        return Results.Empty;
    }

    /// <summary>The ledger that ?record=CAMPAIGN asks for, null without it; an answer if the caller may not write.</summary>
    internal static IResult? Ledger(HttpContext http, Hub hub, out KnownLedger? ledger)
    {
        ledger = null;
        string campaign = http.Request.Query["record"].ToString();
        if (campaign.Length == 0) return null;
        if (ActivatorUtilities.CreateInstance<WriteGuard>(http.RequestServices).Refusal(http) is { } refusal) return refusal;
        ledger = new KnownLedger(hub.Archive, campaign, hub.Options.Clock);
        return null;
    }

    /// <summary>The body in a file that goes with the stream: many clients send all before they read anything, and memory is not to grow with the list.</summary>
    static async Task<Stream> Spool(HttpContext http)
    {
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"datahub-known-{Guid.NewGuid():n}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await http.Request.Body.CopyToAsync(file, 1 << 18, http.RequestAborted);
            file.Position = 0;
            return file;
        }
        catch { await file.DisposeAsync(); throw; }
    }

    /// <summary>The order that the options in the address make, or what is wrong with one.</summary>
    static (KnownOrder? Order, string? Wrong) Order(IQueryCollection query)
    {
        string? One(string name) => query[name].ToString() is { Length: > 0 } v ? v : null;
        IReadOnlyList<string>? Some(string name) => query[name] is { Count: > 0 } v ? [.. v.Select(x => x ?? "")] : null;
        foreach (string name in query.Keys) if (name is not ("format" or "record") && !Options.Any(o => o.Name == name)) return (null, $"{name}: there is no such option; there are {string.Join(", ", Options.Select(o => o.Name))}, format and record");
        if (One("level") is not { } level || KnownRoutes.Parsed(level) is not { } read) return (null, "level: a level of theory is wanted, such as ?level=wB97X-D/def2-SVP");
        if (One("property") is not { } name2 || Property.One(name2) is not { } property) return (null, $"property: one is wanted; there are {string.Join(", ", Property.All.Where(p => !p.IsList).Select(p => p.Name))}; {Property.EntryNames}");
        Level? geometry = null;
        if (One("geometry_level") is { } g && (geometry = KnownRoutes.Parsed(g)) is null) return (null, $"geometry_level: '{g}' names none");
        double? Number(string name, ref string? wrong)
        {
            if (One(name) is not { } t) return null;
            if (double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double v)) return v;
            wrong = $"{name}: '{t}' is no number";
            return null;
        }
        string? bad = null;
        var (tolerance, confidence) = (Number("tolerance", ref bad), Number("confidence", ref bad));
        DateTime day = default;
        if (One("not_before") is { } d && !DateTime.TryParse(d, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out day)) bad = $"not_before: '{d}' is no date";
        bool series = false;
        if (One("consistent_series") is { } s && !bool.TryParse(s, out series)) bad = "consistent_series: true or false is wanted";
        var conformer = Conformer.Parse(One("conformer"));
        if (conformer is null && One("conformer") is { } c) bad = $"conformer: '{c}' is none; single, lowest of n and boltzmann of n are";
        if (bad is not null) return (null, bad);
        var (policy, wrong) = new PolicySheet
        {
            Name = One("policy"), Tolerance = tolerance, Confidence = confidence, Programs = Some("from_program"), NotPrograms = Some("not_program"), Licences = Some("licence"),
            NotBefore = day == default ? null : day, ConsistentSeries = series ? true : null,
        }.Read();
        return policy is null ? (null, wrong) : (new KnownOrder(read, property) { GeometryLevel = geometry?.Name, Program = One("program"), Conformer = conformer, Policy = policy }, null);
    }
}
