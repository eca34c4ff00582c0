// Queries that run away are stopped: after the time that the server allows, with a clear answer.
namespace DataHub.Server;

static class Deadline
{
    static readonly string[] Bounded = ["/odata", "/api/search", "/api/structures", "/api/molecules", "/optimade"];

    /// <summary>The deadline of a request that is being answered. Whoever streams renews it with each piece that the client has taken: a long answer may take long, but never stand still.</summary>
    internal sealed class Clock(CancellationTokenSource stop, TimeSpan time)
    {
        internal void Renew() => stop.CancelAfter(time);
    }

    /// <summary>Gives requests that only ask a deadline. What they run listens to the request's own cancellation, and so ends with it.</summary>
    internal static void UseDeadline(this WebApplication app, ServerOptions options)
    {
        app.Use(async (http, next) =>
        {
            if (options.QuerySeconds <= 0 || !Bounded.Any(b => http.Request.Path.StartsWithSegments(b))) { await next(http); return; }
            var client = http.RequestAborted;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(client);
            var clock = new Clock(stop, TimeSpan.FromSeconds(options.QuerySeconds));
            clock.Renew();
            http.Features.Set(clock);
            http.RequestAborted = stop.Token;
            try { await next(http); }
            catch (OperationCanceledException) when (stop.IsCancellationRequested && !client.IsCancellationRequested && !http.Response.HasStarted)
            {
                throw new QueryTooLongException(options.QuerySeconds);
            }
            finally { http.RequestAborted = client; }
        });
    }
}

/// <summary>A query that was stopped because it ran for longer than the server allows.</summary>
sealed class QueryTooLongException(double seconds) : Exception(FormattableString.Invariant($"the query was stopped after {seconds:0.###} s; narrow it by $filter, ask for fewer rows, or download the rows by /api/export and count there"));
