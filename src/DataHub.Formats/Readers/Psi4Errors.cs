// How a Psi4 output ended, and what its error messages mean.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>The end of a Psi4 output: null for a good one, else why it stopped.</summary>
static partial class Psi4Errors
{
    [GeneratedRegex(@"^(?:[A-Za-z_][\w]*\.)*(\w*(?:Error|Exception|NotFound|NotImplemented))\b:?\s*(.*)$")]
    private static partial Regex ExceptionLine();

    public static Failure? Of(OutputText text, int from)
    {
        if (text.First("Psi4 exiting successfully", from) >= 0 || text.First("PSI4 exiting successfully", from) >= 0) return null;
        int encountered = text.Last("Psi4 encountered an error"), trace = text.Last("Traceback (most recent call last)");
        if (trace < from && encountered < 0)
            return text.Last("Fatal Error:") is var fatal && fatal >= from && fatal >= 0 ? Make("", text.After("Fatal Error:", fatal)!) : new(FailureKind.IncompleteOutput, "the output stops before Psi4's last line");
        for (int i = Math.Max(trace, from); i < text.Count; i++)
            if (ExceptionLine().Match(text[i].TrimEnd()) is { Success: true } m && !text[i].StartsWith(' '))
            {
                string message = m.Groups[2].Value.Trim();
                if (message.Length == 0) message = text.After("Fatal Error:", text.First("Fatal Error:", i, i + 4)) ?? text[i + 1].Trim();
                return Make(m.Groups[1].Value, message);
            }
        return new(FailureKind.Other, "Psi4 encountered an error");
    }

    static Failure Make(string type, string message)
    {
        bool Says(string what) => message.Contains(what, StringComparison.OrdinalIgnoreCase);
        var kind = type switch
        {
            "SCFConvergenceError" => FailureKind.ScfNotConverged,
            "OptimizationConvergenceError" => FailureKind.GeometryNotConverged,
            "BasisSetNotFound" => FailureKind.MissingBasis,
            _ when Says("too close") => FailureKind.BadGeometry,
            _ when Says("SCF iterations") => FailureKind.ScfNotConverged,
            _ when Says("geometry optimization") => FailureKind.GeometryNotConverged,
            _ when Says("unable to find a basis") => FailureKind.MissingBasis,
            _ when Says("memory") => FailureKind.OutOfMemory,
            "ValidationError" or "MissingMethodError" or "ManagedMethodError" or "NameError" or "SyntaxError" => FailureKind.BadInput,
            _ when Says("not a valid option") || Says("not available") || Says("chg/mult") || Says("multiplicity") || Says("must be") => FailureKind.BadInput,
            _ => FailureKind.Other,
        };
        return new(kind, type.Length == 0 ? message : $"{type}: {message}");
    }
}
