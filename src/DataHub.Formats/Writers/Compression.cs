// Compression of downloads: gzip, which everything reads, and zstd, which is faster and smaller.
using System.IO.Compression;

namespace DataHub.Formats.Writers;

/// <summary>The compressions by the ends of their file names.</summary>
public static class Compression
{
    /// <summary>Names of both.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["gz", "zst"];

    /// <summary>Takes "csv.gz" apart into "csv" and "gz"; null where it names no compression.</summary>
    public static (string Inner, string? Kind) Split(string name) =>
        Kinds.FirstOrDefault(k => name.EndsWith("." + k, StringComparison.OrdinalIgnoreCase)) is { } kind ? (name[..^(kind.Length + 1)], kind) : (name, null);

    /// <summary>False for formats that are compressed in themselves.</summary>
    public static bool Helps(IWriter writer) => writer.Extension is not (".parquet" or ".npz");

    /// <summary>A stream that compresses what is written to it; disposing it ends the compressed stream and leaves <paramref name="to"/> open.</summary>
    public static Stream Over(Stream to, string kind) => kind == "zst" ? new ZstdSharp.CompressionStream(to, 3, leaveOpen: true) : new GZipStream(to, CompressionLevel.Fastest, true);
}

/// <summary>A format, compressed.</summary>
sealed class CompressedWriter(IWriter inner, string kind) : IWriter
{
    public string Format => inner.Format + "." + kind;
    public string MediaType => kind == "zst" ? "application/zstd" : "application/gzip";
    public string Extension => inner.Extension + "." + kind;
    public bool NeedsArrays => inner.NeedsArrays;
    public bool HasOwnShape => inner.HasOwnShape;

    public async Task WriteAsync(IAsyncEnumerable<Model.CalculationRow> rows, IReadOnlyList<Model.Column> columns, Stream to, CancellationToken cancel = default)
    {
        await using (var packed = Compression.Over(to, kind)) await inner.WriteAsync(rows, columns, packed, cancel);
        await to.FlushAsync(cancel);
    }
}
