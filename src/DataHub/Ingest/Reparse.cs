// Reads the kept raw outputs again with the readers of today; what they find anew goes in by the same door.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Ingest;

/// <summary>What a re-parse found: raw outputs read, raw outputs missing, records found as they are kept, records found anew, records refused.</summary>
public sealed record ReparseReport(int Raws, int Missing, long Same, long New, long Refused, IReadOnlyList<Receipt> Changes);

/// <summary>Re-reads kept raw outputs. Nothing kept is changed: a record that reads differently today is kept beside the old one.</summary>
public sealed class Reparse(Archive archive, Intake intake)
{
    /// <summary>Re-reads the raw outputs of all records that a filter selects (null for all).</summary>
    public ReparseReport Run(Expr? filter = null, IProgress<IntakeProgress>? progress = null, CancellationToken cancel = default)
    {
        int raws = 0, missing = 0;
        long same = 0, fresh = 0, refused = 0;
        var changes = new List<Receipt>();
        foreach (var group in Kept(filter, cancel).GroupBy(r => r.RawHash))
        {
            cancel.ThrowIfCancellationRequested();
            var first = group.First();
            if (archive.OpenRaw(group.Key) is not { } bundle) { missing++; continue; }
            raws++;
            var options = new IntakeOptions { Dataset = first.Dataset, Contributor = first.Contributor, Licence = first.Licence };
            foreach (var receipt in intake.Take([bundle with { Name = first.RawName ?? bundle.Name }], options, null, cancel))
            {
                if (receipt is Receipt.AlreadyKept) { same++; continue; }
                if (receipt is Receipt.Kept) fresh++; else refused++;
                changes.Add(receipt);
            }
            progress?.Report(new IntakeProgress(raws, fresh, same, refused, first.RawName ?? group.Key));
        }
        return new ReparseReport(raws, missing, same, fresh, refused, changes);
    }

    sealed record Source(string RawHash, string? RawName, string? Dataset, string? Contributor, string? Licence);

    /// <summary>The sources of the selected records, read to the end before anything is written.</summary>
    List<Source> Kept(Expr? filter, CancellationToken cancel)
    {
        var known = new Expr.Compare("ne", new Expr.Col("raw_hash"), new Expr.Const(null));
        var query = new Query(QuerySet.Calculations) { Filter = filter is null ? known : new Expr.And(known, filter), Select = ["raw_hash", "raw_name", "dataset", "contributor", "licence"] };
        var list = new List<Source>();
        using var rows = archive.Find(query, cancel);
        string? Text(string name) => rows.Reader[name] as string;
        while (rows.Reader.Read()) list.Add(new Source(Text("raw_hash")!, Text("raw_name"), Text("dataset"), Text("contributor"), Text("licence")));
        return list;
    }
}
