// Who knows these bytes? The readers and writers, registered in one place.
using System.Text.Json;
using DataHub.Formats.Readers;
using DataHub.Formats.Readers.Gaussian;
using DataHub.Formats.Readers.Orca;
using DataHub.Formats.Sources;
using DataHub.Formats.Writers;
using DataHub.Model;

namespace DataHub.Formats;

/// <summary>All readers and writers. A new one is one file and one line here.</summary>
public sealed class FormatSet
{
    /// <summary>The set; <paramref name="fallbacks"/> are asked after all readers of formats and before the one that refuses by name.</summary>
    public FormatSet(params IReadOnlyList<IReader> fallbacks)
    {
        Readers = [.. Own, .. fallbacks, new OtherPrograms()];
        Writers =
        [
            new Parquet.ParquetWriter(),
            new CsvWriter(),
            new JsonLinesWriter(),
            new ExtXyzWriter(),
            new QcSchemaWriter(),
            new NpzWriter(),
            new SdfWriter((g, charge, multiplicity) => Bonds?.Invoke(g, charge, multiplicity)),
            new AseWriter(),
        ];
    }

    /// <summary>Finds bonds for formats with connection tables; without it these have none.</summary>
    public BondSearch? Bonds { get; init; }

    /// <summary>The readers, asked in this order.</summary>
    public IReadOnlyList<IReader> Readers { get; }

    static readonly IReader[] Own =
    [
        new ParquetTableReader(),
        new Parquet.ParquetReader(),
        new AseReader(),
        new QcSchemaReader(),
        new XtbReader(),
        new MopacReader(),
        new Psi4TextReader(),
        new NwchemReader(),
        new QChemReader(),
        new TurbomoleReader(),
        new GaussianReader(),
        new FchkReader(),
        new OrcaReader(),
        new OrcaPropertyReader(),
        new MolproReader(),
        new JaguarReader(),
        new DaltonReader(),
        new GamessReader(),
        new CfourReader(),
        new DftbReader(),
        new ExtXyzReader(),
        new SdfReader(),
        new MoldenReader(),
        new ChemicalJsonReader(),
        new TableReader(),
    ];

    /// <summary>The writers.</summary>
    public IReadOnlyList<IWriter> Writers { get; }

    /// <summary>The reader that knows the bundle, or null.</summary>
    public IReader? For(Bundle bundle) => Readers.FirstOrDefault(r => r.Knows(bundle));

    /// <summary>The writer of that format, or null. The name of a text format may end in .gz or .zst: the file is then compressed.</summary>
    public IWriter? Writer(string format) => Find(format, w => w.Format);

    /// <summary>The writer whose extension a file name has (.csv, .csv.gz), or null.</summary>
    public IWriter? WriterOf(string fileName) => Find(fileName, w => w.Extension);

    IWriter? Find(string text, Func<IWriter, string> mark)
    {
        var (inner, kind) = Compression.Split(text);
        var writer = Writers.FirstOrDefault(w => mark(w) is var m && (m[0] == '.' ? inner.EndsWith(m, StringComparison.OrdinalIgnoreCase) : m.Equals(inner, StringComparison.OrdinalIgnoreCase)));
        return writer is null || kind is null ? writer : Compression.Helps(writer) ? new CompressedWriter(writer, kind) : null;
    }

    /// <summary>
    /// All records of a bundle. A job record that lies in it adds what it tells (molecule, geometry source, cost, how the job ended); one without readable output
    /// makes a failed calculation by itself. A bundle that nobody knows gives one fault. Every calculation has its format, raw name and number set.
    /// </summary>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        if (bundle.Trouble is { } trouble) return [new Reading(null, trouble)];
        if (bundle.Find(JobRecord.FileName) is { } sheet) return ReadJob(bundle, sheet);
        return Guarded(bundle);
    }

    IReadOnlyList<Reading> ReadJob(Bundle bundle, RawFile sheet)
    {
        JobRecord job;
        try
        {
            job = JobRecord.FromJson(sheet.ReadAllText());
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidDataException or NotSupportedException)
        {
            return [new Reading(null, new Fault(bundle.Name, null, JobRecord.FileName, "the job record cannot be read: " + e.Message, "Write it again, or leave it out and hand the output in alone"))];
        }
        if (string.IsNullOrWhiteSpace(job.Level) || job.Coordinates.Count != 3 * job.Symbols.Count)
            return [new Reading(null, new Fault(bundle.Name, null, JobRecord.FileName, "the job record has no level or not three coordinates an atom", "Write it again"))];
        var output = bundle with { Files = [.. bundle.Files.Where(f => f != sheet)] };
        return JobOverlay.Of(bundle, job, output.Files.Count == 0 ? [] : [.. Guarded(output)]);
    }

    /// <summary>The readings of the reader that knows the bundle. Whatever a reader stumbles over becomes a fault: one bad file never ends a batch.</summary>
    IEnumerable<Reading> Guarded(Bundle bundle)
    {
        Fault? fault = null;
        IReader? reader = null;
        IEnumerator<Reading>? readings = null;
        var sidecar = Sidecar.None;
        try
        {
            var plain = bundle with { Files = [.. bundle.Files.Where(f => !Grouping.IsSidecar(f.Name))] };
            reader = For(plain);
            bool needs = reader?.ReadsSidecar == true;
            if (!needs && plain.Files.Count < bundle.Files.Count) (sidecar, fault) = Sidecar.In(bundle);
            readings = fault is not null ? null : reader?.Read(needs ? bundle : plain).GetEnumerator();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            fault = Stumbled(bundle, reader, e);
        }
        if (fault is null && readings is null) fault = Unknown(bundle);
        int record = 0;
        using (readings)
            while (fault is null)
            {
                Reading reading;
                try
                {
                    if (!readings!.MoveNext()) break;
                    reading = readings.Current;
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    fault = Stumbled(bundle, reader, e);
                    break;
                }
                if (reading.Calculation is { } c)
                    reading = reading with { Calculation = c with { Provenance = sidecar.Told(c.Provenance) with { Format = c.Provenance.Format ?? reader!.Format, RawName = c.Provenance.RawName ?? bundle.Name, RawRecord = c.Provenance.RawName is null ? record : c.Provenance.RawRecord } } };
                record++;
                yield return reading;
            }
        if (fault is not null) yield return new Reading(null, fault);
        else if (record == 0) yield return new Reading(null, new Fault(bundle.Name, null, null, $"no record was found in this {reader!.Format} input", "Check that the file is complete"));
    }

    static Fault Stumbled(Bundle bundle, IReader? reader, Exception e) => new(bundle.Name, null, null,
        e is IOException or InvalidDataException or UnauthorizedAccessException ? "the file cannot be read: " + e.Message : $"the {reader?.Format} reader stumbled ({e.GetType().Name}: {e.Message})",
        e is IOException or InvalidDataException or UnauthorizedAccessException ? "Check that it is complete and readable" : "Please report it with the file");

    Fault Unknown(Bundle bundle)
    {
        if (bundle.Files.All(f => f.Length == 0)) return new(bundle.Name, null, null, "the file is empty", "Hand in the finished output");
        return new(bundle.Name, null, null, "no reader knows this format", $"DataHub reads: {string.Join("; ", Readers.Select(r => r.Describes))}");
    }
}
