// Packs the catalogue's columns of rows into one file image: the cards of one segment.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using DataHub.Model;

namespace DataHub.Store.Catalogues;

/// <summary>
/// Makes the image of a <see cref="Drawer"/> from the rows of a segment, given in the segment's order. A card is a bitmap of the columns that are there, then their values:
/// text that repeats as its number in the drawer's list of words, other text as length and UTF-8, whole numbers and times (microseconds since 1970) zigzag-packed (7 bits a byte), real numbers as 8 bytes, lists of them with their number before.
/// </summary>
sealed class CardWriter
{
    internal const ulong Magic = 0x3153445241434844; // "DHCARDS1"
    internal const int Head = 152;
    internal static readonly int Bitmap = (CatalogueSchema.All.Count + 7) / 8;

    readonly List<ulong> _keys = [], _ids = [], _shapes = [];
    readonly List<uint> _marks = [], _starts = [], _shapeRows = [];
    readonly MemoryStream _cards = new(), _words = new();
    readonly Dictionary<string, int> _numbers = [];
    readonly List<uint> _wordStarts = [];
    readonly byte[] _bitmap = new byte[Bitmap];
    long _failed, _microseconds;

    /// <summary>Number of rows so far.</summary>
    public int Rows => _starts.Count;

    /// <summary>Adds the card of a row.</summary>
    public void Add(CalculationRow row)
    {
        _starts.Add(checked((uint)_cards.Length));
        _ids.Add(SortKeys.OfId((string)row[Columns.Id]!));
        if (row[Columns.InChIKey] is string key)
        {
            if (_keys.Count < _starts.Count - 1) throw new InvalidDataException("a row without InChIKey stands before one with it: the rows are not in the order of a segment");
            ulong number = SortKeys.OfMolecule(key);
            if (_keys.Count > 0 && number < _keys[^1]) throw new InvalidDataException($"the rows are not in the order of a segment at {key}");
            _keys.Add(number);
            _marks.Add(SortKeys.Mark(key, row[Columns.Charge] as long? ?? 0, row[Columns.Multiplicity] as long? ?? 1));
        }
        if (row[Columns.GeometryKey] is string shape)
        {
            _shapes.Add(SortKeys.OfShape(shape));
            _shapeRows.Add((uint)(_starts.Count - 1));
        }
        if (row[Columns.Status] is "failed") _failed++;
        // In whole microseconds, so that the total is the same in whatever order the rows come.
        _microseconds += (long)Math.Round((row[Columns.CpuSeconds] as double? ?? 0) * 1e6);

        var all = CatalogueSchema.All;
        var bitmap = _bitmap.AsSpan();
        bitmap.Clear();
        for (int i = 0; i < all.Count; i++) if (IsThere(row[all[i]])) bitmap[i >> 3] |= (byte)(1 << (i & 7));
        _cards.Write(bitmap);
        Span<byte> eight = stackalloc byte[8];
        for (int i = 0; i < all.Count; i++)
            switch (row[all[i]])
            {
                case string s when all[i].Repeats: Number(_cards, (ulong)NumberOf(s)); break;
                case string s: Text(_cards, s); break;
                case long n: Number(_cards, Zigzag(n)); break;
                case DateTime t: Number(_cards, Zigzag(((t.Kind == DateTimeKind.Local ? t.ToUniversalTime() : t).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond)); break;
                case double d when double.IsFinite(d):
                    BinaryPrimitives.WriteDoubleLittleEndian(eight, d);
                    _cards.Write(eight);
                    break;
                case double[] list when IsThere(list):
                    Number(_cards, (ulong)list.Length);
                    foreach (double x in list)
                    {
                        BinaryPrimitives.WriteDoubleLittleEndian(eight, x);
                        _cards.Write(eight);
                    }
                    break;
            }
    }

    /// <summary>The image of the file: head, sorted numbers of molecules and their marks, sorted numbers of ids and their rows, starts of the cards, cards, starts of the words, words, sorted numbers of geometry keys and their rows.</summary>
    public byte[] Image()
    {
        int n = Rows;
        var ids = CollectionsMarshal.AsSpan(_ids).ToArray();
        var rows = new uint[n];
        for (int i = 0; i < n; i++) rows[i] = (uint)i;
        Array.Sort(ids, rows);
        var (shapes, shapeRows) = (_shapes.ToArray(), _shapeRows.ToArray());
        Array.Sort(shapes, shapeRows);
        long at = Head;
        long Next(long bytes) { long here = at; at = (at + bytes + 7) & ~7L; return here; }
        long keysAt = Next(8L * _keys.Count), marksAt = Next(4L * _keys.Count), idsAt = Next(8L * n), rowsAt = Next(4L * n), startsAt = Next(4L * n), cardsAt = Next(_cards.Length),
            wordStartsAt = Next(4L * _wordStarts.Count), wordsAt = Next(_words.Length), shapesAt = Next(8L * shapes.Length), shapeRowsAt = Next(4L * shapes.Length);
        var image = GC.AllocateUninitializedArray<byte>(checked((int)at), true);
        image.AsSpan(0, Head).Clear();
        var head = MemoryMarshal.Cast<byte, long>(image.AsSpan(0, Head));
        head[0] = unchecked((long)Magic);
        head[1] = unchecked((long)CatalogueSchema.Version);
        (head[2], head[3], head[4], head[5], head[6], head[7]) = (at, n, _keys.Count, _failed, _microseconds, _wordStarts.Count);
        (head[8], head[9], head[10], head[11], head[12], head[13], head[14], head[15]) = (keysAt, marksAt, idsAt, rowsAt, startsAt, cardsAt, wordStartsAt, wordsAt);
        (head[16], head[17], head[18]) = (shapes.Length, shapesAt, shapeRowsAt);
        void Put<T>(ReadOnlySpan<T> values, long to) where T : unmanaged => MemoryMarshal.AsBytes(values).CopyTo(image.AsSpan((int)to));
        Put<ulong>(CollectionsMarshal.AsSpan(_keys), keysAt);
        Put<uint>(CollectionsMarshal.AsSpan(_marks), marksAt);
        Put<ulong>(ids, idsAt);
        Put<uint>(rows, rowsAt);
        Put<uint>(CollectionsMarshal.AsSpan(_starts), startsAt);
        Put<byte>(_cards.GetBuffer().AsSpan(0, (int)_cards.Length), cardsAt);
        Put<uint>(CollectionsMarshal.AsSpan(_wordStarts), wordStartsAt);
        Put<byte>(_words.GetBuffer().AsSpan(0, (int)_words.Length), wordsAt);
        Put<ulong>(shapes, shapesAt);
        Put<uint>(shapeRows, shapeRowsAt);
        return image;
    }

    static ulong Zigzag(long n) => (ulong)(n << 1 ^ n >> 63);

    /// <summary>A number that is not finite is not there, as in a segment.</summary>
    static bool IsThere(object? cell) => cell is double d ? double.IsFinite(d) : cell is double[] list ? list.Length > 0 && list.All(double.IsFinite) : cell is not null;

    int NumberOf(string word)
    {
        if (_numbers.TryGetValue(word, out int number)) return number;
        _wordStarts.Add((uint)_words.Length);
        Text(_words, word);
        return _numbers[word] = _numbers.Count;
    }

    static void Number(MemoryStream to, ulong n)
    {
        for (; n >= 128; n >>= 7) to.WriteByte((byte)(n | 128));
        to.WriteByte((byte)n);
    }

    static void Text(MemoryStream to, string s)
    {
        int bytes = Encoding.UTF8.GetByteCount(s);
        Number(to, (ulong)bytes);
        if (bytes <= 256)
        {
            Span<byte> text = stackalloc byte[256];
            Encoding.UTF8.GetBytes(s, text);
            to.Write(text[..bytes]);
        }
        else to.Write(Encoding.UTF8.GetBytes(s));
    }
}
