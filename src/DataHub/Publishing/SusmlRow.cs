// A release as a row of the SusML community table of what datasets cost.
using System.Globalization;
using DataHub.Model.Datasets;

namespace DataHub.Publishing;

/// <summary>Writes the row that the community table "Quantum-Mechanical Dataset Generation" takes (github.com/lmedranos/susML): name, description, computing time, carbon footprint, reference.</summary>
public static class SusmlRow
{
    /// <summary>Head of the table.</summary>
    public const string Head = "| Name | Description | Computing time [hrs] | Carbon footprint [CO₂e] | Ref. |\n|---|---|---:|---:|---:|";

    /// <summary>The row of a release. What the records do not tell is '-'; where only a part of them tells it, the row says of how many.</summary>
    public static string Of(Release release, DatasetMetadata metadata)
    {
        var c = DatasetCost.Of(release);
        var time = string.Join(" + ", new[] { (c.CpuHours, "CPU"), (c.GpuHours, "GPU") }.Where(t => t.Item1 > 0).Select(t => $"{Short(t.Item1!.Value)} {t.Item2}"));
        var part = c.Told is > 0 and < 0.995 ? string.Create(CultureInfo.InvariantCulture, $" (of {100 * c.Told:0} % of the records)") : "";
        var id = release.Identifiers.Count > 0 ? release.Identifiers[0] : null;
        var who = metadata.Authors.Count == 0 ? release.Dataset : (metadata.Authors[0].Family ?? metadata.Authors[0].Name) + (metadata.Authors.Count > 1 ? " et al." : "");
        return $"| {Cell(release.Dataset)} | {Short(release.Records)} records of {Short(release.Molecules)} molecules: {Cell(metadata.Title)} | {(time.Length == 0 ? "-" : time + part)} | {(c.Co2Kg is { } kg ? Mass(kg) + part : "-")} | {(id is null ? "" : $"[{Cell(who)} ({release.ReleasedAt.Year})]({id.Url})")} |";
    }

    /// <summary>A number to three digits with k, M or B.</summary>
    static string Short(double v) => v switch { >= 1e9 => N(v / 1e9) + " B", >= 1e6 => N(v / 1e6) + " M", >= 1e5 => N(v / 1e3) + " k", >= 1000 => v.ToString("N0", CultureInfo.InvariantCulture), _ => N(v) };

    /// <summary>A mass in g, kg or tons.</summary>
    static string Mass(double kg) => kg >= 1000 ? $"{(kg >= 1e6 ? (kg / 1000).ToString("N0", CultureInfo.InvariantCulture) : N(kg / 1000))} tons" : kg >= 1 ? N(kg) + " kg" : N(kg * 1000) + " g";

    static string N(double v) => v == 0 ? "0" : v.ToString(v >= 100 ? "0" : v >= 10 ? "0.#" : v >= 0.01 ? "0.##" : "0.#E+0", CultureInfo.InvariantCulture);

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
