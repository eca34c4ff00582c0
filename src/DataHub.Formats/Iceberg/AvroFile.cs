// Avro object container files, as much of them as the lists of an Iceberg table need (Apache Avro specification 1.11).
using System.Security.Cryptography;
using System.Text;

namespace DataHub.Formats.Iceberg;

/// <summary>The binary encoding of one Avro record, field by field in the order of its schema.</summary>
sealed class AvroRecord
{
    readonly MemoryStream _bytes = new();

    /// <summary>An int or long: zigzag, seven bits a byte.</summary>
    public AvroRecord Long(long v)
    {
        ulong z = (ulong)(v << 1) ^ (ulong)(v >> 63);
        for (; z >= 0x80; z >>= 7) _bytes.WriteByte((byte)(z | 0x80));
        _bytes.WriteByte((byte)z);
        return this;
    }

    /// <summary>Bytes with their length.</summary>
    public AvroRecord Bytes(ReadOnlySpan<byte> v)
    {
        Long(v.Length);
        _bytes.Write(v);
        return this;
    }

    /// <summary>Text as UTF-8 with its length.</summary>
    public AvroRecord Text(string v) => Bytes(Encoding.UTF8.GetBytes(v));

    /// <summary>The null of a union of null with something else.</summary>
    public AvroRecord Null() => Long(0);

    /// <summary>Says that of a union of null with something else the something comes.</summary>
    public AvroRecord Some() => Long(1);

    /// <summary>An array: one block, then the empty one that ends it.</summary>
    public AvroRecord Array<T>(IReadOnlyCollection<T> items, Action<AvroRecord, T> write)
    {
        if (items.Count > 0) Long(items.Count);
        foreach (var i in items) write(this, i);
        return Long(0);
    }

    internal ReadOnlySpan<byte> Span => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);
}

static class AvroFile
{
    /// <summary>A file of records, not compressed, in one block. The same records give the same bytes.</summary>
    public static byte[] Write(string schema, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<AvroRecord> records)
    {
        var body = new MemoryStream();
        foreach (var r in records) body.Write(r.Span);
        var sync = SHA256.HashData(body.ToArray()).AsSpan(0, 16);
        var file = new MemoryStream();
        file.Write("Obj\u0001"u8);
        var head = new AvroRecord().Array([.. metadata, new("avro.schema", schema), new("avro.codec", "null")], (a, pair) => a.Text(pair.Key).Bytes(Encoding.UTF8.GetBytes(pair.Value)));
        file.Write(head.Span);
        file.Write(sync);
        if (records.Count > 0)
        {
            file.Write(new AvroRecord().Long(records.Count).Long(body.Length).Span);
            body.WriteTo(file);
            file.Write(sync);
        }
        return file.ToArray();
    }
}
