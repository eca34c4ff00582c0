// The tree of a search as a condition on keys, as a query of the index, or as both together.
using System.Text.RegularExpressions;
using DataHub.Model;
using DataHub.Model.Datasets;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Query = Lucene.Net.Search.Query;

namespace DataHub.Store.Searching;

/// <summary>What a search sees beside the index: what is withdrawn, the slugs that are not shown, and the datasets whose descriptions are.</summary>
sealed record SearchView(Withdrawn Withdrawn, IReadOnlyList<string> Veil, IReadOnlyList<Dataset> Datasets);

/// <summary>What became of a search: a condition that keys alone decide, or else a query.</summary>
sealed record Translated(KeyCondition? Keys, Query? Query);

/// <summary>Translates for one state of the index: what no document has is left out, so that a search for levels and programs is decided by the keys alone.</summary>
sealed partial class Translation(IndexReader reader, SearchView view)
{
    static readonly HashSet<string> Identifiers = [.. SearchFields.Identifiers.Select(c => c.Name)], Facets = [.. SearchFields.FacetNames];

    [GeneratedRegex("^[A-Z]{14}$")]
    private static partial Regex FirstBlock();

    /// <summary>The tree, narrowed by facet values and by InChIKeys.</summary>
    /// <exception cref="QueryException">There is no such facet.</exception>
    public Translated Of(SearchNode node, IReadOnlyDictionary<string, string>? filters, IReadOnlyCollection<string>? among)
    {
        var parts = new List<(Translated, bool)> { (Of(node), false) };
        foreach (var (facet, value) in filters ?? new Dictionary<string, string>())
            parts.Add((new(new KeyCondition.Some([(SearchFields.Place(facet), facet == SearchFields.Elements ? v => v.Split(',').Contains(value) : v => v == value)]), null), false));
        if (view.Veil.Count > 0) parts.Add((new(new KeyCondition.Some([(SearchFields.Place(SearchFields.Dataset), v => !view.Veil.Contains(v))], None: true), null), false));
        if (among is not null) parts.Add((new(null, Unscored(new AmongFilter(among))), false));
        return All(parts);
    }

    Translated Of(SearchNode node) => node switch
    {
        SearchNode.Everything => new(KeyCondition.Always, null),
        SearchNode.All all => All([.. all.Parts.Select(p => (Of(p.Node), p.Not))]),
        SearchNode.Any any => Any([.. any.Parts.Select(Of)]),
        SearchNode.Words words => Words(words),
        SearchNode.InField field => InField(field.Field, field.Text, field.Prefix),
        SearchNode.Range range => new(null, Unscored(new NumberFilter(range.Column.Name, range.Low, range.High))),
        SearchNode.Formula { Pattern: { IsExact: true } p } => new(null, new TermQuery(new Term(SearchFields.Formula, p.Hill()))),
        SearchNode.Formula formula => new(null, Unscored(new FormulaFilter(formula.Pattern))),
        SearchNode.OfElements of => new(Elements(of), null),
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    static KeyCondition Elements(SearchNode.OfElements of)
    {
        int place = SearchFields.Place(SearchFields.Elements);
        return of.Kind switch
        {
            "has" => new KeyCondition.Some([(place, v => v.Split(',') is var there && of.Symbols.All(there.Contains))]),
            "only" => new KeyCondition.Some([(place, v => v.Split(',').All(of.Symbols.Contains))]),
            _ => new KeyCondition.Some([(place, v => !v.Split(',').Any(of.Symbols.Contains))], None: true),
        };
    }

    Translated All(IReadOnlyList<(Translated Part, bool Not)> parts)
    {
        var keys = parts.Where(p => p.Part.Keys is not null).Select(p => p.Not ? new KeyCondition.Not(p.Part.Keys!) : p.Part.Keys!).Where(k => k != KeyCondition.Always).ToList();
        var both = keys.Count switch { 0 => KeyCondition.Always, 1 => keys[0], _ => new KeyCondition.Both(keys) };
        if (parts.All(p => p.Part.Keys is not null)) return new(both, null);
        var query = new BooleanQuery(true);
        foreach (var (part, not) in parts)
            if (part.Query is { } q) query.Add(q, not ? Occur.MUST_NOT : Occur.MUST);
        if (keys.Count > 0 || query.Clauses.All(c => c.Occur == Occur.MUST_NOT)) query.Add(Query(both), Occur.MUST);
        return new(null, query is { Clauses: [{ Occur: Occur.MUST } one] } ? one.Query : query);
    }

    Translated Any(IReadOnlyList<Translated> parts)
    {
        if (parts.All(p => p.Keys is not null)) return new(new KeyCondition.Either([.. parts.Select(p => p.Keys!)]), null);
        var query = new BooleanQuery(true);
        foreach (var part in parts) query.Add(part.Query ?? Query(part.Keys!), Occur.SHOULD);
        return new(null, query);
    }

    /// <summary>A condition on keys as a query.</summary>
    public Query Query(KeyCondition keys) => Unscored(new KeyFilter(keys, view.Withdrawn));

    static ConstantScoreQuery Unscored(Filter filter) => new(filter) { Boost = 0 };

    Translated Words(SearchNode.Words words)
    {
        var (text, match) = (words.Text, new WordMatch(words.Text, words.Prefix));
        var keys = new KeyCondition.Some([.. SearchFields.FacetNames.Where(f => f != SearchFields.Elements).Select(f => (SearchFields.Place(f), (Func<string, bool>)match.In)), Datasets(d => TextsOf(d).Any(match.In))]);
        var found = new List<Query?>();
        foreach (var c in SearchFields.Prose) found.AddRange(InText(c.Name, match));
        foreach (var name in Identifiers) found.Add(Exactly(name, Form(name, text)));
        if (words.Smiles is { } smiles && smiles != text) found.Add(Exactly(SearchFields.Smiles, smiles));
        if (!words.Phrase && FormulaPattern.Try(text) is { IsExact: true } formula && formula.Hill() != text) found.Add(Exactly(SearchFields.Formula, formula.Hill()));
        if (FirstBlock().IsMatch(text)) found.Add(new PrefixQuery(new Term(SearchFields.InChIKey, text + "-")));
        if (words.Prefix)
        {
            found.AddRange(SearchFields.Prose.Select(c => new PrefixQuery(new Term(c.Name, match.Start))));
            found.Add(new PrefixQuery(new Term(SearchFields.InChIKey, text.ToUpperInvariant())));
            found.Add(new PrefixQuery(new Term(SearchFields.Formula, text)));
        }
        return Together(keys, found);
    }

    Translated InField(string field, string text, bool prefix)
    {
        var match = new WordMatch(text, prefix);
        if (field == "failure") return Any([InField("failure_kind", text, prefix), InField("failure_message", text, prefix)]);
        if (Facets.Contains(field)) return new(KeyCondition.Value(field, prefix ? v => v.StartsWith(text, StringComparison.OrdinalIgnoreCase) : v => v.Equals(text, StringComparison.OrdinalIgnoreCase)), null);
        if (SearchFields.OfCards.Contains(field))
            return new(new KeyCondition.Some([Datasets(d => field switch { "title" => match.In(d.Metadata.Title), "author" => d.Metadata.Authors.Any(a => match.In(a.Name)), _ => match.In(d.Metadata.Description ?? "") })]), null);
        if (!Identifiers.Contains(field)) return Together(KeyCondition.Never, prefix ? [.. InText(field, match), new PrefixQuery(new Term(field, match.Start))] : InText(field, match));
        var form = Form(field, text);
        var found = new List<Query?> { Exactly(field, form) };
        if (prefix) found.Add(new PrefixQuery(new Term(field, form)));
        if (field == SearchFields.InChIKey && FirstBlock().IsMatch(form)) found.Add(new PrefixQuery(new Term(field, form + "-")));
        return Together(field == SearchFields.Doi ? new KeyCondition.Some([Datasets(d => Names(d).Any(n => n == form || prefix && n.StartsWith(form, StringComparison.Ordinal)))]) : KeyCondition.Never, found);
    }

    /// <summary>The dataset facet, for those datasets that fulfil a condition.</summary>
    (int Facet, Func<string, bool> Test) Datasets(Func<Dataset, bool> those)
    {
        var slugs = view.Datasets.Where(those).Select(d => d.Slug).ToHashSet();
        return (SearchFields.Place(SearchFields.Dataset), slugs.Contains);
    }

    /// <summary>What is told of a dataset in words.</summary>
    static IEnumerable<string> TextsOf(Dataset d) => [d.Metadata.Title, d.Metadata.Description ?? "", .. d.Metadata.Authors.Select(a => a.Name), .. d.Metadata.Keywords, .. Names(d)];

    /// <summary>The identifiers of a dataset and of its versions, in the form in which DOIs are compared.</summary>
    static IEnumerable<string> Names(Dataset d) => d.Identifiers.Concat(d.Releases.SelectMany(r => r.Identifiers)).Select(i => Form(SearchFields.Doi, i.Value));

    Translated Together(KeyCondition keys, IEnumerable<Query?> queries)
    {
        var found = queries.OfType<Query>().ToList();
        if (found.Count == 0) return new(keys, null);
        if (keys is KeyCondition.Some some && Possible(some)) found.Add(Query(keys));
        if (found.Count == 1) return new(null, found[0]);
        var query = new BooleanQuery(true);
        foreach (var q in found) query.Add(q, Occur.SHOULD);
        return new(null, query);
    }

    bool Possible(KeyCondition.Some some) => reader.Leaves.Select(l => KeyTable.Of(l.AtomicReader)).Any(t => some.Facets.Any(f => t.Values[f.Facet].Any(f.Test)))
        || !view.Withdrawn.IsEmpty && some.Facets.Any(f => f.Facet == SearchFields.Place(SearchFields.Status) && f.Test("withdrawn"));

    static string Form(string field, string text) => field switch
    {
        SearchFields.InChIKey => text.ToUpperInvariant(),
        SearchFields.Doi => text.ToLowerInvariant() is var doi && doi.IndexOf("doi.org/", StringComparison.Ordinal) is >= 0 and var at ? doi[(at + 8)..] : doi.StartsWith("doi:", StringComparison.Ordinal) ? doi[4..] : doi,
        _ => text,
    };

    TermQuery? Exactly(string field, string term) => term.Length > 0 && reader.DocFreq(new Term(field, term)) > 0 ? new(new Term(field, term)) : null;

    /// <summary>The pieces of a text one behind the other, each as a whole or by its parts; nothing where a part is in no document.</summary>
    IEnumerable<Query?> InText(string field, WordMatch match)
    {
        if (match.Whole is { } whole) yield return Exactly(field, whole);
        if (match.Parts.Count == 1) yield return Exactly(field, match.Parts[0]);
        if (match.Parts.Count < 2 || match.Parts.Any(p => reader.DocFreq(new Term(field, p)) == 0)) yield break;
        var phrase = new PhraseQuery();
        foreach (var p in match.Parts) phrase.Add(new Term(field, p));
        yield return phrase;
    }
}
