// Reads Gaussian's formatted checkpoint files (.fchk).
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

/// <summary>
/// Formatted checkpoint files of Gaussian 16, which hold the route; those of older versions and of Q-Chem do not tell dispersion and solvent, or no method at all, and are refused with that
/// reason. Coordinates, gradient and dipole are in the frame of the file (the standard orientation). A checkpoint proves no optimisation: its structure is called given.
/// </summary>
public sealed class FchkReader : IReader
{
    /// <inheritdoc/>
    public string Format => "fchk";
    /// <inheritdoc/>
    public string Describes => "Gaussian 16: formatted checkpoint files (.fchk)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Count == 1 && IsCheckpoint(bundle.Files[0]);

    static bool IsCheckpoint(RawFile f) => f.HeadText is var t && t.Contains("\nNumber of atoms                            I ", StringComparison.Ordinal) && t.Contains("\nCurrent cartesian coordinates              R ", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files[0];
        Reading Refuse(string? field, string message, string remedy) => new(null, new Fault(file.Name, null, field, message, remedy));
        const string log = "Hand in the printed output of the job.";
        if (file.Length > OutputText.Limit) return [Refuse(null, "the file is larger than 256 MiB", log)];
        var text = OutputText.Of(file);
        var data = new Fields(text);
        string[] head = OutputText.Fields(text[1].TrimEnd('\r'));
        if (head.Length < 3) return [Refuse("method", head.Length > 0 ? "the second line names no method and basis" : "the file is cut off", log)];
        string kind = head[0].ToUpperInvariant(), method = head[1], basis = head[^1];
        if (method is "R" or "U" or "RO") return [Refuse("method", "it names no method (checkpoints that Q-Chem writes do not)", "Hand in Q-Chem's printed output.")];
        if (data.Text("Route") is not { } routeText) return [Refuse("Route", "it has no route (Gaussian writes one since version 16), so that solvent and dispersion are not told", log)];
        if (data.Whole("Job Status") is not 1) return [Refuse("Job Status", "it does not say that the job came to its end", log)];
        var route = GaussianRoute.Parse(routeText);
        if (route.Option("scrf", "check") || route.Has("genchk")) return [Refuse("Route", "its route is that of a continued job, so that solvent and dispersion are not told", log)];
        if (route.Has("scrf", "field", "charge", "external", "massage", "extrabasis", "counterpoise", "scan", "irc", "bomd", "admp") || route.Internal.Any(o => o.Overlay == 3 && o.Number >= 74) || routeText.Contains("oniom", StringComparison.OrdinalIgnoreCase) || routeText.Contains("dkh", StringComparison.OrdinalIgnoreCase) || kind.Contains("SCAN", StringComparison.Ordinal))
            return [Refuse("Route", "its job is of a kind that is read from printed outputs only (solvents, scans, paths, fields)", log)];
        if (basis.ToUpperInvariant() is "GEN" or "GENECP" or "CHKBAS") return [Refuse("basis", "its basis set was written out in the input, so it has no name", log)];
        if (data.Reals("External E-field")?.Any(x => x != 0) == true || data.Whole("Number of point charges in /Mol/") is > 0 || data.Whole("Number of translation vectors") is > 0) return [Refuse("External E-field", "the molecule stands in a field, among point charges or in a lattice", log)];

        if (data.Wholes("Atomic numbers") is not { } z || z.Any(n => n is < 1 or > 118) || data.Reals("Nuclear charges") is not { } charges || charges.Length != z.Length || charges.Any(q => q <= 0)
            || data.Reals("Current cartesian coordinates") is not { } xyz || xyz.Length != 3 * z.Length || data.Whole("Number of atoms") != z.Length) return [Refuse("geometry", "its atoms are damaged, or there are ghosts among them", log)];
        if (data.Whole("Charge") is not { } charge || data.Whole("Multiplicity") is not { } multiplicity) return [Refuse("Charge", "charge or multiplicity are not in it", log)];
        var geometry = Geometry.FromBohr([.. z.Select(Elements.Symbol)], xyz);
        if (geometry.Defect() is { } defect) return [Refuse("geometry", defect, log)];
        bool excited = head[1].Contains("TD", StringComparison.Ordinal) || head.Length > 3 || method.Contains("CIS", StringComparison.Ordinal) || method.Contains("EOM", StringComparison.Ordinal);
        if (excited && kind != "SP") return [Refuse("method", "its job is on the surface of an excited state", log)];
        string d = data.Whole("Pure/Cartesian d shells") == 1 ? "6" : "5", f = data.Whole("Pure/Cartesian f shells") == 1 ? "10" : "7";
        string ground = method.StartsWith("RTD-", StringComparison.Ordinal) || method.StartsWith("UTD-", StringComparison.Ordinal) ? method[..1] + method[4..] : method;
        var (level, why) = GaussianLevel.Named(ground, GaussianBasis.Purity(basis, d, f), GaussianLevel.Written(route, route));
        if (level is null) return [Refuse("method", why!, log)];
        if (data.Real("SCF Energy") is not { } scf) return [Refuse("SCF Energy", "it is not in the file", log)];
        // With excited states the total energy is that of one of them.
        double? energy = excited ? method.Contains("EOM", StringComparison.Ordinal) ? data.Real("Cluster Energy") : scf : data.Real("Total Energy");
        if (energy is not { } e) return [Refuse("Total Energy", "it is not in the file", log)];

        var values = new Values { [Property.Energy] = e };
        bool correlated = Math.Abs(e - scf) > 1e-12;
        if (correlated)
        {
            if (level.Kind != LevelKind.Dft) values[Property.CorrelationEnergy] = e - scf;
            values.Extras.Add(new Extra("scf_energy", "Eh", scf));
        }
        else
        {
            if (Frontier(data) is { } o) (values[Property.Homo], values[Property.Lumo], values[Property.Gap]) = (o.Homo, o.Lumo, o.Lumo - o.Homo);
            if (!excited && charge == 0 && data.Reals("Dipole Moment") is { Length: 3 } dipole)
            {
                double[] debye = [.. dipole.Select(x => x * Units.AuDipoleToDebye)];
                values.Set(Property.DipoleVector, debye);
                values[Property.Dipole] = Math.Sqrt(debye.Sum(x => x * x));
            }
            if (!excited && data.Reals("Mulliken Charges") is { } q && q.Length == z.Length)
            {
                values.Set(Property.Charges, q);
                values.Extras.Add(new Extra("charge_model", null, null, "Mulliken"));
            }
            if (level.Reference == "U") values[Property.SpinSquared] = data.Real("S**2");
        }
        // A gradient that was not computed is all zeros.
        if (data.Reals("Cartesian Gradient") is { } g && g.Length == xyz.Length && g.Any(x => x != 0) && !excited && Orientation.IsFrameOf(geometry, g))
        {
            values.Set(Property.Gradient, g);
            values[Property.GradientNorm] = Math.Sqrt(g.Sum(x => x * x));
        }
        values.Extras.Add(new Extra("job_kind", null, null, head[0]));
        string? version = data.Text("Gaussian Version") is { } v && v.IndexOf("-G", StringComparison.Ordinal) is >= 0 and var at && v[(at + 2)..].Split("Rev") is [var release, var revision] ? $"{release}.{revision.Trim()}" : null;
        return [new Reading(new Calculation(Molecule.FromAtoms(geometry.Symbols, charge, multiplicity), level, values.List(Property.Gradient) is null ? Driver.Energy : Driver.Gradient, Status.Success)
        {
            Geometry = geometry, Values = values, Provenance = new Provenance { Program = "gaussian", ProgramVersion = version, Format = "fchk", RawName = bundle.Name },
        })];
    }

    /// <summary>Frontier orbitals in eV.</summary>
    static (double Homo, double Lumo)? Frontier(Fields data)
    {
        double homo = double.NegativeInfinity, lumo = double.PositiveInfinity;
        foreach (var (spin, count) in new[] { ("Alpha", data.Whole("Number of alpha electrons")), ("Beta", data.Whole("Number of beta electrons")) })
        {
            if (data.Reals(spin + " Orbital Energies") is not { } e || count is not { } n) continue;
            if (n > 0 && n <= e.Length) homo = Math.Max(homo, e[n - 1]);
            if (n < e.Length) lumo = Math.Min(lumo, e[n]);
        }
        return double.IsFinite(homo) && double.IsFinite(lumo) && lumo > homo ? (homo * Units.HartreeToEv, lumo * Units.HartreeToEv) : null;
    }

    /// <summary>The fields of the file: a label of forty columns, a type, a value or a count with values below.</summary>
    sealed class Fields
    {
        readonly OutputText _text;
        readonly Dictionary<string, int> _lines = [];

        public Fields(OutputText text)
        {
            _text = text;
            for (int i = 2; i < text.Count; i++)
                if (text[i].Length > 44 && char.IsLetter(text[i][0]) && text[i][43] is 'I' or 'R' or 'C' && text[i][40] == ' ') _lines.TryAdd(text[i][..40].Trim(), i);
        }

        string? One(string label) => _lines.TryGetValue(label, out int i) && !_text[i].Contains("N=", StringComparison.Ordinal) ? _text[i][44..].Trim() : null;

        public int? Whole(string label) => One(label) is { } v ? OutputText.Whole(v) : null;

        public double? Real(string label) => One(label) is { } v ? OutputText.Real(v) : null;

        public double[]? Reals(string label) => Many(label, OutputText.Real);

        public int[]? Wholes(string label) => Many(label, OutputText.Whole);

        public string? Text(string label)
        {
            if (!_lines.TryGetValue(label, out int i) || OutputText.Whole(_text.After("N=", i) ?? "") is not { } n) return null;
            // Twelve characters a count, five to a line.
            return string.Concat(Enumerable.Range(i + 1, (n + 4) / 5).Select(k => _text[k].TrimEnd('\r').PadRight(60))).Trim();
        }

        T[]? Many<T>(string label, Func<string, T?> read) where T : struct
        {
            if (!_lines.TryGetValue(label, out int i) || OutputText.Whole(_text.After("N=", i) ?? "") is not (> 0 and <= 3_000_000 and var n)) return null;
            var all = new List<T>(n);
            for (int k = i + 1; all.Count < n && k < _text.Count; k++)
                foreach (var f in OutputText.Fields(_text[k]))
                    if (read(f) is { } v) all.Add(v); else return null;
            return all.Count == n ? [.. all] : null;
        }
    }
}
