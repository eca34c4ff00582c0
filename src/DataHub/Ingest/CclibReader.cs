// Reads outputs of programs without a reader of their own by cclib, and takes only what cannot be misunderstood.
using System.Text.Json;
using System.Text.RegularExpressions;
using DataHub.Compute;
using DataHub.Formats;
using DataHub.Formats.Readers;
using DataHub.Model;

namespace DataHub.Ingest;

/// <summary>
/// The fallback where cclib is installed: single points and optimisations of Firefly (PC GAMESS) at Hartree-Fock, Møller-Plesset and coupled-cluster levels. cclib does not tell
/// density functionals of these programs reliably (it calls them HF), nor solvents, dispersion, pseudopotentials, fields or relativity, so an output that mentions any of them is refused.
/// What cclib does not tell is refused too: success, method, basis, charge, multiplicity, atoms.
/// </summary>
public sealed partial class CclibReader : IReader
{
    /// <summary>The hartree that cclib 1.6 multiplies by, eV. Dividing by the same number gives back what the program printed.</summary>
    const double Ev = 27.21138505;

    static readonly string[] Programs = ["Firefly (PC GAMESS)"];

    /// <inheritdoc/>
    public string Format => "cclib";
    /// <inheritdoc/>
    public string Describes => "Firefly (PC GAMESS) outputs at wave-function levels, by cclib where it is installed";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files is [{ Extension: not ".dat" }] && OtherPrograms.ProgramOf(bundle.Files[0]) is { } program && Programs.Contains(program) && Cclib.Installed;

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var (found, why) = Cclib.Parse(bundle.Files[0]);
        using (found)
            return [found is null ? Refuse(bundle, null, why!) : Of(bundle, found.RootElement)];
    }

    static Reading Refuse(Bundle bundle, string? field, string message) => new(null, new Fault(bundle.Name, null, field, $"{message} (read by cclib)", "Hand in QCSchema JSON, or extended XYZ with level and units named"));

    static Reading Of(Bundle bundle, JsonElement d)
    {
        Reading No(string? field, string message) => Refuse(bundle, field, message);
        if (Text(d, "error") is { } error) return No(null, $"cclib could not read it: {error}");
        var m = d.GetProperty("metadata");
        if (!(m.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True)) return No("success", "the output does not prove that the job ended well");
        if (Foreign().Match(Spoken(bundle.Files[0].ReadAllText())) is { Success: true } word) return No("level", $"the output speaks of '{word.Value.Trim()}', which cclib does not tell apart");
        string[] methods = m.TryGetProperty("methods", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(x => x.GetString()!)] : [];
        if (methods.Length == 0 || Text(m, "basis_set") is not { } basis) return No("level", "method or basis set are not told");
        if (d.GetProperty("charge").ValueKind != JsonValueKind.Number || d.GetProperty("mult").ValueKind != JsonValueKind.Number) return No("charge", "charge or multiplicity are not told");
        int charge = d.GetProperty("charge").GetInt32(), multiplicity = d.GetProperty("mult").GetInt32();
        if (Numbers(d, "atomnos") is not { Count: > 0 } z || z.Any(n => n is < 1 or > 118 || n != Math.Floor(n)) || Last(d, "atomcoords") is not { } coordinates) return No("atoms", "the atoms or their coordinates are not told");
        var geometry = new Geometry([.. z.Select(n => Elements.Symbol((int)n))], [.. coordinates.EnumerateArray().SelectMany(a => a.EnumerateArray()).Select(x => x.GetDouble())]);
        if (geometry.Defect() is { } defect) return No("atoms", defect);

        var (energy, method) = Energy(d, [.. methods.Distinct()]);
        if (energy is null) return No("energy", $"the energy of the methods {string.Join(", ", methods.Distinct())} is not clear");
        int scf = Count(d, "scfenergies");
        bool optimised = d.GetProperty("optdone").ValueKind == JsonValueKind.True;
        if (scf != 1 && !optimised) return No("energy", $"there are {scf} energies, and no optimisation that is told as converged");
        var level = Level.Of(method!, basis);
        if (level.Kind != LevelKind.WaveFunction) return No("level", $"'{method}' is no wave-function method that is known");
        if (optimised) geometry = geometry with { Source = GeometrySource.Optimized, Level = level.Name };
        var values = new Values();
        values[Property.Energy] = energy.Value / Ev;
        if (level.Method == "HF") Orbitals(d, values);
        string version = Text(d, "cclib") ?? "";
        values.Extras.Add(new Extra(Extra.Warning, null, null, $"read by cclib {version}, not by a reader of DataHub's own"));
        return new(new Calculation(Molecule.FromAtoms(geometry.Symbols, charge, multiplicity), level, optimised ? Driver.Optimization : Driver.Energy, Status.Success)
        {
            Geometry = geometry, Values = values, Provenance = new Provenance { Format = "cclib", Program = Text(m, "package")?.ToLowerInvariant(), ProgramVersion = Text(m, "package_version") },
        });
    }

    /// <summary>The energy (eV, as cclib gives it) of the highest method, where it is the only one of its kind.</summary>
    static (double? Energy, string? Method) Energy(JsonElement d, string[] methods)
    {
        string[] coupled = [.. methods.Where(x => x.StartsWith("CC", StringComparison.Ordinal))], perturbed = [.. methods.Where(x => x.StartsWith("MP", StringComparison.Ordinal))];
        if (methods.Any(x => !x.StartsWith("CC", StringComparison.Ordinal) && !x.StartsWith("MP", StringComparison.Ordinal) && x is not ("HF" or "RHF" or "UHF" or "ROHF"))) return (null, null);
        if (coupled.Length > 0)
            // Of CCSD, CCSD[T] and CCSD(T) printed by one job the last is the result.
            return Count(d, "ccenergies") == 1 && coupled[^1] is "CCSD" or "CCSD(T)" ? (Last(d, "ccenergies")!.Value.GetDouble(), coupled[^1]) : (null, null);
        if (Count(d, "ccenergies") > 0) return (null, null);
        if (perturbed is ["MP2"] && Count(d, "mpenergies") == 1 && Last(d, "mpenergies")!.Value is { ValueKind: JsonValueKind.Array } mp && mp.GetArrayLength() == 1) return (mp[0].GetDouble(), "MP2");
        if (perturbed.Length > 0 || Count(d, "mpenergies") > 0) return (null, null);
        return Last(d, "scfenergies") is { ValueKind: JsonValueKind.Number } e ? (e.GetDouble(), methods[0]) : (null, null);
    }

    static void Orbitals(JsonElement d, Values values)
    {
        if (Numbers(d, "homos") is not [var homo, ..] homos || d.GetProperty("moenergies") is not { ValueKind: JsonValueKind.Array } spins || spins.GetArrayLength() != homos.Count) return;
        double? highest = null, lowest = null;
        for (int i = 0; i < homos.Count; i++)
        {
            var energies = spins[i].EnumerateArray().Select(x => x.ValueKind == JsonValueKind.Number ? x.GetDouble() : double.NaN).ToList();
            int h = (int)homos[i];
            if (h < 0 || h + 1 >= energies.Count || double.IsNaN(energies[h]) || double.IsNaN(energies[h + 1])) return;
            highest = Math.Max(highest ?? energies[h], energies[h]);
            lowest = Math.Min(lowest ?? energies[h + 1], energies[h + 1]);
        }
        values[Property.Homo] = highest / Ev * Units.HartreeToEv;
        values[Property.Lumo] = lowest / Ev * Units.HartreeToEv;
    }

    static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String && v.GetString() is { Length: > 0 } s ? s : null;

    static int Count(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Array ? v.GetArrayLength() : 0;

    static JsonElement? Last(JsonElement e, string name) => Count(e, name) is > 0 and var n ? e.GetProperty(name)[n - 1] : null;

    static List<double>? Numbers(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Array && v.EnumerateArray().All(x => x.ValueKind == JsonValueKind.Number) ? [.. v.EnumerateArray().Select(x => x.GetDouble())] : null;

    /// <summary>What the output says of the job itself: the options that are off are printed too.</summary>
    static string Spoken(string text) => Off().Replace(text, "");

    [GeneratedRegex(@"\b(?:DFTTYP|TDDFT|PP|RELWFN) *= *NONE")]
    private static partial Regex Off();

    /// <summary>Words of what would be part of the level, or of another quantity than a molecule's energy, in any of the programs.</summary>
    [GeneratedRegex(@"kohn[- ]sham|density functional|DFT|exchange[- ]correlation|solvation|solvent|\bPCM\b|COSMO|\bSMD\b|dispersion|douglas|zora|relativistic|RELWFN|\bECP\b|pseudopotential|effective core|(?<!of )electric field|finite field|point charges|\bQM/MM\b|ghost|excited state|\bCIS\b|time-dependent|relaxed scan", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();
}
