// The archive: what is appended is found again, once, by every way of asking.
using DataHub.Model;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class ArchiveTests
{
    [Fact]
    public void What_is_appended_is_got_back_whole()
    {
        using var temp = Shared.Temp();
        var all = Samples.Many(300);
        using (var archive = Archive.Open(new(temp.Path)))
        {
            Assert.All(archive.Append(all.Take(200).ToList()), Assert.True);
            Assert.All(archive.Append(all.Skip(200).ToList()), Assert.True);
            foreach (var c in all.Where((_, i) => i % 17 == 0)) Same(c, archive.Get(c.Id)!);
        }
        using var again = Archive.Open(new(temp.Path));
        foreach (var c in all.Where((_, i) => i % 23 == 0)) Same(c, again.Get(c.Id)!);
        Assert.Null(again.Get("nonsense"));
        Assert.Equal(300, again.Counts().Calculations);
        Assert.Equal(all.Count(c => c.Status == Status.Failed), again.Counts().Failed);
        Assert.Equal(all.Where(c => c.Molecule.InChIKey is not null).Select(c => (c.Molecule.InChIKey, c.Molecule.Charge, c.Molecule.Multiplicity)).Distinct().Count(), again.Counts().Molecules);
        Assert.Equal(all.Sum(c => c.Cost.CpuSeconds ?? 0), again.Counts().CpuSeconds, 1e-3);
    }

    [Fact]
    public void The_same_record_is_kept_once_within_a_batch_and_across_batches()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        var a = Samples.Of(1);
        Assert.Equal([true, false], archive.Append([a, a]));
        Assert.Equal([false, true], archive.Append([a, Samples.Of(2)]));
        Assert.Equal([false], archive.Append([a]));
        Assert.Equal(2, archive.Count(new Query(QuerySet.Calculations)));
        Assert.Equal(2, archive.Counts().Segments);
    }

    [Fact]
    public void A_query_for_one_molecule_or_one_record_finds_it_in_whichever_segments_it_lies()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        var all = Samples.Many(300);
        foreach (var part in all.Chunk(60)) archive.Append(part);
        Assert.Equal(all.Count, archive.MostRecords);
        static Expr Is(Column column, string text) => new Expr.Compare("eq", new Expr.Col(column.Name), new Expr.Const(text));
        List<string> Found(Expr filter)
        {
            using var rows = archive.Find(new Query(QuerySet.Calculations) { Filter = filter, Select = ["id"] });
            var ids = new List<string>();
            while (rows.Read()) ids.Add((string)rows[0]!);
            return ids;
        }
        foreach (var g in all.Where(c => c.Molecule.InChIKey is not null).GroupBy(c => c.Molecule.InChIKey!).Take(25))
        {
            Assert.Equal(g.Select(c => c.Id).Order(StringComparer.Ordinal), Found(Is(Columns.InChIKey, g.Key)));
            Assert.Equal(g.Count(), archive.Count(new Query(QuerySet.Calculations) { Filter = Is(Columns.InChIKey, g.Key) }));
            Assert.Equal([g.First().Id], Found(new Expr.And(Is(Columns.Id, g.First().Id), Is(Columns.InChIKey, g.Key))));
            Assert.Equal([g.First().Id], Found(Is(Columns.Id, g.First().Id)));
            Assert.Empty(Found(new Expr.And(Is(Columns.Id, g.First().Id), Is(Columns.InChIKey, "AAAAAAAAAAAAAA-BBBBBBBBBB-N"))));
        }
        foreach (var odd in (string[])["", "x", "aaaaaaaaaaaa", "éé"]) Assert.Empty(Found(new Expr.And(Is(Columns.InChIKey, odd), Is(Columns.Id, odd))));
        Assert.Equal(all.Count, Found(new Expr.Or(Is(Columns.Id, "x"), new Expr.Not(Is(Columns.Id, "x")))).Count);
    }

    [Fact]
    public void The_catalogue_answers_by_molecule_and_by_level()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        var all = Samples.Many(400);
        archive.Append(all);
        var states = all.Where(c => c.Molecule.InChIKey is not null).Select(c => new MoleculeState(c.Molecule.InChIKey!, c.Molecule.Charge, c.Molecule.Multiplicity)).Distinct().ToList();
        var many = archive.Candidates(states, Property.Gap);
        Assert.Equal(states.Select(s => string.Join(',', archive.Candidates(s.InChIKey, s.Charge, s.Multiplicity, Property.Gap).Select(c => c.Id))), many.Select(m => string.Join(',', m.Select(c => c.Id))));
        foreach (var g in all.Where(c => c.Molecule.InChIKey is not null).GroupBy(c => (c.Molecule.InChIKey, c.Molecule.Charge, c.Molecule.Multiplicity)))
        {
            var found = archive.Candidates(g.Key.InChIKey!, g.Key.Charge, g.Key.Multiplicity, Property.Gap);
            Assert.Equal(g.Where(c => c.Values[Property.Gap] is not null || c.Status == Status.Failed).Select(c => c.Id).Order(StringComparer.Ordinal), found.Select(f => f.Id));
            foreach (var f in found)
            {
                var c = g.Single(x => x.Id == f.Id);
                Assert.Equal((c.Values[Property.Gap], c.Level.Name, c.Status, c.Cost.CpuSeconds, c.Geometry?.Hash, c.Level.Kind), (f.Value, f.Level, f.Status, f.CpuSeconds, f.GeometryHash, f.Kind));
                Assert.Equal((c.Provenance.Doi, c.Provenance.ComputedAt, c.Cost.EnergyKwh, c.Cost.Co2Grams), (f.Doi, f.ComputedAt, f.EnergyKwh, f.Co2Grams));
                Assert.Equal(c.Values.Uncertainties.TryGetValue("gap_ev", out double sigma) ? sigma : null, f.Sigma);
            }
        }
        Assert.Equal(all.Where(c => c.Level.Name == "PM7" && c.Status == Status.Success && c.Values[Property.Dipole] is not null).Select(c => c.Id).Order(StringComparer.Ordinal), archive.AtLevel("PM7", Property.Dipole).Select(c => c.Id));
    }

    [Fact]
    public async Task Whole_rows_stream_out_with_their_arrays()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        var all = Samples.Many(700);
        foreach (var part in all.Chunk(150)) archive.Append(part);
        var cancel = TestContext.Current.CancellationToken;
        var rows = new List<CalculationRow>();
        await foreach (var row in archive.Rows(new Query(QuerySet.Calculations), true, cancel)) rows.Add(row);
        Assert.Equal(all.Select(c => Samples.Text(CalculationRow.From(c))).Order(StringComparer.Ordinal), rows.Select(r => Samples.Text(r)).Order(StringComparer.Ordinal));
        rows.Clear();
        var paged = new Query(QuerySet.Calculations) { OrderBy = [new(new Expr.Col("raw_record"), true)], Top = 5, Skip = 2 };
        await foreach (var row in archive.Rows(paged, true, cancel)) rows.Add(row);
        Assert.Equal([697L, 696L, 695L, 694L, 693L], rows.Select(r => r[Columns.Find("raw_record")!]));
        Assert.Equal(Samples.Text(CalculationRow.From(all[697])), Samples.Text(rows[0]));
    }

    [Fact]
    public void A_second_writer_is_refused_and_told_who_holds_the_archive()
    {
        using var temp = Shared.Temp();
        using (var first = Archive.Open(new(temp.Path)))
        {
            var busy = Assert.Throws<ArchiveBusyException>(() => Archive.Open(new(temp.Path)));
            Assert.Contains($"process {Environment.ProcessId} ", busy.Message);
            Assert.Contains("read-only", busy.Message);
        }
        Archive.Open(new(temp.Path)).Dispose();
    }

    [Fact]
    public void A_reader_sees_what_the_writer_appends_and_writes_nothing()
    {
        using var temp = Shared.Temp();
        using var writer = Archive.Open(new(temp.Path));
        writer.Append(Samples.Many(50));
        using var reader = Archive.Open(new(temp.Path) { ReadOnly = true });
        Assert.Equal(50, reader.Counts().Calculations);
        Assert.Equal(50, reader.Search("").Total);
        writer.Append(Samples.Many(30, from: 50));
        reader.CatchUp();
        Assert.Equal(80, reader.Counts().Calculations);
        Assert.Equal(80, reader.Search("*").Total);
        Assert.Equal(80, reader.Count(new Query(QuerySet.Calculations)));
        Assert.NotNull(reader.Get(Samples.Of(70).Id));
        Assert.Throws<InvalidOperationException>(() => reader.Append([Samples.Of(99)]));
    }

    [Fact]
    public void A_reader_makes_up_for_views_that_are_behind_without_touching_the_archive()
    {
        using var temp = Shared.Temp();
        using (var writer = Archive.Open(new(temp.Path)))
        {
            writer.Append(Samples.Many(40));
            writer.Append(Samples.Many(40, from: 40));
        }
        Directory.Delete(temp["index"], true);
        Directory.Delete(temp["catalogue"], true);
        var before = Directory.GetFiles(temp.Path, "*", SearchOption.AllDirectories).Order().ToList();
        using (var reader = Archive.Open(new(temp.Path) { ReadOnly = true }))
        {
            Assert.Equal(80, reader.Counts().Calculations);
            Assert.Equal(80, reader.Search("").Total);
            Assert.NotNull(reader.Get(Samples.Of(70).Id));
        }
        Assert.Equal(before, Directory.GetFiles(temp.Path, "*", SearchOption.AllDirectories).Order());
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("of another version")]
    [InlineData("gone")]
    public void Cards_that_are_damaged_are_made_again(string how)
    {
        using var temp = Shared.Temp();
        List<string> before;
        using (var writer = Archive.Open(new(temp.Path)))
        {
            for (int i = 0; i < 3; i++) writer.Append(Samples.Many(40, from: 40 * i));
            before = [.. writer.CatalogueDump()];
        }
        var cards = Directory.GetFiles(temp["catalogue"]).Order().ToArray();
        Assert.Equal(3, cards.Length);
        var bytes = File.ReadAllBytes(cards[1]);
        if (how == "gone") File.Delete(cards[1]);
        else if (how == "cut") File.WriteAllBytes(cards[1], bytes[..^100]);
        else { bytes[9] ^= 1; File.WriteAllBytes(cards[1], bytes); }
        File.WriteAllText(Path.Combine(temp["catalogue"], "0000000004-0000000004-aaaaaaaaaaaa.cards"), "left by a crash");
        using (var reader = Archive.Open(new(temp.Path) { ReadOnly = true })) Assert.Equal(before, reader.CatalogueDump());
        using var again = Archive.Open(new(temp.Path));
        Assert.Equal(before, again.CatalogueDump());
        Assert.Equal(cards, Directory.GetFiles(temp["catalogue"]).Order());
        Assert.NotNull(again.Get(Samples.Of(50).Id));
    }

    [Fact]
    public void Many_batches_are_looked_up_alike_one_by_one_and_together()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        var all = Samples.Many(6000, 3);
        foreach (var part in all.Chunk(700)) archive.Append(part);
        var states = all.Where(c => c.Molecule.InChIKey is not null).Select(c => new MoleculeState(c.Molecule.InChIKey!, c.Molecule.Charge, c.Molecule.Multiplicity))
            .SelectMany(s => new[] { s, s with { Multiplicity = 7 }, s with { InChIKey = "ZZZ" + s.InChIKey }, s with { InChIKey = s.InChIKey[..^1] + "M" }, s with { InChIKey = s.InChIKey.ToLowerInvariant() } }).Append(new("", 0, 1)).ToList();
        var expected = all.Where(c => c.Values[Property.Gap] is not null || c.Status == Status.Failed).ToLookup(c => new MoleculeState(c.Molecule.InChIKey ?? "none", c.Molecule.Charge, c.Molecule.Multiplicity), c => c.Id);
        var found = archive.Candidates(states, Property.Gap);
        for (int i = 0; i < states.Count; i++) Assert.Equal(expected[states[i]].Order(StringComparer.Ordinal), found[i].Select(c => c.Id));
        Assert.All(all.Where((_, i) => i % 53 == 0), c => Assert.NotNull(archive.Get(c.Id)));
        Assert.All(archive.Append(all.Concat(Samples.Many(5, 4)).ToList()).SkipLast(5), Assert.False);
    }

    [Fact]
    public void A_rebuild_makes_the_same_views_again()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        foreach (var part in Samples.Many(500).Chunk(60)) archive.Append(part);
        archive.Compact();
        string State() => string.Join('\n', archive.CatalogueDump()) + Text(archive.Search("GFN2-xTB OR psi4", 1000)) + archive.Counts();
        var before = State();
        archive.Rebuild();
        Assert.Equal(before, State());
    }

    [Fact]
    public void Missing_commits_are_told_not_passed_over()
    {
        using var temp = Shared.Temp();
        using (var archive = Archive.Open(new(temp.Path)))
            for (int i = 0; i < 3; i++) archive.Append([Samples.Of(i)]);
        File.Delete(Directory.GetFiles(temp["lake"], "0000000002-*.parquet").Single(f => !f.Contains("arrays")));
        Assert.Contains("2", Assert.Throws<InvalidDataException>(() => Archive.Open(new(temp.Path))).Message);
    }

    [Fact]
    public async Task Segments_of_an_older_version_with_fewer_columns_are_read_beside_newer_ones()
    {
        using var temp = Shared.Temp();
        var all = Samples.Many(30);
        using (var archive = Archive.Open(new(temp.Path))) archive.Append(all.Take(20).ToList());
        var wide = Directory.GetFiles(temp["lake"]).Single(f => !f.Contains("arrays"));
        var older = Columns.Wide.Where(c => c.Name is not ("gap_ev" or "processor")).ToList();
        var rows = new List<CalculationRow>();
        using (var old = File.OpenRead(wide)) await foreach (var row in (await DataHub.Formats.Parquet.RowSource.OpenAsync(old, older)).ReadAsync()) rows.Add(row);
        await using (var to = File.Create(wide)) await new DataHub.Formats.Parquet.ParquetWriter().WriteAsync(rows.ToAsyncEnumerable(), older, to);
        using var again = Archive.Open(new(temp.Path));
        Assert.Equal(0, again.Count(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("ne", new Expr.Col("gap_ev"), new Expr.Const(null)) }));
        again.Append(all.Skip(20).ToList());
        Assert.Equal(all.Skip(20).Count(c => c.Values[Property.Gap] is not null), again.Count(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("ne", new Expr.Col("gap_ev"), new Expr.Const(null)) }));
        Assert.Null(again.Get(all[3].Id)!.Values[Property.Gap]);
        Assert.Equal(all[3].Values[Property.Energy], again.Get(all[3].Id)!.Values[Property.Energy]);
    }

    /// <summary>Segments as the project wrote them in November 2026, never to be written again: whoever opens an archive of that time must find all of it.</summary>
    [Fact]
    public async Task An_archive_of_an_older_version_opens_with_all_it_has_and_takes_more()
    {
        using var temp = Shared.Temp();
        Directory.CreateDirectory(temp["lake"]);
        foreach (var file in Directory.GetFiles(Path.Combine(Shared.Repo, "tests/DataHub.Tests/Store/golden/older-lake"))) File.Copy(file, Path.Combine(temp["lake"], Path.GetFileName(file)));
        using var archive = Archive.Open(new(temp.Path));
        Assert.Equal((24, 24), (archive.Counts().Calculations, archive.Search("", 100).Total));
        var cancel = TestContext.Current.CancellationToken;
        var told = new List<string>();
        await foreach (var row in archive.Rows(new Query(QuerySet.Calculations) { OrderBy = [new(new Expr.Col("id"), false)] }, true, cancel))
        {
            told.Add(string.Join('\n', Columns.All.Where(c => row[c] is not null).Select(c => $"{c.Name}={Samples.Text(row[c])}")) + "\n");
            Assert.Equal(row[Columns.Id], archive.Get((string)row[Columns.Id]!)!.Id);
        }
        Golden.Same("tests/DataHub.Tests/Store/golden/older-lake.txt", string.Join('\n', told));
        archive.Append(Samples.Many(10));
        archive.Compact();
        Assert.Equal(34, archive.Counts().Calculations);
        Assert.Equal(34, archive.Count(new Query(QuerySet.Calculations)));
    }

    [Fact]
    public void The_folder_may_have_any_name_that_is_no_pattern()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp["weird 'x' $p0 {0} \"y\" ä"]));
        archive.Append(Samples.Many(20));
        Assert.Equal(20, archive.Count(new Query(QuerySet.Calculations)));
        Assert.NotNull(archive.Get(Samples.Of(3).Id));
        Assert.Contains("patterns", Assert.Throws<ArgumentException>(() => Archive.Open(new(temp["a*"]))).Message);
    }

    internal static string Text(SearchPage page) => $"{page.Total}: {string.Join(' ', page.Hits.Select(h => h.Id))}; " +
        string.Join("; ", page.Facets.OrderBy(f => f.Key).Select(f => f.Key + ": " + string.Join(", ", f.Value.Select(v => $"{v.Value}={v.Count}"))));

    static void Same(Calculation a, Calculation b) => Assert.Equal(Samples.Text(CalculationRow.From(a)), Samples.Text(CalculationRow.From(b)));
}
