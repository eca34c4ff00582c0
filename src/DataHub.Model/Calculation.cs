// What a calculation is: molecule, geometry, level, values, provenance, cost.
using System.Globalization;

namespace DataHub.Model;

/// <summary>How a calculation ended.</summary>
public enum Status
{
    /// <summary>It converged and its values may be used.</summary>
    Success,
    /// <summary>It failed; kept as a failure with its cost.</summary>
    Failed,
    /// <summary>Recalled later, with a reason; never reused.</summary>
    Withdrawn,
}

/// <summary>What was asked of the program (QCSchema's term).</summary>
public enum Driver
{
    /// <summary>Energy at a fixed geometry, with what comes along (orbitals, dipole).</summary>
    Energy,
    /// <summary>Energy and gradient.</summary>
    Gradient,
    /// <summary>Second derivatives: frequencies, thermochemistry.</summary>
    Hessian,
    /// <summary>Geometry optimisation; the record's geometry is the last one.</summary>
    Optimization,
    /// <summary>Response or excited-state properties, or a prediction of a single property.</summary>
    Properties,
}

/// <summary>Why a calculation failed.</summary>
public enum FailureKind
{
    /// <summary>The self-consistent field did not converge.</summary>
    ScfNotConverged,
    /// <summary>The geometry optimisation did not converge.</summary>
    GeometryNotConverged,
    /// <summary>No basis functions or parameters for an element.</summary>
    MissingBasis,
    /// <summary>The optimisation ended in another molecule than the one asked for.</summary>
    ConnectivityChanged,
    /// <summary>The geometry cannot be used (overlapping atoms, not finite, unknown element).</summary>
    BadGeometry,
    /// <summary>The input is wrong (unknown method or keyword, impossible charge or multiplicity).</summary>
    BadInput,
    /// <summary>It ran out of its time limit.</summary>
    TimeOut,
    /// <summary>It ran out of its memory limit.</summary>
    OutOfMemory,
    /// <summary>The program died by a signal.</summary>
    Crash,
    /// <summary>The program is not installed.</summary>
    EngineAbsent,
    /// <summary>Someone cancelled it.</summary>
    Cancelled,
    /// <summary>It ended, but its output is incomplete.</summary>
    IncompleteOutput,
    /// <summary>None of these; see the message.</summary>
    Other,
}

/// <summary>Kind and message of a failure.</summary>
public sealed record Failure(FailureKind Kind, string Message);

/// <summary>The withdrawal that recalled a record, by its id, and its reason.</summary>
public sealed record Recalled(string Withdrawal, string Reason);

/// <summary>
/// One result (or failure) of one program for one molecule at one level of theory. Readers make it with <see cref="Id"/> empty and the molecule as the file tells it;
/// the intake completes identity and id.
/// </summary>
public sealed record Calculation(Molecule Molecule, Level Level, Driver Driver, Status Status)
{
    /// <summary>Content id, 26 characters base32; "" until the intake gives it.</summary>
    public string Id { get; init; } = "";
    /// <summary>The geometry that the values belong to: for an optimisation the final one.</summary>
    public Geometry? Geometry { get; init; }
    /// <summary>Level at which its geometry was optimised: that of <see cref="Geometry"/>, or, where the geometry itself is not there, the one that a table tells of it; null if neither does.</summary>
    public string? GeometryLevel => Geometry is { } g ? g.Level : Values.Extras.FirstOrDefault(x => x.Name == Extra.GeometryLevel)?.Text;
    /// <summary>The values, in canonical units.</summary>
    public Values Values { get; init; } = new();
    /// <summary>Where it comes from.</summary>
    public Provenance Provenance { get; init; } = new();
    /// <summary>What it cost.</summary>
    public Cost Cost { get; init; } = Cost.Unknown;
    /// <summary>Why it failed; set exactly when it failed, whether or not it was withdrawn since.</summary>
    public Failure? Failure { get; init; }
    /// <summary>By which withdrawal it was recalled, and why; null unless <see cref="Status"/> is withdrawn.</summary>
    public Recalled? Recalled { get; init; }

    /// <summary>
    /// The content id: 130 bits of a SHA-256 over molecule, geometry, level, driver, program and version, status and values (to ten significant digits),
    /// but not over names, times, cost or warnings: the same result handed in twice has the same id. A failure has no values, so its raw output and record stand in.
    /// </summary>
    public string ContentId()
    {
        var t = new HashText();
        try
        {
            Add(ref t, Molecule.Smiles ?? Molecule.Formula); Add(ref t, Molecule.InChIKey); Add(ref t, $"{Molecule.Charge}/{Molecule.Multiplicity}");
            Add(ref t, Geometry?.Hash); Add(ref t, Geometry?.Source.ToString()); Add(ref t, Geometry?.Level); Add(ref t, Level.Name); Add(ref t, Level.Reference); Add(ref t, Driver.ToString());
            // A withdrawal is told of a record and is no part of what it is.
            bool failed = Status == Status.Failed || Status == Status.Withdrawn && Failure is not null;
            Add(ref t, Provenance.Program?.ToLowerInvariant()); Add(ref t, Provenance.ProgramVersion); Add(ref t, failed ? "failed" : "success");
            foreach (var (p, v) in Values.Scalars()) { t.Add(p.Name); t.Add('='); Number(ref t, v); t.Add(End); }
            foreach (var (p, v) in Values.Lists())
            {
                t.Add(p.Name);
                t.Add('=');
                for (int i = 0; i < v.Count; i++) { if (i > 0) t.Add(','); Number(ref t, v[i]); }
                t.Add(End);
            }
            foreach (var x in Values.Extras.Where(x => x.Name != Extra.Warning).OrderBy(x => x.Name, StringComparer.Ordinal))
            {
                t.Add(x.Name);
                t.Add('=');
                if (x.Number is { } n) Number(ref t, n); else t.Add(x.Text);
                t.Add(End);
            }
            if (failed) { Add(ref t, Failure?.Kind.ToString()); Add(ref t, Provenance.RawHash); Add(ref t, Provenance.RawRecord.ToString(CultureInfo.InvariantCulture)); }
            // Told only by some, and added only then: ids of records without them stay as they are.
            if (Molecule.State is { } state) Add(ref t, $"state={state}");
            if (Geometry?.Conformer is { } conformer) Add(ref t, $"conformer={conformer}");
            return Base32(t.Hash());
        }
        finally { t.Dispose(); }
    }

    const char End = '\u001f';

    static void Add(ref HashText t, string? s)
    {
        t.Add(s);
        t.Add(End);
    }

    static void Number(ref HashText t, double v)
    {
        if (v == 0) t.Add('0'); else t.AddTenDigits(v);
    }

    static string Base32(ReadOnlySpan<byte> hash)
    {
        const string alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        var text = new char[26];
        for (int i = 0, bit = 0; i < 26; i++, bit += 5)
        {
            int v = (hash[bit / 8] << 8 | hash[bit / 8 + 1]) >> (11 - bit % 8) & 31;
            text[i] = alphabet[v];
        }
        return new string(text);
    }
}
