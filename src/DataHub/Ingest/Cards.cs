// The card of a dataset that lies beside its files as dataset.json.
using System.Text.Json;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Ingest;

/// <summary>Takes dataset cards in.</summary>
public static class Cards
{
    /// <summary>Name of the file in the dataset's folder.</summary>
    public const string FileName = "dataset.json";

    /// <summary>Keeps the card that lies in a folder, replacing an earlier one of the same slug; null if there is none, else what is wrong with it or the card.</summary>
    public static (DatasetCard? Card, Fault? Fault)? Take(Archive archive, string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            var card = DatasetCard.FromJson(File.ReadAllText(path));
            archive.PutDataset(card);
            return (card, null);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return (null, new Fault(FileName, null, null, e.Message.TrimEnd('.'), "Write a JSON object with slug, title and, where known, description, licence, authors, doi."));
        }
    }
}
