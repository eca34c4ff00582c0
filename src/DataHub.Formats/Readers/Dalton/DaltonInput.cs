// The input that a DALTON output repeats: its sections and keywords, and what they mean for the level.
namespace DataHub.Formats.Readers.Dalton;

/// <summary>The .mol and .dal parts under "Content of the .dal input file".</summary>
sealed class DaltonInput
{
    /// <summary>Sections whose keywords leave the energy of the molecule in the gas phase what it is.</summary>
    static readonly Dictionary<string, string[]> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        ["**DALTON"] = ["RUN WAVE", "RUN PROP", "RUN RESP", "RUN ALL", "DIRECT", "PARALLEL", "PRINT", "INPTES"],
        ["*MOLBAS"] = ["PRINT"],
        ["**WAVE"] = ["HF", "DFT", "MP2", "CC", "TITLE", "PRINT", "INTERFACE", "STOP"],
        ["*SCF"] = ["THRESH", "MAX DIIS", "DOUBLY OCCUPIED", "MAX ERROR", "NODIIS", "MAX MACRO", "MAX QC"],
        ["*AUXILLIARY INPUT"] = ["NOSUPMAT"],
        ["*ORBITAL"] = ["MOSTART", "NOSUPSYM"],
        ["*CC"] = ["PRINT", "THRENR", "THRLEQ", "MAX IT", "MAXRED", "CCS", "CC2", "CCSD", "CC(T)", "CC3", "MP2"],
    };

    readonly List<(string Section, string Keyword, string Value)> _keywords = [];

    /// <summary>The basis set, null where the molecule is not given as BASIS with a name.</summary>
    public string? Basis { get; }

    /// <summary>The input under its heading in an output; empty if it is not there.</summary>
    public DaltonInput(OutputText text)
    {
        int at = text.First("Content of the .dal input file"), end = text.First("Output from DALTON general input processing");
        if (at < 0 || end < 0) return;
        var lines = Enumerable.Range(at + 2, Math.Max(0, end - at - 2)).Select(i => text[i].Trim()).Where(l => l.Length > 0 && l[0] is not ('!' or '#')).ToList();
        if (lines is ["BASIS", var basis, ..]) Basis = basis.Contains(' ') ? null : basis;
        IsCartesian = lines.TakeWhile(l => !l.StartsWith('*')).Skip(2).Take(3).Any(l => l.Contains("Cartesian", StringComparison.OrdinalIgnoreCase) || l.StartsWith("C ", StringComparison.Ordinal) && !l.Contains('.'));
        string section = "";
        for (int i = 0; i < lines.Count && !section.StartsWith("**END OF", StringComparison.Ordinal); i++)
            if (lines[i].StartsWith('*')) section = lines[i].ToUpperInvariant();
            else if (section.Length > 0 && lines[i].StartsWith('.')) _keywords.Add((section, lines[i][1..].ToUpperInvariant().Trim(), i + 1 < lines.Count ? lines[i + 1] : ""));
        IsWhole = section.StartsWith("**END OF", StringComparison.Ordinal);
    }

    /// <summary>Whether Cartesian instead of spherical functions were asked for, by word or by the letter of the old fixed format.</summary>
    public bool IsCartesian { get; }

    /// <summary>Whether the input ends as it must.</summary>
    public bool IsWhole { get; }

    static bool IsProperty(string section) => section.StartsWith("**PROP", StringComparison.Ordinal) || section.StartsWith("**RESP", StringComparison.Ordinal);

    /// <summary>The first keyword whose effect on the energy this version does not know; null if there is none.</summary>
    public string? Foreign()
    {
        bool property = false;
        foreach (var (section, keyword, _) in _keywords)
        {
            if (section.StartsWith("**", StringComparison.Ordinal)) property = IsProperty(section);
            // Properties come after the wave function and leave its energy alone.
            if (property) continue;
            var known = Harmless.FirstOrDefault(s => section.StartsWith(s.Key, StringComparison.Ordinal)).Value;
            if (known is null || !known.Any(k => keyword == k || k.Contains(' ') && keyword.StartsWith(k, StringComparison.Ordinal) || section.StartsWith("*SCF", StringComparison.Ordinal) && keyword.StartsWith(k, StringComparison.Ordinal))) return $".{keyword} in {section}";
        }
        return null;
    }

    /// <summary>Whether properties of excited states, vibrations or responses were asked for.</summary>
    public bool AsksForProperties => _keywords.Any(k => IsProperty(k.Section) || k.Section.StartsWith("*ABALNR", StringComparison.Ordinal));

    bool Has(string section, string keyword) => _keywords.Any(k => k.Section.StartsWith(section, StringComparison.Ordinal) && k.Keyword == keyword);

    /// <summary>The methods asked for that make an energy, the highest kind alone: coupled-cluster models, else MP2, else the SCF ("HF", or "DFT" for a functional).</summary>
    public IReadOnlyList<string> Methods()
    {
        if (Has("**WAVE", "CC"))
        {
            var models = _keywords.Where(k => k.Section.StartsWith("*CC", StringComparison.Ordinal) && k.Keyword is "CCS" or "CC2" or "CCSD" or "CC(T)" or "CC3" or "MP2").Select(k => k.Keyword == "CC(T)" ? "CCSD(T)" : k.Keyword).Distinct().ToList();
            // The triples stand on the CCSD of the same job.
            if (models.Contains("CCSD(T)")) models.Remove("CCSD");
            return models.Count == 0 ? ["CCSD"] : models;
        }
        return Has("**WAVE", "MP2") ? ["MP2"] : Has("**WAVE", "DFT") ? ["DFT"] : Has("**WAVE", "HF") ? ["HF"] : [];
    }
}
