// Reads the files that a job of DFTB+ leaves in its folder.
using System.Text.RegularExpressions;
using DataHub.Formats.Readers.Dftb;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// DFTB+: <c>detailed.out</c> (energies, charges, dipole, forces) with <c>dftb_pin.hsd</c> (structure and Hamiltonian) beside it, <c>geo_end.xyz</c> after an optimisation and <c>band.out</c>.
/// None of them tells enough alone. Molecules only; energies, gradients and optimisations.
/// </summary>
public sealed partial class DftbReader : IReader
{
    const string Name = "dftb+";

    /// <inheritdoc/>
    public string Format => Name;
    /// <inheritdoc/>
    public string Describes => "DFTB+: detailed.out with dftb_pin.hsd (energies, gradients, optimisations of molecules)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(IsDetailed);

    static bool IsDetailed(RawFile f) => f.Extension is not (".json" or ".md") && Path.GetFileName(f.Name) is "detailed.out" && f.Length > 0 || f.Extension == ".out" && f.HeadText is var t && t.Contains("Total Mermin free energy:") && t.Contains("Nr. of electrons");

    static bool IsInput(RawFile f) => f.Extension == ".hsd" && f.HeadText.Contains("Geometry") && f.HeadText.Contains("Hamiltonian");

    [GeneratedRegex(@"^\s*Total (Mermin free energy|energy):\s+(-?\d+\.\d+) H\s+(-?\d+\.\d+) eV\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex EnergyLine();

    [GeneratedRegex(@"DFTB\+ (?:release|version)\s+(\d[\w.]*)")]
    private static partial Regex VersionText();

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsDetailed);
        Reading Refuse(string? field, string message, string remedy) => OutputRecord.Refuse(file.Name, null, field, message, remedy);
        if (file.Length > OutputText.Limit) return [Refuse(null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        if (bundle.Files.Where(IsInput).OrderBy(f => !f.Name.Contains("_pin", StringComparison.Ordinal)).FirstOrDefault() is not { } input)
            return [Refuse("level", "detailed.out tells neither the elements nor the Hamiltonian", "Put dftb_pin.hsd of the same job beside it, and geo_end.xyz after an optimisation.")];
        var text = OutputText.Of(file);
        var hsd = new Hsd(input.ReadAllText());
        if (hsd.Unsuited is { } unsuited) return [Refuse("job", $"this is {unsuited}, which this version does not read", "Hand in energies, gradients and optimisations of molecules.")];
        var (level, why) = hsd.Level;
        if (level is null) return [Refuse("level", why!, "Name the set of parameters in the path of the Slater-Koster files.")];
        if (hsd.Geometry is not { } geometry) return [Refuse("geometry", $"{input.Name} has no structure in it that can be read", "Hand in dftb_pin.hsd, which has the structure written out.")];
        var driver = hsd.Driver!.Value;
        var failure = Ended(text, hsd, driver);
        if (driver == Driver.Optimization && failure is null)
        {
            if (bundle.Files.FirstOrDefault(f => Path.GetFileName(f.Name) == "geo_end.xyz") is not { } end) return [Refuse("geometry", "the structure at the end of the optimisation is not there", "Put geo_end.xyz beside detailed.out.")];
            if (Last(OutputText.Of(end), geometry.Count) is not { } last || last.Step != text.RealAfter("Geometry optimization step:") || !last.Geometry.Symbols.SequenceEqual(geometry.Symbols)) return [Refuse("geometry", "geo_end.xyz does not hold the structure of the step that detailed.out tells of", "Hand in the files of one job.")];
            geometry = hsd.Constrained ? last.Geometry : last.Geometry with { Source = GeometrySource.Optimized, Level = level.Name };
        }
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        if (text.RealAfter("Total charge:") is not { } q || Math.Abs(q - Math.Round(q)) > 1e-4) return [Refuse("charge", "detailed.out tells no whole charge", "Hand in the file of a finished job.")];
        int charge = (int)Math.Round(q), electrons = geometry.Symbols.Sum(s => Elements.Number(s) ?? 0) - charge;
        int? multiplicity = hsd.Unpaired is { } u && Math.Abs(u - Math.Round(u)) < 1e-9 ? (int)Math.Round(u) + 1 : hsd.IsPolarised ? null : electrons % 2 == 0 ? 1 : null;
        if (multiplicity is not { } m || (electrons + m) % 2 == 0) return [Refuse("multiplicity", "an odd number of electrons without spin polarisation, or unpaired electrons that do not fit, is no state with a multiplicity", "Use SpinPolarisation = Colinear with UnpairedElectrons.")];
        var values = new Values();
        if (failure is null && Fill(values, text, bundle, geometry, charge) is { } left) return [Refuse("energy", left, "Hand in the file of a finished job.")];
        if (hsd.Constrained && driver == Driver.Optimization) values.Note("the optimisation held atoms fixed, so its structure is not called optimised");
        if (driver == Driver.Energy && values.List(Property.Gradient) is not null) driver = Driver.Gradient;
        var version = bundle.Files.Where(f => f.Extension is ".out" or ".log" or "").Select(f => VersionText().Match(f.HeadText)).FirstOrDefault(v => v.Success)?.Groups[1].Value;
        return [OutputRecord.Of(bundle, Name, version, 0, geometry, charge, m, level with { Reference = hsd.IsPolarised ? "U" : "R" }, driver, values, failure, Cost.Unknown)];
    }

    static Failure? Ended(OutputText text, Hsd hsd, Driver driver) =>
        text.Has("SCC is NOT converged") ? new(FailureKind.ScfNotConverged, "SCC is NOT converged")
        : text.Has("Geometry did NOT converge") ? new(FailureKind.GeometryNotConverged, "Geometry did NOT converge")
        : hsd.IsSelfConsistent && !text.Has("SCC converged") ? new(FailureKind.IncompleteOutput, "detailed.out does not say that the charges converged")
        : driver == Driver.Optimization && !text.Has("Geometry converged") ? new(FailureKind.GeometryNotConverged, "detailed.out does not say that the optimisation converged") : null;

    /// <summary>The last frame of geo_end.xyz with its step.</summary>
    static (Geometry Geometry, double? Step)? Last(OutputText text, int count)
    {
        int at = text.Last("Geometry Step:");
        var symbols = new List<string>();
        var xyz = new List<double>();
        for (int i = at + 1; at > 0 && symbols.Count < count; i++)
        {
            if (OutputText.Fields(text[i]) is not [var s, var a, var b, var c, ..] || OutputText.Symbol(s) is not { } symbol || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z) return null;
            symbols.Add(symbol);
            xyz.AddRange([x, y, z]);
        }
        return symbols.Count == 0 ? null : (new Geometry(symbols, xyz), text.RealAfter("Geometry Step:"));
    }

    /// <summary>The values; or why there is no energy.</summary>
    static string? Fill(Values v, OutputText text, Bundle bundle, Geometry geometry, int charge)
    {
        double? total = null, free = null;
        for (int i = 0; i < text.Count; i++)
            if (EnergyLine().Match(text[i]) is { Success: true } m && OutputText.Real(m.Groups[2].Value) is { } e && Math.Abs(e * Units.HartreeToEv - OutputText.Real(m.Groups[3].Value)!.Value) < 1e-6 * Math.Abs(e) * Units.HartreeToEv + 1e-3)
                if (m.Groups[1].Value.StartsWith('M')) free = e; else total = e;
        if (total is not { } energy || free is not { } mermin) return "detailed.out has no total energy";
        if (Math.Abs(energy - mermin) > 1e-6) return "the orbitals are occupied in part (the free energy is not the energy), which the level cannot tell";
        v[Property.Energy] = energy;
        int at = text.Last("Atomic gross charges (e)");
        var q = new List<double>();
        for (int i = at + 2; at >= 0 && OutputText.Fields(text[i]) is [var n, var c] && OutputText.Whole(n) == q.Count + 1; i++) q.Add(OutputText.Real(c) ?? double.NaN);
        if (q.Count == geometry.Count) v.Set(Property.Charges, q);
        foreach (int i in text.All("Dipole moment:"))
            if (OutputText.Fields(text[i]) is [_, _, var x, var y, var z, "Debye"] && OutputText.Real(x) is { } a && OutputText.Real(y) is { } b && OutputText.Real(z) is { } d) v.SetDipole([a, b, d], charge);
        int forces = text.Last("Total Forces");
        var g = new List<double>();
        int row = forces + 1;
        for (; forces >= 0 && g.Count < 3 * geometry.Count && OutputText.Fields(text[row]) is { Length: 3 or 4 } f; row++) g.AddRange(f[^3..].Select(x => -(OutputText.Real(x) ?? double.NaN)));
        // A last row that ends the file may have been cut in a number.
        if (g.Count == 3 * geometry.Count && row < text.Count) v.SetGradient(g);
        if (bundle.Files.FirstOrDefault(f => Path.GetFileName(f.Name) == "band.out") is { } band) Orbitals(v, OutputText.Of(band));
        return null;
    }

    /// <summary>Frontier orbitals of band.out (eV) where each is full or empty.</summary>
    static void Orbitals(Values v, OutputText band)
    {
        double homo = double.NegativeInfinity, lumo = double.PositiveInfinity, full = band.Has("SPIN            2") ? 1 : 2;
        for (int i = 0; i < band.Count; i++)
        {
            if (OutputText.Fields(band[i]) is not [var n, var e, var occupation] || OutputText.Whole(n) is null) continue;
            if (OutputText.Real(e) is not { } energy || OutputText.Real(occupation) is not { } o || o > 1e-3 && o < full - 1e-3) return;
            (homo, lumo) = o > 1e-3 ? (Math.Max(homo, energy), lumo) : (homo, Math.Min(lumo, energy));
        }
        if (double.IsFinite(homo) && double.IsFinite(lumo) && homo < lumo) (v[Property.Homo], v[Property.Lumo], v[Property.Gap]) = (homo, lumo, lumo - homo);
    }
}
