// The sections of a Molden file: atoms, orbitals, frequencies, steps of an optimisation.
using DataHub.Model;

namespace DataHub.Formats.Readers.Molden;

/// <summary>One orbital: energy and occupation as they stand, true for alpha.</summary>
readonly record struct Orbital(double Energy, double Occupation, bool Alpha);

/// <summary>A Molden file (https://www.theochem.ru.nl/molden/molden_format.html). What cannot be read whole is told by <see cref="Wrong"/>.</summary>
sealed class MoldenText
{
    readonly Dictionary<string, (string Argument, List<string> Lines, bool Closed)> _sections = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why the file is not to be read, null if nothing is wrong.</summary>
    public string? Wrong { get; private set; }

    public MoldenText(string text)
    {
        List<string>? lines = null;
        string? open = null;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.StartsWith('[') && line.IndexOf(']') is > 1 and var end)
            {
                if (open is not null) _sections[open] = _sections[open] with { Closed = true };
                open = line[1..end].Trim();
                if (!_sections.TryAdd(open, (line[(end + 1)..].Trim(' ', '(', ')'), lines = [], false))) Wrong ??= $"the section [{open}] stands twice: this is more than one Molden file";
            }
            else lines?.Add(line);
        }
        // A last line without its end may be cut in the middle of a number.
        if (!text.EndsWith('\n') && lines is { Count: > 0 }) lines.RemoveAt(lines.Count - 1);
    }

    public bool Has(string section) => _sections.ContainsKey(section);

    /// <summary>The lines of a section that another one follows, so that it is whole; null if it is not there or is the last, which may be cut.</summary>
    List<string>? Whole(string section) => _sections.TryGetValue(section, out var s) && s.Closed ? [.. s.Lines.Where(l => l.Length > 0)] : null;

    /// <summary>The structure of [Atoms]; null without one, with a reason in <see cref="Wrong"/> where it cannot be read.</summary>
    public Geometry? Atoms()
    {
        if (!Has("Atoms")) return null;
        if (Whole("Atoms") is not { } lines) return Bad<Geometry>("[Atoms] is the last section: the file is cut");
        double? factor = _sections["Atoms"].Argument.ToLowerInvariant() switch { "au" => Units.BohrToAngstrom, "angs" or "ang" or "angstrom" or "angstroms" => 1, _ => null };
        if (factor is null) return Bad<Geometry>("[Atoms] says neither AU nor Angs");
        var (symbols, xyz) = (new List<string>(), new List<double>());
        foreach (var line in lines)
        {
            if (OutputText.Fields(line) is not [_, _, var z, var a, var b, var c] || OutputText.Whole(z) is not (> 0 and < 119 and var number) || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } w)
                return Bad<Geometry>($"a line of [Atoms] is no atom: {line}");
            symbols.Add(Elements.Symbol(number));
            xyz.AddRange([x * factor.Value, y * factor.Value, w * factor.Value]);
        }
        return new Geometry(symbols, xyz);
    }

    /// <summary>The structure that the frequencies belong to, [FR-COORD] in bohr; null without one.</summary>
    public Geometry? FrequencyAtoms()
    {
        if (Whole("FR-COORD") is not { } lines) return null;
        var (symbols, xyz) = (new List<string>(), new List<double>());
        foreach (var line in lines)
        {
            if (OutputText.Fields(line) is not [var who, var a, var b, var c] || OutputText.Symbol(who) is not { } symbol || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z)
                return Bad<Geometry>($"a line of [FR-COORD] is no atom: {line}");
            symbols.Add(symbol);
            xyz.AddRange([x, y, z]);
        }
        return Geometry.FromBohr(symbols, xyz);
    }

    /// <summary>The first number of each line of a whole section; null without one.</summary>
    public List<double>? Numbers(string section)
    {
        if (Whole(section) is not { } lines) return null;
        var all = lines.Select(l => OutputText.Real(OutputText.Fields(l)[0])).ToList();
        return all.Any(v => v is null) ? Bad<List<double>>($"a line of [{section}] is no number") : [.. all.Select(v => v!.Value)];
    }

    /// <summary>True if the core electrons of some atoms are left out.</summary>
    public bool Core => Has("Core") || Has("Pseudo") || Has("Nval");

    /// <summary>The orbitals of [MO] that have coefficients, so that what stands before these is whole.</summary>
    public List<Orbital> Orbitals()
    {
        var all = new List<Orbital>();
        if (!_sections.TryGetValue("MO", out var mo)) return all;
        double? energy = null, occupation = null;
        bool alpha = true, kept = false;
        foreach (var line in mo.Lines)
        {
            if (line.IndexOf('=') is > 0 and var at)
            {
                if (kept) (energy, occupation, alpha, kept) = (null, null, true, false);
                var value = line[(at + 1)..].Trim();
                switch (line[..at].Trim().ToLowerInvariant())
                {
                    case "ene": if ((energy = OutputText.Real(value)) is null) Wrong ??= $"an orbital energy is no number: {value}"; break;
                    case "occup": if ((occupation = OutputText.Real(value)) is null) Wrong ??= $"an occupation is no number: {value}"; break;
                    case "spin": alpha = !value.StartsWith("b", StringComparison.OrdinalIgnoreCase); break;
                }
            }
            else if (line.Length > 0 && !kept)
            {
                if (energy is not { } e || occupation is not { } n) { Wrong ??= "an orbital of [MO] has no energy or occupation"; return all; }
                all.Add(new(e, n, alpha));
                kept = true;
            }
        }
        return all;
    }

    /// <summary>The structures (Å) and energies of [GEOMETRIES] XYZ and [GEOCONV], as many as each other; null without them or with a reason in <see cref="Wrong"/>.</summary>
    public List<(Geometry Geometry, double Energy)>? Steps()
    {
        if (!Has("GEOCONV") || !_sections.TryGetValue("GEOMETRIES", out var xyz) || !xyz.Argument.StartsWith("XYZ", StringComparison.OrdinalIgnoreCase)) return null;
        var energies = _sections["GEOCONV"].Lines.Where(l => l.Length > 0).SkipWhile(l => !l.Equals("energy", StringComparison.OrdinalIgnoreCase)).Skip(1).TakeWhile(l => !char.IsLetter(l[0])).ToList();
        var steps = new List<(Geometry, double)>();
        for (int i = 0; i < xyz.Lines.Count;)
        {
            if (xyz.Lines[i].Length == 0) { i++; continue; }
            if (OutputText.Whole(xyz.Lines[i]) is not (> 0 and var n) || i + 2 + n > xyz.Lines.Count) return Bad<List<(Geometry, double)>>("a structure of [GEOMETRIES] is not whole");
            var (symbols, numbers) = (new List<string>(), new List<double>());
            foreach (var line in xyz.Lines.GetRange(i + 2, n))
            {
                if (OutputText.Fields(line) is not [var who, var a, var b, var c, ..] || OutputText.Symbol(who) is not { } s || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z)
                    return Bad<List<(Geometry, double)>>($"a line of [GEOMETRIES] is no atom: {line}");
                symbols.Add(s);
                numbers.AddRange([x, y, z]);
            }
            if (steps.Count >= energies.Count || OutputText.Real(energies[steps.Count]) is not { } energy) return Bad<List<(Geometry, double)>>("[GEOMETRIES] has more structures than [GEOCONV] has energies");
            steps.Add((new Geometry(symbols, numbers), energy));
            i += 2 + n;
        }
        return steps.Count == energies.Count ? steps : Bad<List<(Geometry, double)>>($"[GEOCONV] has {energies.Count} energies, [GEOMETRIES] {steps.Count} structures");
    }

    T? Bad<T>(string why) where T : class
    {
        Wrong ??= why;
        return null;
    }
}
