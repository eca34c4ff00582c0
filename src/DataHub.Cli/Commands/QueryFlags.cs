// The query options of the command line: OData as one text, or a flag each.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Model;
using DataHub.Queries;

namespace DataHub.Cli.Commands;

/// <summary>What query and export have in common.</summary>
sealed class QueryFlags
{
    readonly Argument<string?> _odata = new("odata") { Description = "OData query options as in a URL, joined by & (a whole URL does too)", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string?> _set = new("--set") { Description = "What to ask for: calculations (default), molecules, datasets, levels or campaigns", HelpName = "SET" };
    readonly Option<string?> _filter = new("--filter") { Description = "Which rows, e.g. \"gap_ev lt 5 and level eq 'GFN2-xTB'\"", HelpName = "EXPR" };
    readonly Option<string?> _orderby = new("--orderby") { Description = "In which order, e.g. \"gap_ev desc\"", HelpName = "KEYS" };
    readonly Option<string?> _select = new("--select") { Description = "Which columns, joined by commas", HelpName = "COLUMNS" };
    readonly Option<string?> _apply = new("--apply") { Description = "Pipeline before everything else, e.g. \"groupby((level),aggregate($count as n))\"", HelpName = "STEPS" };
    readonly Option<string?> _compute = new("--compute") { Description = "More columns, e.g. \"gap_ev mul 8065.544 as gap_cm1\"", HelpName = "EXPRS" };
    readonly Option<int?> _top = new("--top") { Description = "At most so many rows", HelpName = "N" };
    readonly Option<int?> _skip = new("--skip") { Description = "Leave out so many first", HelpName = "N" };
    readonly Option<bool> _count = new("--count") { Description = "Tell how many rows match in all" };
    readonly Option<string?> _search = new("--search") { Description = "Full-text search", HelpName = "TEXT" };

    public Symbol[] Symbols => [_odata, _set, _apply, _compute, _filter, _orderby, _select, _top, _skip, _count, _search];

    /// <summary>The request that they make together.</summary>
    /// <exception cref="QueryException">An option is wrong.</exception>
    public ODataRequest Read(Session session)
    {
        var (path, options) = Split(session.Get(_odata) ?? "");
        void Put(string name, string? value) { if (value is not null) { options.RemoveAll(o => o.Key == name); options.Add(new(name, value)); } }
        Put("$apply", session.Get(_apply));
        Put("$compute", session.Get(_compute));
        Put("$filter", session.Get(_filter));
        Put("$orderby", session.Get(_orderby));
        Put("$select", session.Get(_select));
        Put("$top", session.Get(_top)?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Put("$skip", session.Get(_skip)?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Put("$search", session.Get(_search));
        if (session.Get(_count)) Put("$count", "true");
        return ODataReading.Read(SetOf(session.Get(_set) ?? path ?? "calculations"), options);
    }

    static QuerySet SetOf(string name) => Enum.GetValues<QuerySet>().Cast<QuerySet?>().FirstOrDefault(s => s.ToString()!.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new QueryException($"there is no set '{name}'", null, "calculations, molecules, datasets, levels or campaigns");

    /// <summary>Takes "$a=x&amp;$b=y" apart, not inside quotes; of a whole URL, its last path segment is the set and its options are percent-decoded.</summary>
    public static (string? Set, List<KeyValuePair<string, string>> Options) Split(string text)
    {
        string? set = null;
        bool url = text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal);
        if (url || text.StartsWith('/'))
        {
            int q = text.IndexOf('?');
            var path = (q < 0 ? text : text[..q]).TrimEnd('/');
            set = path[(path.LastIndexOf('/') + 1)..];
            text = q < 0 ? "" : text[(q + 1)..];
            url = true;
        }
        return (set, OptionTexts.Split(text, url));
    }
}
