// Databases of ASE: rows with GFN2-xTB results that the project computed and stored with ASE, and the SQLite walk against SQLite itself.
using System.Text;
using DataHub.Formats;
using DataHub.Formats.Readers;
using DataHub.Formats.Readers.Ase;
using DataHub.Model;
using Microsoft.Data.Sqlite;
using Xunit;

namespace DataHub.Tests.Formats;

public class AseTests
{
    static readonly string Folder = Path.Combine(Shared.Repo, "tests", "DataHub.Tests", "Formats", "outputs", "ase");

    static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    static RawFile Sidecar(string json) => new("molecules.datahub.json", Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("molecules.db")]
    [InlineData("molecules.json")]
    public void Energies_forces_dipoles_and_charges_come_in_the_units_of_the_archive(string name)
    {
        foreach (var called in (string[])[name, "renamed.txt", "renamed"])
        {
            var readings = Alike.Read(called, Bytes(name));
            Assert.Equal(7, readings.Count);
            var c = readings[0].Calculation!;
            // xtb prints -5.070220 Eh; ASE stored -137.9677769971449 eV and a force of -0.749514673 eV/angstrom along z on the oxygen.
            Assert.Equal(-5.0702223, c.Values[Property.Energy]!.Value, 6);
            Assert.Equal(0.749514673 * Units.EvToHartree * Units.BohrToAngstrom, c.Values.List(Property.Gradient)![2], 9);
            Assert.Equal(-0.47625949 / Units.BohrToAngstrom * Units.AuDipoleToDebye, c.Values.List(Property.DipoleVector)![2], 6);
            Assert.Equal(-0.56105341, c.Values.List(Property.Charges)![0], 8);
            Assert.Equal(("GFN2-xTB", "xtb", "ase", "water", Driver.Gradient), (c.Level.Name, c.Provenance.Program, c.Provenance.Format, c.Molecule.Name, c.Driver));
            Assert.Equal([(0, 1), (-1, 1), (0, 2), (0, 1)], readings.Take(4).Select(r => (r.Calculation!.Molecule.Charge, r.Calculation.Molecule.Multiplicity)));
            Assert.Contains("no values", readings[4].Fault!.Message);
            Assert.Contains("do not tell the level", readings[5].Fault!.Message);
            Assert.Contains("periodic", readings[6].Fault!.Message);
        }
    }

    [Fact]
    public void A_sidecar_tells_the_level_and_the_units_of_pairs()
    {
        var readings = Alike.Read("molecules.db", Bytes("molecules.db"), Sidecar("""{"level": "GFN1-xTB", "charge": 0, "multiplicity": 1, "units": {"strain": "kcal/mol"}, "licence": "CC0-1.0"}"""));
        Assert.Equal("GFN1-xTB", readings[5].Calculation!.Level.Name);
        Assert.Equal(("kcal/mol", 0.25), readings[0].Calculation!.Values.Extras.Where(x => x.Name == "strain").Select(x => (x.Unit!, x.Number!.Value)).Single());
        Assert.Equal("CC0-1.0", readings[0].Calculation!.Provenance.Licence);
    }

    [Fact]
    public void A_density_functional_needs_its_basis_and_unknown_settings_need_a_sidecar()
    {
        var text = Encoding.UTF8.GetString(Bytes("molecules.json"));
        string With(string parameters) => text.Replace("\"method\": \"GFN2-xTB\"", parameters);
        Assert.NotEqual(text, With("\"xc\": \"PBE\""));
        Assert.All(Alike.Read("a.json", With("\"xc\": \"PBE\"")), r => Assert.Null(r.Calculation));
        Assert.Equal("PBE/def2-SVP", Alike.Read("a.json", With("\"xc\": \"PBE\", \"basis\": \"def2-svp\""))[0].Calculation!.Level.Name);
        Assert.Contains("do not tell the level", Alike.Read("a.json", With("\"method\": \"GFN2-xTB\", \"alpb\": \"water\""))[0].Fault!.Message);
    }

    [Fact]
    public void Real_databases_of_surfaces_are_refused_row_by_row_with_a_reason()
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        var text = new StringBuilder();
        foreach (var path in Directory.GetFiles(Path.Combine(Shared.Data!, "outputs", "ase_db")).Where(p => !p.EndsWith("LICENSE")).Order(StringComparer.Ordinal))
        {
            var readings = new FormatSet().Read(Outputs.One(path)).ToList();
            Assert.All(readings, r => Assert.Null(r.Calculation));
            foreach (var g in readings.GroupBy(r => r.Fault!.Message).OrderBy(g => g.Key, StringComparer.Ordinal)) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}\t{g.Count()}\t{g.Key}\n");
        }
        Golden.Same("tests/DataHub.Tests/Formats/golden/ase_db.tsv", text.ToString());
    }

    [Fact]
    public void The_walk_finds_the_rows_that_SQLite_finds()
    {
        using var temp = Shared.Temp();
        var random = new Random(1);
        using (var db = new SqliteConnection($"Data Source={temp["t.db"]};Pooling=False"))
        {
            db.Open();
            void Run(string sql, params object?[] p)
            {
                using var c = db.CreateCommand();
                c.CommandText = sql;
                for (int i = 0; i < p.Length; i++) c.Parameters.AddWithValue("@p" + i, p[i] ?? DBNull.Value);
                c.ExecuteNonQuery();
            }
            Run("PRAGMA page_size = 1024");
            Run("CREATE TABLE other (x TEXT)");
            Run("CREATE TABLE systems (id INTEGER PRIMARY KEY AUTOINCREMENT, \"name\" TEXT UNIQUE, n NUMERIC(10, 2) DEFAULT 1, r REAL, b BLOB, UNIQUE (name, n))");
            Run("BEGIN");
            for (int i = 0; i < 3000; i++)
            {
                var blob = new byte[i % 50 == 0 ? random.Next(20_000) : random.Next(300)];
                random.NextBytes(blob);
                Run("INSERT INTO systems (name, n, r, b) VALUES (@p0, @p1, @p2, @p3)", "é" + i, i % 3 == 0 ? null : random.NextInt64() >> random.Next(60), random.NextDouble() - 0.5, i % 7 == 0 ? null : blob);
            }
            Run("COMMIT");
            Run("DELETE FROM systems WHERE id % 5 = 0");
            Run("ALTER TABLE systems ADD COLUMN late REAL");
            var bytes = File.ReadAllBytes(temp["t.db"]);
            var table = new SqliteTable(new MemoryStream(bytes), "systems");
            Assert.Equal(["id", "name", "n", "r", "b", "late"], table.Columns);
            using var rows = table.Rows().GetEnumerator();
            using var all = db.CreateCommand();
            all.CommandText = "SELECT * FROM systems ORDER BY id";
            using var expected = all.ExecuteReader();
            int count = 0;
            while (expected.Read())
            {
                Assert.True(rows.MoveNext());
                count++;
                for (int k = 0; k < 5; k++)
                {
                    object? e = expected.IsDBNull(k) ? null : expected.GetValue(k), a = rows.Current[k];
                    if (e is byte[] x) Assert.Equal(x, (byte[])a!); else Assert.Equal(e, a is long l && e is double ? (double)l : a);
                }
            }
            Assert.False(rows.MoveNext());
            Assert.Equal(2400, count);
            for (int round = 0; round < 300; round++)
            {
                var damaged = (byte[])bytes.Clone();
                for (int k = 0; k < 40; k++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                if (round % 3 == 0) damaged = damaged[..random.Next(damaged.Length)];
                try { foreach (var row in new SqliteTable(new MemoryStream(damaged), "systems").Rows()) Assert.NotNull(row); }
                catch (InvalidDataException) { /* what it promises to throw */ }
            }
        }
    }

    [Fact]
    public void Damaged_databases_never_throw()
    {
        var random = new Random(9);
        foreach (var name in (string[])["molecules.db", "molecules.json"])
            for (int round = 0; round < 300; round++)
            {
                var damaged = Bytes(name);
                for (int k = 0; k <= round % 8; k++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                if (round % 3 == 0) damaged = damaged[..random.Next(damaged.Length)];
                var readings = Alike.Read(name, damaged);
                Assert.NotEmpty(readings);
                Assert.All(readings, r => Assert.True(r.Calculation is null ^ r.Fault is null && !(r.Fault?.Message ?? "").Contains("stumbled"), r.Fault?.Message));
            }
    }
}
