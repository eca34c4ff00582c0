// The texts of options that parse together: what $apply and $compute make, the others may name.
using System.Text.RegularExpressions;
using DataHub.Model;
using Microsoft.OData;
using Microsoft.OData.UriParser;

namespace DataHub.Queries;

/// <summary>Reads $apply and $compute of a request, and gives parsers for the options that come after them.</summary>
public sealed partial class OptionTexts
{
    readonly QuerySet _set;
    readonly string? _compute;
    readonly string _prefix = "";
    readonly HashSet<string> _made = [];

    internal OptionTexts(QuerySet set, string? apply, string? compute)
    {
        _set = set;
        if (apply is not null)
        {
            var reading = new ApplyReading(set, Parser);
            Steps = Guarded("$apply", FilterWords.Of(apply), _ => reading.Read(apply));
            (_prefix, Grouped) = (reading.Prefix, reading.Grouped);
            _made.UnionWith(reading.Made);
        }
        if (compute is null) return;
        Computed = Parsed("$compute", compute, (p, words) => p.ParseCompute().ComputedItems.Select(i => new Computed(i.Alias, new FilterReading(set, words, "$compute", _made).Value(i.Expression))).ToList());
        _made.UnionWith(Computed.Select(c => c.Name));
        _compute = compute;
    }

    /// <summary>The steps of $apply.</summary>
    internal IReadOnlyList<Step> Steps { get; } = [];
    /// <summary>The columns of $compute.</summary>
    internal IReadOnlyList<Computed> Computed { get; } = [];
    /// <summary>Names that $apply and $compute have made.</summary>
    internal IReadOnlySet<string> Made => _made;
    /// <summary>True if the rows are no longer those of the set.</summary>
    internal bool Grouped { get; }

    /// <summary>Reads an option by a parser that knows the names made before.</summary>
    internal T Parsed<T>(string option, string text, Func<ODataQueryOptionParser, List<Word>, T> read)
    {
        var words = FilterWords.Of(text);
        if (words.Count == 0) throw new QueryException($"{option}: it is empty", 0, option switch
        {
            "$filter" => "a condition, such as gap_ev gt 4", "$compute" => "an expression with a name, such as gap_ev mul 8065.544 as gap_cm1", "$expand" => "links, such as molecule", _ => "names of columns, such as gap_ev desc",
        });
        FilterNesting.Check(option, words);
        // The parser takes no bare words that begin with a digit.
        if (option == "$expand") text = NestedSearch().Replace(text, m => m.Groups[1].Value + BareWord().Replace(m.Groups[2].Value, w => w.Value is "AND" or "OR" or "NOT" ? w.Value : $"\"{w.Value}\""));
        else FilterWords.CheckNames(option, _set, words, _made);
        return Guarded(option, words, w =>
        {
            var options = new Dictionary<string, string> { [option] = text };
            if (_prefix.Length > 0) options["$apply"] = _prefix;
            if (_compute is not null) options["$compute"] = _compute;
            var parser = Parser(option, options);
            if (_prefix.Length > 0) parser.ParseApply();
            if (_compute is not null) parser.ParseCompute();
            return read(parser, w);
        });
    }

    /// <summary>Takes "$a=x&amp;$b=y" apart, not inside quotes; the $ may be left out. <paramref name="encoded"/> values are percent-decoded.</summary>
    /// <exception cref="QueryException">A part is no option.</exception>
    public static List<KeyValuePair<string, string>> Split(string text, bool encoded = false)
    {
        var options = new List<KeyValuePair<string, string>>();
        bool quoted = false;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '\'') quoted = !quoted;
            if (i < text.Length && (text[i] != '&' || quoted)) continue;
            var part = text[start..i].TrimStart('?').Trim();
            start = i + 1;
            if (part.Length == 0) continue;
            int eq = part.IndexOf('=');
            if (eq < 1) throw new QueryException($"'{part}' is no query option", start - 1 - part.Length, "$filter=..., $orderby=..., $select=..., $top=..., $skip=..., $count=true or $search=...");
            var (name, value) = (part[..eq].Trim(), part[(eq + 1)..]);
            if (encoded) value = Uri.UnescapeDataString(value.Replace('+', ' '));
            options.Add(new(name.StartsWith('$') ? name : "$" + name, value));
        }
        return options;
    }

    [GeneratedRegex(@"(\$?search=)([^;)""']+)", RegexOptions.IgnoreCase)]
    private static partial Regex NestedSearch();
    [GeneratedRegex(@"[^\s()]+")]
    private static partial Regex BareWord();

    T Guarded<T>(string option, List<Word> words, Func<List<Word>, T> read)
    {
        try { return read(words); }
        catch (ODataException e) { throw FilterFaults.Explain(option, _set, words, e.Message); }
        catch (Exception e) when (e is FormatException or OverflowException) { throw FilterFaults.Explain(option, _set, words, e.Message); }
    }

    ODataQueryOptionParser Parser(string option, IReadOnlyDictionary<string, string> options)
    {
        var entities = EntityModel.SetOf(_set);
        return new ODataQueryOptionParser(EntityModel.Whole, entities.EntityType, entities, options.ToDictionary(o => o.Key, o => o.Value))
        {
            Resolver = new NumberResolver { EnableCaseInsensitive = true, EnableNoDollarQueryOptions = true },
        };
    }
}
