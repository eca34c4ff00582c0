// Progress on stderr: a bar on a terminal, now and then a line elsewhere, nothing when quiet.
using System.Diagnostics;
using Spectre.Console;

namespace DataHub.Cli.Output;

sealed class Meter
{
    const int BarWidth = 20;
    static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    readonly Session _session;
    readonly string _what;
    readonly ProgressTask? _task;
    readonly Stopwatch _watch = Stopwatch.StartNew();
    TimeSpan _next = Between;

    Meter(Session session, string what, ProgressTask? task) => (_session, _what, _task) = (session, what, task);

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Does the work with a meter beside it.</summary>
    public static T Run<T>(Session session, string what, Func<Meter, T> work)
    {
        if (!session.Watched) return work(new Meter(session, what, null));
        T? result = default;
        session.ErrorConsole().Progress().AutoClear(true).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new ElapsedTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(what));
                task.IsIndeterminate = true;
                result = work(new Meter(session, what, task));
            });
        return result!;
    }

    /// <summary>Tells how far it is: so much of so much (null if unknown), and a few words.</summary>
    public void Report(double done, double? total, string note)
    {
        if (_task is not null)
        {
            if (total is { } all and > 0) { _task.IsIndeterminate = false; _task.MaxValue = Math.Max(all, done); }
            _task.Value = done;
            int room = Math.Max(20, (Console.WindowWidth is > 0 and var w ? w : 80) - BarWidth - 20);
            var text = $"{_what} {note}";
            _task.Description = Markup.Escape(text.Length <= room ? text : text[..(room - 1)] + "…");
        }
        else if (!_session.Quiet && _watch.Elapsed >= _next)
        {
            _next = _watch.Elapsed + Between;
            Console.Error.WriteLine(total is { } all and > 0 ? FormattableString.Invariant($"{_what}: {done:0} of {all:0}, {note}") : $"{_what}: {note}");
        }
    }
}
