// The molecule toolkit: the one face of the native library.
using DataHub.Model;

namespace DataHub.Chemistry;

/// <summary>What the toolkit makes of an input: a molecule, or the reason why not.</summary>
public readonly record struct Parsed(Molecule? Molecule, string? Error);

/// <summary>Options of the toolkit.</summary>
/// <param name="Engines">How many engines at most (about 125 MB each); they are started when needed.</param>
public sealed record ToolkitOptions(int Engines = 2);

/// <summary>
/// Parses molecules and makes their identity. Thread-safe; calls wait for a free engine. Bad input is an <see cref="Parsed.Error"/>, never an exception and never a crash.
/// </summary>
public sealed class Toolkit : IDisposable
{
    /// <summary>A toolkit; nothing is started before the first call.</summary>
    public Toolkit(ToolkitOptions? options = null) => throw new NotImplementedException();

    /// <summary>Name and version, e.g. "rdkit 2026.09.1".</summary>
    public string Version => throw new NotImplementedException();

    /// <summary>From SMILES. Multiplicity is the one given, else the lowest that the radical electrons allow.</summary>
    public Parsed FromSmiles(string smiles, int? multiplicity = null) => throw new NotImplementedException();

    /// <summary>From an MDL molfile (V2000 or V3000).</summary>
    public Parsed FromMolfile(string molfile, int? multiplicity = null) => throw new NotImplementedException();

    /// <summary>From coordinates: connectivity is perceived; an error says why it could not be, and the molecule then has no SMILES and no InChIKey.</summary>
    public Parsed FromGeometry(Geometry geometry, int charge, int multiplicity) => throw new NotImplementedException();

    /// <summary>Morgan fingerprint of radius 2 with 2048 bits (ECFP4-like) as 32 words, or null if the SMILES is bad.</summary>
    public ulong[]? Fingerprint(string smiles) => throw new NotImplementedException();

    /// <summary>Structure drawing as SVG, or null if the SMILES is bad.</summary>
    public string? Depict(string smiles, int width = 250, int height = 200) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() { }
}
