// Campaigns on a running server: the same commands over its REST interface.
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using DataHub.Cli.Output;
using DataHub.Model;
using DataHub.Screening;

namespace DataHub.Cli.Commands;

/// <summary>Plans, starts, watches and reports campaigns of a server; a token is taken from DATAHUB_TOKEN.</summary>
sealed class ScreenServer(Uri server) : IDisposable
{
    readonly HttpClient _http = Client(server);

    static HttpClient Client(Uri server)
    {
        var http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        if (Environment.GetEnvironmentVariable("DATAHUB_TOKEN") is { Length: > 0 } token) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What the campaign would do there.</summary>
    public CampaignPlan Plan(Campaign campaign, CancellationToken cancel)
    {
        var p = Send(HttpMethod.Post, "api/campaigns?plan=true", campaign, cancel);
        return new CampaignPlan(Int(p, "candidates"), Int(p, "bad"), Int(p, "reused"), Int(p, "predictable"), Int(p, "to_compute"), Real(p, "cpu_seconds") ?? 0, Real(p, "cpu_seconds_low") ?? 0,
            Real(p, "cpu_seconds_high") ?? 0, Real(p, "brute_force_cpu_seconds") ?? 0, Texts(p, "notes"));
    }

    /// <summary>Starts it there (or finds it running or done), tells its events until it ends, and reports. Cancelling cancels it there too.</summary>
    public CampaignReport Run(Campaign campaign, Action<CampaignEvent> tell, CancellationToken cancel)
    {
        var id = Text(Send(HttpMethod.Post, "api/campaigns", campaign, cancel), "id")!;
        try { Watch(id, tell, cancel); }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            using var stop = _http.Send(new HttpRequestMessage(HttpMethod.Delete, "api/campaigns/" + id), CancellationToken.None);
            throw;
        }
        return Report(id, campaign, cancel)!;
    }

    void Watch(string id, Action<CampaignEvent> tell, CancellationToken cancel)
    {
        using var response = Events(id, cancel);
        using var lines = new StreamReader(response.Content.ReadAsStream(cancel));
        using var abort = cancel.Register(response.Dispose);
        while (Next(lines, cancel) is { } line && line != "event: end")
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            using var doc = JsonDocument.Parse(line["data: ".Length..]);
            var e = doc.RootElement;
            tell(new CampaignEvent(e.GetProperty("sequence").GetInt64(), e.GetProperty("at").GetDateTime(), Text(e, "kind") ?? "", Text(e, "rung") ?? "", Text(e, "candidate"), Text(e, "message") ?? "",
                Int(e, "answered"), Int(e, "total"), Real(e, "cpu_seconds") ?? 0));
        }
    }

    /// <summary>The stream of events. A campaign that was started a moment ago may not be there yet: it is asked for again, for ten seconds.</summary>
    HttpResponseMessage Events(string id, CancellationToken cancel)
    {
        for (int i = 0; ; i++)
        {
            var response = _http.Send(new HttpRequestMessage(HttpMethod.Get, $"api/campaigns/{id}/events"), HttpCompletionOption.ResponseHeadersRead, cancel);
            if (response.IsSuccessStatusCode) return response;
            var status = response.StatusCode;
            response.Dispose();
            if (status != HttpStatusCode.NotFound || i == 50) throw new ServerRefusal(status, $"the events of campaign {id} cannot be had: {(int)status}");
            cancel.WaitHandle.WaitOne(200);
        }
    }

    /// <summary>The next line; a stream that was closed because of a cancellation says so.</summary>
    static string? Next(StreamReader lines, CancellationToken cancel)
    {
        try { return lines.ReadLine(); }
        catch (Exception e) when (cancel.IsCancellationRequested && e is IOException or ObjectDisposedException) { throw new OperationCanceledException(cancel); }
    }

    /// <summary>The report as it stands there, or null if the server has no such campaign. <paramref name="campaign"/> is null where only the id is known.</summary>
    public CampaignReport? Report(string id, Campaign? campaign, CancellationToken cancel)
    {
        JsonElement r;
        try { r = Send(HttpMethod.Get, "api/campaigns/" + Uri.EscapeDataString(id), null, cancel); }
        catch (ServerRefusal e) when (e.Status == HttpStatusCode.NotFound) { return null; }
        campaign ??= new Campaign(Text(r, "name")!, [], Property.Find(Text(r, "property")!)!, Level.Parse(Text(r, "level")!));
        var state = Enum.GetValues<CampaignState>().First(s => JsonNamingPolicy.SnakeCaseLower.ConvertName(s.ToString()) == Text(r, "state"));
        return new CampaignReport(id, campaign, state, r.GetProperty("started_at").GetDateTime(),
            [.. r.GetProperty("funnel").EnumerateArray().Select(f => new RungReport(Text(f, "rung")!, Int(f, "came"), Int(f, "answered"), Int(f, "failed"), Real(f, "cpu_seconds") ?? 0, Real(f, "energy_kwh") ?? 0, Real(f, "co2_grams") ?? 0))],
            [.. r.GetProperty("results").EnumerateArray().Select(x => new CandidateResult(Text(x, "candidate")!, Text(x, "smiles"), Text(x, "inchikey"), Text(x, "rung") ?? "", AnswerOf(x.GetProperty("answer"))))],
            Real(r, "cpu_seconds") ?? 0, Real(r, "energy_kwh") ?? 0, Real(r, "co2e_g") ?? 0, Real(r, "brute_force_cpu_seconds") ?? 0, Real(r, "avoided_cpu_seconds") ?? 0, Real(r, "avoided_kwh") ?? 0,
            Real(r, "avoided_co2e_g") ?? 0, Text(r, "baseline") ?? "") { Notes = Texts(r, "notes") };
    }

    static Answer AnswerOf(JsonElement a) => Text(a, "status") switch
    {
        "known" => new Answer.Known(Real(a, "value") ?? double.NaN, Real(a, "sigma"), Real(a, "half_width"), EvidenceOf(a)),
        "unsure" => new Answer.Unsure(Real(a, "value") ?? double.NaN, Real(a, "sigma") ?? double.NaN, Real(a, "half_width") ?? double.NaN, EvidenceOf(a)),
        "failed" => new Answer.Failed(Text(a, "why") ?? "", Cost.Unknown),
        _ => new Answer.CannotSay(Text(a, "why") ?? ""),
    };

    static Evidence EvidenceOf(JsonElement a) => a.TryGetProperty("evidence", out var e)
        ? new Evidence(Enum.TryParse<Tier>(Text(e, "tier"), out var t) ? t : Tier.Computed, Text(e, "calculation_id"), Text(e, "reason") ?? "") { Level = Text(e, "level"), Program = Text(e, "program") }
        : new Evidence(Tier.Computed, null, "");

    /// <summary>Sends a request and reads its JSON answer.</summary>
    /// <exception cref="ServerRefusal">The server says no.</exception>
    JsonElement Send(HttpMethod method, string address, Campaign? campaign, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, address);
        if (campaign is not null)
        {
            request.Content = new ByteArrayContent(File(campaign));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using var response = _http.Send(request, cancel);
        using var body = response.Content.ReadAsStream(cancel);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/json") return JsonDocument.Parse(body).RootElement.Clone();
        var text = new StreamReader(body).ReadToEnd();
        throw new ServerRefusal(response.StatusCode, Detail(text) ?? $"{request.RequestUri} answers {(int)response.StatusCode} {response.ReasonPhrase}; is it a DataHub server?");
    }

    static string? Detail(string problem)
    {
        try { using var doc = JsonDocument.Parse(problem); return Text(doc.RootElement, "detail"); }
        catch (JsonException) { return null; }
    }

    /// <summary>The campaign as a file in JSON, its candidates written out: the server does not see files beside it.</summary>
    static byte[] File(Campaign c)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("name", c.Name);
            json.WriteStartArray("candidates");
            foreach (var s in c.Candidates) json.WriteStringValue(s);
            json.WriteEndArray();
            json.WriteString("property", c.Property.Name);
            json.WriteString("level", c.Level.Name);
            json.WriteString("geometry_level", c.GeometryLevel);
            json.WriteStartObject("tolerance");
            json.WriteNumber("value", c.Tolerance);
            json.WriteString("unit", c.Property.Unit);
            json.WriteEndObject();
            json.WriteNumber("confidence", c.Confidence);
            json.WriteStartArray("ladder");
            foreach (var rung in c.Ladder) json.WriteStringValue(rung);
            json.WriteEndArray();
            json.WriteString("reuse", c.Reuse.Name);
            if ((c.BudgetCpuSeconds ?? c.BudgetKwh) is { } limit)
            {
                json.WriteStartObject("budget");
                json.WriteNumber(c.BudgetCpuSeconds is null ? "kwh" : "cpu_seconds", limit);
                json.WriteEndObject();
            }
            json.WriteNumber("seed", c.Seed);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
    static IReadOnlyList<string> Texts(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Array ? [.. v.EnumerateArray().Select(x => x.GetString()!)] : [];
    static double? Real(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetDouble() : null;
    static int Int(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetInt32() : 0;
}
