// Answers /api/campaigns: plan, start, watch, cancel, report.
using System.Text;
using System.Text.Json;
using DataHub.Screening;

namespace DataHub.Server.Routes;

static class CampaignRoutes
{
    const int LargestFile = 64 << 20;

    internal static void MapCampaigns(this WebApplication app)
    {
        var group = app.MapGroup("/api/campaigns").WithTags("Campaigns");
        group.MapPost("", Start).AddEndpointFilter<WriteGuard>().WithName("StartCampaign")
            .Produces<CampaignStarted>(202).Produces<CampaignPlan>(200).Refuses(422);
        group.MapGet("", List).WithName("ListCampaigns").Produces<List<CampaignLine>>(200);
        group.MapGet("{id}", Get).WithName("GetCampaign").Produces<CampaignAnswer>(200).Refuses(404);
        group.MapGet("{id}/events", Events).WithName("WatchCampaign").Produces(200, contentType: "text/event-stream").Refuses(404);
        group.MapDelete("{id}", Cancel).AddEndpointFilter<WriteGuard>().WithName("CancelCampaign").Produces(202).Refuses(404, 409);
    }

    /// <summary>Starts a campaign, or with ?plan=true tells what it would reuse, predict, compute and cost.</summary>
    /// <remarks>The body is a campaign file, YAML or JSON (schemas/campaign.schema.json). The same content has the same id: handed in again, it goes on where it was or is found done.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="plan">True to plan only; nothing is run or written.</param>
    /// <param name="name">Name of the file, for messages.</param>
    internal static async Task<IResult> Start(HttpContext http, Hub hub, bool plan = false, string name = "campaign")
    {
        if (http.Request.ContentLength > LargestFile) return Problems.Answer(413, "Too large", $"A campaign file has at most {LargestFile >> 20} MiB.");
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        string text = await reader.ReadToEndAsync(http.RequestAborted);
        if (string.IsNullOrWhiteSpace(text)) return Problems.Answer(400, "Bad request", "The body is empty; a campaign file is wanted, YAML or JSON.");
        var (campaign, faults) = Campaign.Read(name, text, null, hub.Workflows);
        if (campaign is null) return Problems.Answer(422, "Bad campaign", string.Join(" ", faults.Take(5)), faults);
        if (plan) return Results.Json(await Task.Run(() => hub.Campaigns.Plan(campaign, http.RequestAborted)), ApiJson.Wire.CampaignPlan);
        string id = hub.Campaigns.Start(campaign);
        // Its journal opens when the molecules are parsed; until then nothing could be told of it.
        for (int i = 0; i < 200 && hub.Campaigns.Report(id) is null; i++) await Task.Delay(100, http.RequestAborted);
        http.Response.Headers.Location = $"/api/campaigns/{id}";
        return Results.Json(new CampaignStarted(id, $"/api/campaigns/{id}", $"/api/campaigns/{id}/events", $"/campaigns/{id}"), ApiJson.Wire.CampaignStarted, statusCode: 202);
    }

    /// <summary>All campaigns, newest first.</summary>
    /// <param name="hub">The hub.</param>
    internal static IResult List(Hub hub) =>
        Results.Json(hub.Campaigns.List().Select(c => new CampaignLine(c.Id, c.Name, Word(c.State), c.StartedAt, $"/api/campaigns/{c.Id}")).ToList(), ApiJson.Wire.ListCampaignLine);

    /// <summary>A campaign as it stands: funnel, results, cost, cost avoided.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the campaign.</param>
    internal static IResult Get(Hub hub, string id) => hub.Campaigns.Report(id) is { } report ? Results.Json(Of(report), ApiJson.Wire.CampaignAnswer) : Missing(id);

    /// <summary>What happens in a campaign, as server-sent events.</summary>
    /// <remarks>Each event has its sequence number as id; a client that reconnects with Last-Event-ID goes on behind it. A comment line every 15 seconds keeps the connection. The event "end" closes the stream.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="options">The server's settings.</param>
    /// <param name="life">The server's life.</param>
    /// <param name="id">Id of the campaign.</param>
    /// <param name="after">Sequence number after which to begin; Last-Event-ID wins over it.</param>
    internal static async Task<IResult> Events(HttpContext http, Hub hub, ServerOptions options, IHostApplicationLifetime life, string id, long after = 0)
    {
        if (hub.Campaigns.Report(id) is null && hub.Campaigns.List().All(c => c.Id != id)) return Missing(id);
        if (http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last && long.TryParse(last, out long seen)) after = seen;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        async Task Send(string text)
        {
            await http.Response.WriteAsync(text, ends.Token);
            await http.Response.Body.FlushAsync(ends.Token);
        }
        try
        {
            await Send("retry: 3000\n\n");
            await using var events = hub.Campaigns.Watch(id, after, ends.Token).GetAsyncEnumerator(ends.Token);
            var next = events.MoveNextAsync().AsTask();
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(options.HeartbeatSeconds), ends.Token)) != next)
                {
                    ends.Token.ThrowIfCancellationRequested();
                    await Send(": still here\n\n");
                    continue;
                }
                if (!await next) break;
                var e = events.Current;
                await Send($"id: {e.Sequence}\ndata: {JsonSerializer.Serialize(e, ApiJson.Wire.CampaignEvent)}\n\n");
                next = events.MoveNextAsync().AsTask();
            }
            await Send("event: end\ndata: {}\n\n");
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested) { return Results.Empty; }
        return Results.Empty;
    }

    /// <summary>Cancels a running campaign; its answers stay, and handing it in again goes on where it was.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the campaign.</param>
    internal static IResult Cancel(Hub hub, string id) => hub.Campaigns.Cancel(id) ? Results.StatusCode(202)
        : hub.Campaigns.Report(id) is { } report ? Problems.Answer(409, "Not running", $"The campaign '{id}' does not run here; its state is {Word(report.State)}.") : Missing(id);

    internal static CampaignAnswer Of(CampaignReport r) => new(r.Id, r.Campaign.Name, Word(r.State), r.StartedAt, r.Campaign.Property.Name, r.Campaign.Property.Unit, r.Campaign.Level.Name, r.Funnel,
        [.. r.Results.Select(x => new CampaignResult(x.Candidate, x.Smiles, x.InChIKey, x.Rung, KnownRoutes.Of(x.Answer, r.Campaign.Property)))],
        r.CpuSeconds, r.EnergyKwh, r.Co2Grams, r.BruteForceCpuSeconds, r.AvoidedCpuSeconds, r.AvoidedKwh, r.AvoidedCo2Grams, r.Baseline, r.Notes, r.Affected);

    internal static string Word(CampaignState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    static IResult Missing(string id) => Problems.NotFound($"There is no campaign '{id}'.");
}
