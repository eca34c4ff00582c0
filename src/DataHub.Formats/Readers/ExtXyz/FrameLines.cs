// The lines of a text, as views into a buffer: no string is made of them.
namespace DataHub.Formats.Readers.ExtXyz;

/// <summary>Reads line after line; a line ends with LF, CRLF or CR and may have any length. It is good until the next is read.</summary>
sealed class FrameLines(TextReader text) : IDisposable
{
    char[] _buffer = new char[1 << 15];
    int _start, _end;
    bool _done;

    /// <summary>The next line without its end; false after the last.</summary>
    internal bool Next(out ReadOnlySpan<char> line)
    {
        int seen = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            int at = rest[seen..].IndexOfAny('\n', '\r');
            // Behind a CR the next character must be known: it may belong to the same end.
            if (at >= 0 && (at += seen) >= 0 && (rest[at] == '\n' || at + 1 < rest.Length || _done))
            {
                line = rest[..at];
                _start += at + (rest[at] == '\r' && at + 1 < rest.Length && rest[at + 1] == '\n' ? 2 : 1);
                return true;
            }
            if (_done)
            {
                line = rest;
                _start = _end;
                return rest.Length > 0;
            }
            seen = at >= 0 ? at : rest.Length;
            Fill();
        }
    }

    void Fill()
    {
        if (_start > 0)
        {
            Array.Copy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        int n = text.Read(_buffer, _end, _buffer.Length - _end);
        _end += n;
        _done = n == 0;
    }

    public void Dispose() => text.Dispose();
}
