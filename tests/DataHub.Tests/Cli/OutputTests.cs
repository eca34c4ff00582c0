// The output contract: data on stdout in the shape asked for, all else on stderr, exit codes.
using System.Text.Json;
using DataHub.Cli.Commands;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Cli;

public sealed class OutputTests
{
    [Fact]
    public async Task A_pipe_gets_untruncated_tsv_and_notes_go_to_stderr()
    {
        var strange = "no-such-method-" + new string('x', 300);
        var ran = await Datahub.Run("levels", "PBE1PBE/6-31G*", strange);
        Assert.Equal(7, ran.Code);
        Assert.Equal("text\tlevel\tkind\tmethod\tdispersion\tbasis\tsolvation\treference", ran.Lines[0]);
        Assert.Equal("PBE1PBE/6-31G*\tPBE0/6-31G(d)\tdft\tPBE0\t\t6-31G(d)\t\t", ran.Lines[1]);
        Assert.StartsWith(strange + "\t" + strange + "\tunknown\t", ran.Lines[2]);
        Assert.StartsWith("datahub: 1 with a method", ran.Err);
    }

    [Fact]
    public async Task Quiet_says_nothing_on_stderr()
    {
        var ran = await Datahub.Run("levels", "nothing-known", "-q");
        Assert.Equal((3, ""), (ran.Code, ran.Err));
    }

    [Fact]
    public async Task Json_is_an_array_of_objects()
    {
        var ran = await Datahub.Run("levels", "gfn2", "b3lyp-d3bj/def2svp", "--json");
        using var json = JsonDocument.Parse(ran.Out);
        Assert.Equal(["GFN2-xTB", "B3LYP-D3(BJ)/def2-SVP"], json.RootElement.EnumerateArray().Select(e => e.GetProperty("level").GetString()));
        Assert.Equal(JsonValueKind.Null, json.RootElement[0].GetProperty("basis").ValueKind);
    }

    [Fact]
    public async Task Json_lines_are_one_object_a_line()
    {
        var ran = await Datahub.Run("levels", "gfn2", "pm7", "--format", "jsonl");
        Assert.Equal(2, ran.Lines.Length);
        foreach (var line in ran.Lines) JsonDocument.Parse(line).Dispose();
    }

    [Fact]
    public async Task Csv_quotes_what_needs_it()
    {
        var ran = await Datahub.Run("levels", "odd \"method\", that", "--format", "csv");
        Assert.StartsWith("\"odd \"\"method\"\", that\",", ran.Lines[1]);
    }

    [Fact]
    public async Task A_table_is_drawn_when_asked_for()
    {
        var ran = await Datahub.Run("levels", "gfn2", "--format", "table");
        Assert.Contains("─", ran.Out);
        Assert.Contains("semiempirical", ran.Out);
    }

    [Fact]
    public async Task Keywords_of_a_program_are_read_and_refusals_told()
    {
        var ran = await Datahub.Run("levels", "read", "--program", "gaussian", "#p b3lyp/6-31g* scrf=(smd,solvent=water)", "# oniom(hf/3-21g:uff)", "--format", "jsonl");
        Assert.Equal(7, ran.Code);
        Assert.Contains("\"B3LYP/6-31G(d) (SMD water)\"", ran.Lines[0]);
        Assert.Contains("oniom: layers", ran.Lines[1]);
    }

    [Fact]
    public async Task Two_levels_are_compared_with_figures()
    {
        var ran = await Datahub.Run("levels", "compare", "CC3/aug-cc-pVTZ", "CC2/aug-cc-pVDZ", "--property", "excitation_energies_ev", "--json");
        using var json = JsonDocument.Parse(ran.Out);
        Assert.Equal("better", json.RootElement.GetProperty("relation").GetString());
        Assert.Contains("QUEST", json.RootElement.GetProperty("figures")[0].GetString());
        Assert.Equal(2, (await Datahub.Run("levels", "compare", "HF/STO-3G", "MP2/STO-3G", "--property", "colour")).Code);
        Assert.Equal(2, (await Datahub.Run("levels")).Code);
    }

    [Fact]
    public async Task An_unknown_format_is_usage() => Assert.Equal(2, (await Datahub.Run("levels", "gfn2", "--format", "xml")).Code);

    [Fact]
    public async Task An_absent_file_is_not_found()
    {
        var ran = await Datahub.Run("ingest", "no/such/file.out");
        Assert.Equal((3, "", "datahub: there is no file or folder no/such/file.out\n"), (ran.Code, ran.Out, ran.Err));
    }

    [Fact]
    public async Task An_absent_archive_is_not_found_and_the_hint_says_how_to_make_one()
    {
        var ran = await Datahub.Run("search", "phenol");
        Assert.Equal(3, ran.Code);
        Assert.Contains("hint: make one with: datahub ingest PATH", ran.Err);
    }

    [Theory]
    [InlineData("$filter=gap_ev lt 5&$top=3", "$filter=gap_ev lt 5|$top=3")]
    [InlineData("?filter=name eq 'a&b'&orderby=gap_ev", "$filter=name eq 'a&b'|$orderby=gap_ev")]
    [InlineData("http://host/odata/Molecules?$filter=name%20eq%20%27x%27", "$filter=name eq 'x'")]
    public void Query_options_are_taken_apart_outside_of_quotes(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', QueryFlags.Split(text).Options.Select(o => $"{o.Key}={o.Value}")));

    [Fact]
    public void The_set_of_a_pasted_address_is_its_last_segment() => Assert.Equal("Molecules", QueryFlags.Split("http://host/odata/Molecules?$top=1").Set);

    [Fact]
    public void What_is_no_option_is_told() => Assert.Throws<QueryException>(() => QueryFlags.Split("gap_ev lt 5"));
}
