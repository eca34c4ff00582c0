// From the engine's records to whole rows.
using System.Runtime.CompilerServices;
using DataHub.Model;

namespace DataHub.Store;

static class RowCells
{
    const int Chunk = 500;

    /// <summary>The current record as a row; its columns are those given, in order.</summary>
    public static CalculationRow Row(RowStream stream, IReadOnlyList<Column> columns)
    {
        var row = new CalculationRow();
        for (int i = 0; i < columns.Count; i++) row[columns[i]] = stream[i];
        return row;
    }

    /// <summary>All rows, read ahead in chunks away from the caller's thread.</summary>
    public static async IAsyncEnumerable<CalculationRow> Rows(Func<RowStream> start, IReadOnlyList<Column> columns, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stream = await Task.Run(start, cancel);
        List<CalculationRow> Next()
        {
            var rows = new List<CalculationRow>(Chunk);
            while (rows.Count < Chunk && stream.Read()) rows.Add(Row(stream, columns));
            return rows;
        }
        while (await Task.Run(Next, cancel) is { Count: > 0 } rows)
            foreach (var row in rows) yield return row;
    }
}
