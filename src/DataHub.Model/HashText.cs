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

    /// <summary>
    /// Appends a number to ten significant digits, as the format E9 of the invariant culture writes it. Scaled by a power of ten (exact up to 10^22) a number of ten digits before the point
    /// is known to 1e-5, so that its rounding is certain unless its fraction is near a half; those, and the very large and small, the library writes.
    /// </summary>
    public void AddTenDigits(double v)
    {
        double size = Math.Abs(v);
        if (size is >= 1e-12 and < 1e15)
        {
            int exponent = (int)Math.Floor(Math.Log10(size));
            double scaled = exponent <= 9 ? size * Powers[9 - exponent] : size / Powers[exponent - 9], whole = Math.Floor(scaled), fraction = scaled - whole;
            long digits = (long)whole + (fraction > 0.5 ? 1 : 0);
            if (Math.Abs(fraction - 0.5) > 1e-3 && whole >= 1e9 && digits < 10_000_000_000)
            {
                Room(20);
                var to = _bytes.AsSpan(_length);
                int at = 0;
                if (v < 0) to[at++] = (byte)'-';
                for (int i = at + 10; i > at + 1; i--) (digits, to[i]) = (digits / 10, (byte)('0' + digits % 10));
                to[at] = (byte)('0' + digits);
                to[at + 1] = (byte)'.';
                at += 11;
                to[at] = (byte)'E';
                to[at + 1] = (byte)(exponent < 0 ? '-' : '+');
                exponent = Math.Abs(exponent);
                to[at + 2] = (byte)'0';
                to[at + 3] = (byte)('0' + exponent / 10);
                to[at + 4] = (byte)('0' + exponent % 10);
                _length += at + 5;
                return;
            }
        }
        Add(v, "E9");
    }

    static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21];

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
