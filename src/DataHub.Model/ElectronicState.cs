// Labels of excited electronic states.
using System.Globalization;

namespace DataHub.Model;

/// <summary>
/// Spells the label of the electronic state at which something was computed: a letter for the multiplicity (S, D, T, Q for 1 to 4) and a number. The lowest state of a multiplicity
/// (S0, D0, T1, Q1) has no label, because molecule and multiplicity name it already; a triplet at the geometry of a singlet is multiplicity 3.
/// </summary>
public static class ElectronicState
{
    const string Letters = "SDTQ";

    /// <summary>The canonical label, null for none and for the lowest state of the multiplicity; or why the text is no label or contradicts the multiplicity.</summary>
    public static (string? State, string? Defect) Parse(string? text, int multiplicity)
    {
        if (string.IsNullOrWhiteSpace(text)) return (null, null);
        string label = text.Trim().ToUpperInvariant();
        int spin = Letters.IndexOf(label[0], StringComparison.Ordinal) + 1;
        if (spin == 0 || !int.TryParse(label.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > 999) return (null, $"'{text}' is no label of an electronic state");
        if (spin != multiplicity) return (null, $"state {label} has multiplicity {spin}, but the calculation has {multiplicity}");
        int lowest = spin <= 2 ? 0 : 1;
        if (number < lowest) return (null, $"'{text}' is no label of an electronic state: the lowest is {Letters[spin - 1]}1");
        return (number == lowest ? null : string.Create(CultureInfo.InvariantCulture, $"{Letters[spin - 1]}{number}"), null);
    }
}
