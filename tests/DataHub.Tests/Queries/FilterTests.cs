// What $filter texts mean: each kind of condition as its neutral expression.
using DataHub.Model;
using DataHub.Queries;
using Xunit;

namespace DataHub.Tests.Queries;

public sealed class FilterTests
{
    static string Read(string filter, QuerySet set = QuerySet.Calculations) => ExprText.Of(ODataReading.Read(set, [new("$filter", filter)]).Query.Filter);

    [Theory]
    [InlineData("gap_ev gt 4", "(gap_ev gt 4.0)")]
    [InlineData("GAP_EV Gt 4", "(gap_ev gt 4.0)")]
    [InlineData("gap_ev gt 0.1 and gap_ev lt 4.7", "((gap_ev gt 0.1) and (gap_ev lt 4.7))")]
    [InlineData("gap_ev eq -0.30000000000000004", "(gap_ev eq -0.3)")]
    [InlineData("charge eq -1", "(charge eq -1)")]
    [InlineData("heavy_atoms le 9 or not (status eq 'failed')", "((heavy_atoms le 9) or not (status eq 'failed'))")]
    [InlineData("basis eq null", "(basis eq null)")]
    [InlineData("null ne basis", "(null ne basis)")]
    [InlineData("formula in ('C6H6','CH4')", "(formula in ['C6H6','CH4'])")]
    [InlineData("gap_ev in (1, 2.5)", "(gap_ev in [1.0,2.5])")]
    [InlineData("smiles eq 'it''s'", "(smiles eq 'it's')")]
    [InlineData("contains(tolower(smiles),'n')", "contains(tolower(smiles),'n')")]
    [InlineData("contains(smiles,'N') eq false", "not contains(smiles,'N')")]
    [InlineData("startswith(inchikey,'UHOVQN') and endswith(formula,'O')", "(startswith(inchikey,'UHOVQN') and endswith(formula,'O'))")]
    [InlineData("length(smiles) gt 10", "(length(smiles) gt 10)")]
    [InlineData("indexof(smiles,'N') ge 0", "(indexof(smiles,'N') ge 0)")]
    [InlineData("substring(smiles,1,2) eq toupper('cc')", "(substring(smiles,1,2) eq toupper('cc'))")]
    [InlineData("gap_ev add 1 gt 3 mul 2", "((gap_ev add 1.0) gt (3 mul 2))")]
    [InlineData("-gap_ev lt -3", "((0 sub gap_ev) lt -3.0)")]
    [InlineData("heavy_atoms div 2 eq 3", "((heavy_atoms div 2) eq 3)")]
    [InlineData("round(gap_ev) eq 4", "(round(gap_ev) eq 4.0)")]
    [InlineData("year(ingested_at) eq 2026", "(year(ingested_at) eq 2026)")]
    [InlineData("ingested_at ge 2026-01-31T10:00:00+01:00", "(ingested_at ge 2026-01-31T09:00:00Z)")]
    [InlineData("ingested_at gt 2026-01-31", "(ingested_at ge 2026-02-01T00:00:00Z)")]
    [InlineData("date(ingested_at) eq 2026-01-31", "((ingested_at ge 2026-01-31T00:00:00Z) and (ingested_at lt 2026-02-01T00:00:00Z))")]
    [InlineData("perceived", "(perceived eq True)")]
    [InlineData("elements/any(x: x eq 'N')", "elements has 'N'")]
    [InlineData("elements/any(x: x eq 'N' or 'O' eq x)", "(elements has 'N' or elements has 'O')")]
    [InlineData("elements/any(x: x in ('N','O'))", "(elements has 'N' or elements has 'O')")]
    [InlineData("elements/all(e: e ne 'Cl')", "not elements has 'Cl'")]
    [InlineData("elements/any()", "(count(elements) gt 0)")]
    [InlineData("elements/$count gt 3", "(count(elements) gt 3)")]
    [InlineData("elements/any(x: startswith(x,'C') and x ne 'Cl')", "elements/any[(startswith(item,'C') and (item ne 'Cl'))]")]
    [InlineData("excitation_energies_ev/all(e: e gt 2.5)", "excitation_energies_ev/all[(item gt 2.5)]")]
    [InlineData("molecule/heavy_atoms le 7 and level_details/kind eq 'dft'", "((molecule/heavy_atoms le 7) and (level_details/kind eq 'dft'))")]
    [InlineData("parent_records/any(p: p/gap_ev gt 4)", "parent_records/any[(gap_ev gt 4.0)]")]
    [InlineData("molecule/levels/$count ge 2 and molecule/elements/any(e: e eq 'N')", "((count(molecule/levels) ge 2) and molecule/elements has 'N')")]
    [InlineData("extras/scf_energy lt -76", "(extras:scf_energy lt -76)")]
    [InlineData("matchesPattern(smiles,'^C+$')", "matchespattern(smiles,'^C+$')")]
    public void A_filter_becomes_a_neutral_expression(string filter, string expected) => Assert.Equal(expected, Read(filter));

    [Fact]
    public void Molecules_and_datasets_have_their_own_columns()
    {
        Assert.Equal("levels has 'GFN2-xTB'", Read("levels/any(l: l eq 'GFN2-xTB')", QuerySet.Molecules));
        Assert.Equal("(slug eq 'seed')", Read("slug eq 'seed'", QuerySet.Datasets));
        Assert.Equal("records/all[(level eq 'PM7')]", Read("records/all(r: r/level eq 'PM7')", QuerySet.Molecules));
    }

    [Fact]
    public void A_long_chain_becomes_a_shallow_tree()
    {
        var filter = ODataReading.Read(QuerySet.Calculations, [new("$filter", string.Join(" or ", Enumerable.Range(0, 300).Select(i => $"id eq 'a{i}'")))]).Query.Filter!;
        static int Depth(Expr e) => e is Expr.Or o ? 1 + Math.Max(Depth(o.Left), Depth(o.Right)) : 1;
        Assert.InRange(Depth(filter), 9, 11);
    }

    [Fact]
    public void Thousands_of_keys_fit_into_a_list()
    {
        var filter = (Expr.In)ODataReading.Read(QuerySet.Calculations, [new("filter", "id in (" + string.Join(",", Enumerable.Range(0, 5000).Select(i => $"'a{i}'")) + ")")]).Query.Filter!;
        Assert.Equal(5000, filter.Values.Count);
    }

    [Fact]
    public void Literals_stay_data()
    {
        const string evil = "x'; drop table calculations; --";
        Assert.Equal($"(smiles eq '{evil}')", Read($"smiles eq '{evil.Replace("'", "''")}'"));
    }
}
