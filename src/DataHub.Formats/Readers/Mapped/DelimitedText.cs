// Comma- or tab-separated text, record by record (RFC 4180: quotes, doubled quotes, line ends inside quotes).
using System.Text;

namespace DataHub.Formats.Readers.Mapped;

sealed class DelimitedText(TextReader text, char delimiter)
{
    /// <summary>A record longer than this has a quote that nobody closed.</summary>
    const int LongestRecord = 16 << 20;

    readonly char[] _buffer = new char[1 << 16];
    readonly StringBuilder _quoted = new();
    int _at, _end, _line = 1;

    /// <summary>The fields of the record last read.</summary>
    internal List<string> Fields { get; } = [];
    /// <summary>The line on which it began, from 1.</summary>
    internal int Line { get; private set; }
    /// <summary>True if a line end closed it; the last number of a file that ends without one may be cut.</summary>
    internal bool Closed { get; private set; }
    /// <summary>Why nothing can be read any further.</summary>
    internal string? Broken { get; private set; }

    /// <summary>Reads the next record, passing over empty lines; false at the end and when <see cref="Broken"/> is set.</summary>
    internal bool Read()
    {
        while (true)
        {
            Fields.Clear();
            Line = _line;
            Closed = false;
            if (!Record()) return false;
            if (Fields is not [""]) return true;
            if (!Closed) return false;
        }
    }

    bool Record()
    {
        int length = 0;
        while (true)
        {
            int c = Peek();
            if (c < 0) { if (Fields.Count > 0) Fields.Add(""); else return false; return true; }
            if (c == '"') { if (!Quoted(ref length)) return false; }
            else Fields.Add(Bare(ref length));
            if (length > LongestRecord) { Broken = $"the record that begins on line {Line} does not end; a quote is perhaps not closed"; return false; }
            c = Peek();
            if (c < 0) return true;
            _at++;
            if (c == delimiter) { if (Peek() < 0) { Fields.Add(""); return true; } continue; }
            if (c == '\r' && Peek() == '\n') _at++;
            _line++;
            Closed = true;
            return true;
        }
    }

    /// <summary>A field up to delimiter or line end, blanks around it left out.</summary>
    string Bare(ref int length)
    {
        string? parts = null;
        while (true)
        {
            if (Peek() < 0) break;
            int start = _at;
            while (_at < _end && _buffer[_at] != delimiter && _buffer[_at] is not ('\n' or '\r')) _at++;
            var piece = new string(_buffer, start, _at - start);
            length += piece.Length;
            parts = parts is null ? piece : parts + piece;
            if (_at < _end || length > LongestRecord) break;
        }
        return parts?.Trim() ?? "";
    }

    bool Quoted(ref int length)
    {
        _quoted.Clear();
        _at++;
        while (true)
        {
            int c = Peek();
            if (c < 0 || ++length > LongestRecord) { Broken = $"a quote that opens in the record on line {Line} is not closed"; return false; }
            _at++;
            if (c == '"')
            {
                if (Peek() != '"') break;
                _at++;
            }
            else if (c == '\n') _line++;
            _quoted.Append((char)c);
        }
        // What follows a closing quote before the delimiter is taken as it stands, as spreadsheets do.
        int rest = Peek();
        if (rest >= 0 && rest != delimiter && rest is not ('\n' or '\r')) _quoted.Append(Bare(ref length));
        Fields.Add(_quoted.ToString());
        return true;
    }

    int Peek()
    {
        if (_at < _end) return _buffer[_at];
        _end = text.Read(_buffer, 0, _buffer.Length);
        _at = 0;
        return _end > 0 ? _buffer[0] : -1;
    }

    /// <summary>The delimiter of a text by its first lines: the one with which all records have the same number of fields, at least two; null if none is.</summary>
    internal static char? Delimiter(string head, bool whole)
    {
        int cut = whole ? head.Length : head.LastIndexOf('\n') + 1;
        if (cut == 0) return null;
        (char Delimiter, int Fields)? best = null;
        foreach (char d in ",\t;|")
        {
            var records = new DelimitedText(new StringReader(head[..cut]), d);
            int fields = 0, count = 0;
            bool even = true;
            while (count < 50 && even && records.Read())
            {
                if (Comment(records.Fields) && count == 0) continue;
                if (count++ == 0) fields = records.Fields.Count;
                even = records.Fields.Count == fields;
            }
            if (even && records.Broken is null && count >= 1 && fields >= 2 && fields > (best?.Fields ?? 0)) best = (d, fields);
        }
        return best?.Delimiter;
    }

    /// <summary>True for a line of explanation before the header.</summary>
    internal static bool Comment(List<string> fields) => fields[0].StartsWith('#');
}
