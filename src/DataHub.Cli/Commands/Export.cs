// The command datahub export: rows as a file in one of the download formats.
using System.CommandLine;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using DataHub.Cli.Output;
using DataHub.Formats;
using DataHub.Model;

namespace DataHub.Cli.Commands;

static class Export
{
    static readonly QueryFlags Flags = new();
    static readonly Option<string?> To = new("--output", "-o") { Description = "File to write; without it stdout", HelpName = "FILE" };

    public static Verb Verb() => new Verb("export", "Write calculations as a file: --format parquet, npz, ase, sdf, extxyz, csv, jsonl or qcschema, text also .gz or .zst",
        "datahub export --format parquet -o all.parquet",
        "datahub export --format extxyz --filter \"level eq 'GFN2-xTB'\" -o gfn2.extxyz",
        "datahub export '$filter=gap_ev lt 5&$select=smiles,level,gap_ev' --format csv").With([.. Flags.Symbols, To]).Does(Run);

    static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var formats = Exports.Downloads.Formats();
        var file = session.Get(To);
        var name = session.FormatName ?? (file is null ? "csv" : formats.WriterOf(file)?.Format);
        if (name is null || formats.Writer(name) is not { } writer)
            return session.Fail(Exit.Usage, name is null ? $"the extension of {file} names no format" : $"there is no download format '{name}'", "--format " + string.Join(", ", formats.Writers.Select(w => w.Format)));
        if (file is null && !Console.IsOutputRedirected && writer.Format == "parquet")
            return session.Fail(Exit.Usage, "Parquet is not for a terminal", "name a file: -o FILE.parquet");
        var query = Flags.Read(session).Query;
        if (query.Set != QuerySet.Calculations) return session.Fail(Exit.Usage, "only calculations are exported", "for the other sets: datahub query --set molecules --format csv");
        if (!session.HasArchive(out int code)) return code;
        using var archive = session.OpenArchive();
        var shape = DownloadShape.Of(writer, query.Select);
        var watch = Stopwatch.StartNew();
        long rows = 0;
        async IAsyncEnumerable<CalculationRow> Counted([EnumeratorCancellation] CancellationToken c = default)
        {
            await foreach (var row in archive.Rows(query with { Select = [] }, shape.Fetched, c)) { rows++; yield return row; }
        }
        if (file is null)
        {
            await using var stdout = new BufferedStream(Console.OpenStandardOutput(), 65536);
            await writer.WriteAsync(Counted(cancel), shape.Written, stdout, cancel);
        }
        else await ToFile(writer, Counted(cancel), shape.Written, Path.GetFullPath(file), cancel);
        session.Note(FormattableString.Invariant($"{rows:n0} rows as {writer.Format}{(file is null ? "" : $" in {file}, {new FileInfo(file).Length:n0} bytes")}, {watch.Elapsed.TotalSeconds:0.0} s"));
        return rows == 0 ? Exit.NotFound : Exit.Ok;
    }

    /// <summary>Writes beside the file and puts it in place when it is whole, so that nobody ever sees half of one.</summary>
    static async Task ToFile(IWriter writer, IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, string file, CancellationToken cancel)
    {
        var part = file + ".part";
        try
        {
            await using (var to = File.Create(part)) await writer.WriteAsync(rows, columns, to, cancel);
            File.Move(part, file, true);
        }
        finally { File.Delete(part); }
    }
}
