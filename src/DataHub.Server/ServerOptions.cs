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

    /// <summary>Seconds after which a query is stopped; 0 for never.</summary>
    public double QuerySeconds { get; init; } = 60;

    /// <summary>The settings of the environment: DATAHUB_TOKEN, DATAHUB_QUERY_SECONDS.</summary>
    public static ServerOptions FromEnvironment() => new()
    {
        Token = Environment.GetEnvironmentVariable("DATAHUB_TOKEN") is { Length: > 0 } token ? token : null,
        QuerySeconds = double.TryParse(Environment.GetEnvironmentVariable("DATAHUB_QUERY_SECONDS"), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double seconds) ? seconds : 60,
    };
}
