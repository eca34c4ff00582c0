// Look-ups that are reuses: written to the ledger when the caller says so.
using DataHub.Model;
using DataHub.Screening.Reuse;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>
/// Notes answers as reuses under the name of a campaign. A molecule, level and property is noted once for a campaign; what its reuse avoids, the processor time of the record, counts once in the
/// whole ledger. Whoever only wants to know does not reuse: nothing is noted unless the caller asks for it.
/// </summary>
public sealed class KnownLedger
{
    /// <summary>The rung under which look-ups stand in the ledger.</summary>
    public const string Rung = "known";
    const int Batch = 5000;
    readonly Archive _archive;
    readonly string _campaign;
    readonly TimeProvider _clock;
    readonly HashSet<(string, string, string)> _noted = [], _counted = [];
    readonly List<LedgerLine> _lines = [];

    /// <summary>Reads what the ledger has already.</summary>
    public KnownLedger(Archive archive, string campaign, TimeProvider clock)
    {
        (_archive, _campaign, _clock) = (archive, campaign, clock);
        foreach (var l in archive.Ledger())
        {
            if (l.Campaign == campaign) _noted.Add((l.Molecule, l.Level, l.Property));
            if (l.AvoidedCpuSeconds is not null) _counted.Add((l.Molecule, l.Level, l.Property));
        }
    }

    /// <summary>Lines written.</summary>
    public long Written { get; private set; }

    /// <summary>Notes an answer, if it is one that reuses a record. It is on the disk after <see cref="Flush"/>, or sooner.</summary>
    public void Note(KnownResult? result)
    {
        if (result is not { Answer: Answer.Known { Evidence: var e }, Question: var q } || e.CalculationId is null && result.Model is null) return;
        string molecule = q.Molecule.Smiles ?? (result.Smiles is { Length: > 0 } s ? s : null) ?? q.Molecule.InChIKey ?? $"{q.Molecule.Formula} at geometry {q.Geometry?.Hash}";
        var key = (molecule, q.Level.Name, q.Property.Name);
        if (!_noted.Add(key)) return;
        string action = e.Tier switch { Tier.T6 => "predicted", Tier.T5 => "corrected", _ => "reused" };
        // A prediction's record, or one at another level, tells nothing of what computing the level asked for would have cost.
        double? avoided = e.Tier <= Tier.T3 ? e.CpuSeconds : null;
        string reason = $"{e.Rule}: {e.Reason}";
        if (avoided is not null && !_counted.Add(key)) (avoided, reason) = (null, $"{reason} (avoided before: counted in another campaign)");
        // A model costs its training once, whoever uses it first.
        double spent = result.Model is { } model ? model.TakeCost() + result.PredictionCpuSeconds : 0;
        _lines.Add(new LedgerLine(_clock.GetUtcNow().UtcDateTime, _campaign, action, molecule, q.Level.Name, q.Property.Name, e.CalculationId, Rung, spent, avoided, reason));
        if (_lines.Count >= Batch) Flush();
    }

    /// <summary>Writes what is left.</summary>
    public void Flush()
    {
        _archive.Note(_lines);
        Written += _lines.Count;
        _lines.Clear();
    }

    /// <summary>Notes entries on their way, each before it is handed on in its batch; the last are written at the end, also if the caller stops early.</summary>
    public IEnumerable<KnownEntry> Through(IEnumerable<KnownEntry> entries)
    {
        try
        {
            foreach (var entry in entries)
            {
                Note(entry.Result);
                yield return entry;
            }
        }
        finally { Flush(); }
    }
}
