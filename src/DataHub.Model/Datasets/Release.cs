// A released version of a dataset: what is frozen, and what the release knows of itself.
namespace DataHub.Model.Datasets;

/// <summary>A persistent identifier.</summary>
/// <param name="Scheme">local, ark, w3id, doi or handle.</param>
/// <param name="Value">The identifier in its scheme's form, such as 10.5072/q4nkw1c0xt or ark:99999/dhq4nkw1c0xt.</param>
/// <param name="Url">The address by which it resolves; relative to the server for those that the server resolves itself.</param>
public sealed record Identifier(string Scheme, string Value, string Url);

/// <summary>A file of a release. It never changes.</summary>
/// <param name="Path">Path inside the release, with '/' between folders: data/... for the records, files/... for everything else.</param>
/// <param name="Bytes">Exact size.</param>
/// <param name="Sha256">SHA-256 of its content, hex.</param>
/// <param name="MediaType">Media type.</param>
public sealed record ReleasedFile(string Path, long Bytes, string Sha256, string MediaType)
{
    /// <summary>Rows, for a table of records.</summary>
    public long? Rows { get; set; }
    /// <summary>Names of its columns in order, for a table: those of the header.</summary>
    public IReadOnlyList<string>? Columns { get; set; }
    /// <summary>What it is.</summary>
    public string? Meaning { get; set; }
}

/// <summary>A column of the released tables, with what its values are like.</summary>
/// <param name="Name">Name in every file.</param>
/// <param name="Type">text, integer, real, boolean, time, textlist or reallist.</param>
/// <param name="Unit">Unit, null for text.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Count">Rows that have a value.</param>
public sealed record ReleasedColumn(string Name, string Type, string? Unit, string Meaning, long Count)
{
    /// <summary>Least value of a numeric column.</summary>
    public double? Least { get; set; }
    /// <summary>Greatest value of a numeric column.</summary>
    public double? Greatest { get; set; }
    /// <summary>Mean of a numeric column.</summary>
    public double? Mean { get; set; }
}

/// <summary>What the records of one level, program and quality of cost figures cost together; null where none of them tells it.</summary>
/// <param name="Tier">measured, scheduler, log, estimated or unknown.</param>
public sealed record CostLine(string Level, string Kind, string? Program, string Tier, long Records, long Failed, double? CpuSeconds, double? GpuSeconds, double? EnergyKwh, double? Co2Grams)
{
    /// <summary>Tables of constants behind the energies.</summary>
    public IReadOnlyList<string> Tables { get; set; } = [];
    /// <summary>Records that tell their processor time.</summary>
    public long Timed { get; set; }
    /// <summary>Least and greatest power usage effectiveness that was used; empty where none was told.</summary>
    public IReadOnlyList<double> Pue { get; set; } = [];
    /// <summary>Least and greatest carbon intensity that was used, g/kWh; empty where none was told.</summary>
    public IReadOnlyList<double> Intensity { get; set; } = [];
}

/// <summary>How often a property differs between two versions where both have a record of the same molecule, level and program.</summary>
public sealed record ValueChange(string Property, string Unit, long Count, double Largest);

/// <summary>What is different from the version before.</summary>
/// <param name="Since">Number of the version before.</param>
/// <param name="Added">Records that it did not have.</param>
/// <param name="Removed">Records that it had and this one has not.</param>
/// <param name="Changed">Pairs of a removed and an added record of the same molecule, level, program and kind of job: the same thing with other values.</param>
/// <param name="Kept">Records of both.</param>
public sealed record Changes(int Since, long Added, long Removed, long Changed, long Kept)
{
    /// <summary>The properties whose values are others.</summary>
    public IReadOnlyList<ValueChange> Values { get; set; } = [];
    /// <summary>Fields of the metadata that are others.</summary>
    public IReadOnlyList<string> Metadata { get; set; } = [];
    /// <summary>Files beside the records that came, went or changed.</summary>
    public IReadOnlyList<string> Files { get; set; } = [];
}

/// <summary>A released version, as it was frozen. Nothing of it ever changes; what is told of it may (<see cref="MetadataEdit"/>).</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Name">Its opaque name, of which its identifiers are made.</param>
/// <param name="ReleasedAt">When (UTC).</param>
/// <param name="ReleasedBy">Who.</param>
/// <param name="Metadata">What was told of it on that day.</param>
public sealed record Release(int Number, string Name, DateTime ReleasedAt, string ReleasedBy, DatasetMetadata Metadata)
{
    /// <summary>Slug of the dataset.</summary>
    public string Dataset { get; set; } = "";
    /// <summary>Opaque name of the dataset as a whole.</summary>
    public string ConceptName { get; set; } = "";
    /// <summary>Its persistent identifiers, the one to cite first.</summary>
    public IReadOnlyList<Identifier> Identifiers { get; set; } = [];
    /// <summary>Persistent identifiers of the dataset as a whole.</summary>
    public IReadOnlyList<Identifier> ConceptIdentifiers { get; set; } = [];
    /// <summary>Every file.</summary>
    public IReadOnlyList<ReleasedFile> Files { get; set; } = [];
    /// <summary>Number of records, failed ones included.</summary>
    public long Records { get; set; }
    /// <summary>Number of failed calculations among them.</summary>
    public long Failed { get; set; }
    /// <summary>Number of molecules: distinct InChIKey, charge and multiplicity.</summary>
    public long Molecules { get; set; }
    /// <summary>Levels of theory, sorted.</summary>
    public IReadOnlyList<string> Levels { get; set; } = [];
    /// <summary>Elements that occur, sorted.</summary>
    public IReadOnlyList<string> Elements { get; set; } = [];
    /// <summary>Programs with their versions, sorted.</summary>
    public IReadOnlyList<string> Programs { get; set; } = [];
    /// <summary>The columns of its tables.</summary>
    public IReadOnlyList<ReleasedColumn> Columns { get; set; } = [];
    /// <summary>The columns as they may be told: of a closed version without least, greatest and mean, which are values of its records.</summary>
    public IReadOnlyList<ReleasedColumn> ColumnsTold(bool open) => open ? Columns : [.. Columns.Select(c => c with { Least = null, Greatest = null, Mean = null })];
    /// <summary>What its records cost.</summary>
    public IReadOnlyList<CostLine> Costs { get; set; } = [];
    /// <summary>Which records it took, as an OData $filter.</summary>
    public string? Filter { get; set; }
    /// <summary>Ids of records that it took though they came in under another dataset or none.</summary>
    public IReadOnlyList<string> Linked { get; set; } = [];
    /// <summary>Number of the last commit of the lake that it saw.</summary>
    public long Commit { get; set; }
    /// <summary>Segments of the lake that held its records, by their names, which tell a hash of their content.</summary>
    public IReadOnlyList<string> Segments { get; set; } = [];
    /// <summary>What is different from the version before; null for the first.</summary>
    public Changes? Changes { get; set; }
    /// <summary>Points of the checks before release, out of 100.</summary>
    public int Score { get; set; }
    /// <summary>Version of the program that wrote the files.</summary>
    public string? Writer { get; set; }
}
