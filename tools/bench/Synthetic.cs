// Made-up archives of millions of calculations, the same for the same number: written as segments by the archive's own writer.
using DataHub.Model;
using DataHub.Store.Segments;

namespace DataHub.Bench;

/// <summary>
/// Molecules with keys, SMILES and formulas that look real (they are not), each at one to five levels, most at one. Half of the molecules have all their calculations
/// in one segment, as a campaign leaves them; the others have them in different ones, as datasets that came one by one leave them.
/// </summary>
static class Synthetic
{
    static readonly (Level Level, string Program, string Version)[] Levels =
    [
        (Level.Parse("GFN2-xTB"), "xtb", "6.5.1"), (Level.Parse("PM7"), "mopac", "22.0.6"), (Level.Parse("B3LYP-D3(BJ)/def2-TZVP"), "psi4", "1.7"),
        (Level.Parse("wB97X-D/def2-SVP"), "psi4", "1.9.1"), (Level.Parse("PBE0/6-31G(d)"), "nwchem", "7.0.2"),
    ];
    /// <summary>What a molecule has beside carbon, hydrogen, nitrogen and oxygen, from common to rare.</summary>
    static readonly string[][] More = [[], [], [], [], [], [], [], ["F"], ["S"], ["Cl"], ["F", "S"], ["Br"], ["Cl", "S"], ["P"], ["Cl", "F"], ["Si"], ["B"], ["I"], ["Br", "S"], ["Cl", "F", "S"]];
    static readonly string[] Syllables = ["ami", "benz", "but", "chlor", "cyclo", "di", "eth", "fluor", "hex", "iso", "meth", "naphth", "non", "oct", "ox", "pent", "phen", "pip", "prop", "pyr", "sulf", "thi", "tol", "xyl"];
    static readonly string[] Endings = ["amide", "amine", "ane", "ene", "ine", "ol", "one", "yne"];
    static readonly Column[] Values = [.. new[] { "energy_hartree", "homo_ev", "lumo_ev", "gap_ev", "dipole_debye", "polarizability_bohr3", "nuclear_repulsion_hartree", "gradient_norm" }.Select(C)];
    const int Large = 200_000;

    /// <summary>How many calculations a molecule has: 1 for 45 of 100, up to 5 for 5 of 100.</summary>
    static int LevelsOf(long molecule) => (Mix(molecule, 1) % 100) switch { < 45 => 1, < 70 => 2, < 85 => 3, < 95 => 4, _ => 5 };

    /// <summary>Number of molecules that have so many calculations together.</summary>
    public static long MoleculesOf(long calculations)
    {
        long molecules = 0;
        for (long sum = 0; sum < calculations; molecules++) sum += LevelsOf(molecules);
        return molecules;
    }

    /// <summary>The state of a molecule by its number. Numbers that the archive has not give keys that it has not.</summary>
    public static MoleculeState StateOf(long molecule) => new(Key(molecule), Mix(molecule, 2) % 50 == 0 ? 1 : 0, Mix(molecule, 2) % 97 == 0 ? 3 : 1);

    /// <summary>Makes the lake of an archive, if it is not there. The folder is the archive's.</summary>
    public static void Make(string folder, long calculations)
    {
        var lake = Path.Combine(folder, "lake");
        var done = Path.Combine(folder, "made");
        if (File.Exists(done)) return;
        if (Directory.Exists(folder)) Directory.Delete(folder, true);
        Directory.CreateDirectory(lake);
        long molecules = MoleculesOf(calculations);
        // Merged segments, and the small ones of the last minutes.
        int large = (int)Math.Max(1, calculations / Large), small = 7;
        var to = new Lake(lake);
        IEnumerable<Task<List<CalculationRow>>> Made()
        {
            for (int s = 0; s < large + small; s++)
            {
                int of = s;
                yield return Task.Run(() => Rows(of, molecules, large, small));
            }
        }
        // One is made while the one before is written.
        Task<List<CalculationRow>>? ahead = null;
        foreach (var next in Made().Append(null))
        {
            if (ahead is not null && ahead.Result is { Count: > 0 } rows)
            {
                long n = to.LastCommit + 1;
                to.Publish(rows, n, n);
                if (n % 10 == 0) Console.Error.WriteLine($"{n} of {large + small} segments made");
            }
            ahead = next;
        }
        File.WriteAllText(done, "");
    }

    static List<CalculationRow> Rows(int segment, long molecules, int large, int small)
    {
        var rows = new List<CalculationRow>();
        for (long m = 0; m < molecules; m++)
        {
            int levels = LevelsOf(m);
            for (int l = 0; l < levels; l++)
                if (SegmentOf(m, l, large, small) == segment) rows.Add(Row(m, l));
        }
        rows.Sort(Store.Segments.SegmentRows.Order);
        return rows;
    }

    static int SegmentOf(long molecule, int level, int large, int small)
    {
        ulong h = Mix(molecule, Mix(molecule, 3) % 2 == 0 ? 4 : 100 + level);
        return h % 1000 == 0 ? large + (int)(h / 1000 % (ulong)small) : (int)(h / 1000 % (ulong)large);
    }

    static CalculationRow Row(long m, int l)
    {
        var row = new CalculationRow();
        ulong h = Mix(m, 1000 + l);
        var (level, program, version) = Levels[(int)((Mix(m, 5) + (ulong)l) % (ulong)Levels.Length)];
        var state = StateOf(m);
        int heavy = 6 + (int)(Mix(m, 6) % 12), hydrogens = heavy + (int)(Mix(m, 7) % 8), atoms = heavy + hydrogens;
        bool failed = h % 50 == 0;
        row[Columns.Id] = Letters(Mix(m, 2000 + l), 13, 'a', 26) + Letters(Mix(m, 3000 + l), 13, 'a', 26);
        row[Columns.Status] = failed ? "failed" : "success";
        row[Columns.Smiles] = Smiles(m, heavy);
        row[Columns.InChIKey] = state.InChIKey;
        // The heteroatoms take the place of carbons; Hill order.
        string[] more = More[(int)(Mix(m, 14) % (ulong)More.Length)];
        string[] elements = [.. more.Concat(["C", "H", "N", "O"]).Order(StringComparer.Ordinal)];
        row[Columns.Formula] = $"C{(heavy - 2 - more.Length is > 1 and var c ? c : "")}H{hydrogens}{string.Concat(elements.Where(e => e is not ("C" or "H")))}";
        if (Mix(m, 15) % 3 > 0) row[Columns.Name] = Syllables[(int)(Mix(m, 16) % 24)] + Syllables[(int)(Mix(m, 17) % 24)] + Syllables[(int)(Mix(m, 18) % 24)] + Endings[(int)(Mix(m, 19) % 8)];
        row[Columns.Charge] = (long)state.Charge;
        row[Columns.Multiplicity] = (long)state.Multiplicity;
        row[C("atoms")] = (long)atoms;
        row[C("heavy_atoms")] = (long)heavy;
        row[C("elements")] = elements;
        row[C("toolkit")] = "bench";
        row[C("perceived")] = false;
        row[Columns.Level] = level.Name;
        row[C("level_kind")] = level.Kind.ToString().ToLowerInvariant();
        row[Columns.Method] = level.Method;
        row[C("dispersion")] = level.Dispersion;
        row[Columns.Basis] = level.Basis;
        row[Columns.Driver] = "gradient";
        row[C("geometry_source")] = "optimized";
        row[Columns.GeometryLevel] = "GFN2-xTB";
        row[Columns.GeometryHash] = $"{Mix(m, 8):x16}{Mix(m, 9):x16}";
        if (failed) { row[C("failure_kind")] = "scfnotconverged"; row[C("failure_message")] = "not converged in 100 iterations"; }
        else
            for (int i = 0; i < Values.Length; i++) row[Values[i]] = Math.Round((i == 0 ? -38.0 * heavy : 5.0) + (Mix((long)h, i) % 1_000_000) * 1e-6, 6);
        row[Columns.Program] = program;
        row[C("program_version")] = version;
        row[Columns.Dataset] = "bench-" + Mix(m, 10) % 20;
        row[C("licence")] = "CC0-1.0";
        row[C("format")] = "qcschema";
        row[C("raw_hash")] = $"{h:x16}{h ^ 77:x16}{h ^ 777:x16}{h ^ 7777:x16}";
        row[C("raw_name")] = $"job-{m}-{l}.json";
        row[Columns.IngestedAt] = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(m % 10_000_000);
        row[C("cost_tier")] = "estimated";
        row[Columns.CpuSeconds] = Math.Round(h % 100_000 * 1e-2, 2);
        row[C("cores")] = 2L;
        var symbols = new string[atoms];
        var xyz = new double[3 * atoms];
        for (int i = 0; i < atoms; i++) symbols[i] = i == 0 ? "N" : i == 1 ? "O" : i < heavy ? "C" : "H";
        for (int i = 0; i < xyz.Length; i++) xyz[i] = Math.Round(Mix(m, 20_000 + i) % 10_000_000 * 1e-6, 6);
        row[Columns.Symbols] = symbols;
        row[Columns.Coordinates] = xyz;
        return row;
    }

    static string Key(long molecule) => Letters(Mix(molecule / 3, 11), 14, 'A', 26) + "-" + (molecule % 3 == 0 ? "UHFFFAOY" : Letters(Mix(molecule, 12), 8, 'A', 26)) + "SA-N";

    static string Smiles(long m, int heavy)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < heavy; i++) text.Append((Mix(m, 13 + i * 7) % 9) switch { 0 => "N", 1 => "O", 2 => "C(=O)", 3 => "C(C)", 4 => "CC", 5 => "C=C", _ => "C" });
        return text.ToString();
    }

    static string Letters(ulong h, int count, char first, uint range)
    {
        Span<char> text = stackalloc char[count];
        for (int i = 0; i < count; i++) { text[i] = (char)(first + h % range); h = h / range ^ (i == 6 ? h * 0x9E3779B97F4A7C15 : 0); }
        return new string(text);
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) of a pair of numbers.</summary>
    static ulong Mix(long a, long b)
    {
        ulong z = (ulong)a * 0x9E3779B97F4A7C15 + (ulong)b * 0xD1B54A32D192ED03 + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    static Column C(string name) => Columns.Find(name) ?? throw new InvalidOperationException($"no column {name}");
}
