// One line of the ledger, and what lines add up to.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace DataHub.Store;

/// <summary>
/// One line of the ledger: something that was reused, predicted, corrected, computed, or failed, for a question. Costs are those of this line; what it avoided is the forecast of what computing would have
/// cost, whether or not another line avoided the same: <see cref="LedgerTotals"/> tells what is counted once.
/// </summary>
/// <param name="At">When (UTC).</param>
/// <param name="Campaign">Campaign, null for a single look-up.</param>
/// <param name="Action">reused, predicted, corrected, computed or failed.</param>
/// <param name="Molecule">Canonical SMILES.</param>
/// <param name="Level">Level asked for.</param>
/// <param name="Property">Property asked for.</param>
/// <param name="CalculationId">The record that answered.</param>
/// <param name="Rung">Rung of the campaign.</param>
/// <param name="CpuSeconds">Processor time spent for it, failed jobs at their full cost, s.</param>
/// <param name="AvoidedCpuSeconds">Processor time that it avoided, s; null for what was computed or failed.</param>
/// <param name="Reason">In words.</param>
public sealed record LedgerLine(DateTime At, string? Campaign, string Action, string Molecule, string Level, string Property, string? CalculationId,
    string Rung, double CpuSeconds, double? AvoidedCpuSeconds, string Reason)
{
    /// <summary>Multiplicity of the molecule, 1 if it is not told.</summary>
    public int? Multiplicity { get; init; }
    /// <summary>Dataset of the record that answered.</summary>
    public string? Dataset { get; init; }
    /// <summary>Energy spent, kWh.</summary>
    public double? EnergyKwh { get; init; }
    /// <summary>Emissions, g CO2e.</summary>
    public double? Co2Grams { get; init; }
    /// <summary>Energy avoided, kWh: by the ratio of energy to processor time of the reused record's own cost, else by the energy model.</summary>
    public double? AvoidedKwh { get; init; }
    /// <summary>Emissions avoided, g CO2e, in the same way.</summary>
    public double? AvoidedCo2Grams { get; init; }
    /// <summary>True if the same key had been avoided by an earlier line when this one was written: repeated demand.</summary>
    public bool? Repeated { get; init; }

    /// <summary>What is counted once: molecule with its state, level and property.</summary>
    [JsonIgnore]
    internal byte[] Key => Hash(Molecule, (Multiplicity ?? 1).ToString(CultureInfo.InvariantCulture), Level, Property);

    /// <summary>What makes two lines the same one told twice: a campaign tells of a key and the record that answers it once.</summary>
    [JsonIgnore]
    internal byte[] Identity => Campaign is null ? Hash("", At.ToString("O", CultureInfo.InvariantCulture), Molecule, Level, Property, Action, CalculationId ?? "", Rung) : Hash(Campaign, Convert.ToHexString(Key), Action, CalculationId ?? "");

    static byte[] Hash(params ReadOnlySpan<string> parts) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', parts)))[..16];
}

/// <summary>An amount of computing: processor time (s), energy (kWh), emissions (g CO2e).</summary>
public readonly record struct Amount(double CpuSeconds, double EnergyKwh, double Co2Grams);

/// <summary>What one kind of action adds up to.</summary>
/// <param name="Action">reused, predicted, corrected, computed or failed.</param>
/// <param name="Lines">Lines.</param>
/// <param name="Spent">What was spent on them.</param>
/// <param name="Avoided">What they avoided, every demand counted.</param>
/// <param name="Keys">Distinct molecules, levels and properties whose computation it has the credit for having avoided.</param>
/// <param name="Unique">What these would have cost, each counted once.</param>
public sealed record LedgerSum(string Action, long Lines, Amount Spent, Amount Avoided, long Keys, Amount Unique);

/// <summary>
/// What the ledger adds up to. A key (molecule and state, level, property) is counted once under <see cref="UniqueAvoided"/>, for the best action that answered it (reuse before surrogate), then for the earliest line;
/// everything beyond is repeated demand. The sums are exact and do not depend on the order of the lines; a line that is told twice counts once.
/// </summary>
public sealed record LedgerTotals(long Lines, Amount Spent, Amount AvoidedDemand, Amount UniqueAvoided, long UniqueKeys, IReadOnlyList<LedgerSum> Actions)
{
    /// <summary>Avoided demand beyond the unique: what was asked for again.</summary>
    public Amount RepeatedDemand => new(AvoidedDemand.CpuSeconds - UniqueAvoided.CpuSeconds, AvoidedDemand.EnergyKwh - UniqueAvoided.EnergyKwh, AvoidedDemand.Co2Grams - UniqueAvoided.Co2Grams);
    /// <summary>The part of <see cref="UniqueAvoided"/> that rests on records which are withdrawn now; it is no saving.</summary>
    public Amount OnWithdrawn { get; init; }
}
