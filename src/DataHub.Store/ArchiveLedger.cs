// The archive: the ledger, its lines and what they add up to.
namespace DataHub.Store;

public sealed partial class Archive
{
    readonly Lock _noting = new();

    /// <summary>Writes lines to the ledger, durably. Lines that avoid what an earlier one avoided already are marked as repeated demand.</summary>
    public void Note(IReadOnlyList<LedgerLine> lines)
    {
        Writable();
        if (lines.Count == 0) return;
        lock (_noting)
        {
            var repeats = _tally.Repeats(lines);
            _ledger.Append([.. lines.Select((l, i) => repeats[i] ? l with { Repeated = true } : l)]);
        }
    }

    /// <summary>The ledger, of one campaign or whole, as a list: for campaigns and small ledgers. <see cref="LedgerFrom"/> streams.</summary>
    public IReadOnlyList<LedgerLine> Ledger(string? campaign = null) => [.. _ledger.Read().Where(l => campaign is null || l.Campaign == campaign)];

    /// <summary>The lines of the ledger behind a place, oldest first, streaming; each comes with the place by which reading goes on behind it. Null begins at the beginning.</summary>
    public IEnumerable<(LedgerLine Line, string Place)> LedgerFrom(string? place = null) => _ledger.From(place);

    /// <summary>What the ledger adds up to, whole or for one campaign.</summary>
    public LedgerTotals LedgerTotals(string? campaign = null) => _tally.Totals(campaign, _withdrawn);

    /// <summary>How often a record has answered instead of a computation.</summary>
    public long ReusesOf(string record) => _tally.ReusesOf(record);

    /// <summary>How many campaigns have answers from records of a dataset.</summary>
    public int CampaignsOn(string dataset) => _tally.CampaignsOn(dataset);

    /// <summary>How often records of a dataset have.</summary>
    public long ReusesIn(string dataset) => _tally.ReusesIn(dataset);
}
