// The entry of the command line: parse, run, exit code.
using System.CommandLine;
using System.CommandLine.Invocation;
using DataHub.Cli.Output;

namespace DataHub.Cli;

static class Program
{
    static async Task<int> Main(string[] args)
    {
        var parsed = CommandTree.Root().Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction) return Wrong(parsed);
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
        Console.Error.WriteLine($"datahub: {string.Join(' ', parsed.Errors[0].Message.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.')}");
        Console.Error.WriteLine($"hint: datahub {line}--help");
        return Exit.Usage;
    }
}
