// The bytes as they are handed in: one file, or the files that one job left behind.
using System.Security.Cryptography;

namespace DataHub.Model;

/// <summary>One named file of an input. <paramref name="Name"/> is its name relative to the bundle, with '/' between folders.</summary>
public sealed record RawFile(string Name, long Length, Func<Stream> Open)
{
    byte[]? _head;
    string? _headText;

    /// <summary>A file held in memory.</summary>
    public RawFile(string name, byte[] bytes) : this(name, bytes.LongLength, () => new MemoryStream(bytes, false)) { }

    /// <summary>Extension in lower case with its dot, "" without one.</summary>
    public string Extension => Path.GetExtension(Name).ToLowerInvariant();

    /// <summary>The first bytes (at most 64 KiB), for telling what format it is.</summary>
    public ReadOnlySpan<byte> Head
    {
        get
        {
            if (_head is not null) return _head;
            using var stream = Open();
            var buffer = new byte[(int)Math.Min(Length, 65536)];
            int n = stream.ReadAtLeast(buffer, buffer.Length, false);
            return _head = n == buffer.Length ? buffer : buffer[..n];
        }
    }

    /// <summary>The first bytes as Latin-1 text.</summary>
    public string HeadText => _headText ??= System.Text.Encoding.Latin1.GetString(Head);

    /// <summary>All bytes.</summary>
    public byte[] ReadAllBytes()
    {
        using var stream = Open();
        var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>All text, UTF-8 with invalid bytes replaced.</summary>
    public string ReadAllText()
    {
        using var reader = new StreamReader(Open());
        return reader.ReadToEnd();
    }
}

/// <summary>Files that belong together and are read as one source: a single file, or what one job left in its directory.</summary>
public sealed record Bundle(string Name, IReadOnlyList<RawFile> Files)
{
    /// <summary>Why it could not be opened (a broken or dangerous archive, an unreadable file); null for a sound one. The files are then the bytes as they lie.</summary>
    public Fault? Trouble { get; init; }

    /// <summary>A bundle of one file.</summary>
    public static Bundle Of(RawFile file) => new(file.Name, [file]);

    /// <summary>The first file whose name ends with <paramref name="suffix"/> (any case), or null.</summary>
    public RawFile? Find(string suffix) => Files.FirstOrDefault(f => f.Name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>SHA-256 (hex): of the bytes of a single file, of the sorted list "hash name" of several.</summary>
    public string Hash()
    {
        string One(RawFile f)
        {
            using var s = f.Open();
            return Convert.ToHexStringLower(SHA256.HashData(s));
        }
        if (Files.Count == 1) return One(Files[0]);
        var list = string.Join('\n', Files.Select(f => $"{One(f)} {f.Name}").Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(list)));
    }
}
