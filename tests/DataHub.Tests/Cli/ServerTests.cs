// The command beside a server: one writer at a time, readers beside it, campaigns through it, and a clean stop.
using System.Diagnostics;
using System.Text.Json;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Cli;

public sealed class ServerTests
{
    const string Campaign = """
        name: small
        property: gap
        level: wB97X-D/def2-SVP
        tolerance: 0.1 eV
        ladder: [reuse]
        candidates: [O water, N ammonia, "not-a-molecule"]
        """;

    [Fact]
    public async Task A_second_writer_is_told_that_the_archive_is_busy()
    {
        using var folder = Shared.Temp();
        await Seeds.Write(folder["seeds.parquet"]);
        using var archive = Archive.Open(new ArchiveOptions(folder["home"]));
        var ran = await Datahub.Run(folder["home"], ["ingest", folder["seeds.parquet"]]);
        Assert.True(ran.Code == 6, ran.ToString());
        Assert.Equal("", ran.Out);
        Assert.Contains("hint: one process writes at a time", ran.Err);
    }

    [Fact]
    public async Task A_campaign_is_run_here_reported_and_found_done()
    {
        using var folder = Shared.Temp();
        await Seeds.Write(folder["seeds.parquet"]);
        await File.WriteAllTextAsync(folder["small.yaml"], Campaign);
        await Datahub.Run(folder["home"], ["ingest", folder["seeds.parquet"]]);
        var run = await Datahub.Run(folder["home"], ["screen", "run", folder["small.yaml"]]);
        Check(run);
        var report = await Datahub.Run(folder["home"], ["screen", "report", folder["small.yaml"], "--json"]);
        Assert.True(report.Code == 0, report.ToString());
        using var json = JsonDocument.Parse(report.Out);
        Assert.Equal("done", json.RootElement.GetProperty("state").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task A_server_runs_a_campaign_for_the_command_lets_readers_read_and_stops_cleanly()
    {
        using var folder = Shared.Temp();
        await Seeds.Write(folder["seeds.parquet"]);
        await File.WriteAllTextAsync(folder["small.yaml"], Campaign);
        await Datahub.Run(folder["home"], ["ingest", folder["seeds.parquet"]]);
        using var server = Process.Start(Datahub.Start(folder["home"], "serve", "--urls", "http://127.0.0.1:0"))!;
        try
        {
            _ = server.StandardError.ReadToEndAsync();
            var url = await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
            Assert.StartsWith("http://127.0.0.1:", url);
            Check(await Datahub.Run(null, ["screen", "run", folder["small.yaml"], "--server", url!]));
            var known = await Datahub.Run(folder["home"], ["known", "O", "--level", "GFN2-xTB"]);
            Assert.True(known.Code == 0, known.ToString());
            Process.Start("/bin/sh", ["-c", $"kill -INT {server.Id}"]).WaitForExit();
            await server.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
            Assert.Equal(0, server.ExitCode);
        }
        finally { if (!server.HasExited) server.Kill(true); }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_unavailable()
    {
        using var folder = Shared.Temp();
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var ran = await Datahub.Run(folder["home"], ["serve", "--urls", $"http://{other.LocalEndpoint}"]);
        Assert.True(ran.Code == 6, ran.ToString());
        Assert.Contains("listens on", ran.Err);
        Assert.False(Directory.Exists(folder["home"]));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        using var folder = Shared.Temp();
        await File.WriteAllTextAsync(folder["small.yaml"], Campaign);
        var ran = await Datahub.Run(null, ["screen", "run", folder["small.yaml"], "--server", "http://127.0.0.1:9"]);
        Assert.True(ran.Code == 6, ran.ToString());
        Assert.Contains("hint: is the server running?", ran.Err);
    }

    [Fact]
    public async Task A_campaign_file_with_a_mistake_is_refused_with_its_place()
    {
        using var folder = Shared.Temp();
        await File.WriteAllTextAsync(folder["small.yaml"], Campaign.Replace("property: gap", "property: colour"));
        var ran = await Datahub.Run(folder["home"], ["screen", "plan", folder["small.yaml"]]);
        Assert.True(ran.Code == 5, ran.ToString());
        Assert.Contains("line 2", ran.Err);
    }

    /// <summary>Water is known, ammonia is not, and the third is no molecule: partly done.</summary>
    static void Check(Ran ran)
    {
        Assert.True(ran.Code == 7, ran.ToString());
        Assert.StartsWith("candidate\trung\tanswer\tvalue\tunit", ran.Lines[0]);
        Assert.StartsWith("O water\treuse\treused\t14.2\teV", ran.Lines[1]);
        Assert.Contains("N ammonia\t\tnot computed\t", ran.Lines[2]);
        Assert.Contains("not-a-molecule\t\tfailed\t", ran.Lines[3]);
        Assert.Contains("small (", ran.Err);
        Assert.Contains("spent", ran.Err);
    }
}
