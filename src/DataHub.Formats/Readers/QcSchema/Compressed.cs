// Outputs that QCFractal keeps compressed inside its JSON: base64, zstd or gzip, MessagePack.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace DataHub.Formats.Readers.QcSchema;

static class Compressed
{
    const int Largest = 64 << 20;

    /// <summary>The value (string, number, list or map) of an output; null where it cannot be unpacked.</summary>
    internal static object? Read(JsonElement? output)
    {
        var data = output.Get("data");
        if (data.Text("_bytes_base64_") is not { } text) return null;
        try
        {
            var packed = Convert.FromBase64String(text);
            using Stream stream = output.Text("compression_type") switch
            {
                "zstd" => new ZstdSharp.DecompressionStream(new MemoryStream(packed)),
                "gzip" => new GZipStream(new MemoryStream(packed), CompressionMode.Decompress),
                "none" or null => new MemoryStream(packed),
                _ => Stream.Null,
            };
            var memory = new MemoryStream();
            var buffer = new byte[65536];
            for (int n; (n = stream.Read(buffer)) > 0;)
            {
                memory.Write(buffer, 0, n);
                if (memory.Length > Largest) return null;
            }
            int at = 0;
            return Value(memory.GetBuffer().AsSpan(0, (int)memory.Length), ref at, 0);
        }
        catch (Exception e) when (e is FormatException or IOException or InvalidDataException or ArgumentException or ZstdSharp.ZstdException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>One MessagePack value (specification of msgpack.org: nil, booleans, numbers, strings, binary, arrays, maps; extensions are null).</summary>
    static object? Value(ReadOnlySpan<byte> b, ref int at, int depth)
    {
        if (depth > 32) throw new InvalidDataException("nested too deeply");
        byte t = b[at++];
        switch (t)
        {
            case <= 0x7f: return (double)t;
            case >= 0xe0: return (double)(sbyte)t;
            case <= 0x8f: return Map(b, ref at, t & 15, depth);
            case <= 0x9f: return List(b, ref at, t & 15, depth);
            case <= 0xbf: return Text(b, ref at, t & 31);
            case 0xc2: return false;
            case 0xc3: return true;
            case 0xc4 or 0xd9: { int n = b[at++]; return t == 0xd9 ? Text(b, ref at, n) : Bytes(b, ref at, n); }
            case 0xc5 or 0xda: { int n = (int)UInt(b, ref at, 2); return t == 0xda ? Text(b, ref at, n) : Bytes(b, ref at, n); }
            case 0xc6 or 0xdb: { int n = checked((int)UInt(b, ref at, 4)); return t == 0xdb ? Text(b, ref at, n) : Bytes(b, ref at, n); }
            case 0xca: return (double)BinaryPrimitives.ReadSingleBigEndian(Slice(b, ref at, 4));
            case 0xcb: return BinaryPrimitives.ReadDoubleBigEndian(Slice(b, ref at, 8));
            case 0xcc or 0xcd or 0xce or 0xcf: return (double)UInt(b, ref at, 1 << (t - 0xcc));
            case 0xd0: return (double)(sbyte)b[at++];
            case 0xd1: return (double)BinaryPrimitives.ReadInt16BigEndian(Slice(b, ref at, 2));
            case 0xd2: return (double)BinaryPrimitives.ReadInt32BigEndian(Slice(b, ref at, 4));
            case 0xd3: return (double)BinaryPrimitives.ReadInt64BigEndian(Slice(b, ref at, 8));
            case 0xdc: return List(b, ref at, (int)UInt(b, ref at, 2), depth);
            case 0xdd: return List(b, ref at, checked((int)UInt(b, ref at, 4)), depth);
            case 0xde: return Map(b, ref at, (int)UInt(b, ref at, 2), depth);
            case 0xdf: return Map(b, ref at, checked((int)UInt(b, ref at, 4)), depth);
            case >= 0xd4 and <= 0xd8: Slice(b, ref at, 1 + (1 << (t - 0xd4))); return null;
            case 0xc7 or 0xc8 or 0xc9: { int n = checked((int)UInt(b, ref at, 1 << (t - 0xc7))); Slice(b, ref at, n + 1); return null; }
            default: return null;
        }
    }

    static ulong UInt(ReadOnlySpan<byte> b, ref int at, int bytes)
    {
        ulong v = 0;
        foreach (byte x in Slice(b, ref at, bytes)) v = v << 8 | x;
        return v;
    }

    static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> b, ref int at, int n)
    {
        var s = b.Slice(at, n);
        at += n;
        return s;
    }

    static string Text(ReadOnlySpan<byte> b, ref int at, int n) => Encoding.UTF8.GetString(Slice(b, ref at, n));

    static byte[] Bytes(ReadOnlySpan<byte> b, ref int at, int n) => Slice(b, ref at, n).ToArray();

    static List<object?> List(ReadOnlySpan<byte> b, ref int at, int n, int depth)
    {
        var list = new List<object?>();
        for (int i = 0; i < n; i++) list.Add(Value(b, ref at, depth + 1));
        return list;
    }

    static Dictionary<string, object?> Map(ReadOnlySpan<byte> b, ref int at, int n, int depth)
    {
        var map = new Dictionary<string, object?>();
        for (int i = 0; i < n; i++)
        {
            var key = Value(b, ref at, depth + 1);
            map[key as string ?? (key is byte[] raw ? Encoding.UTF8.GetString(raw) : key?.ToString() ?? "")] = Value(b, ref at, depth + 1);
        }
        return map;
    }
}
