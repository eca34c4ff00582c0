// The vocabulary of this archive: level of theory, fidelity, compute cost; and units and descriptors of registered vocabularies.
namespace DataHub.Formats.Descriptions;

/// <summary>Terms that no registered vocabulary has, under an address of their own version; and what others have.</summary>
public static class Vocabulary
{
    /// <summary>Where the terms live below the server's address.</summary>
    public const string Path = "/vocab/v1";

    /// <summary>The terms: name, true for a class, label, meaning, unit.</summary>
    public static readonly IReadOnlyList<(string Name, bool IsClass, string Label, string Meaning, string? Unit)> Terms =
    [
        ("Calculation", true, "Calculation", "One result of a quantum-chemical or learned method for one geometry of one molecule at one level of theory, or its failure.", null),
        ("LevelOfTheory", true, "Level of theory", "Method, basis set, dispersion correction, solvent and other settings that decide which values a calculation gives; program and version are not part of it.", null),
        ("Fidelity", true, "Fidelity", "Kind of a level of theory, from cheap to dear: machine-learned, force field, semi-empirical, density functional, wave function, experiment.", null),
        ("ComputeCost", true, "Compute cost", "What calculations took: time of processors, energy, emissions, with the quality of these figures.", null),
        ("levelOfTheory", false, "level of theory", "A level at which values were computed, in its canonical name.", null),
        ("fidelity", false, "fidelity", "The kind of a level of theory.", null),
        ("computeCost", false, "compute cost", "What the calculations of a dataset, or one of its levels, took.", null),
        ("cpuHours", false, "CPU-hours", "Time of processor cores, summed over cores.", "unit:HR"),
        ("gpuHours", false, "GPU-hours", "Time of graphics processors, summed over cards.", "unit:HR"),
        ("energyKwh", false, "energy", "Electric energy, overhead of the computing centre included where it is known.", "unit:KiloW-HR"),
        ("co2eGrams", false, "emissions", "Emissions as carbon dioxide equivalents.", "unit:GM"),
        ("costTier", false, "quality of cost figures", "measured, scheduler, log, estimated or unknown.", null),
        ("records", false, "records", "Number of calculations, failed ones included.", null),
        ("molecules", false, "molecules", "Number of different molecules: InChIKey, charge and multiplicity.", null),
        ("element", false, "element", "Symbol of a chemical element that occurs.", null),
        ("program", false, "program", "Program with its version.", null),
    ];

    /// <summary>The vocabulary as linked data.</summary>
    public static Graph Ontology(string root)
    {
        var space = root + Path + "#";
        var whole = new Node(root + Path, "owl:Ontology").Add("dcterms:title", new Tagged("Vocabulary of computed data in chemistry: level of theory, fidelity, compute cost", "en")).Add("owl:versionInfo", "1").Add("dcterms:license", new Iri("https://creativecommons.org/publicdomain/zero/1.0/"));
        return new Graph(null, [whole, .. Terms.Select(t => new Node(space + t.Name, t.IsClass ? "owl:Class" : "rdf:Property").Add("rdfs:label", new Tagged(t.Label, "en")).Add("rdfs:comment", new Tagged(t.Meaning, "en")).Add("qudt:hasUnit", t.Unit is null ? null : new Iri(t.Unit)).Add("rdfs:isDefinedBy", new Iri(root + Path)))]);
    }

    /// <summary>A unit as a term of QUDT; null where it has none that is known here.</summary>
    public static Iri? Unit(string? unit) => unit switch
    {
        "Eh" => new("unit:E_h"), "eV" => new("unit:EV"), "K" => new("unit:K"), "s" => new("unit:SEC"), "h" => new("unit:HR"), "kWh" => new("unit:KiloW-HR"), "g" => new("unit:GM"), "Å" or "angstrom" => new("unit:ANGSTROM"), "D" => new("unit:DEBYE"),
        "cm-1" or "1/cm" => new("unit:PER-CentiM"), "MiB" => new("unit:MebiBYTE"), "W" => new("unit:W"), "GHz" => new("unit:GigaHZ"), "MHz" => new("unit:MegaHZ"), "Da" or "u" => new("unit:Dalton"), _ => null,
    };

    /// <summary>What a column holds, as a term of the chemical information ontology (CHEMINF); null for others.</summary>
    public static Iri? Descriptor(string column) => column switch
    {
        "inchi" => new("sio:CHEMINF_000113"), "inchikey" => new("sio:CHEMINF_000059"), "smiles" => new("sio:CHEMINF_000018"), "formula" => new("sio:CHEMINF_000042"), _ => null,
    };
}
