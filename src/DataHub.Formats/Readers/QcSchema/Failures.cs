// Kinds of failure from the error type and the message of a QCSchema record.
using System.Text.Json;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.QcSchema;

static partial class Failures
{
    static readonly (Regex Pattern, FailureKind Kind)[] Messages =
    [
        (GeometryPattern(), FailureKind.GeometryNotConverged),
        (ScfPattern(), FailureKind.ScfNotConverged),
        (BasisPattern(), FailureKind.MissingBasis),
        (MemoryPattern(), FailureKind.OutOfMemory),
        (AbsentPattern(), FailureKind.EngineAbsent),
        (TimePattern(), FailureKind.TimeOut),
        (CrashPattern(), FailureKind.Crash),
        (GeometryInputPattern(), FailureKind.BadGeometry),
        (InputPattern(), FailureKind.BadInput),
    ];

    internal static Failure Of(JsonElement? error) =>
        error is { ValueKind: JsonValueKind.String } text ? Of(null, text.GetString()) : Of(error.Text("error_type"), error.Text("error_message"));

    /// <summary>The type of the error decides where it says something; else the message. The last lines of a message say most.</summary>
    internal static Failure Of(string? type, string? message)
    {
        message ??= "";
        // A program that does not even tell its version in time says nothing about the calculation.
        bool environment = message.Contains("'--version'", StringComparison.Ordinal);
        var kind = type switch
        {
            "convergence_error" => GeometryPattern().IsMatch(message) ? FailureKind.GeometryNotConverged : FailureKind.ScfNotConverged,
            "scf_convergence_error" => FailureKind.ScfNotConverged,
            "geometry_convergence_error" => FailureKind.GeometryNotConverged,
            "basis_error" => FailureKind.MissingBasis,
            "input_error" => BasisPattern().IsMatch(message) ? FailureKind.MissingBasis : FailureKind.BadInput,
            "resource_error" => FailureKind.OutOfMemory,
            _ when environment => FailureKind.Other,
            _ => Messages.FirstOrDefault(m => m.Pattern.IsMatch(message)) is { Pattern: not null } hit ? hit.Kind : FailureKind.Other,
        };
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l.Any(char.IsLetter)).ToArray();
        var pattern = Messages.FirstOrDefault(m => m.Kind == kind).Pattern;
        var tail = pattern is null ? string.Join("; ", lines.TakeLast(2)) : lines.LastOrDefault(pattern.IsMatch) ?? string.Join("; ", lines.TakeLast(2));
        if (tail.Length > 400) tail = "... " + tail[^400..];
        return new Failure(kind, tail.Length == 0 ? type ?? "the record says that it failed, but not why" : type is null or "unknown" or "unknown_error" ? tail : $"{type}: {tail}");
    }

    [GeneratedRegex("GeomOptNotConverged|OptimizationConvergenceError|(optimi[sz]|geometry).{0,60}(not converge|failed to converge|did not converge)|Could not converge geometry", RegexOptions.IgnoreCase)]
    private static partial Regex GeometryPattern();
    [GeneratedRegex("SCFConvergenceError|Could not converge SCF|SCF.{0,60}(not converge|failed to converge|did not converge)|convergence failure", RegexOptions.IgnoreCase)]
    private static partial Regex ScfPattern();
    [GeneratedRegex("BasisSetNotFound|Unable to find a basis|MISSING BASIS|no basis (set|functions)|basis set .{0,60}not found|Shell Entries", RegexOptions.IgnoreCase)]
    private static partial Regex BasisPattern();
    [GeneratedRegex("MemoryError|out of memory|bad_alloc|not enough memory|oom-kill", RegexOptions.IgnoreCase)]
    private static partial Regex MemoryPattern();
    [GeneratedRegex("ModuleNotFoundError|not found in path|Could not find program|is not installed|command not found", RegexOptions.IgnoreCase)]
    private static partial Regex AbsentPattern();
    [GeneratedRegex("TimeoutExpired|timed out|time limit|walltime", RegexOptions.IgnoreCase)]
    private static partial Regex TimePattern();
    [GeneratedRegex("segmentation fault|SIGSEGV|SIGKILL|SIGABRT|core dumped|killed by signal", RegexOptions.IgnoreCase)]
    private static partial Regex CrashPattern();
    [GeneratedRegex("atoms? (are )?too close|overlapping atoms|atoms .{0,30}coincide", RegexOptions.IgnoreCase)]
    private static partial Regex GeometryInputPattern();
    [GeneratedRegex("unknown (method|keyword|option|functional)|not a valid (method|option)|inconsistent.{0,40}multiplicity|multiplicity.{0,60}(invalid|impossible|inconsistent)|InputError", RegexOptions.IgnoreCase)]
    private static partial Regex InputPattern();
}
