// Answers to repeated aggregates, kept as bytes as long as the archive is as it was.
using System.Buffers;
using System.Diagnostics.Metrics;
using System.Globalization;
using DataHub.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Caching.Memory;

namespace DataHub.Server.Routes;

/// <summary>Bounded memory of answers by the archive's version and the question; the least used go first.</summary>
sealed class AggregateCache : IDisposable
{
    /// <summary>Bytes of the largest answer that is kept.</summary>
    const int LargestAnswer = 1 << 20;

    sealed record Kept(byte[] Body, string? ContentType, string? Applied, DateTime At);

    readonly MemoryCache? _answers;
    readonly Meter _meter = new(QueryWatch.MeterName);
    readonly Counter<long> _asked;

    public AggregateCache(ServerOptions options)
    {
        if (options.CacheBytes > 0) _answers = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.CacheBytes, TrackStatistics = true, CompactionPercentage = 0.2 });
        _asked = _meter.CreateCounter<long>("datahub.cache.requests", "{request}", "Aggregates asked, by whether the answer was known (hit) or not (miss)");
        _meter.CreateObservableGauge("datahub.cache.size", () => _answers?.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0, "By", "Bytes of kept answers");
    }

    /// <summary>Answers from memory, or lets the request be answered and keeps what it was.</summary>
    internal async Task Answer(HttpContext http, Archive archive, RequestDelegate next)
    {
        if (_answers is null || !IsAggregate(http)) { await next(http); return; }
        string version = archive.Version;
        string key = string.Join('\u001f', version, http.Request.Scheme, http.Request.Host.Value, http.Request.PathBase.Value, http.Request.Path.Value, http.Request.QueryString.Value, ODataFormat.Of(http).ToString(), http.Request.Headers["Prefer"].ToString());
        if (_answers.TryGetValue(key, out Kept? kept) && kept is not null)
        {
            _asked.Add(1, new KeyValuePair<string, object?>("datahub.cache.result", "hit"));
            if (ODataPage.Unchanged(http, archive)) return;
            http.Response.Headers.ETag = $"W/\"{version}\"";
            http.Response.Headers.Age = ((long)(DateTime.UtcNow - kept.At).TotalSeconds).ToString(CultureInfo.InvariantCulture);
            http.Response.Headers["Server-Timing"] = "cache;desc=hit";
            if (kept.Applied is not null) http.Response.Headers["Preference-Applied"] = kept.Applied;
            http.Response.ContentType = kept.ContentType;
            await http.Response.BodyWriter.WriteAsync(kept.Body, http.RequestAborted);
            return;
        }
        _asked.Add(1, new KeyValuePair<string, object?>("datahub.cache.result", "miss"));
        http.Response.Headers["Server-Timing"] = "cache;desc=miss";
        var body = http.Features.Get<IHttpResponseBodyFeature>()!;
        using var copy = new Copy(body.Stream);
        var copied = new StreamResponseBodyFeature(copy, body);
        http.Features.Set<IHttpResponseBodyFeature>(copied);
        try
        {
            await next(http);
            await copied.Writer.FlushAsync(http.RequestAborted);
        }
        finally { http.Features.Set(body); }
        // What came in meanwhile may be in the answer or not: such an answer belongs to no version.
        if (http.Response.StatusCode != 200 || copy.Bytes is not { } bytes || archive.Version != version) return;
        string applied = http.Response.Headers["Preference-Applied"].ToString();
        _answers.Set(key, new Kept(bytes, http.Response.ContentType, applied.Length > 0 ? applied : null, DateTime.UtcNow), new MemoryCacheEntryOptions { Size = bytes.Length + 2 * key.Length + 256 });
    }

    /// <summary>A number of rows or a pipeline; not what depends on the time of asking.</summary>
    static bool IsAggregate(HttpContext http)
    {
        var options = http.Request.Query;
        bool Has(string name) => options.ContainsKey("$" + name) || options.ContainsKey(name);
        string Text(string name) => options.TryGetValue("$" + name, out var text) || options.TryGetValue(name, out text) ? text.ToString() : "";
        return (http.Request.Path.Value!.EndsWith("/$count", StringComparison.Ordinal) || Has("apply") || Text("count") == "true" && Text("top") == "0")
            && !Has("skiptoken") && !Has("deltatoken") && !options.Any(o => o.Value.ToString().Contains("now", StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _answers?.Dispose();
        _meter.Dispose();
    }

    /// <summary>Passes bytes on and keeps a copy of them, as long as they are not too many.</summary>
    sealed class Copy(Stream to) : Stream
    {
        ArrayBufferWriter<byte>? _copy = new();

        /// <summary>What was written; null if it was too much.</summary>
        internal byte[]? Bytes => _copy?.WrittenSpan.ToArray();

        void Keep(ReadOnlySpan<byte> bytes)
        {
            if (_copy is not null && _copy.WrittenCount + bytes.Length <= LargestAnswer) _copy.Write(bytes); else _copy = null;
        }

        public override void Write(byte[] buffer, int offset, int count) { Keep(buffer.AsSpan(offset, count)); to.Write(buffer, offset, count); }
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default) { Keep(buffer.Span); await to.WriteAsync(buffer, cancel); }
        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancel) => WriteAsync(buffer.AsMemory(offset, count), cancel).AsTask();
        public override void Flush() => to.Flush();
        public override Task FlushAsync(CancellationToken cancel) => to.FlushAsync(cancel);
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
