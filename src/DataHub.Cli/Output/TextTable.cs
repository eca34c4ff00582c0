// A table for people: columns aligned, empty ones left out, wide ones cut to the terminal's width.
using System.Globalization;
using System.Text;

namespace DataHub.Cli.Output;

static class TextTable
{
    const int Narrowest = 8;
    const int Wrapped = 20;

    /// <summary>Writes the rows to stdout; on a terminal nothing is wider than it, elsewhere nothing is cut. Returns how many rows.</summary>
    public static long Write(Session session, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows, string? title)
    {
        var kept = rows.ToList();
        var shown = Enumerable.Range(0, columns.Count).Where(i => kept.Count == 0 || kept.Any(r => r[i] is not (null or DBNull or ""))).ToArray();
        var cells = kept.Select(r => shown.Select(i => Short(r[i])).ToArray()).ToList();
        var right = shown.Select(i => kept.Any(r => IsNumber(r[i])) && kept.All(r => r[i] is null or DBNull || IsNumber(r[i]))).ToArray();
        var widths = shown.Select((i, k) => Math.Max(columns[i].Length, cells.Count == 0 ? 0 : cells.Max(c => c[k].Length))).ToArray();
        bool terminal = !Console.IsOutputRedirected;
        if (terminal) Fit(widths, right, Console.WindowWidth is > 0 and var w ? w : 80);
        bool bold = terminal && session.Color;

        var text = new StringBuilder();
        if (title is not null) text.Append(bold ? "\u001b[1m" : "").Append(title).Append(bold ? "\u001b[0m" : "").Append('\n');
        if (bold) text.Append("\u001b[2m");
        Line(text, [.. shown.Select(i => columns[i])], widths, right);
        Line(text, [.. widths.Select(n => new string('─', n))], widths, right);
        if (bold) text.Append("\u001b[0m");
        foreach (var row in cells) Line(text, row, widths, right, cells.Count <= Wrapped);
        Console.Out.Write(text);
        return kept.Count;
    }

    static bool IsNumber(object? cell) => cell is double or long or int;

    /// <summary>Takes from the widest text column until the table fits or every one is as narrow as may be.</summary>
    static void Fit(int[] widths, bool[] numbers, int room)
    {
        while (widths.Sum() + 2 * (widths.Length - 1) > room)
        {
            int widest = -1;
            for (int i = 0; i < widths.Length; i++)
                if (!numbers[i] && widths[i] > Narrowest && (widest < 0 || widths[i] > widths[widest])) widest = i;
            if (widest < 0) return;
            widths[widest]--;
        }
    }

    /// <summary>One row; text in the last column goes on in lines below rather than being cut, if it may wrap: in short tables only.</summary>
    static void Line(StringBuilder text, string[] cells, int[] widths, bool[] right, bool wrap = true)
    {
        string? rest = null;
        if (wrap && cells.Length > 1 && cells[^1].Length > widths[^1] && !right[^1])
        {
            int at = cells[^1].LastIndexOf(' ', widths[^1]);
            if (at <= 0) at = widths[^1];
            rest = cells[^1][at..].TrimStart();
            cells = [.. cells[..^1], cells[^1][..at]];
        }
        int start = text.Length;
        for (int i = 0; i < cells.Length; i++)
        {
            var cell = cells[i].Length <= widths[i] ? cells[i] : cells[i][..(widths[i] - 1)] + "…";
            text.Append(i > 0 ? "  " : "").Append(right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        }
        while (text.Length > start && text[^1] == ' ') text.Length--;
        text.Append('\n');
        if (rest is not null) Line(text, [.. cells[..^1].Select(_ => ""), rest], widths, right);
    }

    static string Short(object? cell) => cell switch
    {
        double d => d == 0 ? "0" : Math.Abs(d) is >= 1e6 or < 1e-4 ? d.ToString("0.###e0", CultureInfo.InvariantCulture) : d.ToString("0.######", CultureInfo.InvariantCulture),
        DateTime t => t.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => Sheet.Text(cell).ReplaceLineEndings(" "),
    };
}
