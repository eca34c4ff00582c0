// One line of the ledger.
namespace DataHub.Store;

/// <summary>One line of the ledger: something that was reused, predicted or computed for a question.</summary>
public sealed record LedgerLine(DateTime At, string? Campaign, string Action, string Molecule, string Level, string Property, string? CalculationId,
    string Rung, double CpuSeconds, double? AvoidedCpuSeconds, string Reason);
