// Every real file of the shared data before every reader: nothing throws, nothing hangs, and all of it is a calculation or a fault.
using System.Diagnostics;
using DataHub.Formats;
using DataHub.Formats.Readers;
using DataHub.Formats.Readers.Gaussian;
using DataHub.Formats.Readers.Orca;
using Xunit;

namespace DataHub.Tests.Formats;

public class OutputSweepTests
{
    static readonly IReader[] Ours = [new XtbReader(), new MopacReader(), new Psi4TextReader(), new NwchemReader(), new QChemReader(), new TurbomoleReader(), new MolproReader(), new JaguarReader(), new DftbReader(), new GaussianReader(), new FchkReader(), new OrcaReader(), new OtherPrograms()];

    [Fact]
    public void Every_real_file_is_read_or_refused_by_every_reader_of_outputs()
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        foreach (var path in Directory.EnumerateFiles(Shared.Data!, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var bundle = Outputs.One(path);
            foreach (var reader in Ours)
            {
                var watch = Stopwatch.StartNew();
                if (!reader.Knows(bundle)) continue;
                var readings = reader.Read(bundle).ToList();
                Assert.NotEmpty(readings);
                Assert.All(readings, r => Assert.True(r.Calculation is null != r.Fault is null, path));
                Assert.All(readings, r => Assert.True(r.Fault is null || r.Fault.Message.Length > 10 && r.Fault.Remedy.Length > 10, path));
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{path} took {watch.Elapsed.TotalSeconds:0.0} s in {reader.Format}");
            }
        }
    }

    [Theory]
    [InlineData("cclib/GAMESS-UK", "GAMESS-UK")]
    [InlineData("cclib/Molcas", "OpenMolcas")]
    [InlineData("cclib/Serenity", "Serenity")]
    [InlineData("cclib/NBO", "NBO")]
    [InlineData("cclib/ADF", "Amsterdam Modeling Suite")]
    [InlineData("nomad/cp2k", "CP2K")]
    [InlineData("nomad/quantumespresso", "Quantum ESPRESSO")]
    [InlineData("nomad/fhiaims", "FHI-aims")]
    [InlineData("nomad/siesta", "Siesta")]
    [InlineData("nomad/castep", "CASTEP")]
    [InlineData("nomad/abinit", "ABINIT")]
    [InlineData("nomad/octopus", "Octopus")]
    [InlineData("nomad/dmol3", "DMol3")]
    [InlineData("qcengine_records/terachem", "TeraChem")]
    [InlineData("qcengine_records/entos", "Entos")]
    public void A_program_without_a_reader_is_named_in_the_refusal(string folder, string program)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        var names = Directory.EnumerateFiles(Path.Combine(Shared.Data!, "outputs", folder), "*", SearchOption.AllDirectories)
            .Select(f => OtherPrograms.Name(new DataHub.Model.RawFile(Path.GetFileName(f), File.ReadAllBytes(f)))).Where(s => s is { Kind: SignatureKind.Program }).Select(s => s!.Name).ToList();
        Assert.NotEmpty(names);
        Assert.All(names, n => Assert.True(n.Contains(program) || folder.EndsWith("NBO", StringComparison.Ordinal), $"{folder}: {n}"));
        Assert.Contains(names, n => n.Contains(program));
    }
}
