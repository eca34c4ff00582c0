// The bundles that the engines leave: read with their job records as the intake reads them.
using System.Text;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class EngineBundleTests
{
    static readonly string Root = Path.Combine(Path.GetDirectoryName(Outputs.Folder)!);

    static Calculation Read(string program, string name) =>
        Assert.Single(new FormatSet().Read(Outputs.Of(Path.Combine(Root, program, name))).ToList()).Calculation!;

    [Theory]
    [InlineData("xtb")]
    [InlineData("mopac")]
    [InlineData("nwchem")]
    public void Every_engine_bundle_is_read_as_it_was(string program)
    {
        var text = new StringBuilder();
        foreach (var folder in Directory.GetDirectories(Path.Combine(Root, program)).Order(StringComparer.Ordinal))
        {
            text.Append(Path.GetFileName(folder)).Append('\n');
            foreach (var r in new FormatSet().Read(Outputs.Of(folder)))
                text.Append(Outputs.Text(r));
        }
        Golden.Same($"tests/DataHub.Tests/Formats/golden/engine-bundles-{program}.txt", text.ToString());
    }

    [Fact]
    public void Frequencies_of_the_engines_stand_at_an_optimised_structure()
    {
        Assert.Equal((GeometrySource.Optimized, "PM7"), Read("mopac", "water-pm7-hessian").Geometry is { } g ? (g.Source, g.Level) : default);
        Assert.Equal((GeometrySource.Optimized, "GFN2-xTB"), Read("xtb", "water-gfn2-hessian").Geometry is { } h ? (h.Source, h.Level) : default);
        Assert.Equal((GeometrySource.Optimized, "GFN-FF"), Read("xtb", "water-gfnff-hessian").Geometry is { } f ? (f.Source, f.Level) : default);
    }

    [Theory]
    [InlineData("xtb", "scf-not-converged", FailureKind.ScfNotConverged)]
    [InlineData("xtb", "opt-not-converged", FailureKind.GeometryNotConverged)]
    [InlineData("xtb", "time-out", FailureKind.TimeOut)]
    [InlineData("xtb", "unknown-element", FailureKind.Crash)]
    [InlineData("nwchem", "scf-not-converged", FailureKind.ScfNotConverged)]
    [InlineData("nwchem", "opt-not-converged", FailureKind.GeometryNotConverged)]
    [InlineData("nwchem", "missing-basis", FailureKind.MissingBasis)]
    [InlineData("mopac", "scf-not-converged", FailureKind.ScfNotConverged)]
    [InlineData("mopac", "opt-not-converged", FailureKind.GeometryNotConverged)]
    [InlineData("mopac", "impossible-multiplicity", FailureKind.BadInput)]
    [InlineData("mopac", "unknown-keyword", FailureKind.BadInput)]
    public void A_failed_job_has_its_kind_and_its_cost(string program, string name, FailureKind kind)
    {
        var c = Read(program, name);
        Assert.Equal((Status.Failed, kind, CostTier.Measured), (c.Status, c.Failure!.Kind, c.Cost.Tier));
        Assert.True(c.Values.IsEmpty);
    }

    [Fact]
    public void The_printed_output_of_Psi4_and_its_QCSchema_result_tell_the_same()
    {
        int compared = 0;
        foreach (var folder in Directory.GetDirectories(Path.Combine(Root, "psi4")).Order(StringComparer.Ordinal))
        {
            if (!File.Exists(Path.Combine(folder, "result.json")) || new FormatSet().Read(Outputs.Of(folder)).ToList() is not [{ Calculation: { Status: Status.Success } json }]) continue;
            // The single point that the template runs after an optimisation is the last record of the text.
            var text = Outputs.Read(Outputs.Of(folder, "output.dat"))[^1].Calculation!;
            Assert.Equal((Status.Success, json.Level.Name, json.Molecule.Charge, json.Molecule.Multiplicity), (text.Status, text.Level.Name, text.Molecule.Charge, text.Molecule.Multiplicity));
            foreach (var (p, tolerance) in new[] { (Property.Energy, 1e-7), (Property.Homo, 1e-4), (Property.Lumo, 1e-4), (Property.Dipole, 1e-3), (Property.T1, 2e-6), (Property.NuclearRepulsion, 1e-7), (Property.ZeroPoint, 1e-6), (Property.Gibbs, 1e-6), (Property.DispersionEnergy, 1e-9) })
                if (json.Values[p] is { } v) Assert.True(text.Values[p] is { } w && Math.Abs(v - w) < tolerance, $"{Path.GetFileName(folder)}: {p.Name} {v} against {text.Values[p]}");
            if (json.Values.List(Property.Frequencies) is { } f) Assert.True(f.Zip(text.Values.List(Property.Frequencies)!).All(x => Math.Abs(x.First - x.Second) < 0.05));
            if (json.Values.List(Property.Gradient) is { } g) Assert.True(g.Zip(text.Values.List(Property.Gradient)!).All(x => Math.Abs(x.First - x.Second) < 1e-6));
            compared++;
        }
        Assert.True(compared >= 8, $"{compared} compared");
    }
}
