// The exit codes of the command, the same for every command.
namespace DataHub.Cli.Output;

/// <summary>What the exit code of the command says.</summary>
public static class Exit
{
    /// <summary>All done.</summary>
    public const int Ok = 0;
    /// <summary>It failed.</summary>
    public const int Failed = 1;
    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
    /// <summary>What was asked for is not there.</summary>
    public const int NotFound = 3;
    /// <summary>Sign-in is needed, or it is forbidden.</summary>
    public const int Forbidden = 4;
    /// <summary>The input was read and refused.</summary>
    public const int Refused = 5;
    /// <summary>The archive or server cannot be reached or is busy.</summary>
    public const int Unavailable = 6;
    /// <summary>Part of it was done.</summary>
    public const int Partial = 7;
    /// <summary>Cancelled by Ctrl-C.</summary>
    public const int Cancelled = 130;

    /// <summary>Code and meaning, for help and reference.</summary>
    public static readonly IReadOnlyList<(int Code, string Meaning)> All =
    [
        (Ok, "ok"), (Failed, "failed"), (Usage, "wrong usage"), (NotFound, "not found"), (Forbidden, "sign-in needed or forbidden"), (Refused, "input refused"),
        (Unavailable, "archive busy, server or engine not available"), (Partial, "partly done"), (Cancelled, "cancelled"),
    ];

    /// <summary>The code for an outcome in parts: ok if all went well, <paramref name="none"/> if nothing did, else partial.</summary>
    public static int Of(long good, long bad, int none) => bad == 0 ? Ok : good == 0 ? none : Partial;
}
