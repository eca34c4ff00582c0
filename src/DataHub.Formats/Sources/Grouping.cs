// Which files belong to one job, judged by their names.
using DataHub.Model;

namespace DataHub.Formats.Sources;

static class Grouping
{
    /// <summary>Endings of the file that describes its neighbour.</summary>
    static readonly string[] SidecarSuffixes = [".datahub.json", ".datahub.yaml", ".datahub.yml"];

    static readonly string[] MopacExtensions = [".mop", ".out", ".aux", ".arc", ".end", ".res", ".den", ".log"];
    static readonly string[] XtbNames =
    [
        "xtbout.json", "xtbopt.xyz", "xtbopt.log", "xtblast.xyz", "input.xyz", "hess.json", "wbo", "charges", "hessian", "vibspectrum", "xtbrestart", "xtbtopo.mol", "gfnff_topo",
        "gfnff_charges", "gfnff_adjacency",
    ];
    static readonly string[] Psi4Names = ["output.dat", "result.json", "input.dat", "timer.dat"];

    /// <summary>Files that make a folder with "control" one of a Turbomole job, and what else its programs leave there.</summary>
    static readonly string[] TurbomoleCore = ["coord", "energy", "gradient", "basis", "mos", "alpha"];
    static readonly string[] TurbomoleNames =
    [
        "control", "beta", "auxbasis", "jbas", "jkbas", "cbas", "hessapprox", "forceapprox", "hessian", "restart.cc", "exstates", "exspectrum", "spectrum", "moments", "converged", "not.converged", "gsdens",
        "dipgrad", "ddip", "vibspectrum", "vib_normal_modes", "optinfo", "wherefrom", "tmp.input", "syminfo", "nextstep", "dens", "fock", "oldfock", "errvec", "twoint", "out.cosmo", "out.ccf", "stdout", "statistics",
    ];

    static readonly string[] DftbNames = ["dftb_pin.hsd", "dftb_in.hsd", "detailed.out", "results.tag", "autotest.tag", "band.out", "charges.bin", "charges.dat", "geo_end.xyz", "geo_end.gen", "dftb.out", "output", "dftb_out.log"];

    static bool IsTurbomole(string name, string extension) => TurbomoleCore.Contains(name) || TurbomoleNames.Contains(name) || extension is ".out" or ".log" or ".cao" || name.StartsWith("job.", StringComparison.Ordinal)
        || name.StartsWith("statistics.", StringComparison.Ordinal) || name.StartsWith("GEO_OPT_", StringComparison.Ordinal) || name.StartsWith("CC", StringComparison.Ordinal)
        || name is ['s', 'i', 'n', 'g', '_', ..] or ['t', 'r', 'i', 'p', '_', ..] or ['u', 'n', 'r', 's', '_', ..];

    internal static string Join(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}/{name}";

    internal static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    internal static bool Hidden(string name) => name.StartsWith('.') || name == "__MACOSX";

    static bool LeftOut(string name) => Hidden(name) || name.ToLowerInvariant() is "dataset.json" or "dataset.yaml" or "dataset.yml" || name.StartsWith("README", StringComparison.OrdinalIgnoreCase) ||
        name.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase) || name.StartsWith("LICENCE", StringComparison.OrdinalIgnoreCase);

    internal static bool IsSidecar(string name) => SidecarStem(name) is not null;

    /// <summary>NAME of NAME.datahub.json; null if it is no sidecar.</summary>
    static string? SidecarStem(string name)
    {
        foreach (var suffix in SidecarSuffixes) if (name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) return name[..^suffix.Length];
        return null;
    }

    /// <summary>Endings of the property files of ORCA 5 and 6.</summary>
    static readonly string[] PropertySuffixes = ["_property.txt", ".property.txt", ".property.json"];

    /// <summary>NAME of a property file of ORCA: it belongs to NAME.out; null for other names.</summary>
    internal static string? PropertyStem(string name)
    {
        foreach (var suffix in PropertySuffixes) if (name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && name.Length > suffix.Length) return name[..^suffix.Length];
        return null;
    }

    /// <summary>The name of the sidecar of a file.</summary>
    internal static string MappingName(string file)
    {
        var name = Plain(FileName(file));
        return (Path.GetFileNameWithoutExtension(name) is { Length: > 0 } stem ? stem : name) + ".datahub.json";
    }

    /// <summary>True if the sidecar describes the file: NAME.datahub.json goes with NAME and with NAME.anything.</summary>
    internal static bool Describes(string sidecar, string file)
    {
        if (SidecarStem(sidecar) is not { Length: > 0 } stem || IsSidecar(file)) return false;
        return file.StartsWith(stem, StringComparison.Ordinal) && (file.Length == stem.Length || file[stem.Length] == '.');
    }

    /// <summary>The groups of the file names of one folder, each with its name and members (sidecars last), in ordinal order.</summary>
    internal static IEnumerable<(string Name, List<string> Members)> Groups(IEnumerable<string> names)
    {
        var all = names.ToList();
        var sidecars = all.Where(IsSidecar).Order(StringComparer.Ordinal).ToList();
        var rest = all.Where(f => !IsSidecar(f) && !LeftOut(f)).Order(StringComparer.Ordinal).ToList();
        var key = Keys(rest, sidecars);
        foreach (var group in rest.GroupBy(key))
        {
            var members = group.ToList();
            yield return (members.Count == 1 ? members[0] : group.Key, [.. members, .. sidecars.Where(s => members.Any(m => Describes(s, m)))]);
        }
    }

    /// <summary>The bundle of these files, each without its compression.</summary>
    internal static Bundle Of(string name, IEnumerable<RawFile> files)
    {
        var opened = files.Select(Packed.Open).ToList();
        return new Bundle(name, [.. opened.Select(o => o.File)]) { Trouble = opened.Select(o => o.Trouble).FirstOrDefault(t => t is not null) };
    }

    /// <summary>The group that a file name belongs to: its own name if it stands alone.</summary>
    static Func<string, string> Keys(List<string> files, List<string> sidecars)
    {
        var names = files.Select(Plain).ToHashSet(StringComparer.OrdinalIgnoreCase);
        bool psi4 = names.Contains("output.dat") && names.Contains("result.json");
        bool dftb = files.Contains("detailed.out") && (files.Contains("dftb_pin.hsd") || files.Contains("dftb_in.hsd"));
        bool turbomole = files.Contains("control") && TurbomoleCore.Any(files.Contains);
        var mapped = sidecars.Select(s => SidecarStem(s)!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        bool xtb = names.Contains("xtbout.json") || names.Contains("xtbopt.xyz");
        return file =>
        {
            var name = Plain(file);
            var (stem, extension) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name).ToLowerInvariant());
            bool Sibling(string other) => names.Contains(stem + other);
            if (MopacExtensions.Contains(extension) && (Sibling(".aux") || Sibling(".arc") || (Sibling(".mop") && Sibling(".out")))) return stem;
            if (dftb && DftbNames.Contains(name)) return "dftb+";
            if (turbomole && !xtb && IsTurbomole(name, extension)) return "turbomole";
            if (extension is ".csv" or ".tsv" or ".xyz" && mapped.Contains(stem) && Sibling(".xyz") && (Sibling(".csv") || Sibling(".tsv"))) return stem;
            if (extension is ".xml" or ".out" && Sibling(".xml") && Sibling(".out")) return stem;
            if (PropertyStem(name) is { } job && (names.Contains(job + ".out") || PropertySuffixes.Count(x => names.Contains(job + x)) > 1)) return job;
            if (extension == ".out" && PropertySuffixes.Any(Sibling)) return stem;
            if (psi4 && Psi4Names.Contains(name)) return "output";
            if (xtb && (XtbNames.Contains(name) || extension == ".out")) return "xtb";
            return file;
        };
    }

    static string Plain(string name) => Packed.IsPacked(name) ? Path.GetFileNameWithoutExtension(name) : name;
}
