// What one printed output of xtb says.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>One xtb run as its printed output tells it (6.4 to 6.7). Energies in hartree, gap and orbitals in eV, dipole in a.u., frequencies in cm⁻¹.</summary>
sealed class XtbRun
{
    const string Banner = "* xtb version ", Finished = "* finished run on";
    readonly OutputText _text;

    public XtbRun(OutputText text)
    {
        _text = text = text.Without("Note: The following floating-point exceptions", "abnormal termination of xtb", "normal termination of xtb");
        Version = text.After(Banner, text.First(Banner))?.Split(' ')[0];
        CallText = text.After(":", text.First("program call  ")) ?? "";
        Call = new XtbCall(CallText);
        CoordinateFile = text.After(":", text.First("coordinate file  "));
        Summary();
        Orbitals();
        Symbols = ElementList();
    }

    public string Name => _text.Name;
    public string? Version { get; }
    public string CallText { get; }
    public XtbCall Call { get; }
    public string? CoordinateFile { get; }
    public double? Energy { get; private set; }
    public double? Gap { get; private set; }
    public double? GradientNorm { get; private set; }
    public double? Charge { get; private set; }
    public double? Solvation { get; private set; }
    public double? Dispersion { get; private set; }
    public double? Restraint { get; private set; }
    /// <summary>What makes the energy another than that of the level, or null.</summary>
    public string? Unsuited => Call.Unsuited ?? (Math.Abs(Restraint ?? 0) > 1e-9 ? "a run with a restraining potential, which is part of its energy" : _text.After(":  PC potential", _text.First(":  PC potential")) is { } pc && pc.StartsWith("true", StringComparison.Ordinal) ? "a run in the field of point charges" : null);
    public double? Homo { get; private set; }
    public double? Lumo { get; private set; }
    /// <summary>Number of orbitals with exactly one electron, among the printed ones.</summary>
    public int Singly { get; private set; }
    public IReadOnlyList<string> Symbols { get; }
    public int? Electrons => (int?)_text.RealAfter("# electrons", false);
    public int? Unpaired => Call.Unpaired ?? (int?)_text.RealAfter("unpaired electrons ", false);
    public bool Optimises => _text.Has("A N C O P T") || _text.Has("GEOMETRY OPTIMIZATION") || Call.Optimises;
    public bool HasFrequencies => _text.Has("Frequency Printout");
    /// <summary>Ionisation potential of --vip, eV.</summary>
    public double? Ionization => _text.RealAfter("delta SCC IP (eV):");
    public int? Threads => (int?)_text.RealAfter("omp threads", false);

    /// <summary>The level that the run really used.</summary>
    public Level Level
    {
        get
        {
            string? method = _text.After(":  Hamiltonian", _text.First(":  Hamiltonian"))?.TrimEnd(':').Trim();
            if (method is null && _text.Has("G F N - F F")) method = "GFN-FF";
            int at = _text.First("* Solvation model:");
            string? solvation = at < 0 ? null : _text.After("* Solvation model:", at) + " " + _text.After("Solvent", _text.First("  Solvent ", at));
            return method is null ? Call.Level : Level.Of(method, null, null, solvation);
        }
    }

    /// <summary>Why the run is no success, or null. "Normal termination" and the exit code say nothing: the output has to prove it.</summary>
    public Failure? Failure
    {
        get
        {
            if (_text.First("FAILED TO CONVERGE GEOMETRY OPTIMIZATION") is >= 0 and var line) return new(FailureKind.GeometryNotConverged, _text[line].Trim(' ', '*'));
            if (_text.First("[ERROR]") is >= 0 and var error)
            {
                var why = new List<string>();
                // The reasons "-2- where: why" follow, with whatever the standard error stream printed between.
                for (int i = error + 1; i < Math.Min(_text.Count, error + 60) && !_text[i].StartsWith("####", StringComparison.Ordinal); i++)
                    if (OutputText.Fields(_text[i]) is [['-', .., '-'], ..] f) why.Add(string.Join(' ', f[1..]));
                string all = why.Count == 0 ? _text[error].Trim() : string.Join("; ", why);
                return new(Kind(all), all);
            }
            if (Call.Defect is { } defect) return new(FailureKind.BadInput, defect);
            if (_text.First("We have not yet made a GFN") is >= 0 and var gfn) return new(FailureKind.BadInput, _text[gfn].Trim());
            if (_text.Has("SIGSEGV")) return new(FailureKind.Crash, "the program died with a segmentation fault");
            if (_text.First(Finished) < 0) return new(FailureKind.IncompleteOutput, "the output stops before \"finished run\"");
            if (Energy is null || _text.RealAfter("| TOTAL ENERGY") is null) return new(FailureKind.IncompleteOutput, "the output has no final energy");
            if (Electrons is { } n && (n < 1 || Call.Unpaired is { } u && (u > n || (n - u) % 2 != 0)))
                return new(FailureKind.BadInput, $"charge and spin do not fit: {n} electrons{(Call.Unpaired is { } p ? $" with {p} unpaired" : "")}");
            return null;
        }
    }

    static FailureKind Kind(string message) =>
        message.Contains("did not converge") ? FailureKind.ScfNotConverged
        : message.Contains("optimiz", StringComparison.OrdinalIgnoreCase) ? FailureKind.GeometryNotConverged
        : message.Contains("geometry") || message.Contains("atomic number") || message.Contains("coordinate") ? FailureKind.BadGeometry
        : message.Contains("arameter") ? FailureKind.BadInput : FailureKind.Other;

    /// <summary>The structure printed after an optimisation, or null.</summary>
    public Geometry? FinalStructure => _text.Last("final structure:") is >= 0 and var at ? XyzFile.Read(_text, at + 2)?.Geometry : null;

    /// <summary>Dipole in a.u. as the property printout has it, to three decimals; null if it belongs to another charge state.</summary>
    public double[]? Dipole
    {
        get
        {
            if (Call.ChangesCharge) return null;
            int at = _text.Last("dipole moment from electron density (au)");
            if (at >= 0) return OutputText.Fields(_text[at + 2]) is [var u, var v, var w, ..] && OutputText.Real(u) is { } d && OutputText.Real(v) is { } e && OutputText.Real(w) is { } f ? [d, e, f] : null;
            at = _text.Last("molecular dipole:");
            for (int i = at + 1; at >= 0 && i < at + 5; i++)
                if (OutputText.Fields(_text[i]) is ["full:", var x, var y, var z, ..] && OutputText.Real(x) is { } a && OutputText.Real(y) is { } b && OutputText.Real(z) is { } c) return [a, b, c];
            return null;
        }
    }

    /// <summary>Partial charges as printed, to three decimals.</summary>
    public IReadOnlyList<double>? Charges
    {
        get
        {
            int at = _text.Last("covCN         q");
            if (at < 0 || Call.ChangesCharge) return null;
            var q = new List<double>();
            for (int i = at + 1; OutputText.Fields(_text[i]) is { Length: >= 5 } f && OutputText.Real(f[4]) is { } v; i++) q.Add(v);
            return q;
        }
    }

    /// <summary>All frequencies with their intensities as printed, translations and rotations among them.</summary>
    public (double[] Frequencies, double[] Intensities) Modes
    {
        get
        {
            int at = _text.Last("Frequency Printout");
            if (at < 0) return ([], []);
            var f = new List<double>();
            for (int i = _text.First("eigval :", at); i >= 0 && _text.After("eigval :", i) is { } row; i++) f.AddRange(OutputText.Fields(row).Select(x => OutputText.Real(x) ?? double.NaN));
            var ir = new List<double>();
            for (int i = _text.First("IR intensities", at) + 1; i > 0 && _text[i].Contains(':') && !_text[i].Contains("Raman"); i++)
                foreach (var part in _text[i].Split(':').Skip(1)) ir.Add(OutputText.FirstReal(part) ?? double.NaN);
            return ([.. f], [.. ir]);
        }
    }

    /// <summary>Number of vibrations.</summary>
    public int? Vibrations => (int?)_text.RealAfter("# frequencies");
    /// <summary>True if the second derivatives were taken at a structure that is no minimum: then they mean nothing.</summary>
    public bool HessianOffMinimum => _text.Has("Hessian on incompletely optimized geometry");
    public double? ZeroPoint => _text.RealAfter(":: zero point energy");
    public double? Enthalpy => At298 ? _text.RealAfter("| TOTAL ENTHALPY") : null;
    public double? Gibbs => At298 ? _text.RealAfter("| TOTAL FREE ENERGY") : null;
    bool At298 => _text.First("T/K    H(0)-H(T)+PV") is >= 0 and var at && OutputText.Fields(_text[at + 2]) is ["298.15", ..];

    public double? WallSeconds => Seconds("* wall-time:");
    public double? CpuSeconds => Seconds("*  cpu-time:");

    /// <summary>"0 d, 0 h, 1 min, 2.5 sec" of the total, in s.</summary>
    double? Seconds(string label)
    {
        int total = _text.Last(" total:");
        if (total < 0 || _text.After(label, _text.First(label, total, total + 4)) is not { } rest) return null;
        double sum = 0;
        foreach (var part in rest.Split(','))
        {
            if (OutputText.Fields(part) is not [var n, var unit] || OutputText.Real(n) is not { } v) return null;
            sum += v * unit switch { "d" => 86400, "h" => 3600, "min" => 60, _ => 1 };
        }
        return sum;
    }

    void Summary()
    {
        // A run that visits other charge states prints the molecule asked for first; all others end with the structure that counts.
        int at = Call.ChangesCharge ? _text.First(" SUMMARY ") : _text.Last(" SUMMARY ");
        for (int i = at + 1; at >= 0 && i < at + 40 && _text[i].Contains("::"); i++)
        {
            double? v = OutputText.FirstReal(_text[i].Replace("->", ""));
            if (_text[i].Contains("total energy")) Energy = v;
            else if (_text[i].Contains("gradient norm")) GradientNorm = v;
            else if (_text[i].Contains("HOMO-LUMO gap")) Gap = v;
            else if (_text[i].Contains("total charge")) Charge = v;
            else if (_text[i].Contains("-> Gsolv")) Solvation = v;
            else if (_text[i].Contains("dispersion")) Dispersion = v;
            else if (_text[i].Contains("add. restraining")) Restraint = v;
        }
    }

    void Orbitals()
    {
        int homo = Call.ChangesCharge ? _text.First("(HOMO)") : _text.Last("(HOMO)"), lumo = homo < 0 ? -1 : _text.First("(LUMO)", homo, homo + 12);
        if (lumo < 0) return;
        Homo = OutputText.Real(OutputText.Fields(_text[homo])[^2]);
        Lumo = OutputText.Real(OutputText.Fields(_text[lumo])[^2]);
        for (int i = homo; OutputText.Fields(_text[i]) is { Length: >= 4 } f && f[0] != "#"; i--)
            if (f[1] == "1.0000") Singly++;
    }

    /// <summary>The element of each atom by the list "ID Z sym. atoms" of the setup; empty if there is none.</summary>
    IReadOnlyList<string> ElementList()
    {
        int at = _text.First("ID    Z sym.   atoms");
        if (at < 0) return [];
        var symbols = new SortedDictionary<int, string>();
        string? symbol = null;
        for (int i = at + 1; _text[i].Trim().Length > 0; i++)
        {
            var f = OutputText.Fields(_text[i].Replace(",", " "));
            int start = 0;
            if (f.Length > 3 && OutputText.Symbol(f[2]) is { } s) (symbol, start) = (s, 3);
            foreach (var range in f[start..])
            {
                var ends = range.Split('-');
                if (symbol is null || OutputText.Whole(ends[0]) is not { } a || OutputText.Whole(ends[^1]) is not { } b || b - a > 100_000) return [];
                for (int k = a; k <= b; k++) symbols[k] = symbol;
            }
        }
        return symbols.Count > 0 && symbols.Keys.Last() == symbols.Count ? [.. symbols.Values] : [];
    }
}
