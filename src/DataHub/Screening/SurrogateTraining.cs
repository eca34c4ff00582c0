// Training sets of a campaign's surrogates: what the archive holds at the target level, with features and the value at the cheap level.
using DataHub.Compute.Surrogates;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>Builds training sets from the archive and trains on them. Predictions never train: only successful records of the target level, at geometries that the campaign's policy admits.</summary>
public static class SurrogateTraining
{
    const int Most = 4000;

    /// <summary>Trains the surrogate, or says why it cannot be.</summary>
    public static (Surrogate? Model, string? Refusal) Train(ISurrogate surrogate, Campaign campaign, Laboratory laboratory, string? lowLevel)
    {
        var low = surrogate.NeedsLowLevel && lowLevel is not null ? Usable(laboratory.Archive.AtLevel(lowLevel, campaign.Property), campaign).GroupBy(Key).ToDictionary(g => g.Key, g => g.First().Value!.Value) : null;
        var samples = new List<Sample>();
        foreach (var c in Usable(laboratory.Archive.AtLevel(campaign.Level.Name, campaign.Property), campaign).DistinctBy(Key))
        {
            double? value = null;
            if (low is not null && !low.ContainsKey(Key(c))) continue;
            if (low is not null) value = low[Key(c)];
            if (laboratory.Descriptors.Of(c.Smiles, c.Formula!, value) is { } f) samples.Add(new Sample(c.Id, f, c.Value!.Value, c.Dataset != CampaignRun.Dataset));
            if (samples.Count == Most) break;
        }
        return surrogate.Train(samples, campaign.Level.Name, campaign.Property.Name, new SurrogateSettings(campaign.Confidence, campaign.Tolerance, campaign.Seed));
    }

    static IEnumerable<Candidate> Usable(IEnumerable<Candidate> records, Campaign campaign) =>
        records.Where(c => c is { Status: Status.Success, Value: not null, Sigma: null, Kind: not LevelKind.MachineLearned, Formula: not null } && !string.IsNullOrEmpty(c.Smiles) &&
            (campaign.Reuse == ReusePolicy.AnyOptimized ? c.GeometryLevel is not null : c.GeometryLevel == campaign.GeometryLevel)).OrderBy(c => c.Id, StringComparer.Ordinal);

    static (string, int) Key(Candidate c) => (c.Smiles, c.Multiplicity);
}
