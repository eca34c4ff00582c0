// The numbers of a frame, each in the unit that is declared for it.
using System.Globalization;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.ExtXyz;

sealed class FrameValues(Frame f, Sidecar sidecar, bool own, Func<string?, string, string, Fault> fault)
{
    readonly bool _ase = (f.Get("convention") ?? sidecar.Convention)?.Equals("ase", StringComparison.OrdinalIgnoreCase) == true;

    internal Values Values { get; } = new();

    /// <summary>Takes every value whose unit is known. A known property without a unit refuses the frame.</summary>
    internal Fault? Read(HashSet<string> structural, HashSet<string> derived)
    {
        foreach (var (key, text) in f.Pairs)
        {
            if (structural.Contains(key) && !sidecar.Properties.ContainsKey(key) || sidecar.Ignore.Contains(key) || (own && derived.Contains(key)) || IsUnitKey(key) || FrameCost.Owns(key)) continue;
            if (Numbers(text) is not { } numbers) { Unread(key, text); continue; }
            if (Meanings.Of(key, sidecar, own) is { } known)
            {
                if (Take(key, known.Meaning, known.Unit ?? Meanings.DeclaredUnit(key, known.Meaning, f, sidecar, _ase), numbers) is { } bad) return bad;
            }
            else if (Meanings.DeclaredUnit(key, null, f, sidecar, false) is { } unit && numbers.Length == 1) Values.Extras.Add(new Extra(key, unit, numbers[0]));
            else if (Meanings.LooksLikeValue(key) && !_ase) return NoUnit(key);
            else Unread(key, text);
        }
        foreach (var column in f.Columns)
        {
            if (sidecar.Ignore.Contains(column.Name)) continue;
            if (Meanings.Of(column.Name, sidecar, own) is { } known && (known.Meaning.Property.IsList || known.Meaning.Property == Property.Dipole))
            {
                if (Take(column.Name, known.Meaning, known.Unit ?? Meanings.DeclaredUnit(column.Name, known.Meaning, f, sidecar, _ase), column.Values) is { } bad) return bad;
            }
            else if (Meanings.LooksLikeValue(column.Name) && !_ase) return NoUnit(column.Name);
        }
        return Finish();
    }

    Fault? Take(string key, Meaning meaning, string? unit, double[] numbers)
    {
        if (unit is null) return NoUnit(key);
        var property = meaning.Property;
        if (PropertyUnits.Factor(unit, property) is not { } factor) return fault(key, $"'{unit}' is no unit of {property.Name}", $"Use {property.Unit} or a unit that converts to it");
        factor *= meaning.Sign;
        if (property == Property.Dipole && numbers.Length == 3) property = Property.DipoleVector;
        var converted = factor == 1 ? numbers : [.. numbers.Select(x => x * factor)];
        if (!property.IsList)
        {
            if (numbers.Length != 1) return fault(key, $"one number is wanted for {property.Name}, not {numbers.Length}", "Map the key to another property, or ignore it in the sidecar");
            if (Values[property] is { } other && Math.Abs(other - converted[0]) > 1e-7 * Math.Max(1, Math.Abs(other)))
                return fault(key, $"it says {property.Name} = {Text(converted[0])}, another key of the frame says {Text(other)}", "Keep one of the two, or name the other in the sidecar's ignore list");
            Values[property] ??= converted[0];
            return null;
        }
        int wanted = property == Property.Gradient ? 3 * f.Symbols.Length : property == Property.Charges ? f.Symbols.Length : property == Property.DipoleVector ? 3 : numbers.Length;
        if (numbers.Length != wanted) return fault(key, $"{wanted} numbers are wanted for {property.Name}, not {numbers.Length}", "Check the shape");
        Values.Set(property, converted);
        return null;
    }

    Fault NoUnit(string key) => fault(key, $"'{key}' is given without a unit; a number without a unit is not data",
        $"Add {key}_unit=eV (or the unit it has) to the comment line, or {{\"units\": {{\"{key}\": \"eV\"}}}} to the sidecar; \"convention\": \"ase\" declares the units of ASE; \"ignore\": [\"{key}\"] leaves it out");

    /// <summary>Norms follow from their vectors; what our own files say of uncertainties and further values is taken as it is.</summary>
    Fault? Finish()
    {
        if (Values.List(Property.DipoleVector) is { } d) Values[Property.Dipole] ??= Math.Sqrt(d.Sum(x => x * x));
        if (Values.List(Property.Gradient) is { } g) Values[Property.GradientNorm] ??= Math.Sqrt(g.Sum(x => x * x));
        if (Values[Property.Homo] is { } homo && Values[Property.Lumo] is { } lumo) Values[Property.Gap] ??= lumo - homo;
        if (f.Get("extras") is { } extras)
        {
            if (Interpretation.Extras(extras) is not { } list) return fault("extras", "the extras are no JSON list", "Leave the key out, or write a list of name, unit, number or text");
            Values.Extras.AddRange(list);
        }
        if (f.Get("uncertainties") is { } json)
        {
            try
            {
                foreach (var (k, v) in JsonSerializer.Deserialize(json, ModelJson.Default.DictionaryStringDouble) ?? []) Values.Uncertainties[k] = v;
            }
            catch (JsonException) { return fault("uncertainties", "the uncertainties are no JSON object of numbers", "Leave the key out, or write column names with numbers"); }
        }
        return null;
    }

    /// <summary>Factor of the coordinates to ångström.</summary>
    internal double PositionFactor(out Fault? bad)
    {
        bad = null;
        var unit = f.Get("pos_unit") ?? f.Get("pos_units") ?? sidecar.Units.GetValueOrDefault("pos") ?? sidecar.Units.GetValueOrDefault("positions");
        if (unit is null) return 1;
        if (Units.Factor(unit, "angstrom") is { } factor) return factor;
        bad = fault("pos", $"'{unit}' is no unit of length", "Use angstrom or bohr");
        return 1;
    }

    static bool IsUnitKey(string key) => key.EndsWith("_unit", StringComparison.OrdinalIgnoreCase) || key.EndsWith("_units", StringComparison.OrdinalIgnoreCase);

    /// <summary>A key that means nothing here is kept as a label, so that nothing is lost; it is not a value.</summary>
    void Unread(string key, string text)
    {
        if (f.Get("Properties") is null && text == "T") return;
        Interpretation.Label(Values, key, text);
    }

    static string Text(double v) => v.ToString("G10", CultureInfo.InvariantCulture);

    static double[]? Numbers(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.' or ' ')) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double one)) return double.IsFinite(one) ? [one] : null;
        var parts = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i])) return null;
        return numbers.Length == 0 ? null : numbers;
    }
}
