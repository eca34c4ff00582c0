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

    /// <summary>Requests of one address that are answered at once; four times as many wait. 0 for any number.</summary>
    public int RequestsAtOnce { get; init; } = 256;

    /// <summary>Requests of one address in a minute; 0 for any number.</summary>
    public int RequestsPerMinute { get; init; } = 30_000;

    /// <summary>True to bound the machine itself, too.</summary>
    public bool LimitLoopback { get; init; }

    /// <summary>Requests whose queries take longer than so many seconds are logged; 0 for none.</summary>
    public double SlowQuerySeconds { get; init; } = 5;

    /// <summary>Bytes of memory for answers to repeated aggregates; 0 for none.</summary>
    public long CacheBytes { get; init; } = 64 << 20;

    /// <summary>Seconds between two looks at what registries of identifiers are to be told.</summary>
    public double RegisterSeconds { get; init; } = 30;

    /// <summary>Prefix of own properties at /optimade, without underscores: lower-case letters and digits.</summary>
    public string OptimadePrefix { get; init; } = "datahub";

    /// <summary>The settings of the environment: DATAHUB_TOKEN, DATAHUB_QUERY_SECONDS, DATAHUB_REQUESTS_AT_ONCE, DATAHUB_REQUESTS_PER_MINUTE, DATAHUB_SLOW_QUERY_SECONDS, DATAHUB_CACHE_MB, DATAHUB_OPTIMADE_PREFIX.</summary>
    public static ServerOptions FromEnvironment() => new()
    {
        Token = Environment.GetEnvironmentVariable("DATAHUB_TOKEN") is { Length: > 0 } token ? token : null,
        OptimadePrefix = Environment.GetEnvironmentVariable("DATAHUB_OPTIMADE_PREFIX") is { Length: > 0 } prefix && prefix.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) ? prefix : "datahub",
        QuerySeconds = Number("DATAHUB_QUERY_SECONDS", 60),
        RequestsAtOnce = (int)Number("DATAHUB_REQUESTS_AT_ONCE", 256),
        RequestsPerMinute = (int)Number("DATAHUB_REQUESTS_PER_MINUTE", 30_000),
        SlowQuerySeconds = Number("DATAHUB_SLOW_QUERY_SECONDS", 5),
        CacheBytes = (long)(Number("DATAHUB_CACHE_MB", 64) * (1 << 20)),
    };

    static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 1e9 ? number : otherwise;
}
