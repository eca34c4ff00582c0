// From paths to bundles: grouping, archives, and everything that can be wrong with them.
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class BundleTests
{
    static readonly string[] Tree =
    [
        "a/mopac/job.mop", "a/mopac/job.out", "a/mopac/job.aux", "a/mopac/job.arc", "a/mopac/other.out", "a/xtb/xtbout.json", "a/xtb/sp.out", "a/xtb/xtbopt.xyz", "a/psi4/output.dat",
        "a/psi4/result.json", "a/psi4/input.dat", "b/datahub-job.json", "b/x.out", "b/deep/y.out", "b/.hidden", "c/train.xyz", "c/train.datahub.json", "c/other.xyz", "c/README.md", "c/LICENSE", "c/.git/config", "top.json",
    ];

    static readonly string[] Expected =
    [
        "a/mopac/job: job.arc job.aux job.mop job.out", "a/mopac/other.out: other.out", "a/psi4/output: input.dat output.dat result.json", "a/xtb/xtb: sp.out xtbopt.xyz xtbout.json",
        "b: datahub-job.json deep/y.out x.out", "c/other.xyz: other.xyz", "c/train.xyz: train.datahub.json train.xyz", "top.json: top.json",
    ];

    static string[] Names(IEnumerable<Bundle> bundles, string strip = "") => [.. bundles.Select(b =>
    {
        Assert.Null(b.Trouble);
        return $"{(b.Name.StartsWith(strip, StringComparison.Ordinal) ? b.Name[strip.Length..] : b.Name)}: {string.Join(' ', b.Files.Select(f => f.Name).Order(StringComparer.Ordinal))}";
    }).Order(StringComparer.Ordinal)];

    static void Plant(TempFolder temp, string root = "tree")
    {
        foreach (var name in Tree)
        {
            var path = Path.Combine(temp[root], name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "content of " + name);
        }
    }

    [Fact]
    public void Files_of_one_job_are_one_bundle()
    {
        using var temp = Shared.Temp();
        Plant(temp);
        Assert.Equal(Expected, Names(Bundles.Walk(temp["tree"])));
    }

    [Fact]
    public void A_zip_holds_the_same_bundles()
    {
        using var temp = Shared.Temp();
        Plant(temp);
        ZipFile.CreateFromDirectory(temp["tree"], temp["t.zip"]);
        Assert.Equal(Expected, Names(Bundles.Walk(temp["t.zip"]), "t.zip/"));
        Assert.Equal("content of c/train.xyz", Bundles.Walk(temp["t.zip"]).First(b => b.Name.EndsWith("train.xyz", StringComparison.Ordinal)).Files[0].ReadAllText());
    }

    [Theory]
    [InlineData("t.tar")]
    [InlineData("t.tar.gz")]
    [InlineData("t.tgz")]
    public void A_tar_holds_the_same_bundles(string name)
    {
        using var temp = Shared.Temp();
        Plant(temp);
        using (var file = File.Create(temp[name]))
        using (Stream to = name.EndsWith("gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file)
            TarFile.CreateFromDirectory(temp["tree"], to, false);
        Assert.Equal(Expected, Names(Bundles.Walk(temp[name]), name + "/"));
    }

    [Fact]
    public void A_packed_file_is_read_as_if_it_lay_unpacked()
    {
        using var temp = Shared.Temp();
        using (var gz = new GZipStream(File.Create(temp["x.xyz.gz"]), CompressionLevel.Fastest)) gz.Write("1\n\nH 0 0 0\n"u8);
        using (var file = File.Create(temp["y.json.zst"]))
        using (var zst = new ZstdSharp.CompressionStream(file)) zst.Write("{}"u8);
        var bundles = Bundles.Walk(temp.Path).ToList();
        Assert.Equal(["x.xyz.gz: x.xyz", "y.json.zst: y.json"], Names(bundles));
        Assert.Equal("1\n\nH 0 0 0\n", bundles[0].Files[0].ReadAllText());
    }

    [Fact]
    public void A_named_file_brings_its_sidecar()
    {
        using var temp = Shared.Temp();
        Plant(temp);
        Assert.Equal(["train.xyz: train.datahub.json train.xyz"], Names(Bundles.Walk(Path.Combine(temp["tree"], "c", "train.xyz"))));
    }

    [Theory]
    [InlineData("broken.zip")]
    [InlineData("broken.tar.gz")]
    [InlineData("broken.tar")]
    [InlineData("broken.xyz.gz")]
    [InlineData("broken.json.zst")]
    public void A_damaged_archive_is_one_clear_fault(string name)
    {
        using var temp = Shared.Temp();
        var bytes = new byte[3000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(temp[name], bytes);
        var bundle = Assert.Single(Bundles.Walk(temp[name]));
        Assert.NotNull(bundle.Trouble);
        var fault = Assert.Single(new FormatSet().Read(bundle)).Fault!;
        Assert.Contains("damaged", fault.Message);
        Assert.Equal(64, bundle.Hash().Length);
    }

    [Fact]
    public void A_cut_archive_never_throws_and_never_gives_half_a_file()
    {
        using var temp = Shared.Temp();
        Plant(temp);
        ZipFile.CreateFromDirectory(temp["tree"], temp["t.zip"]);
        using (var gz = new GZipStream(File.Create(temp["t.tar.gz"]), CompressionLevel.Fastest)) TarFile.CreateFromDirectory(temp["tree"], gz, false);
        foreach (var name in (string[])["t.zip", "t.tar.gz"])
        {
            var whole = File.ReadAllBytes(temp[name]);
            for (int cut = 1; cut < whole.Length; cut += whole.Length / 40)
            {
                File.WriteAllBytes(temp["cut-" + name], whole[..cut]);
                foreach (var bundle in Bundles.Walk(temp["cut-" + name]))
                    if (bundle.Trouble is null) Assert.All(bundle.Files, f => Assert.StartsWith("content of", f.ReadAllText()));
            }
        }
    }

    [Fact]
    public void A_flipped_byte_in_a_zip_is_found_by_its_checksum()
    {
        using var temp = Shared.Temp();
        Directory.CreateDirectory(temp["tree"]);
        File.WriteAllText(Path.Combine(temp["tree"], "a.json"), string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i} ")));
        ZipFile.CreateFromDirectory(temp["tree"], temp["t.zip"], CompressionLevel.NoCompression, false);
        var bytes = File.ReadAllBytes(temp["t.zip"]);
        bytes[3000] ^= 1;
        File.WriteAllBytes(temp["t.zip"], bytes);
        Assert.Contains("checksum", Assert.Single(Bundles.Walk(temp["t.zip"])).Trouble!.Message);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_goes_off()
    {
        using var temp = Shared.Temp();
        var zeros = new byte[1 << 20];
        using (var zip = ZipFile.Open(temp["bomb.zip"], ZipArchiveMode.Create))
            for (int i = 0; i < 3; i++)
            {
                using var entry = zip.CreateEntry($"{i}.xyz", CompressionLevel.SmallestSize).Open();
                for (int k = 0; k < 40; k++) entry.Write(zeros);
            }
        Assert.Contains("times its size", Assert.Single(Bundles.Walk(temp["bomb.zip"])).Trouble!.Message);
        using (var gz = new GZipStream(File.Create(temp["bomb.xyz.gz"]), CompressionLevel.SmallestSize)) for (int k = 0; k < 120; k++) gz.Write(zeros);
        var packed = Assert.Single(Bundles.Walk(temp["bomb.xyz.gz"]));
        Assert.NotNull(packed.Trouble ?? new FormatSet().Read(packed).Single().Fault);
    }

    [Fact]
    public void A_name_that_points_outside_its_archive_is_refused()
    {
        using var temp = Shared.Temp();
        using (var zip = ZipFile.Open(temp["evil.zip"], ZipArchiveMode.Create))
            foreach (var name in (string[])["../../evil.json", "/etc/evil.json", "good.json"])
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("{}"u8);
            }
        var bundles = Bundles.Walk(temp["evil.zip"]).ToList();
        Assert.Equal(2, bundles.Count(b => b.Trouble?.Message.Contains("outside") == true));
        Assert.Equal("evil.zip/good.json", Assert.Single(bundles, b => b.Trouble is null).Name);
    }

    [Fact]
    public void Links_in_a_circle_do_not_trap_the_walk()
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows(), "links need a right of their own on Windows");
        using var temp = Shared.Temp();
        Directory.CreateDirectory(temp["a"]);
        File.WriteAllText(Path.Combine(temp["a"], "x.json"), "{}");
        Directory.CreateSymbolicLink(Path.Combine(temp["a"], "loop"), temp.Path);
        File.CreateSymbolicLink(Path.Combine(temp["a"], "gone.json"), temp["nowhere"]);
        var bundles = Bundles.Walk(temp.Path).ToList();
        Assert.Equal(["a/gone.json", "a/x.json"], bundles.Select(b => b.Name));
        Assert.NotNull(new FormatSet().Read(bundles[0]).Single().Fault);
    }

    [Fact]
    public void A_path_that_is_not_there_is_a_fault() => Assert.Contains("no such", Assert.Single(Bundles.Walk("/nowhere/at/all")).Trouble!.Message);

    [Fact]
    public void An_archive_inside_an_archive_is_said_and_not_opened()
    {
        using var temp = Shared.Temp();
        Plant(temp);
        Directory.CreateDirectory(temp["outer"]);
        ZipFile.CreateFromDirectory(temp["tree"], Path.Combine(temp["outer"], "inner.zip"));
        ZipFile.CreateFromDirectory(temp["outer"], temp["outer.zip"]);
        Assert.Contains("inside an archive", Assert.Single(Bundles.Walk(temp["outer.zip"])).Trouble!.Message);
    }
}
