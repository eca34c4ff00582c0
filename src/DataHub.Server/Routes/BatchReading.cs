// The requests of a batch, from multipart/mixed or from JSON.
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace DataHub.Server.Routes;

/// <summary>One request of a batch.</summary>
/// <param name="Id">Its id, null if it has none.</param>
/// <param name="Group">Requests of one group succeed or fail together; null for none.</param>
/// <param name="DependsOn">Ids of requests and groups without whose success it is not run.</param>
sealed record BatchRequest(string? Id, string? Group, IReadOnlyList<string> DependsOn, string Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Why it cannot be run, null if it can.</summary>
    public string? Fault { get; init; }
}

static class BatchReading
{
    /// <summary>Requests that a batch may have.</summary>
    internal const int MostRequests = 100;
    const int LargestBody = 4 << 20;

    /// <summary>The requests of a body by its content type; null if it is of another type.</summary>
    /// <exception cref="BadHttpRequestException">The batch is malformed or too large.</exception>
    internal static async Task<IReadOnlyList<BatchRequest>?> Read(HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)) return null;
        string media = type.MediaType.ToString().ToLowerInvariant();
        if (media is not ("application/json" or "multipart/mixed")) return null;
        using var body = new MemoryStream();
        var part = new byte[16 * 1024];
        for (int n; (n = await http.Request.Body.ReadAsync(part, http.RequestAborted)) > 0;)
        {
            body.Write(part, 0, n);
            if (body.Length > LargestBody) throw new BadHttpRequestException($"A batch has at most {LargestBody} bytes.", 413);
        }
        var requests = media == "application/json" ? Json(body.ToArray()) : await Multipart(Encoding.UTF8.GetString(body.ToArray()), HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), http.RequestAborted);
        Check(requests);
        return requests;
    }

    static void Check(IReadOnlyList<BatchRequest> requests)
    {
        if (requests.Count > MostRequests) throw new BadHttpRequestException($"The batch has {requests.Count} requests; at most {MostRequests}.", 413);
        var known = new HashSet<string>(StringComparer.Ordinal);
        string? last = null;
        foreach (var r in requests)
        {
            if (r.DependsOn.FirstOrDefault(d => !known.Contains(d)) is { } unknown) throw new BadHttpRequestException($"Request '{r.Id}' depends on '{unknown}', which is no request or group before it.");
            if (r.Id is not null && !known.Add(r.Id)) throw new BadHttpRequestException($"Two requests or groups of the batch have the id '{r.Id}'.");
            if (r.Group is not null && r.Group != last && !known.Add(r.Group)) throw new BadHttpRequestException($"The requests of the group '{r.Group}' do not stand together, or something else has this id.");
            last = r.Group;
        }
    }

    static List<BatchRequest> Json(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("requests", out var list) || list.ValueKind != JsonValueKind.Array)
            throw new BadHttpRequestException("A batch in JSON is an object with an array of requests: {\"requests\":[{\"id\":\"1\",\"method\":\"get\",\"url\":\"Calculations/$count\"}]}.");
        var requests = new List<BatchRequest>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) throw new BadHttpRequestException($"Request {requests.Count + 1} of the batch is no object.");
            string? Text(string name) => !item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
                : value.ValueKind == JsonValueKind.String ? value.GetString() : throw new BadHttpRequestException($"Request {requests.Count + 1} of the batch: {name} is text.");
            string Wanted(string name) => Text(name) is { Length: > 0 } text ? text : throw new BadHttpRequestException($"Request {requests.Count + 1} of the batch has no {name}.");
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (item.TryGetProperty("headers", out var given) && given.ValueKind == JsonValueKind.Object)
                foreach (var header in given.EnumerateObject()) headers[header.Name] = header.Value.ToString();
            string[] depends = item.TryGetProperty("dependsOn", out var on) && on.ValueKind == JsonValueKind.Array ? [.. on.EnumerateArray().Select(d => d.ToString())] : [];
            byte[] content = !item.TryGetProperty("body", out var own) || own.ValueKind == JsonValueKind.Null ? [] : Encoding.UTF8.GetBytes(own.ValueKind == JsonValueKind.String ? own.GetString()! : own.GetRawText());
            requests.Add(new BatchRequest(Wanted("id"), Text("atomicityGroup"), depends, Wanted("method").ToUpperInvariant(), Wanted("url"), headers, content)
            {
                Fault = item.TryGetProperty("if", out _) ? "Conditions ('if') of requests are not answered." : null,
            });
        }
        return requests;
    }

    static async Task<List<BatchRequest>> Multipart(string body, string boundary, CancellationToken cancel)
    {
        var requests = new List<BatchRequest>();
        try { await Sections(body, boundary, null, requests, cancel); }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException) { throw new BadHttpRequestException("The batch cannot be taken apart: " + e.Message); }
        return requests;
    }

    static async Task Sections(string body, string boundary, string? group, List<BatchRequest> requests, CancellationToken cancel)
    {
        if (boundary.Length == 0) throw new InvalidDataException("its content type has no boundary");
        // Some clients end lines with a line feed alone, and some forget the one behind the last boundary.
        var text = (body.Contains("\r\n", StringComparison.Ordinal) ? body : body.Replace("\n", "\r\n", StringComparison.Ordinal)).TrimStart() + "\r\n";
        var reader = new MultipartReader(boundary, new MemoryStream(Encoding.UTF8.GetBytes(text)));
        while (await reader.ReadNextSectionAsync(cancel) is { } section)
        {
            if (requests.Count > MostRequests) return;
            string content = await new StreamReader(section.Body, Encoding.UTF8).ReadToEndAsync(cancel);
            if (!MediaTypeHeaderValue.TryParse(section.ContentType, out var type)) throw new InvalidDataException("a part has no content type");
            string id = section.Headers is { } own && own.TryGetValue("Content-ID", out var given) ? given.ToString() : "";
            if (type.MediaType.Equals("multipart/mixed", StringComparison.OrdinalIgnoreCase))
            {
                if (group is not null) throw new InvalidDataException("a change set inside a change set");
                await Sections(content, HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), "change set " + requests.Count, requests, cancel);
            }
            else if (type.MediaType.Equals("application/http", StringComparison.OrdinalIgnoreCase)) requests.Add(Request(content, id.Length == 0 ? null : id, group));
            else throw new InvalidDataException($"a part is '{type.MediaType}' and not application/http");
        }
    }

    static BatchRequest Request(string content, string? id, string? group)
    {
        var lines = content.TrimStart('\r', '\n').Split("\r\n");
        var first = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (first.Length < 2) throw new InvalidDataException($"'{lines[0]}' is no request line");
        // Addresses may have spaces that somebody forgot to encode.
        string url = string.Join(' ', first[^1].StartsWith("HTTP/", StringComparison.OrdinalIgnoreCase) ? first[1..^1] : first[1..]);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int i = 1;
        for (; i < lines.Length && lines[i].Length > 0; i++)
        {
            int colon = lines[i].IndexOf(':');
            if (colon > 0) headers[lines[i][..colon].Trim()] = lines[i][(colon + 1)..].Trim();
        }
        string method = first[0].ToUpperInvariant();
        return new BatchRequest(id, group, [], method, url, headers, Encoding.UTF8.GetBytes(string.Join("\r\n", lines.Skip(i + 1)).TrimEnd('\r', '\n')))
        {
            Fault = group is not null && method == "GET" ? "A change set has no reading requests." : null,
        };
    }
}
