// Files that never change as answers: whole or in ranges, with the SHA-256 of their content as entity tag.
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DataHub.Server.Routes;

static class FileAnswer
{
    const int Piece = 256 * 1024;

    /// <summary>Sends a file in large pieces, which is as fast as the kernel's own way.</summary>
    /// <param name="http">The request; Range, If-Range, If-Match and If-None-Match are kept.</param>
    /// <param name="path">The file.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="hash">Hash of its content, hex; one of 64 digits is told as SHA-256 in Repr-Digest (RFC 9530).</param>
    /// <param name="saveAs">Name under which a browser saves it; null for the last part of the address.</param>
    internal static async Task<IResult> Send(HttpContext http, string path, string mediaType, string hash, string? saveAs = null)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        long length = RandomAccess.GetLength(file);
        var response = http.Response;
        if (!Begin(http, length, mediaType, hash, saveAs, out var parts)) return Results.Empty;
        var writer = response.BodyWriter;
        if (parts.Count == 1)
        {
            response.ContentLength = parts[0].Length;
            if (!HttpMethods.IsHead(http.Request.Method)) await Write(file, parts[0], writer, path, http.RequestAborted);
            return Results.Empty;
        }
        var boundary = "part-" + hash[..Math.Min(24, hash.Length)];
        byte[][] heads = [.. parts.Select((p, i) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : "\r\n")}--{boundary}\r\nContent-Type: {mediaType}\r\nContent-Range: bytes {p.From}-{p.To}/{length}\r\n\r\n")))];
        var end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        response.ContentType = "multipart/byteranges; boundary=" + boundary;
        response.ContentLength = parts.Sum(p => p.Length) + heads.Sum(h => h.Length) + end.Length;
        if (HttpMethods.IsHead(http.Request.Method)) return Results.Empty;
        for (int i = 0; i < parts.Count; i++)
        {
            await writer.WriteAsync(heads[i], http.RequestAborted);
            await Write(file, parts[i], writer, path, http.RequestAborted);
        }
        await writer.WriteAsync(end, http.RequestAborted);
        return Results.Empty;
    }

    /// <summary>Sends bytes that are made on request in the same way; with <paramref name="changes"/> under an address whose content changes, so that caches ask again.</summary>
    internal static async Task<IResult> Send(HttpContext http, ReadOnlyMemory<byte> bytes, string mediaType, string hash, bool changes = false)
    {
        bool goes = Begin(http, bytes.Length, mediaType, hash, null, out var parts);
        if (changes) http.Response.Headers.CacheControl = "no-cache";
        if (!goes) return Results.Empty;
        // Small files, of which nobody asks several parts.
        var part = parts.Count == 1 ? bytes.Slice((int)parts[0].From, (int)parts[0].Length) : bytes;
        if (parts.Count > 1) http.Response.StatusCode = 200;
        http.Response.ContentLength = part.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.BodyWriter.WriteAsync(part, http.RequestAborted);
        return Results.Empty;
    }

    /// <summary>Status and headers; false if they are the whole answer. Without a range there is one part, the whole.</summary>
    static bool Begin(HttpContext http, long length, string mediaType, string hash, string? saveAs, out IReadOnlyList<Part> parts)
    {
        string etag = $"\"{hash}\"";
        var (request, response) = (http.Request.Headers, http.Response);
        response.Headers.ETag = etag;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.CacheControl = "public, max-age=31536000, immutable, no-transform";
        if (hash.Length == 64) response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(hash))}:";
        if (saveAs is not null) response.Headers.ContentDisposition = $"attachment; filename=\"{saveAs}\"";
        response.ContentType = mediaType;
        parts = [];
        if (request.IfMatch.ToString() is { Length: > 0 } wanted && !Names(wanted, etag)) { response.StatusCode = 412; return false; }
        if (request.IfNoneMatch.ToString() is { Length: > 0 } have && Names(have, etag)) { response.StatusCode = 304; return false; }
        string range = request.Range.ToString();
        if (request.IfRange.ToString() is { Length: > 0 } condition && condition != etag) range = "";
        switch (Ranges.Read(range, length))
        {
            case null: parts = [new(0, length - 1)]; return true;
            case { Count: 0 }:
                response.StatusCode = 416;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
                return false;
            case var asked:
                response.StatusCode = 206;
                if (asked.Count == 1) response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {asked[0].From}-{asked[0].To}/{length}");
                parts = asked;
                return true;
        }
    }

    static bool Names(string tags, string etag) => tags == "*" || tags.Split(',').Any(t => t.Trim().TrimStart('W', '/') == etag);

    static async Task Write(SafeFileHandle file, Part part, PipeWriter writer, string path, CancellationToken cancel)
    {
        for (long at = part.From; at <= part.To;)
        {
            var memory = writer.GetMemory(Piece);
            int n = RandomAccess.Read(file, memory.Span[..(int)Math.Min(Math.Min(Piece, memory.Length), part.To - at + 1)], at);
            if (n == 0) throw new IOException($"{path} ends at {at}");
            writer.Advance(n);
            at += n;
            await writer.FlushAsync(cancel);
        }
    }
}
