// How many basis functions an atom has in a basis set.
namespace DataHub.Model;

/// <summary>Numbers of basis functions from schemas/levels/functions.json, counted in a library of basis sets.</summary>
public static class BasisFunctions
{
    static readonly Lazy<Dictionary<string, int[]>> s_table = new(() =>
    {
        using var doc = LevelNames.Table("functions.json");
        return doc.RootElement.GetProperty("functions").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.EnumerateArray().Select(x => x.GetInt32()).ToArray());
    });

    /// <summary>Basis functions of an atom in a basis set by its canonical name; null if the table has not both.</summary>
    public static int? Of(string basis, string symbol) => s_table.Value.TryGetValue(basis, out var row) && Elements.Number(symbol) is { } z && z <= row.Length && row[z - 1] is > 0 and var n ? n : null;

    /// <summary>Basis functions of a molecule; null if the table lacks the basis set or one of its elements.</summary>
    public static int? Of(string basis, IEnumerable<(string Symbol, int Count)> atoms)
    {
        int sum = 0;
        foreach (var (symbol, count) in atoms)
        {
            if (Of(basis, symbol) is not { } n) return null;
            sum += n * count;
        }
        return sum;
    }
}
