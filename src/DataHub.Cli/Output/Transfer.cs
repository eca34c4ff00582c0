// A file from a server: in pieces if need be, whole and checked in the end.
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace DataHub.Cli.Output;

/// <summary>
/// Downloads into FILE.part, with FILE.part.from beside it (what was ordered, address, entity tag), and renames when all is there and the SHA-256 is right.
/// A broken transfer goes on by If-Range, five times by itself, later by the same command.
/// </summary>
sealed class Transfer(Session session) : IDisposable
{
    const int Attempts = 6;
    readonly HttpClient _http = Client();

    static HttpClient Client()
    {
        // As it lies: a coded answer has other bytes than the hash is of.
        var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { Timeout = Timeout.InfiniteTimeSpan };
        if (Environment.GetEnvironmentVariable("DATAHUB_TOKEN") is { Length: > 0 } token) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    /// <summary>Address from which an unfinished file with the same order comes, null if there is none.</summary>
    public static string? Begun(string file, string order) => Read(Path.GetFullPath(file)) is { } note && note.Order == order ? note.Url : null;

    /// <summary>True if the server still has the file.</summary>
    public bool IsThere(string url, CancellationToken cancel)
    {
        using var answer = _http.Send(new HttpRequestMessage(HttpMethod.Head, url), cancel);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Fetches a file, or the rest of it.</summary>
    public int Fetch(Uri url, string file, string order, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string? hash = null;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                hash = Piece(url, file, order, cancel);
                break;
            }
            catch (Exception e) when (e is HttpIOException or HttpRequestException { StatusCode: null } or IOException { InnerException: System.Net.Sockets.SocketException } && attempt < Attempts)
            {
                session.Warn($"the transfer broke off ({e.Message}); it goes on in {attempt} s");
                if (cancel.WaitHandle.WaitOne(attempt * 1000)) throw new OperationCanceledException(cancel);
            }
        }
        var part = file + ".part";
        if (hash is not null)
        {
            using var stream = File.OpenRead(part);
            var have = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (have != hash)
            {
                stream.Dispose();
                File.Delete(part);
                File.Delete(part + ".from");
                return session.Fail(Exit.Failed, $"{url} came damaged: its SHA-256 is {have}, the server tells {hash}", "download it again");
            }
        }
        File.Move(part, file, true);
        File.Delete(part + ".from");
        session.Note(FormattableString.Invariant($"{file}: {new FileInfo(file).Length:n0} bytes, {(hash is null ? "no checksum told" : "SHA-256 " + hash + " is right")}"));
        return Exit.Ok;
    }

    /// <summary>Fetches what is missing; the SHA-256 of the whole as the server tells it, null if it does not.</summary>
    string? Piece(Uri url, string file, string order, CancellationToken cancel)
    {
        var part = file + ".part";
        var note = Read(file);
        long have = note is not null && note.Url == url.ToString() && note.Tag.Length > 0 && File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.TryAddWithoutValidation("If-Range", note!.Tag);
        }
        using var answer = _http.Send(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        // Everything was there already.
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0 && answer.Content.Headers.ContentRange?.Length == have) return Digest(answer);
        if (!answer.IsSuccessStatusCode) throw new ServerRefusal(answer.StatusCode, $"{url} answers {(int)answer.StatusCode} {answer.ReasonPhrase}");
        bool resumed = answer.StatusCode == HttpStatusCode.PartialContent;
        if (!resumed) have = 0;
        File.WriteAllLines(part + ".from", [order, url.ToString(), answer.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : ""]);
        long? total = answer.Content.Headers.ContentRange?.Length ?? answer.Content.Headers.ContentLength;
        if (resumed) session.Note(string.Create(CultureInfo.InvariantCulture, $"goes on at {have:n0} of {total:n0} bytes"));
        Meter.Run(session, "downloading", meter =>
        {
            using var to = new FileStream(part, resumed ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 18);
            using var from = answer.Content.ReadAsStream(cancel);
            using var stop = cancel.Register(answer.Dispose);
            var buffer = new byte[1 << 18];
            try
            {
                for (int n; (n = from.Read(buffer)) > 0;)
                {
                    to.Write(buffer, 0, n);
                    have += n;
                    meter.Report(have, total, FormattableString.Invariant($"{have / 1e6:0.0} MB, {have / 1e6 / Math.Max(0.001, meter.Elapsed.TotalSeconds):0.0} MB/s"));
                }
            }
            catch (Exception) when (cancel.IsCancellationRequested) { throw new OperationCanceledException(cancel); }
            return 0;
        });
        if (total is { } all && have < all) throw new HttpIOException(HttpRequestError.ResponseEnded, $"{have} of {all} bytes came");
        return Digest(answer);
    }

    /// <summary>The SHA-256 of the whole that an answer tells: Repr-Digest (RFC 9530), or an entity tag of 64 hexadecimal digits.</summary>
    static string? Digest(HttpResponseMessage answer)
    {
        if (answer.Headers.TryGetValues("Repr-Digest", out var values) && values.SelectMany(v => v.Split(',')).Select(v => v.Trim()).FirstOrDefault(v => v.StartsWith("sha-256=:", StringComparison.Ordinal)) is { } digest)
            return Convert.ToHexStringLower(Convert.FromBase64String(digest["sha-256=:".Length..].TrimEnd(':')));
        return answer.Headers.ETag?.Tag.Trim('"') is { Length: 64 } hex && hex.All(char.IsAsciiHexDigitLower) ? hex : null;
    }

    sealed record Note(string Order, string Url, string Tag);

    static Note? Read(string file) => File.Exists(file + ".part.from") && File.ReadAllLines(file + ".part.from") is [var order, var url, var tag, ..] ? new(order, url, tag) : null;

    public void Dispose() => _http.Dispose();
}
