// Bonds of a geometry for whoever writes a connection table.
using DataHub.Chemistry.Perception;
using DataHub.Model;

namespace DataHub.Chemistry;

/// <summary>The Lewis structure of a geometry as plain lists.</summary>
/// <param name="Bonds">Pairs of atoms (from 0) with their orders.</param>
/// <param name="Charges">Formal charge of each atom.</param>
/// <param name="Radicals">Radical mark of each atom as molfiles have it: 0 none, 1 singlet, 2 doublet, 3 triplet.</param>
public sealed record PerceivedBonds(IReadOnlyList<(int A, int B, int Order)> Bonds, IReadOnlyList<int> Charges, IReadOnlyList<int> Radicals)
{
    /// <summary>The bonds of a geometry; null where perception finds none that fit charge and multiplicity.</summary>
    public static PerceivedBonds? Of(Geometry geometry, int charge, int multiplicity) => LewisStructure.Of(geometry, charge, multiplicity).Found is not { } lewis ? null
        : new([.. lewis.Bonds.Zip(lewis.Orders, (b, o) => (b.A, b.B, o))], [.. lewis.States.Select(s => s.Charge)], [.. lewis.States.Select(s => s.OpenPair ? 1 : s.Unpaired switch { 1 => 2, 2 => 3, _ => 0 })]);
}
