// A real Slurm of one node, started for the tests from Debian's packages: munged, slurmctld, slurmd.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DataHub.Compute.Executors;
using Xunit;

namespace DataHub.Tests.Executors;

/// <summary>Shared by the tests that need it; its daemons are ended with it. Its accounts are a file with a line for every task that ended (jobcomp/filetxt).</summary>
public sealed class SlurmCluster : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("datahub-slurm-").FullName;
    readonly List<Process> _daemons = [];

    public SlurmCluster()
    {
        if (OperatingSystem.IsWindows() || !Programs.TrueForAll(p => Find(p) is not null)) return;
        foreach (var name in (string[])["state", "spool"]) Directory.CreateDirectory(At(name));
        File.WriteAllBytes(At("key"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(1024));
        File.SetUnixFileMode(At("key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        string user = Environment.UserName;
        File.WriteAllText(At("slurm.conf"), $"""
            ClusterName=datahub
            SlurmctldHost=localhost(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            AuthType=auth/munge
            AuthInfo=socket={At("munge.socket")}
            CredType=cred/munge
            SlurmUser={user}
            SlurmdUser={user}
            StateSaveLocation={At("state")}
            SlurmdSpoolDir={At("spool")}
            SlurmctldPidFile={At("slurmctld.pid")}
            SlurmdPidFile={At("slurmd.pid")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core_Memory
            JobAcctGatherType=jobacct_gather/linux
            JobCompType=jobcomp/filetxt
            JobCompLoc={At("ended.txt")}
            MinJobAge=600
            KillWait=1
            ReturnToService=2
            MpiDefault=none
            SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=1000,bf_interval=1
            SlurmdParameters=config_overrides
            NodeName=localhost NodeAddr=127.0.0.1 CPUs=4 RealMemory=64000
            PartitionName=main Nodes=ALL Default=YES State=UP

            """);
        Start("munged", "--foreground", "--force", $"--key-file={At("key")}", $"--socket={At("munge.socket")}", $"--pid-file={At("munged.pid")}", $"--log-file={At("munged.log")}", $"--seed-file={At("seed")}");
        Until(() => File.Exists(At("munge.socket")), "munged");
        Start("slurmctld", "-D", "-f", At("slurm.conf"), "-L", At("slurmctld.log"));
        Start("slurmd", "-D", "-N", "localhost", "-f", At("slurm.conf"), "-L", At("slurmd.log"));
        Until(() => Answer("sinfo", "--noheader", "--format=%T").Trim() is "idle" or "mixed", "slurmd");
        Up = true;
    }

    static readonly List<string> Programs = ["munged", "slurmctld", "slurmd", "sbatch"];

    /// <summary>True if it runs.</summary>
    public bool Up { get; }

    /// <summary>What the commands of Slurm need in their environment.</summary>
    public IReadOnlyDictionary<string, string> Environs => new Dictionary<string, string> { ["SLURM_CONF"] = At("slurm.conf") };

    public SlurmQueue Queue => new(Environs);

    /// <summary>The tasks that ended, as Slurm's own accounts have them: name of the array and state.</summary>
    public IReadOnlyList<(string Name, string State)> Ended => File.Exists(At("ended.txt"))
        ? [.. File.ReadAllLines(At("ended.txt")).Select(l => l.Split(' ')).Select(f => (f.First(x => x.StartsWith("Name=", StringComparison.Ordinal))[5..], f.First(x => x.StartsWith("JobState=", StringComparison.Ordinal))[9..]))] : [];

    /// <summary>A test without it is skipped, but never in CI.</summary>
    public void Need() => Assert.SkipUnless(Up || Environment.GetEnvironmentVariable("CI") is not (null or ""), "Slurm is not installed: tools/setup --tests");

    public string Answer(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var a in arguments) info.ArgumentList.Add(a);
        foreach (var (key, value) in Environs) info.Environment[key] = value;
        using var process = Process.Start(info)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    string At(string name) => Path.Combine(_folder, name);

    void Start(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(Find(program)!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var a in arguments) info.ArgumentList.Add(a);
        foreach (var (key, value) in Environs) info.Environment[key] = value;
        _daemons.Add(Process.Start(info)!);
    }

    void Until(Func<bool> there, string what)
    {
        for (int i = 0; i < 200; i++) { if (there()) return; Thread.Sleep(100); }
        string Log(string name) => File.Exists(At(name)) ? File.ReadAllText(At(name)) : "";
        throw new TimeoutException($"{what} did not come up: {Log("munged.log")} {Log("slurmctld.log")} {Log("slurmd.log")}");
    }

    static string? Find(string program) => ((string[])["/usr/sbin", "/usr/bin", "/sbin", "/bin"]).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (Up) Answer("scancel", "--user=" + Environment.UserName);
        foreach (var daemon in Enumerable.Reverse(_daemons)) { daemon.Kill(); daemon.WaitForExit(); daemon.Dispose(); }
        try { Directory.Delete(_folder, true); }
        catch (IOException) { /* a daemon's last file is the system's to remove */ }
    }
}
