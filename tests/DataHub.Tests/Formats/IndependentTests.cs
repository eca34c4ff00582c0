// Files that DataHub writes, read by the field's own Python libraries; skipped where these are not installed.
using System.Diagnostics;
using System.Text.Json;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class IndependentTests
{
    /// <summary>What a script prints; null if the interpreter of the system or the module is not there.</summary>
    static string? Python(string module, string script, string argument)
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python) || Run(python, "-c", $"import {module}") is null) return null;
        return Run(python, "-c", script, argument) ?? throw new InvalidOperationException("the script failed");
    }

    static string? Run(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        TestContext.Current.TestOutputHelper?.WriteLine(error.Result);
        return process.ExitCode == 0 ? text : null;
    }

    [Fact]
    public void ASE_reads_our_extended_XYZ()
    {
        using var temp = Shared.Temp();
        var all = Generators.Draw(40, 21).Where(c => c.Status == Status.Success).ToList();
        File.WriteAllBytes(temp["a.xyz"], Alike.Written("extxyz", all));
        var text = Python("ase.io", """
            import sys, json, ase.io
            out = []
            for a in ase.io.read(sys.argv[1], ':', format='extxyz'):
                e = a.get_potential_energy() if a.calc is not None and 'energy' in a.calc.results else a.info['energy']
                f = a.calc.results.get('forces') if a.calc is not None else None
                out.append({'symbols': a.get_chemical_symbols(), 'energy': float(e), 'level': a.info['level'], 'forces': None if f is None else float(f[0][0]), 'x': float(a.positions[-1][0])})
            print(json.dumps(out))
            """, temp["a.xyz"]);
        Assert.SkipUnless(text is not null, "python3-ase is not installed");
        var read = JsonDocument.Parse(text!).RootElement.EnumerateArray().ToList();
        Assert.Equal(all.Count, read.Count);
        for (int i = 0; i < all.Count; i++)
        {
            var (c, a) = (all[i], read[i]);
            Assert.Equal(c.Geometry!.Symbols, a.GetProperty("symbols").EnumerateArray().Select(x => x.GetString()!));
            Assert.Equal(c.Level.Name, a.GetProperty("level").GetString());
            Assert.Equal(c.Values[Property.Energy]!.Value * Units.HartreeToEv, a.GetProperty("energy").GetDouble(), 8);
            Assert.Equal(c.Geometry.Coordinates[^3], a.GetProperty("x").GetDouble(), 8);
            if (c.Values.List(Property.Gradient) is { } g) Assert.Equal(-g[0] * Units.HartreeToEv / Units.BohrToAngstrom, a.GetProperty("forces").GetDouble(), 8);
        }
    }

    [Fact]
    public void QCElemental_validates_our_QCSchema()
    {
        using var temp = Shared.Temp();
        var all = Generators.Draw(40, 22);
        File.WriteAllBytes(temp["a.json"], Alike.Written("qcschema", all));
        var text = Python("qcelemental", """
            import sys, json
            from qcelemental.models import AtomicResult, FailedOperation
            out = []
            for d in json.load(open(sys.argv[1])):
                if d['success']:
                    r = AtomicResult(**d)
                    out.append([r.molecule.get_molecular_formula(), r.properties.return_energy, r.model.method])
                else:
                    r = FailedOperation(**d)
                    out.append([None, None, r.error.error_type])
            print(json.dumps(out))
            """, temp["a.json"]);
        Assert.SkipUnless(text is not null, "python3-qcelemental is not installed");
        var read = JsonDocument.Parse(text!).RootElement.EnumerateArray().ToList();
        Assert.Equal(all.Count, read.Count);
        for (int i = 0; i < all.Count; i++)
            if (all[i].Status == Status.Success) Assert.Equal(all[i].Values[Property.Energy]!.Value, read[i][1].GetDouble(), 10);
    }
}
