// What the front page shows is so: its links lead somewhere, its SQL runs on an export, its campaign is one.
using System.Text.RegularExpressions;
using DataHub.Cli;
using DataHub.Screening;
using DuckDB.NET.Data;
using Xunit;

namespace DataHub.Tests.Cli;

public sealed class ReadmeTests
{
    static readonly string Readme = File.ReadAllText(Path.Combine(Shared.Repo, "README.md"));

    [Fact]
    public void Its_links_lead_somewhere()
    {
        foreach (Match m in Regex.Matches(Readme, @"\]\(([^)#:]+)\)"))
            Assert.True(Path.Exists(Path.Combine(Shared.Repo, m.Groups[1].Value)), $"README.md links to {m.Groups[1].Value}");
    }

    [Fact]
    public async Task Its_sql_runs_on_an_export()
    {
        using var folder = Shared.Temp();
        await Seeds.Write(folder["all.parquet"]);
        var sql = Regex.Match(Readme, "```sql\n(.*?)```", RegexOptions.Singleline).Groups[1].Value.Replace("all.parquet", folder["all.parquet"]);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        Assert.True(rows.Read());
        Assert.Equal("wB97X-D/def2-SVP", rows.GetString(0));
        Assert.Equal(1L, Convert.ToInt64(rows.GetValue(1)));
        Assert.True(rows.Read());
        Assert.Equal(4L, Convert.ToInt64(rows.GetValue(1)));
    }

    [Fact]
    public void The_commands_that_it_and_the_demo_show_parse()
    {
        var text = Readme + File.ReadAllText(Path.Combine(Shared.Repo, "tools", "demo"));
        foreach (Match m in Regex.Matches(text, @"(?:^\$ |`|shown "")(?:tools/)?datahub ([a-z][^`""\n>]*)", RegexOptions.Multiline))
            Assert.Empty(CommandTree.Root().Parse(m.Groups[1].Value.Trim()).Errors);
    }

    [Fact]
    public void The_campaign_of_the_demo_has_40_molecules_and_a_budget()
    {
        var (campaign, faults) = Campaign.ReadFile(Path.Combine(Shared.Repo, "docs", "examples", "gap-screen.yaml"));
        Assert.Empty(faults);
        Assert.Equal(40, campaign!.Candidates.Distinct().Count());
        Assert.NotNull(campaign.BudgetCpuSeconds);
    }
}
