// The Parquet codec: what is written is read back, by the project's reader and by an independent one.
using DataHub.Formats.Parquet;
using DataHub.Model;
using DuckDB.NET.Data;
using FsCheck.Xunit;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class ParquetTests
{
    [Property(MaxTest = 20)]
    public void Rows_come_back_as_they_were_written(ushort seed, byte count)
    {
        var rows = Samples.Many(count, seed).Select(CalculationRow.From).ToList();
        var back = Read(Write(rows, Columns.All), Columns.All);
        Assert.Equal(rows.Select(r => Samples.Text(r)), back.Select(r => Samples.Text(r)));
    }

    [Fact]
    public void A_calculation_survives_the_round_trip()
    {
        var c = Samples.Of(3);
        var back = Read(Write([CalculationRow.From(c)], Columns.All), Columns.All).Single().ToCalculation();
        Assert.Equal(c.Id, back.ContentId());
        Assert.Equal(c.Provenance.ComputedAt, back.Provenance.ComputedAt);
        Assert.Equal(c.Cost, back.Cost);
    }

    [Fact]
    public void Row_groups_are_small_and_carry_statistics_and_the_dictionary_of_columns()
    {
        using var temp = Shared.Temp();
        var row = CalculationRow.From(Samples.Of(1));
        File.WriteAllBytes(temp["a.parquet"], Write([.. Enumerable.Repeat(row, 20_001)], Columns.Wide));
        Assert.Equal("2", One(temp["a.parquet"], "SELECT max(row_group_id) + 1 FROM parquet_metadata('$file')"));
        Assert.Equal("-1.5", One(temp["a.parquet"], "SELECT any_value(stats_min) FROM parquet_metadata('$file') WHERE path_in_schema = 'energy_hartree'"));
        Assert.Equal("ZSTD", One(temp["a.parquet"], "SELECT any_value(compression) FROM parquet_metadata('$file')"));
        var notes = One(temp["a.parquet"], "SELECT decode(value) FROM parquet_kv_metadata('$file') WHERE decode(key) = 'datahub.columns'");
        Assert.Contains("\"name\":\"gap_ev\",\"type\":\"real\",\"unit\":\"eV\"", notes);
    }

    [Fact]
    public void The_statistics_of_every_column_are_those_of_its_values()
    {
        using var temp = Shared.Temp();
        File.WriteAllBytes(temp["a.parquet"], Write([.. Samples.Many(300).Select(CalculationRow.From)], Columns.Wide));
        foreach (var c in Columns.Wide.Where(c => c.Type is ColumnType.Integer or ColumnType.Real or ColumnType.Time or ColumnType.Text && c != Columns.Name))
        {
            var told = One(temp["a.parquet"], $"SELECT stats_min || ' ' || stats_max || ' ' || stats_null_count FROM parquet_metadata('$file') WHERE path_in_schema = '{c.Name}'");
            var cast = c.Type switch { ColumnType.Real => "DOUBLE", ColumnType.Integer => "BIGINT", ColumnType.Time => "TIMESTAMPTZ", _ => "VARCHAR" };
            var same = One(temp["a.parquet"], $"""
                SELECT count("{c.Name}") = 0 OR (min("{c.Name}") = any_value(s.lo) AND max("{c.Name}") = any_value(s.hi) AND count(*) - count("{c.Name}") = any_value(s.nulls)) FROM read_parquet('$file'),
                (SELECT stats_min::{cast} AS lo, stats_max::{cast} AS hi, stats_null_count AS nulls FROM parquet_metadata('$file') WHERE path_in_schema = '{c.Name}') s
                """);
            Assert.True(same == "True", $"{c.Name}: {told}");
        }
    }

    [Fact]
    public void An_independent_reader_sees_the_same_values()
    {
        using var temp = Shared.Temp();
        var rows = Samples.Many(500).Select(CalculationRow.From).ToList();
        File.WriteAllBytes(temp["a.parquet"], Write(rows, Columns.All));
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SET TimeZone='UTC'; SELECT * REPLACE (computed_at::TIMESTAMP AS computed_at, ingested_at::TIMESTAMP AS ingested_at) FROM read_parquet('{temp["a.parquet"]}')";
        using var reader = command.ExecuteReader();
        int n = 0;
        while (reader.Read())
        {
            foreach (var c in Columns.All) Assert.Equal($"{c.Name} {Samples.Text(rows[n][c])}", $"{c.Name} {Samples.Text(reader[c.Name])}");
            n++;
        }
        Assert.Equal(rows.Count, n);
    }

    [Fact]
    public void Missing_columns_stay_null_and_unknown_ones_are_left_unread()
    {
        var row = CalculationRow.From(Samples.Of(1));
        var back = Read(Write([row], [Columns.Id, Columns.Level, Columns.Coordinates]), [Columns.Id, Columns.Smiles, Columns.Formula]).Single();
        Assert.Equal(row[Columns.Id], back[Columns.Id]);
        Assert.Null(back[Columns.Smiles]);
        Assert.Null(back[Columns.Level]);
    }

    [Fact]
    public void The_reader_takes_what_the_writer_wrote()
    {
        var rows = Samples.Many(30).Select(CalculationRow.From).ToList();
        var reader = new ParquetReader();
        var bundle = Bundle.Of(new RawFile("x.parquet", Write(rows, Columns.All)));
        Assert.True(reader.Knows(bundle));
        Assert.Equal(rows.Select(r => r[Columns.Id]), reader.Read(bundle).Select(r => r.Calculation!.ContentId()));
    }

    [Fact]
    public void A_foreign_file_is_refused_with_the_reason()
    {
        using var temp = Shared.Temp();
        One(temp["f.parquet"], "COPY (SELECT 1 AS energy) TO '$file' (FORMAT parquet)");
        var reading = new ParquetReader().Read(Bundle.Of(new RawFile("f.parquet", File.ReadAllBytes(temp["f.parquet"])))).Single();
        Assert.Contains("foreign", reading.Fault!.Message);
    }

    [Fact]
    public void A_cut_or_damaged_file_is_refused_and_nothing_throws()
    {
        var bytes = Write([.. Samples.Many(50).Select(CalculationRow.From)], Columns.All);
        var random = new Random(7);
        Assert.Contains(new ParquetReader().Read(Bundle.Of(new RawFile("c.parquet", bytes[..(bytes.Length / 2)]))), r => r.Fault is not null);
        for (int i = 0; i < 40; i++)
        {
            var broken = bytes.ToArray();
            for (int k = 0; k < 20; k++) broken[4 + random.Next(broken.Length - 4)] = (byte)random.Next(256);
            _ = new ParquetReader().Read(Bundle.Of(new RawFile("d.parquet", broken))).ToList();
        }
    }

    static byte[] Write(IReadOnlyList<CalculationRow> rows, IReadOnlyList<Column> columns)
    {
        var memory = new MemoryStream();
        if (rows.Count <= 10_000) new ParquetWriter().WriteAsync(rows.ToAsyncEnumerable(), columns, memory).GetAwaiter().GetResult();
        else
        {
            var file = RowFile.CreateAsync(memory, columns).GetAwaiter().GetResult();
            file.WriteAsync(rows).GetAwaiter().GetResult();
            file.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        return memory.ToArray();
    }

    static List<CalculationRow> Read(byte[] bytes, IReadOnlyList<Column> columns)
    {
        var source = RowSource.OpenAsync(new MemoryStream(bytes), columns).GetAwaiter().GetResult();
        return source.ReadAsync().ToBlockingEnumerable().ToList();
    }

    static string? One(string file, string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("$file", file);
        return command.ExecuteScalar()?.ToString();
    }
}
