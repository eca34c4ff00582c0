// ASE databases: the SQLite file that ase.db reads.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataHub.Model;
using Microsoft.Data.Sqlite;

namespace DataHub.Formats.Writers;

/// <summary>
/// An ASE database (layout 9, as ASE 3.22 and newer read and write it) with a row for each record that has a geometry; others cannot be atoms and are left out. Energy (eV), forces (eV/Å) and
/// charges stand where ASE looks for results; single values are key-value pairs by their column names, with charge and multiplicity as total_charge and multiplicity, id as datahub_id, and the
/// units of all in the metadata (key_descriptions). The file is made in a temporary folder, so that memory does not grow with the rows.
/// </summary>
public sealed class AseWriter : IWriter
{
    static readonly Column Energy = Columns.Find(Property.Energy.Name)!, Gradient = Columns.Find(Property.Gradient.Name)!, Charges = Columns.Find(Property.Charges.Name)!;
    // What ASE derives itself, or keeps for words of its own.
    static readonly HashSet<string> Own = ["formula", "atoms"];

    /// <inheritdoc/>
    public string Format => "ase";
    /// <inheritdoc/>
    public string MediaType => "application/vnd.sqlite3";
    /// <inheritdoc/>
    public string Extension => ".db";
    /// <inheritdoc/>
    public bool NeedsArrays => true;
    /// <inheritdoc/>
    public bool HasOwnShape => true;

    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default)
    {
        if (columns.Count == 0) columns = Columns.Wide;
        columns = [.. columns.Where(c => c.Type is not (ColumnType.TextList or ColumnType.RealList) && !Own.Contains(c.Name))];
        var folder = Directory.CreateTempSubdirectory("datahub-ase-");
        try
        {
            var path = Path.Combine(folder.FullName, "rows.db");
            await using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()))
            {
                connection.Open();
                Run(connection, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; " + Tables);
                using (var transaction = connection.BeginTransaction())
                {
                    using var into = new Statements(connection);
                    long id = 0;
                    await foreach (var row in rows.WithCancellation(cancel))
                        if (row[Columns.Symbols] is string[] { Length: > 0 } symbols && row[Columns.Coordinates] is double[] xyz && xyz.Length == 3 * symbols.Length) Add(into, ++id, row, symbols, xyz, columns);
                    into.Information("version", "9");
                    into.Information("metadata", Metadata(columns));
                    transaction.Commit();
                }
                Run(connection, Indexes);
            }
            await using var file = File.OpenRead(path);
            await file.CopyToAsync(to, cancel);
            await to.FlushAsync(cancel);
        }
        finally { folder.Delete(true); }
    }

    static void Add(Statements into, long id, CalculationRow row, string[] symbols, double[] xyz, IReadOnlyList<Column> columns)
    {
        int n = symbols.Length;
        int[] numbers = [.. symbols.Select(s => Elements.Number(s) ?? 0)];
        double[]? forces = row[Gradient] is double[] g && g.Length == xyz.Length ? Array.ConvertAll(g, x => x == 0 ? 0 : -x * (Units.HartreeToEv / Units.BohrToAngstrom)) : null;
        double[]? charges = row[Charges] is double[] q && q.Length == n ? q : null;
        var pairs = columns.Select(c => (Key: KeyOf(c), Value: Pair(row[c]))).Where(p => p.Value is not null).ToList();
        // ASE counts years of 365.25 days from 2000-01-01.
        double time = row[Columns.IngestedAt] is DateTime t ? (t - new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalDays / 365.25 : 0;
        var unique = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(row[Columns.Id] as string ?? id.ToString(CultureInfo.InvariantCulture))))[..32];
        into.System(
            id, unique, time, time, "datahub", Bytes(numbers), Bytes(xyz), Bytes(new double[9]), 0, row[Columns.Program] as string ?? "unknown", "{}",
            row[Energy] is double e ? e * Units.HartreeToEv : null, forces is null ? null : Bytes(forces), charges is null ? null : Bytes(charges), Json(pairs), n,
            forces is null ? null : Enumerable.Range(0, n).Max(i => Math.Sqrt(forces[3 * i] * forces[3 * i] + forces[3 * i + 1] * forces[3 * i + 1] + forces[3 * i + 2] * forces[3 * i + 2])), charges?.Sum());
        foreach (var z in numbers.GroupBy(z => z)) into.Species((long)z.Key, (long)z.Count(), id);
        foreach (var (key, value) in pairs)
        {
            into.Key(key, id);
            if (value is string s) into.TextValue(key, s, id); else into.NumberValue(key, Convert.ToDouble(value, CultureInfo.InvariantCulture), id);
        }
    }

    static string KeyOf(Column c) => c.Name switch { "id" => "datahub_id", "charge" => "total_charge", _ => c.Name };

    static object? Pair(object? value) => value switch { bool b => b ? 1L : 0L, DateTime t => Page.Time(t), _ => value };

    static string Json(IReadOnlyList<(string Key, object? Value)> pairs) => Text(json =>
    {
        foreach (var (key, value) in pairs)
            if (value is string s) json.WriteString(key, s); else if (value is long n) json.WriteNumber(key, n); else json.WriteNumber(key, (double)value!);
    });

    static string Metadata(IReadOnlyList<Column> columns) => Text(json =>
    {
        json.WriteString("title", "Calculations of computational chemistry");
        json.WriteStartObject("key_descriptions");
        foreach (var c in columns)
        {
            json.WriteStartArray(KeyOf(c));
            json.WriteStringValue(c.Name);
            json.WriteStringValue(c.Meaning);
            json.WriteStringValue(c.Unit is null or "1" ? "" : c.Unit);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    });

    static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonLinesWriter.Relaxed))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    static byte[] Bytes<T>(T[] values) where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values).ToArray();

    static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    const string Tables = """
        CREATE TABLE systems (id INTEGER PRIMARY KEY AUTOINCREMENT, unique_id TEXT UNIQUE, ctime REAL, mtime REAL, username TEXT, numbers BLOB, positions BLOB, cell BLOB, pbc INTEGER,
            initial_magmoms BLOB, initial_charges BLOB, masses BLOB, tags BLOB, momenta BLOB, constraints TEXT, calculator TEXT, calculator_parameters TEXT, energy REAL, free_energy REAL,
            forces BLOB, stress BLOB, dipole BLOB, magmoms BLOB, magmom REAL, charges BLOB, key_value_pairs TEXT, data BLOB, natoms INTEGER, fmax REAL, smax REAL, volume REAL, mass REAL, charge REAL);
        CREATE TABLE species (Z INTEGER, n INTEGER, id INTEGER, FOREIGN KEY (id) REFERENCES systems(id));
        CREATE TABLE keys (key TEXT, id INTEGER, FOREIGN KEY (id) REFERENCES systems(id));
        CREATE TABLE text_key_values (key TEXT, value TEXT, id INTEGER, FOREIGN KEY (id) REFERENCES systems(id));
        CREATE TABLE number_key_values (key TEXT, value REAL, id INTEGER, FOREIGN KEY (id) REFERENCES systems(id));
        CREATE TABLE information (name TEXT, value TEXT);
        """;

    const string Indexes = """
        CREATE INDEX unique_id_index ON systems(unique_id); CREATE INDEX ctime_index ON systems(ctime); CREATE INDEX username_index ON systems(username);
        CREATE INDEX calculator_index ON systems(calculator); CREATE INDEX species_index ON species(Z); CREATE INDEX key_index ON keys(key);
        CREATE INDEX text_index ON text_key_values(key); CREATE INDEX number_index ON number_key_values(key);
        """;

    /// <summary>The insertions, prepared once.</summary>
    sealed class Statements(SqliteConnection connection) : IDisposable
    {
        readonly SqliteCommand _system = Into(connection, "systems (id, unique_id, ctime, mtime, username, numbers, positions, cell, pbc, calculator, calculator_parameters, energy, forces, charges, key_value_pairs, natoms, fmax, charge, data)", 18, ", 'null'"),
            _species = Into(connection, "species", 3), _key = Into(connection, "keys", 2), _text = Into(connection, "text_key_values", 3), _number = Into(connection, "number_key_values", 3), _information = Into(connection, "information", 2);

        public void System(params object?[] values) => Run(_system, values);
        public void Species(params object?[] values) => Run(_species, values);
        public void Key(params object?[] values) => Run(_key, values);
        public void TextValue(params object?[] values) => Run(_text, values);
        public void NumberValue(params object?[] values) => Run(_number, values);
        public void Information(params object?[] values) => Run(_information, values);

        static SqliteCommand Into(SqliteConnection connection, string table, int count, string more = "")
        {
            var command = connection.CreateCommand();
            command.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", Enumerable.Range(0, count).Select(i => $"$p{i}"))}{more})";
            for (int i = 0; i < count; i++) command.Parameters.Add(new SqliteParameter { ParameterName = "$p" + i });
            return command;
        }

        static void Run(SqliteCommand command, object?[] values)
        {
            for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
            command.ExecuteNonQuery();
        }

        public void Dispose()
        {
            foreach (var c in new[] { _system, _species, _key, _text, _number, _information }) c.Dispose();
        }
    }
}
