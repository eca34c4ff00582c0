// What a withdrawal would do, or has done: records, who reused them, campaigns, what was derived from them.
using DataHub.Screening;
using DataHub.Store;

namespace DataHub.Recall;

/// <summary>A reuse of one of the records, as the ledger tells it.</summary>
public sealed record TouchedReuse(DateTime At, string? Campaign, string Action, string Molecule, string Level, string Property, string CalculationId);

/// <summary>Who has to know of a withdrawal.</summary>
/// <param name="Reuses">Number of reuses in the ledger.</param>
/// <param name="First">The first of them, at most <see cref="Consumers.Most"/>.</param>
/// <param name="Campaigns">Campaigns with answers that rest on the records, open and done.</param>
/// <param name="Derived">Records derived from them at any remove: geometry from, corrected from, predicted by a model that was trained on them.</param>
public sealed record Consumers(long Reuses, IReadOnlyList<TouchedReuse> First, IReadOnlyList<RestingCampaign> Campaigns, IdSet Derived)
{
    /// <summary>So many reuses are listed.</summary>
    public const int Most = 1000;
}

/// <summary>What a withdrawal would do. Nothing is written.</summary>
/// <param name="Predicate">The condition as a $filter.</param>
/// <param name="Records">Records that meet it.</param>
/// <param name="AlreadyWithdrawn">Those among them that are withdrawn already.</param>
/// <param name="CpuSeconds">Processor time that they cost, s.</param>
/// <param name="Groups">By dataset, level, program and version, each with an example.</param>
/// <param name="Consumers">Who has to know.</param>
public sealed record RecallPlan(string Predicate, long Records, long AlreadyWithdrawn, double CpuSeconds, IReadOnlyList<RecallGroup> Groups, Consumers Consumers);

/// <summary>A withdrawal that was made.</summary>
/// <param name="Event">The event.</param>
/// <param name="DerivedEvent">The event that withdrew what was derived from its records, if that was asked for and there was any.</param>
/// <param name="Consumers">Who has to know.</param>
public sealed record RecallReport(Withdrawal Event, Withdrawal? DerivedEvent, Consumers Consumers);
