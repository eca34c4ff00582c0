// The identity of a molecule as RDKit tells it, before a spin state is chosen.
using System.Text.Json;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Chemistry;

/// <summary>What RDKit tells of one input, or why it was refused. Small: it is what the cache keeps.</summary>
sealed partial record Identity(string? Error)
{
    public string Smiles { get; private init; } = "";
    public string? InChI { get; private init; }
    public string? InChIKey { get; private init; }
    public string Formula { get; private init; } = "";
    public int Charge { get; private init; }
    public int Electrons { get; private init; }
    public int Radicals { get; private init; }
    public int Atoms { get; private init; }
    public int HeavyAtoms { get; private init; }
    public int AromaticAtoms => AromaticAtom().Count(Smiles);
    public IReadOnlyList<string> Elements { get; private init; } = [];
    /// <summary>Labelled atoms as element and mass number.</summary>
    public IReadOnlyList<(string Symbol, int Mass)> Isotopes { get; private init; } = [];

    /// <summary>From the JSON of rdkit.js; where it has no census and the text of the canonical SMILES does not give one, <paramref name="ask"/> fetches it for that SMILES.</summary>
    public static Identity Read(string json, Func<string, string?> ask)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.TryGetProperty("error", out var error)) return new Identity(error.GetString() ?? "RDKit cannot read it");
        string smiles = root.GetProperty("smiles").GetString()!;
        string? inchi = root.GetProperty("inchi").GetString();
        var (census, refusal) = Census.Of(smiles, inchi) is { } counted ? (counted, null) : Told(ask(smiles));
        if (census is null) return new Identity(refusal);
        var count = census.Atoms.Select(a => (Z: a.Key, N: a.Value)).ToList();
        int charge = census.Charge;
        return new Identity((string?)null)
        {
            Smiles = smiles,
            InChI = inchi,
            InChIKey = root.GetProperty("inchikey").GetString(),
            Formula = Model.Elements.HillFormula(count.SelectMany(c => Enumerable.Repeat(Model.Elements.Symbol(c.Z), c.N))),
            Charge = charge,
            Electrons = count.Sum(c => c.Z * c.N) - charge,
            Radicals = census.Radicals,
            Atoms = count.Sum(c => c.N),
            HeavyAtoms = count.Sum(c => c.Z == 1 ? 0 : c.N),
            Elements = [.. count.Select(c => Model.Elements.Symbol(c.Z)).Order(StringComparer.Ordinal)],
            Isotopes = [.. census.Isotopes.Select(i => (Model.Elements.Symbol(i.Element), i.Mass))],
        };
    }

    // The census as the toolkit tells it.
    static (Census? Census, string? Refusal) Told(string? json)
    {
        if (json is null) return (null, "it is beyond the toolkit");
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.TryGetProperty("error", out var error)) return (null, error.GetString() ?? "RDKit cannot read it");
        return (new Census(root.GetProperty("count").EnumerateObject().ToDictionary(p => int.Parse(p.Name, System.Globalization.CultureInfo.InvariantCulture), p => p.Value.GetInt32()),
            root.GetProperty("charge").GetInt32(), root.GetProperty("radicals").GetInt32(),
            [.. root.GetProperty("isotopes").EnumerateArray().Select(i => (i[0].GetInt32(), i[1].GetInt32()))]), null);
    }

    /// <summary>
    /// The molecule in the given spin state. Without one: one or two radical electrons are taken as unpaired and parallel (doublet; triplet, as in [O][O] and [CH2]);
    /// else the lowest multiplicity that the number of electrons allows.
    /// </summary>
    public Parsed With(int? multiplicity, string toolkit)
    {
        if (Error is not null) return new(null, Error);
        if (Electrons < 0) return new(null, $"charge {Charge} is more than its {Electrons + Charge} electrons");
        int lowest = Electrons % 2 == 0 ? 1 : 2;
        int spin = multiplicity ?? (Radicals is 1 or 2 && (Radicals + 1 - lowest) % 2 == 0 ? Radicals + 1 : lowest);
        if (SpinDefect(spin, Electrons) is { } defect) return new(null, defect);
        return new(new Molecule(Formula, Charge, spin, Elements, Atoms, HeavyAtoms) { Smiles = Smiles, InChI = InChI, InChIKey = InChIKey, Toolkit = toolkit }, null);
    }

    /// <summary>Why a multiplicity is impossible for a number of electrons, or null.</summary>
    public static string? SpinDefect(int multiplicity, int electrons) =>
        multiplicity < 1 || multiplicity > electrons + 1 || (multiplicity - 1 - electrons) % 2 != 0
            ? $"multiplicity {multiplicity} is impossible with {electrons} electrons" : null;

    // Outside brackets an aromatic atom is one of b c n o p s; inside it follows an isotope at most.
    [GeneratedRegex(@"(?<!\[[^\]]*)[bcnops]|\[\d*(?:as|se|te|[bcnops])")] private static partial Regex AromaticAtom();
}
