// What a list of molecules would cost, and what of that is known already: the sum over its entries.
using DataHub.Compute;
using DataHub.Model;
using DataHub.Screening.Reuse;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>Processor time, energy and emissions, with how many records tell each.</summary>
public sealed record CostSum(double CpuHours, long CpuRecords, double EnergyKwh, long EnergyRecords, double Co2Grams, long Co2Records);

/// <summary>The forecast of computing what is missing: CPU-hours with their 90% interval, energy and emissions by the model, and on what it rests.</summary>
public sealed record MissingCost(long Molecules, long WithoutFormula, double CpuHours, double LowCpuHours, double HighCpuHours, double EnergyKwh, double Co2Grams, IReadOnlyList<string> Basis);

/// <summary>How far a list is known. Molecules are counted once, however often they stand in the list; each counts in one of known, better known, bridgeable, predicted and unknown.</summary>
public sealed record KnownPlan(string Property, string Level, string Policy, long Rows, long NotUnderstood, long Molecules, long Known, long BetterKnown, long Bridgeable, long Predicted, long Unknown, long Admitted)
{
    /// <summary>Molecules by the tier of their best answer, whether the policy admits it or not.</summary>
    public IReadOnlyDictionary<string, long> Tiers { get; init; } = new Dictionary<string, long>();
    /// <summary>What the records that the policy admits cost when they were computed: what need not be spent again.</summary>
    public required CostSum Avoided { get; init; }
    /// <summary>What computing the molecules would cost that the policy leaves without an answer.</summary>
    public required MissingCost Missing { get; init; }
    /// <summary>Why entries were not understood: the first few, with their lines.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];
}

/// <summary>
/// Sums up the answers to a list, which is to be asked by <see cref="Order"/>: the order given with every tier admitted, so that what the policy leaves out is seen. Memory grows by some 30 bytes
/// with each distinct molecule, not with the rows.
/// </summary>
public sealed class KnownTally(KnownOrder order, Archive archive, CostModel cost)
{
    const int MostDefects = 10;
    readonly HashSet<ulong> _molecules = [];
    readonly Dictionary<string, long> _missing = [];
    readonly long[] _tiers = new long[(int)Tier.Computed + 1];
    readonly List<string> _defects = [];
    long _rows, _bad, _admitted, _unknown, _formless, _cpuRecords, _energyRecords, _co2Records;
    double _cpu, _energy, _co2;

    /// <summary>The order to ask by.</summary>
    public KnownOrder Order { get; } = order with { Policy = order.Policy with { Worst = Tier.T6 } };

    /// <summary>Takes an answer in.</summary>
    public void Add(KnownEntry entry)
    {
        _rows++;
        if (entry.Result is not { } result)
        {
            _bad++;
            if (_defects.Count < MostDefects) _defects.Add($"line {entry.Asked.Line}: {entry.Error}");
            return;
        }
        var m = result.Question.Molecule;
        if (!_molecules.Add(Hash(m) ^ (m.InChIKey is null && result.Question.Geometry is { } shape ? Convert.ToUInt64(shape.Hash[..16], 16) : 0))) return;
        bool admitted = false;
        if (result.Answer is Answer.Known { Evidence: var e })
        {
            _tiers[(int)e.Tier]++;
            admitted = e.Tier <= order.Policy.Admits;
            if (admitted)
            {
                _admitted++;
                if (e.CpuSeconds is { } s) { _cpu += s; _cpuRecords++; }
                if (e.EnergyKwh is { } w) { _energy += w; _energyRecords++; }
                if (e.Co2Grams is { } g) { _co2 += g; _co2Records++; }
            }
        }
        else _unknown++;
        if (admitted) return;
        string? formula = m.Formula is { Length: > 0 } f ? f : result.Others.FirstOrDefault(o => o.Formula is not null)?.Formula;
        if (formula is null) _formless++;
        else _missing[formula] = _missing.GetValueOrDefault(formula) + 1;
    }

    /// <summary>The sum so far.</summary>
    public KnownPlan Plan()
    {
        long At(Tier tier) => _tiers[(int)tier];
        return new KnownPlan(order.Property.Name, order.Level.Name, order.Policy.Name, _rows, _bad, _molecules.Count, At(Tier.T0) + At(Tier.T1) + At(Tier.T2) + At(Tier.T3), At(Tier.T4), At(Tier.T5), At(Tier.T6), _unknown, _admitted)
        {
            Tiers = Enumerable.Range(0, (int)Tier.Computed).Where(i => _tiers[i] > 0).ToDictionary(i => ((Tier)i).ToString(), i => _tiers[i]),
            Avoided = new CostSum(_cpu / 3600, _cpuRecords, _energy, _energyRecords, _co2, _co2Records),
            Missing = Forecast(), Defects = _defects,
        };
    }

    /// <summary>One job at the level for each missing molecule whose formula is known, and one at the geometry level where one is asked for.</summary>
    MissingCost Forecast()
    {
        var basis = new List<string>();
        var forecasts = new List<Forecast>();
        var levels = order.GeometryLevel is { } g && g != order.Level.Name ? [order.Level, Level.Parse(g)] : (Level[])[order.Level];
        foreach (var level in _missing.Count == 0 ? [] : levels)
        {
            var model = CostForecast.Fit(level, MeasuredJobs.At(archive, level.Name));
            basis.Add(model.Basis);
            foreach (var (formula, count) in _missing)
                for (long i = 0; i < count; i++) forecasts.Add(model.Of(formula));
        }
        if (_formless > 0) basis.Add($"{_formless} missing molecules are known by their key alone: without a formula they are not in the forecast");
        var sum = CostForecast.Sum(forecasts);
        var second = cost.Of(1, 1, 1000, 1, CostTier.Estimated);
        return new MissingCost(_molecules.Count - _admitted, _formless, sum.CpuSeconds / 3600, sum.Low / 3600, sum.High / 3600, sum.CpuSeconds * (second.EnergyKwh ?? 0), sum.CpuSeconds * (second.Co2Grams ?? 0), basis);
    }

    /// <summary>FNV-1a (64 bits) over the identity: of ten million molecules two share one with a probability of 3 in a million.</summary>
    static ulong Hash(Molecule m)
    {
        ulong h = 14695981039346656037;
        void Add(ReadOnlySpan<char> s) { foreach (char c in s) h = (h ^ c) * 1099511628211; h = (h ^ 0xFFFF) * 1099511628211; }
        Add(m.InChIKey);
        Add(m.Smiles);
        h = (h ^ (uint)m.Charge) * 1099511628211;
        return (h ^ (uint)m.Multiplicity) * 1099511628211;
    }
}
