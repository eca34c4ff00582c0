// Which molecule is it? Completes what a file tells with what the toolkit finds, and refuses contradictions.
using DataHub.Chemistry;
using DataHub.Model;

namespace DataHub.Ingest;

/// <summary>Gives a calculation the identity of its molecule.</summary>
static class Identity
{
    /// <summary>
    /// The calculation with canonical SMILES, InChI and InChIKey. A SMILES that the file gives is believed if formula and charge agree with the atoms; without one the
    /// connectivity is perceived from the coordinates; a charge that nobody tells is that of the SMILES or searched for. Where that fails the record stands under its formula and geometry alone.
    /// </summary>
    public static (Calculation Calculation, IReadOnlyList<Fault> Faults) Complete(Calculation c, Toolkit toolkit, string source)
    {
        var m = c.Molecule;
        if (m.Molfile is { } molfile)
        {
            var parsed = toolkit.FromMolfile(molfile, m.Multiplicity);
            if (parsed.Molecule is not { } known)
                return (c, [new Fault(source, null, "molfile", $"the connection table is not a molecule: {parsed.Error}", "Give a valid molfile, or map a field with SMILES.")]);
            if (known.Charge != m.Charge)
                return (c, [new Fault(source, null, "charge", $"the connection table has charge {known.Charge}, but the calculation has {m.Charge}", "Give the structure of the charge state that was computed.")]);
            // Coordinates without the hydrogens that the connection table implies are no geometry.
            var whole = c.Geometry is { } atoms && Molecule.FromAtoms(atoms.Symbols, 0, 1).Formula == known.Formula ? c.Geometry : null;
            return (c with { Molecule = known with { Name = m.Name, State = m.State, Connectivity = m.Connectivity ?? Connectivity.Given }, Geometry = whole }, OtherKey(m, known, source));
        }
        if (m.Smiles is { Length: > 0 } smiles)
        {
            var parsed = toolkit.FromSmiles(smiles, m.Multiplicity);
            if (parsed.Molecule is null && !m.ChargeTold) parsed = toolkit.FromSmiles(smiles);
            if (parsed.Molecule is not { } known)
                return (c, [new Fault(source, null, "smiles", $"'{Short(smiles)}' is not a molecule: {parsed.Error}", "Give a valid SMILES, or leave it out: connectivity is then perceived from the coordinates.")]);
            if (m.Atoms > 0 && known.Formula != m.Formula)
                return (c, [new Fault(source, null, "smiles", $"'{Short(smiles)}' is {known.Formula}, but the atoms are {m.Formula}", "Give the SMILES of the molecule that was computed.")]);
            if (m.Atoms > 0 && m.ChargeTold && known.Charge != m.Charge)
                return (c, [new Fault(source, null, "charge", $"'{Short(smiles)}' has charge {known.Charge}, but the calculation has {m.Charge}", "Give the SMILES of the charge state that was computed.")]);
            return (SameBonds(c with { Molecule = known with { Name = m.Name, State = m.State, Connectivity = m.Connectivity ?? Connectivity.Given } }, toolkit), OtherKey(m, known, source));
        }
        if (!m.ChargeTold)
            return (c.Geometry is { } atoms && toolkit.FromGeometry(atoms).Molecule is { InChIKey: not null } likely ? c with { Molecule = likely with { Name = m.Name, State = m.State } } : c, []);
        if (c.Geometry is { } geometry && geometry.Defect() is null && toolkit.FromGeometry(geometry, m.Charge, m.Multiplicity).Molecule is { InChIKey: not null } perceived
            && perceived.Formula == m.Formula && perceived.Charge == m.Charge)
            return (c with { Molecule = perceived with { Name = m.Name, State = m.State } }, []);
        return (c, []);
    }

    /// <summary>A structure and an InChIKey that are two molecules: one of the two is wrong, and nobody here knows which.</summary>
    static IReadOnlyList<Fault> OtherKey(Molecule told, Molecule found, string source) => told.InChIKey is null || found.InChIKey is null || told.InChIKey == found.InChIKey ? []
        : [new Fault(source, null, "inchikey", $"the InChIKey is told as {told.InChIKey}, but the structure has {found.InChIKey}", "Look which of the two was computed; leave the other out.") { Grade = Grade.Quarantine }];

    /// <summary>
    /// An optimisation may break or make bonds. Where the connectivity of the final geometry can be perceived and is another (first block of the InChIKey) than that of the molecule
    /// asked for, the calculation is a failure: its numbers belong to another molecule.
    /// </summary>
    static Calculation SameBonds(Calculation c, Toolkit toolkit)
    {
        if (c.Status != Status.Success || c.Driver != Driver.Optimization || c.Geometry is not { } g || g.Defect() is not null || c.Molecule.InChIKey is not { } asked) return c;
        if (toolkit.FromGeometry(g, c.Molecule.Charge, c.Molecule.Multiplicity).Molecule is not { InChIKey: { } found, Smiles: var smiles } || found[..14] == asked[..14]) return c;
        return c with { Status = Status.Failed, Failure = new Failure(FailureKind.ConnectivityChanged, $"the optimisation of {c.Molecule.Smiles} ended in {smiles}") };
    }

    static string Short(string s) => s.Length <= 60 ? s : s[..57] + "...";
}
