// Which columns a download has, and which must be fetched for it.
using DataHub.Model;

namespace DataHub.Formats;

/// <summary>The columns of a download.</summary>
/// <param name="Written">What the writer is given: the selection, else the format's own choice (none: whatever its shape has).</param>
/// <param name="Fetched">What is read from the archive.</param>
public sealed record DownloadShape(IReadOnlyList<Column> Written, IReadOnlyList<Column> Fetched)
{
    /// <summary>The shape for a format and a selection of columns by name; an empty one is no choice.</summary>
    public static DownloadShape Of(IWriter writer, IReadOnlyList<string> select)
    {
        IReadOnlyList<Column> chosen = [.. select.Select(n => Columns.Find(n)!)];
        if (writer.HasOwnShape) return new(chosen, Columns.All);
        if (chosen.Count == 0) chosen = writer.NeedsArrays ? Columns.All : Columns.Wide;
        return new(chosen, chosen);
    }
}
