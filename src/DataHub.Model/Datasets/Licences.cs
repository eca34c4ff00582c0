// The SPDX licence list.
using System.Text.Json;

namespace DataHub.Model.Datasets;

/// <summary>A licence that suits data, and what it asks.</summary>
public sealed record DataLicence(string Id, string Use);

/// <summary>Licences by their SPDX identifiers (schemas/licences/spdx.json).</summary>
public static class Licences
{
    static readonly JsonElement s_list = Load();
    static readonly Dictionary<string, string> s_ids = s_list.GetProperty("ids").EnumerateArray().Select(i => i.GetString()!).ToDictionary(i => i, i => i, StringComparer.OrdinalIgnoreCase);

    /// <summary>The licences that suit data, the most open first.</summary>
    public static IReadOnlyList<DataLicence> ForData { get; } = [.. s_list.GetProperty("for_data").EnumerateArray().Select(l => new DataLicence(l.GetProperty("id").GetString()!, l.GetProperty("use").GetString()!))];

    /// <summary>The identifier in its spelling on the list; null if it is not on it.</summary>
    public static string? Find(string text) => s_ids.GetValueOrDefault(text.Trim());

    /// <summary>Address of a licence's page at SPDX.</summary>
    public static string Url(string id) => "https://spdx.org/licenses/" + id;

    /// <summary>Identifiers that look like a text, the likeliest first.</summary>
    public static IReadOnlyList<string> Like(string text)
    {
        static string Plain(string s) => new([.. s.ToLowerInvariant().Where(char.IsLetterOrDigit)]);
        var asked = Plain(text);
        return asked.Length < 2 ? [] : [.. s_ids.Values.Where(i => Plain(i).Contains(asked, StringComparison.Ordinal) || asked.Contains(Plain(i), StringComparison.Ordinal))
            .OrderBy(i => ForData.Any(l => l.Id == i) ? 0 : 1).ThenBy(i => i.Length).ThenBy(i => i, StringComparer.Ordinal).Take(5)];
    }

    static JsonElement Load()
    {
        using var stream = typeof(Licences).Assembly.GetManifestResourceStream("licences/spdx.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
