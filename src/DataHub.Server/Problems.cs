// What goes wrong, mapped once: problem+json (RFC 9457) for REST, OData errors for OData, a page for people.
using System.Text.Json;
using DataHub.Model;
using DataHub.Publishing;
using DataHub.Screening;
using DataHub.Server.Pages;
using DataHub.Server.Routes;
using DataHub.Store;

namespace DataHub.Server;

/// <summary>A problem as RFC 9457 tells it. <paramref name="Type"/> is a URN that names the kind.</summary>
public sealed record Problem(string Type, string Title, int Status, string Detail)
{
    /// <summary>Zero-based position in the query text where it goes wrong.</summary>
    public int? Position { get; init; }
    /// <summary>What was expected there.</summary>
    public string? Expected { get; init; }
    /// <summary>Every fault of an input, each with its remedy.</summary>
    public IReadOnlyList<Fault>? Faults { get; init; }
}

static class Problems
{
    internal const string MediaType = "application/problem+json";

    internal static IResult Answer(int status, string title, string detail, IReadOnlyList<Fault>? faults = null) =>
        Results.Json(Make(status, title, detail) with { Faults = faults }, ApiJson.Wire.Problem, MediaType, status);

    internal static IResult NotFound(string detail) => Answer(404, "Not found", detail);

    /// <summary>Tells the OpenAPI document which problems a route answers.</summary>
    internal static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (int status in statuses) route.Produces<Problem>(status, MediaType);
        return route;
    }

    static Problem Make(int status, string title, string detail) => new("urn:datahub:problem:" + title.ToLowerInvariant().Replace(' ', '-'), title, status, detail);

    /// <summary>Turns exceptions and empty error statuses into answers of the right shape.</summary>
    internal static void UseProblems(this WebApplication app)
    {
        app.UseStatusCodePages(c => Write(c.HttpContext));
        app.Use(next => http => Guarded(http, next, app.Logger));
    }

    /// <summary>Runs a request; what it throws becomes its answer.</summary>
    internal static async Task Guarded(HttpContext http, RequestDelegate next, ILogger log)
    {
        try { await next(http); }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested) { http.Abort(); }
        catch (Exception e)
        {
            var problem = Of(e);
            if (problem.Status >= 500 && e is not (ArchiveBusyException or QueryTooLongException or QueryException)) log.LogError(e, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
            // An answer that has begun cannot be taken back: a broken connection tells the client that it is not whole.
            if (http.Response.HasStarted) http.Abort();
            else
            {
                http.Response.Clear();
                http.Response.StatusCode = problem.Status;
                await Write(http, problem);
            }
        }
    }

    /// <summary>Writes what an error status without a body means.</summary>
    internal static Task Write(HttpContext http) => Write(http, Make(http.Response.StatusCode, Title(http.Response.StatusCode), Detail(http)));

    static Problem Of(Exception e) => e switch
    {
        ODataFormatException f => Make(f.Status, Title(f.Status), f.Message),
        QueryException q => Make(q.IsUnknown ? 501 : 400, q.IsUnknown ? "Not implemented" : "Bad query", q.Message) with { Position = q.Position, Expected = q.Expected },
        BadHttpRequestException b => Make(b.StatusCode, Title(b.StatusCode), b.StatusCode == 413 ? b.Message + " Larger inputs go in by 'datahub ingest' on the machine of the archive, or in several parts." : b.Message),
        JsonException j => Make(400, "Bad JSON", j.Message),
        PublishingException p => Make(p.Kind switch { Refusal.Absent => 404, Refusal.Invalid => 422, _ => 409 }, p.Kind switch { Refusal.Absent => "Not found", Refusal.Invalid => "Bad metadata", _ => "Not now" }, p.Message) with { Faults = p.Faults.Count == 0 ? null : p.Faults },
        CampaignBusyException c => Make(409, "The campaign runs", c.Message),
        QueryTooLongException q => Make(503, "Too long", q.Message),
        ArchiveBusyException a => Make(503, "The archive is busy", a.Message),
        _ => Make(500, "Internal error", $"The server failed ({e.GetType().Name}); its log has the details."),
    };

    static Task Write(HttpContext http, Problem problem)
    {
        if (http.Request.Path.StartsWithSegments("/optimade")) return OptimadeAnswer.Refuse(http, problem);
        if (http.Request.Path.StartsWithSegments("/odata"))
        {
            http.Response.Headers["OData-Version"] = ODataFormat.Of(http).Version;
            var error = new ODataError(new ODataErrorBody(problem.Type[(problem.Type.LastIndexOf(':') + 1)..], problem.Detail, problem.Detail.StartsWith('$') && problem.Detail.IndexOf(':') is > 0 and var c ? problem.Detail[..c] : null)
            {
                Details = problem.Expected is null ? null : [new("expected", problem.Expected)],
                Innererror = problem.Position is null ? null : new(problem.Position.Value, problem.Expected),
            });
            return http.Response.WriteAsJsonAsync(error, ApiJson.Wire.ODataError, "application/json;odata.metadata=minimal" + ODataFormat.Of(http).Suffix);
        }
        bool forPeople = !http.Request.Path.StartsWithSegments("/api") && !http.Request.Path.StartsWithSegments("/files") && http.Request.Headers.Accept.ToString().Contains("text/html");
        return forPeople ? ErrorPage.Write(http, problem) : http.Response.WriteAsJsonAsync(problem, ApiJson.Wire.Problem, MediaType);
    }

    static string Title(int status) => status switch
    {
        400 => "Bad request", 404 => "Not found", 405 => "Method not allowed", 406 => "Not acceptable", 413 => "Too large", 415 => "Unsupported media type", 424 => "Failed dependency", 429 => "Too many requests", 501 => "Not implemented", _ => $"Status {status}",
    };

    static string Detail(HttpContext http) => http.Response.StatusCode switch
    {
        404 => $"There is nothing at {http.Request.Path}.",
        405 => $"{http.Request.Path} does not answer {http.Request.Method}{(http.Response.Headers.Allow.ToString() is { Length: > 0 } allow ? "; it answers " + allow : "")}.",
        501 => $"{http.Request.Path} is OData that this service does not answer.",
        415 => $"{http.Request.Path} does not take '{http.Request.ContentType}'.",
        var s => Title(s) + ".",
    };
}

/// <summary>An error in OData's JSON.</summary>
public sealed record ODataError(ODataErrorBody Error);

/// <summary>Code, message, the option at fault.</summary>
public sealed record ODataErrorBody(string Code, string Message, string? Target)
{
    /// <summary>What was expected.</summary>
    public IReadOnlyList<ODataErrorDetail>? Details { get; init; }
    /// <summary>Where.</summary>
    public ODataErrorPlace? Innererror { get; init; }
}

/// <summary>A detail of an error.</summary>
public sealed record ODataErrorDetail(string Code, string Message);

/// <summary>Zero-based position in the option's text, and what was expected there.</summary>
public sealed record ODataErrorPlace(int Position, string? Expected);
