// The entry of the command line: parse, run, exit code.
using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using DataHub.Cli.Output;

namespace DataHub.Cli;

static class Program
{
    static async Task<int> Main(string[] args)
    {
        var parsed = CommandTree.Root().Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction) return Wrong(parsed);
        if (Unknown(parsed, args) is { } option) return Refuse(parsed, $"there is no option '{option}' here");
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    }

    /// <summary>Says what is wrong with the line: one error, one hint.</summary>
    static int Wrong(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var line = command is Verb verb ? verb.Line + " " : "";
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..])
        {
            var near = command.Subcommands.Select(c => c.Name).MinBy(name => DataHub.Model.Spelling.Distance(name, word))!;
            Console.Error.WriteLine($"datahub: there is no command '{line}{word}'");
            Console.Error.WriteLine(DataHub.Model.Spelling.Distance(near, word) <= 2 ? $"hint: datahub {line}{near}" : $"hint: datahub {line}--help");
            return Exit.Usage;
        }
        return Refuse(parsed, string.Join(' ', parsed.Errors[0].Message.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.'));
    }

    /// <summary>A word that looks like an option and was taken for an argument: no molecule, file or query begins with a dash and a letter. What follows "--" is meant as it is.</summary>
    static string? Unknown(ParseResult parsed, string[] args) =>
        args.Contains("--") ? null : parsed.Tokens.Where(t => t.Type == TokenType.Argument).Select(t => t.Value)
            .FirstOrDefault(w => w is ['-', '-', >= 'a' and <= 'z', ..] or ['-', >= 'A' and <= 'Z' or >= 'a' and <= 'z']
                && !parsed.CommandResult.Children.OfType<OptionResult>().Any(o => o.Tokens.Any(t => t.Value == w)));

    static int Refuse(ParseResult parsed, string what)
    {
        Console.Error.WriteLine($"datahub: {what}");
        Console.Error.WriteLine($"hint: datahub {(parsed.CommandResult.Command is Verb verb ? verb.Line + " " : "")}--help");
        return Exit.Usage;
    }
}
