// What a search text asks for, as a tree.
using DataHub.Model;

namespace DataHub.Store.Searching;

/// <summary>A node of the tree. Leaves know their place in the text, so that spelling help can write it anew.</summary>
abstract record SearchNode
{
    /// <summary>Everything.</summary>
    public sealed record Everything : SearchNode;
    /// <summary>All of the wanted, none of the others.</summary>
    public sealed record All(IReadOnlyList<(SearchNode Node, bool Not)> Parts) : SearchNode;
    /// <summary>Any.</summary>
    public sealed record Any(IReadOnlyList<SearchNode> Parts) : SearchNode;
    /// <summary>A word or a phrase wherever it may be; the star of a prefix is cut off. <paramref name="Smiles"/> is the canonical form if it can be read as one.</summary>
    public sealed record Words(string Text, bool Prefix, bool Phrase, int At, int Length, string? Smiles = null) : SearchNode;
    /// <summary>A value in one field.</summary>
    public sealed record InField(string Field, string Text, bool Prefix, int At, int Length) : SearchNode;
    /// <summary>A number or time in a range; a missing end is open. No end at all asks for any value.</summary>
    public sealed record Range(Column Column, double Low, double High) : SearchNode;
    /// <summary>A formula.</summary>
    public sealed record Formula(FormulaPattern Pattern) : SearchNode;
    /// <summary>Which elements: all of these (has), none but these (only), none of these (not).</summary>
    public sealed record OfElements(string Kind, IReadOnlyList<string> Symbols) : SearchNode;

    /// <summary>All leaves that hits have, not those that they must not have.</summary>
    public IEnumerable<SearchNode> Wanted() => this switch
    {
        All all => all.Parts.Where(p => !p.Not).SelectMany(p => p.Node.Wanted()),
        Any any => any.Parts.SelectMany(p => p.Wanted()),
        _ => [this],
    };
}
