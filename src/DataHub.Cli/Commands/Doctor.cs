// The command datahub doctor: what is there, what is missing, what is broken.
using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using DataHub.Chemistry;
using DataHub.Cli.Output;
using DataHub.Compute;
using DataHub.Store;

namespace DataHub.Cli.Commands;

/// <summary>One thing looked at: ok, missing (optional), or broken (needed).</summary>
sealed record Finding(string Part, string State, string? Version, string? Where, string? Note);

static class Doctor
{
    const string Ok = "ok", Missing = "missing", Broken = "broken";

    public static Verb Verb() => new Verb("doctor", "What is there, what is missing, what is broken: libraries, engines, archive, disk",
        "datahub doctor",
        "datahub doctor --json").Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        var findings = new List<Finding> { System(), Disk(session), Chemistry() };
        findings.AddRange(Storage());
        findings.AddRange(Engines(cancel));
        findings.Add(Energy());
        findings.Add(ArchiveState(session));
        Sheet.Write(session, ["part", "state", "version", "where", "note"], findings.Select(f => (IReadOnlyList<object?>)[f.Part, f.State, f.Version, f.Where, f.Note]));
        var broken = findings.Where(f => f.State == Broken).Select(f => f.Part).ToList();
        return broken.Count == 0 ? Exit.Ok : session.Fail(Exit.Failed, "broken: " + string.Join(", ", broken), "see the notes above; -v shows more");
    }

    static Finding System() => new("system", Ok, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier,
        $"{RuntimeInformation.OSDescription}; {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB memory");

    static Finding Disk(Session session)
    {
        var at = new DirectoryInfo(session.Home);
        while (at is { Exists: false, Parent: not null }) at = at.Parent;
        var drive = new DriveInfo(at.FullName);
        double free = drive.AvailableFreeSpace / 1e9;
        return new("disk", free < 0.1 ? Broken : Ok, null, at.FullName, FormattableString.Invariant($"{free:0.0} GB free of {drive.TotalSize / 1e9:0.0}"));
    }

    static Finding Chemistry() => Try("chemistry (RDKit in V8)", () =>
    {
        using var toolkit = new Toolkit(new ToolkitOptions(1));
        var (molecule, error) = toolkit.FromSmiles("OCC");
        return molecule is { Smiles: "CCO", InChIKey: "LFQSCWFLJHTTHZ-UHFFFAOYSA-N" }
            ? new("chemistry (RDKit in V8)", Ok, toolkit.Version, null, "ethanol is recognised")
            : new("chemistry (RDKit in V8)", Broken, toolkit.Version, null, $"ethanol is not recognised: {error ?? molecule?.Smiles}");
    });

    /// <summary>An archive in a temporary folder, opened for writing, asked, searched: every library of the store at once.</summary>
    static IEnumerable<Finding> Storage()
    {
        (string Part, string Assembly)[] parts = [("scans (DuckDB)", "DuckDB.NET.Data"), ("search (Lucene.NET)", "Lucene.Net"), ("segments (Parquet.Net)", "Parquet")];
        var folder = Directory.CreateTempSubdirectory("datahub-doctor-");
        var check = Try("storage", () =>
        {
            using var archive = Archive.Open(new ArchiveOptions(folder.FullName));
            archive.Append([Sample()]);
            using (var rows = archive.Find(new Model.Query(Model.QuerySet.Calculations) { Select = ["id"] }))
                if (!rows.Reader.Read()) return new("storage", Broken, null, null, "a record that was kept is not found");
            return archive.Search("doctor").Total == 1 ? new("storage", Ok, null, null, "kept, found and searched a record") : new("storage", Broken, null, null, "a record that was kept is not found by search");
        });
        try { folder.Delete(true); }
        catch (IOException e) { check = check with { Note = check.Note + "; " + e.Message }; }
        foreach (var (part, assembly) in parts) yield return Try(part, () => new(part, Ok, VersionOf(assembly), null, null));
        yield return check;
    }

    static Model.Calculation Sample()
    {
        var c = new Model.Calculation(Model.Molecule.FromAtoms(["H", "H"], 0, 1) with { Name = "doctor" }, Model.Level.Of("HF", "STO-3G"), Model.Driver.Energy, Model.Status.Success)
        {
            Geometry = new Model.Geometry(["H", "H"], [0, 0, 0, 0, 0, 0.74]), Provenance = new() { Program = "doctor", IngestedAt = DateTime.UtcNow },
        };
        c.Values[Model.Property.Energy] = -1.117;
        return c with { Id = c.ContentId() };
    }

    static IEnumerable<Finding> Engines(CancellationToken cancel)
    {
        foreach (var engine in new EngineSet().Engines)
        {
            var path = EngineSet.Find(engine);
            yield return path is null
                ? new($"engine {engine.Program}", Missing, null, null, $"to compute with it: apt install {engine.Package}, or tools/setup --engines")
                : new($"engine {engine.Program}", Ok, ProgramVersion.Of(path, cancel), path, null);
        }
        yield return Try("embedder (RDKit ETKDG)", () => new Embedder(new CostModel()).Installed
            ? new("embedder (RDKit ETKDG)", Ok, null, null, "makes 3D start geometries")
            : new("embedder (RDKit ETKDG)", Missing, null, null, "to compute unknown molecules: apt install python3-rdkit, or tools/setup --engines"));
    }

    static Finding Energy()
    {
        const string rapl = "/sys/class/powercap/intel-rapl:0/energy_uj";
        if (!File.Exists(rapl)) return new("energy counter (RAPL)", Missing, null, null, "energy is modelled from measured CPU and memory (Green Algorithms)");
        try { using var f = File.OpenRead(rapl); return new("energy counter (RAPL)", Ok, null, rapl, "readable"); }
        catch (UnauthorizedAccessException) { return new("energy counter (RAPL)", Missing, null, rapl, "not readable by this user; energy is modelled"); }
    }

    static Finding ArchiveState(Session session)
    {
        if (!Directory.Exists(session.Home)) return new("archive", Missing, null, session.Home, "none there yet; datahub ingest makes it");
        return Try("archive", () =>
        {
            using var archive = session.OpenArchive();
            var c = archive.Counts();
            return new("archive", Ok, null, session.Home, FormattableString.Invariant($"{c.Calculations:n0} calculations ({c.Failed:n0} failed) of {c.Molecules:n0} molecules in {c.Segments:n0} segments, {c.Bytes / 1e6:0.0} MB"));
        }) with { Where = session.Home };
    }

    static string? VersionOf(string assembly)
    {
        var loaded = Assembly.Load(new AssemblyName(assembly));
        return (loaded.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? loaded.GetName().Version?.ToString(3))?.Split('+', ' ')[0];
    }

    /// <summary>Looks, and makes a finding of what is thrown: the one place where any exception is an answer.</summary>
    static Finding Try(string part, Func<Finding> look)
    {
        try { return look(); }
        catch (Exception e) { return new(part, Broken, null, null, $"{e.GetType().Name}: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}"); }
    }
}
