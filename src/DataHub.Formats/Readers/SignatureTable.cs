// The heads by which programs and file formats are told.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>The signatures: bytes of binary formats, banners of programs, shapes of text files.</summary>
static class SignatureTable
{
    const string Convert = "Convert it to QCSchema JSON (for example with cclib: ccframe or ccwrite -t json and QCElemental) or to extended XYZ with named properties and units.";
    const string Give = "Hand in the program's result instead: " + Signature.Readable + ".";

    static Signature Bytes(string name, string remedy, params byte[] magic) => new(name, SignatureKind.File, f => f.Head.StartsWith(magic), remedy);

    static Signature Program(string name, string? version, params string[] banners) => new(name, SignatureKind.Program, f => f.Extension is not (".json" or ".xyz" or ".extxyz" or ".csv" or ".tsv" or ".sdf" or ".mol" or ".mol2" or ".smi" or ".md") && Any(f, banners), Convert, version);

    static Signature File(string name, Func<RawFile, bool> fits, string remedy = Give) => new(name, SignatureKind.File, fits, remedy);

    static Signature Input(string name, Func<RawFile, bool> fits) => new(name, SignatureKind.Input, fits, "Run the job and hand in what the program wrote.");

    static bool Any(RawFile f, string[] banners)
    {
        string head = f.HeadText;
        return banners.Any(b => head.Contains(b, StringComparison.Ordinal));
    }

    static string FirstLine(RawFile f) => f.HeadText.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').Split('\n')[0].TrimEnd();

    static bool Begins(RawFile f, string what) => FirstLine(f).StartsWith(what, StringComparison.OrdinalIgnoreCase);

    /// <summary>Binary formats by their first bytes.</summary>
    public static IReadOnlyList<Signature> Binary { get; } =
    [
        Bytes("an HDF5 file", "Export molecules and properties as extended XYZ or Parquet with declared units.", 0x89, (byte)'H', (byte)'D', (byte)'F'),
        Bytes("an SQLite database that is not one of ASE", "Export molecules and properties as extended XYZ, or as a table with a mapping.", [.. "SQLite format 3\0"u8]),
        Bytes("a PDF document", Give, [.. "%PDF"u8]),
        Bytes("a ZIP archive inside the input", "Unpack it and hand in the folder.", (byte)'P', (byte)'K', 3, 4),
        Bytes("a NumPy array", "Export molecules and properties as extended XYZ or Parquet with declared units.", 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'),
        Bytes("a NetCDF file", Give, (byte)'C', (byte)'D', (byte)'F'),
        Bytes("a PNG image", Give, 0x89, (byte)'P', (byte)'N', (byte)'G'),
        Bytes("an ELF program", Give, 0x7F, (byte)'E', (byte)'L', (byte)'F'),
        File("a Python pickle, which is never opened because it can run code", f => f.Head is [0x80, >= 2 and <= 5, ..], "Export it as QCSchema JSON or extended XYZ."),
        File("an LMDB database", f => f.Head.Length > 24 && f.Head[16..20].SequenceEqual((ReadOnlySpan<byte>)[0xDE, 0xC0, 0xEF, 0xBE]), "Export molecules and properties as extended XYZ or Parquet with declared units."),
        File("an ASE trajectory", f => f.Head.StartsWith("- of Ulm"u8), "Export it with ASE as extended XYZ: ase convert FILE out.extxyz."),
        File("binary data", f => f.Head[..Math.Min(f.Head.Length, 4096)].Contains((byte)0), Give),
    ];

    /// <summary>Inputs, told before the programs because outputs repeat them: by extension and first lines only.</summary>
    public static IReadOnlyList<Signature> Inputs { get; } =
    [
        Input("a MOPAC input", IsMopacInput),
        Input("a Molpro input", f => Begins(f, "***,") || f.Extension is ".inp" or ".com" or ".in" && f.HeadText.Contains("geometry={", StringComparison.OrdinalIgnoreCase)),
        Input("a Gaussian input", f => f.Extension is ".gjf" or ".com" || FirstLine(f) is var l && (l.StartsWith("%chk", StringComparison.OrdinalIgnoreCase) || l.StartsWith("%nproc", StringComparison.OrdinalIgnoreCase)
            || l.StartsWith("%mem", StringComparison.OrdinalIgnoreCase) || l.StartsWith('#') && l.Contains('/') && f.Extension is ".in" or ".inp")),
        Input("a GAMESS input", f => f.Extension is ".inp" or ".in" && f.HeadText.Contains("$CONTRL", StringComparison.OrdinalIgnoreCase)),
        Input("a Serenity input", f => f.HeadText is var t && t.Contains("+system") && t.Contains("+task")),
        Input("an ORCA input", f => f.Extension is ".inp" or ".in" && f.HeadText is var t && (t.TrimStart().StartsWith('!') || t.Contains("* xyz") || t.Contains("*xyz"))),
        Input("a Psi4 input", f => f.Length < 65536 && f.Extension is not (".out" or ".log" or ".json") && f.HeadText is var t && !t.Contains("Input File <==") && t.Contains("molecule ") && t.Contains('{') && (t.Contains("set ") || t.Contains("energy("))),
        Input("an NWChem input", f => f.Extension is ".nw" or ".nwi" || f.Extension == ".in" && f.HeadText is var t && t.Contains("geometry", StringComparison.OrdinalIgnoreCase) && t.Contains("task ", StringComparison.OrdinalIgnoreCase)),
        Input("a Q-Chem input", f => f.HeadText is var t && !t.Contains("Q-Chem, Inc") && t.Contains("$molecule", StringComparison.OrdinalIgnoreCase) && t.Contains("$rem", StringComparison.OrdinalIgnoreCase) && f.Extension is not (".out" or ".log")),
        Input("a CFOUR input (ZMAT)", f => f.Length < 65536 && f.HeadText is var t && (t.Contains("*ACES2(") || t.Contains("*CFOUR(")) && !t.Contains("CFOUR Coupled")),
        Input("a DALTON input", f => f.Extension == ".dal" || f.Extension == ".mol" && FirstLine(f) is "BASIS" or "ATOMBASIS" or "INTGRL"),
        Input("a Jaguar input", f => f.Extension == ".in" && f.HeadText is var t && t.Contains("&gen") && t.Contains("&zmat")),
        Input("an input of the Amsterdam Modeling Suite", f => f.HeadText is var t && (t.Contains("$ADFBIN/adf") || t.Contains("$AMSBIN/ams"))),
        Input("an OpenMolcas input", f => f.Extension is ".in" or ".input" && Begins(f, "&GATEWAY")),
        Input("a GAMESS-UK input", f => f.Extension == ".in" && FirstLine(f).Equals("TITLE", StringComparison.OrdinalIgnoreCase)),
        Input("a TeraChem input", f => f.Extension == ".in" && f.HeadText is var t && t.Contains("coordinates ") && t.Contains("run ") && t.Contains("basis ")),
    ];

    /// <summary>Programs by their banners. A program that gets its own reader leaves this list.</summary>
    public static IReadOnlyList<Signature> Programs { get; } =
    [
        Program("NBO", null, "N A T U R A L   B O N D   O R B I T A L", "Natural Bond Orbital Program", "N A T U R A L   A T O M I C   O R B I T A L"),
        Program("GAMESS-UK", "Version ", "G A M E S S - U K", "GAMESS-UK"),
        Program("Firefly (PC GAMESS)", null, "PC GAMESS", "Firefly version"),
        Program("OpenMolcas", "version:", "This run of MOLCAS", "OpenMolcas", "MOLCAS version"),
        Program("Amsterdam Modeling Suite (ADF)", "ADF ", "Amsterdam Density Functional", "A D F", "AMSTERDAM MODELING SUITE", "Amsterdam Modeling Suite", "*   A M S"),
        Program("Serenity", "Version", "Serenity", "SERENITY"),
        Program("TeraChem", "TeraChem ", "TeraChem"),
        Program("Entos Qcore", "version", "entos", "Entos", "qcore"),
        Program("DFT-D3", "V", "DFTD3", "D F T D 3", "DFT-D3"),
        Program("CP2K", "CP2K version ", "CP2K|", "CP2K version", "PROGRAM STARTED AT"),
        Program("Quantum ESPRESSO", "v.", "Program PWSCF", "Quantum ESPRESSO", "Program PHONON", "Program EPW"),
        Program("FHI-aims", "FHI-aims version", "Invoking FHI-aims"),
        Program("Siesta", "Siesta Version", "Siesta Version", "Welcome to SIESTA", "SIESTA "),
        Program("CASTEP", "CASTEP version", "Welcome to Academic Release CASTEP", "CASTEP version", "CCC   AA    SSS  TTTTT  EEEEE  PPPP"),
        Program("ABINIT", "Version ", "of ABINIT", "ABINIT "),
        Program("Octopus", null, "                           Running octopus", "octopus", "Octopus"),
        Program("DMol3", "version ", "DMol3", "DMOL3"),
        Program("VASP", "vasp.", "vasp.", "<modeling>", "POSCAR:", "INCAR:"),
        Program("CRYSTAL", "CRYSTAL", "CRYSTAL14", "CRYSTAL17", "CRYSTAL09", "MAIN AUTHORS:   C. PISANI"),
        Program("BigDFT", "Version Number", "BigDFT", "Sparse Matrix..."),
        Program("CPMD", "VERSION ", "CPMD", "******  ******    ****  ****  ******"),
        Program("CHARMM", "version", "Chemistry at HARvard Macromolecular Mechanics", "CHARMM"),
        Program("exciting", "version", "| EXCITING", "exciting "),
        Program("Elk", "version ", "Elk version", "| Elk"),
        Program("FLEUR", null, "fleur", "FLEUR", "Fleur"),
        Program("FPLO", "FPLO", "FPLO", "full-potential local-orbital"),
        Program("GPAW", null, "gpaw", "GPAW", "___ ___ ___ _ _ _"),
        Program("OpenMX", "Ver.", "OpenMX", "openmx"),
        Program("Qbox", "qbox-", "qbox", "<fpmd:simulation", "I qbox", "Qbox"),
        Program("WIEN2k", null, "WIEN2k", "W2k", ":LABEL", ":ENE  "),
        Program("Wannier90", "Release:", "WANNIER90", "Wannier90"),
        Program("Yambo", null, "yambo", "YAMBO"),
        Program("ONETEP", "Version ", "ONETEP"),
        Program("ABACUS", "version", "ABACUS", "Atomic-orbital Based Ab-initio", "WELCOME TO ABACUS"),
        Program("OCEAN", null, "OCEAN", "ocean"),
        Program("w2dynamics", null, "w2dynamics"),
    ];

    /// <summary>Text files by their shape or extension.</summary>
    public static IReadOnlyList<Signature> Files { get; } =
    [
        File("a Maestro file", f => f.Extension == ".mae" || f.HeadText.Contains("s_m_m2io_version", StringComparison.Ordinal), "It names no level of theory: hand in the printed output of Jaguar."),
        File("a GAMESS punch file", f => f.Extension == ".dat" && Begins(f, "$DATA")),
        File("a side file of xtb", f => Path.GetFileName(f.Name) is "wbo" or "charges" or "vibspectrum" or "hessian" or "g98.out" or "xtbopt.log" or "xtbtopo.mol" or "xtbrestart" || f.Extension == ".engrad",
            "Hand it in together with xtb's printed output or xtbout.json."),
        File("a file of a periodic calculation (VASP, CASTEP, WIEN2k, Wannier90)", f => Path.GetFileName(f.Name) is "POSCAR" or "CONTCAR" or "INCAR" or "KPOINTS" || Path.GetFileName(f.Name).StartsWith("POTCAR", StringComparison.Ordinal) || f.Extension is ".cell" or ".magres" or ".win" or ".struct"),
        File("the printed log of DFTB+", f => Any(f, ["DFTB+ release", "DFTB+ development version"]), "Hand it in together with detailed.out and dftb_pin.hsd."),
        File("a side file of Turbomole", f => Any(f, ["Electronic transition moments of , IRREP", "STATISTICS OUTPUT", "jobex WAS CALLED AS", "TURBOMOLE"]) && f.Length < 1 << 20, "Hand in the printed outputs of its programs (dscf.out, job.last, ...)."),
        File("a Turbomole file (control, coord, basis, energy, gradient)", f => f.HeadText is var t && (t.TrimStart().StartsWith('$') && t.Contains("$end", StringComparison.Ordinal) || t.Contains("$coord", StringComparison.Ordinal)), Give),
        File("an SD file of structures with properties", f => f.Extension is ".sdf" or ".sd" || f.HeadText.Contains("$$$$"), "Values there name neither level nor unit; hand them in as extended XYZ with named properties and units, or Parquet."),
        File("a molfile (a structure without results)", f => f.Extension is ".mol" || f.HeadText.Contains(" V2000") || f.HeadText.Contains(" V3000"), "A structure alone is no calculation; use it as a candidate of a campaign."),
        File("a mol2 file (a structure without results)", f => f.HeadText.Contains("@<TRIPOS>"), "A structure alone is no calculation; use it as a candidate of a campaign."),
        File("a PDB file (a structure without results)", f => f.Extension is ".pdb" || Begins(f, "HEADER  ") || Begins(f, "HETATM") || Begins(f, "ATOM  "), "A structure alone is no calculation; use it as a candidate of a campaign."),
        File("a CIF file (a crystal structure)", f => f.Extension is ".cif" || Begins(f, "data_"), "A structure alone is no calculation."),
        File("an XML document", f => Begins(f, "<?xml") || Begins(f, "<!DOCTYPE") || Begins(f, "<html"), Give),
        File("a YAML document", f => f.Extension is ".yaml" or ".yml", Give),
        File("a table of comma- or tab-separated values", f => f.Extension is ".csv" or ".tsv", "Give it a header, and beside it a mapping of its columns (docs/formats.md, Tables)."),
        File("JSON that is neither QCSchema nor xtbout.json", f => f.Extension is ".json" or ".jsonl" || FirstLine(f) is ['{' or '[', ..], "Give QCSchema JSON (schema_name qcschema_output) with molecule, model and return_result."),
        File("a list of SMILES", f => f.Extension is ".smi" or ".smiles", "Structures alone are no calculations; use them as candidates of a campaign."),
        File("an XYZ file without a level of theory", f => f.Extension is ".xyz" or ".extxyz", "Name properties, units and level in the comment line (extended XYZ)."),
    ];

    static bool IsMopacInput(RawFile f)
    {
        string first = FirstLine(f).ToUpperInvariant();
        return f.Extension == ".mop" || f.Extension == ".dat" && first.Split(' ').Any(w => w is "PM7" or "PM6" or "PM3" or "AM1" or "RM1" or "AUX" or "1SCF" or "FORCE");
    }
}
