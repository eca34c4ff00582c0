// The identifiers that an opaque name has under the settings of an archive.
using DataHub.Model.Datasets;

namespace DataHub.Publishing;

/// <summary>Forms of identifiers. All of one object are made of its opaque name, so that each is known before anything is registered, and any of them leads back to it.</summary>
public static class Identifiers
{
    /// <summary>The identifiers of a name, the one to cite first: DOI, Handle, ARK, w3id, and always the local one.</summary>
    public static IReadOnlyList<Identifier> Of(string name, PublishingSettings settings)
    {
        var all = new List<Identifier>();
        if (settings.Datacite is { } d) all.Add(new("doi", $"{d.Prefix}/{name}", $"https://doi.org/{d.Prefix}/{name}"));
        if (settings.Handle is { } h) all.Add(new("handle", $"{h.Prefix}/{name}", $"https://hdl.handle.net/{h.Prefix}/{name}"));
        if (settings.Ark is { } a) all.Add(new("ark", $"ark:{a.Naan}/{a.Shoulder}{name}", $"{a.Resolver.TrimEnd('/')}/ark:{a.Naan}/{a.Shoulder}{name}"));
        if (settings.W3id is { } w) all.Add(new("w3id", $"https://w3id.org/{w.Prefix.Trim('/')}/{name}", $"https://w3id.org/{w.Prefix.Trim('/')}/{name}"));
        all.Add(new("local", name, $"{settings.BaseUrl}/id/{name}"));
        return all;
    }

    /// <summary>What has the name: a dataset, or one of its versions (number), or its draft (number of the version that it will be). Null if nothing has it.</summary>
    public static (Dataset Dataset, int? Version)? Find(IEnumerable<Dataset> datasets, string name)
    {
        foreach (var d in datasets)
        {
            if (d.Name == name) return (d, null);
            if (d.Releases.FirstOrDefault(r => r.Name == name) is { } r) return (d, r.Number);
            if (d.Draft?.Name == name) return (d, d.Draft.Number);
        }
        return null;
    }

    /// <summary>The opaque name in an identifier of any form: what follows its last '/', without the shoulder of an ARK; null if it is none.</summary>
    public static string? NameIn(string identifier, PublishingSettings settings)
    {
        var last = identifier.Trim().TrimEnd('/').Split('/')[^1].ToLowerInvariant();
        // Hyphens mean nothing in an ARK.
        if (identifier.Contains("ark:", StringComparison.OrdinalIgnoreCase)) last = last.Replace("-", "", StringComparison.Ordinal);
        if (settings.Ark is { Shoulder: { Length: > 0 } shoulder } && last.StartsWith(shoulder, StringComparison.OrdinalIgnoreCase) && CheckedIds.IsName(last[shoulder.Length..])) last = last[shoulder.Length..];
        return CheckedIds.IsName(last) ? last : null;
    }
}
