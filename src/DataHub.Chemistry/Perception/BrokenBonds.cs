// The charges that betray a bond torn apart.
using DataHub.Model;

namespace DataHub.Chemistry.Perception;

/// <summary>
/// A bond stretched until it is none leaves two halves that have no closed-shell structure but as ions: methane and a far hydrogen become a methyl anion and a proton.
/// Such a structure fits every count of electrons and is still not the molecule; nor is it certain that it is another.
/// </summary>
static class BrokenBonds
{
    /// <summary>What about the structure betrays a torn bond, or null.</summary>
    public static string? Sign(Geometry g, Connectivity net, LewisStructure s, int charge)
    {
        int cations = 0, anions = 0;
        for (int i = 0; i < g.Count; i++)
        {
            if (g.Symbols[i] == "H" && s.States[i].Charge != 0 && g.Count > 1) return "it has a bare proton or hydride beside other atoms, as where a bond is torn";
            if (g.Symbols[i] != "C") continue;
            if (s.States[i].Charge > 0) cations++;
            if (s.States[i].Charge < 0 && !HasCationBeside(s, i)) anions++;
        }
        // A carbanion beside a cationic atom is an ylide, a diazo compound or the like; any other charge of C must be the molecule's own.
        if (cations > Math.Max(charge, 0) || anions > Math.Max(-charge, 0)) return "it has a structure only with opposite charges on carbon, as where a bond is torn";

        int[] fragment = Fragments(net, g.Count);
        var total = Enumerable.Range(0, g.Count).GroupBy(i => fragment[i]).ToDictionary(f => f.Key, f => f.Sum(i => s.States[i].Charge));
        if (total.Values.Sum(Math.Abs) == Math.Abs(charge)) return null;
        for (int i = 0; i < g.Count; i++)
            if (total[fragment[i]] > 0 && s.States[i].Charge > 0 && !IsOnium(g.Symbols[i], net.Degree[i]) || total[fragment[i]] < 0 && s.States[i].Charge < 0 && g.Symbols[i] is "C" or "H" && net.Degree[i] != 1)
                return "it is apart in ions that do not make a salt, as where a bond is torn";
        return null;
    }

    static bool IsOnium(string symbol, int degree) => symbol switch { "N" => degree >= 3, "O" or "S" or "Se" => degree == 3, "P" or "As" => degree == 4, _ => false };

    static bool HasCationBeside(LewisStructure s, int atom) => s.Bonds.Any(b => b.A == atom && s.States[b.B].Charge > 0 || b.B == atom && s.States[b.A].Charge > 0);

    static int[] Fragments(Connectivity net, int n)
    {
        int[] root = [.. Enumerable.Range(0, n)];
        int Root(int i) { while (root[i] != i) i = root[i] = root[root[i]]; return i; }
        foreach (var (a, b) in net.Bonds) root[Root(a)] = Root(b);
        return [.. Enumerable.Range(0, n).Select(Root)];
    }
}
