// Hostile requests: every option and path takes text as data, and nothing brings the server down.
using Xunit;

namespace DataHub.Tests.Server;

public sealed class HostileQueryTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static readonly string[] Corpus =
    [
        "'; DROP TABLE lake; --", "' OR 1=1 --", "') UNION SELECT * FROM read_text('/etc/passwd') --", "\"; ATTACH 'x.db'; --", "$p0", "read_parquet('/etc/passwd')", "1; COPY lake TO '/tmp/x'", "*/ SELECT 1 /*",
        "%00", "\u0000", "\\", "(((((((((", "a/b/c/d/e/f", "../../../etc/passwd", "{}", "[1,2", "id;id", "id\nid", "NaN", "1e999", "-9223372036854775809", "${jndi:ldap://x}", "<script>", "\ud83d\ude00", "@p", "@p@p", "$it", "$root/Calculations", "now()", "cast(id,'Edm.Int32')",
    ];

    static readonly string[] Options = ["$filter", "$orderby", "$select", "$expand", "$apply", "$compute", "$search", "$top", "$skip", "$count", "$skiptoken", "position", "$deltatoken", "$format"];

    [Fact]
    public async Task No_text_in_any_option_or_path_is_more_than_a_wrong_query()
    {
        foreach (var evil in Corpus)
        {
            var addresses = Options.Select(o => $"/odata/Calculations?{o}={Uri.EscapeDataString(evil)}")
                .Concat([$"/odata/Calculations('{Uri.EscapeDataString(evil.Replace("'", "''"))}')", $"/odata/{Uri.EscapeDataString(evil)}", $"/odata/Calculations/{Uri.EscapeDataString(evil)}",
                    $"/odata/Calculations?$filter=id%20eq%20@x&@x={Uri.EscapeDataString(evil)}", $"/odata/Molecules?$expand=records($filter%3D{Uri.EscapeDataString(evil)})", $"/odata/Molecules?$expand=records($search%3D{Uri.EscapeDataString(evil)})",
                    $"/odata/Calculations?$apply=groupby((level),aggregate({Uri.EscapeDataString(evil)}))", $"/odata/Calculations?$compute={Uri.EscapeDataString(evil)}%20as%20x"]);
            await Task.WhenAll(addresses.Select(async address =>
            {
                var answer = await hub.Http.GetAsync(address, Cancel);
                string text = await answer.Content.ReadAsStringAsync(Cancel);
                Assert.True((int)answer.StatusCode is < 500 or 501, $"{(int)answer.StatusCode} {address} {text}");
                Assert.DoesNotContain("root:", text);
            }));
        }
        Assert.Equal(hub.Kept.Count.ToString(), await hub.Http.GetStringAsync("/odata/Calculations/$count", Cancel));
    }
}
