// A command with its examples, and the help that shows them.
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DataHub.Cli.Output;

/// <summary>A command of the command line, with examples that its help shows.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Lines to type, each perhaps with a remark after two spaces and '#'.</param>
public sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Lines to type.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Sets what it does: a session over the parsed line in, an exit code out. What goes wrong unforeseen is told once, by <see cref="Troubles"/>.</summary>
    internal Verb Does(Func<Session, CancellationToken, Task<int>> action)
    {
        SetAction(async (parsed, cancel) =>
        {
            var session = Session.Of(parsed, this, out var wrong);
            if (wrong is not null) return session.Fail(Exit.Usage, wrong, $"datahub {Line} --help");
            try { return await action(session, cancel); }
            catch (Exception e) when (Troubles.Tell(session, e, cancel) is { } code) { return code; }
        });
        return this;
    }

    /// <summary>The same for what does not wait.</summary>
    internal Verb Does(Func<Session, CancellationToken, int> action) => Does((s, c) => Task.FromResult(action(s, c)));

    /// <summary>The same with arguments or options added.</summary>
    internal Verb With(params Symbol[] symbols)
    {
        foreach (var s in symbols)
            switch (s)
            {
                case Argument a: Add(a); break;
                case Option o: Add(o); break;
                case Command c: Add(c); break;
            }
        return this;
    }

    /// <summary>The words to type for it, without the program's name.</summary>
    public string Line => Parents.OfType<Verb>().FirstOrDefault() is { } parent ? $"{parent.Line} {Name}" : Name;
}

/// <summary>The ordinary help, with the command's examples after it.</summary>
sealed class HelpWithExamples(HelpAction ordinary, IReadOnlyList<string> ofRoot) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parsed)
    {
        int code = ordinary.Invoke(parsed);
        var examples = parsed.CommandResult.Command is Verb verb ? verb.Examples : ofRoot;
        var to = parsed.InvocationConfiguration.Output;
        if (examples.Count > 0) to.WriteLine("Examples:");
        foreach (var e in examples) to.WriteLine("  " + e);
        if (examples.Count > 0) to.WriteLine();
        if (parsed.CommandResult.Command is RootCommand)
            to.WriteLine("Exit codes:\n  " + string.Join(", ", Exit.All.Select(x => $"{x.Code} {x.Meaning}")) + "\n");
        return code;
    }
}
