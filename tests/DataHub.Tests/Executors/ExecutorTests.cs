// The suite that every executor passes: this machine, a real Slurm, and a folder whose jobs somebody runs.
using System.Diagnostics;
using DataHub.Compute;
using DataHub.Compute.Executors;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Tests.Compute;
using Xunit;

namespace DataHub.Tests.Executors;

public class ExecutorTests(SlurmCluster slurm) : IClassFixture<SlurmCluster>
{
    static readonly JobRunner Runner = new(new CostModel(), TimeProvider.System);
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => ["local", "slurm", "folder"];

    /// <summary>An executor over a folder; a person runs the jobs of the one that is for persons, unless told not to.</summary>
    IExecutor Open(string name, string folder, bool hands = true)
    {
        switch (name)
        {
            case "local": return new LocalExecutor(Runner, folder, 2);
            case "slurm":
                slurm.Need();
                return new SlurmExecutor(Runner, folder, new SlurmOptions { PollSeconds = 0.1, GatherSeconds = 0.05, Tasks = 3 }, slurm.Queue);
            default:
                var executor = new FolderExecutor(Runner, folder, b => new FormatSet().Read(b).Select(r => r.Calculation).OfType<Calculation>(), 0.05);
                return hands ? new Person(executor, folder) : executor;
        }
    }

    static JobRecord Sheet(Bundle bundle) => JobRecord.FromJson(bundle.Find(JobRecord.FileName)!.ReadAllText());
    static Calculation Read(Bundle bundle) => new FormatSet().Read(bundle).Select(r => r.Calculation).OfType<Calculation>().Last();

    [Theory, MemberData(nameof(Names))]
    public async Task Jobs_end_with_their_output_and_their_cost_whatever_runs_them(string name)
    {
        using var temp = Shared.Temp();
        using var executor = Open(name, temp.Path);
        Assert.Equal(name, executor.Name);
        var chain = Cases.Job(Cases.Chain(40), "GFN2-xTB", Driver.Optimization) with { Limits = new JobLimits(1, 2000), Campaign = "c", Expected = 0.3 };
        (IEngine Engine, Job Job)[] asked =
        [
            (Cases.Xtb, Cases.Job(Cases.Water, "GFN2-xTB", Driver.Optimization, smiles: "O") with { Campaign = "c", Expected = 0.3 }),
            (Cases.Mopac, Cases.Job(Cases.Methane, "PM7", Driver.Energy, smiles: "C") with { Campaign = "c", Expected = 0.3 }),
            (Cases.Bad[0].Engine, Cases.Bad[0].Job with { Campaign = "c", Expected = 0.3 }),
            (Cases.Xtb, Cases.Job(Cases.Water, "GFN2-xTB", Driver.Energy, 0, 2) with { Campaign = "c" }),
            (Cases.Xtb, chain),
        ];
        var bundles = await Task.WhenAll(asked.Select(a => executor.Run(a.Engine, a.Job, Stop)));
        var here = Read(Runner.Run(asked[0].Engine, asked[0].Job, Stop));
        Assert.Equal(here.Values[Property.Energy]!.Value, Read(bundles[0]).Values[Property.Energy]!.Value, 8);
        Assert.Equal(here.Values[Property.Dipole]!.Value, Read(bundles[0]).Values[Property.Dipole]!.Value, 4);
        Assert.NotNull(Read(bundles[1]).Values[Property.HeatOfFormation]);
        foreach (var bundle in bundles[..2])
        {
            Assert.True(Sheet(bundle) is { ExitCode: 0, Signal: null, Stopped: null, Message: null, StartedAt: not null }, Sheet(bundle).ToJson());
            Assert.InRange(Sheet(bundle).Cost!.CpuSeconds!.Value, 0.005, 20);
            Assert.True(Sheet(bundle).Cost is { Tier: CostTier.Measured, WallSeconds: > 0, EnergyKwh: > 0 }, Sheet(bundle).ToJson());
        }
        Assert.Equal(FailureKind.ScfNotConverged, Read(bundles[2]).Failure!.Kind);
        Assert.Equal(FailureKind.BadInput, Sheet(bundles[3]).Stopped);
        Assert.Equal(FailureKind.TimeOut, Sheet(bundles[4]).Stopped);
        Assert.Equal(FailureKind.TimeOut, Read(bundles[4]).Failure!.Kind);
        Assert.InRange(Sheet(bundles[4]).Cost!.CpuSeconds!.Value, 0.05, 30);
        Assert.Empty(Below(temp.Path));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_job_that_was_done_is_not_done_again_until_it_is_cleared(string name)
    {
        using var temp = Shared.Temp();
        var job = Cases.Job(Cases.Water, "GFN1-xTB", Driver.Energy, smiles: "O") with { Campaign = "twice" };
        Bundle first, second, third;
        using (var executor = Open(name, temp.Path)) first = await executor.Run(Cases.Xtb, job, Stop);
        using (var executor = Open(name, temp.Path, hands: false))
        {
            second = await executor.Run(Cases.Xtb, job, Stop);
            executor.Clear("twice");
        }
        Assert.Equal(Sheet(first).ToJson(), Sheet(second).ToJson());
        Assert.Equal(first.Files.Select(f => (f.Name, f.ReadAllText())).Order(), second.Files.Select(f => (f.Name, f.ReadAllText())).Order());
        using (var executor = Open(name, temp.Path)) third = await executor.Run(Cases.Xtb, job, Stop);
        Assert.NotEqual(Sheet(first).Cost, Sheet(third).Cost);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_cancelled_job_ends_at_once_and_nothing_of_it_runs_on(string name)
    {
        using var temp = Shared.Temp();
        using var executor = Open(name, temp.Path, hands: false);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var running = executor.Run(Cases.Xtb, Cases.Job(Cases.Chain(60), "GFN2-xTB", Driver.Optimization) with { Campaign = "c" }, cancel.Token);
        await Until(() => name == "folder" ? Directory.Exists(Path.Combine(temp.Path, "jobs", "c")) : Below(temp.Path).Count > 0, "the job to begin");
        await cancel.CancelAsync();
        var sheet = Sheet(await running);
        Assert.Equal(FailureKind.Cancelled, sheet.Stopped);
        await Until(() => Below(temp.Path).Count == 0, "its programs to be gone");
    }

    [Fact]
    public async Task What_was_in_Slurm_when_datahub_went_away_is_found_there_and_runs_once()
    {
        slurm.Need();
        using var temp = Shared.Temp();
        var jobs = Enumerable.Range(2, 7).Select(n => Cases.Job(Cases.Chain(n), "GFN2-xTB", Driver.Optimization) with { Campaign = "gone", Expected = 0.3 }).ToList();
        Task<Bundle>[] lost;
        using (var executor = (SlurmExecutor)Open("slurm", temp.Path))
        {
            lost = [.. jobs.Select(j => executor.Run(Cases.Xtb, j, CancellationToken.None))];
            await Until(() => Directory.Exists(temp["packs"]) && Directory.EnumerateFiles(temp["packs"], "id", SearchOption.AllDirectories).Any(), "the array to be submitted");
        }
        // One answer of sbatch was never written down: the array is known by its name.
        string id = Assert.Single(Directory.EnumerateFiles(temp["packs"], "id", SearchOption.AllDirectories)), name = "datahub-" + Path.GetFileName(Path.GetDirectoryName(id));
        File.Delete(id);
        using var again = Open("slurm", temp.Path);
        var bundles = await Task.WhenAll(jobs.Select(j => again.Run(Cases.Xtb, j, Stop)));
        Assert.All(bundles, b => Assert.Equal(Status.Success, Read(b).Status));
        Assert.Single(Directory.EnumerateDirectories(temp["packs"]));
        await Until(() => slurm.Ended.Count(e => e.Name == name) == 3, "the accounts of three tasks");
        Assert.All(slurm.Ended.Where(e => e.Name == name), e => Assert.Equal("COMPLETED", e.State));
        again.Clear("gone");
        Assert.Empty(Directory.EnumerateDirectories(temp["packs"]));
    }

    [Fact]
    public async Task A_job_whose_array_was_never_submitted_is_submitted()
    {
        slurm.Need();
        using var temp = Shared.Temp();
        var job = Cases.Job(Cases.Water, "GFN2-xTB", Driver.Energy, smiles: "O") with { Campaign = "c" };
        // As a kill between the names on disk and sbatch leaves it.
        var folder = Directory.CreateDirectory(JobFolder.Below(temp.Path, job, Runner.Begin(Cases.Xtb, job).Record)).FullName;
        File.WriteAllText(Path.Combine(folder, "pack"), "0123456789 0");
        Assert.Null(slurm.Queue.Find("datahub-0123456789"));
        using var executor = Open("slurm", temp.Path);
        Assert.Equal(Status.Success, Read(await executor.Run(Cases.Xtb, job, Stop)).Status);
    }

    [Fact]
    public async Task A_task_that_is_ended_from_outside_ends_its_job_by_its_state_and_the_others_go_on()
    {
        slurm.Need();
        using var temp = Shared.Temp();
        using var executor = new SlurmExecutor(Runner, temp.Path, new SlurmOptions { PollSeconds = 0.1, GatherSeconds = 0.2, Tasks = 1 }, slurm.Queue);
        // Both in one task, the long one first.
        var two = new[] { Cases.Job(Cases.Chain(60), "GFN2-xTB", Driver.Optimization), Cases.Job(Cases.Water, "GFN2-xTB", Driver.Energy) }.Select(j => (Job: j with { Campaign = "c", Expected = 0.3 }, Path: JobFolder.Below(temp.Path, j with { Campaign = "c" }, Runner.Begin(Cases.Xtb, j).Record)))
            .OrderBy(j => j.Path, StringComparer.Ordinal).ToList();
        var running = two.Select(j => executor.Run(Cases.Xtb, j.Job, Stop)).ToList();
        int first = 0;
        await Until(() => File.Exists(Path.Combine(two[first].Path, "started")), "the task to begin");
        bool longFirst = two[first].Job.Start.Count > 3;
        if (!longFirst) await Until(() => File.Exists(Path.Combine(two[1].Path, "started")), "the second job to begin");
        string pack = Assert.Single(Directory.EnumerateDirectories(temp["packs"]));
        slurm.Answer("scancel", $"--name=datahub-{Path.GetFileName(pack)}");
        var ended = await Task.WhenAll(running);
        var (stopped, other) = two[0].Job.Start.Count > 3 ? (ended[0], ended[1]) : (ended[1], ended[0]);
        Assert.Equal(FailureKind.Cancelled, Sheet(stopped).Stopped);
        Assert.Contains("cancelled in Slurm", Sheet(stopped).Message);
        // The one that the task never reached went into another; the one that was done stays done.
        Assert.Equal(Status.Success, Read(other).Status);
        Assert.Equal(longFirst ? 2 : 1, Directory.EnumerateDirectories(temp["packs"]).Count());
    }

    [Fact]
    public void States_and_times_of_sacct_are_read_as_it_prints_them()
    {
        var tasks = SlurmQueue.Read(["17_0|COMPLETED|00:01.500|", "17_0.batch|COMPLETED|00:01.500|20480K", "17_1|CANCELLED by 0|1-02:03:04|", "17_2|TIMEOUT|00:00:59|", "17_2.batch|CANCELLED|00:59.100|1.5G", "17_[3-9]|PENDING|00:00:00|"]);
        Assert.Equal([0, 1, 2], tasks.Keys.Order());
        Assert.Equal(new SlurmTask("COMPLETED", 1.5, 20), tasks[0]);
        Assert.Equal(("CANCELLED", 93784.0), (tasks[1].State, tasks[1].CpuSeconds!.Value));
        Assert.Equal(("TIMEOUT", 59.0, 1536.0), (tasks[2].State, tasks[2].CpuSeconds!.Value, tasks[2].PeakMib!.Value));
        Assert.True(new SlurmTask("PENDING").IsAlive && !new SlurmTask("TIMEOUT").IsAlive && new SlurmTask("NODE_FAIL").IsUnlucky);
        Assert.Null(SlurmQueue.Seconds("no:time"));
    }

    [Fact]
    public async Task An_output_in_the_inbox_goes_to_the_job_that_asked_for_it()
    {
        using var temp = Shared.Temp();
        using var executor = Open("folder", temp.Path, hands: false);
        Job water = Cases.Job(Cases.Water, "GFN2-xTB", Driver.Energy, smiles: "O") with { Campaign = "c" }, methane = Cases.Job(Cases.Methane, "PM7", Driver.Optimization, smiles: "C") with { Campaign = "c" };
        var first = executor.Run(Cases.Xtb, water, Stop);
        var second = executor.Run(Cases.Mopac, methane, Stop);
        void Drop(IEngine engine, Job job, string name)
        {
            var folder = Directory.CreateDirectory(Path.Combine(temp["outside"], name)).FullName;
            foreach (var f in Runner.Run(engine, job, Stop).Files.Where(f => f.Name != JobRecord.FileName)) File.WriteAllBytes(Path.Combine(folder, f.Name), f.ReadAllBytes());
            Directory.Move(folder, Path.Combine(temp["inbox"], name));
        }
        // Water a little larger is another question, and so is water at another level: both stay where they are.
        Drop(Cases.Xtb, water with { Start = Cases.Water with { Coordinates = [.. Cases.Water.Coordinates.Select(x => 1.02 * x)] } }, "larger");
        Drop(Cases.Xtb, water with { Level = Level.Parse("GFN1-xTB") }, "other-level");
        Drop(Cases.Mopac, methane, "from a colleague");
        var read = Read(await second);
        Assert.Equal((Status.Success, "PM7", GeometrySource.Optimized), (read.Status, read.Level.Name, read.Geometry!.Source));
        await Task.Delay(300, Stop);
        Assert.False(first.IsCompleted);
        Drop(Cases.Xtb, water, "the right one");
        read = Read(await first);
        Assert.Equal((Status.Success, "GFN2-xTB", "O"), (read.Status, read.Level.Name, read.Molecule.Smiles));
        Assert.Equal(["larger", "other-level"], Directory.EnumerateDirectories(temp["inbox"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Cores_go_to_the_campaign_that_has_fewest_and_a_large_job_is_not_overtaken()
    {
        var share = new FairShare(2, 1000);
        var order = new List<string>();
        var hold = new[] { await share.Take("a", 1, 100, Stop), await share.Take("a", 1, 100, Stop) };
        async Task Ask(string owner, int cores, double memory, string name)
        {
            using (await share.Take(owner, cores, memory, Stop)) lock (order) order.Add(name);
        }
        var asked = new[] { Ask("a", 1, 100, "a1"), Ask("a", 1, 100, "a2"), Ask("b", 2, 5000, "b-large"), Ask("b", 1, 100, "b-small") };
        hold[0].Dispose();
        await Task.Delay(50, Stop);
        // The large job of b is next and wants both cores and more memory than there is: it waits for all, and a1 does not slip in.
        Assert.Empty(order);
        hold[1].Dispose();
        await Task.WhenAll(asked);
        Assert.Equal("b-large", order[0]);
        using var cancelled = new CancellationTokenSource(20);
        using (await share.Take("a", 2, 100, Stop)) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => share.Take("b", 1, 1, cancelled.Token));
        using (await share.Take("c", 2, 1000, Stop)) { }
    }

    [Fact]
    public async Task What_a_killed_datahub_left_running_is_ended_before_its_job_runs_again()
    {
        using var temp = Shared.Temp();
        var job = Cases.Job(Cases.Water, "GFN2-xTB", Driver.Energy, smiles: "O") with { Campaign = "left" };
        var folder = Directory.CreateDirectory(JobFolder.Below(temp.Path, job, Runner.Begin(Cases.Xtb, job).Record)).FullName;
        using var orphan = Process.Start(new ProcessStartInfo("sleep", "600") { WorkingDirectory = folder })!;
        using var executor = Open("local", temp.Path);
        Assert.Equal(Status.Success, Read(await executor.Run(Cases.Xtb, job, Stop)).Status);
        Assert.True(orphan.WaitForExit(2000));
        executor.Clear("left");
        Assert.Empty(Directory.EnumerateFileSystemEntries(temp.Path));
    }

    /// <summary>Numbers of the processes that work below a folder.</summary>
    static List<int> Below(string folder) => [.. Directory.EnumerateDirectories("/proc").Select(p => int.TryParse(Path.GetFileName(p), out int pid) ? pid : 0).Where(pid => pid > 0 && Cwd(pid)?.StartsWith(folder + "/", StringComparison.Ordinal) == true)];

    static string? Cwd(int pid)
    {
        try { return new FileInfo($"/proc/{pid}/cwd").LinkTarget; }
        catch (IOException) { return null; }
    }

    static async Task Until(Func<bool> so, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!so())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"waited a minute for {what}");
            await Task.Delay(20, Stop);
        }
    }

    /// <summary>Somebody who runs what is put into the folder.</summary>
    sealed class Person : IExecutor
    {
        readonly FolderExecutor _executor;
        readonly CancellationTokenSource _stop = new();
        readonly Task _work;

        public Person(FolderExecutor executor, string folder)
        {
            _executor = executor;
            _work = Task.Run(async () =>
            {
                while (!_stop.IsCancellationRequested)
                {
                    foreach (var job in Directory.Exists(Path.Combine(folder, "jobs")) ? Directory.EnumerateFiles(Path.Combine(folder, "jobs"), "job.json", SearchOption.AllDirectories).ToList() : [])
                        if (!File.Exists(Path.Combine(Path.GetDirectoryName(job)!, "done")))
                            using (var bash = Process.Start("bash", [Path.Combine(Path.GetDirectoryName(job)!, "run.sh")])) await bash.WaitForExitAsync();
                    await Task.Delay(20);
                }
            });
        }

        public string Name => _executor.Name;
        public int Slots => _executor.Slots;
        public bool RunsHere => _executor.RunsHere;
        public Task<Bundle> Run(IEngine engine, Job job, CancellationToken cancel) => _executor.Run(engine, job, cancel);
        public void Clear(string campaign) => _executor.Clear(campaign);
        public void Dispose()
        {
            _stop.Cancel();
            _work.Wait();
            _executor.Dispose();
            _stop.Dispose();
        }
    }
}
