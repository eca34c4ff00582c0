// What a server answers when it does not do what is asked.
using System.Net;

namespace DataHub.Cli.Output;

/// <summary>A server that does not do what is asked: its status and what it says.</summary>
sealed class ServerRefusal(HttpStatusCode status, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;
}
