// The labelled list of real strings (level-strings.tsv): routes, decks, keyword lines and names as programs and data sets have them.
using System.Text;
using System.Text.RegularExpressions;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Model;

public class LevelStringsTests
{
    sealed record Row(string Program, string Text, string Expected, string Kind, string File);

    static readonly Row[] Rows = [.. File.ReadLines(Path.Combine(Shared.Repo, "tests/DataHub.Tests/Model/level-strings.tsv")).Skip(1).Select(l => l.Split('\t')).Select(c => new Row(c[0], Plain(c[1]), c[2], c[3], c[4]))];

    static string Plain(string s) => Regex.Replace(s, @"\\(.)", m => m.Groups[1].Value switch { "n" => "\n", "t" => "\t", var c => c });

    [Fact]
    public void At_least_98_in_100_of_the_labelled_strings_are_read_right()
    {
        var wrong = new StringBuilder();
        int n = 0;
        foreach (var r in Rows)
        {
            var (level, why) = LevelKeywords.Read(r.Program, r.Text);
            if (r.Expected.StartsWith('!') ? level is null && why is { Length: > 0 } : level?.Name == r.Expected) continue;
            n++;
            wrong.AppendLine($"{r.Program} {r.Text.ReplaceLineEndings("\\n")} ({r.File}): expected {r.Expected}, read {level?.Name ?? "! " + why}");
        }
        Assert.True(Rows.Length >= 500, $"{Rows.Length} strings");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rows.Length - n} of {Rows.Length} right\n{wrong}");
        Assert.True(n <= Rows.Length * 0.02, $"{n} of {Rows.Length} wrong\n{wrong}");
    }

    [Fact]
    public void The_list_holds_no_string_twice() => Assert.Equal(Rows.Length, Rows.DistinctBy(r => (r.Program, r.Text)).Count());

    [Fact]
    public void A_string_is_in_the_file_that_it_is_said_to_come_from()
    {
        if (Shared.Data is not { } data) { Assert.Skip("no shared data"); return; }
        static string Bare(string s) => Regex.Replace(s, @"\s+|^\|\s*\d+>", "", RegexOptions.Multiline).ToLowerInvariant();
        var missing = new List<string>();
        foreach (var group in Rows.GroupBy(r => r.File))
        {
            var file = Path.Combine(data, group.Key);
            Assert.True(File.Exists(file), group.Key);
            var text = Bare(File.ReadAllText(file));
            foreach (var r in group)
                if (r.Kind is "model" or "spec" ? !r.Text.Split("/", 2).All(p => text.Contains("\"" + Bare(p) + "\"")) && !text.Contains("\"" + Bare(r.Text) + "\"") : r.Text.Split('\n').Any(l => l.Trim() is not "$DATA" && !text.Contains(Bare(l))))
                    missing.Add($"{r.File}: {r.Text.ReplaceLineEndings("\\n")}");
        }
        Assert.True(missing.Count == 0, string.Join("\n", missing));
    }
}
