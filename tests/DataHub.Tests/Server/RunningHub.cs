// A real server on a free port over a real archive with generated calculations.
using System.Text.Json;
using DataHub.Model;
using DataHub.Server;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class RunningHub : IAsyncLifetime
{
    readonly TempFolder _folder = Shared.Temp("server");
    WebApplication _app = null!;

    public Hub Hub { get; private set; } = null!;
    public HttpClient Http { get; private set; } = null!;
    public IReadOnlyList<Calculation> Kept { get; private set; } = [];
    public string Folder => _folder.Path;

    public async ValueTask InitializeAsync()
    {
        Hub = Hub.Open(new HubOptions(_folder.Path) { Cores = 1 });
        Kept = [.. Generators.Draw(300).DistinctBy(c => c.Id)];
        foreach (var part in Kept.Chunk(100)) Hub.Archive.Append(part);
        (_app, Http) = await Start(Hub, new ServerOptions { MaxUploadBytes = 1 << 20, HeartbeatSeconds = 0.2 });
    }

    public static async Task<(WebApplication App, HttpClient Http)> Start(Hub hub, ServerOptions options, string urls = "http://127.0.0.1:0")
    {
        var app = Program.Build(hub, urls, options);
        await app.StartAsync();
        return (app, new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First().Replace("0.0.0.0", "127.0.0.1")), Timeout = TimeSpan.FromMinutes(2) });
    }

    public async Task<JsonElement> Json(string address)
    {
        var answer = await Http.GetAsync(address);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {address}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>The answer of an address that must be refused with this status.</summary>
    public async Task<JsonElement> Refused(string address, int status)
    {
        var answer = await Http.GetAsync(address);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} {address}: {text}");
        return JsonElement.Parse(text);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Hub.Dispose();
        _folder.Dispose();
    }
}
