// The reference page of the command line, printed from the tree of commands.
using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using DataHub.Cli.Output;

namespace DataHub.Cli;

/// <summary>Makes docs/cli.md.</summary>
public static class Reference
{
    /// <summary>The whole page as Markdown.</summary>
    public static string Markdown()
    {
        var root = CommandTree.Root();
        var text = new StringBuilder();
        text.Append("# The `datahub` command\n\n").Append("<!-- Printed from the tree of commands; a test compares it (DATAHUB_REWRITE_GOLDEN=1 rewrites it). -->\n\n")
            .Append(CommandTree.Describes).Append("\n\n")
            .Append("Data goes to stdout, everything else to stderr. A terminal gets tables, a pipe gets untruncated TSV; `--json` and `--format` say otherwise. Nothing is ever asked without a terminal.\n\n");
        Options(text, "Options of every command", root.Options.Where(o => o is not (HelpOption or VersionOption)));
        text.Append("## Exit codes\n\n| code | meaning |\n| --- | --- |\n");
        foreach (var (code, meaning) in Exit.All) text.Append($"| {code} | {meaning} |\n");
        text.Append('\n');
        foreach (var verb in root.Subcommands.OfType<Verb>()) Describe(text, verb);
        return text.ToString();
    }

    static void Describe(StringBuilder text, Verb verb)
    {
        text.Append($"## datahub {verb.Line}\n\n{verb.Description}.\n\n```sh\n");
        foreach (var e in verb.Examples) text.Append(e).Append('\n');
        text.Append("```\n\n");
        if (verb.Arguments.Count > 0)
        {
            text.Append("| argument | meaning |\n| --- | --- |\n");
            foreach (var a in verb.Arguments) text.Append($"| `{a.Name.ToUpperInvariant()}`{(a.Arity.MaximumNumberOfValues > 1 ? " ..." : "")} | {Cell(a.Description)} |\n");
            text.Append('\n');
        }
        Options(text, null, verb.Options);
        foreach (var under in verb.Subcommands.OfType<Verb>()) Describe(text, under);
    }

    static void Options(StringBuilder text, string? title, IEnumerable<Option> options)
    {
        var list = options.ToList();
        if (list.Count == 0) return;
        if (title is not null) text.Append($"## {title}\n\n");
        text.Append("| option | meaning |\n| --- | --- |\n");
        foreach (var o in list)
            text.Append($"| {string.Join(", ", new[] { o.Name }.Concat(o.Aliases).Select(n => $"`{n}`"))}{(o.HelpName is { } h ? $" `{h}`" : "")} | {Cell(o.Description)}{(o.Required ? " (required)" : "")} |\n");
        text.Append('\n');
    }

    static string Cell(string? text) => (text ?? "").Replace("|", "\\|").Replace("<", "&lt;");
}
