// An export: the rows of a query in one file that never changes.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using DataHub.Model;
using DataHub.Queries;

namespace DataHub.Exports;

/// <summary>An order of an export.</summary>
/// <param name="Options">OData options of /odata/Calculations as text ($filter, $search, $select, $orderby, $top ...), not percent-encoded.</param>
/// <param name="Format">Download format; the name of a text format may end in .gz or .zst.</param>
public sealed record ExportOrder(string Options, string Format)
{
    /// <summary>The query of the order.</summary>
    /// <exception cref="QueryException">An option is wrong.</exception>
    public Query Query()
    {
        var query = ODataReading.Read(QuerySet.Calculations, OptionTexts.Split(Options)).Query;
        if (query.Apply.Count > 0 || query.Compute.Count > 0) throw new QueryException("$apply and $compute make no records, of which an export consists", null, "$filter, $search, $select, $orderby, $top");
        return query;
    }

    /// <summary>Id of what it makes of an archive in that version: the same order of the same archive is one file.</summary>
    public string Id(string version) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', Options, Format.ToLowerInvariant(), version))))[..16];
}

/// <summary>A column of an export with its unit.</summary>
public sealed record ExportColumn(string Name, string Type, string? Unit, string Meaning);

/// <summary>What an export is.</summary>
/// <param name="Id">Id of order and version of the archive.</param>
/// <param name="Options">The options of the order.</param>
/// <param name="Format">The format.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Rows">Number of records; formats of frames leave out those without geometry.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">SHA-256 of the file, hex.</param>
/// <param name="ArchiveVersion">Version of the archive.</param>
/// <param name="AsOf">When the newest record of that version was taken in (UTC).</param>
/// <param name="MadeAt">When the file was made (UTC).</param>
/// <param name="Columns">Its columns; empty where the format has a shape of its own.</param>
public sealed record ExportManifest(string Id, string Options, string Format, string File, long Rows, long Bytes, string Sha256, string ArchiveVersion, DateTime AsOf, DateTime MadeAt, IReadOnlyList<ExportColumn> Columns);

/// <summary>An export as it stands: how far it is while it is made, its manifest once it is.</summary>
/// <param name="State">waiting, making, made or failed.</param>
/// <param name="Rows">Rows so far.</param>
/// <param name="Of">Rows in all; 0 until they are counted.</param>
/// <param name="Bytes">Bytes so far.</param>
public sealed record ExportState(string Id, string State, long Rows, long Of, long Bytes)
{
    /// <summary>Why it failed.</summary>
    public string? Why { get; init; }
    /// <summary>The whole manifest, once it is made.</summary>
    public ExportManifest? Manifest { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(ExportManifest))]
sealed partial class ExportJson : JsonSerializerContext;
