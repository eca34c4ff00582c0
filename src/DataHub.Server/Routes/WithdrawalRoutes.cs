// Answers /api/withdrawals: records recalled, who has to know, and recalls taken back.
using DataHub.Recall;

namespace DataHub.Server.Routes;

static class WithdrawalRoutes
{
    internal static void MapWithdrawals(this WebApplication app)
    {
        var group = app.MapGroup("/api/withdrawals").WithTags("Withdrawals");
        group.MapGet("", List).WithName("ListWithdrawals").Produces<List<WithdrawalSheet>>(200);
        group.MapGet("{id}", Get).WithName("GetWithdrawal").Produces<RecallReportSheet>(200).Refuses(404);
        group.MapGet("{id}/ids", Ids).WithName("GetWithdrawnIds").Produces(200, contentType: "text/plain").Refuses(404);
        group.MapPost("", Withdraw).AddEndpointFilter<WriteGuard>().WithName("WithdrawRecords").Accepts<WithdrawalRequest>("application/json")
            .Produces<RecallReportSheet>(201).Produces<RecallPlanSheet>(200).Refuses(400, 404);
        group.MapPost("{id}:undo", Undo).AddEndpointFilter<WriteGuard>().WithName("UndoWithdrawal").Accepts<UndoRequest>("application/json").Produces<WithdrawalSheet>(200).Refuses(400, 404, 409);
        app.MapPost("/api/withdrawn", Among).WithTags("Withdrawals").WithName("AskWithdrawn").Accepts<List<string>>("application/json").Produces<List<WithdrawnAnswer>>(200).Refuses(400);
    }

    /// <summary>All withdrawals, oldest first, those that were taken back included.</summary>
    /// <param name="hub">The hub.</param>
    internal static IResult List(Hub hub) => Results.Json(hub.Archive.Withdrawn.All.Select(RecallSheets.Sheet).ToList(), ApiJson.Wire.ListWithdrawalSheet);

    /// <summary>A withdrawal, and who reused its records: reuses by the ledger, campaigns, derived records.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the withdrawal.</param>
    /// <param name="cancel">Ends with the request.</param>
    internal static IResult Get(Hub hub, string id, CancellationToken cancel) =>
        hub.Recalls.Show(id, cancel) is { } report ? Results.Json(RecallSheets.Sheet(report), ApiJson.Wire.RecallReportSheet) : Missing(id);

    /// <summary>The ids of the records that a withdrawal names, one a line, sorted.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the withdrawal.</param>
    internal static IResult Ids(Hub hub, string id)
    {
        if (hub.Archive.WithdrawnBy(id) is not { } ids) return Missing(id);
        return Results.Stream(async to =>
        {
            await using var writer = new StreamWriter(to, leaveOpen: true) { NewLine = "\n" };
            foreach (var one in ids) await writer.WriteLineAsync(one);
        }, "text/plain");
    }

    /// <summary>Recalls records: by a condition, or by their ids. None of them is reused any more, and who reused them is told.</summary>
    /// <remarks>
    /// With dry_run nothing is written and the answer tells what would be (200). The condition is the $filter of /odata/Calculations; = == != and short names such as version are understood too.
    /// standing: it also holds for records that come later. derived: what was derived from the records is withdrawn with them, as a withdrawal of its own.
    /// </remarks>
    /// <param name="hub">The hub.</param>
    /// <param name="request">What, and why.</param>
    /// <param name="http">The request.</param>
    internal static IResult Withdraw(Hub hub, WithdrawalRequest request, HttpContext http)
    {
        var cancel = http.RequestAborted;
        bool byIds = request.Ids is { Count: > 0 };
        if (byIds == !string.IsNullOrWhiteSpace(request.Where)) return Problems.Answer(400, "Bad request", "One of where and ids is wanted.");
        if (request.Standing && byIds) return Problems.Answer(400, "Bad request", "standing needs where: records that are named by their ids are there already.");
        if (request.DryRun) return Results.Json(RecallSheets.Sheet(hub.Recalls.Plan(byIds ? $"id in ({string.Join(',', request.Ids!.Select(i => $"'{i.Replace("'", "''", StringComparison.Ordinal)}'"))})" : request.Where!, cancel)), ApiJson.Wire.RecallPlanSheet);
        if (string.IsNullOrWhiteSpace(request.Reason) || string.IsNullOrWhiteSpace(request.By)) return Problems.Answer(400, "Bad request", "reason and by are wanted: whoever used the records will be told why, and by whom.");
        RecallReport? report;
        try
        {
            report = byIds ? hub.Recalls.Withdraw(request.Ids!, request.Reason, request.By, request.Derived, cancel)
                : hub.Recalls.Withdraw(request.Where!, request.Reason, request.By, request.Standing, request.Derived, cancel);
        }
        catch (ArgumentException e) { return Problems.Answer(404, "Not found", Words(e)); }
        if (report is null) return Problems.Answer(404, "Not found", "No record meets the condition; nothing was withdrawn.");
        http.Response.Headers.Location = $"/api/withdrawals/{report.Event.Id}";
        return Results.Json(RecallSheets.Sheet(report), ApiJson.Wire.RecallReportSheet, statusCode: 201);
    }

    /// <summary>Takes a withdrawal back: its records answer again, unless another withdrawal names them too.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the withdrawal.</param>
    /// <param name="request">Why, and who.</param>
    internal static IResult Undo(Hub hub, string id, UndoRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || string.IsNullOrWhiteSpace(request.By)) return Problems.Answer(400, "Bad request", "reason and by are wanted.");
        if (hub.Archive.Withdrawn.All.All(e => e.Id != id)) return Missing(id);
        try { return Results.Json(RecallSheets.Sheet(hub.Recalls.Undo(id, request.Reason, request.By)), ApiJson.Wire.WithdrawalSheet); }
        catch (ArgumentException e) { return Problems.Answer(409, "Does not hold", Words(e)); }
    }

    /// <summary>Which of these records are withdrawn, and by which withdrawal: what a release asks for its errata.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="ids">Ids of records, at most 1,000,000.</param>
    internal static IResult Among(Hub hub, List<string> ids) => ids.Count > 1_000_000 ? Problems.Answer(400, "Bad request", "At most 1,000,000 ids at once.")
        : Results.Json(hub.Archive.Withdrawn.Among(ids).Select(w => new WithdrawnAnswer(w.Id, w.By.Id, w.By.Reason, w.By.At)).ToList(), ApiJson.Wire.ListWithdrawnAnswer);

    static string Words(ArgumentException e) => e.Message.Split(" (Parameter")[0] + ".";

    static IResult Missing(string id) => Problems.NotFound($"There is no withdrawal '{id}'.");
}

/// <summary>What is to be withdrawn.</summary>
public sealed record WithdrawalRequest
{
    /// <summary>Which records: a condition such as program = 'psi4' and version = '1.4a2'.</summary>
    public string? Where { get; init; }
    /// <summary>Records by their ids, instead of a condition.</summary>
    public IReadOnlyList<string>? Ids { get; init; }
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
    /// <summary>Who.</summary>
    public string? By { get; init; }
    /// <summary>Also the records that come later.</summary>
    public bool Standing { get; init; }
    /// <summary>Also what was derived from them.</summary>
    public bool Derived { get; init; }
    /// <summary>Only tell what it would do.</summary>
    public bool DryRun { get; init; }
}

/// <summary>Why a withdrawal is taken back, and by whom.</summary>
public sealed record UndoRequest(string? Reason, string? By);

/// <summary>A withdrawn record.</summary>
public sealed record WithdrawnAnswer(string Id, string Withdrawal, string Reason, DateTime At);
