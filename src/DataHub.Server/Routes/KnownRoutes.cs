// Answers /api/known: is this known?
using System.Text.Json;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Screening.Reuse;

namespace DataHub.Server.Routes;

static class KnownRoutes
{
    const int MostQuestions = 10_000;

    internal static void MapKnown(this WebApplication app)
    {
        app.MapPost("/api/known", Ask).WithTags("Known").WithName("AskKnown").Accepts<KnownQuestion>("application/json", KnownListRoutes.MediaTypes).Produces<KnownAnswer>(200).Refuses(400, 415);
        app.MapGet("/api/known", AskOne).WithTags("Known").WithName("AskKnownOne").Produces<KnownAnswer>(200).Refuses(400);
    }

    /// <summary>Is this known? Looks one question up, or a list of them; a list answers in its order.</summary>
    /// <remarks>
    /// Nothing is computed. As JSON, a question that cannot be read has the status bad_question in a list, and is answered 400 alone. Any other body is a list of any length (SMILES, CSV, TSV, SDF, XYZ, JSON lines)
    /// that is answered as it is read, one row for each entry, as JSON lines, CSV, TSV or Parquet by ?format= or the Accept header; an entry that is not understood says so in its row. The options in the address are for such lists.
    /// </remarks>
    /// <param name="http">The request; its body is a question, an array of at most 10,000, or a list of any length.</param>
    /// <param name="hub">The hub.</param>
    internal static async Task<IResult> Ask(HttpContext http, Hub hub)
    {
        if (KnownListRoutes.IsList(http.Request)) return await KnownListRoutes.Ask(http, hub);
        if (KnownListRoutes.Ledger(http, hub, out var ledger) is { } refusal) return refusal;
        using var body = await JsonDocument.ParseAsync(http.Request.Body, new() { MaxDepth = 8 }, http.RequestAborted);
        if (body.RootElement.ValueKind != JsonValueKind.Array) return Single(hub, body.RootElement.Deserialize(ApiJson.Wire.KnownQuestion) ?? new(), ledger);
        if (body.RootElement.GetArrayLength() > MostQuestions) return Problems.Answer(400, "Bad request", $"At most {MostQuestions} questions at once.");
        var questions = body.RootElement.Deserialize(ApiJson.Wire.ListKnownQuestion)!;
        var answers = await Task.Run(() => questions.ConvertAll(q => q is null ? Bad("a question is wanted, not null") : Answer(hub, q, ledger)), http.RequestAborted);
        ledger?.Flush();
        return Results.Json(answers, ApiJson.Wire.ListKnownAnswer);
    }

    /// <summary>Is this known? One question by address.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="level">Level of theory in free text, such as wB97X-D/def2-SVP.</param>
    /// <param name="property">Property, such as gap_ev or gap, or one entry of a list, such as E1 or frequencies[1].</param>
    /// <param name="smiles">SMILES.</param>
    /// <param name="inchikey">Standard InChIKey, instead of SMILES.</param>
    /// <param name="geometry_level">Level at which the geometry must have been optimised.</param>
    /// <param name="policy">strict, same-level, or-better or any-with-interval; strict if left out.</param>
    internal static IResult AskOne(Hub hub, string? level, string? property, string? smiles, string? inchikey, string? geometry_level, string? policy) =>
        Single(hub, new KnownQuestion { Level = level, Property = property, Smiles = smiles, Inchikey = inchikey, GeometryLevel = geometry_level, Policy = policy is null ? null : JsonSerializer.SerializeToElement(policy, ApiJson.Default.String) });

    static IResult Single(Hub hub, KnownQuestion question, KnownLedger? ledger = null)
    {
        var answer = Answer(hub, question, ledger);
        ledger?.Flush();
        return answer.Status == "bad_question" ? Problems.Answer(400, "Bad question", answer.Why!) : Results.Json(answer, ApiJson.Wire.KnownAnswer);
    }

    /// <summary>The answer to a question, noted in the ledger if there is one; bad_question if it cannot be read.</summary>
    internal static KnownAnswer Answer(Hub hub, KnownQuestion q, KnownLedger? ledger = null)
    {
        var molecules = new[] { q.Smiles, q.Inchikey, q.Molfile }.Where(m => !string.IsNullOrWhiteSpace(m)).ToList();
        if (molecules.Count != 1) return Bad("one of smiles, inchikey and molfile is wanted");
        if (string.IsNullOrWhiteSpace(q.Level)) return Bad("level: a level of theory is wanted, such as wB97X-D/def2-SVP; a value without its level is not data");
        if (string.IsNullOrWhiteSpace(q.Property) || (Property.One(q.Property) ?? Property.Find(q.Property)) is not { } property)
            return Bad($"property: {(string.IsNullOrWhiteSpace(q.Property) ? "one is wanted" : $"'{q.Property}' is not known")}; there are {string.Join(", ", Property.All.Where(p => !p.IsList).Select(p => p.Name))}; {Property.EntryNames}");
        if (Parsed(q.Level) is not { } level) return Bad($"level: '{q.Level}' names none; one such as wB97X-D/def2-SVP is wanted");
        if (q.GeometryLevel is { Length: > 0 } geometry && Parsed(geometry) is null) return Bad($"geometry_level: '{geometry}' names none");
        var (policy, wrong) = PolicySheet.Read(q.Policy ?? default);
        if (policy is null) return Bad(wrong!);
        var conformer = Conformer.Parse(q.Conformer);
        if (conformer is null && !string.IsNullOrWhiteSpace(q.Conformer)) return Bad($"conformer: '{q.Conformer}' is none; single, lowest of n and boltzmann of n are");
        var (result, error) = hub.Known.Ask(molecules[0]!, new KnownOrder(level, property)
        {
            GeometryLevel = string.IsNullOrWhiteSpace(q.GeometryLevel) ? null : Level.Parse(q.GeometryLevel).Name, Program = q.Program, ProgramVersion = q.ProgramVersion, Conformer = conformer, Policy = policy,
        });
        ledger?.Note(result);
        return result is null ? Bad(error!) : Of(result.Answer, property) with { Level = result.Question.Level.Name, Others = [.. result.Others.Select(o => new OtherRecord(o.Id, o.Value, o.Sigma, o.Level, o.Kind, o.GeometryLevel, o.Program, o.ProgramVersion, o.Dataset, o.Licence, o.CpuSeconds))] };
    }

    /// <summary>The level that a text names, null if it names none.</summary>
    internal static Level? Parsed(string text)
    {
        try { return Level.Parse(text); }
        catch (FormatException) { return null; }
    }

    static KnownAnswer Bad(string why) => new("bad_question") { Why = why };

    /// <summary>An answer in its JSON shape.</summary>
    internal static KnownAnswer Of(Answer answer, Property property) => answer switch
    {
        Answer.Known k => new("known") { Value = k.Value, Unit = property.Unit, Property = property.Name, Sigma = k.Sigma, HalfWidth = k.HalfWidth, Evidence = k.Evidence },
        Answer.Unsure u => new("unsure") { Value = u.Value, Unit = property.Unit, Property = property.Name, Sigma = u.Sigma, HalfWidth = u.HalfWidth, Evidence = u.Evidence },
        Answer.CannotSay c => new("cannot_say") { Property = property.Name, Why = c.Why },
        Answer.Failed f => new("failed") { Property = property.Name, Why = f.Why },
        _ => throw new InvalidOperationException(answer.ToString()),
    };
}
