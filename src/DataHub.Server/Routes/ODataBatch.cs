// Batches: several requests in one, answered one after the other as if each had come alone. What writes is refused, each by itself.
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace DataHub.Server.Routes;

static class ODataBatch
{
    /// <summary>Bytes that one answer of a batch may have: it is held until it is whole.</summary>
    const int LargestAnswer = 64 << 20;

    sealed record Part(int Status, IHeaderDictionary Headers, ArraySegment<byte> Body)
    {
        public bool Failed => Status >= 400;
    }

    /// <summary>The version of a batch's answer; its format is that of the request or what Accept names.</summary>
    internal static ODataFormat Format(HttpContext http) => ODataFormat.Negotiate(http, false, true);

    /// <summary>Answers a batch; each of its requests is asked of <paramref name="ask"/>.</summary>
    internal static async Task Answer(HttpContext http, RequestDelegate ask, ILogger log)
    {
        if (await BatchReading.Read(http) is not { } requests) { http.Response.StatusCode = 415; return; }
        string accept = http.Request.Headers.Accept.ToString();
        bool json = accept.Contains("application/json", StringComparison.OrdinalIgnoreCase) == accept.Contains("multipart/mixed", StringComparison.OrdinalIgnoreCase)
            ? http.Request.ContentType!.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) : accept.Contains("application/json", StringComparison.OrdinalIgnoreCase);
        bool goesOn = GoesOn(http);
        await using var writer = json ? null : new StreamWriter(http.Response.Body, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        await using var answers = json ? new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true }) : null;
        string boundary = "batchresponse_" + Guid.NewGuid().ToString("n");
        http.Response.ContentType = json ? "application/json" : "multipart/mixed;boundary=" + boundary;
        answers?.WriteStartObject();
        answers?.WriteStartArray("responses"u8);

        var failed = new HashSet<string>(StringComparer.Ordinal);
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < requests.Count;)
        {
            int end = i + 1;
            while (requests[i].Group is not null && end < requests.Count && requests[end].Group == requests[i].Group) end++;
            var group = requests.Skip(i).Take(end - i).ToList();
            var parts = new List<Part>();
            foreach (var request in group)
            {
                var part = request.DependsOn.FirstOrDefault(failed.Contains) is { } missing ? await Refused(http, 424, $"It depends on '{missing}', which failed.", log)
                    : request.Fault is { } fault ? await Refused(http, 400, fault, log) : await Ask(http, request, urls, ask, log);
                parts.Add(part);
                if (part.Failed) break;
                if (request.Id is not null) urls[request.Id] = request.Url.Split('?')[0];
            }
            bool broken = parts[^1].Failed;
            if (broken)
            {
                foreach (var id in group.Select(r => r.Id).Append(group[0].Group).OfType<string>()) failed.Add(id);
                // One failure is the failure of all. A change set tells it once.
                var why = parts[^1];
                for (int k = 0; k < group.Count; k++)
                {
                    var part = k == parts.Count - 1 ? why : json ? await Refused(http, 424, $"Another request of the group '{group[0].Group}' failed.", log) : null;
                    if (k < parts.Count) parts[k] = part!; else parts.Add(part!);
                }
            }
            for (int k = 0; k < group.Count; k++)
            {
                if (parts[k] is null) continue;
                if (answers is not null) await Write(answers, group[k], parts[k], http);
                else await Write(writer!, boundary, group[k], parts[k], http.RequestAborted);
            }
            if (broken && !goesOn) break;
            i = end;
        }
        if (writer is not null) { await writer.WriteLineAsync($"--{boundary}--"); await writer.FlushAsync(http.RequestAborted); }
        answers?.WriteEndArray();
        answers?.WriteEndObject();
    }

    /// <summary>Without this preference a batch ends with the first request that fails.</summary>
    static bool GoesOn(HttpContext http)
    {
        foreach (var preference in http.Request.Headers["Prefer"].SelectMany(p => (p ?? "").Split(',')))
        {
            var pair = preference.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair[0].ToLowerInvariant() is not ("odata.continue-on-error" or "continue-on-error") || pair.Length == 2 && pair[1].Trim('"').Equals("false", StringComparison.OrdinalIgnoreCase)) continue;
            http.Response.Headers["Preference-Applied"] = pair[0];
            return true;
        }
        return false;
    }

    static Task<Part> Ask(HttpContext outer, BatchRequest request, Dictionary<string, string> urls, RequestDelegate ask, ILogger log)
    {
        string url = request.Url;
        // $id/... goes on from what the request of that id named.
        if (url.StartsWith('$') && urls.FirstOrDefault(u => url == "$" + u.Key || url.StartsWith($"${u.Key}/", StringComparison.Ordinal) || url.StartsWith($"${u.Key}?", StringComparison.Ordinal)) is { Key: not null } named) url = named.Value + url[(named.Key.Length + 1)..];
        if (url.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(url, UriKind.Absolute, out var absolute))
        {
            if (absolute.Authority != outer.Request.Host.Value) return Refused(outer, 400, $"'{url}' is an address of another service.", log);
            url = absolute.PathAndQuery;
        }
        else if (!url.StartsWith('/')) url = $"{outer.Request.PathBase}/odata/{url}";
        var (path, query) = url.IndexOf('?') is >= 0 and var at ? (url[..at], url[at..]) : (url, "");
        if (outer.Request.PathBase.HasValue && path.StartsWith(outer.Request.PathBase.Value!, StringComparison.OrdinalIgnoreCase)) path = path[outer.Request.PathBase.Value!.Length..];
        // A slash inside a key stays encoded, as it does for a request of its own.
        string decoded = Uri.UnescapeDataString(path.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));
        if (!new PathString(decoded).StartsWithSegments("/odata", out var rest)) return Refused(outer, 404, $"'{request.Url}' is no address under /odata.", log);
        if (rest.Value!.TrimEnd('/') == "/$batch") return Refused(outer, 400, "A batch has no batches inside.", log);
        var headers = new HeaderDictionary { ["Host"] = outer.Request.Host.Value, ["Accept"] = "application/json" };
        foreach (var name in (string[])["OData-MaxVersion", "Accept-Language"])
            if (outer.Request.Headers.TryGetValue(name, out var value)) headers[name] = value;
        foreach (var (name, value) in request.Headers) headers[name] = value;
        headers["Host"] = outer.Request.Host.Value;
        return Run(outer, new HttpRequestFeature
        {
            Method = request.Method, Scheme = outer.Request.Scheme, Protocol = "HTTP/1.1", PathBase = outer.Request.PathBase.Value ?? "", Path = decoded, QueryString = query, RawTarget = path + query,
            Headers = headers, Body = new MemoryStream(request.Body),
        }, ask, log);
    }

    static Task<Part> Refused(HttpContext outer, int status, string why, ILogger log) =>
        Run(outer, new HttpRequestFeature { Method = "GET", Path = "/odata", Headers = new HeaderDictionary() }, _ => throw new BadHttpRequestException(why, status), log);

    /// <summary>Runs one request with a response of its own.</summary>
    static async Task<Part> Run(HttpContext outer, HttpRequestFeature request, RequestDelegate ask, ILogger log)
    {
        await using var scope = outer.RequestServices.CreateAsyncScope();
        using var body = new BoundedStream(LargestAnswer);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = outer.RequestAborted });
        if (outer.Features.Get<IHttpConnectionFeature>() is { } connection) features.Set(connection);
        var http = new DefaultHttpContext(features) { RequestServices = scope.ServiceProvider };
        await Problems.Guarded(http, async h =>
        {
            await ask(h);
            await h.Response.BodyWriter.FlushAsync(h.RequestAborted);
        }, log);
        outer.RequestAborted.ThrowIfCancellationRequested();
        if (http.Response.StatusCode >= 400 && body.Length == 0) await Problems.Write(http);
        await http.Response.BodyWriter.FlushAsync(outer.RequestAborted);
        return new Part(http.Response.StatusCode, http.Response.Headers, new ArraySegment<byte>(body.ToArray()));
    }

    static async Task Write(Utf8JsonWriter json, BatchRequest request, Part part, HttpContext http)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, request.Id ?? "");
        if (request.Group is not null) json.WriteString("atomicityGroup"u8, request.Group);
        json.WriteNumber("status"u8, part.Status);
        json.WriteStartObject("headers"u8);
        foreach (var (name, value) in part.Headers) json.WriteString(name.ToLowerInvariant(), value.ToString());
        json.WriteEndObject();
        if (part.Body.Count > 0)
        {
            string type = part.Headers.ContentType.ToString();
            json.WritePropertyName("body"u8);
            if (type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)) json.WriteRawValue(part.Body, true);
            else json.WriteStringValue(Encoding.UTF8.GetString(part.Body));
        }
        json.WriteEndObject();
        json.Flush();
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    static async Task Write(StreamWriter writer, string boundary, BatchRequest request, Part part, CancellationToken cancel)
    {
        var text = new StringBuilder().Append("--").Append(boundary).Append("\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n");
        if (request.Id is not null) text.Append("Content-ID: ").Append(request.Id).Append("\r\n");
        text.Append("\r\nHTTP/1.1 ").Append(part.Status).Append(' ').Append(ReasonPhrases.GetReasonPhrase(part.Status)).Append("\r\n");
        foreach (var (name, value) in part.Headers) text.Append(name).Append(": ").Append(value.ToString()).Append("\r\n");
        if (!part.Headers.ContainsKey(HeaderNames.ContentLength)) text.Append("Content-Length: ").Append(part.Body.Count).Append("\r\n");
        await writer.WriteAsync(text.Append("\r\n"), cancel);
        await writer.FlushAsync(cancel);
        await writer.BaseStream.WriteAsync(part.Body, cancel);
        await writer.WriteAsync("\r\n".AsMemory(), cancel);
        await writer.FlushAsync(cancel);
    }

    /// <summary>Bytes in memory up to a limit.</summary>
    sealed class BoundedStream(int most) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > most) throw new BadHttpRequestException($"The answer of one request of a batch has at most {most} bytes; ask for fewer rows on a page, or alone.", 413);
            base.Write(buffer.ToArray(), 0, buffer.Length);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancel) { Write(buffer, offset, count); return Task.CompletedTask; }
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default) { Write(buffer.Span); return ValueTask.CompletedTask; }
    }
}
