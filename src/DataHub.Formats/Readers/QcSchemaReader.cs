// Reads QCSchema JSON (versions 1 and 2) and the record exports of QCFractal.
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Formats.Readers.QcSchema;
using DataHub.Formats.Sources;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// QCSchema results, optimisations (with their trajectories) and failures, one record, a list of records, or one record a line; QCFractal's exported records.
/// Inputs, molecules and basis sets are refused as such. Energies are checked against each other; what contradicts itself is refused. Long lists are streamed.
/// </summary>
public sealed class QcSchemaReader : IReader
{
    static readonly string[] Marks = ["\"qcschema", "\"qc_schema", "\"qc-json", "\"driver\"", "\"return_result\"", "\"record_type\"", "\"input_data\"", "\"calcinfo_n", "\"molecular_charge\"", "\"molecular_multiplicity\""];

    /// <inheritdoc/>
    public string Format => "qcschema";
    /// <inheritdoc/>
    public string Describes => "QCSchema JSON, versions 1 and 2, and QCFractal records (.json, .jsonl)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => Main(bundle) is { } file && Marks.Any(file.HeadText.Contains);

    /// <summary>The only JSON file of the bundle, or the result.json of a job.</summary>
    static RawFile? Main(Bundle bundle)
    {
        if (bundle.Files.FirstOrDefault(f => f.Name == "result.json") is { } result) return IsJson(result) ? result : null;
        var files = bundle.Files.Where(f => !Grouping.IsSidecar(f.Name)).ToList();
        return files is [var only] && IsJson(only) ? only : null;
    }

    static bool IsJson(RawFile file)
    {
        foreach (byte b in file.Head)
            if (b is (byte)'{' or (byte)'[') return true;
            else if (b is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or 0xEF or 0xBB or 0xBF)) return false;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = Main(bundle)!;
        var shapes = new Shapes(bundle.Files.Count == 1 ? bundle.Name : $"{bundle.Name}/{file.Name}");
        bool list = file.HeadText.TrimStart('\u00EF', '\u00BB', '\u00BF').TrimStart().StartsWith('[');
        using var elements = Elements(file, list).GetEnumerator();
        for (int i = 1; ; i++)
        {
            JsonElement element;
            Reading? broken = null;
            try
            {
                if (!elements.MoveNext()) yield break;
                element = elements.Current;
            }
            catch (JsonException e)
            {
                element = default;
                broken = shapes.Refused(i == 1 ? null : $"record {i}", null, $"the JSON is broken at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}" + (i > 1 ? "; nothing after it was read" : ""),
                    "Check that the file is complete; JSON knows no NaN and no comments");
            }
            if (broken is { } b)
            {
                yield return b;
                yield break;
            }
            foreach (var reading in Whole(shapes, element, list || i > 1 ? $"record {i}" : null)) yield return reading;
        }
    }

    /// <summary>All readings of one element. Text that is no UTF-8 is noticed by the parser only when it is fetched.</summary>
    static IReadOnlyList<Reading> Whole(Shapes shapes, JsonElement element, string? record)
    {
        try
        {
            return [.. shapes.Read(element, record)];
        }
        catch (InvalidOperationException e) when (e.InnerException is System.Text.DecoderFallbackException)
        {
            return [shapes.Refused(record, null, "a text in it is not UTF-8", "Write the file again as UTF-8")];
        }
    }

    /// <summary>The elements of a top-level list, or the top-level values one after the other, each parsed by itself.</summary>
    static IEnumerable<JsonElement> Elements(RawFile file, bool list)
    {
        using var stream = file.Open();
        foreach (var element in JsonSerializer.DeserializeAsyncEnumerable(stream, ElementJson.Default.JsonElement, topLevelValues: !list).ToBlockingEnumerable()) yield return element;
    }
}

[JsonSerializable(typeof(JsonElement))]
sealed partial class ElementJson : JsonSerializerContext;
