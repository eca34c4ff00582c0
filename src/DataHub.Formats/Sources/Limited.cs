// A read-only stream that refuses to give more than a limit, so that a decompression bomb ends early.
namespace DataHub.Formats.Sources;

sealed class Limited(Stream inner, long limit, IDisposable? owner = null) : Stream
{
    long _read;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _read; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(Span<byte> buffer)
    {
        int n = inner.Read(buffer);
        _read += n;
        if (_read > limit) throw new InvalidDataException($"it unpacks to more than {limit >> 20} MiB");
        return n;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) { inner.Dispose(); owner?.Dispose(); }
        base.Dispose(disposing);
    }
}
