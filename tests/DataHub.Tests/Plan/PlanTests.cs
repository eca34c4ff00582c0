// The plan of the house, held by reading the source: arrows, files, names.
using System.Text.RegularExpressions;
using Xunit;

namespace DataHub.Tests.Plan;

public partial class PlanTests
{
    static readonly string Src = Path.Combine(Shared.Repo, "src");

    /// <summary>Which projects a project may use. Anything else is an arrow upwards or sideways.</summary>
    static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["DataHub.Model"] = [],
        ["DataHub.Formats"] = ["DataHub.Model"],
        ["DataHub.Chemistry"] = ["DataHub.Model"],
        ["DataHub.Compute"] = ["DataHub.Model"],
        ["DataHub.Store"] = ["DataHub.Model", "DataHub.Formats"],
        ["DataHub"] = ["DataHub.Model", "DataHub.Formats", "DataHub.Chemistry", "DataHub.Compute", "DataHub.Store"],
        ["DataHub.Server"] = ["DataHub.Model", "DataHub.Formats", "DataHub.Chemistry", "DataHub.Compute", "DataHub.Store", "DataHub"],
        ["DataHub.Cli"] = ["DataHub.Model", "DataHub.Formats", "DataHub.Chemistry", "DataHub.Compute", "DataHub.Store", "DataHub", "DataHub.Server"],
    };

    /// <summary>The projects in which a package may be used.</summary>
    static readonly Dictionary<string, string[]> Homes = new()
    {
        ["Parquet"] = ["DataHub.Formats"], ["Dapper"] = ["DataHub.Store"], ["Microsoft.Data.Sqlite"] = ["DataHub.Store", "DataHub.Formats"], ["DuckDB"] = ["DataHub.Store"], ["Lucene"] = ["DataHub.Store"],
        ["Microsoft.ClearScript"] = ["DataHub.Chemistry"], ["Microsoft.OData"] = ["DataHub", "DataHub.Server"], ["Microsoft.AspNetCore.OData"] = ["DataHub.Server"],
        ["Swashbuckle"] = ["DataHub.Server"], ["OpenTelemetry"] = ["DataHub.Server"], ["Spectre"] = ["DataHub.Cli"], ["System.CommandLine"] = ["DataHub.Cli"], ["YamlDotNet"] = ["DataHub.Formats", "DataHub"],
    };

    static IEnumerable<(string Project, string Folder, string File, string[] Lines)> Sources() =>
        from project in Arrows.Keys
        from file in Directory.EnumerateFiles(Path.Combine(Src, project), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Path.Combine(Src, project), file)
        where !relative.StartsWith("obj") && !relative.StartsWith("bin") && !relative.StartsWith("node_modules")
        select (project, Path.GetDirectoryName(relative)!, $"{project}/{relative}", File.ReadAllLines(file));

    static IEnumerable<string> Usings(string[] lines) => lines.Select(l => UsingLine().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"^\s*(?:global )?using (?:static )?(?:\w+ = )?([A-Za-z0-9_.]+);")]
    private static partial Regex UsingLine();

    static string? ProjectOf(string space) => Arrows.Keys.Where(p => space == p || space.StartsWith(p + ".")).OrderByDescending(p => p.Length).FirstOrDefault();

    [Fact]
    public void Arrows_go_down()
    {
        var wrong = from s in Sources()
                    from u in Usings(s.Lines)
                    let target = ProjectOf(u)
                    where target is not null && target != s.Project && !Arrows[s.Project].Contains(target)
                    select $"{s.File} uses {u}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Project_references_go_down()
    {
        foreach (var (project, allowed) in Arrows)
            foreach (Match m in Regex.Matches(File.ReadAllText(Path.Combine(Src, project, project + ".csproj")), @"ProjectReference Include=""[^""]*/([^/""]+)\.csproj"""))
                Assert.Contains(m.Groups[1].Value, allowed);
    }

    [Fact]
    public void Folders_of_a_project_make_no_circle()
    {
        foreach (var project in Arrows.Keys)
        {
            var edges = (from s in Sources()
                         where s.Project == project
                         from u in Usings(s.Lines)
                         where ProjectOf(u) == project && u != project
                         select (From: project + (s.Folder == "" ? "" : "." + s.Folder.Replace(Path.DirectorySeparatorChar, '.')), To: u))
                        .Where(e => e.From != e.To).Distinct().ToList();
            foreach (var node in edges.Select(e => e.From).Distinct())
                Assert.False(Reaches(node, node, edges, []), $"{project}: the folder {node} reaches itself: {string.Join(", ", edges)}");
        }
    }

    static bool Reaches(string at, string goal, List<(string From, string To)> edges, HashSet<string> seen)
    {
        foreach (var (_, to) in edges.Where(e => e.From == at))
            if (to == goal || seen.Add(to) && Reaches(to, goal, edges, seen)) return true;
        return false;
    }

    [Fact]
    public void A_package_is_used_in_its_home_only()
    {
        var wrong = from s in Sources()
                    from u in Usings(s.Lines)
                    from home in Homes
                    where (u == home.Key || u.StartsWith(home.Key + ".")) && !home.Value.Contains(s.Project)
                    select $"{s.File} uses {u}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_file_opens_with_a_line_that_says_what_it_is() =>
        Assert.Empty(Sources().Where(s => s.Lines.Length == 0 || !Regex.IsMatch(s.Lines[0], "^// [A-Z0-9]")).Select(s => s.File));

    [Fact]
    public void No_file_is_longer_than_400_lines_and_the_median_is_at_most_120()
    {
        var lengths = Sources().Select(s => (s.Lines.Length, s.File)).OrderBy(x => x.Length).ToList();
        Assert.DoesNotContain(lengths, x => x.Length > 400);
        Assert.InRange(lengths[lengths.Count / 2].Length, 1, 120);
    }

    [Fact]
    public void Names_say_what_a_thing_is() =>
        Assert.Empty(Sources().SelectMany(s => s.Lines.Select(l => (s.File, Match: Regex.Match(l, @"\b(?:class|record|interface|struct) (\w*(?:Service|Manager|Helper|Helpers|Utils|Utility|Base|Impl))\b"))))
            .Where(x => x.Match.Success).Select(x => $"{x.File}: {x.Match.Groups[1].Value}"));

    [Fact]
    public void Every_interface_has_two_implementations_at_least()
    {
        var text = string.Join('\n', Sources().SelectMany(s => s.Lines));
        foreach (Match m in Regex.Matches(text, @"\binterface (I[A-Z]\w*)"))
        {
            int n = Regex.Matches(text, $@"\b(?:class|record|struct) [^\n{{;]*[:,] *{m.Groups[1].Value}\b").Count;
            Assert.True(n >= 2, $"{m.Groups[1].Value} has {n} implementations");
        }
    }

    [Fact]
    public void The_plan_names_every_project_and_folder()
    {
        var plan = File.ReadAllText(Path.Combine(Src, "README.md"));
        foreach (var project in Arrows.Keys) Assert.Contains(project, plan);
        foreach (var folder in Sources().Where(s => s.Folder != "").Select(s => s.Folder.Split(Path.DirectorySeparatorChar)[0]).Distinct())
            Assert.True(plan.Contains(folder + "/"), $"src/README.md does not tell of the folder {folder}/");
    }
}
