// Text that is told outside the code, compared with the code; DATAHUB_REWRITE_GOLDEN=1 rewrites it.
using Xunit;

namespace DataHub.Tests;

static class Golden
{
    /// <summary>Asserts that a file of the repository holds exactly this text. With DATAHUB_REWRITE_GOLDEN=1, and never in CI, the file is written instead.</summary>
    public static void Same(string relativePath, string text)
    {
        var path = Path.Combine(Shared.Repo, relativePath);
        text = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("DATAHUB_REWRITE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null or "")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        Assert.True(File.Exists(path), $"{relativePath} is missing; DATAHUB_REWRITE_GOLDEN=1 writes it");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }
}
