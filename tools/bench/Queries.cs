// OData over HTTP against the same SQL in raw DuckDB on the same segments, and look-ups.
using System.Globalization;
using DataHub.Model;
using DuckDB.NET.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace DataHub.Bench;

static class Queries
{
    public static void Run(Report report, string folder, int records)
    {
        using var hub = Hub.Open(new HubOptions(folder));
        var molecules = Molecules.Make(hub.Toolkit, records / 4);
        foreach (var batch in Molecules.Calculations(molecules, records).Chunk(20000)) hub.Archive.Append(batch);
        var counts = hub.Archive.Counts();
        Console.Error.WriteLine($"{counts.Calculations} calculations of {counts.Molecules} molecules in {counts.Segments} segments, {counts.Bytes / 1e6:0.0} MB");

        var app = Server.Program.Build(hub, "http://127.0.0.1:0");
        app.StartAsync().Wait();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        Exec(duck, "SET parquet_metadata_cache=true");
        string lake = $"read_parquet('{Path.Combine(folder, "lake")}/*.parquet')";
        var wide = Directory.GetFiles(Path.Combine(folder, "lake"), "*.parquet").Where(f => !f.Contains(".arrays."));
        lake = "read_parquet([" + string.Join(',', wide.Select(f => $"'{f}'")) + "])";

        var random = new Random(1);
        Pair(report, "OData, one molecule (InChIKey)", records, http, duck,
            i => Key(molecules, i), k => $"/odata/Calculations?$filter=inchikey eq '{k}'&$select=id,level,gap_ev,energy_hartree",
            k => $"SELECT id, level, gap_ev, energy_hartree FROM {lake} WHERE inchikey = '{k}' ORDER BY id");
        Pair(report, "OData, two ranges, order, top 100", records, http, duck,
            i => (3 + i % 7 * 0.1).ToString("0.0", CultureInfo.InvariantCulture), x => $"/odata/Calculations?$filter=gap_ev gt {x} and dipole_debye lt 2&$orderby=gap_ev&$top=100&$select=id,smiles,level,gap_ev,dipole_debye",
            x => $"SELECT id, smiles, level, gap_ev, dipole_debye FROM {lake} WHERE gap_ev > {x} AND dipole_debye < 2 ORDER BY gap_ev, id LIMIT 100");
        Pair(report, "OData, level and range with exact count", records, http, duck,
            i => (2 + i % 9 * 0.1).ToString("0.0", CultureInfo.InvariantCulture), x => $"/odata/Calculations?$filter=level eq 'PM7' and gap_ev lt {x}&$count=true&$top=20&$select=id,smiles,gap_ev",
            x => $"SELECT id, smiles, gap_ev FROM {lake} WHERE level = 'PM7' AND gap_ev < {x} ORDER BY id LIMIT 20", x => $"SELECT count(*) FROM {lake} WHERE level = 'PM7' AND gap_ev < {x}");

        Streaming.Run(report, records, http, duck, lake);

        var level = Level.Parse("wB97X-D/def2-SVP");
        var by = new List<double>();
        for (int i = 0; i < 20500; i++)
        {
            var m = molecules[random.Next(molecules.Count)];
            if (i % 3 == 0) m = m with { InChIKey = "A" + m.InChIKey![1..], Smiles = null };
            double t = Measure.Milliseconds(() => hub.Known.Ask(new Question(m, Property.Gap, level)));
            if (i >= 500) by.Add(t);
        }
        var look = Sample.Of(by);
        report.Row("known", $"look-up by identity at {records:N0} records, p50 / p99, ms", $"{look.P50:0.000} / {look.P99:0.000}", "p99 < 10");
        by.Clear();
        for (int i = 0; i < 3000; i++)
        {
            var m = molecules[random.Next(molecules.Count)];
            double t = Measure.Milliseconds(() => hub.Known.Ask(m.Smiles!, level, Property.Gap));
            if (i >= 300) by.Add(t);
        }
        look = Sample.Of(by);
        report.Row("known", "the same by SMILES, identity found by the toolkit, p50 / p99, ms", $"{look.P50:0.00} / {look.P99:0.00}", "p99 < 10");
        by.Clear();
        for (int i = 0; i < 1500; i++)
        {
            var m = molecules[random.Next(molecules.Count)];
            var url = $"/api/known?smiles={Uri.EscapeDataString(m.Smiles!)}&level={Uri.EscapeDataString(level.Name)}&property=gap_ev";
            double t = Measure.Milliseconds(() => Read(http, url));
            if (i >= 300) by.Add(t);
        }
        look = Sample.Of(by);
        report.Row("known", "the same over HTTP, p50 / p99, ms", $"{look.P50:0.00} / {look.P99:0.00}", "p99 < 10");
        app.StopAsync().Wait();
    }

    static string Key(IReadOnlyList<Molecule> molecules, int i) => molecules[i * 131 % molecules.Count].InChIKey!;

    static void Pair(Report report, string figure, int records, HttpClient http, DuckDBConnection duck, Func<int, string> argument, Func<string, string> url, Func<string, string> sql, Func<string, string>? count = null)
    {
        var (a, b) = Measure.InTurn(150, 200, i => Read(http, url(argument(i))), i =>
        {
            Query(duck, sql(argument(i)));
            if (count is not null) Query(duck, count(argument(i)));
        });
        report.Row("OData", $"{figure}, {records:N0} records, p50 / p95, ms", $"{Report.N(a.P50)} / {Report.N(a.P95)}; raw DuckDB {Report.N(b.P50)} / {Report.N(b.P95)}; ratio of p50 {a.P50 / b.P50:0.00}", "ratio <= 1.5");
    }

    static void Read(HttpClient http, string url)
    {
        using var answer = http.GetAsync(url).Result;
        var body = answer.Content.ReadAsByteArrayAsync().Result;
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{url}: {answer.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}");
    }

    static void Query(DuckDBConnection duck, string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var cells = new object[reader.FieldCount];
        while (reader.Read()) reader.GetValues(cells);
    }

    static void Exec(DuckDBConnection duck, string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
