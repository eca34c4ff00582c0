// The command datahub ingest --dry-run: what would become of each file, as one table per format.
using DataHub.Cli.Output;
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Model;

namespace DataHub.Cli.Commands;

static class IngestDryRun
{
    sealed class Line
    {
        public int Files, Readable;
        public long Success, Failed, Refused;
    }

    /// <summary>Reads and checks all bundles by the same door as ingest, keeping nothing.</summary>
    public static int Run(Session session, IEnumerable<Bundle> bundles, CancellationToken cancel)
    {
        var temporary = Directory.Exists(session.Home) ? null : Directory.CreateTempSubdirectory("datahub-dry-run-");
        try
        {
            using var hub = Hub.Open(new HubOptions(temporary?.FullName ?? session.Home) { ReadOnly = temporary is null });
            var lines = new SortedDictionary<string, Line>(StringComparer.Ordinal);
            var refusals = new List<Fault>();
            Meter.Run(session, "dry run", meter =>
            {
                int n = 0;
                foreach (var bundle in bundles)
                {
                    cancel.ThrowIfCancellationRequested();
                    meter.Report(++n, null, $"{n:n0} sources, at {bundle.Name}");
                    Add(hub, bundle, lines, refusals, cancel);
                }
                return n;
            });
            if (lines.Count == 0) return session.Fail(Exit.NotFound, "nothing to read there");
            foreach (var fault in refusals) session.Detail($"{(fault.Grade == Grade.Refusal ? "refused" : fault.Grade.ToString().ToLowerInvariant())}: {fault}");
            var rows = lines.Select(l => Row(l.Key, l.Value)).ToList();
            if (lines.Count > 1 && session.Shape == Shape.Table) rows.Add(Row("all", Total(lines.Values)));
            Sheet.Write(session, ["format", "files", "readable", "success", "failed", "refused"], rows);
            if (refusals.Count > 0 && !session.Verbose) session.Note("each refusal with its reason: the same with -v");
            return Exit.Of(lines.Values.Sum(l => l.Success + l.Failed), refusals.Count, Exit.Refused);
        }
        finally { temporary?.Delete(true); }
    }

    static void Add(Hub hub, Bundle bundle, SortedDictionary<string, Line> lines, List<Fault> refusals, CancellationToken cancel)
    {
        var format = hub.Formats.For(bundle)?.Format ?? "unknown";
        if (!lines.TryGetValue(format, out var line)) lines[format] = line = new Line();
        line.Files++;
        long before = line.Success + line.Failed;
        foreach (var receipt in hub.Intake.Take([bundle], new IntakeOptions { DryRun = true }, null, cancel))
            switch (receipt)
            {
                case Receipt.Kept { Status: Status.Failed }: line.Failed++; break;
                case Receipt.Kept or Receipt.AlreadyKept: line.Success++; break;
                case Receipt.Quarantined q: line.Refused++; refusals.AddRange(q.Faults); break;
                case Receipt.Refused r: line.Refused++; refusals.AddRange(r.Faults); break;
            }
        if (line.Success + line.Failed > before) line.Readable++;
    }

    static Line Total(IEnumerable<Line> lines) => lines.Aggregate(new Line(), (a, b) => new Line
    {
        Files = a.Files + b.Files, Readable = a.Readable + b.Readable, Success = a.Success + b.Success, Failed = a.Failed + b.Failed, Refused = a.Refused + b.Refused,
    });

    static IReadOnlyList<object?> Row(string format, Line l) => [format, l.Files, l.Readable, l.Success, l.Failed, l.Refused];
}
