// What a training set tells of itself.
using System.Text.Json.Serialization;

namespace DataHub.TrainingSets;

/// <summary>One file of a set.</summary>
/// <param name="Name">Name in the folder of the set.</param>
/// <param name="Split">train, validation, test, or all.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Molecules">Number of molecules (first block of the InChIKey).</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">SHA-256, hex.</param>
public sealed record TrainingFile(string Name, string Split, long Rows, long Molecules, long Bytes, string Sha256);

/// <summary>One column with its unit.</summary>
public sealed record TrainingColumn(string Name, string Type, string? Unit, string Meaning);

/// <summary>
/// Energies of single atoms at a level, Eh: <c>computed</c> from records of the atoms themselves, or <c>fitted</c> by least squares of the set's total energies over its compositions.
/// </summary>
public sealed record AtomEnergies(string Level, string Origin, IReadOnlyDictionary<string, double> Hartree, long Rows, double? RmsResidualHartree);

/// <summary>A training set: what was ordered, of which archive, the files with their checksums, the columns with their units.</summary>
public sealed record TrainingManifest(string Id, string Options, string Format, string SplitBy, IReadOnlyList<double> Shares, int Seed, string Duplicates, string ArchiveVersion, DateTime AsOf, DateTime MadeAt,
    long Rows, IReadOnlyList<TrainingFile> Files, IReadOnlyList<TrainingColumn> Columns, IReadOnlyList<AtomEnergies> AtomEnergies, IReadOnlyList<string> Levels, IReadOnlyList<string> Licences, IReadOnlyList<string> Dois);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(TrainingManifest))]
sealed partial class TrainingJson : JsonSerializerContext;
