// Rows of one table of an SQLite database file, read from its bytes (file format 3, sqlite.org/fileformat2.html).
using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace DataHub.Formats.Readers.Ase;

/// <summary>
/// Walks the table b-tree of a database read-only and streaming: no library, no temporary file, nothing executed. A cell is long, double, string, byte[] or null. Pages that point in
/// a circle or beyond the file end the walk with <see cref="InvalidDataException"/>.
/// </summary>
sealed partial class SqliteTable
{
    readonly Stream _file;
    readonly int _page, _usable;
    readonly long _pages;
    readonly int _root;

    /// <summary>Names of the table's columns in their order.</summary>
    internal IReadOnlyList<string> Columns { get; }

    /// <summary>Opens a table by name on a seekable stream.</summary>
    /// <exception cref="InvalidDataException">It is no database, or has no such table.</exception>
    internal SqliteTable(Stream file, string table)
    {
        _file = file;
        var head = new byte[100];
        file.Position = 0;
        if (file.ReadAtLeast(head, 100, false) < 100 || !head.AsSpan(0, 16).SequenceEqual("SQLite format 3\0"u8)) throw new InvalidDataException("it is no SQLite database");
        _page = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(16)) is var size && size == 1 ? 65536 : size;
        _usable = _page - head[20];
        if (_page < 512 || (_page & _page - 1) != 0 || _usable < 480) throw new InvalidDataException("its page size makes no sense");
        if (BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(56)) is not (0 or 1)) throw new InvalidDataException("its text is not UTF-8");
        _pages = file.Length / _page;
        _root = 1;
        Columns = [];
        foreach (var row in Rows())
            if (row is ["table", string name, _, long root, string sql, ..] && name == table)
            {
                (_root, Columns) = ((int)root, Names(sql));
                return;
            }
        throw new InvalidDataException($"it has no table '{table}'");
    }

    /// <summary>The names in a CREATE TABLE statement; constraints of the table are no columns.</summary>
    static List<string> Names(string sql)
    {
        var names = new List<string>();
        sql = Comment().Replace(sql, "");
        int open = sql.IndexOf('('), depth = 0, start = open + 1;
        for (int i = open + 1; i < sql.Length && open >= 0; i++)
        {
            if (sql[i] == '(') depth++;
            if (sql[i] is ',' or ')' && depth == 0)
            {
                var name = FirstWord().Match(sql[start..i]).Groups[1].Value;
                if (name.Length > 0 && name.ToUpperInvariant() is not ("PRIMARY" or "UNIQUE" or "CHECK" or "FOREIGN" or "CONSTRAINT")) names.Add(name);
                start = i + 1;
                if (sql[i] == ')') break;
            }
            else if (sql[i] == ')') depth--;
        }
        return names;
    }

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*[""`\[]?(\w+)")]
    private static partial Regex FirstWord();

    /// <summary>All rows, in the order of their row ids. The integer primary key is the row id, which stands in the first null cell of such a column.</summary>
    internal IEnumerable<object?[]> Rows()
    {
        var walk = new Stack<int>([_root]);
        long visited = 0;
        while (walk.TryPop(out int number))
        {
            if (++visited > _pages) throw new InvalidDataException("its pages point in a circle");
            var page = Page(number);
            int at = number == 1 ? 100 : 0;
            int cells = U16(page, at + 3);
            byte kind = page[at];
            if (kind is not (5 or 13)) throw new InvalidDataException($"page {number} is no page of a table");
            int pointers = at + (kind == 5 ? 12 : 8);
            if (pointers + 2 * cells > _page) throw new InvalidDataException($"page {number} is damaged");
            if (kind == 5)
            {
                walk.Push((int)BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(at + 8)));
                for (int i = cells - 1; i >= 0; i--)
                {
                    int cell = U16(page, pointers + 2 * i);
                    if (cell + 4 > _page) throw new InvalidDataException($"page {number} is damaged");
                    walk.Push((int)BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(cell)));
                }
                continue;
            }
            for (int i = 0; i < cells; i++) yield return Row(page, U16(page, pointers + 2 * i), number);
        }
    }

    object?[] Row(byte[] page, int at, int number)
    {
        long length = Varint(page, ref at), id = Varint(page, ref at);
        if (length < 0 || length > _file.Length) throw new InvalidDataException($"a row on page {number} is longer than the file");
        var payload = new byte[length];
        // How much of a long row stays on its page is fixed by the file format.
        long most = _usable - 35, least = (_usable - 12) * 32L / 255 - 23, local = length <= most ? length : least + (length - least) % (_usable - 4) is var k && k <= most ? k : least;
        if (at + local > page.Length) throw new InvalidDataException($"page {number} is damaged");
        page.AsSpan(at, (int)local).CopyTo(payload);
        long done = local;
        uint next = length > local && at + local + 4 <= page.Length ? BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(at + (int)local)) : 0;
        while (done < length)
        {
            if (next == 0) throw new InvalidDataException($"a row on page {number} breaks off");
            var overflow = Page((int)next);
            int n = (int)Math.Min(length - done, _usable - 4);
            overflow.AsSpan(4, n).CopyTo(payload.AsSpan((int)done));
            done += n;
            next = BinaryPrimitives.ReadUInt32BigEndian(overflow);
        }
        return Cells(payload, id);
    }

    static object?[] Cells(byte[] payload, long id)
    {
        int at = 0;
        long header = Varint(payload, ref at);
        if (header > payload.Length) throw new InvalidDataException("a row is damaged");
        var kinds = new List<long>();
        while (at < header) kinds.Add(Varint(payload, ref at));
        var cells = new object?[kinds.Count];
        at = (int)header;
        for (int i = 0; i < cells.Length; i++)
        {
            long kind = kinds[i];
            int size = kind switch { 0 or 8 or 9 => 0, >= 1 and <= 4 => (int)kind, 5 => 6, 6 or 7 => 8, >= 12 => (int)Math.Min(int.MaxValue, (kind - 12) / 2), _ => throw new InvalidDataException("a row is damaged") };
            if (size > payload.Length - at) throw new InvalidDataException("a row is damaged");
            var bytes = payload.AsSpan(at, size);
            at += size;
            cells[i] = kind switch
            {
                0 => null,
                8 => 0L,
                9 => 1L,
                7 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
                <= 6 => Integer(bytes),
                _ => kind % 2 == 0 ? bytes.ToArray() : Encoding.UTF8.GetString(bytes),
            };
        }
        if (cells.Length > 0) cells[0] ??= id;
        return cells;
    }

    static long Integer(ReadOnlySpan<byte> bytes)
    {
        long v = (sbyte)bytes[0];
        foreach (byte b in bytes[1..]) v = v << 8 | b;
        return v;
    }

    byte[] Page(int number)
    {
        if (number < 1 || number > _pages) throw new InvalidDataException("a page lies beyond the end of the file: it is cut");
        var page = new byte[_page];
        _file.Position = (long)(number - 1) * _page;
        _file.ReadExactly(page);
        return page;
    }

    static int U16(byte[] page, int at) => at + 2 <= page.Length ? BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(at)) : throw new InvalidDataException("a page is damaged");

    static long Varint(byte[] bytes, ref int at)
    {
        long v = 0;
        for (int i = 0; i < 9; i++)
        {
            if (at >= bytes.Length) throw new InvalidDataException("a row is damaged");
            byte b = bytes[at++];
            if (i == 8) return v << 8 | b;
            v = v << 7 | (long)(b & 0x7F);
            if (b < 0x80) return v;
        }
        return v;
    }
}
