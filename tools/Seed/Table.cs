// The pool as one table: a line for each molecule with the value and the measured cost at each level, from the bundles.
using System.Globalization;
using System.Text;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Seed;

static class Table
{
    /// <summary>Writes pool.csv: SMILES, gap (eV) and dipole (D) at both levels, processor time (s) of each job; empty where a job is not done or failed.</summary>
    public static void Write(string target, string work, Selection selection)
    {
        var t = new StringBuilder("id,smiles,gap_gfn2_ev,dipole_gfn2_debye,cpu_gfn2_s,gap_wb97xd_ev,dipole_wb97xd_debye,cpu_wb97xd_s\n");
        foreach (var c in selection.Dft)
        {
            var (gap, dipole) = Gfn2(Path.Combine(work, Layer.Gfn2.Folder, c.Key, "xtbout.json"));
            var (high, strong) = Dft(Path.Combine(work, Layer.Dft.Folder, c.Key, "result.json"));
            t.Append(CultureInfo.InvariantCulture, $"{c.Id},{c.Smiles},{gap:0.0000},{dipole:0.0000},{Cpu(Layer.Gfn2)},{high:0.0000},{strong:0.0000},{Cpu(Layer.Dft)}\n");
            string Cpu(Layer layer) => Path.Combine(work, layer.Folder, c.Key, JobRecord.FileName) is var f && File.Exists(f) ? string.Create(CultureInfo.InvariantCulture, $"{JobRecord.FromJson(File.ReadAllText(f)).Cost?.CpuSeconds:0.00}") : "";
        }
        File.WriteAllText(Path.Combine(target, "pool.csv"), t.ToString());
    }

    static (double? Gap, double? Dipole) Gfn2(string file)
    {
        if (!File.Exists(file)) return (null, null);
        using var doc = JsonDocument.Parse(File.ReadAllText(file));
        var d = doc.RootElement.GetProperty("dipole").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        return (doc.RootElement.GetProperty("HOMO-LUMO gap/eV").GetDouble(), Math.Sqrt(d.Sum(x => x * x)) * Units.AuDipoleToDebye);
    }

    static (double? Gap, double? Dipole) Dft(string file)
    {
        if (!File.Exists(file)) return (null, null);
        using var doc = JsonDocument.Parse(File.ReadAllText(file));
        if (!doc.RootElement.GetProperty("success").GetBoolean()) return (null, null);
        var own = doc.RootElement.GetProperty("extras").GetProperty("datahub");
        var e = own.GetProperty("orbital_energies_alpha").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        int n = own.GetProperty("nalpha").GetInt32();
        return ((e[n] - e[n - 1]) * Units.HartreeToEv, Math.Sqrt(own.GetProperty("dipole_debye").EnumerateArray().Sum(x => x.GetDouble() * x.GetDouble())));
    }
}
