// The datahub command is killed at random moments of an ingest; nothing accepted is lost, nothing is doubled.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Ingest;

public class KillTests
{
    const int Frames = 10_000;

    [Fact]
    public void An_ingest_of_ten_thousand_records_survives_ten_kills()
    {
        using var folder = Shared.Temp();
        var random = new Random(20261124);
        var text = new StringBuilder();
        for (int i = 0; i < Frames; i++)
        {
            string N(double x) => x.ToString("0.00000000", CultureInfo.InvariantCulture);
            double Noise() => 0.02 * (random.NextDouble() - 0.5);
            text.Append(CultureInfo.InvariantCulture, $"3\nProperties=species:S:1:pos:R:3 level=\"HF/STO-3G\" program=psi4 smiles=O energy_hartree={N(-74.9 - 0.000001 * i)}\n");
            text.Append(CultureInfo.InvariantCulture, $"O {N(Noise())} {N(Noise())} {N(0.1173)}\nH {N(Noise())} {N(0.7572 + Noise())} {N(-0.4692)}\nH {N(Noise())} {N(-0.7572 + Noise())} {N(-0.4692)}\n");
        }
        for (int part = 0; part < 10; part++) File.WriteAllText(folder[$"part{part}.extxyz"], string.Join('\n', text.ToString().Split('\n').Skip(part * Frames / 10 * 5).Take(Frames / 10 * 5)) + "\n");

        var accepted = new HashSet<string>();
        for (int kill = 0; kill < 10; kill++) Ingest(folder, accepted, random.Next(kill % 2 == 0 ? 150 : 0, kill % 2 == 0 ? 2500 : 300), kill % 2 == 1);
        int before = accepted.Count;
        Ingest(folder, accepted, null);

        using var hub = Hub.Open(new HubOptions(folder["hub"]));
        var ids = new List<string>();
        using (var rows = hub.Archive.Find(new Query(QuerySet.Calculations) { Select = ["id"] }))
            while (rows.Read()) ids.Add((string)rows[0]!);
        Assert.Equal(Frames, ids.Count);
        Assert.Equal(Frames, ids.Distinct().Count());
        Assert.True(before > 0, "no run that was killed had accepted anything");
        Assert.Equal(Frames, accepted.Count);
        Assert.Empty(accepted.Except(ids));
        Assert.Equal(Frames, hub.Archive.Counts().Calculations);
        // A search may have given the index up for the moment; it says so then.
        var search = hub.Archive.Search("psi4");
        for (var patience = Stopwatch.StartNew(); search.Waiting > 0 && patience.Elapsed < TimeSpan.FromMinutes(2); search = hub.Archive.Search("psi4")) Thread.Sleep(50);
        Assert.Equal((0, Frames), (search.Waiting, search.Total));
        var c = hub.Archive.Get(ids[Frames / 2])!;
        Assert.NotNull(c.Geometry);
        Assert.NotNull(hub.Archive.OpenRaw(c.Provenance.RawHash!));
    }

    /// <summary>Runs the ingest, killed by SIGKILL some milliseconds after its start or its first receipt, or to its end, and notes the ids that it told as kept or already kept.</summary>
    static void Ingest(TempFolder folder, HashSet<string> accepted, int? killAfter, bool fromFirst = false)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var a in (string[])[Path.Combine(AppContext.BaseDirectory, "DataHub.Cli.dll"), "ingest", "--home", folder["hub"], .. Directory.GetFiles(folder.Path, "*.extxyz").Order()]) info.ArgumentList.Add(a);
        using var process = Process.Start(info)!;
        var lines = new List<string>();
        process.OutputDataReceived += (_, e) => { if (e.Data is not null) lock (lines) lines.Add(e.Data); };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // The first receipt, not the first line: that is the head of the table, and on a busy machine the receipts come long after it.
        for (bool none = fromFirst; none && !process.HasExited; Thread.Sleep(5)) lock (lines) none = !lines.Any(l => IdOf(l) is not null);
        if (killAfter is { } ms && !process.WaitForExit(ms)) process.Kill();
        process.WaitForExit();
        if (killAfter is null) Assert.Equal(0, process.ExitCode);
        lock (lines)
            accepted.UnionWith(lines.Select(IdOf).OfType<string>());
    }

    /// <summary>The id of a receipt that says kept or already kept.</summary>
    static string? IdOf(string line) => line.Split('\t') is ["kept" or "already kept", _, { Length: 26 } id, _, ..] ? id : null;
}
