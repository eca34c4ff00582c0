// What DataHub recognises but does not read yet: one clear fault instead of a guess.
using System.Text;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// The last reader: it knows everything. It names the program or format of a file by its head and refuses it with a reason and a remedy; when a program gets a
/// reader of its own, its line leaves <see cref="Signatures"/>.
/// </summary>
public sealed class OtherPrograms : IReader
{
    /// <inheritdoc/>
    public string Format => "other";
    /// <inheritdoc/>
    public string Describes => "everything else: recognised and refused with a reason";
    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => true;

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        if (bundle.Files.Count == 0) return [new Reading(null, new Fault(bundle.Name, null, null, "there are no files in it", "Hand in at least one file."))];
        var files = bundle.Files.Where(f => Path.GetFileName(f.Name) != JobRecord.FileName).ToList();
        foreach (var f in files)
            if (Name(f) is { } s) return [new Reading(null, new Fault(f.Name, null, null, Message(s, f), s.Remedy))];
        var first = files.FirstOrDefault() ?? bundle.Files[0];
        return [new Reading(null, new Fault(first.Name, null, null, files.All(f => f.Length == 0) ? "the file is empty" : "the format is not recognised",
            $"DataHub reads {Signature.Readable}; hand in one of these."))];
    }

    static string Message(Signature s, RawFile f) => s.Kind switch
    {
        SignatureKind.Program => $"this is an output of {s.Name}{(s.Version(f.HeadText) is { } v ? " " + v : "")}: DataHub does not read that program yet",
        SignatureKind.Input => $"this is {s.Name}: it asks for a calculation and holds no result",
        _ => $"this is {s.Name}: it is not a format of results that DataHub reads",
    };

    /// <summary>The program whose printed output the file is, null if it is none that is known.</summary>
    public static string? ProgramOf(RawFile file) => Name(file) is { Kind: SignatureKind.Program } program ? program.Name : null;

    /// <summary>What the file is by its head, null if nothing fits.</summary>
    internal static Signature? Name(RawFile file) => file.Length == 0 ? null : Signatures.FirstOrDefault(s => s.Fits(file));

    /// <summary>All signatures; the first that fits names the file.</summary>
    internal static IReadOnlyList<Signature> Signatures { get; } = [.. SignatureTable.Binary, .. SignatureTable.Inputs, .. SignatureTable.Programs, .. SignatureTable.Files];
}

/// <summary>What kind of thing was recognised.</summary>
enum SignatureKind
{
    /// <summary>Printed output of a program.</summary>
    Program,
    /// <summary>Input of a program.</summary>
    Input,
    /// <summary>A file of another kind.</summary>
    File,
}

/// <summary>How a format is told by its head.</summary>
/// <param name="Name">Name as it stands in the message.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Fits">True if the file is of this kind.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="VersionAfter">Text after which the version stands.</param>
sealed record Signature(string Name, SignatureKind Kind, Func<RawFile, bool> Fits, string Remedy, string? VersionAfter = null)
{
    /// <summary>The formats that are read, for messages.</summary>
    public const string Readable = "QCSchema JSON, outputs of Gaussian, ORCA, Q-Chem, Turbomole, Molpro, DALTON, GAMESS (US), CFOUR, Jaguar, DFTB+, xtb, MOPAC, Psi4 and NWChem, "
        + "extended XYZ, ASE databases, tables and SD files with a mapping, Molden files, chemical JSON and property files of ORCA with a sidecar, and its own Parquet";

    /// <summary>The version in the head, null if it is not there.</summary>
    public string? Version(string head)
    {
        if (VersionAfter is null || head.IndexOf(VersionAfter, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at)) return null;
        var rest = head.AsSpan(at + VersionAfter.Length, Math.Min(40, head.Length - at - VersionAfter.Length)).TrimStart(" :=,vV(").ToString();
        var text = new StringBuilder();
        foreach (char c in rest)
            if (char.IsLetterOrDigit(c) || c is '.' or '-' or '_') text.Append(c); else break;
        return text.Length > 0 && text.ToString().Any(char.IsDigit) ? text.ToString().TrimEnd('.', '-', '_') : null;
    }
}
