// Outputs of programs that cannot be run here: what is read of the shared ones, held in golden files, and what damage does to them.
using System.Text;
using System.Text.RegularExpressions;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class SharedOutputTests
{
    static readonly Dictionary<string, string[]> Folders = new()
    {
        ["gaussian"] = ["cclib/Gaussian", "nomad/gaussian", "bench33"],
        ["fchk"] = ["cclib/FChk", "cclib/QChem/basicQChem6.0"],
        ["orca"] = ["cclib/ORCA", "cclib/NBO", "nomad/orca", "bench33"],
        ["qchem"] = ["cclib/QChem", "qcengine_records/qchem", "qcengine_records/qchem_logonly"],
        ["turbomole"] = ["cclib/Turbomole", "qcengine_records/turbomole", "nomad/turbomole"],
        ["molpro"] = ["cclib/Molpro", "qcengine_records/molpro"],
        ["jaguar"] = ["cclib/Jaguar"],
        ["dalton"] = ["cclib/DALTON"],
        ["gamess"] = ["cclib/GAMESS", "nomad/gamess"],
        ["cfour"] = ["cclib/CFOUR"],
    };

    public static TheoryData<string> Programs => [.. Folders.Keys];

    /// <summary>The outputs of a program, by their names below the shared outputs; a bundle of many files is a job folder.</summary>
    static IEnumerable<(string Name, Bundle Bundle)> Of(string program)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        var formats = new FormatSet();
        var root = Path.Combine(Shared.Data!, "outputs");
        foreach (var folder in Folders[program])
            foreach (var bundle in Bundles.Walk(Path.Combine(root, folder)))
                if (formats.For(bundle)?.Format == program) yield return ($"{folder}/{bundle.Name}", bundle);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Every_shared_output_is_read_as_it_was(string program)
    {
        var text = new StringBuilder();
        foreach (var (name, bundle) in Of(program).OrderBy(b => b.Name, StringComparer.Ordinal))
        {
            text.Append(name).Append('\n');
            foreach (var r in Outputs.Read(bundle)) text.Append(Outputs.Text(r));
        }
        Golden.Same($"tests/DataHub.Tests/Formats/golden/shared-{program}.txt", text.ToString());
    }

    static Bundle With(Bundle bundle, RawFile file, byte[] bytes) => bundle with { Files = [.. bundle.Files.Select(f => f == file ? new RawFile(f.Name, bytes) : f)] };

    static List<Calculation> Successes(IEnumerable<Reading> readings) => [.. readings.Where(r => r.Calculation is { Status: Status.Success }).Select(r => r.Calculation!)];

    /// <summary>The readings of a damaged bundle: nothing stumbles, and a success has only values that the whole one has.</summary>
    static void Harmless(string what, Bundle damaged, List<Calculation> whole)
    {
        foreach (var r in new FormatSet().Read(damaged))
        {
            Assert.True(r.Calculation is null != r.Fault is null, what);
            Assert.DoesNotContain("stumbled", r.Fault?.Message ?? "");
            if (r.Calculation is not { Status: Status.Success } c) continue;
            // Where the output ends between two programs, the SCF alone is what was done.
            bool reference = c.Level.Method == "HF" && whole.Any(w => w.Values.Extras.Any(x => x.Name == "scf_energy" && Math.Abs(x.Number!.Value - c.Values[Property.Energy]!.Value) < 1e-7));
            Assert.True(reference || whole.Any(w => TruncationTests.Agrees(c, w)), $"{what}: {Outputs.Text(r)}");
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_cut_output_never_gives_a_value_that_the_whole_one_has_not(string program)
    {
        foreach (var (name, bundle) in Of(program))
        {
            var whole = Successes(Outputs.Read(bundle));
            foreach (var file in bundle.Files.Where(f => f.Length > 200))
            {
                var bytes = file.ReadAllBytes();
                foreach (int n in Enumerable.Range(1, 16).Select(i => (int)((long)bytes.Length * i / 17)).Concat(Enumerable.Range(1, 10).Select(i => bytes.Length - 3 * i)).Where(n => n > 0))
                    Harmless($"{name}/{file.Name} cut at {n}", With(bundle, file, bytes[..n]), whole);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_number_that_overflowed_into_stars_is_never_replaced_by_another(string program)
    {
        var random = new Random(17);
        foreach (var (name, bundle) in Of(program))
        {
            var whole = Successes(Outputs.Read(bundle));
            if (whole.Count == 0) continue;
            foreach (var file in bundle.Files)
            {
                var text = Encoding.Latin1.GetString(file.ReadAllBytes());
                var numbers = Regex.Matches(text, @"-?\d+\.\d{3,}(?:[DE][+-]\d+)?");
                for (int k = 0; k < 30 && numbers.Count > 0; k++)
                {
                    var m = numbers[random.Next(numbers.Count)];
                    Harmless($"{name}/{file.Name} with stars at {m.Index}", With(bundle, file, Encoding.Latin1.GetBytes(text[..m.Index] + new string('*', m.Length) + text[(m.Index + m.Length)..])), whole);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Line_ends_of_other_systems_change_nothing(string program)
    {
        foreach (var (name, bundle) in Of(program))
        {
            if (bundle.Files.Any(f => f.Head[..Math.Min(f.Head.Length, 4096)].IndexOfAny((byte)0, (byte)0x84) >= 0)) continue;
            var dos = bundle with { Files = [.. bundle.Files.Select(f => new RawFile(f.Name, Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(f.ReadAllBytes()).Replace("\r\n", "\n").Replace("\n", "\r\n"))))] };
            Assert.Equal(string.Concat(Outputs.Read(bundle).Select(Outputs.Text)), string.Concat(Outputs.Read(dos).Select(Outputs.Text)));
            Assert.NotEmpty(name);
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Flipped_bytes_never_throw(string program)
    {
        var random = new Random(5);
        foreach (var (name, bundle) in Of(program))
            foreach (var file in bundle.Files)
                for (int round = 0; round < 6; round++)
                {
                    var bytes = file.ReadAllBytes();
                    for (int k = 0; k < 20 && bytes.Length > 0; k++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    foreach (var r in new FormatSet().Read(With(bundle, file, bytes)))
                    {
                        Assert.True(r.Calculation is null != r.Fault is null, name);
                        Assert.DoesNotContain("stumbled", r.Fault?.Message ?? "");
                        if (r.Calculation is { Status: Status.Success } c) Assert.True(c.Geometry?.Defect() is null && !c.Values.IsEmpty, name);
                    }
                }
    }
}
