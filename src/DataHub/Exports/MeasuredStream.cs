// A file that is being written: its bytes are counted and hashed on the way.
using System.Security.Cryptography;

namespace DataHub.Exports;

/// <summary>Passes bytes on, counts them, hashes them, and tells after every step how many there are.</summary>
sealed class MeasuredStream(Stream to, Action<long> counted) : Stream
{
    const long Step = 16 << 20;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long _bytes, _told;

    /// <summary>SHA-256 of everything written, hex.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    void Take(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        Interlocked.Add(ref _bytes, bytes.Length);
        if (_bytes - _told < Step && _told != 0) return;
        _told = _bytes;
        counted(_bytes);
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Interlocked.Read(ref _bytes);
    public override long Position { get => Length; set => throw new NotSupportedException(); }
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Write(ReadOnlySpan<byte> buffer) { Take(buffer); to.Write(buffer); }
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default) { Take(buffer.Span); return to.WriteAsync(buffer, cancel); }
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancel) => WriteAsync(buffer.AsMemory(offset, count), cancel).AsTask();
    public override void Flush() => to.Flush();
    public override Task FlushAsync(CancellationToken cancel) => to.FlushAsync(cancel);
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
