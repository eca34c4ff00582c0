// The command datahub training-set: rows as files for training, validation and test, split without leakage.
using System.CommandLine;
using System.Globalization;
using DataHub.Cli.Output;
using DataHub.Formats;
using DataHub.TrainingSets;

namespace DataHub.Cli.Commands;

static class TrainingSet
{
    static readonly Argument<string?> Options = new("odata") { Description = "OData query options as in a URL, joined by &", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<string?> Filter = new("--filter") { Description = "Which rows, e.g. \"level eq 'GFN2-xTB' and gap_ev ne null\"; successful ones if status is not named", HelpName = "EXPR" };
    static readonly Option<string?> Select = new("--select") { Description = "Which columns, joined by commas (default: identity, geometry, every property)", HelpName = "COLUMNS" };
    static readonly Option<string> As = new("--as") { Description = "parquet, npz, ase, sdf, extxyz, csv, jsonl or qcschema", HelpName = "FORMAT", DefaultValueFactory = _ => "parquet" };
    static readonly Option<SplitBy> By = new("--split-by") { Description = "What is kept together in one split: none (one file), record, molecule, scaffold, time", HelpName = "WHAT", DefaultValueFactory = _ => SplitBy.Molecule };
    static readonly Option<string> Shares = new("--shares") { Description = "Shares of training, validation and test", HelpName = "A,B,C", DefaultValueFactory = _ => "0.8,0.1,0.1" };
    static readonly Option<int> Seed = new("--seed") { Description = "Seed of the split: the same seed is the same split for ever, whatever comes in", HelpName = "N" };
    static readonly Option<Duplicates> Same = new("--duplicates") { Description = "Of records that say the same: keep all, one a geometry and level, or one a molecule and level (lowest energy)", HelpName = "WHICH", DefaultValueFactory = _ => Duplicates.Keep };
    static readonly Option<string?> To = new("--output", "-o") { Description = "Folder to copy the files to; without it they stay in the archive", HelpName = "DIR" };

    public static Verb Verb() => new Verb("training-set", "Make a training set: files split without leakage, with units, checksums and energies of atoms",
        "datahub training-set --filter \"level eq 'GFN2-xTB' and gap_ev ne null\" --select smiles,gap_ev -o sets/gap",
        "datahub training-set --as npz --split-by scaffold --seed 7 -o sets/scaffold")
        .With(Options, Filter, Select, As, By, Shares, Seed, Same, To).Does(Run);

    static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var shares = session.Get(Shares)!.Split(',').Select(s => double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN).ToList();
        var options = new[] { session.Get(Options), session.Get(Filter) is { } f ? "$filter=" + f : null, session.Get(Select) is { } s ? "$select=" + s : null };
        var order = new TrainingOrder(string.Join('&', options.OfType<string>()), session.Get(As)!) { By = session.Get(By), Shares = shares, Seed = session.Get(Seed), Duplicates = session.Get(Same) };
        if (order.Defect() is { } defect) return session.Fail(Exit.Usage, "--shares: " + defect, "for instance: --shares 0.8,0.1,0.1");
        if (new FormatSet().Writer(order.Format) is null) return session.Fail(Exit.Usage, $"there is no download format '{order.Format}'", "--as " + string.Join(", ", new FormatSet().Writers.Select(w => w.Format)));
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        var set = await hub.TrainingSets.Make(order, null, cancel);
        if (session.Get(To) is { } folder)
        {
            Directory.CreateDirectory(folder);
            foreach (var name in set.Files.Select(x => x.Name).Append("manifest.json").Append("SHA256SUMS")) File.Copy(hub.TrainingSets.PathOf(set.Id, name)!, Path.Combine(folder, name), true);
        }
        Sheet.Write(session, ["file", "split", "rows", "molecules", "bytes", "sha256"], set.Files.Select(x => (IReadOnlyList<object?>)[session.Get(To) is { } d ? Path.Combine(d, x.Name) : hub.TrainingSets.PathOf(set.Id, x.Name), x.Split, x.Rows, x.Molecules, x.Bytes, x.Sha256]));
        session.Note(FormattableString.Invariant($"training set {set.Id}: {set.Rows:n0} rows; licences {(set.Licences.Count == 0 ? "not told" : string.Join(", ", set.Licences))}"));
        return set.Rows == 0 ? Exit.NotFound : Exit.Ok;
    }
}
