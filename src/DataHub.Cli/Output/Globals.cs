// The options that every command has.
using System.CommandLine;

namespace DataHub.Cli.Output;

static class Globals
{
    public static readonly Option<string?> Home = new("--home") { Description = "Folder of the archive (default: DATAHUB_HOME, else ~/.local/share/datahub)", HelpName = "DIR", Recursive = true };
    public static readonly Option<string?> Format = new("--format") { Description = "How data is written to stdout: table (default on a terminal), tsv (default in a pipe), csv, json, jsonl", HelpName = "FORMAT", Recursive = true };
    public static readonly Option<bool> Json = new("--json") { Description = "The same as --format json", Recursive = true };
    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Say nothing on stderr but errors", Recursive = true };
    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Say more on stderr", Recursive = true };
    public static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Answer every question with yes; without a terminal nothing is ever asked", Recursive = true };
    public static readonly Option<bool> NoColor = new("--no-color") { Description = "No colours (NO_COLOR does the same)", Recursive = true };

    public static IReadOnlyList<Option> All => [Home, Format, Json, Quiet, Verbose, Yes, NoColor];
}
