// The checks before a release: what must be, what should be, and how to mend each.
using System.Globalization;
using DataHub.Model;
using DataHub.Model.Datasets;

namespace DataHub.Publishing;

/// <summary>What the records and files of a draft are, as far as the checks ask.</summary>
/// <param name="Records">Records that would be released, failed ones included.</param>
/// <param name="Files">Files beside them.</param>
public sealed record DraftFacts(long Records, long Failed, long Withdrawn, long OtherLicence, long WithoutVersion, long WithoutCost, long WithoutGeometry, long WithoutRaw, long Warned, int Files)
{
    /// <summary>Levels of theory whose grams of CO2e per CPU-hour cannot be, with the figure.</summary>
    public IReadOnlyList<(string Level, double GramsPerHour)> Implausible { get; init; } = [];
    /// <summary>Why there can be no release before a curator has approved; null if there can.</summary>
    public string? Review { get; init; }
    /// <summary>Why its access cannot be as it is told; null if it can.</summary>
    public string? Access { get; init; }
}

/// <summary>One check.</summary>
/// <param name="Id">Short name.</param>
/// <param name="Required">True if there is no release without it.</param>
/// <param name="Points">What it counts.</param>
/// <param name="Share">How far it is met, 0 to 1.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">How to mend it; null where it is met.</param>
public sealed record Check(string Id, bool Required, int Points, double Share, string Message, string? Remedy)
{
    /// <summary>True if nothing is left to do.</summary>
    public bool Met => Share >= 1;
}

/// <summary>All checks of a draft, with their score out of 100.</summary>
public sealed record CheckReport(string Dataset, int Version, int Score, bool Ready, IReadOnlyList<Check> Checks);

/// <summary>Checks a draft. Pure.</summary>
public static class ReleaseChecks
{
    /// <summary>The report on a draft.</summary>
    public static CheckReport Of(string slug, Draft draft, DraftFacts facts, PublishingSettings settings)
    {
        var (m, checks) = (draft.Metadata, new List<Check>());
        void Add(string id, bool required, int points, double share, string message, string remedy) => checks.Add(new(id, required, points, Math.Clamp(share, 0, 1), message, share >= 1 ? null : remedy));
        void Is(string id, bool required, int points, bool met, string message, string remedy) => Add(id, required, points, met ? 1 : 0, message, remedy);
        static double Part(long lacking, long of) => of == 0 ? 1 : 1 - (double)lacking / of;
        string N(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

        int described = m.Description?.Length ?? 0;
        Is("content", true, 5, facts.Records + facts.Files > 0, $"{N(facts.Records)} records, {N(facts.Files)} other files", $"Hand results in with --dataset {slug}, or add files.");
        Is("title", true, 5, m.Title.Length is >= 10 and <= 300, $"a title of {m.Title.Length} characters", "Say in 10 to 300 characters which molecules, properties and level of theory it is about.");
        Is("description", true, 10, described is >= 50 and <= 5000, described == 0 ? "no description" : $"a description of {described} characters", "Describe in 50 to 5,000 characters what was computed, how and why; search engines show nothing shorter.");
        Is("authors", true, 10, m.Authors.Count > 0, $"{m.Authors.Count} authors", "Name who is to be cited: authors: [{name: 'Family, Given', orcid: ..., affiliation: ...}].");
        Is("licence", true, 10, m.Licence is not null, m.Licence ?? "no licence", "Choose one of the SPDX list, for data CC0-1.0 or CC-BY-4.0.");
        Is("access", true, 0, facts.Access is null, facts.Access ?? m.Access.Kind.ToString().ToLowerInvariant(), "Change access in the metadata.");
        if (facts.Review is not null || settings.Review) Is("review", true, 0, facts.Review is null, facts.Review ?? "approved", $"datahub dataset submit {slug}; a curator then runs: datahub dataset approve {slug}");

        int people = m.Authors.Count(a => !a.Organisational), withOrcid = m.Authors.Count(a => !a.Organisational && a.Orcid is not null);
        Add("orcid", false, 6, people == 0 ? 1 : (double)withOrcid / people, $"{withOrcid} of {people} authors have an ORCID", "Add orcid to each author (https://orcid.org).");
        int placed = m.Authors.Count(a => !a.Organisational && a.Affiliations.Count > 0), ror = m.Authors.Count(a => !a.Organisational && a.Affiliations.Any(x => x.Ror is not null));
        Add("affiliation", false, 4, people == 0 ? 1 : (placed + ror) / (2.0 * people), $"{placed} of {people} authors have an affiliation, {ror} one with its ROR", "Add affiliation: {name: ..., ror: https://ror.org/...} to each author.");
        Add("keywords", false, 5, m.Keywords.Count / 3.0, $"{m.Keywords.Count} keywords", "Give three keywords or more.");
        Is("related", false, 5, m.Related.Count > 0, $"{m.Related.Count} related works", "Name the article, the software or the data that it builds on: related: [{identifier: 10.1234/abc, relation: IsSupplementTo}].");
        Is("funding", false, 2, m.Funding.Count > 0, $"{m.Funding.Count} grants", "Name who paid: funding: [{funder: ..., number: ...}]; leave it out if nobody did.");
        Is("readme", false, 5, (m.Readme?.Length ?? 0) >= 200, m.Readme is null ? "no README" : $"a README of {m.Readme.Length} characters", "Put a README.md beside the data: how it was made, what each file is, what it is not good for (200 characters or more).");
        Is("limitations", false, 4, m.Responsible?.Limitations is not null, m.Responsible?.Limitations is null ? "no limitations told" : "limitations are told", "Say what the data are not good for: responsible: {limitations: ..., biases: ...}.");
        Is("contact", false, 2, m.Contact is not null, m.Contact is null ? "no contact" : "a contact", "Say who answers questions: contact: name or address.");

        if (facts.Records > 0)
        {
            Add("record-licence", false, 4, Part(facts.OtherLicence, facts.Records), facts.OtherLicence == 0 ? "no record says another licence" : $"{N(facts.OtherLicence)} records say another licence", "Check that you may release them under this licence, or choose theirs.");
            Add("program-version", false, 5, Part(facts.WithoutVersion, facts.Records), $"{N(facts.WithoutVersion)} records do not tell the version of their program", "Hand in whole outputs, or tell program and program_version in the table.");
            Add("cost", false, 5, Part(facts.WithoutCost, facts.Records), $"{N(facts.WithoutCost)} records do not tell their processor time", "Hand in outputs that print it, or a table with cpu_seconds.");
            Add("geometry", false, 4, Part(facts.WithoutGeometry, facts.Records), $"{N(facts.WithoutGeometry)} records have no geometry", "Hand in the geometries with the values.");
            Add("raw", false, 4, Part(facts.WithoutRaw, facts.Records), $"{N(facts.WithoutRaw)} records have no raw output", "Hand in the program's own output.");
            Add("doubts", false, 3, Part(facts.Warned, facts.Records), facts.Warned == 0 ? "nothing doubtful" : $"{N(facts.Warned)} records carry warnings", "Look at them: datahub query \"$filter=extras/warning ne null\"");
            Is("cost-plausible", false, 2, facts.Implausible.Count == 0, facts.Implausible.Count == 0 ? "emissions per hour are plausible" : string.Join("; ", facts.Implausible.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Level}: {i.GramsPerHour:G3} g CO2e per hour"))),
                "Check for a slip of unit: g against kg, seconds against hours.");
        }
        int points = checks.Sum(c => c.Points);
        int score = (int)Math.Floor(100 * checks.Sum(c => c.Points * c.Share) / points);
        if (settings.LeastScore > 0) Is("score", true, 0, score >= settings.LeastScore, $"{score} of 100 points", $"This archive asks for {settings.LeastScore}: mend the checks above.");
        return new(slug, draft.Number, score, checks.All(c => !c.Required || c.Met), checks);
    }
}
