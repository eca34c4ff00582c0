// Files over HTTP against nginx with sendfile, and exports to Parquet against DuckDB's COPY of the same query: bench --files RECORDS.
using System.Diagnostics;
using System.Globalization;
using DataHub.Exports;
using DuckDB.NET.Data;
using Microsoft.AspNetCore.Builder;

namespace DataHub.Bench;

static class Files
{
    const long FileBytes = 256L << 20;

    public static void Run(Report report, string work, long records)
    {
        var folder = Path.Combine(work, records.ToString(CultureInfo.InvariantCulture));
        Synthetic.Make(folder, records);
        using (var hub = Hub.Open(new HubOptions(folder))) Export(report, hub, folder, records);
        report.Row("files", $"peak of resident memory of a server that exports {records:N0} records so, MiB", $"{Peak(folder)}", "< 500");
        using (var hub = Hub.Open(new HubOptions(folder))) Download(report, hub, work);
    }

    /// <summary>Every record of three levels with all columns, as a file; the same by COPY in an engine of its own with the same settings.</summary>
    static void Export(Report report, Hub hub, string folder, long records)
    {
        const string where = "status eq 'success' and heavy_atoms ge 4";
        var wide = string.Join(',', Directory.GetFiles(Path.Combine(folder, "lake"), "*.parquet").Where(f => !f.Contains(".arrays.", StringComparison.Ordinal)).Select(f => $"'{f}'"));
        var columns = Model.Columns.Wide.Select(c => c.Name).ToList();
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        List<double> own = [], raw = [];
        long rows = 0, bytes = 0;
        for (int i = 0; i < 3; i++)
        {
            var to = Path.Combine(folder, $"copy-{i}.parquet");
            raw.Add(Measure.Milliseconds(() =>
            {
                using var command = duck.CreateCommand();
                command.CommandText = $"COPY (SELECT {string.Join(", ", columns)} FROM read_parquet([{wide}]) WHERE status = 'success' AND heavy_atoms >= 4) TO '{to}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 10240)";
                command.ExecuteNonQuery();
            }));
            File.Delete(to);
            ExportState? made = null;
            int k = i;
            own.Add(Measure.Milliseconds(() =>
            {
                var order = hub.Exports.Order(new ExportOrder($"$filter={where} and cores ge {-k}&$select={string.Join(',', columns)}", "parquet"));
                made = hub.Exports.Wait(order.Id, TimeSpan.FromHours(1), CancellationToken.None).Result;
            }));
            if (made?.State != "made") throw new InvalidOperationException($"the export failed: {made?.Why}");
            (rows, bytes) = (made.Rows, made.Bytes);
        }
        report.Row("files", $"export of {rows:N0} of {records:N0} records to Parquet, all {columns.Count} columns, hashed ({bytes / 1e6:0} MB), best of 3, s; DuckDB COPY of the same query; ratio", $"{own.Min() / 1000:0.00}; {raw.Min() / 1000:0.00}; {own.Min() / raw.Min():0.00}", "<= 1.5");
    }

    /// <summary>The greatest resident set (VmHWM) of a server of its own that reads the archive and makes an export, MiB.</summary>
    static long Peak(string folder)
    {
        string options = "$filter=status eq 'success' and heavy_atoms ge 4 and cores ge -9&$select=" + string.Join(',', Model.Columns.Wide.Select(c => c.Name));
        using var server = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DataHub.Cli.dll"), "serve", "--urls", "http://127.0.0.1:0", "--home", folder]) { RedirectStandardOutput = true })!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(server.StandardOutput.ReadLine()!.Trim().Split(' ').First(w => w.StartsWith("http", StringComparison.Ordinal))), Timeout = TimeSpan.FromMinutes(10) };
            using var order = new StringContent(System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["options"] = options, ["format"] = "parquet" }), System.Text.Encoding.UTF8, "application/json");
            var state = System.Text.Json.JsonElement.Parse(http.PostAsync("/api/exports", order).Result.Content.ReadAsStringAsync().Result);
            string address = "/api/exports/" + state.GetProperty("id").GetString();
            while (state.GetProperty("state").GetString() is "waiting" or "making") { Thread.Sleep(100); state = System.Text.Json.JsonElement.Parse(http.GetStringAsync(address).Result); }
            if (state.GetProperty("state").GetString() != "made") throw new InvalidOperationException($"the export failed: {state}");
            return long.Parse(File.ReadLines($"/proc/{server.Id}/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
        }
        finally
        {
            server.Kill(true);
            server.WaitForExit();
        }
    }

    static void Download(Report report, Hub hub, string work)
    {
        if (!File.Exists("/usr/sbin/nginx")) { Console.Error.WriteLine("nginx is not installed: apt-get install nginx-light; downloads are not compared"); return; }
        // An export of random bytes: what a file is does not matter on the wire.
        const string id = "00000000000000aa";
        var folder = Path.Combine(hub.Options.Folder, "exports", id);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "calculations.parquet");
        using (var to = File.Create(file))
        {
            var buffer = new byte[1 << 20];
            var random = new Random(1);
            for (long n = 0; n < FileBytes; n += buffer.Length) { random.NextBytes(buffer); to.Write(buffer); }
        }
        File.WriteAllText(Path.Combine(folder, "manifest.json"), $$"""{"id":"{{id}}","options":"","format":"parquet","file":"calculations.parquet","rows":0,"bytes":{{FileBytes}},"sha256":"{{new string('a', 64)}}","archive_version":"0.0","as_of":"2026-01-01T00:00:00Z","made_at":"2026-01-01T00:00:00Z","columns":[]}""");
        var app = Server.Program.Build(hub, "http://127.0.0.1:0");
        app.StartAsync().Wait();
        int port = Free();
        var conf = Path.Combine(work, "nginx.conf");
        File.WriteAllText(conf, $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}} daemon off; worker_processes 2; pid {{work}}/nginx.pid; error_log {{work}}/nginx.log;
            events { worker_connections 256; }
            http { access_log off; sendfile on; sendfile_max_chunk 2m; tcp_nopush on; client_body_temp_path {{work}}/t1; proxy_temp_path {{work}}/t2; fastcgi_temp_path {{work}}/t3; uwsgi_temp_path {{work}}/t4; scgi_temp_path {{work}}/t5;
              server { listen 127.0.0.1:{{port}}; root {{hub.Options.Folder}}; } }
            """);
        using var nginx = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-c", conf, "-p", work]) { RedirectStandardError = true })!;
        try
        {
            Thread.Sleep(500);
            string ours = $"{app.Urls.First()}/files/exports/{id}/calculations.parquet", theirs = $"http://127.0.0.1:{port}/exports/{id}/calculations.parquet";
            foreach (int clients in new[] { 1, 4 })
            {
                var (a, b) = Measure.InTurn(1, 7, _ => Fetch(ours, clients), _ => Fetch(theirs, clients));
                double mb = FileBytes * clients / 1e6;
                report.Row("files", $"download of {FileBytes >> 20} MiB by curl, {clients} at once, p50, MB/s: DataHub; nginx with sendfile; ratio", $"{mb / a.P50 * 1000:0}; {mb / b.P50 * 1000:0}; {b.P50 / a.P50:0.00}", ">= 1.0");
            }
            }
        finally
        {
            nginx.Kill(true);
            app.StopAsync().Wait();
            Directory.Delete(folder, true);
        }
    }

    static void Fetch(string url, int clients)
    {
        var all = Enumerable.Range(0, clients).Select(_ => Process.Start(new ProcessStartInfo("curl", ["-s", "-f", "-o", "/dev/null", url]))!).ToList();
        foreach (var p in all)
            using (p)
            {
                p.WaitForExit();
                if (p.ExitCode != 0) throw new InvalidOperationException($"curl {url} ends with {p.ExitCode}");
            }
    }

    static int Free()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
