// Which of the many shapes a JSON object has, and the readings in it.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.QcSchema;

/// <summary>Turns the JSON objects of one file into readings.</summary>
sealed class Shapes(string file)
{
    internal IEnumerable<Reading> Read(JsonElement e, string? record)
    {
        if (e.ValueKind == JsonValueKind.Array) return Many(e, record);
        if (e.ValueKind != JsonValueKind.Object) return [Refused(record, null, "a JSON object is wanted", "QCSchema records are JSON objects")];
        if (e.Object("input") is not null && e.Object("result") is { } result) return Read(result, record);
        if (e.Text("record_type") is not null) return new Fractal(this).Read(e, record);
        if (OwnColumns.Of(e) is { } own) return [One(record, () => OwnColumns.Read(e, own))];
        if (e.Get("scan_results") is { } scan) return Contained(scan, record, "scan");
        if (e.Get("optimization_history") is { } history) return Contained(history, record, "optimisation");
        if (e.Get("cluster_results") is { } clusters) return Contained(clusters, record, "cluster");
        if (e.Boolean("success") == false || (e.Get("error") is { ValueKind: JsonValueKind.Object } && e.Get("success") is null)) return [One(record, () => Records.Failed(e))];
        if (e.Object("final_molecule") is not null) return Optimization(e, record);
        if (e.Object("molecule") is null && e.Object("input_data").Object("molecule") is null) return [Other(e, record)];
        if (e.Boolean("success") == true) return [One(record, () => Records.Result(e))];
        if (e.Get("return_result") is not null || e.Object("properties") is not null)
            return [Refused(record, "success", "the record does not say whether the calculation succeeded", "QCSchema wants success: true in a result")];
        if (e.Text("driver") is not null || e.Object("model") is not null) return [Refused(record, null, "this is an input; it has no results", "Hand in the result that belongs to it")];
        return [Other(e, record)];
    }

    IEnumerable<Reading> Many(JsonElement array, string? record)
    {
        int i = 0;
        foreach (var item in array.EnumerateArray())
            foreach (var reading in Read(item, Join(record, $"record {++i}"))) yield return reading;
    }

    IEnumerable<Reading> Optimization(JsonElement e, string? record)
    {
        foreach (var (step, read) in Records.Optimization(e)) yield return One(step is null ? record : Join(record, step), read);
    }

    /// <summary>The records inside a scan: an object or array of records or of lists of records.</summary>
    internal IEnumerable<Reading> Contained(JsonElement e, string? record, string word)
    {
        int i = 0;
        IEnumerable<JsonElement> children = e.ValueKind switch { JsonValueKind.Object => e.EnumerateObject().Select(p => p.Value), JsonValueKind.Array => e.EnumerateArray(), _ => [] };
        foreach (var item in children.SelectMany(c => c.ValueKind == JsonValueKind.Array ? c.EnumerateArray() : (IEnumerable<JsonElement>)[c]))
            foreach (var reading in Read(item, Join(record, $"{word} {++i}"))) yield return reading;
        if (i == 0) yield return Refused(record, null, $"none of the {word}s is in the record", "Export it with the records that it is made of");
    }

    /// <summary>What a JSON object that is no result may be, in words that tell what to do.</summary>
    Reading Other(JsonElement e, string? record)
    {
        if (e.Get("symbols") is not null && e.Get("geometry") is not null) return Refused(record, null, "this is a molecule; it has no results", "Hand in the result of a calculation");
        if (e.Object("initial_molecule") is not null) return Refused(record, null, "this is the input of an optimisation; it has no results", "Hand in the result that belongs to it");
        if (e.Get("electron_shells") is not null || e.Get("center_data") is not null) return Refused(record, null, "this is a basis set, not a calculation", "Hand in the result of a calculation");
        if (e.Text("$schema") is not null || e.Get("definitions") is not null) return Refused(record, null, "this is a JSON schema, not a calculation", "Hand in the result of a calculation");
        return Refused(record, null, "this JSON is no QCSchema result", "QCSchema results have molecule, driver, model, success and return_result");
    }

    internal Reading One(string? record, Func<Calculation> read)
    {
        try
        {
            return new Reading(read(), null, record);
        }
        catch (Refusal r)
        {
            return Refused(record, r.Field, r.Message, r.Remedy);
        }
    }

    internal Reading Refused(string? record, string? field, string message, string remedy) => new(null, new Fault(file, record, field, message, remedy), record);

    internal static string Join(string? outer, string inner) => outer is null ? inner : $"{outer}, {inner}";
}
