// DOIs at DataCite, through its REST API (JSON:API; https://support.datacite.org/docs/api).
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DataHub.Publishing.Registries;

/// <summary>Registers DOIs with the account of a repository. A reserved one is a draft there; publish makes it findable, hide leaves it resolving and takes it out of the index.</summary>
public sealed class DataCiteRegistry : IRegistry, IDisposable
{
    const string MediaType = "application/vnd.api+json";
    readonly HttpClient _http;

    /// <summary>With the account's password.</summary>
    public DataCiteRegistry(DataCiteSettings settings, string password)
    {
        _http = new HttpClient { BaseAddress = new Uri(settings.Api.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Repository}:{password}")));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
    }

    /// <inheritdoc/>
    public string Scheme => "doi";

    /// <inheritdoc/>
    public async Task Tell(Registration registration, CancellationToken cancel)
    {
        var attributes = (JsonObject)registration.Metadata.DeepClone();
        attributes["doi"] = registration.Value;
        attributes["url"] = registration.Target;
        if (registration.Standing != Standing.Reserved) attributes["event"] = registration.Standing == Standing.Published ? "publish" : "hide";
        var body = new JsonObject { ["data"] = new JsonObject { ["id"] = registration.Value, ["type"] = "dois", ["attributes"] = attributes } }.ToJsonString();
        using var put = await Send(HttpMethod.Put, "dois/" + registration.Value, body, cancel);
        if (put.StatusCode == HttpStatusCode.NotFound)
        {
            using var post = await Send(HttpMethod.Post, "dois", body, cancel);
            await Check(post, cancel);
        }
        else await Check(put, cancel);
    }

    async Task<HttpResponseMessage> Send(HttpMethod method, string address, string body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, address) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        return await _http.SendAsync(request, cancel);
    }

    static async Task Check(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.IsSuccessStatusCode) return;
        var text = await answer.Content.ReadAsStringAsync(cancel);
        throw new HttpRequestException($"DataCite answers {(int)answer.StatusCode}: {(text.Length > 500 ? text[..500] : text)}", null, answer.StatusCode);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
