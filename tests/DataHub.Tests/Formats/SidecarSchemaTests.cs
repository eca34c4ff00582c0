// The sidecar's schema tells the same keys as the reader takes.
using DataHub.Formats;
using DataHub.Model;
using NJsonSchema;
using Xunit;

namespace DataHub.Tests.Formats;

public class SidecarSchemaTests
{
    static readonly string Schema = Path.Combine(Shared.Repo, "schemas", "extxyz-sidecar.schema.json");

    static async Task<JsonSchema> Read() => await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(Schema, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Every_key_of_the_schema_is_taken_by_the_reader()
    {
        foreach (var key in (await Read()).Properties.Keys)
        {
            var value = key switch { "units" or "properties" => "{}", "ignore" => "[]", "charge" => "0", "multiplicity" => "1", "convention" => "\"ase\"", _ => "\"given\"" };
            var reading = Assert.Single(Alike.Read("a.xyz", "1\nenergy_hartree=-2.8 level=HF/STO-3G\nHe 0 0 0\n", new RawFile("a.datahub.json", System.Text.Encoding.UTF8.GetBytes($$"""{"{{key}}": {{value}}}"""))));
            Assert.True(reading.Fault is null, reading.Fault?.ToString());
        }
    }

    [Fact]
    public async Task The_example_of_the_docs_is_valid_and_does_what_they_say()
    {
        var docs = await File.ReadAllTextAsync(Path.Combine(Shared.Repo, "docs", "formats.md"), TestContext.Current.CancellationToken);
        var example = docs.Split("```json\n")[1].Split("```")[0];
        Assert.Empty((await Read()).Validate(example));
        var text = "2\nProperties=species:S:1:pos:R:3:REF_forces:R:3 REF_energy=-31.7\nH 0 0 0 0 0 1.5\nH 0 0 0.8 0 0 -1.5\n";
        var c = Assert.Single(Alike.Read("train.xyz", text, new RawFile("train.datahub.json", System.Text.Encoding.UTF8.GetBytes(example)))).Calculation!;
        Assert.Equal((-31.7 * Units.EvToHartree, "wB97X-D/def2-TZVP", Driver.Gradient, "CC-BY-4.0"), (c.Values[Property.Energy]!.Value, c.Level.Name, c.Driver, c.Provenance.Licence));
    }

    [Fact]
    public void A_sidecar_of_another_format_tells_where_the_file_comes_from()
    {
        var c = Generators.Draw(1, 4)[0];
        var bare = c with { Provenance = new Provenance { Program = "psi4" } };
        var reading = Assert.Single(Alike.Read("a.json", Alike.Written("qcschema", bare), new RawFile("a.datahub.json", """{"dataset": "mine", "licence": "CC0-1.0"}"""u8.ToArray())));
        Assert.Equal(("mine", "CC0-1.0"), (reading.Calculation!.Provenance.Dataset, reading.Calculation.Provenance.Licence));
    }

    [Fact]
    public async Task The_docs_name_every_reader_and_writer()
    {
        var docs = await File.ReadAllTextAsync(Path.Combine(Shared.Repo, "docs", "formats.md"), TestContext.Current.CancellationToken);
        var set = new FormatSet();
        foreach (var format in set.Readers.Select(r => r.Format).Concat(set.Writers.Select(w => w.Format))) Assert.Contains($"`{format}`", docs);
    }
}
