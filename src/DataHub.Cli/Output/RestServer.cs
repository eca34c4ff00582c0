// A running server, asked over its REST interface.
using System.Net.Http.Headers;
using System.Text.Json;

namespace DataHub.Cli.Output;

/// <summary>Sends JSON to a server and reads its JSON answers; a token is taken from DATAHUB_TOKEN.</summary>
sealed class RestServer : IDisposable
{
    readonly HttpClient _http;

    /// <exception cref="ServerRefusal">The text is no address.</exception>
    public RestServer(string address)
    {
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new ServerRefusal(System.Net.HttpStatusCode.BadRequest, $"'{address}' is no address of a server; one such as http://localhost:5080 is wanted");
        _http = new HttpClient { BaseAddress = uri, Timeout = Timeout.InfiniteTimeSpan };
        if (Environment.GetEnvironmentVariable("DATAHUB_TOKEN") is { Length: > 0 } token) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The answer to a request whose body is the object that <paramref name="body"/> writes.</summary>
    /// <exception cref="ServerRefusal">The server says no.</exception>
    public JsonElement Send(HttpMethod method, string address, Action<Utf8JsonWriter>? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes))
            {
                json.WriteStartObject();
                body(json);
                json.WriteEndObject();
            }
            request.Content = new ByteArrayContent(bytes.ToArray());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using var response = _http.Send(request, cancel);
        using var answer = response.Content.ReadAsStream(cancel);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/json") return JsonDocument.Parse(answer).RootElement.Clone();
        var text = new StreamReader(answer).ReadToEnd();
        throw new ServerRefusal(response.StatusCode, Detail(text) ?? $"{request.RequestUri} answers {(int)response.StatusCode} {response.ReasonPhrase}; is it a DataHub server?");
    }

    static string? Detail(string problem)
    {
        try { using var doc = JsonDocument.Parse(problem); return doc.RootElement.TryGetProperty("detail", out var d) ? d.GetString() : null; }
        catch (JsonException) { return null; }
    }

    public void Dispose() => _http.Dispose();
}
