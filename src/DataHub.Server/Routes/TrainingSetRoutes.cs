// Answers /api/training-sets and the files of a set.
using System.Collections.Concurrent;
using DataHub.Model;
using DataHub.TrainingSets;

namespace DataHub.Server.Routes;

/// <summary>An order of a training set. What is left out has its default (settable, because generated readers pass over defaults of what can only be initialised).</summary>
public sealed record TrainingSetOrder
{
    /// <summary>OData options of /odata/Calculations as in an address, such as "$filter=level eq 'GFN2-xTB'&amp;$select=smiles,gap_ev"; percent-encoding is not needed.</summary>
    public string Options { get; set; } = "";
    /// <summary>parquet, npz, ase, sdf, extxyz, csv, jsonl or qcschema.</summary>
    public string Format { get; set; } = "parquet";
    /// <summary>none, record, molecule, scaffold or time: what is kept together in one split.</summary>
    public string SplitBy { get; set; } = "molecule";
    /// <summary>Shares of training, validation and test.</summary>
    public IReadOnlyList<double> Shares { get; set; } = [0.8, 0.1, 0.1];
    /// <summary>Seed of the split.</summary>
    public int Seed { get; set; }
    /// <summary>keep, geometry or molecule: which of the records that say the same are taken.</summary>
    public string Duplicates { get; set; } = "keep";
}

/// <summary>A training set that is being made, or is made.</summary>
/// <param name="Id">Its id: the same order of the same archive has the same.</param>
/// <param name="State">making, made or failed.</param>
/// <param name="Rows">Rows written so far.</param>
/// <param name="Of">Rows in all; 0 while that is not known.</param>
public sealed record TrainingSetAnswer(string Id, string State, long Rows, long Of)
{
    /// <summary>Why it failed.</summary>
    public string? Why { get; init; }
    /// <summary>What it is, once it is made.</summary>
    public TrainingManifest? Manifest { get; init; }
    /// <summary>Address of each file.</summary>
    public IReadOnlyDictionary<string, string>? Urls { get; init; }
}

static class TrainingSetRoutes
{
    sealed class Making { public TrainingProgress Progress { get; set; } = new(0, 0); public string? Why { get; set; } }

    static readonly ConcurrentDictionary<(Hub, string), Making> s_making = new();

    internal static void MapTrainingSets(this WebApplication app)
    {
        var group = app.MapGroup("/api/training-sets").WithTags("Training sets");
        group.MapPost("", Order).AddEndpointFilter<WriteGuard>().WithName("OrderTrainingSet").Accepts<TrainingSetOrder>("application/json").Produces<TrainingSetAnswer>(202).Produces<TrainingSetAnswer>(200).Refuses(400);
        group.MapGet("", List).WithName("ListTrainingSets").Produces<List<TrainingManifest>>(200);
        group.MapGet("{id}", Get).WithName("GetTrainingSet").Produces<TrainingSetAnswer>(200).Refuses(404);
        app.MapGet("/files/training-sets/{id}/{name}", File).WithTags("Files").WithName("GetTrainingSetFile").Produces(200, contentType: "application/octet-stream").Produces(206, contentType: "application/octet-stream").Refuses(404).Produces(416);
        app.MapMethods("/files/training-sets/{id}/{name}", ["HEAD"], File).ExcludeFromDescription();
    }

    /// <summary>Makes a training set of a query: files split without leakage, with checksums and units; or finds it made.</summary>
    /// <remarks>Only successful records are taken unless the filter speaks of status. Failed and withdrawn ones never are otherwise.</remarks>
    /// <param name="http">The request; its body is the order.</param>
    /// <param name="hub">The hub.</param>
    internal static async Task<IResult> Order(HttpContext http, Hub hub)
    {
        var asked = await System.Text.Json.JsonSerializer.DeserializeAsync(http.Request.Body, ApiJson.Wire.TrainingSetOrder, http.RequestAborted) ?? new();
        if (!Enum.TryParse<SplitBy>(asked.SplitBy, true, out var by)) return Problems.Answer(400, "Bad request", $"split_by: '{asked.SplitBy}' is none of {string.Join(", ", Enum.GetNames<SplitBy>()).ToLowerInvariant()}.");
        if (!Enum.TryParse<Duplicates>(asked.Duplicates, true, out var duplicates)) return Problems.Answer(400, "Bad request", $"duplicates: '{asked.Duplicates}' is none of {string.Join(", ", Enum.GetNames<Duplicates>()).ToLowerInvariant()}.");
        var order = new TrainingOrder(asked.Options, asked.Format) { By = by, Shares = asked.Shares, Seed = asked.Seed, Duplicates = duplicates };
        if (order.Defect() is { } defect) return Problems.Answer(400, "Bad request", "shares: " + defect);
        if (hub.Formats.Writer(order.Format) is null) return Problems.Answer(400, "Bad request", $"format: '{order.Format}' is none of {string.Join(", ", hub.Formats.Writers.Select(w => w.Format))}.");
        _ = order.Query();
        string id = order.Id(hub.Archive.Version);
        if (hub.TrainingSets.Find(id) is null)
        {
            var making = new Making();
            if (s_making.TryAdd((hub, id), making))
                _ = Task.Run(async () =>
                {
                    try
                    {
                        await hub.TrainingSets.Make(order, new Progress<TrainingProgress>(p => making.Progress = p), CancellationToken.None);
                        s_making.TryRemove((hub, id), out _);
                    }
                    catch (Exception e) { making.Why = e.Message; }
                });
            else if (s_making.TryGetValue((hub, id), out var failed) && failed.Why is not null && s_making.TryRemove((hub, id), out _)) return await Task.FromResult(Problems.Answer(400, "It failed", failed.Why));
        }
        var answer = Answer(hub, id)!;
        http.Response.Headers.Location = "/api/training-sets/" + id;
        return Results.Json(answer, ApiJson.Wire.TrainingSetAnswer, statusCode: answer.State == "made" ? 200 : 202);
    }

    /// <summary>The training sets that are made, newest first.</summary>
    /// <param name="hub">The hub.</param>
    internal static IResult List(Hub hub) => Results.Json(hub.TrainingSets.All().ToList(), ApiJson.Wire.ListTrainingManifest);

    /// <summary>A training set as it stands.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Its id.</param>
    internal static IResult Get(Hub hub, string id) => Answer(hub, id) is { } answer ? Results.Json(answer, ApiJson.Wire.TrainingSetAnswer) : Problems.NotFound($"There is no training set '{id}'.");

    static TrainingSetAnswer? Answer(Hub hub, string id)
    {
        if (hub.TrainingSets.Find(id) is { } set)
            return new(id, "made", set.Rows, set.Rows) { Manifest = set, Urls = set.Files.Select(f => f.Name).Append("manifest.json").Append("SHA256SUMS").ToDictionary(n => n, n => $"/files/training-sets/{id}/{n}") };
        return s_making.TryGetValue((hub, id), out var making) ? new(id, making.Why is null ? "making" : "failed", making.Progress.Rows, making.Progress.Of) { Why = making.Why } : null;
    }

    /// <summary>A file of a training set, whole or a range of its bytes. It never changes; the ETag is the SHA-256 of the content.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the set.</param>
    /// <param name="name">Name of the file: those of the manifest, manifest.json, SHA256SUMS.</param>
    internal static async Task<IResult> File(HttpContext http, Hub hub, string id, string name)
    {
        if (hub.TrainingSets.PathOf(id, name) is not { } path) return Problems.NotFound($"There is no file '{name}' in a training set '{id}'.");
        var hash = hub.TrainingSets.Find(id)!.Files.FirstOrDefault(f => f.Name == name)?.Sha256 ?? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await System.IO.File.ReadAllBytesAsync(path, http.RequestAborted)));
        var media = name.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : name == "SHA256SUMS" ? "text/plain" : hub.Formats.Writers.FirstOrDefault(w => name.EndsWith(w.Extension, StringComparison.Ordinal))?.MediaType ?? "application/octet-stream";
        return await FileAnswer.Send(http, path, media, hash);
    }
}
