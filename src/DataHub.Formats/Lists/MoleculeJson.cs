// Reads molecules from JSON lines: one object a line.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Lists;

static class MoleculeJson
{
    public static IEnumerable<Listed> Read(LongLines lines)
    {
        while (lines.Next() is { } line)
            if (lines.Cut) yield return new(lines.Number) { Defect = "the line is longer than a million characters" };
            else if (!line.AsSpan().Trim().IsEmpty) yield return Of(lines.Number, line);
    }

    static Listed Of(long number, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
            var o = document.RootElement;
            if (o.ValueKind != JsonValueKind.Object) return new(number) { Defect = "an object is wanted on each line" };
            string? Text(string name) => o.TryGetProperty(name, out var v) && v.ValueKind != JsonValueKind.Null
                ? v.ValueKind == JsonValueKind.String ? v.GetString() is { Length: > 0 } s ? s : null : v.ValueKind == JsonValueKind.Number && name is "name" or "id" ? v.GetRawText() : throw new FormatException($"{name}: a text is wanted") : null;
            int? Whole(string name) => o.TryGetProperty(name, out var v) && v.ValueKind != JsonValueKind.Null
                ? v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out int i) ? i : throw new FormatException($"{name}: a whole number is wanted") : null;
            var geometry = Shape(o);
            string? key = Text("inchikey"), smiles = Text("smiles"), molfile = Text("molfile"), name = Text("name") ?? Text("id");
            if (key is null && smiles is null && molfile is null && geometry is null) return new(number) { Name = name, Defect = "no molecule: smiles, inchikey, molfile, or symbols with coordinates is wanted" };
            if (key is not null && !Listed.IsInChIKey(key)) return new(number) { Name = name, Defect = $"'{key}' is no InChIKey" };
            var multiplicity = Whole("multiplicity");
            if (multiplicity < 1) return new(number) { Name = name, Defect = "multiplicity: a positive number is wanted" };
            return new(number)
            {
                Name = name, Smiles = smiles, InChIKey = key?.ToUpperInvariant(), Molfile = molfile, Geometry = geometry, Charge = Whole("charge"), Multiplicity = multiplicity,
                Formula = Text("formula"), Level = Text("level"), Property = Text("property"),
            };
        }
        catch (JsonException e) { return new(number) { Defect = $"no JSON: {e.Message}" }; }
        catch (FormatException e) { return new(number) { Defect = e.Message }; }
    }

    /// <summary>symbols and coordinates (ångström, three an atom), as everywhere in DataHub; null if there are none.</summary>
    static Geometry? Shape(JsonElement o)
    {
        if (!o.TryGetProperty("symbols", out var s) || !o.TryGetProperty("coordinates", out var x)) return null;
        if (s.ValueKind != JsonValueKind.Array || x.ValueKind != JsonValueKind.Array || s.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String) || x.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.Number))
            throw new FormatException("symbols and coordinates: a list of texts and a list of numbers are wanted");
        string? level = o.TryGetProperty("geometry_level", out var l) && l.ValueKind == JsonValueKind.String && l.GetString() is { Length: > 0 } at ? Level.Parse(at).Name : null;
        return new Geometry([.. s.EnumerateArray().Select(e => e.GetString()!)], [.. x.EnumerateArray().Select(e => e.GetDouble())], level is null ? GeometrySource.Given : GeometrySource.Optimized, level);
    }
}
