// One run of a command: its options, and where data, notes and errors go.
using System.CommandLine;
using DataHub.Store;
using Spectre.Console;

namespace DataHub.Cli.Output;

/// <summary>How data is written.</summary>
enum Shape { Table, Tsv, Csv, Json, Jsonl }

/// <summary>Data goes to stdout, everything else to stderr.</summary>
sealed class Session
{
    readonly ParseResult _parsed;

    Session(ParseResult parsed, string command)
    {
        _parsed = parsed;
        Command = command;
        Quiet = parsed.GetValue(Globals.Quiet);
        Verbose = parsed.GetValue(Globals.Verbose);
        Yes = parsed.GetValue(Globals.Yes);
        Home = Path.GetFullPath(parsed.GetValue(Globals.Home) ?? HubOptions.DefaultFolder);
        Color = !parsed.GetValue(Globals.NoColor) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        FormatName = parsed.GetValue(Globals.Format) ?? (parsed.GetValue(Globals.Json) ? "json" : null);
        Shape = Enum.TryParse<Shape>(FormatName, true, out var s) ? s : Console.IsOutputRedirected ? Shape.Tsv : Shape.Table;
    }

    /// <summary>The session of a parsed line; <paramref name="wrong"/> says what is wrong with its global options. A command that writes files takes format names of its own.</summary>
    public static Session Of(ParseResult parsed, Verb verb, out string? wrong)
    {
        var session = new Session(parsed, verb.Line);
        wrong = verb.Name is "export" or "known" || session.FormatName is null || Enum.GetNames<Shape>().Contains(session.FormatName, StringComparer.OrdinalIgnoreCase)
            ? null : $"there is no output format '{session.FormatName}': table, tsv, csv, json or jsonl";
        return session;
    }

    public string Command { get; }
    public string Home { get; }
    public bool Quiet { get; }
    public bool Verbose { get; }
    public bool Yes { get; }
    public bool Color { get; }
    public string? FormatName { get; }
    public Shape Shape { get; }

    /// <summary>True if somebody looks at stderr: progress may be drawn there.</summary>
    public bool Watched => !Quiet && !Console.IsErrorRedirected;
    /// <summary>True if a question may be asked.</summary>
    public bool MayAsk => !Yes && !Console.IsInputRedirected && !Console.IsErrorRedirected;

    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);
    public T? Get<T>(Argument<T> argument) => _parsed.GetValue(argument);

    /// <summary>Says something on stderr, unless told to be quiet.</summary>
    public void Note(string text) { if (!Quiet) Console.Error.WriteLine(text); }
    /// <summary>Says something on stderr if told to say more.</summary>
    public void Detail(string text) { if (Verbose && !Quiet) Console.Error.WriteLine(text); }
    /// <summary>Warns on stderr.</summary>
    public void Warn(string text) { if (!Quiet) Console.Error.WriteLine($"datahub: {text}"); }

    /// <summary>Says what went wrong in one line and what to do about it in another; returns the code.</summary>
    public int Fail(int code, string message, string? hint = null)
    {
        Console.Error.WriteLine($"datahub: {message.ReplaceLineEndings(" ")}");
        if (hint is not null) Console.Error.WriteLine($"hint: {hint}");
        return code;
    }

    /// <summary>Asks a question on the terminal; yes without one.</summary>
    public bool Ask(string question)
    {
        if (!MayAsk) return true;
        Console.Error.Write($"{question} [Y/n] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "" or "y" or "yes";
    }

    /// <summary>A console on stderr for progress.</summary>
    public IAnsiConsole ErrorConsole() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        ColorSystem = Color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        Interactive = Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Yes,
    });

    /// <summary>True if there is an archive at the home folder; if not, says so.</summary>
    public bool HasArchive(out int code)
    {
        bool there = Directory.Exists(Home) && Directory.EnumerateFileSystemEntries(Home).Any();
        code = there ? Exit.Ok : Fail(Exit.NotFound, $"there is no archive at {Home}", "make one with: datahub ingest PATH, or name another folder by --home DIR");
        return there;
    }

    /// <summary>The archive, for reading: works beside a running server.</summary>
    public Archive OpenArchive() => Archive.Open(new ArchiveOptions(Home) { ReadOnly = true, Veiled = false });

    /// <summary>The whole hub.</summary>
    public Hub OpenHub(bool readOnly, bool veiled = false, string? executor = null) => Hub.Open(new HubOptions(Home) { ReadOnly = readOnly, Veiled = veiled, Executor = executor });
}
