// The command datahub serve: the archive over HTTP.
using System.CommandLine;
using System.Runtime.CompilerServices;
using DataHub.Cli.Output;

namespace DataHub.Cli.Commands;

static class Serve
{
    const string Default = "http://localhost:5080";
    static readonly Option<string> Urls = new("--urls") { Description = "Addresses to listen on, joined by semicolons; port 0 takes a free one", HelpName = "URLS", DefaultValueFactory = _ => Default };

    public static Verb Verb() => new Verb("serve", "Run the server: OData, REST, search, downloads, pages",
        "datahub serve",
        "datahub serve --urls http://0.0.0.0:8080",
        "datahub serve --urls http://127.0.0.1:0      # a free port; the address is printed").With(Urls).Does(Run);

    static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var urls = session.Get(Urls)!;
        if (urls.Split(';').FirstOrDefault(u => !Uri.TryCreate(u.Replace("*", "any").Replace("+", "any"), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) is { } bad)
            return session.Fail(Exit.Usage, $"'{bad}' is no address to listen on", $"for instance: --urls {Default}");
        using var hub = session.OpenHub(readOnly: false);
        return await Listen(session, hub, urls, cancel);
    }

    // A method of its own: the web server's assemblies are loaded when it is compiled, so that no other command pays for them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static async Task<int> Listen(Session session, Hub hub, string urls, CancellationToken cancel)
    {
        await using var app = Server.Program.Build(hub, urls);
        await app.StartAsync(cancel);
        foreach (var url in app.Urls) Console.Out.WriteLine(url);
        session.Note($"archive {session.Home}; Ctrl-C stops it");
        try { await Task.Delay(Timeout.Infinite, cancel); }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested) { session.Note("stopping"); }
        await app.StopAsync(CancellationToken.None);
        return Exit.Ok;
    }
}
