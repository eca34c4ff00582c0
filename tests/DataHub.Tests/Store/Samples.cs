// Generated calculations for the tests of the store: every column of the data dictionary gets used.
using DataHub.Model;

namespace DataHub.Tests.Store;

static class Samples
{
    static readonly string[] Names = ["water", "it's; DROP TABLE x --", "näphthalene", "a%b_c\\d", "Ωμέγα 日本", "😀 smile", "\uFF21 wide", "tab\tnew\nline", "\"quoted\"", ""];
    static readonly (string Method, string? Basis)[] Levels = [("GFN2-xTB", null), ("PM7", null), ("wB97X-D", "def2-SVP"), ("B3LYP-D3(BJ)", "def2-TZVP"), ("HF", "6-31G*"), ("CCSD(T)", "cc-pVDZ")];
    static readonly string[] Smiles = ["O", "CO", "CCO", "c1ccccc1", "CC(=O)O", "N#N", "C1CC1", "OC=O", "[NH4+]", "CS"];

    /// <summary>The n-th of an endless row of different calculations; the same for the same numbers.</summary>
    public static Calculation Of(int n, int seed = 1)
    {
        var random = new Random(seed * 1_000_003 + n);
        int m = random.Next(Math.Max(10, 3 * Smiles.Length));
        string[] symbols = [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => new[] { "H", "C", "N", "O", "S" }[random.Next(5)])];
        var (method, basis) = Levels[random.Next(Levels.Length)];
        bool failed = random.Next(8) == 0, known = random.Next(10) != 0;
        var molecule = Molecule.FromAtoms(symbols, m % 7 == 0 ? 1 : 0, 1 + m % 2) with
        {
            Smiles = known ? Smiles[m % Smiles.Length] : null, InChIKey = known ? $"{(char)('A' + m % 26)}AAAAAAAAAAAA{(char)('A' + m / 26)}-UHFFFAOYSA-N" : null,
            InChI = known ? $"InChI=1S/X{m}" : null, Toolkit = known ? "test 1" : null, Name = Maybe(random, Names[random.Next(Names.Length)]), Connectivity = random.Next(2) == 0 ? Connectivity.Certain : null,
        };
        var values = new Values();
        if (!failed)
        {
            foreach (var p in Property.All)
                if (!p.IsList) values[p] = random.Next(3) == 0 ? null : random.Next(5) == 0 ? Math.Round(random.NextDouble() * 4) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4));
                else if (random.Next(4) == 0) values.Set(p, [.. Enumerable.Range(0, 1 + random.Next(9)).Select(_ => random.NextDouble())]);
            values[Property.Energy] = -n - 0.5;
            if (random.Next(5) == 0) values.Uncertainties["gap_ev"] = 0.1 + random.NextDouble();
            if (random.Next(5) == 0) values.Extras.Add(new Extra("odd \"thing\"", "bananas", random.NextDouble()));
        }
        return Finish(new Calculation(molecule, Level.Of(method, basis), (Driver)random.Next(5), failed ? Status.Failed : Status.Success)
        {
            Geometry = random.Next(6) == 0 ? null : new Geometry(symbols, [.. Enumerable.Range(0, 3 * symbols.Length).Select(i => i + random.NextDouble())],
                (GeometrySource)random.Next(3), Maybe(random, "GFN2-xTB")),
            Values = values,
            Failure = failed ? new Failure((FailureKind)random.Next(12), "it said: \"no\"") : null,
            Provenance = new Provenance
            {
                Program = Maybe(random, new[] { "psi4", "xtb", "mopac" }[random.Next(3)]), ProgramVersion = Maybe(random, "6." + random.Next(5)), Format = "qcschema",
                RawHash = Maybe(random, new string('a', 64)), RawName = $"file-{n}.json", RawRecord = n, Dataset = Maybe(random, new[] { "seed", "other" }[random.Next(2)]),
                Licence = Maybe(random, "CC0-1.0"), Contributor = "tester", Parents = random.Next(5) == 0 ? ["p1", "p2"] : [],
                ComputedAt = Maybe(random, new DateTime(2024, 1 + random.Next(12), 1 + random.Next(28), random.Next(24), random.Next(60), 7, 123, DateTimeKind.Utc).AddMicroseconds(456).ToString("O")) is { } t
                    ? DateTime.Parse(t, null, System.Globalization.DateTimeStyles.RoundtripKind) : null,
                IngestedAt = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(n),
            },
            Cost = new Cost(CostTier.Measured) { CpuSeconds = random.Next(4) == 0 ? null : random.NextDouble() * 10, Cores = random.Next(3) == 0 ? null : 2, EnergyKwh = random.NextDouble() * 1e-4, Processor = "test cpu" },
        });
    }

    /// <summary>The first so many.</summary>
    public static List<Calculation> Many(int count, int seed = 1, int from = 0) => [.. Enumerable.Range(from, count).Select(n => Of(n, seed))];

    static Calculation Finish(Calculation c) => c with { Id = c.ContentId() };
    static string? Maybe(Random random, string text) => random.Next(4) == 0 ? null : text;

    /// <summary>A row as text, cell by cell, for comparison.</summary>
    public static string Text(CalculationRow row, IEnumerable<Column>? columns = null) => string.Join('\n', (columns ?? Columns.All).Select(c => $"{c.Name}={Text(row[c])}"));

    /// <summary>A cell as text: numbers by their bits, times by ticks, text in normal form C.</summary>
    public static string Text(object? cell) => cell switch
    {
        null or DBNull => "-",
        double d => d.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        DateTime t => t.Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture),
        string s => "'" + s.Normalize() + "'",
        System.Collections.IEnumerable list => "[" + string.Join(',', list.Cast<object?>().Select(Text)) + "]",
        _ => Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
