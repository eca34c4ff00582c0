// What xtb writes into xtbout.json.
using System.Text.Json;

namespace DataHub.Formats.Readers;

/// <summary>The content of an xtbout.json. Key spellings differ between versions only in what follows a '/', the unit.</summary>
sealed record XtbJson
{
    public required double Energy { get; init; }
    public double? Gap { get; init; }
    /// <summary>Dipole, a.u.; not of the final structure if the run optimised it.</summary>
    public double[]? Dipole { get; init; }
    public double[] Charges { get; init; } = [];
    public double[] Orbitals { get; init; } = [];
    public int? Electrons { get; init; }
    public int? Unpaired { get; init; }
    public double[] Frequencies { get; init; } = [];
    public double[] Intensities { get; init; } = [];
    public required string Call { get; init; }
    public required string Method { get; init; }
    public string? Version { get; init; }

    /// <summary>Reads the text; null with a reason if it is not a whole xtbout.json.</summary>
    public static XtbJson? Read(string text, out string? wrong)
    {
        try
        {
            using var doc = JsonDocument.Parse(text);
            var values = new Dictionary<string, JsonElement>();
            if (doc.RootElement.ValueKind == JsonValueKind.Object)
                foreach (var p in doc.RootElement.EnumerateObject()) values[p.Name.Split('/')[0].Trim()] = p.Value;
            double? Real(string k) => values.TryGetValue(k, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetDouble(out double d) ? d : null;
            string? Text(string k) => values.TryGetValue(k, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
            double[] List(string k) => values.TryGetValue(k, out var v) && v.ValueKind == JsonValueKind.Array && v.EnumerateArray().All(x => x.ValueKind == JsonValueKind.Number)
                ? [.. v.EnumerateArray().Select(x => x.GetDouble())] : [];
            wrong = null;
            if (Real("total energy") is not { } energy) wrong = "it has no \"total energy\"";
            else if (Text("method") is not { } method) wrong = "it has no \"method\"";
            else
                return new XtbJson
                {
                    Energy = energy, Gap = Real("HOMO-LUMO gap"), Dipole = List("dipole") is { Length: 3 } d ? d : null, Charges = List("partial charges"),
                    Orbitals = List("orbital energies"), Electrons = (int?)Real("number of electrons"), Unpaired = (int?)Real("number of unpaired electrons"),
                    Frequencies = List("vibrational frequencies"), Intensities = List("IR intensities"), Call = Text("program call") ?? "", Method = method,
                    Version = Text("xtb version")?.Split(' ')[0],
                };
        }
        catch (JsonException e)
        {
            wrong = "it is not whole JSON (" + e.Message.Split('.')[0] + ")";
        }
        return null;
    }
}
