// Answers from another level by a calibrated line between the two (rule R4): predicted, never computed.
using System.Collections.Concurrent;
using DataHub.Compute.Surrogates;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening.Reuse;

/// <summary>
/// Lines between levels, laid through the molecules of the archive that have both at geometries of one level, made when they are first needed and kept until the archive changes. The molecules are a
/// random sample: they are taken in the order of their InChIKeys, which are hashes. Thread-safe.
/// </summary>
sealed class Bridges(Archive archive, ReuseTable table)
{
    const int MostPairs = 4000, MostKept = 100;

    sealed record Ends(string From, string To, Property Property, string GeometryLevel, double Tolerance, double Confidence, string Version);

    readonly ConcurrentDictionary<Ends, Lazy<(LinearBridge? Bridge, string? Refusal)>> _made = new();

    /// <summary>
    /// The best answer that a stored value at another level gives: known if it is accepted within the tolerance, otherwise unsure with its interval or, without a tolerance to test, null; and what is to be said of the attempt.
    /// </summary>
    public (Answer? Answer, string? Note) Try(Question q, IReadOnlyList<Candidate> stored, ReuseRules rules)
    {
        if (q.Property.Class == PropertyClass.AbsoluteEnergy || q.Property.List is not null || q.Geometry is not null || q.Program is not null) return (null, null);
        var sources = stored.Where(c => c.Level != q.Level.Name && c.GeometryLevel is not null && c.Formula is not null && c.Kind is not (LevelKind.Experiment or LevelKind.Unknown) && !ReuseRules.IsPrediction(c) && rules.Barred(c) is null && rules.GeometryWill(c)).ToArray();
        if (sources.Length == 0) return (null, null);
        if (q.Policy.Tolerance is not { } tolerance) return (null, "a tolerance would let values of other levels be bridged");
        (Answer.Known? Known, Answer.Unsure? Unsure, string? note) = (null, null, null);
        foreach (var level in sources.GroupBy(c => (c.Level, c.GeometryLevel)))
        {
            // Several values of one level and kind of geometry are several conformers: which one is meant cannot be told.
            if (level.Select(c => c.Value).Distinct().Count() > 1) { note ??= $"{level.Count()} values at {level.Key.Level} differ, so that none is bridged"; continue; }
            var c = level.First();
            var (bridge, refusal) = Between(new Ends(c.Level, q.Level.Name, q.Property, c.GeometryLevel!, tolerance, q.Policy.Confidence, archive.Version));
            if (bridge is null) { note ??= $"no bridge from {c.Level}: {refusal}"; continue; }
            var (p, why) = bridge.Predict(c.Value!.Value, Traits(c.Formula!, c.Charge, c.Multiplicity));
            if (p is null) { note ??= $"no bridge from {c.Level}: {why}"; continue; }
            var evidence = new Evidence(Tier.T5, c.Id, FormattableString.Invariant($"predicted from the stored {c.Value:0.####} {q.Property.Unit} at {c.Level} by a line to {q.Level.Name}: {p.Reason}"))
            {
                Rule = "R4", Level = c.Level, GeometryLevel = c.GeometryLevel, Program = c.ProgramVersion is null ? c.Program : $"{c.Program} {c.ProgramVersion}", Dataset = c.Dataset, Doi = c.Doi, Licence = c.Licence,
                CpuSeconds = c.CpuSeconds, EnergyKwh = c.EnergyKwh, Co2Grams = c.Co2Grams,
                ExpectedError = new ExpectedError(bridge.MeanError, q.Property.Unit, $"mean absolute error of the line from {c.Level} to {q.Level.Name} on molecules that it was not laid through", "this archive", bridge.Calibration),
            };
            if (p.Accepted && (Known is null || p.HalfWidth < Known.HalfWidth)) Known = new Answer.Known(p.Value, p.Sigma, p.HalfWidth, evidence);
            if (!p.Accepted && (Unsure is null || p.HalfWidth < Unsure.HalfWidth)) Unsure = new Answer.Unsure(p.Value, p.Sigma, p.HalfWidth, evidence);
        }
        return ((Answer?)Known ?? Unsure, note);
    }

    (LinearBridge? Bridge, string? Refusal) Between(Ends ends)
    {
        if (_made.Count > MostKept) _made.Clear();
        return _made.GetOrAdd(ends, e => new(() => LinearBridge.Fit(Pairs(e), new SurrogateSettings(e.Confidence, e.Tolerance)))).Value;
    }

    /// <summary>Molecules with one value at each of the two levels, both at geometries of the level; those with several values at one level are left out.</summary>
    List<LevelPair> Pairs(Ends e)
    {
        var pairs = new List<LevelPair>();
        int letters = archive.Counts().Calculations > 1_000_000 ? 2 : 1;
        foreach (string prefix in Prefixes(letters))
        {
            var rows = new Dictionary<(string, string, long, long), (List<double> From, List<double> To, string Formula, bool Chosen, string Id)>();
            Expr Is(string column, string op, object? value) => new Expr.Compare(op, new Expr.Col(column), new Expr.Const(value));
            Expr filter = new Expr.In(new Expr.Col("level"), [e.From, e.To]);
            foreach (var part in (Expr[])[Is("status", "eq", "success"), Is("geometry_level", "eq", e.GeometryLevel), Is(e.Property.Name, "ne", null), Is("inchikey", "ge", prefix), Is("inchikey", "lt", prefix + "~")]) filter = new Expr.And(filter, part);
            using var stream = archive.Find(new Query(QuerySet.Calculations) { Filter = filter, Select = ["id", "inchikey", "smiles", "charge", "multiplicity", "level", e.Property.Name, "formula", "program", "program_version", "dataset", "level_kind", "uncertainties", "electronic_state", "conformer"] });
            var r = stream.Reader;
            string? Text(int i) => r.IsDBNull(i) ? null : r.GetString(i);
            while (stream.Read())
            {
                if (Text(12) is not null || Text(13) is not null || Text(14)?.StartsWith("boltzmann", StringComparison.Ordinal) == true || Text(2) is not { } smiles || Text(7) is not { } formula) continue;
                if (table.Against(Text(8), Text(9), Enum.TryParse<LevelKind>(Text(11), true, out var kind) ? kind : LevelKind.Unknown) is not null) continue;
                var key = (Text(1)!, smiles, r.GetInt64(3), r.GetInt64(4));
                if (!rows.TryGetValue(key, out var row)) rows[key] = row = ([], [], formula, false, $"{key}");
                bool to = Text(5) == e.To;
                (to ? row.To : row.From).Add(r.GetDouble(6));
                if (to && Text(10) == CampaignRun.Dataset) rows[key] = row with { Chosen = true };
            }
            foreach (var (key, row) in rows)
                if (row.From.Distinct().Count() == 1 && row.To.Distinct().Count() == 1) pairs.Add(new(row.Id, Traits(row.Formula, (int)key.Item3, (int)key.Item4), row.From[0], row.To[0], !row.Chosen));
            if (pairs.Count >= MostPairs) break;
        }
        return pairs;
    }

    static IEnumerable<string> Prefixes(int letters)
    {
        for (char a = 'A'; a <= 'Z'; a++)
            if (letters == 1) yield return a.ToString();
            else for (char b = 'A'; b <= 'Z'; b++) yield return $"{a}{b}";
    }

    static string[] Traits(string formula, int charge, int multiplicity) => [.. CostForecast.Atoms(formula).Select(a => a.Symbol), $"charge {charge}", $"multiplicity {multiplicity}"];
}
