// Single compressed files (.gz, .zst), opened as if they lay unpacked.
using System.IO.Compression;
using DataHub.Model;

namespace DataHub.Formats.Sources;

static class Packed
{
    /// <summary>A small file is unpacked into memory at once, so that damage is found before anyone reads it.</summary>
    const int SmallPacked = 4 << 20, SmallUnpacked = 64 << 20;

    /// <summary>How many times larger than itself a compressed file may become, once it is larger than <see cref="FreeSize"/>. Text of calculations stays below 20.</summary>
    internal const long MaxRatio = 200, FreeSize = 64L << 20;

    internal static bool IsPacked(string name) => Path.GetExtension(name).ToLowerInvariant() is ".gz" or ".zst";

    internal static Stream Unpack(string name, Stream packed, long packedLength)
    {
        Stream inner = Path.GetExtension(name).ToLowerInvariant() is ".zst" ? new ZstdSharp.DecompressionStream(packed, leaveOpen: false) : new GZipStream(packed, CompressionMode.Decompress);
        return new Limited(inner, Math.Max(FreeSize, packedLength * MaxRatio));
    }

    /// <summary>The file as it is without its compression; with the reason if that fails, and then as it lies.</summary>
    internal static (RawFile File, Fault? Trouble) Open(RawFile file)
    {
        if (!IsPacked(file.Name)) return (file, null);
        var name = file.Name[..^Path.GetExtension(file.Name).Length];
        try
        {
            if (file.Length <= SmallPacked)
            {
                using var stream = Unpack(file.Name, file.Open(), file.Length);
                var memory = new MemoryStream();
                var buffer = new byte[81920];
                for (int n; memory.Length <= SmallUnpacked && (n = stream.Read(buffer)) > 0;) memory.Write(buffer, 0, n);
                if (memory.Length <= SmallUnpacked) return (new RawFile(name, memory.ToArray()), null);
            }
            // The true length is known only after unpacking; eight times the packed length is a usual estimate.
            return (new RawFile(name, Math.Max(65536, file.Length * 8), () => Unpack(file.Name, file.Open(), file.Length)), null);
        }
        catch (Exception e) when (Broken(e))
        {
            return (file, new Fault(file.Name, null, null, "the compressed file is damaged: " + e.Message, "Compress or download it again"));
        }
    }

    /// <summary>What readers of damaged archives throw.</summary>
    internal static bool Broken(Exception e) => e is IOException or InvalidDataException or UnauthorizedAccessException or ZstdSharp.ZstdException or NotSupportedException or FormatException
        or ArgumentException or OverflowException or InvalidOperationException;
}
