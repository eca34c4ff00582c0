// A single file as gzip with its name in the header (RFC 1952), so that the usual tools give the file back under its own name.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using DataHub.Model;

namespace DataHub.Store.Shelves;

static class Gzip
{
    static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    public static void Write(RawFile file, Stream to)
    {
        to.Write([0x1f, 0x8b, 8, 8 /* a name follows */, 0, 0, 0, 0, 0, 255]);
        to.Write(Encoding.UTF8.GetBytes(file.Name.Replace('\0', '_')));
        to.WriteByte(0);
        uint crc = 0xFFFFFFFF, length = 0;
        using (var deflate = new DeflateStream(to, CompressionLevel.Optimal, true))
        using (var from = file.Open())
        {
            var buffer = new byte[65536];
            for (int n; (n = from.Read(buffer)) > 0;)
            {
                foreach (byte b in buffer.AsSpan(0, n)) crc = Table[(crc ^ b) & 0xFF] ^ (crc >> 8);
                length += (uint)n;
                deflate.Write(buffer, 0, n);
            }
        }
        if (length == 0) to.Write([3, 0]); // the stream above writes nothing for nothing, while the format wants an empty block
        Span<byte> tail = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, ~crc);
        BinaryPrimitives.WriteUInt32LittleEndian(tail[4..], length);
        to.Write(tail);
    }

    public static RawFile Open(string path)
    {
        using var stream = File.OpenRead(path);
        var head = new byte[(int)Math.Min(stream.Length, 4096)];
        stream.ReadExactly(head);
        int end = Array.IndexOf(head, (byte)0, 10);
        var name = Encoding.UTF8.GetString(head, 10, end - 10);
        var tail = new byte[4];
        stream.Position = stream.Length - 4;
        stream.ReadExactly(tail);
        return new RawFile(name, BinaryPrimitives.ReadUInt32LittleEndian(tail), () => new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
    }
}
