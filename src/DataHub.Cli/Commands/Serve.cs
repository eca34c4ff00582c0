// The command datahub serve: the archive over HTTP.
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
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
        if (urls.Split(';').FirstOrDefault(Taken) is { } taken)
            return session.Fail(Exit.Unavailable, $"something listens on {taken} already", "another port: --urls http://localhost:PORT, or port 0 for a free one");
        using var hub = session.OpenHub(readOnly: false, veiled: true);
        return await Listen(session, hub, urls, cancel);
    }

    /// <summary>True if the port of a local address is in use; other addresses are left for the server to try.</summary>
    static bool Taken(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Port == 0) return false;
        if (!IPAddress.TryParse(uri.Host, out var address)) address = uri.IsLoopback ? IPAddress.Loopback : null;
        if (address is null) return false;
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try { socket.Bind(new IPEndPoint(address, uri.Port)); return false; }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse) { return true; }
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
