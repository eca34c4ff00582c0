// datahub publish, dataset and verify as a user types them: the seed data end to end by one command, and what goes wrong.
using System.Text.Json;
using Xunit;

namespace DataHub.Tests.Cli;

public sealed class PublishTests
{
    [Fact]
    public async Task The_seed_data_are_released_by_one_command_and_what_is_damaged_is_named()
    {
        using var temp = Shared.Temp();
        string home = temp["home"], seed = temp["seed"];
        // The two small layers and everything beside them; the rest only takes longer.
        Directory.CreateDirectory(Path.Combine(seed, "notes", "deep"));
        foreach (var f in Directory.GetFiles(Path.Combine(Shared.Repo, "seed-data"))) File.Copy(f, Path.Combine(seed, Path.GetFileName(f)));
        Publishing.LifeTests.Copy(Path.Combine(Shared.Repo, "seed-data", "dft"), Path.Combine(seed, "dft"));
        File.WriteAllText(Path.Combine(seed, "notes", "deep", "how.txt"), "by hand");

        var draft = await Datahub.Run(home, ["publish", seed, "--json"]);
        Assert.Equal(0, draft.Code);
        Assert.Contains("--yes is missing", draft.Err);
        Assert.Equal("draft", JsonElement.Parse(draft.Out).GetProperty("state").GetString());
        var ran = await Datahub.Run(home, ["publish", seed, "--yes", "--json"]);
        Assert.True(ran.Code == 0, ran.ToString());
        var told = JsonElement.Parse(ran.Out);
        Assert.Equal(("released", 1, 100), (told.GetProperty("state").GetString(), told.GetProperty("version").GetInt32(), told.GetProperty("records").GetInt32()));
        Assert.Equal(JsonElement.Parse(draft.Out).GetProperty("identifier").GetString(), told.GetProperty("identifier").GetString());
        Assert.InRange(told.GetProperty("score").GetInt32(), 80, 100);
        var files = await Datahub.Run(home, ["dataset", "show", "nci-small", "--version", "1"]);
        Assert.Equal(["data/calculations.parquet", "data/calculations.csv", "data/calculations.jsonl", "data/geometries.parquet", "files/README.md", "files/notes/deep/how.txt", "SHA256SUMS"], files.Lines.Skip(1).Select(l => l.Split('\t')[0]));
        Assert.True(File.Exists(Path.Combine(told.GetProperty("folder").GetString()!, "data", "calculations.csv")));

        // The same folder again is the next version, with nothing new in it.
        var again = await Datahub.Run(home, ["publish", seed, "--yes"]);
        Assert.True(again.Code == 0, again.ToString());
        Assert.Contains("0 records added, 0 removed", again.Err);
        Assert.Equal(0, (await Datahub.Run(home, ["verify"])).Code);
        var path = Path.Combine(home, "lake", "datasets", "nci-small", "versions", "1", "data", "calculations.csv");
        var bytes = File.ReadAllBytes(path);
        bytes[1234] ^= 4;
        File.WriteAllBytes(path, bytes);
        var damaged = await Datahub.Run(home, ["verify", "nci-small"]);
        Assert.Equal(1, damaged.Code);
        Assert.Equal("lake/datasets/nci-small/versions/1/data/calculations.csv", Assert.Single(damaged.Lines.Skip(1)).Split('\t')[0]);

        Assert.Equal(2, (await Datahub.Run(home, ["dataset", "withdraw", "nci-small", "--version", "1", "--reason", "damaged"])).Code);
        Assert.Equal(0, (await Datahub.Run(home, ["dataset", "withdraw", "nci-small", "--version", "1", "--reason", "damaged", "--yes"])).Code);
        Assert.Contains("out of use", (await Datahub.Run(home, ["dataset", "show", "nci-small", "--version", "1"])).Err);
        Assert.Contains("wB97X-D/def2-SVP", (await Datahub.Run(home, ["dataset", "cost", "nci-small"])).Out);
    }

    [Fact]
    public async Task What_cannot_be_published_is_told_with_its_remedy()
    {
        using var temp = Shared.Temp();
        Directory.CreateDirectory(temp["empty"]);
        var nothing = await Datahub.Run(temp["home"], ["publish", temp["empty"], "--yes"]);
        Assert.Equal(2, nothing.Code);
        Assert.Contains("dataset example", nothing.Err);
        File.WriteAllText(temp["bad.yaml"], "title: x\nlicence: CC-BY\n");
        var bad = await Datahub.Run(temp["home"], ["publish", temp["empty"], "--metadata", temp["bad.yaml"], "--yes"]);
        Assert.Equal(5, bad.Code);
        Assert.Contains("bad.yaml, line 2, licence", bad.Err);
        File.WriteAllText(temp["short.yaml"], "title: x\n");
        var early = await Datahub.Run(temp["home"], ["publish", temp["empty"], "--metadata", temp["short.yaml"], "--yes"]);
        Assert.Equal(5, early.Code);
        Assert.Contains("MUST licence", early.Err);
        Assert.Contains("cannot be released yet: content, title, description, authors, licence", early.Err);
        Assert.Equal(3, (await Datahub.Run(temp["home"], ["dataset", "check", "nothing"])).Code);
        Assert.StartsWith("# What is told of a dataset", (await Datahub.Run(temp["home"], ["dataset", "example"])).Out);
    }
}
