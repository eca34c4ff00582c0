// Rows as OData JSON over loopback, one long page, beside the same columns read from raw DuckDB.
using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;

namespace DataHub.Bench;

static class Streaming
{
    const string Columns = "id,inchikey,smiles,formula,level,program,energy_hartree,homo_ev,lumo_ev,gap_ev,dipole_debye";

    public static void Run(Report report, long records, HttpClient http, DuckDBConnection duck, string lake)
    {
        long bytes = 0;
        var process = Process.GetCurrentProcess();
        GC.Collect();
        process.Refresh();
        long resident = process.WorkingSet64;
        double best = double.MaxValue, spent = double.MaxValue, raw = double.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            best = Math.Min(best, Measure.Milliseconds(() => bytes = Read(http)));
            process.Refresh();
            spent = Math.Min(spent, (process.TotalProcessorTime - before).TotalMicroseconds / records);
            raw = Math.Min(raw, Measure.Milliseconds(() => Cells(duck, $"SELECT {Columns} FROM {lake}")));
        }
        process.Refresh();
        report.Row("OData", $"row streaming, {records:N0} rows of 11 columns on one page over loopback ({bytes / 1e6:0} MB), best of 5, rows/s",
            string.Create(CultureInfo.InvariantCulture, $"{records / best * 1000:0}; processor time of server and client {Report.N(spent)} µs a row; raw DuckDB, cells read and thrown away {records / raw * 1000:0}; resident memory grew by {Math.Max(0, process.WorkingSet64 - resident) >> 20} MiB"), ">= 300000, < 500 MiB");
    }

    static long Read(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/odata/Calculations?$select={Columns}") { Headers = { { "Prefer", "odata.maxpagesize=1000000" } } };
        using var answer = http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var body = answer.Content.ReadAsStream();
        var buffer = new byte[1 << 17];
        long bytes = 0;
        int last = 0;
        for (int n; (n = body.Read(buffer)) > 0; bytes += n) last = buffer[n - 1];
        return last == '}' ? bytes : throw new InvalidOperationException("the answer is cut off");
    }

    static void Cells(DuckDBConnection duck, string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            for (int i = 0; i < reader.FieldCount; i++) reader.GetValue(i);
    }
}
