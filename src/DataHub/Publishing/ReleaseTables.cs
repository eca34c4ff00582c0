// Writes the tables of a release: Parquet, CSV and JSON lines, sorted by molecule, side by side in one pass.
using System.Security.Cryptography;
using System.Threading.Channels;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Store;

namespace DataHub.Publishing;

/// <summary>How far a release is: records written, of so many.</summary>
public sealed record ReleaseProgress(string Step, long Done, long Of);

/// <summary>Writes the tables of a release. Memory holds the rows of a few molecules' range, not those of the dataset.</summary>
sealed class ReleaseTables(Archive archive, FormatSet formats, string folder)
{
    /// <summary>Rows that are sorted at a time.</summary>
    const int Range = 40_000;
    const int Ahead = 1024;

    /// <summary>Writes all tables of the query's records; returns what was written, with sizes and checksums, and the columns of the wide table.</summary>
    public async Task<(List<ReleasedFile> Files, IReadOnlyList<Column> Wide)> Write(Query query, IProgress<ReleaseProgress>? progress, CancellationToken cancel)
    {
        var told = await Task.Run(() => archive.Told(query, cancel), cancel);
        IReadOnlyList<Column> wide = [.. told.Where(c => !c.IsArray)], lists = [.. told.Where(c => c.IsArray)];
        var ranges = Ranges(await Task.Run(() => archive.ByLetters(query, cancel), cancel));
        var of = ranges.Sum(r => r.Rows);
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        var files = new List<ReleasedFile>();
        if (of == 0) return (files, wide);
        (string Path, string Format, string Meaning)[] tables =
        [
            (Tables.Records, "parquet", "All records, one a row, sorted by molecule and level, in row groups of 10,000 with statistics; column metadata tell unit and meaning"),
            (Tables.Csv, "csv", "The same records as CSV: a header of column names, an empty cell for what is not known"),
            (Tables.JsonLines, "jsonl", "The same records as JSON, one object a line, without what is not known"),
        ];
        files.AddRange(await Pass(Rows(query, ranges, wide, progress, of, cancel), [.. tables.Select(t => (t.Path, formats.Writer(t.Format)!, wide, t.Meaning))], cancel));
        if (lists.Count > 0)
        {
            IReadOnlyList<Column> columns = [Columns.Id, Columns.InChIKey, .. lists];
            var withLists = Rows(query, ranges, columns, progress, of, cancel).Where(r => lists.Any(c => r[c] is not null));
            files.AddRange(await Pass(withLists, [(Tables.Arrays, formats.Writer("parquet")!, columns, "Geometries, gradients, frequencies and other lists by the id of the record")], cancel));
        }
        return (files, wide);
    }

    /// <summary>Neighbouring first letters of InChIKeys whose rows are sorted together; those without InChIKey last.</summary>
    static List<(string? From, string? To, long Rows)> Ranges(IReadOnlyList<(string? Letters, long Rows)> counts)
    {
        var ranges = new List<(string? From, string? To, long Rows)>();
        foreach (var (letters, rows) in counts)
            if (letters is not null && ranges is [.., { To: not null } last] && last.Rows + rows <= Range) ranges[^1] = (last.From, letters, last.Rows + rows);
            else ranges.Add((letters, letters, rows));
        return ranges;
    }

    async IAsyncEnumerable<CalculationRow> Rows(Query query, List<(string? From, string? To, long Rows)> ranges, IReadOnlyList<Column> columns, IProgress<ReleaseProgress>? progress, long of, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var key = new Expr.Col(Columns.InChIKey.Name);
        var step = columns.Any(c => c.IsArray) ? "geometries" : "records";
        long done = 0;
        foreach (var (from, to, _) in ranges)
        {
            // '[' follows 'Z': every key that begins with the last letters lies before it.
            Expr part = from is null ? new Expr.Compare("eq", key, new Expr.Const(null)) : new Expr.And(new Expr.Compare("ge", key, new Expr.Const(from)), new Expr.Compare("lt", key, new Expr.Const(to + "[")));
            var sorted = query with { Filter = query.Filter is null ? part : new Expr.And(query.Filter, part), OrderBy = [new(key, false), new(new Expr.Col(Columns.Level.Name), false)] };
            await foreach (var row in archive.Rows(sorted, columns, cancel))
            {
                yield return row;
                if (++done % 5000 == 0) progress?.Report(new(step, done, of));
            }
        }
        progress?.Report(new(step, done, of));
    }

    /// <summary>One pass over the rows, each handed to every writer, which run side by side.</summary>
    async Task<List<ReleasedFile>> Pass(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<(string Path, IWriter Writer, IReadOnlyList<Column> Columns, string Meaning)> tables, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var outs = tables.Select(t => new Out(Path.Combine(folder, t.Path), t.Writer, t.Columns, Channel.CreateBounded<CalculationRow[]>(2), stop)).ToList();
        var work = Task.WhenAll(outs.Select(o => o.Work));
        long n = 0;
        try
        {
            var part = new List<CalculationRow>(Ahead);
            async ValueTask Send()
            {
                CalculationRow[] sent = [.. part];
                foreach (var o in outs) await o.Rows.Writer.WriteAsync(sent, stop.Token);
                n += sent.Length;
                part.Clear();
            }
            await foreach (var row in rows.WithCancellation(stop.Token))
            {
                part.Add(row);
                if (part.Count == Ahead) await Send();
            }
            if (part.Count > 0) await Send();
            foreach (var o in outs) o.Rows.Writer.Complete();
        }
        catch (Exception e)
        {
            foreach (var o in outs) o.Rows.Writer.TryComplete(e);
            // A writer that failed says why; that the others were stopped because of it says nothing.
            if (outs.Select(o => o.Failure).FirstOrDefault(f => f is not null) is { } failure) throw new IOException($"a table of the release could not be written: {failure.Message}", failure);
            throw;
        }
        await work;
        return n == 0 ? [] : [.. tables.Zip(outs, (t, o) => new ReleasedFile(t.Path, o.Bytes, o.Sha256, t.Writer.MediaType) { Rows = n, Columns = [.. t.Columns.Select(c => c.Name)], Meaning = t.Meaning })];
    }

    /// <summary>One file on its way.</summary>
    sealed class Out
    {
        public Out(string path, IWriter writer, IReadOnlyList<Column> columns, Channel<CalculationRow[]> rows, CancellationTokenSource stop)
        {
            Rows = rows;
            Work = Task.Run(async () =>
            {
                try
                {
                    await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
                    await using var hashed = new HashedStream(file);
                    await writer.WriteAsync(Each(stop.Token), columns, hashed, stop.Token);
                    await hashed.FlushAsync(stop.Token);
                    (Bytes, Sha256) = (hashed.Written, hashed.Hash());
                }
                catch (Exception e)
                {
                    if (e is not OperationCanceledException) Failure = e;
                    await stop.CancelAsync();
                    throw;
                }
            }, CancellationToken.None);
        }

        public Channel<CalculationRow[]> Rows { get; }
        public Task Work { get; }
        public Exception? Failure { get; private set; }
        public long Bytes { get; private set; }
        public string Sha256 { get; private set; } = "";

        async IAsyncEnumerable<CalculationRow> Each([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (var part in Rows.Reader.ReadAllAsync(cancel))
                foreach (var row in part) yield return row;
        }
    }
}

/// <summary>Passes bytes on and hashes them on the way.</summary>
sealed class HashedStream(Stream to) : Stream
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes so far.</summary>
    public long Written { get; private set; }

    /// <summary>SHA-256 of them, hex.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.AppendData(buffer);
        Written += buffer.Length;
        to.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _hash.AppendData(buffer.Span);
        Written += buffer.Length;
        return to.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override void Flush() => to.Flush();
    public override Task FlushAsync(CancellationToken cancellationToken) => to.FlushAsync(cancellationToken);
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Written;
    public override long Position { get => Written; set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    protected override void Dispose(bool disposing) { _hash.Dispose(); base.Dispose(disposing); }
}
