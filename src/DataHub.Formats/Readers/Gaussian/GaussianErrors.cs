// Why a Gaussian job failed, from what it prints before "Error termination".
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

static partial class GaussianErrors
{
    static readonly (string Mark, FailureKind Kind)[] Marks =
    [
        ("Convergence failure -- run terminated", FailureKind.ScfNotConverged), ("Convergence criterion not met", FailureKind.ScfNotConverged), ("SCF has not converged", FailureKind.ScfNotConverged),
        ("Optimization stopped", FailureKind.GeometryNotConverged), ("Number of steps exceeded", FailureKind.GeometryNotConverged), ("Error in internal coordinate system", FailureKind.GeometryNotConverged),
        ("FormBX had a problem", FailureKind.GeometryNotConverged), ("New curvilinear step failed", FailureKind.GeometryNotConverged), ("Linear search skipped for unknown reason", FailureKind.GeometryNotConverged),
        ("Atomic number out of range", FailureKind.MissingBasis), ("no basis functions", FailureKind.MissingBasis), ("basis sets are only", FailureKind.MissingBasis), ("EOF while reading basis center", FailureKind.MissingBasis),
        ("Small interatomic distances", FailureKind.BadGeometry), ("Problem with the distance matrix", FailureKind.BadGeometry), ("Atoms too close", FailureKind.BadGeometry),
        ("The combination of multiplicity", FailureKind.BadInput), ("Syntax error", FailureKind.BadInput), ("Wanted an integer", FailureKind.BadInput), ("Wanted a floating point", FailureKind.BadInput), ("QPErr", FailureKind.BadInput), ("Error in input", FailureKind.BadInput),
        ("End of file in ZSymb", FailureKind.BadInput), ("End of file reading", FailureKind.BadInput), ("Unrecognized", FailureKind.BadInput), ("There are no atoms in this input structure", FailureKind.BadInput),
        ("galloc", FailureKind.OutOfMemory), ("Out-of-memory", FailureKind.OutOfMemory), ("out of memory", FailureKind.OutOfMemory), ("Not enough memory", FailureKind.OutOfMemory), ("segmentation violation", FailureKind.Crash),
        ("Erroneous write", FailureKind.Other), ("No space left on device", FailureKind.Other), ("Out of disk space", FailureKind.Other), ("Consistency failure", FailureKind.Other),
    ];

    /// <summary>The failure of one job, or null if it ended normally and converged.</summary>
    public static Failure? Of(OutputText text, GaussianRoute? route, GaussianEnergies energies)
    {
        bool optimises = route?.Has("opt", "fopt", "popt") == true;
        int end = text.Last("Normal termination of Gaussian"), error = text.Last("Error termination");
        if (end < 0 && error < 0) return new(FailureKind.IncompleteOutput, "the output stops before the end of this job");
        if (end < 0)
        {
            // The reason stands in the last lines before the error.
            for (int i = error; i >= Math.Max(0, error - 60); i--)
                foreach (var (mark, kind) in Marks)
                    if (text[i].Contains(mark, StringComparison.Ordinal)) return new(kind, text[i].Trim(' ', '>', '\r'));
            if (optimises && text[error].Contains("l9999", StringComparison.Ordinal) && text.Last("Optimization stopped") is >= 0 and var stopped) return new(FailureKind.GeometryNotConverged, $"{text[stopped].Trim()} {text[stopped + 1].Trim(' ', '-', '\r')}");
            int said = error - 1;
            while (said > 0 && (text[said].Trim().Length == 0 || text[said].Contains("Error termination", StringComparison.Ordinal))) said--;
            return new(FailureKind.Other, $"{text[error].Trim()} {(said > 0 ? "(" + text[said].Trim() + ")" : "")}".Trim());
        }
        // Keywords let a job end normally without convergence.
        if (energies.Scf.Count > 0 && energies.Scf[^1].Failed) return new(FailureKind.ScfNotConverged, "the last SCF did not meet its convergence criterion");
        if (optimises && !text.Has("Stationary point found") && !text.Has("Optimization completed")) return new(FailureKind.GeometryNotConverged, "the output does not say that a stationary point was found");
        return null;
    }
}
