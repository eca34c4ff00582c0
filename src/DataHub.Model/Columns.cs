// The data dictionary: every column of a calculation, from which Parquet, SQL, OData, CSV and the schema pages derive.
using System.Text.Json;

namespace DataHub.Model;

/// <summary>The type of a column.</summary>
public enum ColumnType
{
    /// <summary>Text (string).</summary>
    Text,
    /// <summary>Whole number (long).</summary>
    Integer,
    /// <summary>Double-precision number.</summary>
    Real,
    /// <summary>Truth value.</summary>
    Boolean,
    /// <summary>Time in UTC with microseconds (DateTime of kind Utc).</summary>
    Time,
    /// <summary>List of text (string[]).</summary>
    TextList,
    /// <summary>List of double-precision numbers (double[]).</summary>
    RealList,
}

/// <summary>One column: its name, type, unit, meaning, and where a calculation has it. <see cref="Ordinal"/> is its place in <see cref="Columns.All"/>.</summary>
public sealed class Column(string name, ColumnType type, string? unit, string meaning, Func<Calculation, object?> get, bool array = false, bool repeats = false)
{
    /// <summary>Name in every face.</summary>
    public string Name { get; } = name;
    /// <summary>Type of its values; a value may always be null.</summary>
    public ColumnType Type { get; } = type;
    /// <summary>Unit, null for text.</summary>
    public string? Unit { get; } = unit;
    /// <summary>What it means.</summary>
    public string Meaning { get; } = meaning;
    /// <summary>True for long per-atom and per-mode lists, which lie in the segment's sibling file.</summary>
    public bool IsArray { get; } = array;
    /// <summary>True for text that takes few distinct values (dictionary encoding, facets).</summary>
    public bool Repeats { get; } = repeats;
    /// <summary>Place in <see cref="Columns.All"/>.</summary>
    public int Ordinal { get; internal set; }
    /// <summary>The value of a calculation: string, long, double, bool, DateTime, string[], double[] or null.</summary>
    public object? Get(Calculation c) => get(c);
}

/// <summary>All columns. To add a property add a line to <see cref="Property.All"/>; to add a structural column add a line here and its way back in <see cref="CalculationRow.ToCalculation"/>.</summary>
public static class Columns
{
    /// <summary>Content id, the key.</summary>
    public static readonly Column Id = Text("id", "Content id of the record", c => c.Id);
    /// <summary>Status.</summary>
    public static readonly Column Status = Text("status", "success, failed or withdrawn", c => c.Status.ToString().ToLowerInvariant(), true);
    /// <summary>Withdrawal.</summary>
    public static readonly Column Withdrawal = Text("withdrawal", "Id of the withdrawal that recalled the record; null unless its status is withdrawn", c => c.Recalled?.Withdrawal, true);
    /// <summary>Reason of the withdrawal.</summary>
    public static readonly Column WithdrawalReason = Text("withdrawal_reason", "Why the record was recalled; null unless its status is withdrawn", c => c.Recalled?.Reason, true);
    /// <summary>InChIKey.</summary>
    public static readonly Column InChIKey = Text("inchikey", "Standard InChIKey; null where no connectivity is known", c => c.Molecule.InChIKey);
    /// <summary>SMILES.</summary>
    public static readonly Column Smiles = Text("smiles", "Canonical isomeric SMILES in the form of the toolkit column", c => c.Molecule.Smiles);
    /// <summary>Formula.</summary>
    public static readonly Column Formula = Text("formula", "Formula in Hill order", c => c.Molecule.Formula, true);
    /// <summary>Charge.</summary>
    public static readonly Column Charge = Integer("charge", "e", "Total charge", c => c.Molecule.Charge);
    /// <summary>Multiplicity.</summary>
    public static readonly Column Multiplicity = Integer("multiplicity", "1", "Spin multiplicity 2S+1", c => c.Molecule.Multiplicity);
    /// <summary>Level name.</summary>
    public static readonly Column Level = Text("level", "Canonical name of the level of theory", c => c.Level.Name, true);
    /// <summary>Method.</summary>
    public static readonly Column Method = Text("method", "Method, without dispersion correction and basis", c => c.Level.Method, true);
    /// <summary>Basis.</summary>
    public static readonly Column Basis = Text("basis", "Basis set; null where the method has none", c => c.Level.Basis, true);
    /// <summary>Program.</summary>
    public static readonly Column Program = Text("program", "Program that computed it", c => c.Provenance.Program, true);
    /// <summary>Dataset.</summary>
    public static readonly Column Dataset = Text("dataset", "Slug of the dataset", c => c.Provenance.Dataset, true);
    /// <summary>Driver.</summary>
    public static readonly Column Driver = Text("driver", "energy, gradient, hessian, optimization or properties", c => c.Driver.ToString().ToLowerInvariant(), true);
    /// <summary>Geometry level.</summary>
    public static readonly Column GeometryLevel = Text("geometry_level", "Level at which the geometry was optimised; null if it was not or is not known", c => c.GeometryLevel, true);
    /// <summary>Electronic state.</summary>
    public static readonly Column ElectronicState = Text("electronic_state", "Label of an excited electronic state (S1, T2); null for the lowest state of the multiplicity", c => c.Molecule.State, true);
    /// <summary>Tolerant geometry key.</summary>
    public static readonly Column GeometryKey = Text("geometry_key", "Tolerant key of the shape: the same or a neighbouring one after rotation, translation, exchange of equal atoms and small noise", c => c.Geometry?.Key);
    /// <summary>Geometry hash.</summary>
    public static readonly Column GeometryHash = Text("geometry_hash", "Hash of symbols and coordinates rounded to 1e-6 angstrom", c => c.Geometry?.Hash);
    /// <summary>Name.</summary>
    public static readonly Column Name = Text("name", "Name as the source gave it", c => c.Molecule.Name);
    /// <summary>CPU seconds.</summary>
    public static readonly Column CpuSeconds = Real("cpu_seconds", "s", "Processor time of the job and its children", c => c.Cost.CpuSeconds);
    /// <summary>Ingest time.</summary>
    public static readonly Column IngestedAt = new("ingested_at", ColumnType.Time, null, "When the archive took it in (UTC)", c => c.Provenance.IngestedAt);
    /// <summary>Symbols.</summary>
    public static readonly Column Symbols = new("symbols", ColumnType.TextList, null, "Element symbol of each atom", c => c.Geometry?.Symbols.ToArray(), true);
    /// <summary>Coordinates.</summary>
    public static readonly Column Coordinates = new("coordinates", ColumnType.RealList, "angstrom", "Cartesian coordinates x1 y1 z1 x2 ...", c => c.Geometry?.Coordinates.ToArray(), true);

    /// <summary>Every column in order.</summary>
    public static readonly IReadOnlyList<Column> All =
    [
        Id, Status, Name, Smiles, InChIKey,
        Text("inchi", "Standard InChI", c => c.Molecule.InChI),
        Formula, Charge, Multiplicity, ElectronicState,
        Integer("atoms", "1", "Number of atoms", c => c.Molecule.Atoms),
        Integer("heavy_atoms", "1", "Number of atoms other than hydrogen", c => c.Molecule.HeavyAtoms),
        new("elements", ColumnType.TextList, null, "Distinct element symbols in alphabetical order", c => c.Molecule.Elements.ToArray()),
        Text("toolkit", "Toolkit and version that made the canonical SMILES", c => c.Molecule.Toolkit, true),
        new("perceived", ColumnType.Boolean, null, "True if the connectivity was perceived from coordinates", c => c.Molecule.Perceived),
        Text("connectivity", "given, certain (perceived, no choice) or likely (perceived, charge searched or structure chosen); null where none is known", c => c.Molecule.Connectivity?.ToString().ToLowerInvariant(), true),
        Level,
        Text("level_kind", "experiment, wavefunction, dft, semiempirical, forcefield, machinelearned or unknown", c => c.Level.Kind.ToString().ToLowerInvariant(), true),
        Method,
        Text("dispersion", "Dispersion correction", c => c.Level.Dispersion, true),
        Basis,
        Text("solvation", "Solvation model and solvent", c => c.Level.Solvation, true),
        Text("reference", "R, U or RO", c => c.Level.Reference, true),
        Driver,
        Text("geometry_source", "given, embedded or optimized", c => c.Geometry?.Source.ToString().ToLowerInvariant(), true),
        GeometryLevel,
        Text("conformer", "How the geometry was chosen: single, lowest of n or boltzmann of n; null where it is not told", c => c.Geometry?.Conformer?.ToString(), true),
        GeometryHash, GeometryKey,
        .. Property.All.Where(p => !p.IsList).Select(p => Real(p.Name, p.Unit, p.Meaning, c => c.Values[p])),
        Text("uncertainties", "JSON object: standard deviation of each predicted value by column name, in the column's unit", c => Json(c.Values.Uncertainties)),
        Text("extras", "JSON array of further values: name, unit, number or text", c => Json(c.Values.Extras)),
        Text("failure_kind", "Kind of failure", c => c.Failure?.Kind.ToString().ToLowerInvariant(), true),
        Text("failure_message", "What the program or the runner said", c => c.Failure?.Message),
        Withdrawal, WithdrawalReason,
        Program,
        Text("program_version", "Version as the program prints it", c => c.Provenance.ProgramVersion, true),
        Dataset,
        Text("licence", "SPDX identifier", c => c.Provenance.Licence, true),
        Text("doi", "DOI of the source", c => c.Provenance.Doi, true),
        Text("contributor", "Who handed it in", c => c.Provenance.Contributor, true),
        Text("campaign", "Campaign that computed it", c => c.Provenance.Campaign, true),
        Text("rung", "Rung of the campaign's ladder", c => c.Provenance.Rung, true),
        Text("workflow", "Workflow of which the job was a step: name@version#hash", c => c.Provenance.Workflow, true),
        Text("format", "Input format it was read from", c => c.Provenance.Format, true),
        Text("raw_hash", "SHA-256 of the raw output that is kept", c => c.Provenance.RawHash),
        Text("raw_name", "Name of the file or bundle as handed in", c => c.Provenance.RawName),
        Integer("raw_record", "1", "Which record of the raw output, from 0", c => c.Provenance.RawRecord),
        Text("input_hash", "SHA-256 of the job's input files", c => c.Provenance.InputHash),
        new("parents", ColumnType.TextList, null, "Ids of the records that it was derived from", c => c.Provenance.Parents.Count == 0 ? null : c.Provenance.Parents.ToArray()),
        new("computed_at", ColumnType.Time, null, "When it was computed (UTC)", c => c.Provenance.ComputedAt),
        IngestedAt,
        Text("cost_tier", "measured, scheduler, log, estimated or unknown", c => c.Cost.Tier.ToString().ToLowerInvariant(), true),
        CpuSeconds,
        Real("wall_seconds", "s", "Elapsed time", c => c.Cost.WallSeconds),
        Real("gpu_seconds", "s", "Graphics processor time", c => c.Cost.GpuSeconds),
        Integer("cores", "1", "Cores that the job was given", c => c.Cost.Cores),
        Real("peak_memory_mib", "MiB", "Largest resident set of one process", c => c.Cost.PeakMemoryMib),
        Real("energy_kwh", "kWh", "Energy, overhead of the site included; modelled unless energy_method says otherwise", c => c.Cost.EnergyKwh),
        Real("co2e_g", "g", "Emissions, CO2 equivalent", c => c.Cost.Co2Grams),
        Text("energy_method", "model or rapl", c => c.Cost.EnergyMethod, true),
        Real("core_power_watt", "W", "Input of the energy model: power of one core", c => c.Cost.CorePowerWatt),
        Real("memory_power_watt_per_gb", "W/GB", "Input of the energy model: power of memory", c => c.Cost.MemoryPowerWattPerGb),
        Real("pue", "1", "Input of the energy model: power usage effectiveness", c => c.Cost.Pue),
        Real("carbon_intensity_g_per_kwh", "g/kWh", "Input of the energy model: carbon intensity of the electricity", c => c.Cost.CarbonIntensity),
        Text("cost_table", "Name and version of the table of constants", c => c.Cost.Table, true),
        Text("processor", "Model of the processor", c => c.Cost.Processor, true),
        Symbols, Coordinates,
        .. Property.All.Where(p => p.IsList).Select(p => new Column(p.Name, ColumnType.RealList, p.Unit, p.Meaning, c => c.Values.List(p)?.ToArray(), true)),
    ];

    /// <summary>The columns of the wide file: all but the arrays.</summary>
    public static readonly IReadOnlyList<Column> Wide = [.. All.Where(c => !c.IsArray)];
    /// <summary>The columns of the sibling file, which is keyed by id as well.</summary>
    public static readonly IReadOnlyList<Column> Arrays = [.. All.Where(c => c.IsArray)];

    static readonly Dictionary<string, Column> ByName = Number();

    /// <summary>The column of that name (exact), or null.</summary>
    public static Column? Find(string name) => ByName.GetValueOrDefault(name);

    static Dictionary<string, Column> Number()
    {
        for (int i = 0; i < All.Count; i++) All[i].Ordinal = i;
        return All.ToDictionary(c => c.Name);
    }

    static Column Text(string name, string meaning, Func<Calculation, string?> get, bool repeats = false) => new(name, ColumnType.Text, null, meaning, get, false, repeats);
    static Column Integer(string name, string unit, string meaning, Func<Calculation, int?> get) => new(name, ColumnType.Integer, unit, meaning, c => get(c) is { } v ? (long)v : null);
    static Column Real(string name, string unit, string meaning, Func<Calculation, double?> get) => new(name, ColumnType.Real, unit, meaning, c => get(c));
    static string? Json(Dictionary<string, double> map) => map.Count == 0 ? null : JsonSerializer.Serialize(map, CompactJson.Default.DictionaryStringDouble);
    static string? Json(List<Extra> list) => list.Count == 0 ? null : JsonSerializer.Serialize(list, CompactJson.Default.ListExtra);
}
