// What queries cost: the metrics of the engine, and a line in the log for each request whose queries took long.
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using DataHub.Store;

namespace DataHub.Server;

/// <summary>Listens to the queries of an archive. Names are those of the OpenTelemetry conventions, where there are some.</summary>
sealed partial class QueryWatch : IDisposable
{
    internal const string MeterName = "DataHub";

    readonly Meter _meter = new(MeterName);
    readonly Histogram<double> _duration;
    readonly Histogram<long> _rows;
    readonly Counter<long> _slow;
    readonly AsyncLocal<Sum?> _asked = new();
    readonly Archive _archive;

    public QueryWatch(Hub hub)
    {
        _archive = hub.Archive;
        _duration = _meter.CreateHistogram<double>("db.client.operation.duration", "s", "Time from the start of a query to the end of its rows");
        _rows = _meter.CreateHistogram<long>("db.client.response.returned_rows", "{row}", "Rows that a query gave");
        _slow = _meter.CreateCounter<long>("datahub.queries.slow", "{request}", "Requests whose queries took longer than the log's threshold");
        _meter.CreateObservableGauge("datahub.archive.records", () => Counted(c => c.Calculations), "{record}", "Calculations in the archive");
        _meter.CreateObservableGauge("datahub.archive.size", () => Counted(c => c.Bytes), "By", "Bytes of the live segments");
        _archive.Asked += Told;
    }

    long Counted(Func<ArchiveCounts, long> number)
    {
        try { return number(_archive.Counts()); }
        catch (ObjectDisposedException) { return 0; }
    }

    void Told(AskedQuery query)
    {
        var tags = new TagList { { "db.system.name", "duckdb" }, { "db.operation.name", "SELECT" } };
        _duration.Record(query.Time.TotalSeconds, tags);
        _rows.Record(query.Rows, tags);
        if (_asked.Value is { } sum) lock (sum) sum.Add(query);
    }

    /// <summary>Follows a request: if its queries took longer together than the threshold, they are logged with who asked. The values of parameters are not.</summary>
    internal async Task Follow(HttpContext http, RequestDelegate next, double threshold, ILogger log)
    {
        var sum = new Sum();
        _asked.Value = sum;
        try { await next(http); }
        finally
        {
            _asked.Value = null;
            lock (sum)
            {
                if (threshold > 0 && sum.Queries > 0 && sum.Time.TotalSeconds >= threshold)
                {
                    _slow.Add(1);
                    log.LogWarning("slow query: {Seconds} s for {Client}, {Method} {Path}, status {Status}, {Rows} rows, {Queries} queries: {Sql}",
                        sum.Time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture), http.Connection.RemoteIpAddress, http.Request.Method, http.Request.Path.Value, http.Response.StatusCode,
                        sum.Rows, sum.Queries, string.Join("; ", sum.Slowest.Select(q => Files().Replace(q.Sql, "lake"))));
                }
            }
        }
    }

    /// <summary>The queries of one request: what they were together, and the slowest of them.</summary>
    sealed class Sum
    {
        const int Shown = 3;
        public List<AskedQuery> Slowest { get; } = [];
        public int Queries { get; private set; }
        public long Rows { get; private set; }
        public TimeSpan Time { get; private set; }

        public void Add(AskedQuery query)
        {
            (Queries, Rows, Time) = (Queries + 1, Rows + query.Rows, Time + query.Time);
            if (Slowest.Count == Shown && query.Time <= Slowest[^1].Time) return;
            Slowest.Add(query);
            Slowest.Sort((a, b) => b.Time.CompareTo(a.Time));
            if (Slowest.Count > Shown) Slowest.RemoveAt(Shown);
        }
    }

    /// <summary>The files of the lake in a query: there may be thousands of them.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(@"read_parquet\(\[[^\]]*\](, union_by_name=true)?\)")]
    private static partial System.Text.RegularExpressions.Regex Files();

    /// <inheritdoc/>
    public void Dispose()
    {
        _archive.Asked -= Told;
        _meter.Dispose();
    }
}
