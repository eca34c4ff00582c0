// Server start: from the start of the process to the first answer, and what an empty server keeps in memory.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DataHub.Bench;

static class Start
{
    public static void Run(Report report, string work)
    {
        var times = new List<double>();
        double memory = 0;
        for (int i = 0; i < 6; i++)
        {
            int port = FreePort();
            var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var a in (string[])[Path.Combine(AppContext.BaseDirectory, "DataHub.Cli.dll"), "serve", "--home", Path.Combine(work, "empty"), "--urls", $"http://127.0.0.1:{port}"]) info.ArgumentList.Add(a);
            long start = Stopwatch.GetTimestamp();
            using var process = Process.Start(info)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            using var http = new HttpClient();
            while (true)
            {
                try { if (http.GetAsync($"http://127.0.0.1:{port}/odata/Calculations?$top=1").Result.IsSuccessStatusCode) break; }
                catch (AggregateException e) when (e.InnerException is HttpRequestException && !process.HasExited) { Thread.Sleep(10); }
                if (Stopwatch.GetElapsedTime(start).TotalSeconds > 60) throw new TimeoutException("the server gave no answer in 60 s");
            }
            double ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (i > 0) times.Add(ms);
            process.Refresh();
            memory = process.WorkingSet64 / 1048576.0;
            process.Kill(true);
            process.WaitForExit();
        }
        var sample = Sample.Of(times);
        report.Row("start", "process start to first OData answer, warm disk, median / worst of 5, s", $"{sample.P50 / 1000:0.00} / {sample.Milliseconds[^1] / 1000:0.00}", "< 2");
        report.Row("start", "resident memory, empty archive, after the first answer, MiB", Report.N(memory), "< 300");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
