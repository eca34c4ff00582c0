// The shapes of the REST answers, and their JSON by source generation.
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Server.Routes;
using DataHub.Store;
using DataHub.TrainingSets;

namespace DataHub.Server;

/// <summary>What became of one record of an upload.</summary>
/// <param name="Source">File and record.</param>
/// <param name="Outcome">kept, already_kept, quarantined or refused.</param>
/// <param name="Id">Id of the record in the archive; null if refused.</param>
public sealed record ReceiptAnswer(string Source, string Outcome, string? Id)
{
    /// <summary>success or failed: a failed calculation is kept as data.</summary>
    public string? Status { get; init; }
    /// <summary>Why it was refused or put aside, and what to do about it; of a kept record the warnings.</summary>
    public IReadOnlyList<Fault>? Faults { get; init; }
    /// <summary>SHA-256 under which the bytes of a refused input are kept.</summary>
    public string? RawHash { get; init; }
    /// <summary>Address of the record.</summary>
    public string? Url { get; init; }

    internal static ReceiptAnswer Of(Receipt receipt) => receipt switch
    {
        Receipt.Kept k => new(k.Source, "kept", k.Id) { Status = k.Status.ToString().ToLowerInvariant(), Url = $"/api/calculations/{k.Id}", Faults = k.Warnings.Count == 0 ? null : k.Warnings },
        Receipt.Quarantined q => new(q.Source, "quarantined", q.Id) { Faults = q.Faults, Url = "/api/quarantine" },
        Receipt.AlreadyKept a => new(a.Source, "already_kept", a.Id) { Url = $"/api/calculations/{a.Id}" },
        Receipt.Refused r => new(r.Source, "refused", null) { Faults = r.Faults, RawHash = r.RawHash },
        _ => throw new InvalidOperationException(receipt.ToString()),
    };
}

/// <summary>The receipts of an upload with their totals.</summary>
public sealed record UploadAnswer(int Kept, int AlreadyKept, int Refused, int Quarantined, IReadOnlyList<ReceiptAnswer> Receipts);

/// <summary>A look-up: one of SMILES, InChIKey and molfile; the level of theory in free text; the property by its column name, with or without unit.</summary>
public sealed record KnownQuestion
{
    /// <summary>SMILES.</summary>
    public string? Smiles { get; init; }
    /// <summary>Standard InChIKey.</summary>
    public string? Inchikey { get; init; }
    /// <summary>MDL molfile text.</summary>
    public string? Molfile { get; init; }
    /// <summary>Level of theory, such as "wB97X-D/def2-SVP".</summary>
    public string? Level { get; init; }
    /// <summary>Property, such as "gap_ev".</summary>
    public string? Property { get; init; }
    /// <summary>Level at which the stored geometry must have been optimised; any if left out.</summary>
    public string? GeometryLevel { get; init; }
    /// <summary>Program that is asked for; a record of another answers only where the two are known to agree.</summary>
    public string? Program { get; init; }
    /// <summary>Version of the program that is asked for.</summary>
    public string? ProgramVersion { get; init; }
    /// <summary>How the geometry is to have been chosen among conformers: single, lowest of n, boltzmann of n.</summary>
    public string? Conformer { get; init; }
    /// <summary>What may answer: the name of a policy (strict, same-level, or-better, any-with-interval; strict if left out), or an object with its name and what differs from it.</summary>
    public JsonElement? Policy { get; init; }
}

/// <summary>The answer to a look-up.</summary>
/// <param name="Status">known, unsure, cannot_say, failed, or bad_question.</param>
public sealed record KnownAnswer(string Status)
{
    /// <summary>The value in <see cref="Unit"/>.</summary>
    public double? Value { get; init; }
    /// <summary>Unit of the value.</summary>
    public string? Unit { get; init; }
    /// <summary>Column of the value.</summary>
    public string? Property { get; init; }
    /// <summary>The level asked for, as it was read.</summary>
    public string? Level { get; init; }
    /// <summary>Standard deviation of a prediction.</summary>
    public double? Sigma { get; init; }
    /// <summary>Half width of the interval of a prediction.</summary>
    public double? HalfWidth { get; init; }
    /// <summary>Which record answers, and by which rule.</summary>
    public Evidence? Evidence { get; init; }
    /// <summary>Why there is no answer.</summary>
    public string? Why { get; init; }
    /// <summary>What else the archive holds for the molecule and the property.</summary>
    public IReadOnlyList<OtherRecord>? Others { get; init; }
}

/// <summary>Another record of the same molecule and property.</summary>
public sealed record OtherRecord(string Id, double? Value, double? Sigma, string Level, LevelKind Kind, string? GeometryLevel, string? Program, string? ProgramVersion, string? Dataset, string? Licence, double? CpuSeconds);

/// <summary>A molecule with everything that is known of it by level.</summary>
public sealed record MoleculeAnswer(string Inchikey, string? Smiles, string? Inchi, string? Formula, string? Name, IReadOnlyList<MoleculeState> States, MoleculeLinks Links);

/// <summary>One state (charge and multiplicity) of a molecule.</summary>
public sealed record MoleculeState(int Charge, int Multiplicity, IReadOnlyList<LevelValues> Levels);

/// <summary>
/// The best values at one level: those of its record of lowest energy, or of its newest where there is no energy; values of different records are never mixed.
/// </summary>
public sealed record LevelValues(string Level, string Kind, long Calculations, string CalculationId, string? Program, string? GeometryLevel, IReadOnlyList<NamedValue> Values, double? CpuSeconds);

/// <summary>A value with its unit.</summary>
public sealed record NamedValue(string Property, double Value, string Unit);

/// <summary>Where to go from a molecule.</summary>
public sealed record MoleculeLinks(string Page, string Depiction, string Calculations);

/// <summary>A campaign in a list.</summary>
public sealed record CampaignLine(string Id, string Name, string State, DateTime StartedAt, string Url);

/// <summary>A campaign that was started.</summary>
public sealed record CampaignStarted(string Id, string Url, string Events, string Page);

/// <summary>A campaign as it stands.</summary>
public sealed record CampaignAnswer(string Id, string Name, string State, DateTime StartedAt, string Property, string Unit, string Level, IReadOnlyList<RungReport> Funnel, IReadOnlyList<CampaignResult> Results,
    double CpuSeconds, double EnergyKwh, double Co2eG, double BruteForceCpuSeconds, double AvoidedCpuSeconds, double AvoidedKwh, double AvoidedCo2eG, string Baseline, IReadOnlyList<string> Notes, int Affected);

/// <summary>The answer for one candidate.</summary>
public sealed record CampaignResult(string Candidate, string? Smiles, string? Inchikey, string Rung, KnownAnswer Answer);

/// <summary>A value of a facet with its exact count over all hits.</summary>
public sealed record FacetValue(string Value, long Count);

/// <summary>How a text is read as a level of theory.</summary>
public sealed record LevelAnswer(string Name, string Kind, string Method, string? Dispersion, string? Basis, string? Solvation, string? Reference, bool Known)
{
    /// <summary>full if all electrons are correlated, frozen if the core was told to be frozen.</summary>
    public string? Core { get; init; }
    /// <summary>The relativistic Hamiltonian.</summary>
    public string? Relativity { get; init; }
    /// <summary>TD or TDA: how excited states are treated on top of a ground state.</summary>
    public string? Treatment { get; init; }
    /// <summary>Approximations that were told and do not belong to the name.</summary>
    public string? Approximations { get; init; }
    /// <summary>Why the tables do not know it.</summary>
    public string? Why { get; init; }
}

/// <summary>
/// How level a stands to level b for a property: same, better, worse, equivalent or incomparable, by which rule, with the reasons in words and the figures of the benchmarks that know both. Better: a is at least as good as b.
/// </summary>
public sealed record LevelComparisonAnswer(LevelAnswer A, LevelAnswer B, string? Property, string PropertyClass, string Relation, string Rule, IReadOnlyList<string> Reasons, IReadOnlyList<LevelFigure> Figures);

/// <summary>The last line of a search that sends lines: how many were sent, and as in <see cref="StructuresAnswer"/>.</summary>
public sealed record StructuresTally(int Hits, int Screened, int Searched, long Pending);

/// <summary>Molecules found by structure. <paramref name="Pending"/> records came in too lately to be searched yet.</summary>
public sealed record StructuresAnswer(IReadOnlyList<FoundStructure> Hits, int Screened, int Searched, long Pending);

/// <summary>A molecule found by structure, with its Tanimoto coefficient where similarity was asked for.</summary>
public sealed record FoundStructure(string Inchikey, string Smiles, double? Score, string Url);

/// <summary>How the server is.</summary>
public sealed record HealthAnswer(string Status, string Version, bool ReadOnly, double UptimeSeconds, ArchiveCounts Archive, IReadOnlyList<EngineAnswer> Engines);

/// <summary>An engine and whether it is installed.</summary>
public sealed record EngineAnswer(string Program, bool Installed, string Package);

/// <summary>A file of the lake.</summary>
public sealed record LakeFile(string Name, string Url, long Bytes, string Etag);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    Converters = [typeof(LowerCase<Status>), typeof(LowerCase<LevelKind>), typeof(LowerCase<Grade>), typeof(LowerCase<DataHub.Store.Shelves.Review>), typeof(Store.Releases.SnakeCase<Model.Datasets.AccessKind>), typeof(Store.Releases.SnakeCase<Model.Datasets.DraftState>)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ODataError))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(KnownQuestion))]
[JsonSerializable(typeof(List<KnownQuestion>))]
[JsonSerializable(typeof(KnownAnswer))]
[JsonSerializable(typeof(List<KnownAnswer>))]
[JsonSerializable(typeof(KnownPlan))]
[JsonSerializable(typeof(MoleculeAnswer))]
[JsonSerializable(typeof(CampaignPlan))]
[JsonSerializable(typeof(CampaignEvent))]
[JsonSerializable(typeof(List<CampaignLine>))]
[JsonSerializable(typeof(CampaignStarted))]
[JsonSerializable(typeof(CampaignAnswer))]
[JsonSerializable(typeof(List<Routes.ClaimLine>))]
[JsonSerializable(typeof(List<Routes.ClaimResult>))]
[JsonSerializable(typeof(Routes.ClaimRequest))]
[JsonSerializable(typeof(Routes.ClaimsOf))]
[JsonSerializable(typeof(Routes.ClaimsChanged))]
[JsonSerializable(typeof(List<Recall.WithdrawalSheet>))]
[JsonSerializable(typeof(Recall.RecallPlanSheet))]
[JsonSerializable(typeof(Recall.RecallReportSheet))]
[JsonSerializable(typeof(Routes.WithdrawalRequest))]
[JsonSerializable(typeof(Routes.UndoRequest))]
[JsonSerializable(typeof(List<Routes.WithdrawnAnswer>))]
[JsonSerializable(typeof(LevelAnswer))]
[JsonSerializable(typeof(LevelComparisonAnswer))]
[JsonSerializable(typeof(StructuresAnswer))]
[JsonSerializable(typeof(List<TableAnswer>))]
[JsonSerializable(typeof(StructuresTally))]
[JsonSerializable(typeof(IReadOnlyList<Store.Suggestion>))]
[JsonSerializable(typeof(ExportRequest))]
[JsonSerializable(typeof(ExportAnswer))]
[JsonSerializable(typeof(DataHub.Exports.ExportManifest))]
[JsonSerializable(typeof(TrainingSetOrder))]
[JsonSerializable(typeof(TrainingSetAnswer))]
[JsonSerializable(typeof(List<TrainingManifest>))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(List<LakeFile>))]
[JsonSerializable(typeof(IReadOnlyList<LedgerLine>))]
[JsonSerializable(typeof(LedgerTotals))]
[JsonSerializable(typeof(Routes.Amortised))]
[JsonSerializable(typeof(List<Routes.DatasetLine>))]
[JsonSerializable(typeof(Routes.DatasetAnswer))]
[JsonSerializable(typeof(Routes.DraftAnswer))]
[JsonSerializable(typeof(Routes.VersionAnswer))]
[JsonSerializable(typeof(Publishing.CheckReport))]
[JsonSerializable(typeof(List<Routes.EditAnswer>))]
[JsonSerializable(typeof(Routes.UsageAnswer))]
[JsonSerializable(typeof(Routes.DatasetStep))]
[JsonSerializable(typeof(Routes.ShareRequest))]
[JsonSerializable(typeof(Routes.ShareAnswer))]
[JsonSerializable(typeof(List<Routes.ShareAnswer>))]
[JsonSerializable(typeof(Routes.LinkedAnswer))]
[JsonSerializable(typeof(IReadOnlyList<DataHub.Store.Shelves.AsideRecord>))]
sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The same without escapes that only HTML needs: quotes and accents stay readable.</summary>
    internal static ApiJson Wire => s_wire ??= new ApiJson(new JsonSerializerOptions(Default.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = null });

    static ApiJson? s_wire;
}

/// <summary>An enumeration by its names in lower case, as the columns have them.</summary>
sealed class LowerCase<T>() : JsonStringEnumConverter<T>(new Lower()) where T : struct, Enum
{
    sealed class Lower : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }
}
