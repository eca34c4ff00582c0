// MOPAC's printed output (.out) and its archive (.arc).
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// One job in a .out file, or a .arc file, which has the same labels. MOPAC prints "JOB ENDED NORMALLY" and returns 0 whatever happened: only the values and the
/// absence of messages prove success.
/// </summary>
sealed partial class MopacOutput
{
    static readonly string[] NotConverged = ["TAKE CARE", "FURTHER WORK NOT JUSTIFIED", "FAILURE HAS OCCURRED", "CYCLES EXCEEDED", "COUNTS EXCEEDED", "EXCESS NUMBER OF OPTIMIZATION CYCLES"];
    readonly OutputText _text;
    readonly int _results;

    [GeneratedRegex(@"MOPAC v(\d+\.\d+\.\d+)|Version:? ?(\d+\.\d+[A-Z]?)")]
    private static partial Regex VersionText();

    public MopacOutput(OutputText text, bool archive)
    {
        _text = text;
        IsArchive = archive;
        _results = Math.Max(0, archive ? text.First("SUMMARY OF") : text.Last("FINAL HEAT OF FORMATION"));
        string keywords = "";
        if (archive)
        {
            int at = text.First("Empirical Formula");
            for (at++; at > 0 && at < text.Count && text[at].Trim().Length == 0;) at++;
            keywords = text[at];
            Title = text[at + 1].Trim();
        }
        else if (text.First("CALCULATION DONE:") is >= 0 and var done && text.First("*****", done + 1) is >= 0 and var end)
        {
            int table = Enumerable.Range(end, Math.Min(60, text.Count - end)).FirstOrDefault(i => OutputText.Fields(text[i]) is ["ATOM", "CHEMICAL", ..], -1);
            int last = table < 0 ? end + 2 : table - 1;
            while (last > end + 2 && text[last].Trim().Length == 0) last--;
            keywords = string.Join(' ', Enumerable.Range(end + 1, Math.Max(1, last - end - 1)).Select(i => text[i]));
            Title = text[last].Trim();
        }
        if (Title?.StartsWith('*') == true) Title = null;
        Keywords = new MopacKeywords(keywords);
    }

    public string Name => _text.Name;
    public bool IsArchive { get; }
    public MopacKeywords Keywords { get; }
    public string? Title { get; }

    public string? Version
    {
        get
        {
            for (int i = 0; i < Math.Min(_text.Count, 400); i++)
                if (VersionText().Match(_text[i]) is { Success: true } m) return m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value;
            return null;
        }
    }

    /// <summary>Method of the heading "PM7 CALCULATION RESULTS" or "SUMMARY OF PM7 CALCULATION".</summary>
    public string? Method
    {
        get
        {
            int at = IsArchive ? _text.First("SUMMARY OF") : _text.First("CALCULATION RESULTS");
            return at >= 0 && OutputText.Fields(_text[at].Replace("SUMMARY OF", "")) is [var m, ..] && m != "CALCULATION" ? m : null;
        }
    }

    public double? HeatOfFormation => Value("HEAT OF FORMATION");
    public double? TotalEnergyEv => Value("TOTAL ENERGY");
    public double? GradientNorm => Value("GRADIENT NORM");
    public double? Ionization => Value("IONIZATION POTENTIAL");
    public double? DipoleNorm => Value("DIPOLE  ");
    public double? SpinSquared => Value("(S**2)");
    public double? WallSeconds => Value("WALL-CLOCK TIME") ?? _text.RealAfter("TOTAL JOB TIME:");
    public double? CpuSeconds => Value("COMPUTATION TIME") ?? _text.RealAfter("TOTAL CPU TIME:");
    public double? ZeroPoint => _text.RealAfter("ZERO POINT ENERGY");
    public int? Alpha => (int?)Value("NO. OF ALPHA ELECTRONS");
    public int? Beta => (int?)Value("NO. OF BETA  ELECTRONS");
    public int? Charge => Keywords.Charge ?? (int?)_text.RealAfter("CHARGE ON SYSTEM", false);

    /// <summary>The number after "label =" in the results.</summary>
    double? Value(string label)
    {
        for (int i = _text.First(label, _results); i >= 0; i = _text.First(label, i + 1))
            if (_text.After(label, i) is { } rest && rest.StartsWith('=')) return OutputText.FirstReal(rest[1..]);
        return null;
    }

    /// <summary>HOMO and LUMO, eV; of alpha and beta the higher and the lower one.</summary>
    public (double Homo, double Lumo)? Frontier
    {
        get
        {
            var pairs = new List<(double, double)>();
            foreach (var label in (string[])["HOMO LUMO ENERGIES (EV)", "ALPHA SOMO LUMO (EV)", "BETA  SOMO LUMO (EV)"])
                if (_text.After("=", _text.First(label, _results)) is { } rest && OutputText.Fields(rest.Replace("-", " -")) is [var a, var b, ..] && OutputText.Real(a) is { } homo && OutputText.Real(b) is { } lumo)
                    pairs.Add((homo, lumo));
            return pairs.Count == 0 ? null : (pairs.Max(p => p.Item1), pairs.Min(p => p.Item2));
        }
    }

    public bool CoordinatesAreCartesian => !_text.Has("BOND LENGTH") && !_text.Has("BOND          ANGLE");

    /// <summary>Why the job is no success, or null.</summary>
    public Failure? Failure
    {
        get
        {
            if (_text.Last("Error and normal termination messages reported") is >= 0 and var box)
            {
                var lines = new List<string>();
                for (int i = box + 2; _text[i].TrimStart().StartsWith('*') && !_text[i].Contains("JOB ENDED"); i++) if (_text[i].Trim(' ', '*', '\r') is { Length: > 0 } l) lines.Add(l);
                if (lines.Count > 0) return new(Kind(string.Join("; ", lines)), string.Join("; ", lines));
            }
            foreach (var p in NotConverged) if (_text.First(p) is >= 0 and var at) return new(FailureKind.GeometryNotConverged, _text[at].Trim());
            foreach (var p in (string[])["FAILED TO ACHIEVE SCF", "UNABLE TO ACHIEVE SELF-CONSISTENCE", "SCF IS NOT ACHIEVED"]) if (_text.First(p) is >= 0 and var at) return new(FailureKind.ScfNotConverged, _text[at].Trim(' ', '*', '+', '-', '.'));
            foreach (var p in (string[])["UNRECOGNIZED KEY-WORDS", "UNRECOGNIZED ELEMENT", "CORRECT FAULT", "GEOMETRY IN ERROR", "does not contain any atoms"]) if (_text.First(p) is >= 0 and var at) return new(Kind(_text[at]), _text[at].Trim());
            bool force = Keywords.Driver == Driver.Hessian && _text.Has("NORMAL COORDINATE ANALYSIS");
            if (!force && !_text.Has("SCF FIELD WAS ACHIEVED")) return new(FailureKind.IncompleteOutput, "the output does not say that the SCF field was achieved");
            if (HeatOfFormation is null) return new(FailureKind.IncompleteOutput, "the output has no final heat of formation");
            if (IsArchive ? !_text.Has("FINAL GEOMETRY OBTAINED") : !_text.Has("== MOPAC DONE ==") && !_text.Has("JOB ENDED NORMALLY")) return new(FailureKind.IncompleteOutput, "the output stops before its end");
            if (Value("SCF CALCULATIONS") is 0) return new(FailureKind.ScfNotConverged, "MOPAC claims an SCF field after 0 SCF calculations");
            return null;
        }
    }

    internal static FailureKind Kind(string m) =>
        m.Contains("OPTIMIZATION CYCLES") ? FailureKind.GeometryNotConverged
        : m.Contains("SELF-CONSIST") || m.Contains("ACHIEVE SCF") ? FailureKind.ScfNotConverged
        : m.Contains("SEPARATED BY") || m.Contains("GEOMETRY IN ERROR") || m.Contains("ELEMENT NAME") || m.Contains("any atoms") ? FailureKind.BadGeometry
        : m.Contains("TIME") ? FailureKind.TimeOut
        : m.Contains("MISSING VAN DER WAALS") || m.Contains("PARAMETERS") || m.Contains("NOT AVAILABLE") ? FailureKind.MissingBasis
        : m.Contains("KEY-WORD") || m.Contains("KEYWORD") || m.Contains("ELECTRONS") || m.Contains("FAULT") ? FailureKind.BadInput : FailureKind.Other;
}
