// Which molecules the seed data covers, and which of them in which layer; the same file always gives the same choice.
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DataHub.Compute;

namespace DataHub.Seed;

/// <summary>One molecule: canonical SMILES, number in its list (the NSC number in the NCI list), heavy atoms, and the dataset that it belongs to.</summary>
sealed record Candidate(string Smiles, string Id, int Heavy, string Dataset = "nci-small")
{
    public string Key => Dataset == "nci-small" ? $"nsc-{Id.PadLeft(6, '0')}" : $"{Dataset}-{Id}";
    public string Name => Dataset == "nci-small" ? $"NSC {Id}" : $"{Dataset} {Id}";
    /// <summary>A number that orders molecules in a way that has nothing to do with chemistry and never changes.</summary>
    public string Draw => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Smiles)));
}

/// <summary>
/// All molecules of up to 9 heavy atoms and a drawn sample of 10 to 12; 12 of up to 7 are left out of everything (the unknown ones of a campaign), about 100 of up to 7 get DFT.
/// </summary>
sealed record Selection(IReadOnlyList<Candidate> Cheap, IReadOnlyList<Candidate> Dft, IReadOnlyList<Candidate> LeftOut)
{
    const int LeftOutCount = 12, DftCount = 100;

    public static Selection From(IReadOnlyList<Candidate> all)
    {
        var leftOut = all.Where(c => c.Heavy is >= 4 and <= 7).OrderBy(c => c.Draw, StringComparer.Ordinal).Take(LeftOutCount).ToHashSet();
        var cheap = all.Where(c => c.Heavy <= 9 && !leftOut.Contains(c)).ToList();
        foreach (var (heavy, count) in ((int, int)[])[(10, 40), (11, 40), (12, 20)])
            cheap.AddRange(all.Where(c => c.Heavy == heavy).OrderBy(c => c.Draw, StringComparer.Ordinal).Take(count));
        // All of the smallest, then the rest spread evenly over 4 to 7 heavy atoms, taken in turns so that an early end is spread too.
        var dft = cheap.Where(c => c.Heavy <= 3).ToList();
        var queues = Enumerable.Range(4, 4).Select(n => new Queue<Candidate>(cheap.Where(c => c.Heavy == n).OrderBy(c => c.Draw, StringComparer.Ordinal).ToList())).ToList();
        while (dft.Count < DftCount && queues.Any(q => q.Count > 0))
            foreach (var queue in queues)
                if (dft.Count < DftCount && queue.TryDequeue(out var next)) dft.Add(next);
        return new Selection(cheap, dft, [.. leftOut.OrderBy(c => c.Key, StringComparer.Ordinal)]);
    }

    /// <summary>The pool that a campaign is measured on: everything in the list, in both layers.</summary>
    public static Selection Pool(IReadOnlyList<Candidate> all) => new([.. all.Select(c => c with { Dataset = "pool" })], [.. all.Select(c => c with { Dataset = "pool" })], []);

    /// <summary>Reads the list by python3-rdkit.</summary>
    public static IReadOnlyList<Candidate> Read(string smilesFile)
    {
        var info = new ProcessStartInfo(Embedder.Python ?? throw new InvalidOperationException("python3 with RDKit is wanted: install python3-rdkit")) { RedirectStandardOutput = true };
        foreach (var a in (string[])[Path.Combine(AppContext.BaseDirectory, "select.py"), smilesFile, "12"]) info.ArgumentList.Add(a);
        using var process = Process.Start(info)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"select.py ended with code {process.ExitCode}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).Select(n => new Candidate((string)n["smiles"]!, (string)n["id"]!, (int)n["heavy"]!))];
    }

    /// <summary>Debian's rdkit-data, or nothing.</summary>
    public static string? FindList() => Directory.Exists(RDKitData) ? Directory.EnumerateFiles(RDKitData, "first_5K.smi", SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault() : null;

    const string RDKitData = "/usr/share/RDKit";
}
