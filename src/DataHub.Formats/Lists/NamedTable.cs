// A table of named columns as text: CSV, TSV or the like with a header.
using DataHub.Formats.Readers.Mapped;
using DataHub.Model;

namespace DataHub.Formats.Lists;

/// <summary>Header and rows of a delimited text file; every row has as many cells as the header.</summary>
public sealed record NamedTable(string File, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>The place of a column by its exact name, -1 if there is none.</summary>
    public int Place(string column) => Columns.ToList().IndexOf(column);

    /// <summary>Reads a file; a fault says on which line it cannot be read and what to do.</summary>
    public static (NamedTable? Table, Fault? Fault) Read(string path)
    {
        string name = Path.GetFileName(path);
        using var text = new StreamReader(path);
        char[] head = new char[1 << 16];
        int length = text.ReadBlock(head);
        if (DelimitedText.Delimiter(new string(head, 0, length), length < head.Length) is not { } delimiter)
            return (null, new Fault(name, null, null, "it is no table of at least two columns", "Hand in CSV or TSV with a header line and the same number of fields in every line"));
        text.BaseStream.Position = 0;
        text.DiscardBufferedData();
        var records = new DelimitedText(text, delimiter);
        string[]? columns = null;
        var rows = new List<string[]>();
        while (records.Read())
        {
            if (columns is null && DelimitedText.Comment(records.Fields)) continue;
            if (columns is null) { columns = [.. records.Fields.Select(f => f.TrimStart('\ufeff'))]; continue; }
            if (records.Fields.Count != columns.Length)
                return (null, new Fault(name, $"line {records.Line}", null, $"{records.Fields.Count} fields where the header has {columns.Length}", "Give every line as many fields as the header; put fields with a delimiter in quotes"));
            rows.Add([.. records.Fields]);
        }
        if (records.Broken is { } broken) return (null, new Fault(name, null, null, broken, "Close the quote"));
        return rows.Count == 0 ? (null, new Fault(name, null, null, "it has no rows", "Hand in a table with values")) : (new NamedTable(name, columns!, rows), null);
    }
}
