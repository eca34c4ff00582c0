// The command datahub forecast: what a job will take, by the archive's own measured jobs, and how well such forecasts hold.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Compute;
using DataHub.Model;
using DataHub.Screening;

namespace DataHub.Cli.Commands;

static class Forecast
{
    static readonly Argument<string[]> Molecules = new("molecule") { Description = "SMILES; - reads them from stdin, @FILE from a file, one a line", Arity = ArgumentArity.ZeroOrMore };
    static readonly Option<string?> Level = new("--level") { Description = "Level of theory, e.g. wB97X-D/def2-SVP", HelpName = "LEVEL" };
    static readonly Option<bool> Optimises = new("--optimization") { Description = "A geometry optimisation instead of a job at one geometry" };
    static readonly Option<bool> Check = new("--check") { Description = "Instead: forecast every measured job of the archive from the others, and tell how far off that is" };

    public static Verb Verb() => new Verb("forecast", "What jobs will take, by the archive's own measured jobs",
        "datahub forecast CCO c1ccccc1 --level wB97X-D/def2-SVP",
        "datahub forecast --check").With(Molecules, Level, Optimises, Check).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        if (session.Get(Check))
        {
            if (!session.HasArchive(out int absent)) return absent;
            using var archive = session.OpenArchive();
            var checks = MeasuredJobs.Check(archive).ToList();
            Sheet.Write(session, ["level", "kind", "jobs", "mean_relative_error", "median_relative_error", "within_90_interval", "sum_ratio"], checks.Append(new ForecastCheck("all", "", checks.Sum(c => c.Jobs), Mean(c => c.MeanRelativeError), Mean(c => c.MedianRelativeError), Mean(c => c.Within90), Mean(c => c.SumRatio)))
                .Select(c => (IReadOnlyList<object?>)[c.Level, c.Kind, c.Jobs, Math.Round(c.MeanRelativeError, 3), Math.Round(c.MedianRelativeError, 3), Math.Round(c.Within90, 3), Math.Round(c.SumRatio, 3)]));
            double Mean(Func<ForecastCheck, double> of) => checks.Count == 0 ? double.NaN : checks.Sum(c => of(c) * c.Jobs) / checks.Sum(c => c.Jobs);
            return Exit.Ok;
        }
        if (session.Get(Level) is not { Length: > 0 } text) return session.Fail(Exit.Usage, "--level is wanted", "for instance: --level wB97X-D/def2-SVP");
        var level = Model.Level.Parse(text);
        if (level.Kind == LevelKind.Unknown) return session.Fail(Exit.NotFound, $"the method '{level.Method}' is not known", "datahub levels tells how levels are read");
        var smiles = (session.Get(Molecules) ?? []).SelectMany(m => m == "-" ? Console.In.ReadToEnd().Split('\n') : m.StartsWith('@') && File.Exists(m[1..]) ? File.ReadAllLines(m[1..]) : [m]).Select(m => m.Trim().Split(' ', '\t')[0]).Where(m => m.Length > 0).ToList();
        if (smiles.Count == 0) return session.Fail(Exit.Usage, "a molecule is wanted", "for instance: datahub forecast CCO --level GFN2-xTB");
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        var model = CostForecast.Fit(level, MeasuredJobs.At(hub.Archive, level.Name, session.Get(Optimises)));
        session.Note($"by {model.Basis}");
        var parsed = hub.Toolkit.FromSmilesAll(smiles);
        int bad = 0;
        var second = hub.Cost.Of(1, 1, 1000, 1, CostTier.Estimated);
        Sheet.Write(session, ["smiles", "formula", "basis_functions", "likely_cpu_s", "mean_cpu_s", "low_90_cpu_s", "high_90_cpu_s", "mean_kwh", "why"], smiles.Select((s, i) =>
        {
            if (parsed[i].Molecule is not { } m) { bad++; return (IReadOnlyList<object?>)[s, null, null, null, null, null, null, null, parsed[i].Error]; }
            var f = model.Of(m.Formula, m.Smiles, Machine.Processor);
            return (IReadOnlyList<object?>)[s, m.Formula, level.Basis is null || !JobSize.IsExact(level, m.Formula) ? null : (long)JobSize.Functions(level, m.Formula), f.Likely, f.CpuSeconds, f.Low, f.High, f.CpuSeconds * second.EnergyKwh, null];
        }));
        return Exit.Of(smiles.Count - bad, bad, Exit.Refused);
    }
}
