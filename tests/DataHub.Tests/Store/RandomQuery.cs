// Random queries of every kind of node, over the columns of a calculation.
using DataHub.Model;

namespace DataHub.Tests.Store;

/// <summary>Makes queries whose constants mostly come from the rows, so that they hit.</summary>
sealed class RandomQuery(Random random, IReadOnlyList<CalculationRow> rows)
{
    static readonly string[] Texts = ["name", "smiles", "inchikey", "level", "method", "basis", "program", "dataset", "failure_kind", "status"];
    static readonly string[] Reals = ["gap_ev", "energy_hartree", "dipole_debye", "homo_ev", "cpu_seconds"];
    static readonly string[] Integers = ["charge", "multiplicity", "atoms", "heavy_atoms", "raw_record", "cores"];
    static readonly string[] Times = ["ingested_at", "computed_at"];

    public Query Next() => new(QuerySet.Calculations)
    {
        Filter = random.Next(12) == 0 ? null : Condition(4),
        OrderBy = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new Order(random.Next(3) switch { 0 => Text(1), 1 => Number(1), _ => Column(Times) }, random.Next(2) == 0))],
        Top = random.Next(3) == 0 ? random.Next(60) : null,
        Skip = random.Next(4) == 0 ? random.Next(30) : 0,
    };

    /// <summary>A pipeline of one to four steps and what may be asked of its rows.</summary>
    public Query Pipeline()
    {
        var steps = new List<Step>();
        bool grouped = false;
        for (int n = 1 + random.Next(4); n > 0; n--)
            steps.Add(random.Next(grouped ? 3 : 5) switch
            {
                0 => grouped ? new Step.Where(new Expr.Compare("gt", new Expr.Col("n"), new Expr.Const((long)random.Next(4)))) : new Step.Where(Condition(2)),
                1 => new Step.Best(new[] { "count", "sum", "percent" }[random.Next(3)], random.Next(2) == 0, random.Next(1, 60), grouped ? new Expr.Col("n") : new Expr.Col("heavy_atoms")),
                2 => new Step.Page([new Order(grouped ? new Expr.Col("n") : Number(1), random.Next(2) == 0)], random.Next(5), random.Next(2) == 0 ? random.Next(1, 200) : null),
                3 => new Step.Compute([new Computed("made" + steps.Count, Number(1))]),
                _ => Grouped(),
            });
        return new(QuerySet.Calculations) { Apply = steps };

        Step Grouped()
        {
            grouped = true;
            string[] keys = [.. Texts.Concat(Integers).OrderBy(_ => random.Next()).Take(random.Next(1, 3))];
            return new Step.GroupBy(keys, [new("n", "count", null), new("total", "sum", Column(Reals)), new("mean", "average", Column(Reals)), new("low", "min", Column(Texts.Concat(Reals))), new("high", "max", Column(Integers.Concat(Times))), new("kinds", "countdistinct", Column(Texts))]);
        }
    }

    Expr Condition(int depth)
    {
        if (depth > 0)
            switch (random.Next(9))
            {
                case 0: case 1: return new Expr.And(Condition(depth - 1), Condition(depth - 1));
                case 2: case 3: return new Expr.Or(Condition(depth - 1), Condition(depth - 1));
                case 4: return new Expr.Not(Condition(depth - 1));
                case 5: return new Expr.Compare(random.Next(2) == 0 ? "eq" : "ne", Condition(depth - 1), new Expr.Const(random.Next(2) == 0));
            }
        switch (random.Next(9))
        {
            case 0: return new Expr.Compare(Op(), Number(2), Number(2));
            case 1: return new Expr.Compare(Op(), Column(Reals.Concat(Integers)), random.Next(6) == 0 ? new Expr.Const(null) : new Expr.Const(random.Next(2) == 0 ? (long)random.Next(-5, 400) : Math.Round(random.NextDouble() * 8 - 4, random.Next(3))));
            case 2: return new Expr.Compare(Op(), Text(1), Text(1));
            case 3: return new Expr.Call(new[] { "contains", "startswith", "endswith" }[random.Next(3)], [Text(1), Piece()]);
            case 4: return new Expr.In(Column(Texts), [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(6) == 0 ? null : Some(Texts[random.Next(Texts.Length)]))]);
            case 5: return new Expr.In(Column(Integers), [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => (object?)(long)random.Next(-1, 9))]);
            case 6 when random.Next(2) == 0:
                var list = new Expr.Col(random.Next(4) == 0 ? "parents" : "elements");
                Expr test = random.Next(3) switch
                {
                    0 => new Expr.Compare(Op(), new Expr.Item(), new Expr.Const(new[] { "C", "N", "S", "p1" }[random.Next(4)])),
                    1 => new Expr.Call("startswith", [new Expr.Item(), new Expr.Const("C")]),
                    _ => new Expr.Not(new Expr.In(new Expr.Item(), ["H", "O"])),
                };
                return random.Next(3) == 0 ? new Expr.Compare(Op(), new Expr.Call("count", [list]), new Expr.Const((long)random.Next(4))) : new Expr.Each(list, test, random.Next(2) == 0);
            case 6: return random.Next(2) == 0 ? new Expr.Has(new Expr.Col("elements"), new[] { "C", "N", "S", "Xe" }[random.Next(4)]) : new Expr.Has(new Expr.Col("parents"), "p1");
            case 7: return new Expr.Compare(Op(), Column(Times), new Expr.Const(random.Next(5) == 0 ? null : Some("computed_at") ?? DateTime.UtcNow));
            default: return random.Next(2) == 0 ? new Expr.Col("perceived") : new Expr.Compare(random.Next(2) == 0 ? "eq" : "ne", random.Next(2) == 0 ? Column(Texts) : new Expr.Const("PM7"), random.Next(2) == 0 ? new Expr.Const(null) : Column(Texts));
        }
    }

    Expr Number(int depth)
    {
        if (depth > 0 && random.Next(2) == 0)
            switch (random.Next(6))
            {
                case 0: return new Expr.Arithmetic(new[] { "add", "sub", "mul" }[random.Next(3)], Number(depth - 1), Number(depth - 1));
                case 1: return new Expr.Arithmetic(new[] { "div", "divby", "mod" }[random.Next(3)], Column(Integers), new Expr.Const((long)random.Next(1, 5)));
                case 2: return new Expr.Call(new[] { "round", "floor", "ceiling" }[random.Next(3)], [Number(depth - 1)]);
                case 3: return new Expr.Call("length", [Text(0)]);
                case 5 when random.Next(3) == 0: return new Expr.Call("fractionalseconds", [Column(Times)]);
                case 4: return new Expr.Call("indexof", [Text(0), Piece()]);
                default: return new Expr.Call(new[] { "year", "month", "day", "hour", "minute", "second" }[random.Next(6)], [Column(Times)]);
            }
        return random.Next(3) == 0 ? new Expr.Const(random.Next(2) == 0 ? (long)random.Next(-3, 9) : Math.Round(random.NextDouble() * 8 - 4, 2)) : Column(random.Next(2) == 0 ? Reals : Integers);
    }

    Expr Text(int depth)
    {
        if (depth > 0 && random.Next(3) == 0)
            switch (random.Next(4))
            {
                case 0: return new Expr.Call(new[] { "tolower", "toupper", "trim" }[random.Next(3)], [Text(depth - 1)]);
                case 1: return new Expr.Call("concat", [Text(depth - 1), Piece()]);
                case 2: return new Expr.Call("substring", [Text(depth - 1), new Expr.Const((long)random.Next(4))]);
                default: return new Expr.Call("substring", [Text(depth - 1), new Expr.Const((long)random.Next(4)), new Expr.Const((long)random.Next(4))]);
            }
        return random.Next(3) == 0 ? new Expr.Const(Some(Texts[random.Next(Texts.Length)]) ?? "O") : Column(Texts);
    }

    Expr.Const Piece()
    {
        var text = Some(Texts[random.Next(Texts.Length)]) as string ?? "%";
        var runes = text.EnumerateRunes().ToList();
        int from = random.Next(runes.Count + 1);
        return new(string.Concat(runes.Skip(from).Take(1 + random.Next(3)).Select(x => x.ToString())));
    }

    Expr.Col Column(IEnumerable<string> names) => new(names.ElementAt(random.Next(names.Count())));
    object? Some(string column) => rows[random.Next(rows.Count)][Columns.Find(column)!] is string s ? s.Normalize() : rows[random.Next(rows.Count)][Columns.Find(column)!];
    string Op() => new[] { "eq", "ne", "gt", "ge", "lt", "le" }[random.Next(6)];
}
