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
            var near = command.Subcommands.Select(c => c.Name).MinBy(name => Distance(name, word))!;
            Console.Error.WriteLine($"datahub: there is no command '{line}{word}'");
            Console.Error.WriteLine(Distance(near, word) <= 2 ? $"hint: datahub {line}{near}" : $"hint: datahub {line}--help");
            return Exit.Usage;
        }
        Console.Error.WriteLine($"datahub: {string.Join(' ', parsed.Errors[0].Message.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.')}");
        Console.Error.WriteLine($"hint: datahub {line}--help");
        return Exit.Usage;
    }

    /// <summary>Edit distance of two words (Levenshtein).</summary>
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            (int corner, row[0]) = (row[0], i);
            for (int j = 1; j <= b.Length; j++)
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
