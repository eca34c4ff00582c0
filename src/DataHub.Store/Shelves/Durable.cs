// Files that survive a power cut: written aside, flushed to the disk, renamed.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DataHub.Store.Shelves;

static class Durable
{
    /// <summary>Mark of files that are being written; what bears it after a crash was never committed.</summary>
    public const string Unfinished = ".tmp-";

    /// <summary>A path beside the final one for writing it.</summary>
    public static string Aside(string path) => Path.Combine(Path.GetDirectoryName(path)!, Unfinished + Guid.NewGuid().ToString("n")[..12] + "-" + Path.GetFileName(path));

    /// <summary>Writes a file so that it is there wholly or not at all, and surely once this returns.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var aside = Aside(path);
        try
        {
            using (var stream = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 65536))
            {
                write(stream);
                stream.Flush(true);
            }
            File.Move(aside, path, true);
        }
        catch { File.Delete(aside); throw; }
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Gives a file that never changes a second name, or copies it where that cannot be (another file system).</summary>
    public static void Link(string from, string to)
    {
        if (!OperatingSystem.IsWindows() && link(from, to) == 0) return;
        var aside = Aside(to);
        try { File.Copy(from, aside, true); File.Move(aside, to, true); }
        catch { File.Delete(aside); throw; }
    }

    /// <summary>Flushes a file's bytes to the disk.</summary>
    public static void Sync(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Flushes the names in a folder to the disk, so that a rename is durable. Windows does so by itself.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        int handle = open(folder, 0);
        if (handle < 0) throw new IOException($"cannot open folder {folder} (error {Marshal.GetLastPInvokeError()})");
        int result = fsync(handle), error = Marshal.GetLastPInvokeError();
        _ = close(handle);
        if (result != 0) throw new IOException($"cannot flush folder {folder} (error {error})");
    }

    /// <summary>The beginning of a file as text, even of one that is locked; null where that cannot be had.</summary>
    public static string? Peek(string path)
    {
        if (OperatingSystem.IsWindows()) return null;
        int handle = open(path, 0);
        if (handle < 0) return null;
        using var file = new SafeFileHandle(handle, true);
        var buffer = new byte[512];
        return System.Text.Encoding.UTF8.GetString(buffer, 0, RandomAccess.Read(file, buffer, 0));
    }

    [DllImport("libc", SetLastError = true)]
    static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
    [DllImport("libc", SetLastError = true)]
    static extern int link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
    [DllImport("libc", SetLastError = true)]
    static extern int fsync(int handle);
    [DllImport("libc", SetLastError = true)]
    static extern int close(int handle);
}
