// The command datahub table: the archive as Iceberg tables in a folder, for engines that read them there.
using System.CommandLine;
using DataHub.Cli.Output;

namespace DataHub.Cli.Commands;

static class Table
{
    static readonly Option<string> To = new("--output", "-o") { Description = "Folder of the tables (default: table in the archive's folder)", HelpName = "DIR", DefaultValueFactory = _ => "" };
    static readonly Option<string?> Location = new("--location") { Description = "Where engines find that folder, if not under its path: such as s3://bucket/lake after a copy", HelpName = "URI" };
    static readonly Option<int> Versions = new("--versions") { Description = "So many of the newest versions are written; those that are there stay", HelpName = "N", DefaultValueFactory = _ => 1 };

    public static Verb Verb() => new Verb("table", "Publish the archive as Apache Iceberg tables (calculations, arrays) for Spark, Trino, DuckDB or pyiceberg",
        "datahub table -o /srv/lake",
        "datahub table -o /srv/lake --versions 20",
        "datahub table -o out --location s3://bucket/lake").With(To, Location, Versions).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        if (session.Get(Versions) < 1) return session.Fail(Exit.Usage, "--versions wants a number from 1");
        if (!session.HasArchive(out int code)) return code;
        using var archive = session.OpenArchive();
        var folder = session.Get(To) is { Length: > 0 } given ? given : Path.Combine(session.Home, "table");
        if (session.Get(Location) is { } location && Directory.Exists(Path.Combine(folder, "calculations")) && !File.ReadAllText(Newest(folder)).Contains($"\"location\":\"{location.TrimEnd('/')}/calculations\"", StringComparison.Ordinal))
            return session.Fail(Exit.Refused, $"the tables in {folder} have another location", "publish to an empty folder; a table does not move");
        var paths = archive.OpenTables.Publish(folder, session.Get(Location), session.Get(Versions));
        Sheet.Write(session, ["table", "metadata"], paths.Select(p => (IReadOnlyList<object?>)[Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(p)!)!), p]));
        return Exit.Ok;
    }

    static string Newest(string folder) => Path.Combine(folder, "calculations", "metadata", $"v{File.ReadAllText(Path.Combine(folder, "calculations", "metadata", "version-hint.text")).Trim()}.metadata.json");
}
