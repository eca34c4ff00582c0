// Compares calculations that went through a file: everything that travels must be there again.
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

static class Alike
{
    static readonly HashSet<string> Local = ["id", "format", "raw_hash", "raw_name", "raw_record", "ingested_at", "geometry_hash", "geometry_key", "toolkit"];

    /// <summary>Every column but those of one archive is the same, numbers to twelve digits.</summary>
    internal static void Same(Calculation expected, Calculation actual)
    {
        var (a, b) = (CalculationRow.From(expected), CalculationRow.From(actual));
        foreach (var column in Columns.All.Where(c => !Local.Contains(c.Name)))
            switch (a[column], b[column])
            {
                case (double x, double y): Assert.True(Near(x, y), $"{column.Name}: {x:R} became {y:R}"); break;
                case (double[] x, double[] y): Assert.True(x.Length == y.Length && x.Zip(y).All(p => Near(p.First, p.Second)), column.Name); break;
                case (string[] x, string[] y): Assert.Equal(x, y); break;
                case var (x, y): Assert.True(Equals(x, y), $"{column.Name}: '{x}' became '{y}'"); break;
            }
    }

    static bool Near(double x, double y) => Math.Abs(x - y) <= 1e-12 * Math.Max(1, Math.Max(Math.Abs(x), Math.Abs(y)));

    /// <summary>The text of calculations in a download format.</summary>
    internal static byte[] Written(string format, params IEnumerable<Calculation> calculations)
    {
        var stream = new MemoryStream();
        var writer = new FormatSet().Writer(format)!;
        writer.WriteAsync(calculations.Select(CalculationRow.From).ToAsyncEnumerable(), writer.NeedsArrays ? Columns.All : Columns.Wide, stream, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    /// <summary>The readings of a file held in memory.</summary>
    internal static List<Reading> Read(string name, byte[] bytes, params RawFile[] more) => [.. new FormatSet().Read(new Bundle(name, [new RawFile(name, bytes), .. more]))];

    internal static List<Reading> Read(string name, string text, params RawFile[] more) => Read(name, System.Text.Encoding.UTF8.GetBytes(text), more);
}
