// The journal of a campaign: one JSON line for everything that happened, appended and flushed to disk; what is in it survives any kill.
using System.Text.Json;
using DataHub.Compute.Surrogates;

namespace DataHub.Screening;

/// <summary>One distinct molecule of a campaign as the journal keeps it: the places that it has among the candidates, and what computing it would cost, s of processor time.</summary>
public sealed record JournalTicket(IReadOnlyList<int> Candidates, string? Smiles, string? InChIKey, double BruteForceCpuSeconds);

/// <summary>
/// One line. Kinds: started (campaign, tickets, energy factors), resumed, rung (a rung begins: <see cref="Count"/> molecules come to it), model, job, answer, reopened (its answer rested on a withdrawn record),
/// affected (records that answers rest on were withdrawn, or given back), note, cost, state.
/// </summary>
public sealed record JournalLine(string Kind, DateTime At)
{
    /// <summary>Rung.</summary>
    public string? Rung { get; init; }
    /// <summary>Number of the ticket.</summary>
    public int? Ticket { get; init; }
    /// <summary>In words.</summary>
    public string? Message { get; init; }
    /// <summary>Record that a job left in the archive.</summary>
    public string? Record { get; init; }
    /// <summary>True if the job failed.</summary>
    public bool? Failed { get; init; }
    /// <summary>Level of the job.</summary>
    public string? Level { get; init; }
    /// <summary>Cost, s of processor time.</summary>
    public double? CpuSeconds { get; init; }
    /// <summary>Cost, kWh.</summary>
    public double? EnergyKwh { get; init; }
    /// <summary>Emissions, g CO2e.</summary>
    public double? Co2Grams { get; init; }
    /// <summary>Answer of the ticket.</summary>
    public AnswerSheet? Answer { get; init; }
    /// <summary>True if nothing can change the answer; false if a later rung or run may better it.</summary>
    public bool? Final { get; init; }
    /// <summary>How many.</summary>
    public int? Count { get; init; }
    /// <summary>Card of a trained model.</summary>
    public ModelCard? Model { get; init; }
    /// <summary>New state.</summary>
    public CampaignState? State { get; init; }
    /// <summary>The campaign.</summary>
    public CampaignSheet? Campaign { get; init; }
    /// <summary>Its distinct molecules.</summary>
    public IReadOnlyList<JournalTicket>? Tickets { get; init; }
    /// <summary>Energy of one CPU-second of a typical job, kWh.</summary>
    public double? KwhPerCpuSecond { get; init; }
    /// <summary>Emissions of one CPU-second, g CO2e.</summary>
    public double? GramsPerCpuSecond { get; init; }
}

/// <summary>Thrown when a campaign is already being run.</summary>
public sealed class CampaignBusyException(string message) : IOException(message);

/// <summary>The journal file, open for appending by one run at a time.</summary>
sealed class Journal : IDisposable
{
    readonly FileStream _file, _lock;

    Journal(FileStream file, FileStream @lock) => (_file, _lock) = (file, @lock);

    /// <summary>Opens or makes it; a torn last line, which was never acknowledged, is cut off.</summary>
    /// <exception cref="CampaignBusyException">Another run has it open.</exception>
    public static Journal Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStream held;
        try { held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException e) when (File.Exists(path + ".lock")) { throw new CampaignBusyException($"the campaign is being run already: {e.Message}"); }
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        long end = file.Length;
        while (end > 0)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n') break;
            end--;
        }
        file.SetLength(end);
        file.Position = end;
        return new Journal(file, held);
    }

    /// <summary>Appends lines and waits until they are on disk.</summary>
    public void Append(IEnumerable<JournalLine> lines)
    {
        foreach (var line in lines)
        {
            _file.Write(JsonSerializer.SerializeToUtf8Bytes(line, ScreeningJson.Default.JournalLine));
            _file.WriteByte((byte)'\n');
        }
        _file.Flush(true);
    }

    /// <summary>All whole lines of a journal, also while another writes to it.</summary>
    public static IReadOnlyList<JournalLine> Read(string path) => Read(path, 0).Lines;

    /// <summary>The whole lines from a position on, and the position after them.</summary>
    public static (IReadOnlyList<JournalLine> Lines, long End) Read(string path, long from)
    {
        if (!File.Exists(path)) return ([], from);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length <= from) return ([], from);
        file.Position = from;
        var bytes = new byte[file.Length - from];
        int length = file.ReadAtLeast(bytes, bytes.Length, false), start = 0;
        var lines = new List<JournalLine>();
        for (int i; (i = bytes.AsSpan(start, length - start).IndexOf((byte)'\n')) >= 0; start += i + 1)
            lines.Add(JsonSerializer.Deserialize(bytes.AsSpan(start, i), ScreeningJson.Default.JournalLine)!);
        return (lines, from + start);
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }
}
