// Bond orders, formal charges and radical sites of one conjugated part, by exhaustive search.
namespace DataHub.Chemistry.Perception;

/// <summary>A Lewis structure of one part: the state of each of its atoms and the bond order above one of each of its bonds.</summary>
sealed record LewisPart(int Cost, ValenceState[] States, int[] Extra)
{
    /// <summary>Other structures of the same cost that place charges or radicals differently.</summary>
    public List<LewisPart> Rivals { get; } = [];
}

/// <summary>
/// Finds, for every total charge and number of unpaired electrons, the cheapest Lewis structure of a part within a cost. The part is a set of atoms joined by bonds that may be multiple.
/// Atoms with the fewest undecided bonds are decided first, so that a Kekulé structure is found almost without going back.
/// </summary>
sealed class LewisSearch(IReadOnlyList<ValenceState[]> options, int[] degree, IReadOnlyList<(int A, int B)> bonds, int budget)
{
    const int MostNodes = 200_000;
    const int MostRivals = 24;

    readonly List<(int Bond, int Other)>[] _around = Around(options.Count, bonds);
    readonly int[] _capacity = [.. options.Select((o, i) => o.Max(s => s.Bonds) - degree[i])];
    readonly int[] _given = new int[options.Count];
    readonly int[] _extra = new int[bonds.Count];
    readonly ValenceState[] _state = new ValenceState[options.Count];
    readonly bool[] _decided = new bool[options.Count];
    readonly Dictionary<(int Charge, int Unpaired), LewisPart> _best = [];
    int _nodes;

    /// <summary>The cheapest structures by charge and unpaired electrons, or null if the part is too large to search.</summary>
    public Dictionary<(int Charge, int Unpaired), LewisPart>? Run()
    {
        Decide(0, 0, 0, 0);
        return _nodes > MostNodes ? null : _best;
    }

    void Decide(int count, int cost, int charge, int unpaired)
    {
        // Without anything to spend, the first structure is as good as every other: all differ by the writing of double bonds alone.
        if (budget == 0 && _best.Count > 0 || ++_nodes > MostNodes) return;
        if (count == options.Count)
        {
            Record(cost, (charge, unpaired));
            return;
        }
        int atom = Next();
        _decided[atom] = true;
        foreach (var state in options[atom])
        {
            int need = state.Bonds - degree[atom] - _given[atom];
            if (need < 0 || cost + state.Cost > budget) continue;
            _state[atom] = state;
            Share(atom, 0, need, () => Decide(count + 1, cost + state.Cost, charge + state.Charge, unpaired + state.Unpaired));
        }
        _decided[atom] = false;
    }

    void Record(int cost, (int Charge, int Unpaired) kind)
    {
        if (!_best.TryGetValue(kind, out var known) || cost < known.Cost)
            _best[kind] = new(cost, (ValenceState[])_state.Clone(), (int[])_extra.Clone());
        else if (cost == known.Cost && known.Rivals.Count < MostRivals && !known.States.AsSpan().SequenceEqual(_state) && !known.Rivals.Exists(r => r.States.AsSpan().SequenceEqual(_state)))
            known.Rivals.Add(new(cost, (ValenceState[])_state.Clone(), (int[])_extra.Clone()));
    }

    // Deals out the bond order that an atom still needs to its bonds with undecided atoms.
    void Share(int atom, int k, int need, Action then)
    {
        var around = _around[atom];
        while (k < around.Count && _decided[around[k].Other]) k++;
        if (k == around.Count)
        {
            if (need == 0) then();
            return;
        }
        var (bond, other) = around[k];
        int most = Math.Min(2, Math.Min(need, _capacity[other] - _given[other]));
        for (int x = most; x >= 0; x--)
        {
            _extra[bond] = x;
            _given[other] += x;
            Share(atom, k + 1, need - x, then);
            _given[other] -= x;
        }
        _extra[bond] = 0;
    }

    int Next()
    {
        int best = -1, fewest = int.MaxValue;
        for (int i = 0; i < _decided.Length; i++)
        {
            if (_decided[i]) continue;
            int open = 0;
            foreach (var (_, other) in _around[i]) if (!_decided[other]) open++;
            // Among equals, an atom that has already been given a bond is the one most likely to be settled; what touches the decided region comes before what does not.
            int rank = 2 * open - (_given[i] > 0 ? 1 : 0) + (open > 1 && open == _around[i].Count ? 100 : 0);
            if (rank < fewest) (best, fewest) = (i, rank);
        }
        return best;
    }

    static List<(int, int)>[] Around(int n, IReadOnlyList<(int A, int B)> bonds)
    {
        var around = new List<(int, int)>[n];
        for (int i = 0; i < n; i++) around[i] = [];
        for (int b = 0; b < bonds.Count; b++)
        {
            around[bonds[b].A].Add((b, bonds[b].B));
            around[bonds[b].B].Add((b, bonds[b].A));
        }
        return around;
    }
}
