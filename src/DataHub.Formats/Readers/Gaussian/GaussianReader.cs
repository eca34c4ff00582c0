// Reads Gaussian's printed output (.log, .out).
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

/// <summary>
/// Gaussian 03, 09 and 16, printed output: Hartree-Fock, density functionals, MPn, coupled cluster, composite methods, excited states; one record for each job of the file, and
/// one more for the states of a method whose ground state has another name (CIS, TDA, EOM-CCSD). Coordinates, gradient and dipole are given in the orientation of the input.
/// </summary>
public sealed partial class GaussianReader : IReader
{
    [GeneratedRegex(@"^ Gaussian (\d\d|DV):\s+\S*?-?G\d\dRev([A-Z]\.\d\d\S?)")]
    private static partial Regex Version();

    /// <inheritdoc/>
    public string Format => "gaussian";
    /// <inheritdoc/>
    public string Describes => "Gaussian 03-16: printed output (HF, DFT, MPn, coupled cluster, composite methods; energies, optimisations, frequencies, excited states)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => !bundle.Files.Any(f => f.Extension == ".json") && bundle.Files.Any(IsOutput);

    internal static bool IsOutput(RawFile f) => f.Extension is not (".json" or ".fchk" or ".fch") && f.HeadText is var t && (t.Contains("Entering Gaussian System", StringComparison.Ordinal) || t.Contains("This is part of the Gaussian(R)", StringComparison.Ordinal) || t.Contains(" Entering Link 1 = ", StringComparison.Ordinal)
        || t.Contains("\n Gaussian 03:  ", StringComparison.Ordinal) || t.Contains("\n Gaussian 09:  ", StringComparison.Ordinal) || t.Contains("\n Gaussian 16:  ", StringComparison.Ordinal));

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsOutput);
        if (file.Length > OutputText.Limit) return [Refuse(file.Name, null, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        string? version = Enumerable.Range(0, text.Count).Select(i => Version().Match(text[i])).FirstOrDefault(m => m.Success) is { } v ? $"{v.Groups[1].Value}.{v.Groups[2].Value}" : null;
        var starts = new List<(int Line, bool Continues)>();
        for (int i = 0; i < text.Count; i++)
            if (text[i].StartsWith(" Entering Link 1 = ", StringComparison.Ordinal)) starts.Add((i, false));
            else if (text[i].StartsWith(" Link1:  Proceeding to internal job step", StringComparison.Ordinal)) starts.Add((i, true));
        if (starts.Count == 0) starts.Add((0, false));
        var readings = new List<Reading>();
        GaussianRoute? first = null;
        (Level Level, string? Basis)? before = null;
        Geometry? optimised = null;
        for (int k = 0; k < starts.Count; k++)
        {
            int end = k + 1 < starts.Count ? starts[k + 1].Line : text.Count;
            var part = text.Part(starts[k].Line, end);
            var route = GaussianRoute.Of(part);
            string record = $"job {k + 1}";
            if (route is null)
            {
                readings.Add(Refuse(file.Name, record, "route", GaussianErrors.Of(part, null, new(part)) is { } why ? $"the job has no route that can be read ({why.Message})" : "the job has no route that can be read", "Hand in the whole output of the job."));
                continue;
            }
            bool continues = starts[k].Continues && first is not null;
            if (!continues) (first, before) = (route, null);
            if (first!.Words.Select(w => w.Name).Append(first.Method?.ToLowerInvariant()).Any(n => GaussianLevel.Composite.Contains(n)))
            {
                // The steps of a composite method are one calculation.
                int begin = starts[k].Line;
                while (k + 1 < starts.Count && starts[k + 1].Continues) k++;
                part = text.Part(begin, k + 1 < starts.Count ? starts[k + 1].Line : text.Count);
                readings.Add(Numbered(GaussianComposite.Read(file.Name, record, part, route, first), bundle, version, readings.Count));
                continue;
            }
            var job = new GaussianJob(part, route, continues ? first : null);
            foreach (var r in GaussianRecord.Of(file.Name, record, job, before?.Basis, optimised))
            {
                readings.Add(Numbered(r, bundle, version, readings.Count));
                if (r.Calculation is not { } c) continue;
                if (c is { Status: Status.Success, Driver: Driver.Optimization }) optimised = c.Geometry;
                before ??= (c.Level, c.Level.Basis);
            }
        }
        return readings;
    }

    static Reading Numbered(Reading r, Bundle bundle, string? version, int number) => r.Calculation is not { } c ? r
        : r with { Calculation = c with { Provenance = c.Provenance with { Program = "gaussian", ProgramVersion = version, Format = "gaussian", RawName = bundle.Name, RawRecord = number } } };

    internal static Reading Refuse(string file, string? record, string? field, string message, string remedy) => new(null, new Fault(file, record, field, message, remedy), record);
}
