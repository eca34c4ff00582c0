// Where a calculation comes from.
namespace DataHub.Model;

/// <summary>Who computed it, with what, from what, and where its raw output is kept (the terms follow W3C PROV).</summary>
public sealed record Provenance
{
    /// <summary>Program in its usual spelling: psi4, xtb, mopac, ...</summary>
    public string? Program { get; init; }
    /// <summary>Version of the program as it prints it.</summary>
    public string? ProgramVersion { get; init; }
    /// <summary>Input format that was read: qcschema, xtb, mopac, psi4, extxyz, parquet.</summary>
    public string? Format { get; init; }
    /// <summary>SHA-256 (hex) of the raw output, which is kept under it.</summary>
    public string? RawHash { get; init; }
    /// <summary>Name of the file or bundle as it was handed in.</summary>
    public string? RawName { get; init; }
    /// <summary>Which record of the raw output, zero-based.</summary>
    public int RawRecord { get; init; }
    /// <summary>SHA-256 (hex) of the job's input files, if DataHub prepared them.</summary>
    public string? InputHash { get; init; }
    /// <summary>Slug of the dataset that it belongs to.</summary>
    public string? Dataset { get; init; }
    /// <summary>Who handed it in.</summary>
    public string? Contributor { get; init; }
    /// <summary>SPDX identifier of the licence.</summary>
    public string? Licence { get; init; }
    /// <summary>DOI of the source.</summary>
    public string? Doi { get; init; }
    /// <summary>Campaign for which it was computed.</summary>
    public string? Campaign { get; init; }
    /// <summary>Rung of the campaign's ladder.</summary>
    public string? Rung { get; init; }
    /// <summary>Workflow of which it was a step, as name@version#hash (the first 12 hex digits of the SHA-256 of the workflow's canonical JSON).</summary>
    public string? Workflow { get; init; }
    /// <summary>Ids of the calculations that it was derived from (geometry from, trained on, corrected from).</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];
    /// <summary>When it was computed, if known.</summary>
    public DateTime? ComputedAt { get; init; }
    /// <summary>When DataHub took it in (UTC).</summary>
    public DateTime IngestedAt { get; init; }
}
