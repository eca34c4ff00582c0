// One molecule of a list that somebody asks about, as the list tells it.
using DataHub.Model;

namespace DataHub.Formats.Lists;

/// <summary>The form of a list of molecules.</summary>
public enum ListKind
{
    /// <summary>One SMILES or InChIKey a line, then perhaps blanks and a name.</summary>
    Smiles,
    /// <summary>Comma-separated values with a header.</summary>
    Csv,
    /// <summary>Tab-separated values with a header.</summary>
    Tsv,
    /// <summary>SDF: the connection tables count, and their coordinates only where no molecule can be made of them.</summary>
    Sdf,
    /// <summary>XYZ or extended XYZ: the geometries count.</summary>
    Xyz,
    /// <summary>One JSON object a line.</summary>
    JsonLines,
}

/// <summary>
/// An entry of a list. Either <see cref="Defect"/> says why it cannot be understood, or one of <see cref="Smiles"/>, <see cref="InChIKey"/>, <see cref="Molfile"/> and <see cref="Geometry"/> is there;
/// a SMILES beside an InChIKey is taken to be the canonical one that belongs to the key.
/// </summary>
/// <param name="Line">Line of the list on which it begins, from 1.</param>
public sealed record Listed(long Line)
{
    /// <summary>Name or id as the list gives it.</summary>
    public string? Name { get; init; }
    /// <summary>SMILES.</summary>
    public string? Smiles { get; init; }
    /// <summary>Standard InChIKey, in capitals.</summary>
    public string? InChIKey { get; init; }
    /// <summary>Charge, e.</summary>
    public int? Charge { get; init; }
    /// <summary>Multiplicity.</summary>
    public int? Multiplicity { get; init; }
    /// <summary>Formula.</summary>
    public string? Formula { get; init; }
    /// <summary>MDL molfile.</summary>
    public string? Molfile { get; init; }
    /// <summary>Geometry.</summary>
    public Geometry? Geometry { get; init; }
    /// <summary>The spatial coordinates of <see cref="Molfile"/>, null if it has none: what can be looked up where it names no molecule.</summary>
    public Geometry? Spatial { get; init; }
    /// <summary>Level of theory in free text, where the entry has one of its own.</summary>
    public string? Level { get; init; }
    /// <summary>Property, where the entry has one of its own.</summary>
    public string? Property { get; init; }
    /// <summary>Why it cannot be understood.</summary>
    public string? Defect { get; init; }

    /// <summary>True if the text has the form of an InChIKey, in any case of letters.</summary>
    public static bool IsInChIKey(ReadOnlySpan<char> s)
    {
        if (s.Length != 27 || s[14] != '-' || s[25] != '-') return false;
        for (int i = 0; i < 27; i++) if (i is not (14 or 25) && !char.IsAsciiLetter(s[i])) return false;
        return true;
    }
}
