// The command datahub known: is it known? The one question of the product.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Model;
using DataHub.Screening.Reuse;

namespace DataHub.Cli.Commands;

static class Known
{
    static readonly Argument<string[]> Molecules = new("molecule") { Description = "SMILES or InChIKey; - reads them from stdin, @FILE from a file, one a line", Arity = ArgumentArity.OneOrMore };
    static readonly Option<string> Level = new("--level") { Description = "Level of theory, e.g. wB97X-D/def2-SVP", HelpName = "LEVEL", Required = true };
    static readonly Option<string> Property = new("--property") { Description = "Property, e.g. gap, energy, dipole", HelpName = "NAME", DefaultValueFactory = _ => "gap" };
    static readonly Option<string?> GeometryLevel = new("--geometry-level") { Description = "Level at which the geometry must have been optimised (default: any)", HelpName = "LEVEL" };
    static readonly string[] Columns = ["molecule", "known", "value", "unit", "tier", "id", "level", "geometry_level", "program", "cpu_seconds", "reason"];

    public static Verb Verb() => new Verb("known", "Is it known? Looks molecules up at a level of theory; computes nothing",
        "datahub known 'c1ccccc1O' --level wB97X-D/def2-SVP --property gap",
        "datahub known @candidates.smi --level GFN2-xTB --json",
        "cut -f1 table.tsv | datahub known - --level PM7 --property dipole -q | awk '$2 == \"false\"'   # what is missing")
        .With(Molecules, Level, Property, GeometryLevel).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        if (Model.Property.Find(session.Get(Property)!) is not { } property)
            return session.Fail(Exit.Usage, $"there is no property '{session.Get(Property)}'", "one of: " + string.Join(", ", Model.Property.All.Where(p => !p.IsList).Select(p => p.ShortName)));
        if (string.IsNullOrWhiteSpace(session.Get(Level))) return session.Fail(Exit.Usage, "--level is empty", "for instance: --level wB97X-D/def2-SVP");
        var level = Model.Level.Parse(session.Get(Level)!);
        if (level.Kind == LevelKind.Unknown) session.Warn($"the method '{level.Method}' is not in the alias table; only records with exactly that name match");
        var geometry = session.Get(GeometryLevel) is { } g ? Model.Level.Parse(g).Name : null;
        foreach (var m in session.Get(Molecules)!)
            if (m.StartsWith('@') && !File.Exists(m[1..])) return session.Fail(Exit.NotFound, $"there is no file {m[1..]}");
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        long known = 0, unknown = 0, wrong = 0;
        double saved = 0;
        IEnumerable<IReadOnlyList<object?>> Rows()
        {
            foreach (var molecule in Read(session.Get(Molecules)!))
            {
                cancel.ThrowIfCancellationRequested();
                var (result, error) = hub.Known.Ask(molecule, level, property, geometry);
                if (result?.Answer is Answer.Known yes) { known++; saved += yes.Evidence.CpuSeconds ?? 0; }
                else if (result is null) wrong++;
                else unknown++;
                yield return Row(molecule, property, result, error);
            }
        }
        Sheet.Write(session, Columns, Rows());
        session.Note(FormattableString.Invariant($"{known:n0} known, {unknown:n0} not known{(wrong > 0 ? $", {wrong:n0} not understood" : "")}{(saved > 0 ? FormattableString.Invariant($"; the known ones cost {saved:0.0} CPU-s, which need not be spent again") : "")}"));
        return known == 0 && unknown == 0 && wrong > 0 ? Exit.Refused : Exit.Of(known, unknown + wrong, Exit.NotFound);
    }

    static IReadOnlyList<object?> Row(string molecule, Property property, KnownResult? result, string? error) => result switch
    {
        null => [molecule, null, null, null, null, null, null, null, null, null, error],
        { Answer: Answer.Known { Evidence: var e } k } => [molecule, true, k.Value, property.Unit, e.Tier.ToString(), e.CalculationId, e.Level, e.GeometryLevel, e.Program, e.CpuSeconds, e.Reason],
        { Answer: Answer.CannotSay why } => [molecule, false, null, null, null, null, null, null, null, null, why.Why + Held(result)],
        { Answer: Answer.Failed f } => [molecule, false, null, null, null, null, null, null, null, f.Cost.CpuSeconds, f.Why + Held(result)],
        _ => [molecule, false, null, null, null, null, null, null, null, null, "nothing at this level" + Held(result)],
    };

    static string Held(KnownResult result) => result.Others.Count == 0 ? "" :
        $" (held: {string.Join(", ", result.Others.Where(o => o.Value is not null).GroupBy(o => o.Level).Select(o => FormattableString.Invariant($"{o.Key} {o.First().Value:0.###}")))})";

    /// <summary>The molecules named: themselves, or the first word of each line of a file or of stdin.</summary>
    static IEnumerable<string> Read(IEnumerable<string> given) => given.SelectMany(m => m switch
    {
        "-" => Lines(Console.In),
        ['@', .. var file] => Lines(File.OpenText(file)),
        _ => [m],
    });

    static IEnumerable<string> Lines(TextReader from)
    {
        using (from)
            while (from.ReadLine() is { } line)
                if (line.Trim().Split([' ', '\t'], 2)[0] is { Length: > 0 } word && word[0] != '#') yield return word;
    }
}
