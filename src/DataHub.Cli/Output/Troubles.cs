// From exceptions to one line, one hint and an exit code: the only place where the command does that.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Cli.Output;

static class Troubles
{
    /// <summary>Tells what an exception means and returns the exit code; null for those that nothing can be said of (they end the process with their trace).</summary>
    public static int? Tell(Session session, Exception e, CancellationToken cancel)
    {
        if (session.Verbose) Console.Error.WriteLine(e);
        return e switch
        {
            OperationCanceledException when cancel.IsCancellationRequested => session.Fail(Exit.Cancelled, "cancelled"),
            AggregateException { InnerExceptions.Count: 1, InnerException: { } inner } => Tell(session, inner, cancel),
            ArchiveBusyException => session.Fail(Exit.Unavailable, e.Message, "one process writes at a time: stop the other one (for a server: Ctrl-C there), or use --home for another archive"),
            Screening.CampaignBusyException => session.Fail(Exit.Unavailable, e.Message),
            QueryException q => session.Fail(Exit.Usage, q.Position is { } at ? $"{q.Message} (at position {at})" : q.Message,
                q.Expected is { } wanted ? $"expected {wanted}" : "the columns are listed by: datahub query --columns"),
            FileNotFoundException or DirectoryNotFoundException => session.Fail(Exit.NotFound, e.Message),
            UnauthorizedAccessException => session.Fail(Exit.Failed, e.Message, "check who owns the folder"),
            ServerRefusal r => session.Fail((int)r.Status switch { 401 or 403 => Exit.Forbidden, 404 => Exit.NotFound, 400 or 413 or 422 => Exit.Refused, 503 => Exit.Unavailable, _ => Exit.Failed }, r.Message),
            HttpRequestException => session.Fail(Exit.Unavailable, e.Message, "is the server running? start one with: datahub serve"),
            IOException when e.HResult is unchecked((int)0x80070070) or 28 => session.Fail(Exit.Failed, e.Message, "the disk is full; what there is: datahub doctor"),
            IOException => session.Fail(Exit.Failed, e.Message),
            DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException } => session.Fail(Exit.Unavailable, $"a native library does not load: {e.InnerException?.Message ?? e.Message}", "see: datahub doctor"),
            _ => session.Fail(Exit.Failed, $"{e.GetType().Name}: {e.Message}", session.Verbose ? "this is a mistake of the program, please report it with the trace above" : "this is a mistake of the program; -v shows where"),
        };
    }
}
