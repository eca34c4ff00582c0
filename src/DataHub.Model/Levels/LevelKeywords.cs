// The keywords of a program's input to a level of theory: one reader a program, each knowing what that program means by its words.
namespace DataHub.Model;

/// <summary>Reads routes and keyword texts of programs.</summary>
public static class LevelKeywords
{
    static readonly Dictionary<string, Action<LevelParts, string>> Readers = new()
    {
        ["gaussian"] = GaussianRoute.Read, ["orca"] = OrcaInput.Read, ["psi4"] = Psi4Input.Read, ["nwchem"] = NwchemDeck.Read, ["qchem"] = QchemRem.Read, ["mopac"] = TightBinding.Mopac, ["xtb"] = TightBinding.Xtb,
        ["dftb+"] = TightBinding.Dftb, ["turbomole"] = TurbomoleControl.Read, ["molpro"] = MolproInput.Read, ["gamess"] = GamessDeck.Read, ["cfour"] = SmallDecks.Cfour, ["dalton"] = SmallDecks.Dalton,
        ["jaguar"] = SmallDecks.Jaguar, ["terachem"] = SmallDecks.TeraChem, ["qcore"] = SmallDecks.Qcore, ["molcas"] = SmallDecks.Molcas, ["gamess-uk"] = SmallDecks.GamessUk, ["serenity"] = SmallDecks.Serenity, ["adf"] = AdfDeck.Read,
    };

    static readonly Dictionary<string, string> OtherNames = new()
    {
        ["gaussian16"] = "gaussian", ["gaussian09"] = "gaussian", ["gaussian03"] = "gaussian", ["g16"] = "gaussian", ["g09"] = "gaussian", ["q-chem"] = "qchem", ["dftbplus"] = "dftb+", ["gamess-us"] = "gamess", ["firefly"] = "gamess",
        ["entos"] = "qcore", ["openmolcas"] = "molcas", ["ams"] = "adf", ["mopac2016"] = "mopac", ["aces2"] = "cfour", ["gamessuk"] = "gamess-uk", ["gamessus"] = "gamess",
    };

    static readonly HashSet<string> Periodic = ["vasp", "quantumespresso", "quantum espresso", "qe", "castep", "abinit", "siesta", "wien2k", "exciting", "elk", "fleur", "gpaw", "cp2k", "crystal", "octopus", "onetep", "openmx", "qbox", "cpmd", "abacus", "bigdft", "fplo", "yambo", "fhi-aims", "fhiaims", "dmol3"];

    const int Longest = 100_000;

    /// <summary>The programs whose keywords are read, by their name in lower case.</summary>
    public static IReadOnlyCollection<string> Programs => Readers.Keys;

    /// <summary>
    /// The level that a program's keywords mean. <paramref name="program"/>: its name in lower case, such as "gaussian", "orca", "psi4", "nwchem", "qchem", "mopac", "xtb", "dftb+", "turbomole",
    /// "molpro"; "" for free text. <paramref name="keywords"/>: the route, keyword line or input deck as the program takes it.
    /// What the program does unasked counts: which local correlation its B3LYP has, whether it freezes the core (schemas/levels/programs.json).
    /// </summary>
    /// <returns>The level; or null and why it cannot be told, such as layers of several levels or a basis given atom by atom.</returns>
    public static (Level? Level, string? Why) Read(string program, string keywords)
    {
        program = program.Trim().ToLowerInvariant();
        program = OtherNames.GetValueOrDefault(program, program);
        // A route, a keyword line and an input section tell their program by their first sign.
        if (program.Length == 0) program = keywords.TrimStart() switch { ['#', ..] => "gaussian", ['!', ..] => "orca", var t when t.StartsWith("$rem", StringComparison.OrdinalIgnoreCase) => "qchem", _ => "" };
        if (program.Length == 0) return LevelText.Read(keywords);
        if (Periodic.Contains(program)) return (null, $"{program}: a periodic calculation needs its cutoff, pseudopotentials and k-points told, which this text does not give in full");
        if (!Readers.TryGetValue(program, out var read)) return (null, $"no reader of the keywords of '{program}'; there are {string.Join(", ", Readers.Keys.Order())}");
        if (string.IsNullOrWhiteSpace(keywords)) return (null, "the keywords are empty");
        if (keywords.Length > Longest) return (null, $"the keywords are longer than {Longest} characters");
        var parts = new LevelParts(ProgramConventions.Of(program));
        read(parts, keywords);
        return parts.Build();
    }

    /// <summary>
    /// The level as the named program means it: its B3LYP, its D3, and all electrons correlated where it does that unasked. For readers that know method and basis from the output.
    /// <paramref name="frozen"/>: whether the output told that the core was frozen; null if it did not.
    /// </summary>
    public static (Level? Level, string? Why) Of(string program, string method, string? basis = null, string? dispersion = null, string? solvation = null, bool? frozen = null)
    {
        program = program.Trim().ToLowerInvariant();
        var parts = new LevelParts(ProgramConventions.Of(OtherNames.GetValueOrDefault(program, program))) { Basis = basis, Dispersion = dispersion, Solvation = solvation, Frozen = frozen };
        parts.SetMethod(method);
        return parts.Build();
    }
}
