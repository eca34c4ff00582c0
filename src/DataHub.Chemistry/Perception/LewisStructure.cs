// Bond orders, formal charges and radical sites of a whole geometry.
using DataHub.Model;

namespace DataHub.Chemistry.Perception;

/// <summary>A molecule as a Lewis structure: bonds with orders, a state for each atom.</summary>
sealed record LewisStructure(IReadOnlyList<(int A, int B)> Bonds, int[] Orders, ValenceState[] States, int Cost)
{
    const int MostRivals = 12;
    static readonly int[] Budgets = [0, 4, 14, 24, 34, 48, 64];

    /// <summary>Radical electrons as a toolkit counts them: unpaired ones and the open pairs of carbenes.</summary>
    public int RadicalElectrons => States.Sum(s => s.Unpaired + (s.OpenPair ? 2 : 0));

    /// <summary>Other Lewis structures that are as good: the same but for one conjugated part.</summary>
    public IReadOnlyList<LewisStructure> Rivals { get; private init; } = [];

    /// <summary>
    /// The cheapest Lewis structure with the given charge and number of unpaired electrons, or the reason why there is none.
    /// A multiplicity of three or more on a molecule with a good closed-shell structure is an excited state of that structure.
    /// </summary>
    public static (LewisStructure? Found, string? Why) Of(Geometry g, int charge, int multiplicity)
    {
        var (net, why) = Connectivity.Of(g);
        if (net is null) return (null, why);
        if (multiplicity >= 3 && multiplicity % 2 == 1 && Solve(g, net, charge, 0, 4) is { Found: { } closed }) return (closed, null);
        var (found, reason) = Solve(g, net, charge, multiplicity - 1, Budgets[^1]);
        return found is null ? (null, reason) : BrokenBonds.Sign(g, net, found, charge) is { } sign ? (null, sign) : (found, null);
    }

    static (LewisStructure? Found, string? Why) Solve(Geometry g, Connectivity net, int charge, int unpaired, int most)
    {
        int n = g.Count;
        var options = new ValenceState[n][];
        for (int i = 0; i < n; i++)
        {
            options[i] = [.. Valences.Of(g.Symbols[i]).Where(s => s.Bonds >= net.Degree[i])];
            if (options[i].Length == 0) return (null, $"{Connectivity.Name(g, i)} has {net.Degree[i]} neighbours");
            // What an atom cannot avoid (the charge of an ammonium) is no choice and costs nothing.
            int least = options[i].Min(s => s.Cost);
            options[i] = [.. options[i].Select(s => s with { Cost = s.Cost - least })];
        }
        DipolarGroups(g, net, options);
        var parts = Parts(options, net);
        foreach (int budget in Budgets.Where(b => b <= most))
        {
            var tables = new List<Dictionary<(int Charge, int Unpaired), LewisPart>>();
            foreach (var part in parts)
            {
                var place = part.Atoms.Select((a, k) => (a, k)).ToDictionary(p => p.a, p => p.k);
                var table = new LewisSearch([.. part.Atoms.Select(a => options[a])], [.. part.Atoms.Select(a => net.Degree[a])],
                    [.. part.Bonds.Select(b => (place[net.Bonds[b].A], place[net.Bonds[b].B]))], budget).Run();
                if (table is null) return (null, $"the conjugated part around {Connectivity.Name(g, part.Atoms[0])} has too many Lewis structures");
                if (table.Count == 0) { tables.Clear(); break; }
                tables.Add(table);
            }
            if (tables.Count == parts.Count && Combine(tables, charge, unpaired, budget) is { } choice)
                return (Assemble(net, parts, choice, n), null);
        }
        return (null, $"no Lewis structure fits charge {charge} and multiplicity {unpaired + 1}");
    }

    // Atoms joined by bonds that may be multiple; most parts are single atoms that are settled at once.
    static List<(List<int> Atoms, List<int> Bonds)> Parts(ValenceState[][] options, Connectivity net)
    {
        int n = options.Length;
        int[] root = [.. Enumerable.Range(0, n)];
        int Root(int i) { while (root[i] != i) i = root[i] = root[root[i]]; return i; }
        bool MayBeMultiple(int b) => new[] { net.Bonds[b].A, net.Bonds[b].B }.All(a => options[a].Any(s => s.Bonds > net.Degree[a]));
        var multiple = Enumerable.Range(0, net.Bonds.Count).Where(MayBeMultiple).ToList();
        foreach (int b in multiple) root[Root(net.Bonds[b].A)] = Root(net.Bonds[b].B);
        var parts = new Dictionary<int, (List<int> Atoms, List<int> Bonds)>();
        for (int i = 0; i < n; i++)
        {
            if (!parts.TryGetValue(Root(i), out var part)) parts[Root(i)] = part = ([], []);
            part.Atoms.Add(i);
        }
        foreach (int b in multiple) parts[Root(net.Bonds[b].A)].Bonds.Add(b);
        return [.. parts.Values];
    }

    // Chooses one structure for each part so that charges and unpaired electrons add up; the sum is the cheapest within the budget.
    // That is certain only while no part, at its own cheapest plus all that is spent beyond the cheapest, could exceed the budget to which it was searched.
    static List<LewisPart>? Combine(List<Dictionary<(int Charge, int Unpaired), LewisPart>> tables, int charge, int unpaired, int budget)
    {
        var least = tables.Select(t => t.Values.Min(p => p.Cost)).ToList();
        int ceiling = least.Sum() + budget - (budget == Budgets[^1] ? 0 : least.Max());
        var sums = new Dictionary<(int Charge, int Unpaired), (int Cost, Chain? Chain)> { [(0, 0)] = (0, null) };
        foreach (var table in tables)
        {
            var next = new Dictionary<(int Charge, int Unpaired), (int Cost, Chain? Chain)>();
            foreach (var ((q, u), (cost, chain)) in sums)
                foreach (var ((pq, pu), part) in table)
                {
                    int sum = cost + part.Cost;
                    if (sum > ceiling || u + pu > unpaired) continue;
                    if (!next.TryGetValue((q + pq, u + pu), out var known) || sum < known.Cost) next[(q + pq, u + pu)] = (sum, new(part, chain));
                }
            sums = next;
        }
        if (!sums.TryGetValue((charge, unpaired), out var best)) return null;
        var choice = new List<LewisPart>();
        for (var c = best.Chain; c is not null; c = c.Before) choice.Add(c.Part);
        choice.Reverse();
        return choice;
    }

    // Charges that a neighbour welcomes. N with two terminal O has one Lewis structure in every charge state; settling it first keeps polynitro compounds cheap.
    static void DipolarGroups(Geometry g, Connectivity net, ValenceState[][] options)
    {
        var nitro = new Dictionary<int, List<int>>();
        foreach (var (a, b) in net.Bonds)
            foreach (var (n, end) in new[] { (a, b), (b, a) })
            {
                if (g.Symbols[n] != "N" || net.Degree[end] != 1) continue;
                if (g.Symbols[end] == "O" && net.Degree[n] == 3) (nitro.TryGetValue(n, out var list) ? list : nitro[n] = []).Add(end);
                int? cost = g.Symbols[end] switch { "O" => 4, "N" when net.Degree[n] == 2 => 6, "C" when net.Degree[n] == 2 => 8, _ => null };
                if (cost is { } c) options[end] = [.. options[end].Select(s => s.Charge == -1 && s.Unpaired == 0 ? s with { Cost = Math.Min(s.Cost, c) } : s)];
            }
        foreach (var (n, oxygens) in nitro)
            if (oxygens.Count == 2)
            {
                options[n] = [new(4, 1, 0, 0)];
                options[oxygens[0]] = [new(2, 0, 0, 0)];
                options[oxygens[1]] = [new(1, -1, 0, 0)];
            }
    }

    static LewisStructure Assemble(Connectivity net, List<(List<int> Atoms, List<int> Bonds)> parts, List<LewisPart> choice, int n)
    {
        var first = Assembled(choice);
        var seen = new HashSet<string> { Signature(net, first) };
        var rivals = new List<LewisStructure>();
        for (int p = 0; p < parts.Count; p++)
            foreach (var rival in choice[p].Rivals)
            {
                var other = Assembled([.. choice.Select((c, k) => k == p ? rival : c)]);
                if (rivals.Count < MostRivals && seen.Add(Signature(net, other))) rivals.Add(other);
            }
        return first with { Rivals = rivals };

        LewisStructure Assembled(List<LewisPart> chosen)
        {
            var orders = new int[net.Bonds.Count];
            Array.Fill(orders, 1);
            var states = new ValenceState[n];
            for (int p = 0; p < parts.Count; p++)
            {
                for (int k = 0; k < parts[p].Atoms.Count; k++) states[parts[p].Atoms[k]] = chosen[p].States[k];
                for (int k = 0; k < parts[p].Bonds.Count; k++) orders[parts[p].Bonds[k]] += chosen[p].Extra[k];
            }
            return new(net.Bonds, orders, states, chosen.Sum(c => c.Cost));
        }
    }

    // Structures that differ by which of the terminal atoms of one centre (the oxygens of a phosphate) has the charge have one signature.
    static string Signature(Connectivity net, LewisStructure s)
    {
        var centre = new Dictionary<int, int>();
        foreach (var (a, b) in net.Bonds)
        {
            if (net.Degree[a] == 1) centre[a] = b;
            if (net.Degree[b] == 1) centre[b] = a;
        }
        return string.Join(' ', Enumerable.Range(0, s.States.Length).Where(i => s.States[i] is not { Charge: 0, Unpaired: 0, OpenPair: false })
            .Select(i => $"{(centre.TryGetValue(i, out int c) ? $"on {c}" : i)}:{s.States[i].Bonds},{s.States[i].Charge},{s.States[i].Unpaired}").Order(StringComparer.Ordinal));
    }

    sealed record Chain(LewisPart Part, Chain? Before);
}
