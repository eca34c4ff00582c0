// The molecule of a QCSchema record: atoms in bohr, charge, multiplicity, identifiers.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.QcSchema;

static class Molecules
{
    /// <summary>Molecule and geometry (Å). Where the record gives no multiplicity, the numbers of alpha and beta electrons tell it, else it is the lowest possible.</summary>
    internal static (Molecule Molecule, Geometry Geometry) Read(JsonElement? at, JsonElement? properties)
    {
        if (at is not { ValueKind: JsonValueKind.Object } m) throw new Refusal("molecule", "the record has no molecule", "Export it with its molecule included");
        if (m.Get("symbols") is not { ValueKind: JsonValueKind.Array } symbolArray || symbolArray.EnumerateArray().Any(s => s.ValueKind != JsonValueKind.String))
            throw new Refusal("molecule.symbols", "the molecule has no element symbols", "QCSchema wants molecule.symbols, one per atom");
        var symbols = symbolArray.EnumerateArray().Select(s => Symbol(s.GetString()!)).ToArray();
        if (Json.Numbers(m.Get("geometry")) is not { } bohr) throw new Refusal("molecule.geometry", "the molecule has no geometry of finite numbers", "QCSchema wants molecule.geometry, three numbers an atom in bohr");
        if (m.Get("real") is { ValueKind: JsonValueKind.Array } real && real.EnumerateArray().Any(r => r.ValueKind == JsonValueKind.False))
            throw new Refusal("molecule.real", "the molecule has ghost atoms; a counterpoise fragment is not a molecule of its own", "Hand in the calculation without ghost atoms");
        var geometry = Geometry.FromBohr(symbols, bohr);
        if (geometry.Defect() is { } defect) throw new Refusal("molecule.geometry", defect, "Mend the geometry; QCSchema gives it in bohr");
        int charge = Whole(m, "molecular_charge") ?? Whole(m, "charge") ?? 0;
        int lowest = Molecule.LowestMultiplicity(symbols, charge);
        int? told = Whole(m, "molecular_multiplicity") ?? Whole(m, "multiplicity");
        int multiplicity = told ?? (properties.Number("calcinfo_nalpha") - properties.Number("calcinfo_nbeta") is { } excess && excess >= 0 && ((int)excess + 1) % 2 == lowest % 2 ? (int)excess + 1 : lowest);
        if (multiplicity < 1 || multiplicity % 2 != lowest % 2)
            throw new Refusal("molecule.molecular_multiplicity", $"charge {charge} and multiplicity {multiplicity} do not fit the number of electrons", "Give molecular_charge and molecular_multiplicity of this molecule");
        var ids = m.Object("identifiers");
        var extras = m.Object("extras");
        return (Molecule.FromAtoms(symbols, charge, multiplicity) with
        {
            Name = m.Text("name"),
            Smiles = ids.Text("canonical_isomeric_smiles") ?? ids.Text("canonical_smiles") ?? ids.Text("smiles") ?? ids.Text("canonical_isomeric_explicit_hydrogen_mapped_smiles")
                ?? ids.Text("canonical_explicit_hydrogen_smiles") ?? extras.Text("canonical_isomeric_explicit_hydrogen_mapped_smiles") ?? extras.Text("smiles"),
            InChI = ids.Text("standard_inchi") ?? ids.Text("inchi"),
            InChIKey = ids.Text("inchikey") ?? ids.Text("inchi_key"),
        }, geometry);
    }

    static string Symbol(string text)
    {
        if (text is "D" or "T" || Elements.Number(text) is not { } z) throw new Refusal("molecule.symbols", $"'{text}' is no element symbol", "Use element symbols; isotopes go into mass_numbers");
        return Elements.Symbol(z);
    }

    static int? Whole(JsonElement m, string name)
    {
        if (m.Get(name) is not { } v) return null;
        if (v.ValueKind != JsonValueKind.Number || !v.TryGetDouble(out double d) || d != Math.Round(d) || Math.Abs(d) > 1000) throw new Refusal("molecule." + name, $"{name} is {v.GetRawText()}, a whole number is wanted", "Mend the record");
        return (int)d;
    }
}
