// What the command says of itself: help, errors of usage, completion, reference page.
using System.CommandLine;
using DataHub.Cli;
using DataHub.Cli.Output;
using Xunit;

namespace DataHub.Tests.Cli;

public sealed class UsageTests
{
    static IEnumerable<Verb> Verbs(Command of) => of.Subcommands.OfType<Verb>().SelectMany(v => Verbs(v).Prepend(v));

    [Theory]
    [InlineData("known", "O", "--prop", "gap", "--level", "PM7")]
    [InlineData("known", "O", "-x", "--level", "PM7", "--property", "gap")]
    public async Task An_option_that_a_command_lacks_is_never_taken_for_a_molecule(params string[] line)
    {
        var ran = await Datahub.Run(line);
        Assert.Equal((2, "", $"datahub: there is no option '{line[2]}' here\nhint: datahub known --help\n"), (ran.Code, ran.Out, ran.Err));
    }

    [Fact]
    public void Every_command_has_an_example_and_a_description()
    {
        foreach (var verb in Verbs(CommandTree.Root()))
        {
            Assert.NotEmpty(verb.Examples);
            Assert.False(string.IsNullOrWhiteSpace(verb.Description));
        }
    }

    [Fact]
    public void Every_example_in_a_help_text_parses()
    {
        foreach (var line in Verbs(CommandTree.Root()).SelectMany(v => v.Examples).Concat(CommandTree.Examples))
        {
            int at = line.IndexOf("datahub ", StringComparison.Ordinal);
            var command = line[at..].Split([" # ", " > ", " | ", "  #", ")"], StringSplitOptions.None)[0];
            if (line.Contains("level eq") || line.Contains("version =") || line.Contains('$')) command = command.Split('\'')[0]; // quoting is the shell's
            var errors = CommandTree.Root().Parse(command["datahub ".Length..].Replace("'", "\""), new ParserConfiguration { ResponseFileTokenReplacer = null }).Errors;
            Assert.True(errors.All(e => e.Message.Contains("was not provided") || e.Message.Contains("argument missing")), $"{line}: {string.Join("; ", errors)}");
        }
    }

    [Fact]
    public async Task Help_goes_to_stdout_with_examples_and_code_0()
    {
        var ran = await Datahub.Run("ingest", "--help");
        Assert.Equal(0, ran.Code);
        Assert.Contains("Examples:\n  datahub ingest", ran.Out);
        Assert.Equal("", ran.Err);
    }

    [Fact]
    public async Task A_misspelt_command_is_usage_with_the_near_one_as_hint()
    {
        var ran = await Datahub.Run("inges", "file");
        Assert.Equal((2, "", "datahub: there is no command 'inges'\nhint: datahub ingest\n"), (ran.Code, ran.Out, ran.Err));
    }

    [Fact]
    public async Task A_missing_option_is_usage_with_one_line_and_one_hint()
    {
        var ran = await Datahub.Run("known", "CCO");
        Assert.Equal((2, "", "datahub: Option '--level' is required\nhint: datahub known --help\n"), (ran.Code, ran.Out, ran.Err));
    }

    [Theory]
    [InlineData("datahub qu", "quarantine,query")]
    [InlineData("datahub screen r", "report,run")]
    [InlineData("datahub completion z", "zsh")]
    public void Words_are_completed(string line, string expected) =>
        Assert.Equal(expected, string.Join(',', CommandTree.Root().Parse(line).GetCompletions(line.Length).Select(c => c.Label).Where(l => l[0] != '-').Order()));

    [Fact]
    public async Task A_completion_script_calls_the_suggestions_that_the_command_gives()
    {
        Assert.Contains("[suggest:", (await Datahub.Run("completion", "bash")).Out);
        var ran = await Datahub.Run("[suggest:14]", "datahub levels ");
        Assert.Equal(0, ran.Code);
        Assert.Contains("--json", (await Datahub.Run("[suggest:15]", "datahub levels -")).Out);
    }

    [Fact]
    public void The_reference_page_is_the_tree_of_commands()
    {
        var path = Path.Combine(Shared.Repo, "docs", "cli.md");
        if (Environment.GetEnvironmentVariable("DATAHUB_REWRITE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null) File.WriteAllText(path, Reference.Markdown());
        Assert.Equal(File.ReadAllText(path), Reference.Markdown());
    }
}
