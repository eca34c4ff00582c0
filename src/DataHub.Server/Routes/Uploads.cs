// The body of an upload -> files in a folder, without holding it in memory.
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace DataHub.Server.Routes;

static class Uploads
{
    const int MostFiles = 100_000;

    /// <summary>Saves the body's file or files; an answer says what is wrong with it.</summary>
    internal static async Task<IResult?> Save(HttpRequest request, string folder, string? name, CancellationToken cancel)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary) return Problems.Answer(400, "Bad request", "The multipart body names no boundary.");
            var reader = new MultipartReader(boundary, request.Body);
            int files = 0;
            try
            {
                while (await reader.ReadNextSectionAsync(cancel) is { } section)
                {
                    if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part) || !part.IsFileDisposition()) continue;
                    if (++files > MostFiles) return Problems.Answer(400, "Bad request", $"More than {MostFiles} files; put them into an archive.");
                    await Write(section.Body, Unused(folder, SafeName(part.FileNameStar.Value ?? HeaderUtilities.RemoveQuotes(part.FileName).Value)), cancel);
                }
            }
            catch (IOException e) when (e is not BadHttpRequestException) { return Problems.Answer(400, "Bad request", "The multipart body ends too early or is malformed: " + e.Message); }
            catch (InvalidDataException e) { return Problems.Answer(400, "Bad request", "The multipart body is malformed: " + e.Message); }
            return files > 0 ? null : Problems.Answer(400, "Bad request", "The multipart body holds no file (a part with a filename).");
        }
        string path = Unused(folder, SafeName(name ?? (type?.MediaType.Value switch { "application/zip" => "upload.zip", "application/json" => "upload.json", "application/vnd.apache.parquet" => "upload.parquet", _ => "upload" })));
        return await Write(request.Body, path, cancel) > 0 ? null : Problems.Answer(400, "Bad request", "The body is empty; a file of a readable format is wanted, named by ?name=.");
    }

    static async Task<long> Write(Stream from, string path, CancellationToken cancel)
    {
        await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 256 * 1024);
        await from.CopyToAsync(to, 256 * 1024, cancel);
        return to.Length;
    }

    /// <summary>The last part of a name, without anything that a path could take amiss.</summary>
    static string SafeName(string? name)
    {
        string last = (name ?? "").Split('/', '\\')[^1];
        string safe = new([.. last.Where(c => !char.IsControl(c) && c is not (':' or '*' or '?' or '"' or '<' or '>' or '|')).Take(150)]);
        return safe.Trim('.', ' ').Length == 0 ? "upload" : safe.TrimStart('.');
    }

    static string Unused(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        for (int i = 2; File.Exists(path); i++) path = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(name)}-{i}{Path.GetExtension(name)}");
        return path;
    }
}
