// The jobs of the archive that were measured, and how well forecasts made from some of them tell the others.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>How well jobs of a level are forecast from the others: mean and median relative error of single forecasts, share of the jobs within the 90% interval, and the sum of the mean forecasts over the sum of what was measured.</summary>
public sealed record ForecastCheck(string Level, string Kind, int Jobs, double MeanRelativeError, double MedianRelativeError, double Within90, double SumRatio);

/// <summary>Measured jobs by level. A geometry optimisation and a job at a fixed geometry are told apart: one takes many steps.</summary>
public static class MeasuredJobs
{
    const int Most = 3000, Folds = 10, FewestToCheck = 20;

    /// <summary>Successful jobs at a level whose processor time was measured here or by a batch system, the first by id, which is a hash: a random sample whatever the archive holds. <paramref name="optimises"/> null takes both kinds.</summary>
    public static List<MeasuredJob> At(Archive archive, string level, bool? optimises = null)
    {
        Expr Is(string column, string op, object? value) => new Expr.Compare(op, new Expr.Col(column), new Expr.Const(value));
        var parts = new List<Expr> { Is("level", "eq", level), Is("status", "eq", "success"), Is("cpu_seconds", "gt", 0.0), Is("formula", "ne", null), new Expr.Or(Is("cost_tier", "eq", "measured"), Is("cost_tier", "eq", "scheduler")) };
        if (optimises is { } o) parts.Add(Is("driver", o ? "eq" : "ne", "optimization"));
        using var stream = archive.Find(new Query(QuerySet.Calculations) { Filter = parts.Aggregate((a, b) => new Expr.And(a, b)), Select = ["formula", "cpu_seconds", "smiles", "processor"], Top = Most });
        var jobs = new List<MeasuredJob>();
        while (stream.Read()) jobs.Add(new MeasuredJob(stream.Reader.GetString(0), stream.Reader.GetDouble(1), stream.Reader.IsDBNull(2) ? null : stream.Reader.GetString(2), stream.Reader.IsDBNull(3) ? null : stream.Reader.GetString(3)));
        return jobs;
    }

    /// <summary>Checks every level that has twenty measured jobs or more: ten parts by turns, each forecast from the other nine.</summary>
    public static IEnumerable<ForecastCheck> Check(Archive archive)
    {
        var levels = new List<string>();
        using (var rows = archive.Find(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("gt", new Expr.Col("cpu_seconds"), new Expr.Const(0.0)), Select = ["level"] }))
            while (rows.Read()) levels.Add(rows.Reader.GetString(0));
        foreach (var name in levels.Distinct().Order(StringComparer.Ordinal))
            foreach (bool optimises in (bool[])[true, false])
                if (Level.Parse(name) is { Kind: not LevelKind.MachineLearned } level && At(archive, name, optimises) is { Count: >= FewestToCheck } jobs)
                    yield return Check(level, optimises, jobs);
    }

    static ForecastCheck Check(Level level, bool optimises, List<MeasuredJob> jobs)
    {
        var errors = new List<double>();
        double within = 0, forecast = 0, measured = 0;
        for (int fold = 0; fold < Folds; fold++)
        {
            var model = CostForecast.Fit(level, jobs.Where((_, i) => i % Folds != fold));
            foreach (var job in jobs.Where((_, i) => i % Folds == fold))
            {
                var f = model.Of(job.Formula, job.Smiles, job.Processor);
                errors.Add(Math.Abs(f.Likely - job.CpuSeconds) / job.CpuSeconds);
                within += job.CpuSeconds >= f.Low && job.CpuSeconds <= f.High ? 1 : 0;
                (forecast, measured) = (forecast + f.CpuSeconds, measured + job.CpuSeconds);
            }
        }
        errors.Sort();
        return new ForecastCheck(level.Name, optimises ? "optimization" : "single geometry", jobs.Count, errors.Average(), errors[errors.Count / 2], within / jobs.Count, forecast / measured);
    }
}
