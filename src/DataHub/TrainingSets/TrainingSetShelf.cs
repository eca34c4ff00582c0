// Training sets: made once from a query, split without leakage, checked by their hashes.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using DataHub.Chemistry;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.TrainingSets;

/// <summary>How far the making of a set is.</summary>
public sealed record TrainingProgress(long Rows, long Of);

/// <summary>Makes training sets and keeps them, one folder each; a set appears whole or not at all.</summary>
public sealed class TrainingSetShelf(Archive archive, Toolkit toolkit, FormatSet formats, string folder, TimeProvider clock)
{
    const int Chunk = 512;
    readonly StructureQuestions _questions = new(toolkit);

    /// <summary>The manifest of a set, null if there is none.</summary>
    public TrainingManifest? Find(string id)
    {
        if (id.Length != 16 || !id.All(char.IsAsciiHexDigitLower)) return null;
        try { return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder, id, "manifest.json")), TrainingJson.Default.TrainingManifest); }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    /// <summary>All sets, newest first.</summary>
    public IReadOnlyList<TrainingManifest> All() => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateDirectories(folder).Select(d => Find(Path.GetFileName(d))).OfType<TrainingManifest>().OrderByDescending(m => m.MadeAt)];

    /// <summary>Path of a file of a set, null if the set has no such file.</summary>
    public string? PathOf(string id, string name) => Find(id) is { } set && (name is "manifest.json" or "SHA256SUMS" || set.Files.Any(f => f.Name == name)) ? Path.Combine(folder, id, name) : null;

    /// <summary>Makes a set, or finds it made. Memory does not grow with the rows but for what a split must remember of each molecule.</summary>
    /// <exception cref="QueryException">The order is wrong.</exception>
    public async Task<TrainingManifest> Make(TrainingOrder order, IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        if (order.Defect() is { } defect) throw new QueryException("shares: " + defect);
        var writer = formats.Writer(order.Format) ?? throw new QueryException($"there is no download format '{order.Format}'", null, string.Join(", ", formats.Writers.Select(w => w.Format)));
        var asOf = archive.Latest;
        string id = order.Id(archive.Version);
        if (Find(id) is { } made) return made;
        var query = order.Query() with { AsOf = asOf };
        if (!Tells(query.Filter, Columns.Status.Name)) query = query with { Filter = Both(query.Filter, new Expr.Compare("eq", new Expr.Col(Columns.Status.Name), new Expr.Const("success"))) };
        IReadOnlyList<Column> columns = query.Select.Count == 0 ? Default(writer) : [.. query.Select.Select(n => Columns.Find(n)!)];
        query = Distinct(query with { Select = [] }, order.Duplicates);
        var places = order.By == SplitBy.Time ? Places(query, cancel) : null;
        long of = query.Per.Count > 0 ? 0 : archive.Count(query, cancel);
        Directory.CreateDirectory(folder);
        var temporary = Directory.CreateTempSubdirectory("making-").FullName;
        try
        {
            var splits = Enumerable.Range(0, order.By == SplitBy.None ? 1 : 3).Select(i => new Split(order.By == SplitBy.None ? "all" : TrainingOrder.Splits[i], temporary, writer, columns, cancel)).ToList();
            var told = new Told();
            long rows = 0;
            bool arrays = writer.HasOwnShape || columns.Any(c => c.IsArray);
            try
            {
                await foreach (var part in Parts(archive.Rows(query, arrays, cancel), cancel))
                {
                    var keys = Keys(part, order.By, cancel);
                    for (int i = 0; i < part.Count; i++)
                    {
                        int split = places is null ? order.SplitOf(keys[i]) : order.SplitOf(places.GetValueOrDefault(Skeleton(part[i]), 1));
                        await splits[split].Rows.Writer.WriteAsync(part[i], cancel);
                        splits[split].Count(Skeleton(part[i]));
                        told.Add(part[i]);
                    }
                    rows += part.Count;
                    progress?.Report(new(rows, Math.Max(of, rows)));
                }
                foreach (var s in splits) s.Rows.Writer.Complete();
            }
            catch (Exception e)
            {
                foreach (var s in splits) s.Rows.Writer.TryComplete(e);
                throw;
            }
            finally { await Task.WhenAll(splits.Select(s => s.Work.ContinueWith(_ => { }, TaskScheduler.Default))); }
            var files = new List<TrainingFile>();
            foreach (var s in splits) files.Add(await s.Done());
            var manifest = new TrainingManifest(id, order.Options, writer.Format, order.By.ToString().ToLowerInvariant(), order.Shares, order.Seed, order.Duplicates.ToString().ToLowerInvariant(), archive.Version, asOf, clock.GetUtcNow().UtcDateTime,
                rows, files, [.. columns.Select(c => new TrainingColumn(c.Name, c.Type.ToString().ToLowerInvariant(), c.Unit, c.Meaning))], told.Energies(archive), told.Levels, told.Licences, told.Dois);
            await File.WriteAllTextAsync(Path.Combine(temporary, "manifest.json"), JsonSerializer.Serialize(manifest, TrainingJson.Default.TrainingManifest), cancel);
            await File.WriteAllTextAsync(Path.Combine(temporary, "SHA256SUMS"), string.Concat(files.Select(f => $"{f.Sha256}  {f.Name}\n")), cancel);
            Publish(temporary, Path.Combine(folder, id));
            return manifest;
        }
        finally { if (Directory.Exists(temporary)) Directory.Delete(temporary, true); }
    }

    /// <summary>Puts a finished folder in place; another that was made meanwhile is as good.</summary>
    static void Publish(string from, string to)
    {
        if (Directory.Exists(to)) return;
        var beside = to + ".making";
        if (Directory.Exists(beside)) Directory.Delete(beside, true);
        Directory.CreateDirectory(beside);
        foreach (var file in Directory.EnumerateFiles(from)) File.Move(file, Path.Combine(beside, Path.GetFileName(file)));
        Directory.Move(beside, to);
    }

    /// <summary>What a training set has by default: identity, level, geometry, provenance, and every property; enough to be taken in again.</summary>
    static IReadOnlyList<Column> Default(IWriter writer)
    {
        string[] structural = ["id", "status", "smiles", "inchikey", "formula", "charge", "multiplicity", "level", "method", "dispersion", "basis", "solvation", "driver", "geometry_source", "geometry_level", "program", "program_version", "dataset", "licence", "doi",
            "computed_at", "symbols", "coordinates"];
        return [.. Columns.All.Where(c => (structural.Contains(c.Name) || Property.Find(c.Name)?.Name == c.Name) && (writer.NeedsArrays || !c.IsArray))];
    }

    static Query Distinct(Query query, Duplicates duplicates) => duplicates switch
    {
        Duplicates.Keep => query,
        Duplicates.Geometry => query with { Per = ["geometry_hash", "charge", "multiplicity", "level"], Top = 1, Filter = Both(query.Filter, new Expr.Compare("ne", new Expr.Col("geometry_hash"), new Expr.Const(null))) },
        _ => query with { Per = ["inchikey", "charge", "multiplicity", "level"], Top = 1, OrderBy = [new(new Expr.Col(Property.Energy.Name), false)], Filter = Both(Both(query.Filter, new Expr.Compare("ne", new Expr.Col("inchikey"), new Expr.Const(null))), new Expr.Compare("ne", new Expr.Col(Property.Energy.Name), new Expr.Const(null))) },
    };

    static Expr Both(Expr? one, Expr other) => one is null ? other : new Expr.And(one, other);

    static bool Tells(Expr? e, string column) => e switch
    {
        Expr.And a => Tells(a.Left, column) || Tells(a.Right, column),
        Expr.Or o => Tells(o.Left, column) || Tells(o.Right, column),
        Expr.Not n => Tells(n.Operand, column),
        Expr.Compare c => c.Left is Expr.Col l && l.Name == column || c.Right is Expr.Col r && r.Name == column,
        Expr.In i => i.Operand is Expr.Col x && x.Name == column,
        _ => false,
    };

    /// <summary>What tells molecules apart for a split: the first block of the InChIKey, else the geometry, else the record.</summary>
    static string Skeleton(CalculationRow row) => row[Columns.InChIKey] is string key ? key[..14] : row[Columns.GeometryHash] as string ?? (string)row[Columns.Id]!;

    IReadOnlyList<string> Keys(List<CalculationRow> part, SplitBy by, CancellationToken cancel)
    {
        if (by == SplitBy.Record) return [.. part.Select(r => (string)r[Columns.Id]!)];
        if (by != SplitBy.Scaffold) return [.. part.Select(Skeleton)];
        var smiles = part.Select(r => r[Columns.Smiles] as string).OfType<string>().Distinct().ToList();
        var scaffolds = smiles.Zip(_questions.Scaffolds(smiles, cancel)).ToDictionary(x => x.First, x => x.Second);
        return [.. part.Select(r => r[Columns.Smiles] is string s && scaffolds[s].Length > 0 ? "scaffold " + scaffolds[s] : Skeleton(r))];
    }

    /// <summary>The place of every molecule, 0 to 1, in the order in which they were first computed (or taken in, where that is not known).</summary>
    Dictionary<string, double> Places(Query query, CancellationToken cancel)
    {
        var first = new Dictionary<string, DateTime>();
        using (var rows = archive.Find(new Query(QuerySet.Calculations) { Filter = query.Filter, Search = query.Search, AsOf = query.AsOf, Select = ["inchikey", "geometry_hash", "id", "computed_at", "ingested_at"] }, cancel))
            while (rows.Read())
            {
                string key = rows[0] is string k ? k[..14] : rows[1] as string ?? (string)rows[2]!;
                var time = rows[3] as DateTime? ?? (DateTime)rows[4]!;
                if (!first.TryGetValue(key, out var known) || time < known) first[key] = time;
            }
        int n = 0;
        return first.OrderBy(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).ToDictionary(f => f.Key, _ => (n++ + 0.5) / first.Count);
    }

    static async IAsyncEnumerable<List<CalculationRow>> Parts(IAsyncEnumerable<CalculationRow> rows, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var part = new List<CalculationRow>(Chunk);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            part.Add(row);
            if (part.Count < Chunk) continue;
            yield return part;
            part = new(Chunk);
        }
        if (part.Count > 0) yield return part;
    }

    /// <summary>One split on its way into its file.</summary>
    sealed class Split
    {
        readonly string _name, _path;
        readonly HashSet<string> _molecules = [];
        long _rows;

        public Split(string name, string folder, IWriter writer, IReadOnlyList<Column> columns, CancellationToken cancel)
        {
            _name = name;
            _path = Path.Combine(folder, name + writer.Extension);
            Work = Task.Run(async () =>
            {
                await using var file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
                await writer.WriteAsync(Rows.Reader.ReadAllAsync(cancel), columns, file, cancel);
            }, cancel);
        }

        public Channel<CalculationRow> Rows { get; } = Channel.CreateBounded<CalculationRow>(2 * Chunk);
        public Task Work { get; }

        public void Count(string molecule)
        {
            _rows++;
            _molecules.Add(molecule);
        }

        public async Task<TrainingFile> Done()
        {
            await Work;
            await using var stream = File.OpenRead(_path);
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
            return new(Path.GetFileName(_path), _name, _rows, _molecules.Count, stream.Length, hash);
        }
    }

    /// <summary>What the manifest tells of the rows.</summary>
    sealed class Told
    {
        readonly SortedSet<string> _levels = new(StringComparer.Ordinal), _licences = new(StringComparer.Ordinal), _dois = new(StringComparer.Ordinal);
        readonly Dictionary<string, AtomFit> _fits = [];
        static readonly Column s_level = Columns.Level, s_licence = Columns.Find("licence")!, s_doi = Columns.Find("doi")!, s_energy = Columns.Find(Property.Energy.Name)!;

        public IReadOnlyList<string> Levels => [.. _levels];
        public IReadOnlyList<string> Licences => [.. _licences];
        public IReadOnlyList<string> Dois => [.. _dois];

        public void Add(CalculationRow row)
        {
            if (row[s_licence] is string licence) _licences.Add(licence);
            if (row[s_doi] is string doi) _dois.Add(doi);
            if (row[s_level] is not string level) return;
            _levels.Add(level);
            if (row[s_energy] is not double energy || row[Columns.Formula] is not string formula) return;
            if (!_fits.TryGetValue(level, out var fit)) _fits[level] = fit = new AtomFit();
            fit.Add(formula, energy);
        }

        /// <summary>Energies of the atoms by level: computed ones where the archive has every element, else fitted ones.</summary>
        public IReadOnlyList<AtomEnergies> Energies(Archive archive)
        {
            var all = new List<AtomEnergies>();
            foreach (var (level, fit) in _fits.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                if (fit.Solve() is not { } fitted) continue;
                Expr Is(string column, object value) => new Expr.Compare("eq", new Expr.Col(column), new Expr.Const(value));
                var atoms = new Dictionary<string, double>();
                using (var rows = archive.Find(new Query(QuerySet.Calculations)
                {
                    Apply = [new Step.Where(new Expr.And(new Expr.And(Is("level", level), Is("atoms", 1L)), new Expr.And(Is("charge", 0L), Is("status", "success")))), new Step.GroupBy(["formula"], [new("energy", "min", new Expr.Col(Property.Energy.Name))])],
                }))
                    while (rows.Read()) if (rows[0] is string element && rows[1] is double energy) atoms[element] = energy;
                bool computed = fitted.Hartree.Keys.All(atoms.ContainsKey);
                all.Add(new AtomEnergies(level, computed ? "computed" : "fitted", computed ? fitted.Hartree.Keys.ToDictionary(e => e, e => atoms[e]) : fitted.Hartree, fit.Rows, computed ? null : fitted.Rms));
            }
            return all;
        }
    }
}
