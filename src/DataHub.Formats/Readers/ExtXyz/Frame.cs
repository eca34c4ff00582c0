// One frame of an XYZ file as it stands: comment pairs and atom columns, not yet interpreted.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Formats.Readers.ExtXyz;

/// <summary>A column of the atom table: real or integer numbers, <paramref name="Width"/> per atom.</summary>
sealed record AtomColumn(string Name, int Width, double[] Values);

/// <summary>One frame. <see cref="Defect"/> says what is wrong with its lines; then nothing else of it may be used.</summary>
sealed class Frame
{
    internal required int Number { get; init; }
    internal required List<KeyValuePair<string, string>> Pairs { get; init; }
    internal string[] Symbols { get; private set; } = [];
    internal double[] Positions { get; private set; } = [];
    internal List<AtomColumn> Columns { get; } = [];
    internal string? Defect { get; private set; }

    static readonly Dictionary<string, string> Normal = Enumerable.Range(1, 118).Select(Elements.Symbol).SelectMany(s => (string[])[s, s.ToUpperInvariant(), s.ToLowerInvariant()])
        .Distinct().ToDictionary(s => s, s => Elements.Symbol(Elements.Number(s)!.Value));
    static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Symbol = Normal.GetAlternateLookup<ReadOnlySpan<char>>();

    internal string? Get(string key)
    {
        foreach (var p in Pairs) if (p.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) return p.Value;
        return null;
    }

    /// <summary>
    /// Reads the next frame; null at the end of the file (blank lines may follow). <paramref name="broken"/> is set when the file cannot be followed any further:
    /// no atom count where one is wanted, or an early end.
    /// </summary>
    internal static Frame? Read(FrameLines text, int number, out string? broken)
    {
        broken = null;
        ReadOnlySpan<char> line;
        do if (!text.Next(out line)) return null; while (line.IsWhiteSpace());
        if (!int.TryParse(line.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is 0 or > 1_000_000)
        {
            broken = $"a number of atoms is wanted, not '{Short(line)}'";
            return null;
        }
        var frame = new Frame { Number = number, Pairs = text.Next(out var comment) ? CommentLine.Parse(comment) : [] };
        var plan = frame.Plan(count);
        for (int atom = 0; atom < count; atom++)
        {
            if (!text.Next(out line) || line.IsWhiteSpace())
            {
                broken = $"the file ends after {atom} of {count} atoms";
                return null;
            }
            if (frame.Defect is null) frame.Atom(line, atom, plan);
        }
        return frame;
    }

    /// <summary>What each blank-separated field of an atom line is: its target and place; from Properties, or symbol and three coordinates.</summary>
    List<(char Kind, int Width, double[]? Target)> Plan(int count)
    {
        var plan = new List<(char, int, double[]?)>();
        Symbols = new string[count];
        Positions = new double[3 * count];
        var text = Get("Properties") ?? "species:S:1:pos:R:3";
        var parts = text.Split(':');
        bool species = false, pos = false;
        for (int i = 0; i + 2 < parts.Length && parts.Length % 3 == 0; i += 3)
        {
            var (name, type, width) = (parts[i], parts[i + 1], int.TryParse(parts[i + 2], NumberStyles.None, CultureInfo.InvariantCulture, out int w) ? w : 0);
            if (width is 0 or > 100 || (long)width * count > 20_000_000 || type is not ("S" or "R" or "I" or "L")) { Defect = $"Properties has a column '{name}:{type}:{parts[i + 2]}' that makes no sense"; return plan; }
            if (name.ToLowerInvariant() is "species" && type == "S" && width == 1) { plan.Add(('s', 1, null)); species = true; }
            else if (name is "Z" or "numbers" && type == "I" && width == 1 && !species) { plan.Add(('z', 1, null)); species = true; }
            else if (name.ToLowerInvariant() is "pos" or "positions" && type == "R" && width == 3) { plan.Add(('r', 3, Positions)); pos = true; }
            else if (type is "R" or "I")
            {
                var column = new AtomColumn(name, width, new double[width * count]);
                Columns.Add(column);
                plan.Add(('r', width, column.Values));
            }
            else plan.Add(('-', width, null));
        }
        if (Defect is null && (!species || !pos)) Defect = "Properties does not name species:S:1 and pos:R:3";
        return plan;
    }

    void Atom(ReadOnlySpan<char> line, int atom, List<(char Kind, int Width, double[]? Target)> plan)
    {
        var rest = line;
        foreach (var (kind, width, target) in plan)
            for (int k = 0; k < width; k++)
            {
                var field = Field(ref rest);
                if (field.IsEmpty) { Defect = $"atom {atom + 1} has too few fields: '{Short(line)}'"; return; }
                switch (kind)
                {
                    case 'r':
                        if (!Plain(field, out double v) && (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out v) || !double.IsFinite(v)))
                        { Defect = $"atom {atom + 1} has '{field}' where a number is wanted"; return; }
                        target![atom * width + k] = v;
                        break;
                    case 's':
                        if (!Symbol.TryGetValue(field, out var symbol)) { Defect = $"atom {atom + 1} has the unknown element '{field}'"; return; }
                        Symbols[atom] = symbol;
                        break;
                    case 'z':
                        if (!int.TryParse(field, out int z) || z is < 1 or > 118) { Defect = $"atom {atom + 1} has the atomic number '{field}'"; return; }
                        Symbols[atom] = Elements.Symbol(z);
                        break;
                }
            }
        if (!Field(ref rest).IsEmpty) Defect = $"atom {atom + 1} has more fields than Properties names: '{Short(line)}'";
    }

    static ReadOnlySpan<char> Field(ref ReadOnlySpan<char> rest)
    {
        int start = 0;
        while (start < rest.Length && char.IsWhiteSpace(rest[start])) start++;
        int end = start;
        while (end < rest.Length && !char.IsWhiteSpace(rest[end])) end++;
        var field = rest[start..end];
        rest = rest[end..];
        return field;
    }

    /// <summary>
    /// A number of few digits without an exponent, as nearly all are: digits and power of ten are then exact in double precision, and their quotient is the nearest number there is
    /// (W. D. Clinger, PLDI 1990). False where it is not that simple.
    /// </summary>
    internal static bool Plain(ReadOnlySpan<char> field, out double value)
    {
        long digits = 0;
        int i = field[0] == '-' ? 1 : 0, from = i, point = -1;
        value = 0;
        for (; i < field.Length; i++)
        {
            int d = field[i] - '0';
            if ((uint)d <= 9) digits = 10 * digits + d;
            else if (field[i] == '.' && point < 0) point = i;
            else return false;
            if (digits > 1L << 53) return false;
        }
        int count = i - from - (point < 0 ? 0 : 1), behind = point < 0 ? 0 : i - point - 1;
        if (count is 0 or > 18 || behind >= Powers.Length) return false;
        value = digits / Powers[behind];
        if (field[0] == '-') value = -value;
        return true;
    }

    static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    static string Short(ReadOnlySpan<char> line) => line.Length <= 60 ? line.Trim().ToString() : string.Concat(line[..60].Trim(), "...");
}
