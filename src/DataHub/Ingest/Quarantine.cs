// What to do with records that were put aside: accept them with their faults as warnings, or drop them.
using DataHub.Model;
using DataHub.Store;
using DataHub.Store.Shelves;

namespace DataHub.Ingest;

/// <summary>The review of records in quarantine.</summary>
public static class Quarantine
{
    /// <summary>
    /// Accepts a record: it goes into the archive as it was read, its faults as warnings, with the reviewer's reason. Null if there is no such record, or it was reviewed already.
    /// </summary>
    public static Receipt? Accept(Archive archive, string id, string reason, DateTime now)
    {
        if (archive.Quarantine.Find(id) is not { Review: Review.Waiting } aside || archive.Quarantine.Open(id) is not { } calculation) return null;
        Warn(calculation.Values, aside.Faults);
        Warn(calculation.Values, [new Fault(aside.Source, null, "quarantine", "accepted in review: " + reason, "") { Grade = Grade.Warning }]);
        calculation = calculation with { Provenance = calculation.Provenance with { IngestedAt = Whole(now) } };
        var isNew = archive.Append([calculation])[0];
        archive.Quarantine.Settle(aside with { Review = Review.Accepted, Reason = reason, ReviewedAt = now });
        return isNew ? new Receipt.Kept(aside.Source, id, calculation.Status) { Warnings = aside.Faults } : new Receipt.AlreadyKept(aside.Source, id);
    }

    /// <summary>Drops a record: it stays listed with the reason, and is refused when it is handed in again. False if there is no such record, or it was reviewed already.</summary>
    public static bool Drop(Archive archive, string id, string reason, DateTime now)
    {
        if (archive.Quarantine.Find(id) is not { Review: Review.Waiting } aside) return false;
        archive.Quarantine.Settle(aside with { Review = Review.Dropped, Reason = reason, ReviewedAt = now });
        return true;
    }

    /// <summary>Writes faults into a record as warnings, each once.</summary>
    internal static void Warn(Values values, IEnumerable<Fault> faults)
    {
        foreach (var fault in faults)
            if ((fault.Field is null ? fault.Message : $"{fault.Field}: {fault.Message}") is var text && !values.Extras.Exists(x => x.Name == Extra.Warning && x.Text == text))
                values.Extras.Add(new Extra(Extra.Warning, null, null, text));
    }

    static DateTime Whole(DateTime now) => new(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
}
