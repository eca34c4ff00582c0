// CSV and JSON lines: every cell can be read back by a reader that knows the standard only.
using System.Globalization;
using System.Text;
using System.Text.Json;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class TextWriterTests
{
    static readonly IReadOnlyList<Calculation> All = Generators.Draw(60, 31);

    /// <summary>Records and fields after RFC 4180.</summary>
    static List<List<string>> Parse(string text)
    {
        var records = new List<List<string>>();
        var (record, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') { field.Append('"'); i++; }
            else if (c == '"') quoted = !quoted;
            else if (!quoted && c == ',') { record.Add(field.ToString()); field.Clear(); }
            else if (!quoted && c == '\r' && text[i + 1] == '\n')
            {
                record.Add(field.ToString());
                field.Clear();
                records.Add(record);
                record = [];
                i++;
            }
            else field.Append(c);
        }
        Assert.False(quoted);
        Assert.Empty(record);
        return records;
    }

    [Fact]
    public void Every_cell_of_a_CSV_comes_back()
    {
        var table = Parse(Encoding.UTF8.GetString(Alike.Written("csv", All)));
        Assert.Equal(Columns.Wide.Select(c => c.Name), table[0]);
        Assert.Equal(All.Count, table.Count - 1);
        for (int i = 0; i < All.Count; i++)
        {
            var row = CalculationRow.From(All[i]);
            for (int k = 0; k < Columns.Wide.Count; k++)
                switch (row[Columns.Wide[k]])
                {
                    case double d: Assert.Equal(d, double.Parse(table[i + 1][k], CultureInfo.InvariantCulture)); break;
                    case string s: Assert.Equal(s, table[i + 1][k]); break;
                    case long n: Assert.Equal(n, long.Parse(table[i + 1][k], CultureInfo.InvariantCulture)); break;
                    case null: Assert.Equal("", table[i + 1][k]); break;
                }
        }
    }

    [Fact]
    public void Every_line_of_JSON_holds_the_columns_that_are_not_null()
    {
        var lines = Encoding.UTF8.GetString(Alike.Written("jsonl", All)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(All.Count, lines.Length);
        for (int i = 0; i < All.Count; i++)
        {
            var row = CalculationRow.From(All[i]);
            using var json = JsonDocument.Parse(lines[i]);
            Assert.Equal(Columns.Wide.Where(c => row[c] is not null).Select(c => c.Name), json.RootElement.EnumerateObject().Select(p => p.Name));
            Assert.Equal(All[i].Id, json.RootElement.GetProperty("id").GetString());
            if (All[i].Values[Property.Energy] is { } e) Assert.Equal(e, json.RootElement.GetProperty("energy_hartree").GetDouble());
        }
    }

    [Fact]
    public async Task Chosen_columns_come_in_the_chosen_order()
    {
        var stream = new MemoryStream();
        await new FormatSet().Writer("csv")!.WriteAsync(All.Take(1).Select(CalculationRow.From).ToAsyncEnumerable(), [Columns.Formula, Columns.Id], stream, TestContext.Current.CancellationToken);
        Assert.Equal($"formula,id\r\n{All[0].Molecule.Formula},{All[0].Id}\r\n", Encoding.UTF8.GetString(stream.ToArray()));
    }
}
