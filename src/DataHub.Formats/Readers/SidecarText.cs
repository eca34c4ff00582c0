// The text of a sidecar, JSON or YAML, as one tree of JSON.
using System.Globalization;
using System.Text.Json;
using DataHub.Model;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataHub.Formats.Readers;

static class SidecarText
{
    const int MostNodes = 100_000, Deepest = 32;

    /// <summary>The document; JSON may have comments and trailing commas. YAML is read by its core schema: plain numbers, booleans and null, everything else is text.</summary>
    /// <exception cref="JsonException">It is neither, or it is larger than a description can be.</exception>
    internal static JsonDocument Open(RawFile file)
    {
        if (file.Extension is not (".yaml" or ".yml")) return JsonDocument.Parse(file.ReadAllBytes(), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(file.ReadAllText()));
            if (stream.Documents.Count != 1) throw new JsonException("one YAML document is wanted");
            var memory = new MemoryStream();
            using (var json = new Utf8JsonWriter(memory))
            {
                int nodes = 0;
                Write(json, stream.Documents[0].RootNode, 0, ref nodes);
            }
            memory.Position = 0;
            return JsonDocument.Parse(memory);
        }
        catch (YamlException e) { throw new JsonException($"line {e.Start.Line}: {e.Message}", e); }
    }

    static void Write(Utf8JsonWriter json, YamlNode node, int depth, ref int nodes)
    {
        // Aliases can make a small YAML text a huge tree.
        if (++nodes > MostNodes || depth > Deepest) throw new JsonException("it is too large or too deep for a description");
        switch (node)
        {
            case YamlMappingNode map:
                json.WriteStartObject();
                foreach (var (key, value) in map.Children)
                {
                    json.WritePropertyName((key as YamlScalarNode)?.Value ?? throw new JsonException("a key is no text"));
                    Write(json, value, depth + 1, ref nodes);
                }
                json.WriteEndObject();
                break;
            case YamlSequenceNode list:
                json.WriteStartArray();
                foreach (var value in list.Children) Write(json, value, depth + 1, ref nodes);
                json.WriteEndArray();
                break;
            case YamlScalarNode scalar when scalar.Style != ScalarStyle.Plain || scalar.Value is null: json.WriteStringValue(scalar.Value ?? ""); break;
            case YamlScalarNode { Value: "" or "~" or "null" or "Null" or "NULL" }: json.WriteNullValue(); break;
            case YamlScalarNode { Value: "true" or "True" or "TRUE" }: json.WriteBooleanValue(true); break;
            case YamlScalarNode { Value: "false" or "False" or "FALSE" }: json.WriteBooleanValue(false); break;
            case YamlScalarNode { Value: var text }:
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)) json.WriteNumberValue(whole);
                else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real)) json.WriteNumberValue(real);
                else json.WriteStringValue(text);
                break;
        }
    }
}
