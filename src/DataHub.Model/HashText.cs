// Text on its way into a hash: written as UTF-8 bytes, with no string on the way.
using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataHub.Model;

/// <summary>A growing piece of UTF-8. Give it back by disposing it.</summary>
ref struct HashText()
{
    byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);
    int _length = 0;

    /// <summary>Appends text.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        Room(3 * text.Length);
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    /// <summary>Appends an ASCII character.</summary>
    public void Add(char c)
    {
        Room(1);
        _bytes[_length++] = (byte)c;
    }

    /// <summary>Appends a number as the invariant culture writes it.</summary>
    public void Add<T>(T number, ReadOnlySpan<char> format = default) where T : IUtf8SpanFormattable
    {
        Room(64);
        if (!number.TryFormat(_bytes.AsSpan(_length), out int written, format, CultureInfo.InvariantCulture)) throw new FormatException("a number takes no more than 64 characters");
        _length += written;
    }

    /// <summary>The SHA-256 of everything.</summary>
    public readonly byte[] Hash() => SHA256.HashData(_bytes.AsSpan(0, _length));

    void Room(int bytes)
    {
        if (_bytes.Length - _length >= bytes) return;
        var more = ArrayPool<byte>.Shared.Rent(2 * _bytes.Length + bytes);
        _bytes.AsSpan(0, _length).CopyTo(more);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = more;
    }

    /// <summary>Gives the memory back.</summary>
    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
