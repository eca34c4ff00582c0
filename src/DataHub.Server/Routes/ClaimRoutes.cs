// Answers /api/claims: reserve what is about to be computed, so that nobody computes the same at the same time.
using DataHub.Model;
using DataHub.Screening.Claims;
using DataHub.Store;

namespace DataHub.Server.Routes;

static class ClaimRoutes
{
    const int Most = 10_000;
    const double UsualLease = 3600;

    internal static void MapClaims(this WebApplication app)
    {
        var group = app.MapGroup("/api/claims").WithTags("Claims");
        group.MapGet("", List).WithName("ListClaims").Produces<List<ClaimLine>>(200);
        group.MapPost("", Take).AddEndpointFilter<WriteGuard>().WithName("TakeClaims").Accepts<ClaimRequest>("application/json").Produces<List<ClaimResult>>(200).Refuses(400);
        group.MapPost("renew", Renew).AddEndpointFilter<WriteGuard>().WithName("RenewClaims").Accepts<ClaimsOf>("application/json").Produces<ClaimsChanged>(200).Refuses(400);
        group.MapPost("release", Release).AddEndpointFilter<WriteGuard>().WithName("ReleaseClaims").Accepts<ClaimsOf>("application/json").Produces<ClaimsChanged>(200).Refuses(400);
    }

    /// <summary>The claims that stand, oldest first: who computes what just now, and until when.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="owner">Only those of this owner.</param>
    internal static IResult List(Hub hub, string? owner = null) => Results.Json(hub.Claims.Book.List(owner).Select(ClaimLine.Of).ToList(), ApiJson.Wire.ListClaimLine);

    /// <summary>Reserves what is about to be computed, many at once. Each is known (nothing to compute), granted, or held by somebody else until a time.</summary>
    /// <remarks>
    /// Two claims are about the same if structure, charge, multiplicity, level of the geometry, level of theory and the kind of job that gives the property are the same. A claim ends when it is released, or by itself with its lease;
    /// renew it while you compute. Hand the result in, then release it.
    /// </remarks>
    /// <param name="hub">The hub.</param>
    /// <param name="request">Who, for how long, and what.</param>
    internal static IResult Take(Hub hub, ClaimRequest request)
    {
        if (Wrong(request.Owner, request.LeaseSeconds) is { } wrong) return wrong;
        if (request.Questions is not { Count: > 0 and <= Most }) return Problems.Answer(400, "Bad request", $"questions: a list of 1 to {Most} is wanted.");
        var questions = new List<ClaimQuestion>();
        foreach (var (q, i) in request.Questions.Select((q, i) => (q, i)))
        {
            string? fault = string.IsNullOrWhiteSpace(q.Smiles) ? "smiles is wanted" : Levels(q.Level) is null ? "level: a level of theory is wanted, such as wB97X-D/def2-SVP"
                : Property.Find(q.Property ?? "") is not { IsList: false } ? $"property: '{q.Property}' is no property of one number" : q.GeometryLevel is { Length: > 0 } g && Levels(g) is null ? $"geometry_level: '{g}' names none" : null;
            if (fault is not null) return Problems.Answer(400, "Bad question", $"questions[{i}]: {fault}.");
            questions.Add(new ClaimQuestion(q.Smiles!, Levels(q.Level)!, Property.Find(q.Property!)!, q.GeometryLevel));
        }
        var answers = hub.Claims.Take(questions, request.Owner!, TimeSpan.FromSeconds(request.LeaseSeconds ?? UsualLease));
        return Results.Json(answers.Select(a => new ClaimResult(a.Status, a.Claim is { } c ? ClaimLine.Of(c) : null, a.Known?.Evidence.CalculationId, a.Known?.Value, a.Why)).ToList(), ApiJson.Wire.ListClaimResult);
    }

    /// <summary>Prolongs claims, all of an owner or those of the ids.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="request">Whose, and for how long from now.</param>
    internal static IResult Renew(Hub hub, ClaimsOf request) =>
        Wrong(request.Owner, request.LeaseSeconds) ?? Results.Json(new ClaimsChanged(hub.Claims.Book.Renew(request.Owner!, TimeSpan.FromSeconds(request.LeaseSeconds ?? UsualLease), request.Ids)), ApiJson.Wire.ClaimsChanged);

    /// <summary>Gives claims back, all of an owner or those of the ids.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="request">Whose.</param>
    internal static IResult Release(Hub hub, ClaimsOf request) =>
        Wrong(request.Owner, null) ?? Results.Json(new ClaimsChanged(hub.Claims.Book.Release(request.Owner!, request.Ids)), ApiJson.Wire.ClaimsChanged);

    static IResult? Wrong(string? owner, double? lease) =>
        string.IsNullOrWhiteSpace(owner) || owner.Length > 200 ? Problems.Answer(400, "Bad request", "owner: a name of at most 200 characters is wanted.")
        : lease is { } s && !(s > 0 && s <= Store.Shelves.ClaimBook.Longest.TotalSeconds) ? Problems.Answer(400, "Bad request", $"lease_seconds: more than 0 and at most {Store.Shelves.ClaimBook.Longest.TotalSeconds} is wanted.") : null;

    static Level? Levels(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        try { return Level.Parse(text); }
        catch (FormatException) { return null; }
    }
}

/// <summary>Who is about to compute what.</summary>
public sealed record ClaimRequest
{
    /// <summary>Who.</summary>
    public string? Owner { get; init; }
    /// <summary>How long the claims stand without being renewed, s; an hour if left out, a week at most.</summary>
    public double? LeaseSeconds { get; init; }
    /// <summary>What.</summary>
    public IReadOnlyList<ClaimItem>? Questions { get; init; }
}

/// <summary>One thing to compute: SMILES, level of theory, property, and the level of the geometry (GFN2-xTB if left out).</summary>
public sealed record ClaimItem(string? Smiles, string? Level, string? Property, string? GeometryLevel);

/// <summary>Claims of an owner, all or those of the ids.</summary>
public sealed record ClaimsOf(string? Owner, IReadOnlyList<string>? Ids, double? LeaseSeconds);

/// <summary>How many claims were changed.</summary>
public sealed record ClaimsChanged(int Claims);

/// <summary>A claim that stands.</summary>
public sealed record ClaimLine(string Id, string Owner, DateTime Since, DateTime Until, string Smiles, int Charge, int Multiplicity, string GeometryLevel, string Level, string Job)
{
    internal static ClaimLine Of(Claim c) => new(c.Key.Id, c.Owner, c.Since, c.Until, c.Key.Structure, c.Key.Charge, c.Key.Multiplicity, c.Key.Geometry, c.Key.Level, c.Key.Job);
}

/// <summary>What became of a claim: known (with the record and its value), granted or held (with the claim that stands), or bad_question (and why).</summary>
public sealed record ClaimResult(string Status, ClaimLine? Claim, string? CalculationId, double? Value, string? Why);
