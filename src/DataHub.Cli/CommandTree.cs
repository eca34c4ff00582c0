// All commands, registered in one place.
using System.CommandLine;
using System.CommandLine.Help;
using DataHub.Cli.Output;

namespace DataHub.Cli;

/// <summary>The tree of commands. A new one is one file and one line here.</summary>
public static class CommandTree
{
    /// <summary>What the program is, in one sentence.</summary>
    public const string Describes = "Keeps results of computational chemistry, answers from what is known, and computes only the gaps.";

    /// <summary>Examples that the help of the program itself shows.</summary>
    public static readonly IReadOnlyList<string> Examples =
    [
        "datahub ingest results/",
        "datahub query '$filter=gap_ev lt 5&$orderby=gap_ev&$top=10'",
        "datahub known 'c1ccccc1O' --level wB97X-D/def2-SVP --property gap",
        "datahub screen run campaign.yaml",
        "datahub serve",
    ];

    /// <summary>Builds the tree.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand(Describes) { HelpName = "datahub" };
        foreach (var option in Globals.All) root.Add(option);
        foreach (var verb in Verbs()) root.Add(verb);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, Examples);
        return root;
    }

    static IEnumerable<Verb> Verbs() =>
    [
        Commands.Ingest.Verb(),
        Commands.Quarantine.Verb(),
        Commands.Query.Verb(),
        Commands.Search.Verb(),
        Commands.Structures.Verb(),
        Commands.Known.Verb(),
        Commands.Screen.Verb(),
        Commands.Workflows.Verb(),
        Commands.Forecast.Verb(),
        Commands.Replay.Verb(),
        Commands.Ledger.Verb(),
        Commands.Claims.Verb(),
        Commands.Withdraw.Verb(),
        Commands.Export.Verb(),
        Commands.Download.Verb(),
        Commands.Table.Verb(),
        Commands.TrainingSet.Verb(),
        Commands.Publish.Verb(),
        Commands.Datasets.Verb(),
        Commands.Verify.Verb(),
        Commands.Serve.Verb(),
        Commands.Reparse.Verb(),
        Commands.Rebuild.Verb(),
        Commands.Levels.Verb(),
        Commands.Doctor.Verb(),
        Commands.Completion.Verb(),
    ];
}
