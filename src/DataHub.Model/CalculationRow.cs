// A calculation as one flat row: the shape at every border.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataHub.Model;

/// <summary>One value per column, by <see cref="Column.Ordinal"/>; each is string, long, double, bool, DateTime, string[], double[] or null.</summary>
public sealed class CalculationRow
{
    readonly object?[] _cells = new object?[Columns.All.Count];

    /// <summary>The value of a column.</summary>
    public object? this[Column c]
    {
        get => _cells[c.Ordinal];
        set => _cells[c.Ordinal] = value;
    }

    /// <summary>The flat form of a calculation.</summary>
    public static CalculationRow From(Calculation calculation)
    {
        var row = new CalculationRow();
        foreach (var c in Columns.All) row._cells[c.Ordinal] = c.Get(calculation);
        return row;
    }

    /// <summary>The calculation that the row stands for. Columns that are null (for instance arrays not fetched) are absent in it.</summary>
    public Calculation ToCalculation()
    {
        var values = new Values();
        foreach (var p in Property.All)
            if (p.IsList) values.Set(p, Numbers(p.Name)); else values[p] = Real(p.Name);
        if (Text("uncertainties") is { } u)
            foreach (var (k, v) in JsonSerializer.Deserialize(u, CompactJson.Default.DictionaryStringDouble)!) values.Uncertainties[k] = v;
        if (Text("extras") is { } x) values.Extras.AddRange(JsonSerializer.Deserialize(x, CompactJson.Default.ListExtra)!);

        var molecule = new Molecule(Text("formula") ?? "", Integer("charge") ?? 0, Integer("multiplicity") ?? 1, Texts("elements") ?? [], Integer("atoms") ?? 0, Integer("heavy_atoms") ?? 0)
        {
            Smiles = Text("smiles"), InChI = Text("inchi"), InChIKey = Text("inchikey"), Toolkit = Text("toolkit"), Name = Text("name"),
            State = Text("electronic_state"),
            Connectivity = Enum<Connectivity>("connectivity") ?? (Get("perceived") is true ? Connectivity.Likely : null),
        };
        var level = LevelText.Qualify(new Level(Enum<LevelKind>("level_kind") ?? LevelKind.Unknown, Text("method") ?? "", Text("dispersion"), Text("basis"), Text("solvation")) { Reference = Text("reference") }, Text("level"));
        var geometry = Texts("symbols") is { } s && Numbers("coordinates") is { } xyz
            ? new Geometry(s, xyz, Enum<GeometrySource>("geometry_source") ?? GeometrySource.Given, Text("geometry_level")) { Conformer = Conformer.Parse(Text("conformer")) } : null;
        return new Calculation(molecule, level, Enum<Driver>("driver") ?? Driver.Energy, Enum<Status>("status") ?? Status.Success)
        {
            Id = Text("id") ?? "",
            Geometry = geometry,
            Values = values,
            Failure = Enum<FailureKind>("failure_kind") is { } kind ? new Failure(kind, Text("failure_message") ?? "") : null,
            Recalled = Text("withdrawal") is { } withdrawal ? new Recalled(withdrawal, Text("withdrawal_reason") ?? "") : null,
            Provenance = new Provenance
            {
                Program = Text("program"), ProgramVersion = Text("program_version"), Format = Text("format"), RawHash = Text("raw_hash"), RawName = Text("raw_name"),
                RawRecord = Integer("raw_record") ?? 0, InputHash = Text("input_hash"), Dataset = Text("dataset"), Contributor = Text("contributor"), Licence = Text("licence"),
                Doi = Text("doi"), Campaign = Text("campaign"), Rung = Text("rung"), Workflow = Text("workflow"), Parents = Texts("parents") ?? [],
                ComputedAt = Get("computed_at") as DateTime?, IngestedAt = Get("ingested_at") as DateTime? ?? default,
            },
            Cost = new Cost(Enum<CostTier>("cost_tier") ?? CostTier.Unknown)
            {
                CpuSeconds = Real("cpu_seconds"), WallSeconds = Real("wall_seconds"), GpuSeconds = Real("gpu_seconds"), Cores = Integer("cores"), PeakMemoryMib = Real("peak_memory_mib"),
                EnergyKwh = Real("energy_kwh"), Co2Grams = Real("co2e_g"), EnergyMethod = Text("energy_method"), CorePowerWatt = Real("core_power_watt"),
                MemoryPowerWattPerGb = Real("memory_power_watt_per_gb"), Pue = Real("pue"), CarbonIntensity = Real("carbon_intensity_g_per_kwh"), Table = Text("cost_table"), Processor = Text("processor"),
            },
        };
    }

    object? Get(string name) => _cells[Columns.Find(name)!.Ordinal];
    string? Text(string name) => Get(name) as string;
    double? Real(string name) => Get(name) as double?;
    int? Integer(string name) => Get(name) is long v ? (int)v : null;
    double[]? Numbers(string name) => Get(name) as double[];
    string[]? Texts(string name) => Get(name) as string[];
    T? Enum<T>(string name) where T : struct, Enum => Text(name) is { } s && System.Enum.TryParse<T>(s, true, out var v) ? v : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<Extra>))]
[JsonSerializable(typeof(Dictionary<string, double>))]
sealed partial class CompactJson : JsonSerializerContext;
