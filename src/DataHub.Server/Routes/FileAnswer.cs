// Files that never change as answers: whole or a range, with the SHA-256 of their content as entity tag.
using System.Globalization;

namespace DataHub.Server.Routes;

static class FileAnswer
{
    const int Piece = 256 * 1024;

    /// <summary>Sends a file in large pieces, which is as fast as the kernel's own way.</summary>
    /// <param name="http">The request; Range, If-Range and If-None-Match are kept.</param>
    /// <param name="path">The file.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="hash">SHA-256 of its content, hex.</param>
    internal static async Task<IResult> Send(HttpContext http, string path, string mediaType, string hash)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        long length = RandomAccess.GetLength(file), from = 0, to = length - 1;
        string etag = $"\"{hash}\"";
        var response = http.Response;
        response.Headers.ETag = etag;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.CacheControl = "public, max-age=31536000, immutable, no-transform";
        response.ContentType = mediaType;
        if (http.Request.Headers.IfNoneMatch.ToString() is { Length: > 0 } have && (have == "*" || have.Split(',').Any(t => t.Trim().TrimStart('W', '/') == etag)))
        {
            response.StatusCode = 304;
            return Results.Empty;
        }
        string range = http.Request.Headers.Range.ToString();
        if (http.Request.Headers.IfRange.ToString() is { Length: > 0 } condition && condition != etag) range = "";
        switch (Ranges.Read(range, length, ref from, ref to))
        {
            case Ranges.Kind.Part:
                response.StatusCode = 206;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{length}");
                break;
            case Ranges.Kind.Outside:
                response.StatusCode = 416;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
                return Results.Empty;
        }
        response.ContentLength = to - from + 1;
        if (HttpMethods.IsHead(http.Request.Method)) return Results.Empty;
        var writer = response.BodyWriter;
        while (from <= to)
        {
            var memory = writer.GetMemory(Piece);
            int n = RandomAccess.Read(file, memory.Span[..(int)Math.Min(Math.Min(Piece, memory.Length), to - from + 1)], from);
            if (n == 0) throw new IOException($"{path} ends at {from}");
            writer.Advance(n);
            from += n;
            await writer.FlushAsync(http.RequestAborted);
        }
        return Results.Empty;
    }
}
