// A forward-only stream that gathers what is written and hands it on when told.
namespace DataHub.Formats.Parquet;

/// <summary>Gathers bytes in memory, knows the position from the start, and passes everything gathered to another stream by <see cref="DrainAsync"/>: asynchronously, as a network wants it.</summary>
sealed class CountedStream : Stream
{
    readonly MemoryStream _gathered = new();
    long _drained;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Position;
    public override long Position { get => _drained + _gathered.Length; set => throw new NotSupportedException(); }

    /// <summary>Hands on what was gathered.</summary>
    public async Task DrainAsync(Stream to, CancellationToken cancel)
    {
        await to.WriteAsync(_gathered.GetBuffer().AsMemory(0, (int)_gathered.Length), cancel);
        _drained += _gathered.Length;
        _gathered.SetLength(0);
    }

    public override void Write(byte[] buffer, int offset, int count) => _gathered.Write(buffer, offset, count);
    public override void Write(ReadOnlySpan<byte> buffer) => _gathered.Write(buffer);
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
