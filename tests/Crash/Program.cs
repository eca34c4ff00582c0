// Appends generated calculations in batches and writes a receipt for each, until it is done or killed: the child process of the crash test.
using System.Globalization;
using DataHub.Store;
using DataHub.Tests.Store;

namespace DataHub.Tests.Crash;

static class Child
{
    static void Main(string[] args)
    {
        var (folder, receipts, count, batch) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        using var archive = Archive.Open(new ArchiveOptions(folder) { Grace = TimeSpan.Zero });
        int done = File.Exists(receipts) ? File.ReadAllText(receipts).Count(c => c == '\n') : 0;
        using var log = new FileStream(receipts, FileMode.Append, FileAccess.Write, FileShare.Read);
        for (int n = done; n < count; n += batch)
        {
            var part = Samples.Many(Math.Min(batch, count - n), 9, n);
            archive.Append(part);
            log.Write(System.Text.Encoding.ASCII.GetBytes(string.Concat(part.Select(c => c.Id + "\n"))));
            log.Flush(true);
        }
    }
}
