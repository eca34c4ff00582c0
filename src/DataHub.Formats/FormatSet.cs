// Who knows these bytes? The readers and writers, registered in one place.
using DataHub.Formats.Readers;
using DataHub.Model;

namespace DataHub.Formats;

/// <summary>All readers and writers. A new one is one file and one line here.</summary>
public sealed class FormatSet
{
    /// <summary>The readers, asked in this order.</summary>
    public IReadOnlyList<IReader> Readers { get; } =
    [
        new Parquet.ParquetReader(),
        new XtbReader(),
        new MopacReader(),
        new Psi4TextReader(),
        new OtherPrograms(),
    ];

    /// <summary>The writers.</summary>
    public IReadOnlyList<IWriter> Writers { get; } =
    [
        new Parquet.ParquetWriter(),
    ];

    /// <summary>The reader that knows the bundle, or null.</summary>
    public IReader? For(Bundle bundle) => Readers.FirstOrDefault(r => r.Knows(bundle));

    /// <summary>The writer of that format, or null.</summary>
    public IWriter? Writer(string format) => Writers.FirstOrDefault(w => w.Format.Equals(format, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// All records of a bundle. A job record that lies in it adds what it tells (molecule, geometry source, cost, how the job ended); one without readable output
    /// makes a failed calculation by itself. A bundle that nobody knows gives one fault.
    /// </summary>
    public IEnumerable<Reading> Read(Bundle bundle) => throw new NotImplementedException();
}
