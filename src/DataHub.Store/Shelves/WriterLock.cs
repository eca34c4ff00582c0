// The lock that makes one process the writer of an archive.
using System.Diagnostics;
using System.Globalization;

namespace DataHub.Store.Shelves;

/// <summary>An exclusive lock of the operating system on <c>writer.lock</c>: it goes with its process, however that ends. The file tells who holds it.</summary>
sealed class WriterLock : IDisposable
{
    readonly FileStream _file;

    WriterLock(FileStream file) => _file = file;

    /// <exception cref="ArchiveBusyException">Somebody holds it.</exception>
    public static WriterLock Take(string folder)
    {
        var path = Path.Combine(folder, "writer.lock");
        FileStream file;
        try { file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new ArchiveBusyException($"the archive {folder} is open for writing by {Holder(path)}; only one process may write: stop it, hand your data to its server, or open the archive read-only");
        }
        using (var process = Process.GetCurrentProcess())
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{process.Id} {process.ProcessName} since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}Z\n")));
            file.Flush(true);
        }
        return new WriterLock(file);
    }

    static string Holder(string path) => Durable.Peek(path)?.Split('\n')[0] is { Length: > 0 } line ? "process " + line : "another process";

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
