// Broken keywords: no reader throws, and what is read has a name that reads back.
using System.Diagnostics;
using System.Text.RegularExpressions;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Model;

public class LevelFuzzTests
{
    static readonly (string Program, string Text)[] Rows = [.. File.ReadLines(Path.Combine(Shared.Repo, "tests/DataHub.Tests/Model/level-strings.tsv")).Skip(1).Select(l => l.Split('\t')).Select(c => (c[0], Regex.Replace(c[1], @"\\n", "\n")))];

    [Fact]
    public void Mutilated_keywords_are_read_or_refused_and_never_throw()
    {
        var random = new Random(7);
        const string marks = "()/,=-*#!$[]{} \n'\"\\%&+ωé\0";
        for (int round = 0; round < 40; round++)
            foreach (var (program, text) in Rows)
            {
                var chars = text.ToList();
                for (int i = random.Next(1, 6); i > 0 && chars.Count > 0; i--)
                    switch (random.Next(3))
                    {
                        case 0: chars.RemoveAt(random.Next(chars.Count)); break;
                        case 1: chars.Insert(random.Next(chars.Count + 1), marks[random.Next(marks.Length)]); break;
                        default: chars[random.Next(chars.Count)] = marks[random.Next(marks.Length)]; break;
                    }
                var broken = new string([.. chars]);
                var to = random.Next(10) == 0 ? Rows[random.Next(Rows.Length)].Program : program;
                var (level, why) = LevelKeywords.Read(to, broken);
                Assert.True(level is null != string.IsNullOrEmpty(why), broken);
                if (level is not null) Assert.NotEmpty(level.Name);
            }
    }

    [Fact]
    public void A_long_text_takes_no_long_time()
    {
        var watch = Stopwatch.StartNew();
        foreach (var program in LevelKeywords.Programs.Append(""))
            foreach (var text in (string[])[new string('(', 100_000), new string('/', 20_000), string.Concat(Enumerable.Repeat("b3lyp/6-31g* ", 10_000)), string.Concat(Enumerable.Repeat("-d3(bj) ", 5_000)), string.Concat(Enumerable.Repeat("$rem\n basis ", 5_000))])
            {
                var one = Stopwatch.StartNew();
                LevelKeywords.Read(program, text);
                if (one.ElapsedMilliseconds > 200) TestContext.Current.TestOutputHelper?.WriteLine($"{program} {text[..20]}: {one.ElapsedMilliseconds} ms");
            }
        var speed = Stopwatch.StartNew();
        for (int i = 0; i < 20000; i++) { Level.Parse("B3LYP-D3(BJ)/def2-TZVP"); Level.Parse("wB97X-D/def2-SVP"); Level.Of("HF", "6-31G*"); }
        TestContext.Current.TestOutputHelper?.WriteLine($"{speed.Elapsed.TotalMicroseconds / 60000} us a level");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
    }
}
