// The full-text index: one Lucene document per calculation.
using System.Globalization;
using DataHub.Model;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>
/// A view of the segments that can be thrown away and made again. The writer's index lies in a folder; a reader lays an index in memory with what is newer over the one
/// in the folder. One thread absorbs; any number may search, and each sees all that was absorbed before.
/// </summary>
sealed class SearchIndex : IDisposable
{
    const LuceneVersion V = LuceneVersion.LUCENE_48;
    /// <summary>So many documents, or so long, may be absorbed again after a crash.</summary>
    const int CommitEvery = 100_000;
    static readonly TimeSpan CommitAfter = TimeSpan.FromSeconds(15);
    /// <summary>While more is coming, what was absorbed is shown after this time.</summary>
    static readonly TimeSpan ShowAfter = TimeSpan.FromMilliseconds(700);

    readonly Lucene.Net.Store.Directory _directory;
    readonly IndexWriter _writer;
    readonly DirectoryReader? _below;
    readonly ReaderWriterLockSlim _swap = new();
    IndexReader _reader;
    DirectoryReader _top;
    DateTime _committed = DateTime.UtcNow, _shown = DateTime.UtcNow;
    int _uncommitted;
    long _taken, _seen;
    bool _halfway, _mixed;
    [ThreadStatic] static DocumentMaker? s_maker;

    SearchIndex(Lucene.Net.Store.Directory directory, DirectoryReader? below, long absorbed)
    {
        _directory = directory;
        _below = below;
        _taken = _seen = absorbed;
        _writer = new IndexWriter(directory, new IndexWriterConfig(V, new ChemistryAnalyzer()) { RAMBufferSizeMB = 64 });
        _top = _writer.GetReader(true);
        _reader = Joined();
    }

    /// <summary>Number of the last commit that it has absorbed.</summary>
    public long Taken => Volatile.Read(ref _taken);
    /// <summary>Number of the last commit that searches see.</summary>
    public long Seen => Volatile.Read(ref _seen);

    /// <summary>Opens the index in a folder for absorbing, making it (anew if it is of another version or damaged).</summary>
    public static SearchIndex Open(string folder)
    {
        if (System.IO.Directory.Exists(folder) && Existing(folder) is { } index) return index;
        // None yet, or of another version, or damaged: it is made anew from the segments.
        if (System.IO.Directory.Exists(folder)) System.IO.Directory.Delete(folder, true);
        System.IO.Directory.CreateDirectory(folder);
        return new SearchIndex(FSDirectory.Open(folder), null, 0);
    }

    static SearchIndex? Existing(string folder)
    {
        try
        {
            // The archive's own lock says who may write; a lock that a crash left in the index says nothing.
            File.Delete(Path.Combine(folder, IndexWriter.WRITE_LOCK_NAME));
            var directory = FSDirectory.Open(folder);
            if (!DirectoryReader.IndexExists(directory)) return null;
            using (var reader = DirectoryReader.Open(directory))
                if (AbsorbedBy(reader) is { } absorbed) return new SearchIndex(directory, null, absorbed);
            directory.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException) { return null; }
    }

    /// <summary>Opens the index in a folder for searching; what it lacks is absorbed in memory. Nothing is written to the folder.</summary>
    public static SearchIndex OpenForReading(string folder)
    {
        try
        {
            if (System.IO.Directory.Exists(folder) && FSDirectory.Open(folder) is var directory && DirectoryReader.IndexExists(directory))
            {
                var below = DirectoryReader.Open(directory);
                if (AbsorbedBy(below) is { } absorbed) return new SearchIndex(new RAMDirectory(), below, absorbed);
                below.Dispose();
            }
        }
        // The writer may be at it just now, or it is damaged: then all is absorbed in memory.
        catch (IOException) { return new SearchIndex(new RAMDirectory(), null, 0); }
        return new SearchIndex(new RAMDirectory(), null, 0);
    }

    /// <summary>Begins with the next commits. If those before were left halfway, what is taken in again replaces what is there.</summary>
    public void Begin() => (_mixed, _halfway) = (_halfway, true);

    /// <summary>Takes in rows, from any number of threads. <paramref name="fresh"/> says that none of them can be in the index already.</summary>
    public void Absorb(IReadOnlyCollection<CalculationRow> rows, bool fresh)
    {
        var maker = s_maker ??= new DocumentMaker();
        foreach (var row in rows)
        {
            if (fresh && !_mixed) { _writer.AddDocument(maker.Of(row)); continue; }
            var id = new Term(SearchFields.Id, (string)row[Columns.Id]!);
            if (_below is null || _below.DocFreq(id) == 0) _writer.UpdateDocument(id, maker.Of(row));
        }
        Interlocked.Add(ref _uncommitted, rows.Count);
    }

    /// <summary>All up to a commit was absorbed; now and then it is shown and made durable.</summary>
    public void Finish(long commit)
    {
        _halfway = false;
        Volatile.Write(ref _taken, commit);
        if (DateTime.UtcNow - _shown > ShowAfter) Show();
        if (_uncommitted >= CommitEvery || DateTime.UtcNow - _committed > CommitAfter) Commit();
    }

    /// <summary>Makes all that was absorbed visible.</summary>
    public void Show()
    {
        var newer = DirectoryReader.OpenIfChanged(_top, _writer, true);
        if (newer is not null)
        {
            _swap.EnterWriteLock();
            try
            {
                if (_below is not null) _reader.DecRef();
                _top.DecRef();
                _top = newer;
                _reader = Joined();
            }
            finally { _swap.ExitWriteLock(); }
        }
        _shown = DateTime.UtcNow;
        Volatile.Write(ref _seen, _taken);
    }

    /// <summary>A page of hits with exact facet counts.</summary>
    public SearchPage Search(SearchOrder order, SearchNode node, SearchView view, CancellationToken cancel) => With(reader =>
    {
        if (order.Top < 0 || order.Skip < 0) throw new QueryException("top and skip must not be negative", null, "0 or more");
        var translation = new Translation(reader, view);
        var (counts, hits) = new PageSearch(reader, view.Withdrawn, cancel).Page(translation.Of(node, order.Filters, order.Among), translation, order.Top, order.Skip);
        return new SearchPage(counts.Total, hits, counts.All());
    });

    /// <summary>The ids of all hits.</summary>
    public IReadOnlyCollection<string> Ids(SearchNode node, SearchView view) => With(reader =>
    {
        var ids = new IdCollector();
        var translation = new Translation(reader, view);
        var asked = translation.Of(node, null, null);
        new Lucene.Net.Search.IndexSearcher(reader).Search(asked.Query ?? translation.Query(asked.Keys!), ids);
        return ids.Ids;
    });

    /// <summary>Number of documents that are held in memory, over the index in the folder.</summary>
    public int InMemory => _below is null ? 0 : _top.NumDocs;

    /// <summary>Asks the index as it is now.</summary>
    public T Ask<T>(Func<IndexReader, T> ask) => With(ask);

    /// <summary>Number of documents.</summary>
    public int Count => With(r => r.NumDocs);

    T With<T>(Func<IndexReader, T> ask)
    {
        IndexReader reader;
        _swap.EnterReadLock();
        try
        {
            reader = _reader;
            reader.IncRef();
        }
        finally { _swap.ExitReadLock(); }
        try { return ask(reader); }
        finally { reader.DecRef(); }
    }

    /// <summary>The index of the folder and that in memory as one, sharing both.</summary>
    IndexReader Joined() => _below is null ? _top : new MultiReader([_below, _top], false);

    void Commit()
    {
        if (_directory is RAMDirectory) return;
        _writer.SetCommitData(new Dictionary<string, string> { ["version"] = Version, ["absorbed"] = Taken.ToString(CultureInfo.InvariantCulture) });
        _writer.Commit();
        _uncommitted = 0;
        _committed = DateTime.UtcNow;
    }

    static string Version => SearchFields.Version + "-" + Formats.Parquet.RowSchema.Fingerprint;

    static long? AbsorbedBy(DirectoryReader reader)
    {
        var data = reader.IndexCommit.UserData;
        return data.TryGetValue("version", out var v) && v == Version && data.TryGetValue("absorbed", out var a) ? long.Parse(a, CultureInfo.InvariantCulture) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Part of a commit must not become durable: it would be taken in twice.
        if (_halfway) _writer.Rollback();
        else
        {
            Commit();
            _writer.Dispose();
        }
        if (_below is not null) _reader.DecRef();
        _top.DecRef();
        _below?.Dispose();
        _directory.Dispose();
        _swap.Dispose();
    }
}
