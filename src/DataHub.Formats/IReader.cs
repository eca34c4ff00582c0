// What a reader of an input format does.
using DataHub.Model;

namespace DataHub.Formats;

/// <summary>
/// One record as a reader found it: a calculation (successful or failed), or a fault that says why the record cannot be taken.
/// <paramref name="Record"/> names it inside the bundle ("frame 3", "step 2"), null for the whole.
/// </summary>
public readonly record struct Reading(Calculation? Calculation, Fault? Fault = null, string? Record = null);

/// <summary>
/// Reads one input format. Reading is streaming and pure: bytes in, calculations out with empty ids and the molecule as the file tells it (formula, charge,
/// multiplicity, SMILES or InChI if given). A reader never throws on bad input: it yields a <see cref="Fault"/>; and it never returns half of a record as if it were whole.
/// </summary>
public interface IReader
{
    /// <summary>Short name of the format: qcschema, xtb, mopac, psi4, extxyz, parquet.</summary>
    string Format { get; }
    /// <summary>One line for help texts: what it reads.</summary>
    string Describes { get; }
    /// <summary>True if the bundle is of this format, judged by names and heads only.</summary>
    bool Knows(Bundle bundle);
    /// <summary>True if the reader needs the sidecar to understand the file; to others the sidecar only tells where the file comes from, and they do not see it.</summary>
    bool ReadsSidecar => false;
    /// <summary>All records of the bundle.</summary>
    IEnumerable<Reading> Read(Bundle bundle);
}
