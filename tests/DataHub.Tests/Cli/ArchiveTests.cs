// The command on a real archive: in, asked, looked up, exported, rebuilt, read again.
using System.Text.Json;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Cli;

/// <summary>An archive that the command made once, with five records and one refused file; its tests only read.</summary>
public sealed class SmallArchive : IAsyncLifetime
{
    readonly TempFolder _folder = Shared.Temp();
    internal Ran Ingest { get; private set; } = null!;
    internal string Home => _folder["home"];
    internal string Path(string name) => _folder[name];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["in"]);
        await Seeds.Write(_folder["in/seeds.parquet"]);
        await File.WriteAllTextAsync(_folder["in/unknown.txt"], "nothing that any reader knows\n");
        Ingest = await Datahub.Run(Home, ["ingest", _folder["in"], "--licence", "CC0-1.0"]);
    }

    public ValueTask DisposeAsync() { _folder.Dispose(); return default; }
}

public sealed class ArchiveTests(SmallArchive archive) : IClassFixture<SmallArchive>
{
    Task<Ran> Run(params string[] args) => Datahub.Run(archive.Home, args);

    [Fact]
    public void Ingest_gives_a_receipt_for_each_record_and_says_that_part_was_refused()
    {
        var ran = archive.Ingest;
        Assert.True(ran.Code == 7, ran.ToString());
        Assert.Equal("outcome\tsource\tid\tstatus\treason", ran.Lines[0]);
        Assert.Equal(5, ran.Lines.Count(l => l.StartsWith("kept\t")));
        Assert.Single(ran.Lines, l => l.StartsWith("refused\t") && l.Contains("unknown.txt"));
        Assert.Contains("5 kept", ran.Err);
    }

    [Fact]
    public async Task A_query_by_odata_text_and_by_flags_gives_the_same_rows()
    {
        var text = await Run("query", "$filter=gap_ev lt 7&$orderby=gap_ev&$select=smiles,gap_ev");
        Assert.True(text.Code == 0, text.ToString());
        Assert.Equal(["smiles\tgap_ev", "C=O\t4.9", "N\t6.05", "C#N\t6.5"], text.Lines);
        var flags = await Run("query", "--filter", "gap_ev lt 7", "--orderby", "gap_ev", "--select", "smiles,gap_ev");
        Assert.Equal(text.Out, flags.Out);
    }

    [Fact]
    public async Task A_counted_query_in_json_carries_the_count_of_all_matches()
    {
        var ran = await Run("query", "$filter=level eq 'GFN2-xTB'&$top=1&$count=true&$select=id", "--json");
        Assert.True(ran.Code == 0, ran.ToString());
        using var json = JsonDocument.Parse(ran.Out);
        Assert.Equal(4, json.RootElement.GetProperty("count").GetInt64());
        Assert.Equal(1, json.RootElement.GetProperty("value").GetArrayLength());
    }

    [Fact]
    public async Task A_wrong_column_is_usage_with_position_or_hint()
    {
        var ran = await Run("query", "$filter=gap lt 7");
        Assert.Equal((2, ""), (ran.Code, ran.Out));
        Assert.Equal(2, ran.Err.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("hint: ", ran.Err);
    }

    [Fact]
    public async Task Search_finds_by_name_and_counts_by_facet()
    {
        var hits = await Run("search", "water", "--json");
        Assert.True(hits.Code == 0, hits.ToString());
        using var json = JsonDocument.Parse(hits.Out);
        Assert.Equal(2, json.RootElement.GetProperty("total").GetInt64());
        Assert.All(json.RootElement.GetProperty("hits").EnumerateArray(), h => Assert.Equal("O", h.GetProperty("smiles").GetString()));
        var facets = await Run("search", "water", "--facets", "--where", "level=GFN2-xTB");
        Assert.Contains("program\txtb\t1", facets.Lines);
    }

    [Fact]
    public async Task Known_answers_from_stdin_and_says_what_is_missing()
    {
        var ran = await Datahub.Run(archive.Home, ["known", "-", "--level", "wB97X-D/def2-SVP", "--property", "gap"], "O water\nN\n");
        Assert.True(ran.Code == 7, ran.ToString());
        Assert.StartsWith("O\ttrue\t14.2\teV\t", ran.Lines[1]);
        Assert.StartsWith("N\tfalse\t", ran.Lines[2]);
        Assert.Contains("GFN2-xTB", ran.Lines[2]);
        Assert.Contains("1 known, 1 not known", ran.Err);
    }

    [Fact]
    public async Task Known_reads_a_table_and_writes_every_format_and_plan_sums_it_up()
    {
        string file = archive.Path("pool.csv");
        await File.WriteAllTextAsync(file, "smiles,name\nO,w\nN,a\n(,x\n");
        string[] ask = ["--level", "wB97X-D/def2-SVP", "--property", "gap"];
        var csv = await Run(["known", file, .. ask, "--format", "csv"]);
        Assert.True(csv.Code == 7 && csv.Lines.Length == 4, csv.ToString());
        Assert.StartsWith("O,true,14.2,eV,T3,", csv.Lines[1]);
        Assert.EndsWith(",w,XLYOFNOQVPJJNP-UHFFFAOYSA-N,0,1,2", csv.Lines[1]);
        Assert.Contains("1 known, 1 not known, 1 not understood", csv.Err);
        Assert.StartsWith("PAR1", (await Run(["known", file, .. ask, "--format", "parquet", "-q"])).Out);
        var plan = await Run(["known", "plan", file, .. ask, "--policy", "or-better", "--json"]);
        Assert.True(plan.Code == 0, plan.ToString());
        var sum = JsonElement.Parse(plan.Out);
        Assert.Equal((3, 1, 2, 1, 1), (sum.GetProperty("rows").GetInt32(), sum.GetProperty("not_understood").GetInt32(), sum.GetProperty("molecules").GetInt32(), sum.GetProperty("known").GetInt32(), sum.GetProperty("unknown").GetInt32()));
        Assert.Equal(3.5 / 3600, sum.GetProperty("avoided_cpu_hours").GetDouble(), 9);
        Assert.Contains("line 4", plan.Err);
        Assert.Equal(2, (await Run(["known", file, .. ask, "--policy", "lax"])).Code);
        Assert.Equal(3, (await Run(["known", "O", .. ask, "--not-program", "psi4", "-q"])).Code);
        Assert.Equal(3, (await Run(["known", "plan", archive.Path("nothing.csv"), .. ask])).Code);
    }

    [Fact]
    public async Task Nothing_known_is_not_found() => Assert.Equal(3, (await Run("known", "CCO", "--level", "PM7", "-q")).Code);

    [Fact]
    public async Task An_unknown_property_is_usage_and_the_hint_names_those_there_are()
    {
        var ran = await Run("known", "O", "--level", "PM7", "--property", "colour");
        Assert.Equal(2, ran.Code);
        Assert.Contains("gap", ran.Err);
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("extxyz")]
    [InlineData("qcschema")]
    public async Task Every_download_format_is_exported(string format)
    {
        var file = archive.Path("out." + format);
        var ran = await Run("export", "--format", format, "--filter", "level eq 'GFN2-xTB'", "-o", file);
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Equal("", ran.Out);
        Assert.StartsWith($"4 rows as {format}", ran.Err);
        Assert.True(new FileInfo(file).Length > 100);
        Assert.False(File.Exists(file + ".part"));
    }

    [Fact]
    public async Task A_dry_run_counts_by_format_and_keeps_nothing()
    {
        using var none = Shared.Temp();
        var ran = await Datahub.Run(none["home"], ["ingest", "--dry-run", "-v", archive.Path("in")]);
        Assert.Equal(7, ran.Code);
        Assert.Equal(["format\tfiles\treadable\tsuccess\tfailed\trefused", "other\t1\t0\t0\t0\t1", "parquet\t1\t1\t5\t0\t0"], ran.Lines);
        Assert.Contains("refused: unknown.txt", ran.Err);
        Assert.False(Directory.Exists(none["home"]));
    }

    [Fact]
    public async Task The_same_file_again_is_already_kept_and_a_rebuilt_archive_answers_the_same()
    {
        using var folder = Shared.Temp();
        await Seeds.Write(folder["seeds.parquet"]);
        var home = folder["home"];
        Assert.Equal(0, (await Datahub.Run(home, ["ingest", folder["seeds.parquet"]])).Code);
        var again = await Datahub.Run(home, ["ingest", folder["seeds.parquet"]]);
        Assert.Equal(5, again.Lines.Count(l => l.StartsWith("already kept\t")));
        var before = await Datahub.Run(home, ["query", "$orderby=id&$select=id,gap_ev"]);
        var rebuilt = await Datahub.Run(home, ["rebuild"]);
        Assert.True(rebuilt.Code == 0, rebuilt.ToString());
        Assert.Contains("calculations\t5", rebuilt.Lines);
        Assert.Equal(before.Out, (await Datahub.Run(home, ["query", "$orderby=id&$select=id,gap_ev"])).Out);
        var reparsed = await Datahub.Run(home, ["reparse", "--all"]);
        Assert.True(reparsed.Code == 0, reparsed.ToString());
        Assert.StartsWith("5 the same, 0 new, 0 refused, of 1 raw outputs", reparsed.Err);
    }
}
