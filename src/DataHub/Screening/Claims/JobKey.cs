// The key under which a job is claimed.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening.Claims;

/// <summary>Keys of jobs: the same for a campaign and for whoever claims by hand.</summary>
public static class JobKey
{
    /// <summary>Level at which geometries are optimised where nobody says otherwise.</summary>
    public const string UsualGeometry = "GFN2-xTB";

    /// <summary>The optimisation of a molecule at a level.</summary>
    public static ClaimKey Optimization(Molecule molecule, string level) => Of(molecule, level, level, Driver.Optimization);

    /// <summary>A job at the geometry of a level. At that very level the optimisation is the job.</summary>
    public static ClaimKey Of(Molecule molecule, string geometry, string level, Driver driver) =>
        new(molecule.Smiles ?? molecule.InChIKey ?? throw new ArgumentException("a molecule without connectivity cannot be claimed", nameof(molecule)), molecule.Charge, molecule.Multiplicity, geometry, level,
            (level == geometry ? Driver.Optimization : driver).ToString().ToLowerInvariant());

    /// <summary>What must be asked of a program to get a property.</summary>
    public static Driver DriverOf(Property property) =>
        property == Property.GradientNorm ? Driver.Gradient
        : property == Property.ZeroPoint || property == Property.Enthalpy || property == Property.Gibbs ? Driver.Hessian : Driver.Energy;
}
