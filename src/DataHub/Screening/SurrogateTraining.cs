// Training sets of a campaign's surrogates: what the archive holds at the target level, with features and the value at the cheap level.
using DataHub.Compute.Surrogates;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>Builds training sets from the archive and trains on them. Predictions never train: only successful records of the target level, at geometries that the campaign's policy admits.</summary>
public static class SurrogateTraining
{
    const int Most = 4000;

    /// <summary>Values of a cheap level that tell something of orbital and response properties besides the property itself.</summary>
    static readonly Property[] Telling = [Property.Homo, Property.Lumo, Property.Gap, Property.Dipole];

    /// <summary>
    /// Trains the surrogate, or says why it cannot be. One that corrects a cheap level also sees <c>Beside</c>: further values of that level, as far as all training records have them.
    /// <c>Ids</c> are the records that it was trained on, those of the cheap level included.
    /// </summary>
    public static (Surrogate? Model, string? Refusal, IReadOnlyList<Property> Beside, IReadOnlyList<string> Ids) Train(ISurrogate surrogate, Campaign campaign, Laboratory laboratory, string? lowLevel)
    {
        var high = Usable(laboratory.Archive.AtLevel(campaign.Level.Name, campaign.Property), campaign).DistinctBy(Key).ToArray();
        var low = new Dictionary<(string, int), Candidate>();
        var values = new List<(Property Property, Dictionary<string, double> ById)>();
        if (surrogate.NeedsLowLevel && lowLevel is not null)
        {
            foreach (var c in Usable(laboratory.Archive.AtLevel(lowLevel, campaign.Property), campaign)) low.TryAdd(Key(c), c);
            high = [.. high.Where(c => low.ContainsKey(Key(c)))];
            foreach (var p in Telling.Where(p => p != campaign.Property))
            {
                var byId = laboratory.Archive.AtLevel(lowLevel, p).Where(c => c.Value is not null).ToDictionary(c => c.Id, c => c.Value!.Value);
                if (high.All(c => byId.ContainsKey(low[Key(c)].Id))) values.Add((p, byId));
            }
        }
        var samples = new List<Sample>();
        foreach (var c in high.Take(Most))
        {
            var cheap = low.GetValueOrDefault(Key(c));
            if (laboratory.Descriptors.Of(c.Smiles, c.Formula!, c.Charge, c.Multiplicity, cheap?.Value, cheap is null ? null : [.. values.Select(v => v.ById[cheap.Id])]) is { } f)
                samples.Add(new Sample(c.Id, f, c.Value!.Value, c.Dataset != CampaignRun.Dataset));
        }
        var (model, refusal) = surrogate.Train(samples, campaign.Level.Name, campaign.Property.Name, new SurrogateSettings(campaign.Confidence, campaign.Tolerance, campaign.Seed));
        return (model, refusal, [.. values.Select(v => v.Property)], [.. samples.Select(s => s.Id), .. high.Select(c => low.GetValueOrDefault(Key(c))?.Id).OfType<string>().Distinct()]);
    }

    /// <summary>Writes the ids of a model's training records beside its card, so that a withdrawal finds what was predicted from them.</summary>
    public static void KeepIds(string folder, string model, IReadOnlyList<string> ids)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, Models)).FullName, model + Ending);
        if (!File.Exists(path)) File.WriteAllLines(path, ids.Order(StringComparer.Ordinal));
    }

    /// <summary>The models, by the name that they have among the parents of their predictions, that were trained on any of the records.</summary>
    public static List<string> TrainedOn(string folder, Func<string, bool> records)
    {
        string models = Path.Combine(folder, Models);
        return Directory.Exists(models) ? [.. Directory.EnumerateFiles(models, "*" + Ending).Where(f => File.ReadLines(f).Any(records)).Select(f => "model:" + Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)] : [];
    }

    const string Models = "models", Ending = ".ids";

    static IEnumerable<Candidate> Usable(IEnumerable<Candidate> records, Campaign campaign) =>
        records.Where(c => c is { Status: Status.Success, Value: not null, Sigma: null, Kind: not LevelKind.MachineLearned, Formula: not null } && !string.IsNullOrEmpty(c.Smiles) &&
            (campaign.Reuse.Geometry == GeometryRule.AnyOptimized ? c.GeometryLevel is not null : c.GeometryLevel == campaign.GeometryLevel)).OrderBy(c => c.Id, StringComparer.Ordinal);

    static (string, int) Key(Candidate c) => (c.Smiles, c.Multiplicity);
}
