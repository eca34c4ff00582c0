// Workflows: the shipped ones run, bad files are told, records carry the hash, failed jobs are tried again.
using DataHub.Compute;
using DataHub.Compute.Workflows;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Tests.Screening;
using NJsonSchema;
using Xunit;

namespace DataHub.Tests.Compute;

public class WorkflowTests
{
    static readonly string Folder = Path.Combine(Shared.Repo, "schemas", "workflows");
    static readonly EngineSet Engines = new();
    static readonly WorkflowSet Set = new(Engines);
    static readonly JobRunner Runner = new(new CostModel(), TimeProvider.System);

    static (Workflow? Workflow, IReadOnlyList<Fault> Faults) Read(string text) => new WorkflowReading("my.json", Engines).Read(text);

    static string Text(string steps, string name = "mine", string version = "1") => $$"""{"name": "{{name}}", "version": "{{version}}", "steps": [{"do": "embedding"}, {{steps}}]}""";
    const string Gfn2 = """{"do": "optimization", "level": "GFN2-xTB"}""";

    [Fact]
    public async Task The_shipped_files_fit_their_schema_and_are_named_as_they_are_called()
    {
        var schema = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(Path.Combine(Shared.Repo, "schemas", "workflow.schema.json"), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var files = Directory.GetFiles(Folder, "*.json");
        Assert.Equal(files.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), Set.Shipped.Select(w => w.Name).Order(StringComparer.Ordinal));
        foreach (var file in files) Assert.Empty(schema.Validate(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
        foreach (var program in (string[])["xtb", "mopac", "psi4", "nwchem"]) Assert.Contains(Set.Shipped, w => w.Last.Program == program);
        // The hash is what records keep for ever: a change of a step must come with a new version.
        Golden.Same("tests/DataHub.Tests/Compute/golden/workflow-hashes.txt", string.Concat(Set.Shipped.Select(w => $"{w.Tag}\n")));
    }

    public static TheoryData<string> NotRunElsewhere => [.. Set.Shipped.Where(w => !Cases.Good.Any(c => c.Job.Level == w.Level && c.Job.Driver == w.Last.Driver)).Select(w => w.Name)];

    [Theory, MemberData(nameof(NotRunElsewhere))]
    public void A_shipped_workflow_whose_job_no_other_test_runs_gives_its_level(string name)
    {
        var last = Set.Find(name)!.Last;
        var engine = Engines.For(last.Level!, last.Driver!.Value, last.Program)!;
        Assert.SkipUnless(EngineSet.Find(engine) is not null, $"{engine.Program} is not installed (package {engine.Package})");
        var read = new FormatSet().Read(Runner.Run(engine, Cases.Job(Cases.Water, last.Level!.Name, last.Driver!.Value, smiles: "O") with { Limits = last.Limits }, TestContext.Current.CancellationToken)).Last().Calculation!;
        Assert.Equal((Status.Success, last.Level!.Name, last.Driver!.Value), (read.Status, read.Level.Name, read.Driver));
    }

    [Fact]
    public void The_hash_is_of_the_steps_and_not_of_the_words_about_them()
    {
        var plain = Read(Text(Gfn2)).Workflow!;
        Assert.Equal(plain.Hash, Read(Text(Gfn2).Replace("\"version\"", "\"title\": \"other words\", \"description\": \"more\", \"version\"")).Workflow!.Hash);
        Assert.Equal(plain.Hash, Read(Text("""{"level": "gfn2", "attempts": 3, "do": "optimization", "memory_mib": 4000}""")).Workflow!.Hash);
        Assert.NotEqual(plain.Hash, Read(Text("""{"do": "optimization", "level": "GFN2-xTB", "attempts": 2}""")).Workflow!.Hash);
        Assert.NotEqual(plain.Hash, Read(Text("""{"do": "optimization", "level": "GFN1-xTB"}""")).Workflow!.Hash);
        Assert.Matches(@"^mine@1#[0-9a-f]{12}$", plain.Tag);
    }

    [Theory]
    [InlineData("{", null, "JSON")]
    [InlineData("[]", null, "object")]
    [InlineData("""{"name": "Mine!", "version": "1", "steps": [{"do": "embedding"}, {"do": "optimization", "level": "GFN2-xTB"}]}""", "name", "no name")]
    [InlineData("""{"name": "mine", "version": "1", "steps": []}""", "steps", "missing")]
    [InlineData("""{"name": "mine", "version": "1", "step": [], "steps": [{"do": "embedding"}, {"do": "optimization", "level": "GFN2-xTB"}]}""", "step", "unknown field")]
    [InlineData("""{"name": "mine", "version": "1", "steps": [{"do": "optimization", "level": "GFN2-xTB"}]}""", "steps", "embedding must be the first")]
    [InlineData("""{"name": "mine", "version": "1", "steps": [{"do": "embedding"}, {"do": "energy", "level": "GFN2-xTB"}]}""", "steps", "one optimization is wanted")]
    [InlineData("""{"name": "mine", "version": "1", "steps": [{"do": "embedding"}, {"do": "optimization", "level": "NoSuch/def2-SVP"}]}""", "steps[1].level", "not known")]
    [InlineData("""{"name": "mine", "version": "1", "steps": [{"do": "embedding"}, {"do": "optimization", "level": "CCSD(T)/cc-pVDZ"}]}""", "steps[1].level", "no engine does optimization")]
    [InlineData("""{"name": "mine", "version": "1", "steps": [{"do": "embedding"}, {"do": "optimization", "level": "GFN2-xTB", "program": "psi4"}]}""", "steps[1].program", "not psi4 does optimization")]
    [InlineData("""{"name": "mine", "version": "1", "steps": [{"do": "embedding"}, {"do": "optimization", "level": "GFN2-xTB", "program": "orca"}]}""", "steps[1].program", "no engine 'orca'")]
    [InlineData("""{"name": "mine", "version": "1", "steps": [{"do": "embedding"}, {"do": "optimization", "level": "GFN2-xTB", "cores": 0}]}""", "steps[1].cores", "from 1 to")]
    [InlineData("""{"name": "mine", "version": "1", "steps": [{"do": "dance"}]}""", "steps[0].do", "no kind of step")]
    public void What_is_wrong_with_a_file_is_told_with_its_place_and_a_remedy(string text, string? field, string words)
    {
        var (workflow, faults) = Read(text);
        Assert.Null(workflow);
        Assert.Contains(faults, f => f.Field == field && f.Message.Contains(words, StringComparison.Ordinal) && f.Remedy.Length > 0);
    }

    [Fact]
    public void A_folder_of_the_users_own_adds_to_the_set_and_cannot_change_what_a_name_and_version_mean()
    {
        using var temp = Shared.Temp();
        File.WriteAllText(temp["a.json"], Text(Gfn2));
        File.WriteAllText(temp["b.json"], Text(Gfn2, version: "10"));
        File.WriteAllText(temp["c.json"], Text("""{"do": "optimization", "level": "GFN1-xTB"}""", "gfn2"));
        File.WriteAllText(temp["d.json"], "{");
        var set = new WorkflowSet(Engines, temp.Path, temp["nowhere"]);
        Assert.Equal(["mine", "mine"], set.All.Skip(set.Shipped.Count).Select(w => w.Name));
        Assert.Equal("10", set.Find("mine")!.Version);
        Assert.Equal("1", set.Find("mine@1")!.Version);
        Assert.Equal("GFN2-xTB", set.Find("gfn2")!.Level.Name);
        Assert.Equal(2, set.Faults.Count);
        Assert.Contains("gfn2@1 is another workflow already", set.Faults[0].Message);
        Assert.Null(set.Find("nothing"));
        Assert.Equal("hf-sto-3g-energy-on-gfn2-xtb", set.For(Level.Parse("HF/STO-3G"), Level.Parse("GFN2-xTB"), Driver.Energy).Name);
        Assert.Equal("wb97xd-svp", set.For(Level.Parse("wB97X-D/def2-SVP"), Level.Parse("GFN2-xTB"), Driver.Energy).Name);
    }

    [Fact]
    public void A_ladder_names_workflows_and_every_record_says_by_which_it_came()
    {
        using var temp = Shared.Temp();
        File.WriteAllText(temp["own.json"], Text(Gfn2 + """, {"do": "energy", "level": "GFN1-xTB", "wall_seconds": 100}""", "own"));
        const string head = "name: by workflow\nproperty: gap\nlevel: GFN1-xTB\ntolerance: 0.1 eV\ncandidates: [O, C]\n";
        var (campaign, faults) = Campaign.Read("c.yaml", head + "ladder: [reuse, gfn2, own.json]", temp.Path);
        Assert.Empty(faults);
        Assert.Equal(["reuse", "GFN2-xTB", "GFN1-xTB"], campaign!.Rungs);
        Assert.NotEqual(Campaign.Read("c.yaml", head + "ladder: [reuse, GFN2-xTB, GFN1-xTB]").Campaign!.Id, campaign.Id);
        using var hub = Hub.Open(new HubOptions(temp["hub"]));
        CampaignTests.NeedEngines(hub);
        var report = hub.Campaigns.Run(campaign);
        Assert.All(report.Results, r => Assert.StartsWith("own@1#", hub.Archive.Get(Assert.IsType<Answer.Known>(r.Answer).Evidence.CalculationId!)!.Provenance.Workflow));
        using var rows = hub.Archive.Find(new Query(QuerySet.Calculations) { Select = ["workflow"] });
        var tags = new List<string>();
        while (rows.Reader.Read()) tags.Add(rows.Reader.GetString(0));
        Assert.Equal((2, 2), (tags.Count(t => t == campaign.Workflows["GFN1-xTB"].Tag), tags.Count(t => t == Set.Find("gfn2")!.Tag)));

        Assert.Contains(Campaign.Read("c.yaml", head + "ladder: [reuse, nowhere.json]", temp.Path).Faults, f => f.Message.Contains("does not exist") && f.Record == "line 6");
        Assert.Contains(Campaign.Read("c.yaml", head + "ladder: [reuse, own.json]").Faults, f => f.Message.Contains("cannot be read from here"));
        Assert.Contains(Campaign.Read("c.yaml", head.Replace("GFN1-xTB", "PM7") + "geometry_level: GFN1-xTB\nladder: [reuse, pm7-on-gfn2]").Faults, f => f.Message.Contains("optimises at GFN2-xTB, the campaign at GFN1-xTB"));
    }

    [Fact]
    public void A_job_that_failed_is_tried_again_with_the_remedy_of_its_engine_and_every_attempt_is_kept_with_its_cost()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        CampaignTests.NeedEngines(hub);
        // xtb that gives up after two iterations, unless it is damped.
        var xtb = new Impatient();
        var laboratory = new Laboratory(temp["lab"], hub.Archive, hub.Toolkit, hub.Intake, hub.Known, new EngineSet { Engines = [xtb] }, hub.Runner, hub.Embedder, hub.Cost, TimeProvider.System, 2);
        var heard = new List<CampaignEvent>();
        var campaign = new Campaign("again", ["O"], Property.Gap, Level.Parse("GFN1-xTB")) { Tolerance = 0.1, Ladder = ["reuse", "GFN2-xTB", "GFN1-xTB"] };
        var report = new Campaigns(laboratory).Run(campaign, new Heard(heard));
        Assert.Equal(CampaignState.Done, report.State);
        var answer = Assert.IsType<Answer.Known>(report.Results[0].Answer);
        Assert.Equal([1, 1], report.Funnel.Where(f => f.Rung.Contains("xTB")).Select(f => f.Failed));
        Assert.Equal(4, hub.Archive.Counts().Calculations);
        var jobs = heard.Where(e => e.Kind == "job").ToList();
        Assert.Equal(["GFN2-xTB failed", "GFN2-xTB done at attempt 2 (damping)", "GFN1-xTB failed", "GFN1-xTB done at attempt 2 (damping)"], jobs.Select(j => j.Message.Split(':')[0]));
        Assert.Equal(report.CpuSeconds, heard[^1].CpuSeconds);
        // What both attempts cost stands in the ledger.
        Assert.InRange(hub.Archive.Ledger(campaign.Id).Single().CpuSeconds, hub.Archive.Counts().CpuSeconds - 1e-6, hub.Archive.Counts().CpuSeconds + 1e-6);
        var kept = hub.Archive.Get(answer.Evidence.CalculationId!)!;
        var sheet = JobRecord.FromJson(hub.Archive.OpenRaw(kept.Provenance.RawHash!)!.Find(JobRecord.FileName)!.ReadAllText());
        Assert.Equal((2, "damping", "gfn1-xtb-energy-on-gfn2-xtb@0"), (sheet.Attempt, sheet.Remedy, sheet.Workflow!.Split('#')[0]));

        // Three attempts and no more, whatever is tried.
        var hopeless = new Laboratory(temp["lab"], hub.Archive, hub.Toolkit, hub.Intake, hub.Known, new EngineSet { Engines = [new Impatient(hopeless: true)] }, hub.Runner, hub.Embedder, hub.Cost, TimeProvider.System, 2);
        var failed = new Campaigns(hopeless).Run(campaign with { Name = "in vain", Candidates = ["C"] });
        Assert.IsType<Answer.Failed>(failed.Results[0].Answer);
        Assert.Equal(3, failed.Funnel.Sum(f => f.Failed));
    }

    public static TheoryData<string, string> Remedies => [.. from e in new EngineSet().Engines from k in (FailureKind[])[FailureKind.ScfNotConverged, FailureKind.GeometryNotConverged] from r in e.Remedies(k) select (e.Program, r)];

    [Theory, MemberData(nameof(Remedies))]
    public void A_remedy_is_understood_by_its_program_and_leads_to_the_same_answer(string program, string remedy)
    {
        var engine = Engines.Engines.Single(e => e.Program == program);
        Assert.SkipUnless(EngineSet.Find(engine) is not null, $"{engine.Program} is not installed (package {engine.Package})");
        bool geometry = engine.Remedies(FailureKind.GeometryNotConverged).Contains(remedy);
        var job = Cases.Job(Cases.Water, program switch { "xtb" => "GFN2-xTB", "mopac" => "PM7", "psi4" => "HF/STO-3G", _ => "PBE/STO-3G" }, geometry ? Driver.Optimization : Driver.Energy, smiles: "O");
        Calculation Of(Job j) => new FormatSet().Read(Runner.Run(engine, j, TestContext.Current.CancellationToken)).Last().Calculation!;
        var (plain, mended) = (s_plain.GetOrAdd((program, job.Driver), _ => Of(job)), Of(job with { Remedy = remedy, Attempt = 2 }));
        Assert.True(mended.Status == Status.Success, mended.Failure?.Message);
        var property = program == "mopac" ? Property.HeatOfFormation : Property.Energy;
        Assert.Equal(plain.Values[property]!.Value, mended.Values[property]!.Value, geometry ? 1e-4 : 1e-5);
    }

    static readonly System.Collections.Concurrent.ConcurrentDictionary<(string, Driver), Calculation> s_plain = new();

    sealed class Impatient(bool hopeless = false) : IEngine
    {
        public string Program => "xtb";
        public string Executable => "xtb";
        public string Package => "xtb";
        public (string Arguments, string Before) VersionCall => Cases.Xtb.VersionCall;
        public bool Can(Level level, Driver driver) => Cases.Xtb.Can(level, driver);
        public Failure? Check(Job job) => Cases.Xtb.Check(job);
        public IReadOnlyList<string> Remedies(FailureKind kind) => Cases.Xtb.Remedies(kind);
        public Prepared Prepare(Job job)
        {
            var prepared = Cases.Xtb.Prepare(job);
            return job.Remedy == "damping" && !hopeless ? prepared : prepared with { Steps = [.. prepared.Steps.Select(s => s with { Command = [.. s.Command, "--iterations", "2"] })] };
        }
    }

    sealed class Heard(List<CampaignEvent> events) : IProgress<CampaignEvent>
    {
        public void Report(CampaignEvent value) { lock (events) events.Add(value); }
    }
}
