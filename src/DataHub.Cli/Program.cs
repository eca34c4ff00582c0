// The command line's entry.
namespace DataHub.Cli;

static class Program
{
    static int Main(string[] args) => args.Length;
}
