// The partial order of levels per class of properties: which level may stand in for which, by figures, and otherwise why it cannot be said.
using System.Globalization;

namespace DataHub.Model;

/// <summary>
/// Level a is at least as good as b for a class of properties exactly if, on one benchmark, the mean error of a is below that of b by twice the standard error of their paired difference, and the basis
/// of a is at least that of b. Basis sets are ordered by the product of zeta, polarisation, diffuse and core functions, inside a family, or across families where zeta is higher. Whatever is not ordered so
/// is incomparable. Absolute energies are never ordered, orbital energies only inside one functional; experiment and what was learned stand above nothing and below nothing.
/// </summary>
public static class LevelOrder
{
    /// <summary>Dispersion corrections that are added to the energy and leave the density, and so orbitals, excitations and moments at a given geometry, as they are.</summary>
    static readonly HashSet<string> Additive = ["D2", "D3(0)", "D3(0)ATM", "D3(BJ)", "D3(BJ)ATM", "D3M(0)", "D3M(BJ)", "D3(CSO)", "D3(op)", "D4", "D4S", "CHG"];

    /// <summary>The class that a text names: a property by its column or short name, or a class by its own; null if it names none.</summary>
    public static PropertyClass? ClassOf(string text) => (Property.Find(text) ?? Property.One(text))?.Class ?? (Enum.TryParse<PropertyClass>(text.Replace("_", ""), true, out var c) && Enum.IsDefined(c) && !char.IsAsciiDigit(text[0]) ? c : null);

    /// <summary>How a stands to b for the class: Better means that a is at least as good as b.</summary>
    public static LevelComparison Compare(Level a, Level b, PropertyClass p)
    {
        if (a.Name == b.Name) return new(LevelRelation.Same, "same", [a.Approximations == b.Approximations ? $"both are {a.Name}" : $"both are {a.Name}; told approximations: {a.Approximations ?? "none"} and {b.Approximations ?? "none"}"], []);
        foreach (var l in (Level[])[a, b])
            if (l.Kind switch { LevelKind.Experiment => "it was measured", LevelKind.MachineLearned => "it was learned", LevelKind.Unknown => "its method is not in the tables", _ => null } is { } kind)
                return Not("kind", $"{l.Name}: {kind}; such a level stands above nothing and below nothing");
        if (a.Solvation != b.Solvation) return Not("surroundings", $"the surroundings differ: {a.Solvation ?? "gas phase"} and {b.Solvation ?? "gas phase"}");
        if (a.Relativity != b.Relativity) return Not("hamiltonian", $"the Hamiltonian differs: {a.Relativity ?? "not relativistic"} and {b.Relativity ?? "not relativistic"}");
        if ((a.Core == "full") != (b.Core == "full")) return Not("core", "one correlates all electrons, the other not, or that is not told");
        if ((a.Reference == "RO") != (b.Reference == "RO")) return Not("reference", "one has a restricted open shell, the other not");
        if (p == PropertyClass.AbsoluteEnergy) return Not("absolute-energy", "absolute energies compare at one level only; none stands in for another");
        var (sameMethod, ma, mb) = p is PropertyClass.Thermochemistry or PropertyClass.Vibration ? (Whole(a) == Whole(b), Whole(a), Whole(b)) : (Bare(a, p) == Bare(b, p), Bare(a, p), Bare(b, p));
        if (p == PropertyClass.Orbital) return Orbital(a, b, sameMethod);
        if (a.Treatment == "TDA" != (b.Treatment == "TDA")) return Not("treatment", "one treats excited states in the Tamm-Dancoff approximation, the other not");
        if (sameMethod && a.Basis == b.Basis) return new(LevelRelation.Equivalent, "additive-dispersion", [$"they differ in the dispersion correction, which is added to the energy and does not touch this property at a given geometry: {a.Dispersion ?? "none"} and {b.Dispersion ?? "none"}"], []);
        return ByBenchmark(a, b, ma, mb, p);
    }

    static LevelComparison Not(string rule, params string[] reasons) => new(LevelRelation.Incomparable, rule, reasons, []);

    static string Whole(Level l) => l.Dispersion is null ? l.Method : $"{l.Method}-{l.Dispersion}";

    /// <summary>The method without a correction that leaves the density alone; response theories of a coupled cluster under the name of its benchmark.</summary>
    static string Bare(Level l, PropertyClass p) => p == PropertyClass.Excitation && l.Method == "CCSD" ? "EOM-CCSD" : p == PropertyClass.Excitation && l.Method is "EOM-CC2" or "EOM-CC3" ? l.Method[4..] : l.Dispersion is null || Additive.Contains(l.Dispersion) ? l.Method : Whole(l);

    static LevelComparison Orbital(Level a, Level b, bool sameMethod)
    {
        if (!sameMethod) return Not("orbital-functional", "orbital energies mean something inside one functional only; these are of two methods");
        if (a.Basis == b.Basis) return new(LevelRelation.Equivalent, "additive-dispersion", ["they differ in what does not touch the orbitals: an added dispersion correction or the treatment of excited states"], []);
        var (ab, ba) = (Covers(a.Basis, b.Basis), Covers(b.Basis, a.Basis));
        return ab ? new(LevelRelation.Better, "orbital-basis", [$"the same method in the larger basis: {Told(a.Basis)} covers {Told(b.Basis)}"], [])
            : ba ? new(LevelRelation.Worse, "orbital-basis", [$"the same method in the smaller basis: {Told(b.Basis)} covers {Told(a.Basis)}"], [])
            : Not("basis", $"neither basis covers the other: {Told(a.Basis)} and {Told(b.Basis)}");
    }

    static LevelComparison ByBenchmark(Level a, Level b, string ma, string mb, PropertyClass p)
    {
        var figures = new List<LevelFigure>();
        var reasons = new List<string>();
        bool better = false, worse = false, close = false;
        foreach (var bench in Benchmark.All.Where(x => x.Class == p))
        {
            var (fa, fb) = (bench.Of(ma, a.Basis, out bool ea), bench.Of(mb, b.Basis, out bool eb));
            if (ea != eb) (fa, fb) = (bench.Of(ma, null, out _), bench.Of(mb, null, out _));
            if (fa is null || fb is null || fa == fb) continue;
            var pair = bench.Pair(fa.Level, fb.Level);
            figures.Add(new(bench.Name, bench.Metric, bench.Unit, fa.Value, fb.Value, pair?.N ?? Math.Min(fa.N, fb.N), bench.Source) { Difference = pair?.Difference, StandardError = pair?.StandardError, Reference = bench.Reference, Basis = bench.Basis });
            if (pair is null) { reasons.Add($"{bench.Name} has no paired errors of the two: its figures are shown and order nothing"); continue; }
            var margin = 2 * pair.StandardError;
            var said = string.Create(CultureInfo.InvariantCulture, $"{bench.Name}: {bench.Metric} {fa.Value:0.###} and {fb.Value:0.###} {bench.Unit}, mean difference {pair.Difference:0.####} on {pair.N} cases, margin (2 standard errors) {margin:0.####}");
            if (pair.Difference <= -margin) (better, said) = (true, said + $": {fa.Level} errs less");
            else if (pair.Difference >= margin) (worse, said) = (true, said + $": {fb.Level} errs less");
            else (close, said) = (true, said + ": within the margin");
            reasons.Add(said);
        }
        if (better && worse) return new(LevelRelation.Incomparable, "benchmarks-disagree", [.. reasons, "the benchmarks disagree"], figures);
        if (!better && !worse)
            return new(LevelRelation.Incomparable, close ? "within-margin" : "no-benchmark", reasons.Count > 0 ? reasons : [$"no benchmark of {p.ToString().ToLowerInvariant()} knows both {ma} and {mb}"], figures);
        var (good, poor) = better ? (a, b) : (b, a);
        if (BasisReason(good, poor) is { } missing) return new(LevelRelation.Incomparable, "basis", [.. reasons, missing], figures);
        reasons.Add(good.Basis is null ? $"{good.Name} brings what basis it needs" : good.Basis == poor.Basis ? $"both in {Told(good.Basis)}" : $"{Told(good.Basis)} covers {Told(poor.Basis)}");
        return new(better ? LevelRelation.Better : LevelRelation.Worse, "benchmark", reasons, figures);
    }

    /// <summary>Why the basis of the level that errs less is not known to be at least that of the other; null if it is.</summary>
    static string? BasisReason(Level good, Level poor)
    {
        if (good.Basis == poor.Basis) return null;
        if (good.Basis is null) return LevelNames.FindWhole(good.Method) is { Composite: true } ? null : $"{good.Name} has no basis set to set against {poor.Basis}";
        if (poor.Basis is null) return $"{poor.Name} has no basis set to set against {good.Basis}";
        return Covers(good.Basis, poor.Basis) ? null : $"the level that errs less has not the larger basis: {Told(good.Basis)} does not cover {Told(poor.Basis)}";
    }

    /// <summary>True if basis a has at least what b has: the same, or more inside one family, or a higher zeta and no less of all else across families.</summary>
    public static bool Covers(string? a, string? b)
    {
        if (LevelNames.FindBasis(a) is not { } x || LevelNames.FindBasis(b) is not { } y) return false;
        if (x.Name == y.Name) return true;
        if (x.Family == "slater-koster" || y.Family == "slater-koster") return false;
        bool atLeast = x.Zeta >= y.Zeta && x.Polarisation >= y.Polarisation && x.Diffuse >= y.Diffuse && x.Core >= y.Core;
        bool more = x.Zeta > y.Zeta || x.Family == y.Family && (x.Polarisation > y.Polarisation || x.Diffuse > y.Diffuse || x.Core > y.Core);
        return atLeast && more && (x.Family != "pople" || y.Family != "pople" || ShellsCover(x.Name, y.Name));
    }

    /// <summary>For Pople sets: every shell of the brackets of b, as often, in those of a: (2df,p) covers (d,p) but not (2d,2p).</summary>
    static bool ShellsCover(string a, string b)
    {
        static string[] Atoms(string name) => name.IndexOf('(') is > 0 and var at ? [.. name[(at + 1)..^1].Split(',', 2)] : [];
        static int Count(string shells, char l) => shells.IndexOf(l) is >= 0 and var at ? at > 0 && char.IsAsciiDigit(shells[at - 1]) ? shells[at - 1] - '0' : 1 : 0;
        var (x, y) = (Atoms(a), Atoms(b));
        return y.Select((shells, i) => "pdfg".All(l => Count(i < x.Length ? x[i] : "", l) >= Count(shells, l))).All(covered => covered);
    }

    static string Told(string? basis) => LevelNames.FindBasis(basis) is { } b ? $"{b.Name} (zeta {b.Zeta}, polarisation {b.Polarisation}, diffuse {b.Diffuse}, core {b.Core})" : basis is null ? "no basis" : $"{basis} (not in the tables)";
}
