// How a Q-Chem job ended: its error messages, and the proofs of success.
using DataHub.Model;

namespace DataHub.Formats.Readers.QChem;

/// <summary>The end of a job: null for a good one, else why it is no success.</summary>
static class Failures
{
    public static Failure? Of(OutputText text, Driver driver)
    {
        int fatal = text.First("Q-Chem fatal error occurred");
        if (fatal >= 0)
        {
            string message = "";
            for (int i = fatal + 1; i < fatal + 8 && message.Length == 0; i++) if (text[i].Trim() is { Length: > 0 } line && !line.StartsWith("--", StringComparison.Ordinal)) message = line;
            string before = string.Join('\n', Enumerable.Range(Math.Max(0, fatal - 12), Math.Min(12, fatal)).Select(i => text[i]));
            return new(Kind(message, before), message.Length > 0 ? message : "Q-Chem fatal error");
        }
        if (text.First("MAXIMUM OPTIMIZATION CYCLES REACHED") >= 0) return new(FailureKind.GeometryNotConverged, "maximum optimization cycles reached");
        if (text.First("SCF failed to converge") >= 0 || text.First("Convergence failure") >= 0) return new(FailureKind.ScfNotConverged, "SCF failed to converge");
        if (!text.Has("Thank you very much for using Q-Chem")) return new(FailureKind.IncompleteOutput, "the output stops before Q-Chem's last line");
        if (driver == Driver.Optimization && !text.Has("OPTIMIZATION CONVERGED")) return new(FailureKind.GeometryNotConverged, "the output does not say that the optimisation converged");
        if (driver == Driver.Optimization && text.Has("TRANSITION STATE CONVERGED")) return new(FailureKind.Other, "this is a search for a transition state");
        return text.Has("Convergence criterion met") || text.Has("convergence criterion met") ? null : new(FailureKind.ScfNotConverged, "the output does not say that the SCF converged");
    }

    static FailureKind Kind(string message, string before)
    {
        bool Says(string what) => message.Contains(what, StringComparison.OrdinalIgnoreCase);
        return Says("SCF failed to converge") || Says("gen_scfman") && before.Contains("onverge", StringComparison.Ordinal) ? FailureKind.ScfNotConverged
            : Says("Maximum optimization cycles") || Says("GetRot") || Says("IterZ") ? FailureKind.GeometryNotConverged
            : Says("Basis not supported") || Says("basis set") && Says("not") ? FailureKind.MissingBasis
            : Says("memory") || Says("allocat") ? FailureKind.OutOfMemory
            : Says("$molecule") || Says("input") || Says("charge") || Says("multiplicity") || Says("rem") && Says("invalid") || Says("unrecognized") ? FailureKind.BadInput
            : Says("overlap matrix eigenvalue") ? FailureKind.BadGeometry
            : FailureKind.Other;
    }
}
