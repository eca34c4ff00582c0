// How much one client may ask: requests at once and in a minute, by its address.
using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;

namespace DataHub.Server;

static class RequestLimits
{
    static readonly string[] Free = ["/health", "/metrics"];

    /// <summary>Bounds the requests of each address; the machine itself, and with it a proxy that runs on it, is not bounded.</summary>
    internal static void AddRequestLimits(this IServiceCollection services, ServerOptions options) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = (context, _) =>
        {
            double seconds = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Ceiling(after.TotalSeconds) : 1;
            context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, seconds).ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
        limits.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(http => Client(http, options) is { } client && options.RequestsAtOnce > 0
                ? RateLimitPartition.GetConcurrencyLimiter(client, _ => new ConcurrencyLimiterOptions { PermitLimit = options.RequestsAtOnce, QueueLimit = 4 * options.RequestsAtOnce, QueueProcessingOrder = QueueProcessingOrder.OldestFirst })
                : RateLimitPartition.GetNoLimiter("")),
            PartitionedRateLimiter.Create<HttpContext, string>(http => Client(http, options) is { } client && options.RequestsPerMinute > 0
                ? RateLimitPartition.GetSlidingWindowLimiter(client, _ => new SlidingWindowRateLimiterOptions { PermitLimit = options.RequestsPerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 12 })
                : RateLimitPartition.GetNoLimiter("")));
    });

    /// <summary>Whose request it is: the address, of IPv6 the network that one site has; null if it is not bounded.</summary>
    internal static string? Client(HttpContext http, ServerOptions options)
    {
        if (http.Connection.RemoteIpAddress is not { } address || Free.Any(f => http.Request.Path.StartsWithSegments(f))) return null;
        if (IPAddress.IsLoopback(address) && !options.LimitLoopback) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return bytes.Length == 16 ? Convert.ToHexString(bytes, 0, 8) : address.ToString();
    }
}
