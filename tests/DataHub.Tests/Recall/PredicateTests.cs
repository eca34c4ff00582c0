// Conditions as people write them, and what is said of those that cannot be read.
using DataHub.Model;
using DataHub.Queries;
using Xunit;

namespace DataHub.Tests.Recall;

public sealed class PredicateTests
{
    [Theory]
    [InlineData("program = 'psi4' and version = '1.4a2'", "program eq 'psi4' and program_version eq '1.4a2'")]
    [InlineData("program == \"psi4\" && version != \"1.4a2\"", "program eq 'psi4' and program_version ne '1.4a2'")]
    [InlineData("software='it''s' OR name=\"it's \"\"so\"\"\"", "program eq 'it''s' or name eq 'it''s \"so\"'")]
    [InlineData("gap>=4.5 and dipole<>1 and charge<0", "gap_ev ge 4.5 and dipole_debye ne 1 and charge lt 0")]
    [InlineData("contains(smiles,'a = b') and NOT (level eq 'PM7')", "contains(smiles,'a = b') and not (level eq 'PM7')")]
    [InlineData("version in ('1','2') || license eq null", "program_version in ('1','2') or licence eq null")]
    public void It_means_the_filter_that_it_looks_like(string text, string filter) =>
        Assert.Equal(ODataReading.Read(QuerySet.Calculations, [new("$filter", filter)]).Query.Filter!.ToString(), Predicate.Read(text).Condition.ToString());

    [Theory]
    [InlineData("program = 'psi4' and verzion = '1'", "verzion", 21)]
    [InlineData("version == 1.4", "text", 8)]
    [InlineData("program = 'psi4", "unterminated", null)]
    [InlineData("", "empty", 0)]
    [InlineData("program = 'a' and colour(program) = 1", "colour", 18)]
    public void What_cannot_be_read_is_told_with_its_place(string text, string word, int? position)
    {
        var e = Assert.Throws<QueryException>(() => Predicate.Read(text));
        Assert.Contains(word, e.Message);
        Assert.DoesNotContain("$filter", e.Message);
        if (position is { } at) Assert.Equal(at, e.Position);
    }
}
