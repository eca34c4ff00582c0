// Limits of a query text, held before the recursive parser sees it.
using DataHub.Model;

namespace DataHub.Queries;

static class FilterNesting
{
    const int MostOpen = 60, MostNegations = 60, MostWords = 20_000;

    /// <summary>Refuses a text that is nested too deeply or has too many words.</summary>
    internal static void Check(string option, List<Word> words)
    {
        if (words.Count > MostWords) throw new QueryException($"{option}: {words.Count} words", words[MostWords].Position, $"at most {MostWords} words");
        int open = 0, negations = 0;
        foreach (var word in words)
        {
            if (word.Text == "(") open++;
            else if (word.Text == ")") open--;
            negations = word.Text is "not" or "-" ? negations + 1 : word.Text == "(" ? negations : 0;
            if (open > MostOpen || negations > MostNegations) throw new QueryException($"{option}: nested more than {MostOpen} deep", word.Position, $"at most {MostOpen} parentheses inside each other");
        }
    }
}
