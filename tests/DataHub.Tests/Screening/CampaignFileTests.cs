// The campaign file: what is read, and how faults speak.
using DataHub.Model;
using DataHub.Screening;
using NJsonSchema;
using Xunit;

namespace DataHub.Tests.Screening;

public class CampaignFileTests
{
    const string Yaml = """
        name: small gaps
        property: gap
        level: wb97x-d/def2svp
        geometry_level: gfn2
        tolerance: 0.25 eV
        confidence: 0.9
        ladder: [reuse, surrogate, gfn2-xtb, wB97X-D/def2-SVP]
        budget: {cpu_hours: 0.5}
        reuse: strict
        seed: 7
        candidates:
          - CCO
          - C#N hydrogen cyanide
          - {smiles: c1ccccc1, name: benzene}
          - "[NH4+]"
        """;

    [Fact]
    public void A_yaml_file_becomes_a_campaign_with_canonical_names()
    {
        var (c, faults) = Campaign.Read("a.yaml", Yaml);
        Assert.Empty(faults);
        Assert.Equal(("small gaps", Property.Gap, "wB97X-D/def2-SVP", "GFN2-xTB"), (c!.Name, c.Property, c.Level.Name, c.GeometryLevel));
        Assert.Equal((0.25, 0.9, 1800.0, 7, Policy.Strict), (c.Tolerance, c.Confidence, c.BudgetCpuSeconds, c.Seed, c.Reuse));
        Assert.Equal(["reuse", "surrogate", "GFN2-xTB", "wB97X-D/def2-SVP"], c.Ladder);
        Assert.Equal(["CCO", "C#N hydrogen cyanide", "c1ccccc1 benzene", "[NH4+]"], c.Candidates);
    }

    [Fact]
    public void Json_is_read_as_well_and_has_the_same_id()
    {
        const string json = """
            {"name": "small gaps", "property": "gap_ev", "level": "wB97X-D/def2-SVP", "tolerance": {"value": 250, "unit": "meV"}, "budget": {"cpu_seconds": 1800}, "seed": 7,
             "ladder": ["reuse", "surrogate", "GFN2-xTB", "wB97X-D/def2-SVP"],
             "candidates": ["CCO", {"smiles": "C#N", "name": "hydrogen cyanide"}, {"smiles": "c1ccccc1", "name": "benzene"}, "[NH4+]"]}
            """;
        Assert.Equal(Campaign.Read("a.yaml", Yaml).Campaign!.Id, Campaign.Read("a.json", json).Campaign!.Id);
    }

    [Fact]
    public void Another_tolerance_is_another_campaign()
    {
        var c = Campaign.Read("a.yaml", Yaml).Campaign!;
        Assert.NotEqual(c.Id, (c with { Tolerance = 0.3 }).Id);
        Assert.NotEqual(c.Id, (c with { Candidates = ["CCO"] }).Id);
        Assert.Equal(16, c.Id.Length);
    }

    [Theory]
    [InlineData("tolerance: 0.25 eV", "tolerance: 0.25", "line 5", "tolerance", "unit")]
    [InlineData("tolerance: 0.25 eV", "tolerance: 2 kg", "line 5", "tolerance", "does not measure")]
    [InlineData("tolerance: 0.25 eV", "tolerance: -1 eV", "line 5", "tolerance", "positive")]
    [InlineData("property: gap", "property: colour", "line 2", "property", "no property")]
    [InlineData("property: gap", "property: gradient", "line 2", "property", "one number")]
    [InlineData("level: wb97x-d/def2svp", "level: magic/def2svp", "line 3", "level", "not known")]
    [InlineData("confidence: 0.9", "confidence: 90", "line 6", "confidence", "not what is wanted")]
    [InlineData("seed: 7", "sead: 7", "line 10", "sead", "unknown field")]
    [InlineData("budget: {cpu_hours: 0.5}", "budget: {days: 1}", "line 8", "budget", "no limit")]
    [InlineData("budget: {cpu_hours: 0.5}", "budget: {cpu_hours: 0}", "line 8", "budget", "not what is wanted")]
    [InlineData("gfn2-xtb, wB97X-D/def2-SVP]", "wB97X-D/def2-SVP, gfn2-xtb]", "line 7", "ladder", "never be reached")]
    [InlineData("reuse: strict", "reuse: all", "line 9", "reuse", "no policy")]
    [InlineData("  - \"[NH4+]\"", "  - [NH4+]", "line 15", "candidates", "a list in place of a SMILES")]
    public void A_fault_names_line_field_and_remedy(string good, string bad, string line, string field, string says)
    {
        Assert.Contains(good, Yaml);
        var (c, faults) = Campaign.Read("a.yaml", Yaml.Replace(good, bad));
        Assert.Null(c);
        var fault = Assert.Single(faults);
        Assert.Equal(("a.yaml", line, field), (fault.File, fault.Record, fault.Field));
        Assert.Contains(says, fault.Message);
        Assert.NotEmpty(fault.Remedy);
    }

    [Fact]
    public void All_faults_are_told_at_once() => Assert.Equal(4, Campaign.Read("a", "name: x\n").Faults.Count);

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b\n")]
    [InlineData("a: [1, 2")]
    [InlineData("just words")]
    public void What_is_no_mapping_is_one_fault(string text) => Assert.Single(Campaign.Read("a", text).Faults);

    [Fact]
    public void Candidates_come_from_a_file_beside_the_campaign_and_never_from_one_over_the_network()
    {
        using var temp = Shared.Temp();
        File.WriteAllText(temp["pool.smi"], "CCO ethanol\n# a comment\n\nCC\n");
        File.WriteAllText(temp["pool.csv"], "id,my_smiles\n1,\"CCO\"\n2,CC\n");
        string head = Yaml[..Yaml.IndexOf("candidates:", StringComparison.Ordinal)];
        Assert.Equal(["CCO ethanol", "CC"], Campaign.Read("a", head + "candidates: {file: pool.smi}", temp.Path).Campaign!.Candidates);
        Assert.Equal(["CCO 1", "CC 2"], Campaign.Read("a", head + "candidates: {file: pool.csv, column: my_smiles}", temp.Path).Campaign!.Candidates);
        Assert.Contains("no such column", Campaign.Read("a", head + "candidates: {file: pool.csv}", temp.Path).Faults.Single().Message);
        Assert.Contains("does not exist", Campaign.Read("a", head + "candidates: {file: none.smi}", temp.Path).Faults.Single().Message);
        Assert.Contains("cannot be read from here", Campaign.Read("a", head + "candidates: {file: pool.smi}").Faults.Single().Message);
    }

    [Fact]
    public async Task The_schema_passes_what_the_reader_reads_and_stops_what_it_refuses()
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Shared.Repo, "schemas", "campaign.schema.json"), TestContext.Current.CancellationToken);
        const string good = """{"name": "x", "property": "gap", "level": "PM7", "tolerance": "0.2 eV", "candidates": ["C", {"smiles": "CC", "name": "ethane"}]""";
        foreach (string tail in (string[])["}", ", \"seed\": 3}", ", \"budget\": {\"kwh\": 0.1}}", ", \"reuse\": \"any-optimized\", \"confidence\": 0.8}", ", \"ladder\": [\"reuse\", \"PM7\"]}"])
        {
            Assert.Empty(schema.Validate(good + tail));
            Assert.Empty(Campaign.Read("x", good + tail).Faults);
        }
        foreach (string tail in (string[])[", \"sead\": 3}", ", \"budget\": {\"kwh\": 0}}", ", \"budget\": {}}", ", \"reuse\": \"all\"}", ", \"confidence\": 2}", ", \"ladder\": []}", ", \"ladder\": [\"reuse\", \"reuse\"]}"])
        {
            Assert.NotEmpty(schema.Validate(good + tail));
            Assert.NotEmpty(Campaign.Read("x", good + tail).Faults);
        }
        var fields = schema.Properties.Keys.Order();
        Assert.Equal(fields, Campaign.Read("x", "zzz: 1").Faults.First(f => f.Field == "zzz").Remedy["Fields are ".Length..].Split(", ").Order());
    }

    [Fact]
    public void The_licence_of_the_results_is_the_one_the_file_tells_and_no_other()
    {
        const string text = "name: a\nproperty: gap\nlevel: PM7\ntolerance: 0.2 eV\ncandidates: [O]\n";
        Assert.Null(Campaign.Read("a.yaml", text).Campaign!.Licence);
        var told = Campaign.Read("a.yaml", text + "licence: CC-BY-4.0\n").Campaign!;
        Assert.Equal("CC-BY-4.0", told.Licence);
        Assert.Equal("CC-BY-4.0", CampaignSheet.Of(told, true).ToCampaign().Licence);
    }
}
