// A format is known by its content: real files under other names give the same records.
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class RenamedTests
{
    static string Records(string name, byte[] bytes) => string.Concat(new FormatSet().Read(new Bundle("same", [new RawFile(name, bytes)])).Where(r => r.Calculation is not null).Select(Outputs.Text));

    [Theory]
    [InlineData("cclib")]
    [InlineData("qcschema")]
    [InlineData("qcfractal")]
    [InlineData("qcengine_records")]
    public void Real_outputs_give_the_same_records_as_txt_and_as_dat(string folder)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        var wrong = new List<string>();
        int read = 0;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Shared.Data!, "outputs", folder), "*", SearchOption.AllDirectories).Where(p => new FileInfo(p).Length < 4 << 20).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(path);
            if (Records(Path.GetFileName(path), bytes) is not { Length: > 0 } expected) continue;
            read++;
            foreach (var name in (string[])["renamed.txt", "renamed.dat"])
                if (Records(name, bytes) is var found && found != expected) wrong.Add($"{Path.GetRelativePath(Shared.Data!, path)} as {name}: {(found.Length == 0 ? "no record" : "other records")}");
        }
        Assert.True(read > 0, "nothing was read");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
