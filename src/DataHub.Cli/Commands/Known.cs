// The command datahub known: is it known? The one question of the product.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Formats.Lists;
using DataHub.Formats.Flat;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Screening.Reuse;

namespace DataHub.Cli.Commands;

static class Known
{
    /// <summary>How many columns a terminal shows.</summary>
    const int Shown = 11;

    static readonly Argument<string[]> Molecules = new("molecule") { Description = "SMILES or InChIKey; a file of them: SMILES, CSV or TSV with a column smiles or inchikey, SDF, XYZ, JSON lines (@FILE says that it is one); - reads one from stdin", Arity = ArgumentArity.OneOrMore };
    static readonly Argument<string> List = new("file") { Description = "File of molecules in any of these forms; - is stdin" };
    static readonly Option<string?> Record = new("--record") { Description = "Write the answers to the ledger as reuses of this campaign (a name of your own)", HelpName = "CAMPAIGN" };
    static readonly Option<string?> To = new("--output", "-o") { Description = "File to write; without it stdout. Its extension tells the format: .csv, .tsv, .jsonl, .parquet", HelpName = "FILE" };
    static readonly KnownFlags Flags = new(), PlanFlags = new();

    public static Verb Verb() => new Verb("known", "Is it known? Looks molecules up at a level of theory; computes nothing",
        "datahub known 'c1ccccc1O' --level wB97X-D/def2-SVP --property gap",
        "datahub known candidates.csv --level GFN2-xTB --policy or-better -o known.parquet",
        "datahub known @candidates.smi --level GFN2-xTB --json",
        "cut -f1 table.tsv | datahub known - --level PM7 --property dipole -q | awk '$2 == \"false\"'   # what is missing")
        .With([Molecules, .. Flags.Symbols, To, Record,
            new Verb("plan", "How much of a list is known, better known, unknown; what that avoids, and what the rest would cost",
                "datahub known plan candidates.csv --level wB97X-D/def2-SVP --property gap --policy or-better").With([List, .. PlanFlags.Symbols]).Does(Plan)]).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        if (Flags.Read(session, out int code) is not { } order) return code;
        string? file = session.Get(To), format = Written(session, file);
        if (file is not null && format is null) return session.Fail(Exit.Usage, $"{file} names no format of answers", "one of .csv, .tsv, .jsonl, .parquet");
        if (!Open(session, session.Get(Molecules)!, out var list, out code) || !session.HasArchive(out code)) return code;
        string? campaign = session.Get(Record) is { Length: > 0 } c ? c : null;
        using var hub = session.OpenHub(readOnly: campaign is null);
        var ledger = campaign is null ? null : new KnownLedger(hub.Archive, campaign, hub.Options.Clock);
        long known = 0, unknown = 0, wrong = 0;
        double saved = 0;
        IEnumerable<KnownEntry> Entries(Meter? meter)
        {
            var asked = hub.Lists.Ask(list!.Entries, order, Environment.ProcessorCount, cancel);
            foreach (var entry in ledger?.Through(asked) ?? asked)
            {
                if (entry.Result is null) wrong++;
                else if (entry.Result.Answer is Answer.Known yes) { known++; saved += yes.Evidence.CpuSeconds ?? 0; }
                else unknown++;
                if ((known + unknown + wrong) % 1000 == 0) meter?.Report(list.Position, list.Length, FormattableString.Invariant($"{known + unknown + wrong:n0} asked, {known:n0} known"));
                yield return entry;
            }
        }
        using (list)
            if (file is null && session.Shape == Shape.Table && format != "parquet") Sheet.Write(session, [.. KnownSheet.Columns.Take(Shown).Select(c => c.Name)], Entries(null).Select(e => (IReadOnlyList<object?>)KnownSheet.Row(e)[..Shown]));
            else Meter.Run(session, "known", meter => Write(session, format, file, Entries(meter).Select(KnownSheet.Row), cancel));
        session.Note(FormattableString.Invariant($"{known:n0} known, {unknown:n0} not known{(wrong > 0 ? $", {wrong:n0} not understood" : "")}{(saved > 0 ? FormattableString.Invariant($"; the known ones cost {saved:0.0} CPU-s, which need not be spent again") : "")}"));
        if (ledger is not null) session.Note(FormattableString.Invariant($"{ledger.Written:n0} reuses written to the ledger under {campaign}"));
        return known == 0 && unknown == 0 && wrong > 0 ? Exit.Refused : Exit.Of(known, unknown + wrong, Exit.NotFound);
    }

    /// <summary>The format of the answers: the one that is told, or the one that the file's extension tells; null for a sheet on stdout.</summary>
    static string? Written(Session session, string? file)
    {
        if (session.FormatName == "parquet") return "parquet";
        if (session.FormatName is null && file is not null) return Path.GetExtension(file).ToLowerInvariant() is ".csv" or ".tsv" or ".jsonl" or ".parquet" ? Path.GetExtension(file).ToLowerInvariant()[1..] : null;
        return session.Shape switch { Shape.Tsv => "tsv", Shape.Csv => "csv", Shape.Jsonl => "jsonl", _ => null };
    }

    /// <summary>Writes the answers; a file is put in place when it is whole.</summary>
    static long Write(Session session, string? format, string? file, IEnumerable<object?[]> rows, CancellationToken cancel)
    {
        if (format is null) return Sheet.Write(session, [.. KnownSheet.Columns.Select(c => c.Name)], rows);
        if (file is null)
        {
            using var stdout = Console.OpenStandardOutput();
            return FlatFile.WriteAsync(format, KnownSheet.Columns, rows, stdout, cancel).GetAwaiter().GetResult();
        }
        var part = file + ".part";
        try
        {
            long written;
            using (var to = File.Create(part)) written = FlatFile.WriteAsync(format, KnownSheet.Columns, rows, to, cancel).GetAwaiter().GetResult();
            File.Move(part, file, true);
            return written;
        }
        finally { File.Delete(part); }
    }

    static int Plan(Session session, CancellationToken cancel)
    {
        if (PlanFlags.Read(session, out int code) is not { } order) return code;
        string named = session.Get(List)!;
        if (!Open(session, [named is "-" or ['@', ..] ? named : "@" + named], out var list, out code) || !session.HasArchive(out code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        var tally = new KnownTally(order, hub.Archive, hub.Cost);
        using (list)
            Meter.Run(session, "plan", meter =>
            {
                long n = 0;
                foreach (var entry in hub.Lists.Ask(list!.Entries, tally.Order, Environment.ProcessorCount, cancel))
                {
                    tally.Add(entry);
                    if (++n % 1000 == 0) meter.Report(list.Position, list.Length, FormattableString.Invariant($"{n:n0} asked"));
                }
                return n;
            });
        var p = tally.Plan();
        Sheet.Write(session,
        [
            ("property", p.Property), ("level", p.Level), ("policy", p.Policy), ("rows", p.Rows), ("not_understood", p.NotUnderstood), ("molecules", p.Molecules), ("known", p.Known), ("better_known", p.BetterKnown),
            ("bridgeable", p.Bridgeable), ("predicted", p.Predicted), ("unknown", p.Unknown), ("admitted_by_policy", p.Admitted), .. p.Tiers.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => ($"tier_{t.Key.ToLowerInvariant()}", (object?)t.Value)),
            ("avoided_cpu_hours", p.Avoided.CpuHours), ("avoided_cpu_records", p.Avoided.CpuRecords), ("avoided_kwh", p.Avoided.EnergyKwh), ("avoided_kwh_records", p.Avoided.EnergyRecords), ("avoided_co2e_g", p.Avoided.Co2Grams), ("avoided_co2e_records", p.Avoided.Co2Records),
            ("missing", p.Missing.Molecules), ("missing_without_formula", p.Missing.WithoutFormula), ("missing_cpu_hours", p.Missing.CpuHours), ("missing_cpu_hours_low", p.Missing.LowCpuHours), ("missing_cpu_hours_high", p.Missing.HighCpuHours),
            ("missing_kwh", p.Missing.EnergyKwh), ("missing_co2e_g", p.Missing.Co2Grams), ("basis", string.Join("; ", p.Missing.Basis)),
        ]);
        foreach (var defect in p.Defects) session.Note($"not understood: {defect}");
        return p.Rows > 0 && p.Rows == p.NotUnderstood ? Exit.Refused : Exit.Ok;
    }

    /// <summary>A list that is open, and how far it has been read, in bytes of its file.</summary>
    sealed class OpenList(IEnumerable<Listed> entries, IReadOnlyList<Stream> streams) : IDisposable
    {
        public IEnumerable<Listed> Entries { get; } = entries;
        public double Position => streams.Sum(s => s.CanSeek && s.CanRead ? (double)s.Position : 0);
        public double? Length => streams.Count > 0 && streams.All(s => s.CanSeek) ? streams.Sum(s => (double)s.Length) : null;
        public void Dispose() { foreach (var s in streams) s.Dispose(); }
    }

    /// <summary>The molecules named: themselves, the entries of a file or of stdin. A name that has an extension and is a file's means the file.</summary>
    static bool Open(Session session, IEnumerable<string> given, out OpenList? list, out int code)
    {
        var (parts, streams) = (new List<IEnumerable<Listed>>(), new List<Stream>());
        long word = 0;
        (list, code) = (null, Exit.Ok);
        foreach (var m in given)
        {
            string? file = m switch { "-" => null, ['@', .. var rest] => rest, _ => Path.HasExtension(m) && File.Exists(m) ? m : null };
            if (file is null && m != "-") { parts.Add([MoleculeList.Word(++word, m.Trim(), null)]); continue; }
            if (file is not null && !File.Exists(file)) code = session.Fail(Exit.NotFound, $"there is no file {file}");
            else
            {
                var stream = file is null ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
                streams.Add(stream);
                var (entries, fault) = MoleculeList.Open(stream, file ?? "stdin");
                if (fault is null) { parts.Add(entries!); continue; }
                code = session.Fail(Exit.Refused, $"{fault.File}{(fault.Record is null ? "" : ", " + fault.Record)}: {fault.Message}", fault.Remedy);
            }
            foreach (var s in streams) s.Dispose();
            return false;
        }
        list = new OpenList(parts.Count == 1 ? parts[0] : parts.SelectMany(p => p), streams);
        return true;
    }
}
