// The words of a search: its levels, its settings, and one step of it.
namespace DataHub.Screening.Seeking;

/// <summary>A level of the ladder as the search sees it: name, and how many values a computation there gives. The last one is the target, whose first value decides.</summary>
public sealed record SeekLevel(string Name, int Values = 1);

/// <summary>One thing to compute.</summary>
public readonly record struct Step(int Candidate, int Level);

/// <summary>How to search.</summary>
public sealed record SeekSettings
{
    /// <summary>Share of the hits that should be verified.</summary>
    public double Recall { get; set; } = 0.95;
    /// <summary>Seed of everything random.</summary>
    public int Seed { get; set; } = 1;
    /// <summary>Random candidates that are computed first where nothing is known and no cheap level shows the way.</summary>
    public int First { get; set; } = 40;
    /// <summary>Candidates on which every cheaper level is tried beside the target.</summary>
    public int Pilot { get; set; } = 12;
    /// <summary>Smallest batch, in computations at the target.</summary>
    public int Batch { get; set; } = 3;
    /// <summary>Factor on deviations when it is estimated how many hits are still missing.</summary>
    public double Inflation { get; set; } = 1.5;
    /// <summary>Rounds in a row in which the estimate must reach the recall before the search ends.</summary>
    public int Patience { get; set; } = 3;
    /// <summary>Whether levels below the target may be used.</summary>
    public bool Ladder { get; set; } = true;
    /// <summary>Most values that the model of the structure alone learns from.</summary>
    public int MostTraining { get; set; } = 3000;
}
