// The archive: full-text search, what a text could go on with, and what a misspelt one could mean.
using DataHub.Model;
using DataHub.Store.Searching;

namespace DataHub.Store;

public sealed partial class Archive
{
    /// <summary>
    /// Full-text search with facets. The index follows the commits in the background: a search sees every record that was kept before it, unless more are waiting to be indexed than
    /// take a moment; then it sees what is there, and <see cref="SearchPage.Waiting"/> tells how many it has not seen. <paramref name="filters"/> are facet values that hits must have, by facet name.
    /// </summary>
    /// <exception cref="QueryException">The text cannot be understood.</exception>
    public SearchPage Search(string text, int top = 20, int skip = 0, IReadOnlyDictionary<string, string>? filters = null) => Search(new SearchOrder(text) { Top = top, Skip = skip, Filters = filters });

    /// <summary>The same with everything that a search can be asked.</summary>
    /// <exception cref="QueryException">The text cannot be understood.</exception>
    public SearchPage Search(SearchOrder order, CancellationToken cancel = default)
    {
        var node = SearchText.Read(order.Text, _options.Canonical);
        return _views.Index(i => i.Search(order, node, Told(Veil()), cancel)) with { Waiting = _views.Waiting, Marks = new SearchMarks(node) };
    }

    /// <summary>Another text that is spelt like one that found nothing and finds something: words and values of facets are replaced by near ones of the archive. Null if there is none.</summary>
    public string? DidYouMean(SearchOrder order, CancellationToken cancel = default)
    {
        var node = SearchText.Read(order.Text, _options.Canonical);
        var text = order.Text;
        // From the end, so that the places before stay what they are.
        foreach (var leaf in node.Wanted().OrderByDescending(n => n is SearchNode.Words w ? w.At : n is SearchNode.InField f ? f.At : -1).Take(12))
        {
            var (word, at, length, field) = leaf switch
            {
                SearchNode.Words { Phrase: false, Prefix: false } w => (w.Text, w.At, w.Length, null),
                SearchNode.InField { Prefix: false } f when SearchFields.FacetNames.Contains(f.Field) => (f.Text, f.At, f.Length, f.Field),
                _ => ("", 0, 0, (string?)null),
            };
            if (word.Length < 3 || Search(new SearchOrder(order.Text.Substring(field is null ? at : at - field.Length - 1, field is null ? length : length + field.Length + 1)) { Top = 0 }, cancel).Total > 0) continue;
            var near = _views.Index(i => i.Ask(r => field is null ? Vocabulary.Near(r, word).Take(5).ToList() : [.. Vocabulary.Near(r, field, word)]));
            foreach (var other in near)
            {
                var changed = text[..at] + (field is null ? other : Vocabulary.Written(other)) + text[(at + length)..];
                if (Search(new SearchOrder(field is null ? other : $"{field}:{Vocabulary.Written(other)}") { Top = 0 }, cancel).Total == 0) continue;
                text = changed;
                break;
            }
        }
        return text != order.Text && Search(order with { Text = text, Top = 0 }, cancel).Total > 0 ? text : null;
    }

    /// <summary>What a text could go on with: fields, values of facets and words of names that begin like its last word, each with the number of records that the whole text then finds.</summary>
    public IReadOnlyList<Suggestion> Suggest(string text, int top, CancellationToken cancel = default)
    {
        var (before, last) = Vocabulary.Split(text);
        int colon = last.IndexOf(':', StringComparison.Ordinal);
        var word = last[(colon + 1)..].TrimStart('"');
        if (last.Length == 0 || colon < 0 && word.Length == 0) return [];
        var facets = Facets(before, cancel);
        if (colon > 0)
        {
            var field = last[..colon].ToLowerInvariant();
            return facets.TryGetValue(field, out var values) ? Counted(values.Where(v => Begins(v.Value, word)).Select(v => ($"{before}{field}:{Vocabulary.Written(v.Value)}", field)), top, cancel) : [];
        }
        var found = Vocabulary.Fields(word).Take(top / 2).Select(f => new Suggestion(before + f, "field", null)).ToList();
        var named = facets.Where(f => f.Key != SearchFields.Elements).SelectMany(f => f.Value.Where(v => Begins(v.Value, word)).Select(v => (Facet: f.Key, v.Value, v.Count))).OrderByDescending(v => v.Count);
        found.AddRange(Counted(named.Select(v => ($"{before}{v.Facet}:{Vocabulary.Written(v.Value)}", v.Facet)), top / 2, cancel));
        found.AddRange(Counted(_views.Index(i => i.Ask(r => Vocabulary.Words(r, word.ToLowerInvariant()).Take(2 * top).ToList())).Select(w => (before + Vocabulary.Written(w), "name")), top, cancel));
        return [.. found.Take(top)];
    }

    /// <summary>The values of facets behind the beginning of a text.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<(string Value, long Count)>> Facets(string before, CancellationToken cancel)
    {
        try { return Search(new SearchOrder(before) { Top = 0 }, cancel).Facets; }
        // What stands before is no search by itself, such as one that ends with AND.
        catch (QueryException) { return Search(new SearchOrder("") { Top = 0 }, cancel).Facets; }
    }

    /// <summary>Each text is searched for, so that its count is exact and nothing is told that is not shown. A text that is still open, such as one with a parenthesis, has no count.</summary>
    List<Suggestion> Counted(IEnumerable<(string Text, string Kind)> texts, int top, CancellationToken cancel)
    {
        var found = new List<Suggestion>();
        foreach (var (text, kind) in texts)
        {
            if (found.Count == top) break;
            long? count;
            try { count = Search(new SearchOrder(text) { Top = 0 }, cancel).Total; }
            catch (QueryException) { count = kind == "name" ? 0 : null; }
            if (count is null or > 0) found.Add(new Suggestion(text, kind, count));
        }
        return found;
    }

    static bool Begins(string value, string start) => value.StartsWith(start, StringComparison.OrdinalIgnoreCase) || start.Length > 1 && new WordMatch(start, true).In(value);

    /// <summary>What a search sees beside the index.</summary>
    SearchView Told(IReadOnlyList<string> veil) => new(_withdrawn, veil, [.. _datasets.All().Where(d => d.Releases.Count > 0 || !veil.Contains(d.Slug))]);
}
