// A few made-up records of small molecules, as a Parquet file that the command can take in.
using DataHub.Formats;
using DataHub.Model;

namespace DataHub.Tests.Cli;

static class Seeds
{
    static readonly (string Smiles, string Name, string[] Symbols, double[] Xyz, double Gap)[] Molecules =
    [
        ("O", "water", ["O", "H", "H"], [0, 0, 0.117, 0, 0.757, -0.468, 0, -0.757, -0.468], 14.2),
        ("N", "ammonia", ["N", "H", "H", "H"], [0, 0, 0.116, 0, 0.94, -0.27, 0.814, -0.47, -0.27, -0.814, -0.47, -0.27], 12.1),
        ("C=O", "formaldehyde", ["C", "O", "H", "H"], [0, 0, -0.53, 0, 0, 0.677, 0, 0.935, -1.113, 0, -0.935, -1.113], 9.8),
        ("C#N", "hydrogen cyanide", ["C", "N", "H"], [0, 0, -0.5, 0, 0, 0.65, 0, 0, -1.57], 13.0),
    ];

    /// <summary>The records: each molecule at GFN2-xTB, and water at wB97X-D/def2-SVP too; the gaps at GFN2-xTB are half of those given.</summary>
    public static IReadOnlyList<Calculation> Calculations()
    {
        var list = new List<Calculation>();
        foreach (var m in Molecules) list.Add(Make(m.Smiles, m.Name, m.Symbols, m.Xyz, Level.Parse("GFN2-xTB"), "xtb", m.Gap / 2, 0.04));
        var w = Molecules[0];
        list.Add(Make(w.Smiles, w.Name, w.Symbols, w.Xyz, Level.Parse("wB97X-D/def2-SVP"), "psi4", w.Gap, 3.5));
        return list;
    }

    static Calculation Make(string smiles, string name, string[] symbols, double[] xyz, Level level, string program, double gap, double cpu)
    {
        var c = new Calculation(Molecule.FromAtoms(symbols, 0, 1) with { Smiles = smiles, Name = name }, level, Driver.Energy, Status.Success)
        {
            Geometry = new Geometry(symbols, xyz, GeometrySource.Optimized, "GFN2-xTB"),
            Provenance = new Provenance { Program = program, ProgramVersion = "1.0", Dataset = "small" },
            Cost = new Cost(CostTier.Measured) { CpuSeconds = cpu, WallSeconds = cpu },
        };
        c.Values[Property.Gap] = gap;
        c.Values[Property.Homo] = -gap / 2 - 3;
        c.Values[Property.Lumo] = gap / 2 - 3;
        return c;
    }

    /// <summary>Writes them as a Parquet file.</summary>
    public static async Task Write(string path)
    {
        async IAsyncEnumerable<CalculationRow> Rows()
        {
            await Task.CompletedTask;
            foreach (var c in Calculations()) yield return CalculationRow.From(c with { Id = c.ContentId() });
        }
        await using var to = File.Create(path);
        await new FormatSet().Writer("parquet")!.WriteAsync(Rows(), Columns.All, to);
    }
}
