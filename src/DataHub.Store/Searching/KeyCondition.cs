// Conditions that the key of a document decides: words, filters and element sets over facet values.
namespace DataHub.Store.Searching;

/// <summary>A condition on a key. Whether a document is withdrawn is part of the question: its status is then that, whatever it came with.</summary>
abstract record KeyCondition
{
    public static readonly KeyCondition Always = new Constant(true), Never = new Constant(false);

    sealed record Constant(bool Holds) : KeyCondition;
    /// <summary>Any of some facets has a value that passes the test; with <paramref name="None"/> having no value passes too.</summary>
    public sealed record Some(IReadOnlyList<(int Facet, Func<string, bool> Test)> Facets, bool None = false) : KeyCondition;
    public sealed record Both(IReadOnlyList<KeyCondition> Parts) : KeyCondition;
    public sealed record Either(IReadOnlyList<KeyCondition> Parts) : KeyCondition;
    public sealed record Not(KeyCondition Part) : KeyCondition;

    static readonly int Status = SearchFields.Place(SearchFields.Status);

    /// <summary>A value of one facet passes a test.</summary>
    public static KeyCondition Value(string facet, Func<string, bool> test) => new Some([(SearchFields.Place(facet), test)]);

    /// <summary>For each key of a table whether it fulfils the condition.</summary>
    public bool[] Over(KeyTable table, bool withdrawn)
    {
        var all = new bool[table.Parts.Length];
        switch (this)
        {
            case Constant c:
                Array.Fill(all, c.Holds);
                break;
            case Some some:
                foreach (var (facet, test) in some.Facets)
                {
                    // Each distinct value is looked at once.
                    bool recalled = withdrawn && facet == Status;
                    bool always = recalled && test("withdrawn");
                    var passes = recalled ? [] : Array.ConvertAll(table.Values[facet], v => test(v));
                    for (int k = 0; k < all.Length; k++)
                        all[k] |= recalled ? always : table.Parts[k][facet] is var v && (v < 0 ? some.None : passes[v]);
                }
                break;
            case Both both:
                Array.Fill(all, true);
                foreach (var p in both.Parts)
                {
                    var of = p.Over(table, withdrawn);
                    for (int k = 0; k < all.Length; k++) all[k] &= of[k];
                }
                break;
            case Either either:
                foreach (var p in either.Parts)
                {
                    var of = p.Over(table, withdrawn);
                    for (int k = 0; k < all.Length; k++) all[k] |= of[k];
                }
                break;
            case Not not:
                all = Array.ConvertAll(not.Part.Over(table, withdrawn), x => !x);
                break;
        }
        return all;
    }
}
