// Runs one job: files, steps, metering, limits; returns what it left behind.
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DataHub.Compute.Processes;
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>
/// Runs jobs in fresh directories as metered process groups. Nothing that a program does throws: the bundle that comes back holds the output files and a
/// <see cref="JobRecord"/> that tells how it ended and what it cost; the intake makes a calculation or a failure of it. Any number of jobs may run at once on different threads.
/// </summary>
public sealed partial class JobRunner(CostModel cost, TimeProvider clock)
{
    /// <summary>Largest file that is kept, bytes. What is longer is left out and the record says so.</summary>
    const long LargestKept = 64 << 20;

    /// <summary>
    /// Runs a job to its end. An engine that is not installed gives a bundle whose record says so, and so does a job that no program should be given. It runs in
    /// <paramref name="folder"/>, which must be empty or absent and is left to the caller, or in a temporary one.
    /// </summary>
    public Bundle Run(IEngine engine, Job job, CancellationToken cancel = default, string? folder = null)
    {
        var (record, prepared) = Begin(engine, job);
        if (prepared is null) return Finish(record, []);
        if (EngineSet.Find(engine) is not { } executable)
            return Finish(record with { Stopped = FailureKind.EngineAbsent, Message = $"{engine.Program} is not installed: install the package {engine.Package}", Cost = cost.Of(0, 0, 0, job.Cores, CostTier.Measured) }, []);

        var at = folder is null ? Directory.CreateTempSubdirectory($"datahub-{engine.Program}-").FullName : Directory.CreateDirectory(folder).FullName;
        try
        {
            foreach (var (name, text) in prepared.Files) File.WriteAllText(Path.Combine(at, name), text);
            record = Execute(record with { StartedAt = clock.GetUtcNow().UtcDateTime }, engine, prepared, job, executable, at, cancel);
            var files = Collect(prepared.Keep, at, ref record);
            return Finish(record, files);
        }
        finally { if (folder is null) Remove(at); }
    }

    /// <summary>The record of a job before it runs, and its files and commands; these are null if it must not be run, and the record then says why.</summary>
    public (JobRecord Record, Prepared? Prepared) Begin(IEngine engine, Job job)
    {
        var record = RecordOf(engine, job);
        if (engine.Check(job) is { } wrong) return (record with { Stopped = wrong.Kind, Message = wrong.Message, Cost = cost.Of(0, 0, 0, job.Cores, CostTier.Measured) }, null);
        var prepared = engine.Prepare(job);
        return (record with { InputHash = InputHash(prepared), Command = [.. prepared.Steps.SelectMany((s, i) => i == 0 ? s.Command : s.Command.Prepend("&&"))] }, prepared);
    }

    /// <summary>The cost of a job that ran elsewhere, by the same model.</summary>
    internal Cost Of(double cpuSeconds, double wallSeconds, double memoryMib, int cores, CostTier tier) => cost.Of(cpuSeconds, wallSeconds, memoryMib, cores, tier);

    internal DateTime Now => clock.GetUtcNow().UtcDateTime;

    JobRecord Execute(JobRecord record, IEngine engine, Prepared prepared, Job job, string executable, string folder, CancellationToken cancel)
    {
        var environment = EnvironmentFor(folder, job.Cores);
        foreach (var (key, value) in prepared.Environment) environment[key] = value;
        double wall = 0, cpu = 0, peak = 0;
        var tier = CostTier.Measured;
        Ended? last = null;
        foreach (var step in prepared.Steps)
        {
            if (step.Needs is { } needed && !File.Exists(Path.Combine(folder, needed)))
            {
                record = record with { Message = $"the step before left no {needed}, so '{string.Join(' ', step.Command)}' was not run" };
                break;
            }
            if (step.NeedsWords is var (file, words) && (!File.Exists(Path.Combine(folder, file)) || !File.ReadAllText(Path.Combine(folder, file)).Contains(words, StringComparison.Ordinal)))
            {
                record = record with { Message = $"{file} does not say '{words}', so '{string.Join(' ', step.Command)}' was not run" };
                break;
            }
            last = Metered.Run(new Command(step.Command[0] == engine.Executable ? executable : Executables.Find(step.Command[0]) ?? step.Command[0], step.Command, folder, Path.Combine(folder, step.Output), environment)
            { WallSeconds = Math.Max(0.1, job.Limits.WallSeconds - wall), MemoryMib = job.Limits.MemoryMib }, cancel);
            (wall, cpu, peak) = (wall + last.WallSeconds, cpu + last.CpuSeconds, Math.Max(peak, last.PeakMib));
            if (last.Tier > tier) tier = last.Tier;
            foreach (var (old, name) in step.Renames)
                if (File.Exists(Path.Combine(folder, old))) File.Move(Path.Combine(folder, old), Path.Combine(folder, name), true);
            if (last.Stopped is not null || last.ExitCode != 0)
            {
                record = record with { Message = last.Message ?? (last.Signal is { } s ? $"'{string.Join(' ', step.Command)}' died by signal {s}" : $"'{string.Join(' ', step.Command)}' ended with exit code {last.ExitCode}") };
                break;
            }
        }
        return record with { ExitCode = last?.ExitCode, Signal = last?.Signal, Stopped = last?.Stopped, Cost = cost.Of(cpu, wall, peak, job.Cores, tier) };
    }

    internal static List<RawFile> Collect(IReadOnlyList<string> keep, string folder, ref JobRecord record)
    {
        var files = new List<RawFile>();
        foreach (var name in keep)
        {
            var info = new FileInfo(Path.Combine(folder, name));
            if (!info.Exists || info.Length == 0) continue;
            if (info.Length > LargestKept)
            {
                record = record with { Message = $"{record.Message}{(record.Message is null ? "" : "; ")}{name} is {info.Length} bytes long and was not kept" };
                continue;
            }
            // Latin-1 keeps every byte as it is.
            var text = Encoding.Latin1.GetString(File.ReadAllBytes(info.FullName)).Replace(folder, ".");
            files.Add(new RawFile(name, Encoding.Latin1.GetBytes(HostLine().Replace(text, "$1(not kept)"))));
        }
        return files;
    }

    /// <summary>The lines in which Psi4 tells the name of the machine.</summary>
    [GeneratedRegex(@"^(\s+Host:\s+|\*\*\* t(?:start|stop)\(\) called on )\S+", RegexOptions.Multiline)]
    private static partial Regex HostLine();

    internal static Bundle Finish(JobRecord record, List<RawFile> files)
    {
        files.Add(new RawFile(JobRecord.FileName, Encoding.UTF8.GetBytes(record.ToJson())));
        return new Bundle($"{record.Program}-{record.InputHash?[..16] ?? "refused"}", files);
    }

    static JobRecord RecordOf(IEngine engine, Job job) => new()
    {
        Program = engine.Program, Level = job.Level.Name, Driver = job.Driver, Smiles = job.Molecule.Smiles, Name = job.Molecule.Name, Charge = job.Molecule.Charge, Multiplicity = job.Molecule.Multiplicity,
        GeometrySource = job.Start.Source, GeometryLevel = job.Start.Level, Symbols = Written(job.Start) ? job.Start.Symbols : [], Coordinates = Written(job.Start) ? job.Start.Coordinates : [], Parents = job.Parents,
        Campaign = job.Campaign, Rung = job.Rung, Workflow = job.Workflow, Attempt = job.Attempt, Remedy = job.Remedy, Dataset = job.Dataset, Licence = job.Licence,
    };

    /// <summary>True if a geometry can be written down: JSON has no NaN and no infinity.</summary>
    static bool Written(Geometry g) => g.Coordinates.Count == 3 * g.Count && g.Coordinates.All(double.IsFinite);

    /// <summary>SHA-256 (hex) over the input files by name and the commands.</summary>
    static string InputHash(Prepared prepared)
    {
        var text = new StringBuilder();
        foreach (var (name, content) in prepared.Files.OrderBy(f => f.Key, StringComparer.Ordinal)) text.Append(name).Append('\0').Append(content).Append('\0');
        foreach (var step in prepared.Steps) text.AppendJoin(' ', step.Command).Append('\0');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The environment of a job: a home and scratch of its own, as many threads as cores, and of the caller's only what programs need to be found and tuned.</summary>
    internal static Dictionary<string, string> EnvironmentFor(string folder, int cores)
    {
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = folder, ["TMPDIR"] = folder, ["LC_ALL"] = "C.UTF-8", ["PYTHONNOUSERSITE"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1", ["OMP_NUM_THREADS"] = $"{cores}", ["MKL_NUM_THREADS"] = $"{cores}",
        };
        foreach (System.Collections.DictionaryEntry e in Environment.GetEnvironmentVariables())
            if (e is { Key: string key, Value: string value } && (key is "PATH" or "LD_LIBRARY_PATH" or "XTBPATH" or "PSIDATADIR" or "SystemRoot" || key.StartsWith("OPENBLAS_", StringComparison.Ordinal)))
                environment[key] = value;
        environment["OPENBLAS_NUM_THREADS"] = $"{cores}";
        return environment;
    }

    static void Remove(string folder)
    {
        try { Directory.Delete(folder, true); }
        catch (IOException) { /* a killed program's file may vanish while the folder is emptied; the system's temporary folder is cleaned by the system */ }
    }
}
