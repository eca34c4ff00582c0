// The page on levels tells the benchmarks as the data file has them.
using System.Globalization;
using System.Text;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Model;

public class LevelPageTests
{
    [Fact]
    public void The_page_lists_the_benchmarks_of_the_data_file()
    {
        const string heading = "## The benchmarks\n";
        var page = File.ReadAllText(Path.Combine(Shared.Repo, "docs/levels.md")).ReplaceLineEndings("\n");
        var text = new StringBuilder();
        foreach (var b in Benchmark.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"### {b.Name}\n\n{b.Class.ToString().ToLowerInvariant()}; {b.Metric} in {b.Unit} against {b.Reference}; {(b.Basis is null ? "basis not told, or each level its own" : "computed in " + b.Basis)}. Source: {b.Source}.\n\n");
            text.Append("| level | error | cases |\n|---|---|---|\n");
            foreach (var f in b.Figures.OrderBy(f => f.Value)) text.Append(CultureInfo.InvariantCulture, $"| {f.Level} | {f.Value:0.####} | {f.N} |\n");
            text.Append('\n');
        }
        int at = page.IndexOf("### ", page.IndexOf(heading, StringComparison.Ordinal), StringComparison.Ordinal);
        Golden.Same("docs/levels.md", (at < 0 ? page : page[..at]) + text.ToString().TrimEnd() + "\n");
    }
}
