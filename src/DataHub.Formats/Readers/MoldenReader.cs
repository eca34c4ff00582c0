// Reads Molden files where a sidecar tells the level.
using DataHub.Formats.Readers.Molden;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// Molden files: frontier orbitals of a mean-field level, harmonic frequencies, energies of the steps of an optimisation. Level, charge and multiplicity come from the sidecar; the occupations of the
/// orbitals must agree with it. The format gives energies of steps and infrared intensities no unit: they are taken where the sidecar tells one ("units": {"energy": ..., "INT": ...}).
/// </summary>
public sealed class MoldenReader : IReader
{
    const string Sidecar = "\"program\": \"orca\", \"charge\": 0, \"multiplicity\": 1, \"units\": {\"energy\": \"hartree\", \"INT\": \"km/mol\"}";

    /// <inheritdoc/>
    public string Format => "molden";
    /// <inheritdoc/>
    public string Describes => "Molden files with a sidecar that names the level";
    /// <inheritdoc/>
    public bool ReadsSidecar => true;

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Where(f => !Sources.Grouping.IsSidecar(f.Name)).ToList() is [var f] && f.HeadText.TrimStart().StartsWith("[Molden Format]", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var (told, fault) = Unlevelled.Of(bundle, Format, "a Molden file", Sidecar, "Hand in the output of the program that wrote it");
        if (told is null) return [new Reading(null, fault)];
        var file = bundle.Files.First(f => !Sources.Grouping.IsSidecar(f.Name));
        if (file.Length > OutputText.Limit) return [told.Refuse(null, null, "the file is larger than 256 MiB", "Hand in the output of the program that wrote it")];
        var text = new MoldenText(file.ReadAllText());
        var (atoms, modes, steps, orbitals) = (text.Atoms(), text.FrequencyAtoms(), text.Steps(), text.Orbitals());
        var (frequencies, intensities) = (text.Numbers("FREQ"), text.Numbers("INT"));
        if (text.Wrong is { } wrong) return [told.Refuse(null, null, wrong, "Write the file again")];
        if (text.Has("Cell")) return [told.Refuse(null, "Cell", "the structure is periodic; only molecules are taken", "Nothing, if it is a crystal or a surface")];

        var readings = new List<Reading>();
        var geometry = atoms ?? modes;
        var values = new Values();
        if (geometry is not null && atoms is not null && Frontier(values, told, text, atoms, orbitals) is { } misfit) return [told.Refuse(null, "MO", misfit, "Give charge and multiplicity of this molecule in the sidecar")];
        if (frequencies is not null && modes is not null) Vibrations(values, told, geometry!, modes, frequencies, intensities);

        double? unit = told.Unit("energy") is { } name ? PropertyUnits.Factor(name, Property.Energy) : null;
        if (told.Unit("energy") is { } odd && unit is null) return [told.Refuse(null, "energy", $"'{odd}' is no unit of an energy", "Write hartree, eV or kcal/mol")];
        bool own = geometry is not null && values.Scalars().Any() | values.Lists().Any();
        if (steps is { Count: > 0 } && unit is { } factor)
            foreach (var (structure, energy) in steps)
            {
                bool last = readings.Count == steps.Count - 1, same = last && geometry is not null && Shape.SameDistances(structure, geometry);
                var here = same ? values : new Values();
                here[Property.Energy] = energy * factor;
                var driver = same && values.List(Property.Frequencies) is not null ? Driver.Hessian : Driver.Energy;
                readings.Add(told.Record($"step {readings.Count + 1}", readings.Count, same ? geometry! : structure, null, null, here, driver, last));
                if (same) own = false;
            }
        if (own) readings.Add(told.Record(null, readings.Count, geometry!, null, null, values, values.List(Property.Frequencies) is not null ? Driver.Hessian : Driver.Energy, readings.Count == 0));
        return readings.Count > 0 ? readings : geometry is null ? [told.Refuse(null, null, "there are neither [Atoms] nor steps whose energies have a unit", $"Tell the unit in the sidecar: {Sidecar} (your own)")] : [told.Record(null, 0, geometry, null, null, values, Driver.Energy, true)];
    }

    /// <summary>Frontier orbitals (Eh in the format) where the occupied ones hold all electrons of the molecule; why the file contradicts the sidecar, else null.</summary>
    static string? Frontier(Values values, Unlevelled told, MoldenText text, Geometry atoms, List<Orbital> orbitals)
    {
        if (orbitals.Count == 0 || told.Charge is not { } charge || told.Multiplicity is not { } multiplicity) return null;
        bool unrestricted = orbitals.Any(o => !o.Alpha);
        double full = unrestricted ? 1 : 2;
        if (orbitals.Any(o => Math.Abs(o.Occupation) > 1e-6 && Math.Abs(o.Occupation - full) > 1e-6))
        {
            values.Note("orbital energies left out: occupations are not those of a closed shell or of two spins");
            return null;
        }
        if (told.Level is not ({ Kind: LevelKind.Dft } or { Kind: LevelKind.WaveFunction, Method: "HF" }))
        {
            values.Note("orbital energies left out: those of the reference are not those of its level");
            return null;
        }
        double alpha = orbitals.Where(o => o.Alpha).Sum(o => o.Occupation), beta = orbitals.Where(o => !o.Alpha).Sum(o => o.Occupation), electrons = atoms.Symbols.Sum(s => Elements.Number(s)!.Value) - charge;
        if (text.Core || alpha + beta < electrons - 0.5 && atoms.Symbols.Any(s => Elements.Number(s) > 36))
        {
            values.Note("orbital energies left out: core electrons are replaced, so that it cannot be proved that all orbitals are there");
            return null;
        }
        if (Math.Abs(alpha + beta - electrons) > 1e-3) return $"its orbitals hold {alpha + beta:0} electrons, a molecule of this charge has {electrons:0}: the charge is another, or the file is cut";
        if (Math.Abs((unrestricted ? alpha - beta : 0) - (multiplicity - 1)) > 1e-3) return $"its orbitals do not have the multiplicity {multiplicity}";
        var occupied = orbitals.Where(o => o.Occupation > 0.5).ToList();
        if (occupied.Count == 0 || occupied.All(o => o.Energy == 0)) return null;
        double homo = occupied.Max(o => o.Energy);
        // The lowest virtual orbital is proved where the energies of each spin rise, however many are left out after it.
        double? lumo = null;
        foreach (var spin in orbitals.GroupBy(o => o.Alpha))
        {
            var list = spin.ToList();
            bool rises = list.Zip(list.Skip(1), (a, b) => b.Energy - a.Energy).All(d => d > -1e-4);
            if (!rises || !list.Any(o => o.Occupation < 0.5)) { lumo = null; break; }
            lumo = Math.Min(lumo ?? double.MaxValue, list.First(o => o.Occupation < 0.5).Energy);
        }
        values.SetFrontier(homo, lumo > homo ? lumo : null);
        return null;
    }

    static void Vibrations(Values values, Unlevelled told, Geometry geometry, Geometry modes, List<double> frequencies, List<double>? intensities)
    {
        // Translations and rotations stand among them as zeros in what some programs write.
        var keep = Enumerable.Range(0, frequencies.Count).Where(i => frequencies[i] != 0).ToList();
        if (!Shape.SameDistances(geometry, modes) || keep.Count != OutputRecord.Vibrations(geometry))
        {
            values.Note("frequencies left out: their number is not that of the vibrations, or they belong to another structure");
            return;
        }
        values.Set(Property.Frequencies, [.. keep.Select(i => frequencies[i])]);
        if (intensities?.Count == frequencies.Count && told.Unit("INT") is { } unit && PropertyUnits.Factor(unit, Property.Intensities) is { } factor) values.Set(Property.Intensities, [.. keep.Select(i => intensities[i] * factor)]);
    }
}
