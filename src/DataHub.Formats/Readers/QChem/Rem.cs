// The input that Q-Chem repeats under "User input:": sections, $rem settings, charge and multiplicity.
using DataHub.Model;

namespace DataHub.Formats.Readers.QChem;

/// <summary>The input of one Q-Chem job. Names and values of $rem are in lower case.</summary>
sealed class Rem
{
    readonly Dictionary<string, string> _settings = [];
    readonly Dictionary<string, List<string>> _sections = [];

    public Rem(OutputText text)
    {
        int at = text.First("User input:"), begin = at < 0 ? -1 : at + 2;
        if (begin < 0) return;
        string? section = null;
        for (int i = begin; i < text.Count && !text[i].StartsWith("--------", StringComparison.Ordinal); i++)
        {
            string line = text[i].Split('!')[0].Trim(), lower = line.ToLowerInvariant();
            if (lower.StartsWith("$end", StringComparison.Ordinal)) section = null;
            else if (lower.StartsWith('$') && section is null) _sections[section = lower.Split(' ', '\t')[0]] = [];
            else if (section is not null && line.Length > 0) _sections[section].Add(line);
        }
        foreach (var line in Section("$rem"))
            if (OutputText.Fields(line.ToLowerInvariant().Replace('=', ' ')) is { Length: >= 2 } f) _settings[f[0]] = f[1];
        var molecule = Section("$molecule");
        Reads = molecule.Count > 0 && molecule[0].StartsWith("read", StringComparison.OrdinalIgnoreCase);
        if (molecule.Count > 0 && OutputText.Fields(molecule[0].Replace(',', ' ')) is [var q, var m] && OutputText.Whole(q) is { } charge && OutputText.Whole(m) is { } multiplicity) (Charge, Multiplicity) = (charge, multiplicity);
    }

    public bool IsThere => _sections.Count > 0;
    /// <summary>True if charge, multiplicity and structure come from the job before.</summary>
    public bool Reads { get; }
    public int? Charge { get; }
    public int? Multiplicity { get; }

    /// <summary>A setting, null if it is not there.</summary>
    public string? this[string name] => _settings.GetValueOrDefault(name);

    public bool Has(string section) => _sections.ContainsKey(section);

    public IReadOnlyList<string> Section(string name) => _sections.TryGetValue(name, out var lines) ? lines : [];

    public bool IsOn(string name) => this[name] is { } v && v is not ("0" or "false" or "none" or "off");

    /// <summary>The value of "name value" or "name = value" in a section, null if it is not there.</summary>
    public string? In(string section, string name) =>
        Section(section).Select(l => OutputText.Fields(l.ToLowerInvariant().Replace('=', ' '))).FirstOrDefault(f => f.Length >= 2 && f[0] == name)?[1];

    public Driver? Driver => (this["jobtype"] ?? this["job_type"] ?? "sp") switch
    {
        "sp" or "energy" or "single_point" or "single" => Model.Driver.Energy,
        "force" or "gradient" or "forces" => Model.Driver.Gradient,
        "opt" or "optimization" or "optimize" or "optimise" => Model.Driver.Optimization,
        "freq" or "frequency" or "frequencies" or "hessian" => Model.Driver.Hessian,
        "polarizability" or "moprop" => Model.Driver.Properties,
        _ => null,
    };

    /// <summary>Why the level could not tell what was computed, or null.</summary>
    public string? Unsuited
    {
        get
        {
            if (Driver is null) return $"a job of type {this["jobtype"] ?? this["job_type"]}";
            foreach (var (section, what) in new[] { ("$external_charges", "a job with point charges"), ("$efp_fragments", "a job with effective fragments"), ("$efp_params", "a job with effective fragments"), ("$qm_atoms", "an embedded (QM/MM) job"), ("$force_field_params", "an embedded (QM/MM) job"),
                ("$multipole_field", "a job in an electric field"), ("$cdft", "a job with a constrained density"), ("$xc_functional", "a job with a functional written out in the input"), ("$isotopes", "a job with other isotopes"), ("$occupied", "a job with chosen orbital occupations") })
                if (Has(section)) return what;
            foreach (var (name, what) in new[] { ("basis2", "a dual-basis job"), ("omega", "a job with a tuned functional"), ("hf_sr", "a job with a tuned functional"), ("hf_lr", "a job with a tuned functional"), ("frgm_method", "a job of fragments"), ("efp", "a job with effective fragments"), ("qm_mm_interface", "an embedded (QM/MM) job"),
                ("cdft", "a job with a constrained density"), ("mom_start", "a job on a chosen electron configuration"), ("sapt", "a job of symmetry-adapted perturbation theory"), ("xsapt", "a job of symmetry-adapted perturbation theory"), ("xpol", "a job of fragments"), ("eda2", "an energy decomposition"), ("eda_bsse", "an energy decomposition"),
                ("spin_flip", "a spin-flip job"), ("relativistic", "a relativistic job"), ("x2c", "a relativistic job"), ("rel_x2c", "a relativistic job"), ("roks", "a job on an excited configuration"), ("fefp_efp", "a job with effective fragments") })
                if (IsOn(name)) return what;
            if (Driver is not (Model.Driver.Energy or Model.Driver.Properties) && (IsOn("cis_state_deriv") || IsOn("set_state_deriv") || IsOn("cc_state_to_opt"))) return "a job on the surface of an excited state";
            return Section("$molecule").Any(l => l.StartsWith('@') || l.StartsWith("gh", StringComparison.OrdinalIgnoreCase)) ? "a job with ghost atoms" : null;
        }
    }

    /// <summary>True if the optimisation held coordinates fixed.</summary>
    public bool Constrained => Section("$opt").Any(l => l.StartsWith("constraint", StringComparison.OrdinalIgnoreCase) || l.StartsWith("fixed", StringComparison.OrdinalIgnoreCase)) || Section("$geom_opt").Any(l => l.Contains("constraint", StringComparison.OrdinalIgnoreCase));
}
