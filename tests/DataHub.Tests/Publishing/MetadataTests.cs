// Metadata files: what is read, what is refused with which remedy, and that the schema says the same.
using System.Text.Json;
using DataHub.Cli.Commands;
using DataHub.Model.Datasets;
using DataHub.Publishing;
using DataHub.Publishing.Metadata;
using NJsonSchema;
using Xunit;

namespace DataHub.Tests.Publishing;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("0000-0002-1825-0097", true)]
    [InlineData("https://orcid.org/0000-0001-5109-3700", true)]
    [InlineData("0000-0002-1694-233x", true)]
    [InlineData("0000-0002-1825-0079", false)]
    [InlineData("0000-0002-1825-009", false)]
    [InlineData("not one", false)]
    public void An_ORCID_is_checked_by_its_last_digit(string text, bool good) => Assert.Equal(good, CheckedIds.Orcid(text).Orcid is not null);

    [Theory]
    [InlineData("https://ror.org/03yrm5c26", true)]
    [InlineData("05dxps055", true)]
    [InlineData("https://ror.org/042nb2s44", true)]
    [InlineData("https://ror.org/03vek6s52", true)]
    [InlineData("https://ror.org/03vek6s53", false)]
    [InlineData("https://ror.org/03vke6s52", false)]
    [InlineData("Harvard", false)]
    public void A_ROR_is_checked_by_its_last_digits(string text, bool good) => Assert.Equal(good, CheckedIds.Ror(text).Ror is not null);

    [Fact]
    public void An_opaque_name_tells_a_wrong_character_and_two_exchanged_ones()
    {
        var random = new Random(1);
        for (int n = 0; n < 200; n++)
        {
            var name = CheckedIds.NewName(random.Next);
            Assert.True(CheckedIds.IsName(name));
            int i = random.Next(9);
            var wrong = name.ToCharArray();
            wrong[i] = name[i] == 'k' ? 'm' : 'k';
            Assert.False(CheckedIds.IsName(new string(wrong)));
            (var swapped, i) = (name.ToCharArray(), random.Next(8));
            (swapped[i], swapped[i + 1]) = (swapped[i + 1], swapped[i]);
            Assert.Equal(name[i] == name[i + 1], CheckedIds.IsName(new string(swapped)));
        }
        Assert.Equal("q4nkw1c0xt".Length, CheckedIds.NewName(random.Next).Length);
    }

    [Fact]
    public void The_example_has_every_field_and_passes_the_schema()
    {
        var m = LifeTests.Read(Example.Text).Metadata;
        Assert.Equal(("CC-BY-4.0", "Curie", "Marie", "0000-0002-1825-0097", "https://ror.org/05dxps055"), (m.Licence, m.Authors[0].Family, m.Authors[0].Given, m.Authors[0].Orcid, m.Authors[0].Affiliations[0].Ror));
        Assert.Equal(("10.1234/example", "IsSupplementTo", "DOI", "https://doi.org/10.1234/example"), (m.Related[0].Identifier, m.Related[0].Relation, m.Related[0].Scheme, m.Related[0].Url));
        Assert.Equal(("Example Foundation", "4711"), (m.Funding[0].Funder.Name, m.Funding[0].Number));
        Assert.NotNull(m.Responsible!.Limitations);
        var schema = Schema();
        Assert.Equal(MetadataReading.Fields.Order(), schema.Properties.Keys.Order());
        Assert.Empty(schema.Validate(AsJson(Example.Text)));
    }

    [Theory]
    [InlineData("title: x\ncolour: blue", "line 2", "colour", "Fields are slug, title")]
    [InlineData("title: x\nlicence: CC-BY", "line 2", "licence", "CC-BY-4.0")]
    [InlineData("licence: MIT", "line 1", "title", "Say in one line")]
    [InlineData("title: x\nauthors:\n  - {name: A, orcid: 0000-0002-1825-0079}", "line 3", "authors[1].orcid", "orcid.org")]
    [InlineData("title: x\nauthors:\n  - B\n  - {given: A}", "line 4", "authors[2].name", "family")]
    [InlineData("title: x\nauthors: [{name: A, affiliation: {name: H, ror: 'https://ror.org/03vek6s53'}}]", "line 2", "authors[1].affiliation.ror", "ror.org")]
    [InlineData("title: x\nrelated:\n - {identifier: 10.1/x, relation: IsBetterThan}", "line 3", "related.relation", "IsSupplementTo")]
    [InlineData("title: x\nrelated:\n - {identifier: somewhere, relation: Cites}", "line 3", "related.identifier", "10.1234/abc")]
    [InlineData("title: x\naccess: {kind: embargoed, reason: patent}", "line 2", "access.until", "2027-01-31")]
    [InlineData("title: x\naccess: {kind: embargoed, until: 2027-02-30, reason: patent}", "line 2", "access.until", "2027-01-31")]
    [InlineData("title: x\naccess: {kind: restricted}", "line 2", "access.reason", "reason")]
    [InlineData("title: x\naccess: hidden", "line 2", "access", "embargoed")]
    [InlineData("title: x\nslug: My Data", "line 2", "slug", "lower-case")]
    [InlineData("title: x\ndoi: here", "line 2", "doi", "10.1234/abc")]
    [InlineData("title: [x]", "line 1", "title", "on one line")]
    [InlineData("title: x: y: z", "line 1", null, "quot")]
    [InlineData("- title", null, null, "mapping")]
    [InlineData("{\"title\": \"x\",\n \"licence\": \"nonsense\"}", "line 2", "licence", "CC0-1.0")]
    public void What_is_wrong_is_told_with_line_field_and_remedy(string text, string? line, string? field, string remedy)
    {
        var (described, faults) = MetadataReading.Read("dataset.yaml", text);
        Assert.Null(described);
        Assert.Contains(faults, f => f.Record == line && f.Field == field && (f.Remedy + f.Message).Contains(remedy, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Names_texts_and_lists_are_read_as_people_write_them()
    {
        var m = LifeTests.Read("title: x\nlicense: cc0-1.0\nauthors: ['Curie, Marie', {given: Lise, family: Meitner}, {name: The DataHub authors, organisation: true}]\nkeywords: gap, DFT, gap\nfunding: DFG\nlanguage: de\naccess: {kind: embargoed, until: 2031-01-31, reason: patent}\nrelated: [{identifier: 'arXiv:2101.00001', relation: cites}]").Metadata;
        Assert.Equal("CC0-1.0", m.Licence);
        Assert.Equal([("Curie, Marie", "Curie", false), ("Meitner, Lise", "Meitner", false), ("The DataHub authors", null, true)], m.Authors.Select(a => (a.Name, a.Family, a.Organisational)));
        Assert.Equal(["gap", "DFT"], m.Keywords);
        Assert.Equal("DFG", m.Funding[0].Funder.Name);
        Assert.Equal("https://arxiv.org/abs/2101.00001", m.Related[0].Url);
        Assert.False(m.Access.IsOpen(new DateTime(2031, 1, 30, 23, 59, 59, DateTimeKind.Utc)));
        Assert.True(m.Access.IsOpen(new DateTime(2031, 1, 31, 0, 0, 0, DateTimeKind.Utc)));
    }

    [Fact]
    public void The_wizard_asks_again_what_is_mistyped_and_its_file_is_read_back()
    {
        string[] answers = ["short", "A title of \"ten\" letters", "brief", new string('d', 60), "99", "cc by", "2", "", "Curie, Marie", "0000-0002-1825-0079", "0000-0002-1825-0097", "Caltech", "", "Mendeleev, Dmitri", "", "", "", "gap, DFT", "10.1234/abc"];
        var said = new StringWriter();
        var yaml = new Wizard(new StringReader(string.Join('\n', answers) + "\n"), said).Ask("my-data");
        var (slug, m) = (LifeTests.Read(yaml).Slug, LifeTests.Read(yaml).Metadata);
        Assert.Equal(("my-data", "A title of \"ten\" letters", "CC-BY-4.0", 2), (slug, m.Title, m.Licence, m.Authors.Count));
        Assert.Equal(("0000-0002-1825-0097", "Caltech", "10.1234/abc"), (m.Authors[0].Orcid, m.Authors[0].Affiliations[0].Name, m.Related[0].Identifier));
        foreach (var words in new[] { "at least 10", "at least 50", "not on the SPDX list", "check digit", "CC-BY-4.0" }) Assert.Contains(words, said.ToString());
    }

    [Fact]
    public void Checks_tell_points_and_remedies_and_a_full_file_reaches_a_hundred()
    {
        var m = LifeTests.Read(Example.Text).Metadata with { Readme = new string('r', 200) };
        m.Authors[0].Affiliations[0].Ror = "https://ror.org/05dxps055";
        var facts = new DraftFacts(1000, 10, 0, 0, 0, 0, 0, 0, 0, 2);
        var whole = ReleaseChecks.Of("x", new Draft(1, "n", m), facts, new());
        Assert.Equal((100, true), (whole.Score, whole.Ready));
        Assert.All(whole.Checks, c => Assert.Null(c.Remedy));
        var half = ReleaseChecks.Of("x", new Draft(1, "n", m), facts with { WithoutCost = 500, Implausible = [("PM7", 4200)] }, new());
        Assert.Equal(0.5, half.Checks.Single(c => c.Id == "cost").Share, 1e-9);
        Assert.InRange(half.Score, 90, 99);
        Assert.Contains("4.2E+03", half.Checks.Single(c => c.Id == "cost-plausible").Message);
        var bare = ReleaseChecks.Of("x", new Draft(1, "n", new() { Title = "Short" }), new DraftFacts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), new());
        Assert.False(bare.Ready);
        Assert.Equal(["content", "title", "description", "authors", "licence"], bare.Checks.Where(c => c.Required && !c.Met).Select(c => c.Id));
        Assert.All(bare.Checks.Where(c => !c.Met), c => Assert.NotNull(c.Remedy));
        Assert.False(ReleaseChecks.Of("x", new Draft(1, "n", m with { Keywords = [] }), facts, new PublishingSettings { LeastScore = 99 }).Ready);
        Assert.False(ReleaseChecks.Of("x", new Draft(1, "n", m), facts with { Review = "a curator has to approve it" }, new PublishingSettings { Review = true }).Ready);
    }

    [Theory]
    [InlineData(0.75, 3600, null, false)]
    [InlineData(22, 3600, null, false)]
    [InlineData(0.75 * 1000, 3600, null, true)]
    [InlineData(22 / 1000.0, 3600, null, true)]
    [InlineData(90, 3600, 3600.0, false)]
    [InlineData(90 * 1000, 3600, 3600.0, true)]
    [InlineData(90 / 1000.0, 3600, 3600.0, true)]
    public void A_thousandfold_slip_of_unit_is_told(double grams, double cpu, double? gpu, bool told) => Assert.Equal(told, DatasetCost.Implausible(grams, cpu, gpu) is not null);

    static JsonSchema Schema() => JsonSchema.FromFileAsync(Path.Combine(Shared.Repo, "schemas", "dataset.schema.json")).GetAwaiter().GetResult();

    /// <summary>YAML as JSON, scalars in quotes as texts.</summary>
    static string AsJson(string yaml)
    {
        static object? Value(YamlDotNet.RepresentationModel.YamlNode n) => n switch
        {
            YamlDotNet.RepresentationModel.YamlMappingNode m => m.Children.ToDictionary(c => c.Key.ToString(), c => Value(c.Value)),
            YamlDotNet.RepresentationModel.YamlSequenceNode s => s.Children.Select(Value).ToArray(),
            _ => n.ToString(),
        };
        var stream = new YamlDotNet.RepresentationModel.YamlStream();
        stream.Load(new StringReader(yaml));
        return JsonSerializer.Serialize(Value(stream.Documents[0].RootNode));
    }
}
