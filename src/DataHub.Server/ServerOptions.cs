// The settings of a server.
namespace DataHub.Server;

/// <summary>How a server guards itself.</summary>
public sealed record ServerOptions
{
    /// <summary>Largest request body in bytes.</summary>
    public long MaxUploadBytes { get; init; } = 512L << 20;
    /// <summary>The token that writes must carry; null if none is set.</summary>
    public string? Token { get; init; }
    /// <summary>Seconds between the heartbeats of an event stream.</summary>
    public double HeartbeatSeconds { get; init; } = 15;

    /// <summary>The settings of the environment: DATAHUB_TOKEN.</summary>
    public static ServerOptions FromEnvironment() => new() { Token = Environment.GetEnvironmentVariable("DATAHUB_TOKEN") is { Length: > 0 } token ? token : null };
}
