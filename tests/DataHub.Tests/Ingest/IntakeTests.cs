// The one door in, over a real archive.
using System.Text;
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Ingest;

public class IntakeTests
{
    static string Water(double energy, string smiles = "O", double stretch = 0) => $$$"""
        {"schema_name":"qcschema_output","schema_version":1,"success":true,"driver":"energy","model":{"method":"HF","basis":"sto-3g"},
         "molecule":{"symbols":["O","H","H"],"geometry":[0,0,0.2217,0,1.4309,{{{-0.8867 - stretch}}},0,-1.4309,-0.8867],"molecular_charge":0,"molecular_multiplicity":1,"identifiers":{"smiles":"{{{smiles}}}"}},
         "return_result":{{{energy}}},"properties":{"return_energy":{{{energy}}}},"provenance":{"creator":"Psi4","version":"1.3.2","routine":"x"}}
        """;

    static Bundle File(string name, string text) => Bundle.Of(new RawFile(name, Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_result_is_kept_once_and_its_raw_bytes_with_it()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path));
        var first = Assert.IsType<Receipt.Kept>(Assert.Single(hub.Intake.TakeNow(File("a.json", Water(-74.96)))));
        var again = Assert.IsType<Receipt.AlreadyKept>(Assert.Single(hub.Intake.TakeNow(File("b.json", Water(-74.96)))));
        Assert.Equal(first.Id, again.Id);
        var c = hub.Archive.Get(first.Id)!;
        Assert.Equal(("XLYOFNOQVPJJNP-UHFFFAOYSA-N", "O", "HF/STO-3G"), (c.Molecule.InChIKey, c.Molecule.Smiles, c.Level.Name));
        Assert.Equal(Water(-74.96), hub.Archive.OpenRaw(c.Provenance.RawHash!)!.Files[0].ReadAllText());
    }

    [Fact]
    public void A_SMILES_that_contradicts_the_atoms_is_refused_with_file_and_field()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path));
        var refused = Assert.IsType<Receipt.Refused>(Assert.Single(hub.Intake.TakeNow(File("a.json", Water(-74.96, "CO")))));
        var fault = Assert.Single(refused.Faults);
        Assert.Equal("smiles", fault.Field);
        Assert.Contains("a.json", fault.ToString());
        Assert.Contains("CH4O", fault.Message);
        Assert.NotNull(hub.Archive.OpenRaw(refused.RawHash!));
        Assert.Equal(0, hub.Archive.Counts().Calculations);
    }

    [Fact]
    public void Rubbish_is_refused_and_kept_and_the_next_file_is_taken()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path));
        var receipts = hub.Intake.Take([File("x.bin", "\0\u0001 nothing"), File("empty.json", ""), File("half.json", Water(-74.96)[..200]), File("good.json", Water(-74.9))], new IntakeOptions()).ToList();
        Assert.Equal(4, receipts.Count);
        Assert.All(receipts.Take(3), r => Assert.NotEmpty(Assert.IsType<Receipt.Refused>(r).Faults));
        Assert.IsType<Receipt.Kept>(receipts[3]);
    }

    [Fact]
    public void A_dry_run_keeps_nothing()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path));
        Assert.IsType<Receipt.Kept>(Assert.Single(hub.Intake.TakeNow(File("a.json", Water(-74.96)), new IntakeOptions { DryRun = true })));
        Assert.Equal(0, hub.Archive.Counts().Calculations);
        Assert.IsType<Receipt.Kept>(Assert.Single(hub.Intake.TakeNow(File("a.json", Water(-74.96)))));
    }

    [Fact]
    public void What_the_options_say_goes_with_every_record()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path));
        var kept = Assert.IsType<Receipt.Kept>(Assert.Single(hub.Intake.TakeNow(File("a.json", Water(-74.96)), new IntakeOptions { Dataset = "tests", Licence = "CC0-1.0", Contributor = "me" })));
        var p = hub.Archive.Get(kept.Id)!.Provenance;
        Assert.Equal(("tests", "CC0-1.0", "me", "a.json"), (p.Dataset, p.Licence, p.Contributor, p.RawName));
    }

    [Fact]
    public void An_optimisation_that_ends_in_another_molecule_is_a_failure()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path));
        var values = new Values();
        values[Property.Energy] = -5;
        var geometry = new Geometry(["O", "H", "H"], [0, 0, 0.1173, 0, 0.7572, -0.4692, 0, -0.7572, -0.4692], GeometrySource.Optimized, "GFN2-xTB");
        Calculation Asked(string smiles, Geometry g) => new(Molecule.FromAtoms(g.Symbols, 0, 1) with { Smiles = smiles }, Level.Parse("GFN2-xTB"), Driver.Optimization, Status.Success)
        { Geometry = g, Values = values, Provenance = new Provenance { Program = "xtb" } };
        Assert.Equal(Status.Success, Assert.IsType<Receipt.Kept>(hub.Intake.Take(Asked("O", geometry))).Status);
        // Asked for hydrogen isocyanide, ended as hydrogen cyanide.
        var hcn = new Geometry(["H", "C", "N"], [0, 0, -1.06, 0, 0, 0, 0, 0, 1.15], GeometrySource.Optimized, "GFN2-xTB");
        var receipt = Assert.IsType<Receipt.Kept>(hub.Intake.Take(Asked("[C-]#[NH+]", hcn)));
        Assert.Equal(Status.Failed, receipt.Status);
        var failure = hub.Archive.Get(receipt.Id)!.Failure!;
        Assert.Equal(FailureKind.ConnectivityChanged, failure.Kind);
        Assert.Contains("C#N", failure.Message);
    }

    [Fact]
    public void A_reparse_finds_what_is_kept_and_adds_nothing()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path));
        hub.Intake.TakeNow(File("a.json", Water(-74.96)), new IntakeOptions { Dataset = "tests" });
        hub.Intake.TakeNow(File("b.json", Water(-74.95, stretch: 0.1)));
        var report = new Reparse(hub.Archive, hub.Intake).Run();
        Assert.Equal((2, 0, 2L, 0L, 0L), (report.Raws, report.Missing, report.Same, report.New, report.Refused));
        Assert.Equal(2, hub.Archive.Counts().Calculations);
    }

    [Fact]
    public void The_card_in_a_folder_tells_what_the_dataset_is()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder["hub"]));
        Assert.Null(hub.Publisher.DescribeFrom(folder.Path, "me"));
        Assert.Equal("nci-small", hub.Publisher.DescribeFrom(Path.Combine(Shared.Repo, "seed-data"), "me")!.Value.Dataset!.Slug);
        Assert.Equal("CC0-1.0", Assert.Single(hub.Archive.Datasets()).Metadata.Licence);
        Assert.DoesNotContain(Bundles.Walk(Path.Combine(Shared.Repo, "seed-data")), b => b.Name.Contains("dataset."));
        System.IO.File.WriteAllText(folder["dataset.json"], """{"slug":"No Slug!","title":"x"}""");
        Assert.Contains("no slug", Assert.Single(hub.Publisher.DescribeFrom(folder.Path, "me")!.Value.Faults).ToString());
        System.IO.File.WriteAllText(folder["dataset.json"], "{");
        Assert.Contains("line", Assert.Single(hub.Publisher.DescribeFrom(folder.Path, "me")!.Value.Faults).ToString());
    }

    [Fact]
    public async Task An_export_to_Parquet_goes_in_again_as_the_same_records_failures_too()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder["hub"]));
        hub.Intake.TakeNow(File("a.json", Water(-74.96)));
        hub.Intake.TakeNow(File("failed.json", Water(-74.96).Replace("\"success\":true", "\"success\":false,\"error\":{\"error_type\":\"convergence_error\",\"error_message\":\"SCF did not converge\"}")));
        Assert.Equal((2, 1), (hub.Archive.Counts().Calculations, hub.Archive.Counts().Failed));
        using (var to = System.IO.File.Create(folder["all.parquet"]))
            await hub.Formats.Writer("parquet")!.WriteAsync(hub.Archive.Rows(new Query(QuerySet.Calculations), true), Columns.All, to, TestContext.Current.CancellationToken);
        Assert.All(hub.Intake.Take(Bundles.Walk(folder["all.parquet"]), new IntakeOptions()).ToList(), r => Assert.IsType<Receipt.AlreadyKept>(r));
        Assert.Equal(2, hub.Archive.Counts().Calculations);
    }

    [Fact]
    public void The_seed_data_goes_in_whole_and_a_second_time_adds_nothing()
    {
        var one = Directory.EnumerateFiles(Path.Combine(Shared.Repo, "seed-data"), "001.zip", SearchOption.AllDirectories).Order().ToList();
        Assert.NotEmpty(one);
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path));
        var bundles = one.SelectMany(Bundles.Walk).ToList();
        var first = hub.Intake.Take(bundles, new IntakeOptions()).ToList();
        Assert.All(first, r => Assert.IsType<Receipt.Kept>(r));
        Assert.All(hub.Intake.Take(bundles, new IntakeOptions()), r => Assert.IsType<Receipt.AlreadyKept>(r));
        using var rows = hub.Archive.Find(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("ne", new Expr.Col("cost_tier"), new Expr.Const("measured")) });
        Assert.False(rows.Reader.Read());
    }
}
