// The values of a chemical JSON file, those alone whose unit and meaning are certain.
using System.Text.Json;
using DataHub.Formats.Readers.QcSchema;
using DataHub.Model;

namespace DataHub.Formats.Readers.ChemicalJson;

/// <summary>What one file holds beside its structure. Whatever cannot be proved to belong to the level is left out with a note.</summary>
sealed class Content(JsonElement root, Unlevelled told, Geometry geometry, int? charge, int? multiplicity)
{
    /// <summary>Hartree in eV by which cclib converts (CODATA 2010): the writer of version 0.</summary>
    const double CclibHartree = 27.21138505;

    readonly JsonElement? _properties = root.Object("properties"), _energy = root.Object("properties").Object("energy"), _scf = root.Object("optimization").Object("scf");
    readonly Values _values = new();

    public int? Charge => charge;
    public int? Multiplicity => multiplicity;
    /// <summary>What refuses the file, if anything does.</summary>
    public (string Field, string Message, string Remedy)? Wrong { get; private set; }

    bool MeanField => told.Level is { Kind: LevelKind.Dft } or { Kind: LevelKind.WaveFunction, Method: "HF" };

    public Values Values()
    {
        Energy();
        Orbitals();
        Vibrations();
        Excitations();
        if (charge is 0 && _properties.Numbers("dipoleMoment") is { Length: 3 } vector && Factor("dipole", Property.DipoleVector) is { } debye) _values.SetDipole([.. vector.Select(x => x * debye)], 0);
        else if (charge is 0 && _properties.Number("total dipole moment") is { } norm && MeanField && Factor("dipole", Property.Dipole) is { } unit) _values[Property.Dipole] = norm * unit;
        var charges = (root.Object("partialCharges") ?? _properties.Object("partial charges")) is { } sets ? sets.EnumerateObject().FirstOrDefault(p => p.Name.Equals("mulliken", StringComparison.OrdinalIgnoreCase)).Value : default;
        if (((JsonElement?)charges).Numbers() is { } q && q.Length == geometry.Count && MeanField) _values.Set(Property.Charges, q);
        return _values;
    }

    double? Factor(string key, Property property)
    {
        if (told.Unit(key) is not { } name) return null;
        if (PropertyUnits.Factor(name, property) is { } factor) return factor;
        Wrong ??= (key, $"'{name}' is no unit of {property.ShortName}", "Mend \"units\" in the sidecar");
        return null;
    }

    /// <summary>The energy of the method of the level. The SCF energies of cclib leave the dispersion of some programs out, so that it is not taken at levels that add one.</summary>
    void Energy()
    {
        if (Factor("energy", Property.Energy) is not { } unit) return;
        if (unit == Units.EvToHartree && root.Get("chemical json") is not null) unit = 1 / CclibHartree;
        double? scf = _properties.Number("totalEnergy") ?? _energy.Number("total") ?? (_scf.Numbers("scf energies") is [.., var last] ? last : null);
        if (told.Level is { Dispersion: ['D', ..] } || told.Level.Method is var m && (m.EndsWith("3c", StringComparison.Ordinal) || m.Contains("-D", StringComparison.Ordinal) && !m.StartsWith("DLPNO", StringComparison.Ordinal)))
        {
            if (scf is not null) _values.Note("energy left out: chemical JSON does not tell whether it holds the dispersion correction");
            return;
        }
        double? energy = MeanField ? scf
            : told.Level is { Kind: LevelKind.WaveFunction, Method: "MP2" } && _energy.Items("moller plesset").LastOrDefault() is { ValueKind: JsonValueKind.Array } orders ? ((JsonElement?)orders).Numbers() is [var second, ..] ? second : null
            : told.Level is { Kind: LevelKind.WaveFunction, Method: ['C', 'C', ..] } && _energy.Numbers("coupled cluster") is [.., var cc] ? cc : null;
        if (energy is null && scf is not null) _values.Note($"energy left out: it is not certain that the one in the file is that of {told.Level.Method}");
        _values[Property.Energy] = energy * unit;
        if (energy is not null && !MeanField && told.Level.Kind == LevelKind.WaveFunction && scf is not null) _values[Property.CorrelationEnergy] = (energy - scf) * unit;
        if (told.Unit("enthalpy") is not null && _properties.Number("temperature") is { } kelvin && Math.Abs(kelvin - 298.15) < 0.01 && _properties.Number("pressure") is null or 1 && MeanField)
        {
            double? hartree = Factor("enthalpy", Property.Enthalpy);
            _values[Property.Enthalpy] = _properties.Number("enthalpy") * hartree;
            _values[Property.Gibbs] = _energy.Number("free energy") * hartree;
        }
    }

    /// <summary>Frontier orbitals where the occupied ones hold the electrons of the molecule and belong to one SCF.</summary>
    void Orbitals()
    {
        var (alpha, beta, occupied) = Spins();
        if (alpha is null) return;
        if (!MeanField) { _values.Note("orbital energies left out: those of the reference are not those of its level"); return; }
        if (Factor("orbitals", Property.Homo) is not { } unit || (charge ?? told.Charge) is not { } q || (multiplicity ?? told.Multiplicity) is not { } spin) return;
        int electrons = geometry.Symbols.Sum(s => Elements.Number(s)!.Value) - q, held = beta is null ? 2 * occupied.Alpha : occupied.Alpha + occupied.Beta, unpaired = beta is null ? 0 : occupied.Alpha - occupied.Beta;
        bool core = root.Object("atoms").Numbers("core electrons")?.Any(c => c != 0) == true || geometry.Symbols.Any(s => Elements.Number(s) > 36);
        if (held != electrons && core) { _values.Note("orbital energies left out: core electrons are replaced, so that it cannot be proved that all orbitals are there"); return; }
        if (held != electrons) { Wrong ??= ("orbitals", $"its orbitals hold {held} electrons, a molecule of this charge has {electrons}: the charge is another, or orbitals are missing", "Give charge and multiplicity of this molecule in the sidecar"); return; }
        if (unpaired != spin - 1) { Wrong ??= ("orbitals", $"its orbitals do not have the multiplicity {spin}", "Give charge and multiplicity of this molecule in the sidecar"); return; }
        double? homo = null, lumo = null;
        foreach (var (list, count) in beta is null ? [(alpha, occupied.Alpha)] : new[] { (alpha, occupied.Alpha), (beta, occupied.Beta) })
        {
            if (count > list.Length || list.Zip(list.Skip(1), (a, b) => b - a).Any(d => d < -1e-3)) { _values.Note("orbital energies left out: they do not rise"); return; }
            if (count > 0) homo = Math.Max(homo ?? double.MinValue, list[count - 1]);
            if (count < list.Length) lumo = Math.Min(lumo ?? double.MaxValue, list[count]); else lumo = double.MinValue;
        }
        _values.SetFrontier(homo * unit * Units.EvToHartree, lumo > homo ? lumo * unit * Units.EvToHartree : null);
    }

    /// <summary>Orbital energies of each spin (one list for a closed shell) and how many of each are occupied; null where the file does not tell which are.</summary>
    (double[]? Alpha, double[]? Beta, (int Alpha, int Beta) Occupied) Spins()
    {
        static int? Count(double[]? occupations, int length, double full) => occupations is null || occupations.Length != length ? null
            : occupations.TakeWhile(o => o == full).Count() is var n && occupations.Skip(n).All(o => o == 0) ? n : null;
        var avogadro = root.Object("orbitals");
        if (avogadro.Numbers("energies") is { } closed && Count(avogadro.Numbers("occupations"), closed.Length, 2) is { } pairs) return (closed, null, (pairs, pairs));
        if (avogadro.Numbers("alphaEnergies") is { } a && avogadro.Numbers("betaEnergies") is { } b && Count(avogadro.Numbers("alphaOccupations"), a.Length, 1) is { } up && Count(avogadro.Numbers("betaOccupations"), b.Length, 1) is { } down) return (a, b, (up, down));
        var cclib = _properties.Object("orbitals");
        var lists = cclib.Items("energies").Select(e => ((JsonElement?)e).Numbers()).ToList();
        if (lists.Count is not (1 or 2) || lists.Any(l => l is null) || cclib.Numbers("homos") is not { } homos || homos.Length != lists.Count || homos.Any(h => h != Math.Round(h) || h is < -1 or > 1e6)) return default;
        return (lists[0], lists.ElementAtOrDefault(1), ((int)homos[0] + 1, (int)homos[^1] + 1));
    }

    void Vibrations()
    {
        var vibrations = root.Object("vibrations");
        if (vibrations.Numbers("frequencies") is not { } frequencies) return;
        var keep = Enumerable.Range(0, frequencies.Length).Where(i => frequencies[i] != 0).ToList();
        if (keep.Count != OutputRecord.Vibrations(geometry)) { _values.Note("frequencies left out: their number is not that of the vibrations"); return; }
        _values.Set(Property.Frequencies, [.. keep.Select(i => frequencies[i])]);
        // Where there are none, writers put a one for each.
        if ((vibrations.Numbers("intensities") ?? vibrations.Object("intensities").Numbers("IR")) is { } strengths && strengths.Length == frequencies.Length && strengths.Any(s => s != 1) && Factor("intensities", Property.Intensities) is { } unit)
            _values.Set(Property.Intensities, [.. keep.Select(i => strengths[i] * unit)]);
    }

    /// <summary>Excited states as cclib writes them, whose symmetry tells singlets and triplets apart. Avogadro's spectrum does not tell the spin of its states.</summary>
    void Excitations()
    {
        if (root.Object("spectra").Object("electronic") is not null) _values.Note("electronic spectrum left out: the file does not tell the spin of its states");
        var states = root.Object("transitions");
        if (states.Numbers("electronic transitions") is not { } energies || Factor("excitations", Property.Excitations) is not { } unit) return;
        var labels = states.Items("symmetry").Select(l => l.ValueKind == JsonValueKind.String ? l.GetString()! : "").ToList();
        if (labels.Count != energies.Length || labels.Any(l => !l.StartsWith("Singlet", StringComparison.OrdinalIgnoreCase) && !l.StartsWith("Triplet", StringComparison.OrdinalIgnoreCase)) || (multiplicity ?? told.Multiplicity) != 1)
        {
            _values.Note("excitation energies left out: the file does not tell the spin of its states");
            return;
        }
        var strengths = states.Numbers("oscillator strength");
        _values.SetExcitations([.. energies.Select((e, i) => (e * unit, strengths?.Length == energies.Length ? strengths[i] : (double?)null, labels[i].StartsWith('T') || labels[i].StartsWith('t') ? "3" : "1"))]);
    }
}
