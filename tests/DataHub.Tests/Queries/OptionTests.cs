// The other query options, the page token, and what is said of bad ones.
using DataHub.Model;
using DataHub.Queries;
using Xunit;

namespace DataHub.Tests.Queries;

public sealed class OptionTests
{
    static ODataRequest Read(params (string Name, string Text)[] options) => ODataReading.Read(QuerySet.Calculations, options.Select(o => KeyValuePair.Create(o.Name, o.Text)));

    [Fact]
    public void Every_option_has_its_place_with_or_without_its_dollar()
    {
        var r = Read(("$orderby", "gap_ev desc,length(smiles)"), ("select", "id, GAP_EV,id"), ("top", "20"), ("$skip", "5"), ("$count", "true"), ("$search", "benzoic acid"), ("unrelated", "x"));
        Assert.Equal(["gap_ev desc", "length(smiles) asc"], r.Query.OrderBy.Select(o => $"{ExprText.Of(o.Key)} {(o.Descending ? "desc" : "asc")}"));
        Assert.Equal(["id", "gap_ev"], r.Query.Select);
        Assert.Equal((20, 5, true, "benzoic acid", 20), (r.Query.Top, r.Query.Skip, r.Count, r.Query.Search, r.PageRows));
        Assert.Equal((ODataReading.WidePage, ODataReading.DefaultPage, ODataReading.LinkedPage), (Read().PageRows, Read(("$select", "id,gap_ev")).PageRows, Read(("$expand", "molecule")).PageRows));
    }

    [Theory]
    [InlineData("$filter", "gapev gt 4", 0, "did you mean gap_ev?")]
    [InlineData("$filter", "gap_ev gt 4 and smilse eq 'C'", 16, "did you mean smiles?")]
    [InlineData("$filter", "contians(smiles,'N')", 0, "did you mean contains?")]
    [InlineData("$filter", "gap_ev gt 'a'", 7, "'gt' stands between a number and text")]
    [InlineData("$filter", "charge eq 0 and gap_ev eq 'a'", 23, "'eq' stands between a number and text")]
    [InlineData("$filter", "gap_ev gt", 9, "Expression expected")]
    [InlineData("$filter", "(gap_ev gt 4", 12, "expected")]
    [InlineData("$filter", "gap_ev >> 4", 7, "'>' is not valid")]
    [InlineData("$filter", "gap_ev gt 4)", 12, "Syntax error")]
    [InlineData("$filter", "smiles eq 'abc", 14, "unterminated")]
    [InlineData("$filter", "basis gt null", 6, "null has no order")]
    [InlineData("$filter", "gap_ev gt 1e400", 10, "no finite number")]
    [InlineData("$filter", "parent_records/any(p: p/gap gt 4)", 24, "'gap'")]
    [InlineData("$filter", "molecule/gap_ev gt 4", 9, "'gap_ev'")]
    [InlineData("$apply", "groupby((level),aggregate(gapev with max as m))", 26, "'gapev'")]
    [InlineData("$apply", "gruopby((level))", 0, "did you mean groupby?")]
    [InlineData("$apply", "topcount(2.5,gap_ev)", 0, "no number of rows")]
    [InlineData("$expand", "molecul", 0, "molecul")]
    [InlineData("$compute", "gap_ev mul 2", 12, "as")]
    [InlineData("$filter", "smiles", 6, "boolean")]
    [InlineData("$filter", "symbolz/any(s: s eq 'N')", 0, "no column 'symbolz'")]
    [InlineData("$filter", "  ", 0, "empty")]
    [InlineData("$orderby", "gap_ev dsc", 7, "no column 'dsc'")]
    [InlineData("$orderby", "gap_ev desc smiles", 18, "Syntax error")]
    [InlineData("$select", "id,gap,smiles", 3, "did you mean gap_ev?")]
    [InlineData("$select", "id,,smiles", 3, "a name is missing")]
    [InlineData("$top", "-1", 0, "no whole number")]
    [InlineData("$count", "yes", 0, "no truth value")]
    [InlineData("$search", "", 0, "words are missing")]
    [InlineData("$fliter", "x", 0, "did you mean $filter?")]
    [InlineData("$skiptoken", "abc", 0, "damaged")]
    [InlineData("$filter", "elements has 'N'", 9, "no operator 'has'")]
    [InlineData("$filter", "charge near 3", 7, "no operator 'near'")]
    public void A_bad_option_tells_where_it_goes_wrong_and_what_was_expected(string option, string text, int position, string says)
    {
        var e = Assert.Throws<QueryException>(() => Read((option, text)));
        Assert.Contains(says, e.Message);
        Assert.StartsWith(option, e.Message);
        Assert.Equal(position, e.Position);
        Assert.False(string.IsNullOrEmpty(e.Expected));
    }

    [Theory]
    [InlineData("$filter", "contians(smiles,'N')")]
    [InlineData("$filter", "geo.distance(smiles,'N') lt 3")]
    [InlineData("$filter", "elements has 'N'")]
    [InlineData("$apply", "concat(filter(charge eq 1),filter(charge eq 2))")]
    [InlineData("$index", "1")]
    public void What_the_service_does_not_have_is_told_apart_from_what_is_wrong(string option, string text) => Assert.True(Assert.Throws<QueryException>(() => Read((option, text))).IsUnknown);

    [Fact]
    public void Aliases_stand_for_their_values_outside_of_texts()
    {
        Assert.Equal(ExprText.Of(Read(("$filter", "gap_ev gt 4.5 and smiles eq 'a@x' and level in ('A','B') and basis eq null")).Query.Filter),
            ExprText.Of(Read(("$filter", "gap_ev gt @x and smiles eq 'a@x' and level in @list and basis eq @nothing"), ("@x", "4.5"), ("@list", "('A','B')")).Query.Filter));
        string many = string.Join(" or ", Enumerable.Repeat("smiles eq @x", 100));
        Assert.Contains("once its aliases are filled in", Assert.Throws<QueryException>(() => Read(("$filter", many), ("@x", $"'{new string('a', 2000)}'"))).Message);
    }

    [Theory]
    [InlineData("(", ")", 5000)]
    [InlineData("not (", ")", 200)]
    [InlineData("not ", "", 5000)]
    [InlineData("-", "", 5000)]
    public void Deep_nesting_is_refused_before_it_hurts(string open, string close, int depth)
    {
        string text = string.Concat(Enumerable.Repeat(open, depth)) + "perceived" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.Contains("nested", Assert.Throws<QueryException>(() => Read(("$filter", text))).Message);
    }

    [Fact]
    public void An_endless_text_is_refused() => Assert.Contains("characters", Assert.Throws<QueryException>(() => Read(("$filter", new string('a', 70_000)))).Message);

    [Fact]
    public void A_page_token_comes_back_exactly_and_fits_only_its_query()
    {
        (string, string)[] options = [("$orderby", "gap_ev desc,ingested_at,perceived,charge"), ("$filter", "id in ('a','b')")];
        object?[] position = [0.1 + 0.2, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddMicroseconds(7), true, -3L, "ab'ü"];
        string token = Read(options).TokenAfter(position);
        Assert.Equal(position, Read([.. options, ("$skiptoken", "5"), ("position", token)]).Query.After!);
        Assert.Equal([null, null, null, null, "k"], Read([.. options, ("$skiptoken", "5"), ("position", Read(options).TokenAfter([null, null, null, null, "k"]))]).Query.After!);
        Assert.Throws<QueryException>(() => Read(options[0], ("$filter", "id in ('a','c')"), ("$skiptoken", "5"), ("position", token)));
        Assert.Throws<QueryException>(() => Read(("$orderby", "gap_ev"), options[1], ("$skiptoken", "5"), ("position", token)));
        for (int i = 0; i < token.Length; i++)
        {
            string tampered = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            if (Decoded(tampered) != Decoded(token)) Assert.Throws<QueryException>(() => Read([.. options, ("$skiptoken", "5"), ("position", tampered)]));
        }
        // A place goes before rows that are counted off; without it they are counted off, behind those that are skipped anyway, and top holds over all pages.
        var (at, off) = (Read([.. options, ("$top", "50"), ("$skip", "7"), ("$skiptoken", "20"), ("position", token)]).Query, Read([.. options, ("$top", "50"), ("$skip", "7"), ("$skiptoken", "20")]).Query);
        Assert.Equal((30, 0, true), (at.Top, at.Skip, at.After is not null));
        Assert.Equal((30, 27, true), (off.Top, off.Skip, off.After is null));
        Assert.Throws<QueryException>(() => Read([.. options, ("position", token)]));
        static string Decoded(string t) { try { return Convert.ToHexString(System.Buffers.Text.Base64Url.DecodeFromChars(t)); } catch (FormatException) { return t; } }
    }
}
