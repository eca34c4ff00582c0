// Queries: the same rows as a naive evaluation, for queries of every kind.
using DataHub.Model;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class QueryTests(QueryTests.Filled filled) : IClassFixture<QueryTests.Filled>
{
    public sealed class Filled : IDisposable
    {
        readonly TempFolder _temp = Shared.Temp("query");
        public List<Calculation> All { get; } = Samples.Many(400);
        public List<CalculationRow> Rows { get; }
        public Archive Archive { get; }
        public Filled()
        {
            Rows = [.. All.Select(CalculationRow.From)];
            Archive = Archive.Open(new(_temp.Path));
            foreach (var part in All.Chunk(90)) Archive.Append(part);
        }
        public void Dispose() { Archive.Dispose(); _temp.Dispose(); }
    }

    Archive Archive => filled.Archive;
    List<CalculationRow> Rows => filled.Rows;

    static string Id(CalculationRow r) => (string)r[Columns.Id]!;
    static Expr Col(string name) => new Expr.Col(name);
    static Expr Is(string op, string name, object? value) => new Expr.Compare(op, Col(name), new Expr.Const(value));

    List<string> Ids(Query query)
    {
        var ids = new List<string>();
        using var rows = Archive.Find(query with { Select = ["id"] });
        while (rows.Read()) ids.Add((string)rows[0]!);
        return ids;
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public void Random_queries_give_the_rows_of_a_naive_evaluation(int seed)
    {
        var random = new Random(seed);
        var queries = new RandomQuery(random, Rows);
        int some = 0;
        for (int i = 0; i < 100; i++)
        {
            var query = queries.Next();
            var expected = NaiveQuery.Run(query, Rows).Select(Id).ToList();
            if (expected.Count is > 0 and < 400) some++;
            var found = Ids(query);
            Assert.True(expected.SequenceEqual(found), $"seed {seed}, query {i}: {found.Count} rows instead of {expected.Count}\n{query}\n{DataHub.Store.Archive.Explain(query)}");
            if (i % 5 == 0) Assert.Equal(NaiveQuery.Run(query with { Top = null, Skip = 0 }, Rows).Count, Archive.Count(query));
        }
        Assert.True(some > 30, "the queries hit too little to say anything");
    }

    [Theory, InlineData(11), InlineData(12), InlineData(13), InlineData(14)]
    public void Random_pipelines_make_the_rows_of_a_naive_evaluation(int seed)
    {
        var queries = new RandomQuery(new Random(seed), Rows);
        int some = 0;
        for (int i = 0; i < 60; i++)
        {
            var query = queries.Pipeline();
            var expected = NaivePipeline.Run(query, Rows);
            var found = new List<string>();
            using (var rows = Archive.Find(query))
            {
                var names = rows.Shape.Select(c => c.Name).ToList();
                if (expected.Count > 0) Assert.Equal(expected[0].Keys.Order(), names.Order());
                while (rows.Read()) found.Add(string.Join('|', names.Select((n, k) => (n, k)).OrderBy(x => x.n).Select(x => NaivePipeline.Text(rows[x.k]))));
            }
            if (expected.Count > 1) some++;
            var wanted = expected.Select(r => string.Join('|', r.OrderBy(c => c.Key).Select(c => NaivePipeline.Text(c.Value)))).Order(StringComparer.Ordinal).ToList();
            Assert.True(wanted.SequenceEqual(found.Order(StringComparer.Ordinal)), $"seed {seed}, pipeline {i}: {found.Count} rows instead of {wanted.Count}\n{string.Join('\n', query.Apply)}\n{DataHub.Store.Archive.Explain(query)}\n{wanted.Except(found).FirstOrDefault()}\n{found.Except(wanted).FirstOrDefault()}");
            Assert.Equal(expected.Count, Archive.Count(query));
        }
        Assert.True(some > 25, "the pipelines make too little to say anything");
    }

    [Fact]
    public void Links_lead_to_the_rows_that_share_their_keys()
    {
        var calculations = filled.All;
        var some = calculations.Where(c => c.Molecule.InChIKey is not null && calculations.Any(o => o.Molecule.InChIKey == c.Molecule.InChIKey && o.Molecule.Charge == c.Molecule.Charge && o.Molecule.Multiplicity == c.Molecule.Multiplicity && o.Level.Name == "PM7")).Select(c => c.Id);
        var asked = new Expr.Linked("records", Is("eq", "level", "PM7"), false);
        var keys = new HashSet<string>();
        using (var rows = Archive.Find(new Query(QuerySet.Molecules) { Filter = asked, Select = ["inchikey", "charge", "multiplicity"] }))
            while (rows.Read()) keys.Add($"{rows[0]}/{rows[1]}/{rows[2]}");
        Assert.NotEmpty(keys);
        Assert.Equal(some.Order(StringComparer.Ordinal), calculations.Where(c => keys.Contains($"{c.Molecule.InChIKey}/{c.Molecule.Charge}/{c.Molecule.Multiplicity}")).Select(c => c.Id).Order(StringComparer.Ordinal));

        var byKind = Ids(new Query(QuerySet.Calculations) { Filter = Is("eq", "level_details/kind", "semiempirical") });
        Assert.Equal(calculations.Where(c => c.Level.Kind == LevelKind.SemiEmpirical).Select(c => c.Id).Order(StringComparer.Ordinal), byKind);
        Assert.NotEmpty(byKind);

        var long_ = Ids(new Query(QuerySet.Calculations) { Filter = new Expr.Each(new Expr.Col("gradient"), new Expr.Compare("gt", new Expr.Item(), new Expr.Const(0.01)), false) });
        Assert.Equal(calculations.Where(c => c.Values.List(Property.Gradient)?.Any(g => g > 0.01) == true).Select(c => c.Id).Order(StringComparer.Ordinal), long_);
    }

    [Fact]
    public void Members_of_open_data_are_numbers_and_texts()
    {
        foreach (var (name, number) in filled.All.SelectMany(c => c.Values.Extras).Where(x => x.Number is not null).Select(x => (x.Name, x.Number!.Value)).Distinct().Take(3))
            Assert.Equal(filled.All.Where(c => c.Values.Extras.FirstOrDefault(x => x.Name == name)?.Number >= number).Select(c => c.Id).Order(StringComparer.Ordinal),
                Ids(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("ge", new Expr.Member("extras", name), new Expr.Const(number)) }));
        Assert.Contains(filled.All, c => c.Values.Extras.Count > 0);
    }

    [Fact]
    public void Values_come_out_as_they_went_in()
    {
        using var rows = Archive.Find(new Query(QuerySet.Calculations));
        var byId = Rows.ToDictionary(Id);
        int n = 0;
        for (; rows.Read(); n++)
            for (int i = 0; i < Columns.Wide.Count; i++) Assert.Equal(Samples.Text(byId[(string)rows[0]!][Columns.Wide[i]]), Samples.Text(rows[i]));
        Assert.Equal(400, n);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Pages_by_key_follow_each_other_without_gap_or_repeat(int seed)
    {
        var queries = new RandomQuery(new Random(seed + 100), Rows);
        for (int i = 0; i < 12; i++)
        {
            var query = queries.Next() with { Top = null, Skip = 0 };
            var whole = NaiveQuery.Run(query, Rows).Select(Id).ToList();
            var paged = new List<string>();
            IReadOnlyList<object?>? after = null;
            while (true)
            {
                using var page = Archive.Find(query with { Select = ["id"], Top = 60, After = after }, default, true);
                int n = 0;
                for (; page.Read(); n++) { paged.Add((string)page[0]!); after = page.Position(); }
                if (n == 0 || paged.Count > whole.Count) break;
            }
            Assert.Equal(whole, paged);
        }
    }

    [Fact]
    public void Pages_stay_stable_while_records_are_appended()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        var first = Samples.Many(120);
        archive.Append(first);
        var seen = new List<string>();
        IReadOnlyList<object?>? after = null;
        for (int page = 0, n = 1; n > 0; page++)
        {
            using (var rows = archive.Find(new Query(QuerySet.Calculations) { Top = 25, OrderBy = [new(Col("gap_ev"), true)], After = after }, default, true))
                for (n = 0; rows.Read(); n++) { seen.Add((string)rows[0]!); after = rows.Position(); }
            archive.Append(Samples.Many(10, from: 1000 + 10 * page));
        }
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(first.Select(c => c.Id).Except(seen));
    }

    [Fact]
    public void Molecules_are_rows_of_their_own()
    {
        var groups = filled.All.Where(c => c.Molecule.InChIKey is not null).GroupBy(c => (c.Molecule.InChIKey!, (long)c.Molecule.Charge, (long)c.Molecule.Multiplicity)).ToDictionary(g => g.Key);
        using var rows = Archive.Find(new Query(QuerySet.Molecules));
        int n = 0;
        for (; rows.Read(); n++)
        {
            object? Cell(string name) => rows[rows.Reader.GetOrdinal(name)];
            var g = groups[((string)rows[0]!, (long)rows[1]!, (long)rows[2]!)];
            Assert.Equal((long)g.Count(c => c.Status == Status.Success), Cell("calculations"));
            Assert.Equal(g.Where(c => c.Status == Status.Success).Select(c => c.Level.Name).Distinct().Order(StringComparer.Ordinal), (string[])Cell("levels")!);
            Assert.Equal(g.Any(c => c.Cost.CpuSeconds is not null) ? g.Sum(c => c.Cost.CpuSeconds ?? 0) : -1, (double?)Cell("cpu_seconds") ?? -1, 1e-9);
            Assert.Equal(g.Select(c => c.Molecule.Smiles).Min(StringComparer.Ordinal), Cell("smiles"));
        }
        Assert.Equal(groups.Count, n);
        var many = new Query(QuerySet.Molecules) { Filter = new Expr.And(Is("ge", "calculations", 5L), new Expr.Has(new("levels"), "PM7")), OrderBy = [new(Col("calculations"), true)], Top = 3 };
        Assert.Equal(groups.Values.Count(g => g.Count(c => c.Status == Status.Success) >= 5 && g.Any(c => c.Status == Status.Success && c.Level.Name == "PM7")), Archive.Count(many));
    }

    [Fact]
    public void Injected_sql_is_only_text()
    {
        foreach (var evil in new[] { "'; DROP TABLE x; --", "x' OR '1'='1", "%", "_", "\\", "\"", "it's; DROP TABLE x --", "$p0", "{0}", "\0" })
        {
            int expected = Rows.Count(r => (r[Columns.Name] as string) == evil);
            Assert.Equal(expected, Archive.Count(new Query(QuerySet.Calculations) { Filter = Is("eq", "name", evil) }));
            Assert.Equal(Rows.Count(r => (r[Columns.Name] as string)?.Contains(evil) == true), Archive.Count(new Query(QuerySet.Calculations) { Filter = new Expr.Call("contains", [Col("name"), new Expr.Const(evil)]) }));
            Assert.Throws<QueryException>(() => Archive.Find(new Query(QuerySet.Calculations) { Select = [evil] }));
            Assert.Throws<QueryException>(() => Archive.Find(new Query(QuerySet.Calculations) { Filter = Is("eq", evil, 1L) }));
            Assert.Throws<QueryException>(() => Archive.Find(new Query(QuerySet.Calculations) { OrderBy = [new(Col(evil), false)] }));
        }
        Assert.Equal(400, Archive.Count(new Query(QuerySet.Calculations)));
    }

    [Fact]
    public void What_cannot_be_compared_or_does_not_exist_is_a_query_exception()
    {
        void Bad(Expr filter, string part) => Assert.Contains(part, Assert.Throws<QueryException>(() => Archive.Find(new Query(QuerySet.Calculations) { Filter = filter })).Message);
        Bad(Is("eq", "gap_ev", "big"), "number and text");
        Bad(Is("gt", "name", 3L), "text and number");
        Bad(Is("eq", "ingested_at", "2024"), "time");
        Bad(Is("eq", "gap", 1L), "no column 'gap'");
        Bad(Col("name"), "condition");
        Bad(new Expr.Call("launch", []), "launch");
        Bad(new Expr.Call("contains", [Col("name")]), "2 arguments");
        Bad(new Expr.Call("length", [Col("charge")]), "argument 1");
        Bad(new Expr.Has(new("name"), "x"), "list");
        Bad(new Expr.Compare("gt", new Expr.Arithmetic("mul", Col("raw_record"), new Expr.Const(long.MaxValue)), new Expr.Const(1L)), "Overflow");
        Assert.Contains("gap_ev", Assert.Throws<QueryException>(() => Archive.Find(new Query(QuerySet.Calculations) { Filter = Is("eq", "gap", 1L) })).Expected);
        Expr deep = new Expr.Col("perceived");
        for (int i = 0; i < 2000; i++) deep = new Expr.Not(deep);
        Bad(deep, "deep");
        Assert.Throws<QueryException>(() => Archive.Find(new Query(QuerySet.Calculations) { After = ["a", "b", "c"] }));
        Assert.Throws<QueryException>(() => Archive.Find(new Query(QuerySet.Calculations) { Top = -1 }));
        Assert.Throws<QueryException>(() => Archive.Find(new Query(QuerySet.Calculations) { OrderBy = [new(Col("elements"), false)] }));
        Assert.Throws<QueryException>(() => Archive.Count(new Query(QuerySet.Calculations) { Search = "\"open" }));
    }

    [Fact]
    public void A_cancelled_query_ends()
    {
        using var stop = new CancellationTokenSource();
        using var rows = Archive.Find(new Query(QuerySet.Calculations), stop.Token);
        Assert.True(rows.Read());
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Archive.Find(new Query(QuerySet.Calculations), stop.Token));
    }
}
