// UTF-8 text that gathers in memory and goes to a stream in pages.
using System.Buffers;
using System.Globalization;
using System.Text;

namespace DataHub.Formats.Writers;

sealed class Page : IBufferWriter<byte>
{
    const int Full = 1 << 16;
    readonly ArrayBufferWriter<byte> _bytes = new(2 * Full);

    public void Advance(int count) => _bytes.Advance(count);
    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);
    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    internal Page Add(ReadOnlySpan<char> text)
    {
        Encoding.UTF8.GetBytes(text, this);
        return this;
    }

    internal Page Add(char c)
    {
        GetSpan(1)[0] = (byte)c;
        Advance(1);
        return this;
    }

    /// <summary>A number so that it reads back as the same number.</summary>
    internal Page Add(double v)
    {
        var span = GetSpan(32);
        v.TryFormat(span, out int n, "R", CultureInfo.InvariantCulture);
        Advance(n);
        return this;
    }

    internal Page Add(long v)
    {
        var span = GetSpan(24);
        v.TryFormat(span, out int n, default, CultureInfo.InvariantCulture);
        Advance(n);
        return this;
    }

    /// <summary>Sends what has gathered if it fills a page, or at the end.</summary>
    internal async ValueTask SendAsync(Stream to, bool all, CancellationToken cancel)
    {
        if (_bytes.WrittenCount == 0 || (!all && _bytes.WrittenCount < Full)) return;
        await to.WriteAsync(_bytes.WrittenMemory, cancel);
        _bytes.ResetWrittenCount();
    }

    internal static string Time(DateTime t) => t.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
