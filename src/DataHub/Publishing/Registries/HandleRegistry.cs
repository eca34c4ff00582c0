// Handles at a handle server, through its REST API (Handle.Net software 8 and later).
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DataHub.Publishing.Registries;

/// <summary>Keeps handles at a handle server. One that is reserved has no address yet; one that is withdrawn leads to the page that says so.</summary>
public sealed class HandleRegistry : IRegistry, IDisposable
{
    readonly HttpClient _http;

    /// <summary>With the password of the administrator's handle.</summary>
    public HandleRegistry(HandleSettings settings, string password)
    {
        _http = new HttpClient { BaseAddress = new Uri(settings.Api.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(30) };
        // The name in HTTP Basic is the administrator's handle with its index, percent-encoded, as the server asks for it.
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(settings.Admin)}:{Uri.EscapeDataString(password)}")));
    }

    /// <inheritdoc/>
    public string Scheme => "handle";

    /// <inheritdoc/>
    public async Task Tell(Registration registration, CancellationToken cancel)
    {
        var values = new JsonArray { Value(10, "DESC", registration.Metadata["titles"]?[0]?["title"]?.GetValue<string>() ?? registration.Value) };
        if (registration.Standing != Standing.Reserved) values.Add(Value(1, "URL", registration.Target));
        using var body = new StringContent(new JsonObject { ["values"] = values }.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _http.PutAsync($"api/handles/{registration.Value}?overwrite=true", body, cancel);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"The handle server answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}", null, answer.StatusCode);
    }

    static JsonObject Value(int index, string type, string value) => new() { ["index"] = index, ["type"] = type, ["data"] = new JsonObject { ["format"] = "string", ["value"] = value } };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
