// Rows of an answer as they stream from the engine.
using System.Data.Common;
using DataHub.Model;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataHub.Store;

/// <summary>What a query was and what it cost: its SQL with parameters, the time from its start to the end of its rows, and how many these were.</summary>
public sealed record AskedQuery(string Sql, TimeSpan Time, long Rows);

/// <summary>Rows of an answer as they stream from the engine; dispose it to end the query.</summary>
public sealed class RowStream : IDisposable
{
    readonly IDisposable[] _held;
    readonly int _positions;
    readonly CancellationToken _cancel;
    long _rows;
    bool _ended;

    internal RowStream(DbDataReader reader, IReadOnlyList<SetColumn> shape, int positions, CancellationToken cancel, IDisposable[] held) =>
        (Reader, Shape, _positions, _cancel, _held) = (reader, shape, positions, cancel, held);

    /// <summary>Is told when the rows end, with their number and the time since the query's start.</summary>
    internal Action<long, TimeSpan>? Ended { get; init; }

    /// <summary>When the query was started, by the stopwatch.</summary>
    internal long Started { get; init; }

    /// <summary>The reader; its first <see cref="Columns"/> columns are those of the query's selection, by name. Lists come as List&lt;string&gt; and List&lt;double&gt;, times as DateTime in UTC.</summary>
    public DbDataReader Reader { get; }

    /// <summary>The selected columns: those of the set, and those that the query's steps made.</summary>
    public IReadOnlyList<SetColumn> Shape { get; }

    /// <summary>Number of selected columns. The reader has more only if positions were asked for.</summary>
    public int Columns => Shape.Count;

    /// <summary>Goes to the next row, as Reader.Read does, but says what goes wrong in the terms of this interface.</summary>
    /// <exception cref="QueryException">The query fails on a value (an overflow).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool Read()
    {
        try
        {
            if (!Reader.Read()) return false;
            _rows++;
            return true;
        }
        catch (Exception e) when (Told(e, _cancel) is { } told) { throw told; }
    }

    /// <summary>The value of a selected column: string, long, double, bool, DateTime, string[], double[] or null.</summary>
    public object? this[int column] => Reader.IsDBNull(column) ? null : Cell(Reader.GetValue(column));

    /// <summary>The place of the current row in the ordering, to be given as <see cref="Query.After"/> for the page behind it; only if positions were asked for.</summary>
    public IReadOnlyList<object?> Position()
    {
        var values = new object?[_positions];
        for (int i = 0; i < _positions; i++) values[i] = this[Columns + i];
        return values;
    }

    internal static object Cell(object value) => value switch
    {
        DateTime t => DateTime.SpecifyKind(t, DateTimeKind.Utc),
        int i => (long)i,
        System.Numerics.BigInteger b => (long)b,
        IEnumerable<string> texts => texts.ToArray(),
        IEnumerable<double> numbers => numbers.ToArray(),
        _ => value,
    };

    /// <summary>What the engine's exception means to the caller, null if it is no fault of the query.</summary>
    internal static Exception? Told(Exception e, CancellationToken cancel)
    {
        if (e is DuckDBException && cancel.IsCancellationRequested) return new OperationCanceledException(cancel);
        if (e is DuckDBException { ErrorType: DuckDBErrorType.Conversion or DuckDBErrorType.Binder or DuckDBErrorType.OutOfRange or DuckDBErrorType.InvalidInput or DuckDBErrorType.MismatchType or DuckDBErrorType.InvalidType } d)
            return new QueryException(d.Message.Split('\n')[0]);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ended) Ended?.Invoke(_rows, System.Diagnostics.Stopwatch.GetElapsedTime(Started));
        _ended = true;
        Reader.Dispose();
        foreach (var held in _held) held.Dispose();
    }
}
