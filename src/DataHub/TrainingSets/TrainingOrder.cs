// What a training set is made of: which rows, in which format, split how.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataHub.Model;
using DataHub.Queries;

namespace DataHub.TrainingSets;

/// <summary>By what rows are kept together in one split.</summary>
public enum SplitBy
{
    /// <summary>All in one file.</summary>
    None,
    /// <summary>Each record by itself; conformers of one molecule may lie in several splits.</summary>
    Record,
    /// <summary>All records of a molecule together, whatever its stereochemistry, charge or geometry (first block of the InChIKey).</summary>
    Molecule,
    /// <summary>All molecules with the same ring systems and linkers together; molecules without rings each by itself.</summary>
    Scaffold,
    /// <summary>Molecules in the order in which they were first computed: the oldest are for training.</summary>
    Time,
}

/// <summary>Which of the records that say the same of a molecule are taken.</summary>
public enum Duplicates
{
    /// <summary>All.</summary>
    Keep,
    /// <summary>One for each geometry at a level.</summary>
    Geometry,
    /// <summary>The one of lowest energy for each molecule state at a level.</summary>
    Molecule,
}

/// <summary>An order of a training set.</summary>
/// <param name="Options">OData options of /odata/Calculations as text ($filter, $search, $select ...).</param>
/// <param name="Format">Download format.</param>
public sealed record TrainingOrder(string Options, string Format)
{
    /// <summary>Names of the splits.</summary>
    public static readonly IReadOnlyList<string> Splits = ["train", "validation", "test"];

    /// <summary>By what rows are kept together.</summary>
    public SplitBy By { get; init; } = SplitBy.Molecule;
    /// <summary>Shares of training, validation and test; they sum to one.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [0.8, 0.1, 0.1];
    /// <summary>Seed: another seed is another split, the same seed the same split for ever.</summary>
    public int Seed { get; init; }
    /// <summary>What becomes of records that say the same.</summary>
    public Duplicates Duplicates { get; init; } = Duplicates.Keep;

    /// <summary>The query of the order.</summary>
    /// <exception cref="QueryException">An option is wrong.</exception>
    public Query Query()
    {
        var query = ODataReading.Read(QuerySet.Calculations, OptionTexts.Split(Options)).Query;
        if (query.Apply.Count > 0 || query.Compute.Count > 0) throw new QueryException("$apply and $compute make no records, of which a training set consists", null, "$filter, $search, $select, $orderby, $top");
        return query;
    }

    /// <summary>What is wrong with it, null if nothing is.</summary>
    public string? Defect() =>
        Shares.Count != 3 || Shares.Any(s => !(s >= 0)) || Math.Abs(Shares.Sum() - 1) > 1e-9 || Shares[0] <= 0 ? "three shares are wanted that sum to one, such as 0.8, 0.1, 0.1" : null;

    /// <summary>Id of what it makes of an archive in that version: the same order of the same archive is made once.</summary>
    public string Id(string version) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\u001f', Options, Format.ToLowerInvariant(), By, string.Join(',', Shares.Select(s => s.ToString("R", CultureInfo.InvariantCulture))), Seed, Duplicates, version))))[..16];

    /// <summary>The split of a group: a share of the range of a hash over seed and key. A group keeps its split whatever else is in the set, today and when the archive has grown.</summary>
    public int SplitOf(string key)
    {
        if (By == SplitBy.None) return 0;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed.ToString(CultureInfo.InvariantCulture)}|{key}"));
        return SplitOf((BitConverter.ToUInt64(hash) >> 11) * (1.0 / (1UL << 53)));
    }

    /// <summary>The split of a place between 0 and 1.</summary>
    public int SplitOf(double place) => place < Shares[0] ? 0 : place < Shares[0] + Shares[1] ? 1 : 2;
}
