// Rows of an answer as they stream from the engine.
using System.Data.Common;

namespace DataHub.Store;

/// <summary>Rows of an answer as they stream from the engine; dispose it to end the query.</summary>
public sealed class RowStream : IDisposable
{
    readonly IDisposable[] _held;
    readonly int _positions;

    internal RowStream(DbDataReader reader, int columns, int positions, params IDisposable[] held) => (Reader, Columns, _positions, _held) = (reader, columns, positions, held);

    /// <summary>The reader; its first <see cref="Columns"/> columns are those of the query's selection, by name.</summary>
    public DbDataReader Reader { get; }

    /// <summary>Number of selected columns. The reader has more only if positions were asked for.</summary>
    public int Columns { get; }

    /// <summary>The place of the current row in the ordering, to be given as <see cref="Model.Query.After"/> for the page behind it; only if positions were asked for.</summary>
    public IReadOnlyList<object?> Position()
    {
        var values = new object?[_positions];
        for (int i = 0; i < _positions; i++) values[i] = Reader.IsDBNull(Columns + i) ? null : Reader.GetValue(Columns + i);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reader.Dispose();
        foreach (var held in _held) held.Dispose();
    }
}
