// Every shared output against what another parser (cclib) found in it: the oracle tables. What differs is listed with its reason, and the list is held both ways.
using System.Globalization;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class OracleTests
{
    /// <summary>cclib's hartree in eV (its 2010 CODATA constants); its energies are in eV, those of MOPAC heats of formation in eV.</summary>
    const double Ev = 27.21138505, EvToKcal = 23.0605480, EvPerWavenumber = 1 / 8065.544;

    /// <summary>Known disagreements: file, field, ours, oracle, reason.</summary>
    const string Known = "tests/DataHub.Tests/Formats/golden/oracle-disagreements.tsv";

    /// <summary>
    /// Programs in the oracle's spelling that have no reader. A program that gets one leaves this list (the test says so), and whatever then differs is looked at.
    /// </summary>
    static readonly HashSet<string> Unread =
    [
        "ADF", "GAMESSDAT", "GAMESSUK", "Molcas", "NBO",
    ];

    static readonly Dictionary<string, string> Programs = new() { ["FChk[Gaussian]"] = "gaussian", ["FChk[QChem]"] = "qchem", ["GAMESSDAT"] = "gamess", ["GAMESSUK"] = "gamess-uk", ["Molcas"] = "openmolcas" };

    sealed record Difference(string File, string Field, string Ours, string Oracle)
    {
        public override string ToString() => $"{File}\t{Field}\t{Ours}\t{Oracle}";
    }

    [Theory]
    [InlineData("cclib")]
    [InlineData("bench33")]
    [InlineData("qcengine_records")]
    [InlineData("nomad")]
    public void Every_output_is_read_as_another_parser_reads_it_except_where_it_is_listed(string folder)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        var formats = new FormatSet();
        var found = new List<Difference>();
        var nowRead = new SortedSet<string>();
        foreach (var row in Rows(folder))
        {
            var file = $"{folder}/{row["file"]}";
            var at = Path.Combine(Shared.Data!, "outputs", folder, row["file"]);
            if (row["status"] != "parsed" && !File.Exists(at)) continue;
            var bundle = Outputs.One(at);
            var readings = formats.Read(bundle).ToList();
            Assert.NotEmpty(readings);
            Assert.All(readings, r => Assert.True(r.Calculation is null != r.Fault is null, file));
            Assert.All(readings, r => Assert.DoesNotContain("stumbled", r.Fault?.Message ?? ""));
            Assert.All(readings, r => Assert.True(r.Calculation is not { Status: Status.Success } c || !c.Values.IsEmpty && c.Geometry?.Defect() is null, file));
            if (row["status"] != "parsed") continue;
            if (!Unread.Contains(row["package"])) found.AddRange(Compare(file, row, readings));
            else if (readings.Any(r => r.Calculation is not null)) nowRead.Add(row["package"]);
        }
        Assert.True(nowRead.Count == 0, $"now read, take them from the list of programs without a reader: {string.Join(", ", nowRead)}");

        var path = Path.Combine(Shared.Repo, Known);
        var listed = File.ReadAllLines(path).Skip(1).Select(l => l.Split('\t')).ToList();
        var here = listed.Where(l => l[0].StartsWith(folder + "/", StringComparison.Ordinal)).ToDictionary(l => string.Join('\t', l[..4]), l => l[4]);
        if (Environment.GetEnvironmentVariable("DATAHUB_REWRITE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null or "")
        {
            var rest = listed.Where(l => !l[0].StartsWith(folder + "/", StringComparison.Ordinal)).Select(l => string.Join('\t', l));
            File.WriteAllLines(path, [File.ReadLines(path).First(), .. rest.Concat(found.Select(d => $"{d}\t{here.GetValueOrDefault(d.ToString(), "?")}")).Order(StringComparer.Ordinal)]);
        }
        var differences = found.Select(d => d.ToString()).ToHashSet();
        string[] unlisted = [.. differences.Except(here.Keys)], gone = [.. here.Keys.Except(differences)];
        Assert.True(unlisted.Length == 0, "differs from the oracle and is not listed:\n" + string.Join('\n', unlisted));
        Assert.True(gone.Length == 0, "listed, but agrees by now:\n" + string.Join('\n', gone));
        Assert.DoesNotContain(here.Values, reason => reason.Length < 10);
    }

    static IEnumerable<Dictionary<string, string>> Rows(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(Shared.Data!, "outputs", folder + "_oracle.csv"));
        var head = Cells(lines[0]);
        return lines.Skip(1).Select(l => head.Zip(Cells(l)).ToDictionary(p => p.First, p => p.Second));
    }

    static List<string> Cells(string line)
    {
        var cells = new List<string>();
        for (int i = 0; i <= line.Length; i++)
        {
            bool quoted = i < line.Length && line[i] == '"';
            int end = quoted ? line.IndexOf('"', i + 1) : line.IndexOf(',', i) is >= 0 and var comma ? comma : line.Length;
            cells.Add(quoted ? line[(i + 1)..end] : line[i..end]);
            i = quoted ? end + 1 : end;
        }
        return cells;
    }

    /// <summary>The oracle tells of a whole file, with the last value of each kind: that is compared with our last record.</summary>
    static IEnumerable<Difference> Compare(string file, Dictionary<string, string> row, List<Reading> readings)
    {
        string Cell(string name) => row.GetValueOrDefault(name, "");
        double? Number(string name) => double.TryParse(Cell(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? v : null;
        // Excited states of another method stand in a record of their own behind that of the ground state.
        if ((readings[^1].Calculation is { } tail && tail.Values[Property.Energy] is null && tail.Driver == Driver.Properties && readings.Count > 1 ? readings[^2] : readings[^1]).Calculation is not { } c)
        {
            // Where the oracle has no value at all, there is nothing to lose by a refusal.
            if (Number("natom") is not null || Energy() is not null) yield return new(file, "refused", readings[^1].Fault!.Message, "read");
            yield break;
        }
        Difference? Text(string field, string? ours, string oracle) => oracle.Length > 0 && !string.Equals(ours, oracle, StringComparison.OrdinalIgnoreCase) ? new(file, field, ours ?? "-", oracle) : null;
        Difference? Real(string field, double? ours, double? oracle, double tolerance, string digits) =>
            oracle is { } o && !(Math.Abs((ours ?? double.NaN) - o) <= tolerance) ? new(file, field, ours?.ToString(digits, CultureInfo.InvariantCulture) ?? "-", o.ToString(digits, CultureInfo.InvariantCulture)) : null;
        double? Energy() => Number("cc_last") ?? Number("mp_last") ?? Number("scf_last");

        Difference? Version(string oracle)
        {
            // Left aside: the letter of MOPAC's build, cclib's mark of a version out of a source tree, commits.
            string version = c.Provenance.ProgramVersion ?? "", release = oracle.Split('!')[^1].Split('+')[0];
            if (c.Provenance.Program == "mopac") version = version.TrimEnd('L', 'M', 'W');
            if (release.EndsWith(".dev", StringComparison.Ordinal)) release = release[..^4];
            if (c.Provenance.Program == "gaussian" && oracle.Split('+') is [['2', '0', var a, var b], var revision]) release = $"{a}{b}.{revision}";
            return oracle.Length > 0 && version != release && !version.StartsWith(release + ".", StringComparison.Ordinal) && !version.StartsWith(release + "-", StringComparison.Ordinal) && !version.StartsWith(release + "+", StringComparison.Ordinal) ? new(file, "version", version, oracle) : null;
        }

        bool mopac = c.Provenance.Program == "mopac";
        bool success = c.Status == Status.Success;
        Difference?[] all =
        [
            Text("program", c.Provenance.Program, Programs.GetValueOrDefault(Cell("package"), Cell("package"))),
            Version(Cell("version")),
            Text("charge", c.Molecule.Charge.ToString(CultureInfo.InvariantCulture), Cell("charge")),
            Text("multiplicity", c.Molecule.Multiplicity.ToString(CultureInfo.InvariantCulture), Cell("mult")),
            Text("natom", c.Molecule.Atoms.ToString(CultureInfo.InvariantCulture), Cell("natom")),
            Text("success", success.ToString(), Cell("success")),
            mopac && success ? Real("heat of formation, kcal/mol", c.Values[Property.HeatOfFormation], Number("scf_last") * EvToKcal, 1e-2, "0.000")
                : success ? Real("energy, Eh", c.Values[Property.Energy], Energy() / Ev, 2e-6, "0.00000000") : null,
            // Values beyond the energy are compared where we give them: what we leave out by intent (orbitals of a correlated level) is no disagreement.
            c.Values[Property.Homo] is { } homo ? Real("homo, eV", homo, Number("homo"), 1e-3, "0.0000") : null,
            c.Values[Property.Lumo] is { } lumo ? Real("lumo, eV", lumo, Number("lumo"), 1e-3, "0.0000") : null,
            (c.Values.List(Property.Excitations) ?? readings[^1].Calculation?.Values.List(Property.Excitations)) is { } et ? Real("first excitation, eV", et[0], Number("et_first") * EvPerWavenumber, 1e-3, "0.0000") : null,
            (c.Values.List(Property.Excitations) ?? readings[^1].Calculation?.Values.List(Property.Excitations)) is { } states ? Real("excitations", states.Count, Number("n_et"), 0, "0") : null,
            c.Values[Property.Enthalpy] is { } h ? Real("enthalpy, Eh", h, Number("enthalpy"), 5e-6, "0.000000") : null,
            c.Values[Property.Gibbs] is { } g ? Real("gibbs, Eh", g, Number("freeenergy"), 5e-6, "0.000000") : null,
            c.Values.List(Property.Frequencies) is { } modes ? Real("frequencies", modes.Count, Number("nvib"), 0, "0") : null,
            Real("wall, s", c.Cost.WallSeconds, Seconds(Cell("wall_time")), 0.051, "0.00"),
        ];
        foreach (var d in all) if (d is not null) yield return d;
    }

    /// <summary>"0:00:02.200000", "5 days, 22:52:03" in seconds.</summary>
    static double? Seconds(string text)
    {
        if (text.Length == 0) return null;
        var days = text.Contains("day", StringComparison.Ordinal) ? double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) : 0;
        var t = text.Split(' ')[^1].Split(':').Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        return 86400 * days + 3600 * t[0] + 60 * t[1] + t[2];
    }
}
