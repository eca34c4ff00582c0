// The commands datahub dataset submit, approve, return, share, links, unshare: who looks at a draft before its release.
using System.CommandLine;
using DataHub.Cli.Output;

namespace DataHub.Cli.Commands;

static class DatasetReview
{
    static readonly Option<string?> Note = new("--note") { Description = "What the curator says", HelpName = "TEXT" };
    static readonly Option<bool> Anonymous = new("--anonymous") { Description = "For a reviewer who must not learn who the authors are" };
    static readonly Option<int?> Days = new("--days") { Description = "It ends after so many days", HelpName = "N" };
    static readonly Argument<string> Link = new("link") { Description = "Id of the link" };

    public static Verb Submit() => new Verb("submit", "Hand the draft to a curator", "datahub dataset submit my-gaps").With(Datasets.Slug, Datasets.By).Does((s, _) => Datasets.Changed(s, p => p.Submit(s.Get(Datasets.Slug)!, Datasets.Who(s))));

    public static Verb Approve() => new Verb("approve", "As a curator: approve the draft as it is", "datahub dataset approve my-gaps --by 'C. Curator'").With(Datasets.Slug, Note, Datasets.By).Does((s, _) => Datasets.Changed(s, p => p.Approve(s.Get(Datasets.Slug)!, Datasets.Who(s), s.Get(Note))));

    public static Verb Return() => new Verb("return", "As a curator: give the draft back and say what is to be mended", "datahub dataset return my-gaps --note 'Which basis set?'").With(Datasets.Slug, Note, Datasets.By).Does((s, _) =>
        string.IsNullOrWhiteSpace(s.Get(Note)) ? Task.FromResult(s.Fail(Exit.Usage, "--note is missing: the authors are told what to mend")) : Datasets.Changed(s, p => p.Return(s.Get(Datasets.Slug)!, Datasets.Who(s), s.Get(Note)!)));

    public static Verb Share() => new Verb("share", "Make a link by which its holder sees the draft, or what is closed", "datahub dataset share my-gaps --days 30", "datahub dataset share my-gaps --anonymous --note 'referee 2'").With(Datasets.Slug, Anonymous, Days, Note, Datasets.By).Does((s, _) => Datasets.Writing(s, hub =>
    {
        var d = hub.Publisher.Get(s.Get(Datasets.Slug)!);
        var (link, key) = hub.Publisher.Share(d.Slug, s.Get(Anonymous), s.Get(Days) is { } days ? DateTime.UtcNow.AddDays(days) : null, Datasets.Who(s), s.Get(Note));
        Sheet.Write(s, [("link", link.Id), ("anonymous", link.Anonymous), ("expires", link.Expires), ("path", $"/datasets/{d.Slug}/draft?key={key}"), ("api", $"/api/datasets/{d.Slug}/draft?key={key}"), ("key", key)]);
        if (link.Anonymous && d.IsOpen(DateTime.UtcNow)) s.Warn("the dataset is open, so that its page tells the authors to anyone; set access to restricted until the release");
        s.Note("the key is told only now; end the link by: datahub dataset unshare " + $"{d.Slug} {link.Id}");
        return Task.FromResult(Exit.Ok);
    }));

    public static Verb Links() => new Verb("links", "The share links of a dataset", "datahub dataset links my-gaps").With(Datasets.Slug).Does((s, _) =>
    {
        if (!s.HasArchive(out int code)) return code;
        using var archive = s.OpenArchive();
        if (archive.Dataset(s.Get(Datasets.Slug)!) is not { } d) return s.Fail(Exit.NotFound, $"there is no dataset {s.Get(Datasets.Slug)}");
        Sheet.Write(s, ["link", "anonymous", "made", "by", "expires", "note"], d.Links.Select(l => (IReadOnlyList<object?>)[l.Id, l.Anonymous, l.CreatedAt, l.CreatedBy, l.Expires, l.Note]));
        return Exit.Ok;
    });

    public static Verb Unshare() => new Verb("unshare", "End a share link", "datahub dataset unshare my-gaps 0a1b2c3d").With(Datasets.Slug, Link, Datasets.By).Does((s, _) => Datasets.Writing(s, hub =>
    {
        hub.Publisher.Revoke(s.Get(Datasets.Slug)!, s.Get(Link)!, Datasets.Who(s));
        return Task.FromResult(Exit.Ok);
    }));
}
