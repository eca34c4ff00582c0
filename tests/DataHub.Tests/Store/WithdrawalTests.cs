// Withdrawals in the store: what is withdrawn shows it everywhere, answers nowhere, survives crash and rebuild, and comes back.
using DataHub.Model;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class WithdrawalTests
{
    static readonly DateTime At = new(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc);
    static Expr Is(string column, object? value) => new Expr.Compare("eq", new Expr.Col(column), new Expr.Const(value));
    static WithdrawalOrder Order(Expr condition, string reason = "wrong", bool standing = false) => new(condition, "told", [], reason, "tester", At) { Standing = standing };
    static bool Bad(Calculation c) => c.Provenance is { Program: "psi4", ProgramVersion: "6.1" };
    static readonly Expr IsBad = new Expr.And(Is("program", "psi4"), Is("program_version", "6.1"));

    static Dictionary<string, (string Status, string? By, string? Reason)> States(Archive archive)
    {
        var states = new Dictionary<string, (string, string?, string?)>();
        using var rows = archive.Find(new Query(QuerySet.Calculations) { Select = ["id", "status", "withdrawal", "withdrawal_reason"] });
        while (rows.Read()) states[(string)rows[0]!] = ((string)rows[1]!, (string?)rows[2], (string?)rows[3]);
        return states;
    }

    /// <summary>Holds every face of the store to what is withdrawn by a list that the test keeps itself.</summary>
    static void Hold(Archive archive, IReadOnlyList<Calculation> all, Func<Calculation, bool> withdrawn)
    {
        string Now(Calculation c) => withdrawn(c) ? "withdrawn" : c.Status.ToString().ToLowerInvariant();
        var states = States(archive);
        Assert.Equal(all.ToDictionary(c => c.Id, Now), states.ToDictionary(s => s.Key, s => s.Value.Status));
        Assert.All(all, c => Assert.Equal(withdrawn(c), states[c.Id].By is not null && states[c.Id].Reason is not null));
        foreach (var status in new[] { "success", "failed", "withdrawn" })
        {
            Assert.Equal(all.Count(c => Now(c) == status), archive.Count(new Query(QuerySet.Calculations) { Filter = Is("status", status) }));
            Assert.Equal(all.Count(c => Now(c) == status), archive.Search("status:" + status).Total);
            Assert.Equal(all.Count(c => Now(c) == status), archive.Search("", filters: new Dictionary<string, string> { ["status"] = status }).Total);
        }
        Assert.Equal(all.GroupBy(Now).Select(g => (g.Key, (long)g.Count())).Order(), archive.Search("").Facets["status"].Order());
        Assert.Equal(all.Count(withdrawn), archive.Counts().Withdrawn);
        foreach (var c in all.Where(withdrawn).Take(5).Concat(all.Where(c => !withdrawn(c)).Take(5))) Assert.Equal(withdrawn(c) ? Status.Withdrawn : c.Status, archive.Get(c.Id)!.Status);
        var exported = archive.Rows(new Query(QuerySet.Calculations), false).ToBlockingEnumerable().ToDictionary(r => (string)r[Columns.Id]!, r => (string)r[Columns.Status]!);
        Assert.Equal(all.ToDictionary(c => c.Id, Now), exported);

        foreach (var level in all.Select(c => c.Level.Name).Distinct())
            Assert.Equal(all.Where(c => Now(c) == "success" && c.Level.Name == level && c.Values[Property.Energy] is not null).Select(c => c.Id).Order(StringComparer.Ordinal), archive.AtLevel(level, Property.Energy).Select(c => c.Id));
        var molecules = all.Where(c => c.Molecule.InChIKey is not null).Select(c => new MoleculeState(c.Molecule.InChIKey!, c.Molecule.Charge, c.Molecule.Multiplicity)).Distinct().ToList();
        var batch = archive.Candidates(molecules, Property.Energy);
        for (int i = 0; i < molecules.Count; i++)
        {
            var mine = all.Where(c => c.Molecule.InChIKey == molecules[i].InChIKey && c.Molecule.Charge == molecules[i].Charge && c.Molecule.Multiplicity == molecules[i].Multiplicity).ToDictionary(c => c.Id);
            foreach (var found in new[] { batch[i], archive.Candidates(molecules[i].InChIKey, molecules[i].Charge, molecules[i].Multiplicity, Property.Energy) })
                Assert.All(found, f => Assert.Equal(withdrawn(mine[f.Id]) ? Status.Withdrawn : mine[f.Id].Status, f.Status));
        }
        foreach (var c in all.Where(c => c.Geometry?.Key is not null).Take(40))
        {
            var found = archive.CandidatesOfShape([c.Geometry!.Key!], c.Molecule.Charge, c.Molecule.Multiplicity, Property.Energy);
            var mine = all.Where(o => o.Geometry?.Key == c.Geometry.Key && o.Molecule.Charge == c.Molecule.Charge && o.Molecule.Multiplicity == c.Molecule.Multiplicity && (o.Values[Property.Energy] is not null || o.Status == Status.Failed)).ToDictionary(o => o.Id);
            Assert.Equal(mine.Keys.Order(StringComparer.Ordinal), found.Select(f => f.Id));
            Assert.All(found, f => Assert.Equal(withdrawn(mine[f.Id]) ? Status.Withdrawn : mine[f.Id].Status, f.Status));
        }
        using var sets = archive.Find(new Query(QuerySet.Datasets) { Select = ["slug", "calculations", "withdrawn"] });
        while (sets.Read()) Assert.Equal((all.Count(c => c.Provenance.Dataset == (string)sets[0]!), all.Count(c => c.Provenance.Dataset == (string)sets[0]! && withdrawn(c))), ((int)(long)sets[1]!, (int)(long)sets[2]!));
        using var rows = archive.Find(new Query(QuerySet.Molecules) { Select = ["inchikey", "charge", "multiplicity", "calculations"] });
        while (rows.Read()) Assert.Equal(all.Count(c => c.Molecule.InChIKey == (string)rows[0]! && c.Molecule.Charge == (long)rows[1]! && c.Molecule.Multiplicity == (long)rows[2]! && Now(c) == "success"), (int)(long)rows[3]!);
    }

    [Fact]
    public void Withdrawn_records_show_it_in_every_face_and_answer_in_none_until_it_is_taken_back()
    {
        using var temp = Shared.Temp();
        var all = Samples.Many(400);
        using var archive = Archive.Open(new(temp.Path));
        foreach (var part in all.Chunk(90)) archive.Append(part);
        Hold(archive, all, _ => false);
        Assert.True(all.Count(Bad) > 3);

        Assert.Null(archive.Withdraw(Order(Is("program", "nosuch"))));
        var made = archive.Withdraw(Order(IsBad))!;
        Assert.Equal(all.Where(Bad).Select(c => c.Id).Order(StringComparer.Ordinal), archive.WithdrawnBy(made.Id)!);
        Assert.Equal((all.Count(Bad), "wrong", "tester", At, 1L), (made.Count, made.Reason, made.By, made.At, made.Sequence));
        Hold(archive, all, Bad);
        var whole = archive.Get(all.First(Bad).Id)!;
        Assert.Equal(new Recalled(made.Id, "wrong"), whole.Recalled);
        Assert.Equal(all.First(Bad).Id, whole.ContentId());
        Assert.Equal(whole.Id, (whole with { Status = Status.Withdrawn }).ContentId());

        // A second one over some of the same records holds on when the first is taken back.
        bool Heavy(Calculation c) => c.Provenance is { Program: "psi4" } && c.Level.Name == "PM7";
        var second = archive.Withdraw(Order(new Expr.And(Is("program", "psi4"), Is("level", "PM7")), "other"))!;
        Hold(archive, all, c => Bad(c) || Heavy(c));
        var both = all.First(c => Bad(c) && Heavy(c));
        Assert.Equal("wrong", archive.Get(both.Id)!.Recalled!.Reason);
        var undo = archive.Reinstate(made.Id, "it was right", "tester", At);
        Hold(archive, all, Heavy);
        Assert.Equal("other", archive.Get(both.Id)!.Recalled!.Reason);
        Assert.Throws<ArgumentException>(() => archive.Reinstate(made.Id, "again", "tester", At));
        Assert.Throws<ArgumentException>(() => archive.Reinstate(undo.Id, "again", "tester", At));
        Assert.Throws<ArgumentException>(() => archive.Reinstate("000009-nothing", "again", "tester", At));
        archive.Reinstate(second.Id, "it was right", "tester", At);
        Hold(archive, all, _ => false);
        Assert.Equal([WithdrawalKind.Withdraw, WithdrawalKind.Withdraw, WithdrawalKind.Reinstate, WithdrawalKind.Reinstate], archive.Withdrawn.All.Select(e => e.Kind));
    }

    [Fact]
    public void A_failure_that_is_withdrawn_keeps_its_id()
    {
        var failed = Samples.Many(50).First(c => c.Status == Status.Failed);
        Assert.Equal(failed.Id, (failed with { Status = Status.Withdrawn, Recalled = new("x", "y") }).ContentId());
        var back = CalculationRow.From(failed with { Status = Status.Withdrawn, Recalled = new("x", "y") }).ToCalculation();
        Assert.Equal((Status.Withdrawn, new Recalled("x", "y"), failed.Failure), (back.Status, back.Recalled, back.Failure));
    }

    [Fact]
    public void Withdrawals_outlive_catalogue_and_index_and_are_seen_by_readers()
    {
        using var temp = Shared.Temp();
        var all = Samples.Many(200);
        using (var archive = Archive.Open(new(temp.Path)))
        {
            archive.Append(all);
            using var reader = Archive.Open(new(temp.Path) { ReadOnly = true });
            archive.Withdraw(Order(IsBad));
            Assert.Equal(0, reader.Counts().Withdrawn);
            reader.CatchUp();
            Hold(reader, all, Bad);
        }
        Directory.Delete(temp["catalogue"], true);
        Directory.Delete(temp["index"], true);
        using (var archive = Archive.Open(new(temp.Path)))
        {
            Hold(archive, all, Bad);
            archive.Rebuild();
            Hold(archive, all, Bad);
            archive.Compact();
            Hold(archive, all, Bad);
        }
    }

    [Fact]
    public void What_a_crash_left_of_a_withdrawal_never_was_and_a_missing_file_is_told()
    {
        using var temp = Shared.Temp();
        var all = Samples.Many(200);
        string id;
        using (var archive = Archive.Open(new(temp.Path)))
        {
            archive.Append(all);
            id = archive.Withdraw(Order(IsBad))!.Id;
        }
        // The crash came after the ids and before the event; and in the middle of a file.
        File.WriteAllText(temp["withdrawals/000002-0123456789ab.ids"], all[0].Id + "\n");
        File.WriteAllText(temp["withdrawals/.tmp-x-000003-0123456789ab.json"], "{");
        using (var archive = Archive.Open(new(temp.Path)))
        {
            Hold(archive, all, Bad);
            Assert.Equal([$"{id}.ids", $"{id}.json"], Directory.GetFiles(temp["withdrawals"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        File.Delete(temp[$"withdrawals/{id}.ids"]);
        Assert.Contains("missing", Assert.Throws<InvalidDataException>(() => Archive.Open(new(temp.Path))).Message);
    }

    [Fact]
    public void A_standing_withdrawal_catches_what_comes_later_and_what_a_crash_kept_from_it()
    {
        using var temp = Shared.Temp();
        var all = Samples.Many(300);
        string id;
        using (var archive = Archive.Open(new(temp.Path)))
        {
            archive.Append(all.Take(100).ToList());
            id = archive.Withdraw(Order(IsBad, standing: true))!.Id;
            archive.Append(all.Skip(100).Take(100).ToList());
            Hold(archive, all.Take(200).ToList(), Bad);
            Assert.Throws<QueryException>(() => archive.Withdraw(Order(new Expr.And(IsBad, Is("status", "success")), standing: true)));
            archive.Append(all.Skip(200).ToList());
        }
        // As if the process had died between the last commit and the event's look at it.
        var last = Directory.GetFiles(temp["withdrawals"], "*.later-*").Order(StringComparer.Ordinal).Last();
        File.Delete(last);
        File.Delete(temp["withdrawals/standing.json"]);
        using (var archive = Archive.Open(new(temp.Path)))
        {
            Hold(archive, all, Bad);
            Assert.Equal(all.Count(Bad), archive.Withdrawn.All[0].Count + archive.Withdrawn.All[0].Later);
            archive.Reinstate(id, "it was right", "tester", At);
            Hold(archive, all, _ => false);
            // What comes after it was taken back is not caught.
            archive.Append(Samples.Many(50, from: 300));
            Hold(archive, [.. all, .. Samples.Many(50, from: 300)], _ => false);
        }
    }

    [Fact]
    public void Records_are_withdrawn_by_id_and_what_was_derived_from_them_is_found_at_any_remove()
    {
        using var temp = Shared.Temp();
        Calculation Child(int n, params string[] parents)
        {
            var c = Samples.Of(n);
            c = c with { Provenance = c.Provenance with { Parents = parents } };
            return c with { Id = c.ContentId() };
        }
        var (root, other) = (Child(1), Child(2));
        var child = Child(3, "x", root.Id);
        var (grandchild, predicted) = (Child(4, child.Id), Child(5, "model:m1"));
        var fromPrediction = Child(6, predicted.Id);
        using var archive = Archive.Open(new(temp.Path));
        archive.Append([root, other, child, grandchild, predicted, fromPrediction]);
        var of = IdSet.Of([root.Id]);
        Assert.Equal(new[] { child.Id, grandchild.Id }.Order(StringComparer.Ordinal), archive.Descendants(of, _ => []));
        Assert.Equal(new[] { child.Id, grandchild.Id, predicted.Id, fromPrediction.Id }.Order(StringComparer.Ordinal), archive.Descendants(of, ids => ids.Contains(root.Id) ? ["model:m1"] : []));
        Assert.Empty(archive.Descendants(IdSet.Of([other.Id]), _ => []));
        Assert.Throws<ArgumentException>(() => archive.Withdraw(new WithdrawalOrder(null, null, ["abcdefghijklmnopqrstuvwxyz"], "r", "b", At)));
        archive.Withdraw(new WithdrawalOrder(null, null, [root.Id, child.Id], "r", "b", At));
        Hold(archive, [root, other, child, grandchild, predicted, fromPrediction], c => c.Id == root.Id || c.Id == child.Id);
        Assert.Equal([(child.Id, "r")], archive.Withdrawn.Among([other.Id, child.Id, "no id"]).Select(w => (w.Id, w.By.Reason)));
    }

    /// <summary>The overlay against a plain dictionary, whatever events overlap.</summary>
    [Fact]
    public void Any_sequence_of_events_leaves_withdrawn_what_no_other_event_took_back()
    {
        using var temp = Shared.Temp();
        var all = Samples.Many(150);
        using var archive = Archive.Open(new(temp.Path));
        archive.Append(all);
        var random = new Random(7);
        var holding = new List<(string Id, HashSet<string> Ids)>();
        for (int step = 0; step < 40; step++)
        {
            if (holding.Count > 0 && random.Next(3) == 0)
            {
                int i = random.Next(holding.Count);
                archive.Reinstate(holding[i].Id, "back", "t", At);
                holding.RemoveAt(i);
            }
            else
            {
                var ids = all.Where(_ => random.Next(6) == 0).Select(c => c.Id).ToHashSet();
                if (ids.Count > 0) holding.Add((archive.Withdraw(new WithdrawalOrder(null, null, ids, "r", "t", At))!.Id, ids));
            }
            foreach (var c in all) Assert.Equal(holding.FirstOrDefault(h => h.Ids.Contains(c.Id)).Id, archive.Withdrawn.By(c.Id)?.Id);
        }
        Hold(archive, all, c => holding.Any(h => h.Ids.Contains(c.Id)));
    }

    /// <summary>A new way to ask for candidates has to know of withdrawals: it belongs into <see cref="Hold"/> and into this list.</summary>
    [Fact]
    public void Every_look_up_is_known_to_these_tests() =>
        Assert.Equal(["AtLevel/2", "Candidates/2", "Candidates/4", "CandidatesOfShape/4"], typeof(Archive).GetMethods().Where(m => m.ReturnType.ToString().Contains(nameof(Candidate))).Select(m => $"{m.Name}/{m.GetParameters().Length}").Order(StringComparer.Ordinal));
}
