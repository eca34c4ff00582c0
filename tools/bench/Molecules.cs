// Made-up calculations over real molecules: X-CH2-Z-(CH2)n-Y for many end groups, identified by the toolkit, with random values.
using DataHub.Chemistry;
using DataHub.Model;

namespace DataHub.Bench;

static class Molecules
{
    static readonly string[] Ends = ["C", "N", "O", "F", "Cl", "S", "C#N", "C=O", "C(=O)O", "C(=O)N", "C(F)(F)F", "c1ccccc1", "c1ccncc1", "c1ccco1", "c1cccs1", "C1CC1", "C1CCC1", "C1CCCC1",
        "C1CCCCC1", "N1CCCC1", "N1CCOCC1", "OC", "SC", "NC", "N(C)C", "C=C", "C#C", "[N+](=O)[O-]", "S(=O)(=O)C", "P(C)C"];
    static readonly string[] Middles = ["", "O", "N", "S", "C(=O)", "C(C)"];

    /// <summary>Some thousands of distinct molecules.</summary>
    public static List<Molecule> Make(Toolkit toolkit, int count)
    {
        var texts = Texts(count * 2);
        var made = new Molecule?[texts.Count];
        Parallel.For(0, texts.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i => made[i] = toolkit.FromSmiles(texts[i]).Molecule);
        return [.. made.OfType<Molecule>().DistinctBy(m => m.InChIKey).Take(count)];
    }

    /// <summary>SMILES of at least so many molecules, some of them twice.</summary>
    public static List<string> Texts(int count)
    {
        var texts = new List<string>();
        for (int n = 1; texts.Count < count && n < 24; n++)
            foreach (var middle in Middles)
                for (int i = 0; i < Ends.Length; i++)
                    for (int j = 0; j <= i; j++) texts.Add(Ends[i] + "C" + middle + new string('C', n) + Ends[j]);
        return texts;
    }

    static readonly (string Level, string Program)[] Levels = [("GFN2-xTB", "xtb"), ("PM7", "mopac"), ("wB97X-D/def2-SVP", "psi4"), ("B3LYP-D3(BJ)/def2-TZVP", "psi4")];

    /// <summary>Calculations of the molecules in turn at four levels, with random values.</summary>
    public static IEnumerable<Calculation> Calculations(IReadOnlyList<Molecule> molecules, int count, int seed = 7)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            var m = molecules[i / Levels.Length % molecules.Count];
            var (level, program) = Levels[i % Levels.Length];
            var values = new Values();
            double homo = -6 - 6 * random.NextDouble(), gap = 1 + 12 * random.NextDouble();
            values[Property.Energy] = -10 * m.HeavyAtoms - random.NextDouble();
            values[Property.Homo] = homo; values[Property.Lumo] = homo + gap; values[Property.Gap] = gap;
            values[Property.Dipole] = 5 * random.NextDouble();
            var c = new Calculation(m, Level.Parse(level), Driver.Energy, Status.Success)
            {
                Values = values,
                Geometry = new Geometry([.. Enumerable.Repeat("C", 12)], [.. Enumerable.Range(0, 36).Select(k => k + random.NextDouble())], GeometrySource.Optimized, "GFN2-xTB"),
                Provenance = new Provenance { Program = program, ProgramVersion = "1", Dataset = "bench", Licence = "CC0-1.0", IngestedAt = DateTime.UnixEpoch.AddYears(50) },
                Cost = new Cost(CostTier.Estimated) { CpuSeconds = 20 * random.NextDouble() },
            };
            yield return c with { Id = c.ContentId() };
        }
    }
}
