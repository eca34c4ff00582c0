// Who may write: anyone on this machine without a token, whoever has the token with one.
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace DataHub.Server;

/// <summary>Guards the routes that write. Reading is open.</summary>
sealed class WriteGuard(Hub hub, ServerOptions options, IServer server) : IEndpointFilter
{
    /// <summary>Runs the route, or answers why it may not run.</summary>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        Refusal(context.HttpContext) is { } problem ? problem : await next(context);

    /// <summary>True if a request comes from somebody who may write, and so may see what is not public.</summary>
    internal static bool IsOwner(HttpContext http) => ActivatorUtilities.CreateInstance<WriteGuard>(http.RequestServices) is var guard && (guard.Refusal(http) is null || guard._readOnlyAlone);

    bool _readOnlyAlone;

    /// <summary>Why a request may not write, null if it may.</summary>
    internal IResult? Refusal(HttpContext http)
    {
        if (options.Token is { } token)
        {
            if (!Same(http.Request.Headers.Authorization.ToString(), "Bearer " + token))
            {
                http.Response.Headers.WWWAuthenticate = "Bearer realm=\"datahub\"";
                return Problems.Answer(401, "A token is needed", "Writing needs the header 'Authorization: Bearer TOKEN' with the token that DATAHUB_TOKEN held when the server was started.");
            }
        }
        else
        {
            if (!OnLoopbackOnly()) return Problems.Answer(403, "Writing is closed", "The server listens beyond this machine and has no token. Start it with DATAHUB_TOKEN set, or let it listen on 127.0.0.1 only.");
            if (!IsLoopback(http.Request.Host.Host)) return Problems.Answer(403, "Writing is closed", $"Without a token, writing is for this machine only; the request was addressed to '{http.Request.Host.Host}'.");
            // A page of another site must not write through the visitor's browser.
            if (http.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == http.Request.Host.Value))
                return Problems.Answer(403, "Writing is closed", $"A page of '{origin}' may not write here.");
        }
        _readOnlyAlone = hub.Options.ReadOnly;
        return hub.Options.ReadOnly ? Problems.Answer(503, "The archive is open for reading only", "Another process holds the archive for writing, or the server was started read-only. Stop the other process, or start this one without read-only.") : null;
    }

    bool OnLoopbackOnly() => server.Features.Get<IServerAddressesFeature>()?.Addresses.All(a => Uri.TryCreate(a, UriKind.Absolute, out var u) && IsLoopback(u.Host)) ?? false;

    static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip);

    static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(a)), SHA256.HashData(Encoding.UTF8.GetBytes(b)));
}
