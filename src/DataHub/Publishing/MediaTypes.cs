// Media types of files by their extensions, those of chemistry among them.
namespace DataHub.Publishing;

/// <summary>Tells media types.</summary>
public static class MediaTypes
{
    static readonly Dictionary<string, string> s_types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".parquet"] = "application/vnd.apache.parquet", [".csv"] = "text/csv", [".tsv"] = "text/tab-separated-values", [".json"] = "application/json", [".jsonl"] = "application/x-ndjson", [".ndjson"] = "application/x-ndjson",
        [".md"] = "text/markdown", [".txt"] = "text/plain", [".log"] = "text/plain", [".out"] = "text/plain", [".inp"] = "text/plain", [".in"] = "text/plain", [".dat"] = "text/plain", [".yaml"] = "application/yaml", [".yml"] = "application/yaml",
        [".xml"] = "application/xml", [".html"] = "text/html", [".pdf"] = "application/pdf", [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".svg"] = "image/svg+xml", [".gif"] = "image/gif",
        [".zip"] = "application/zip", [".gz"] = "application/gzip", [".tgz"] = "application/gzip", [".tar"] = "application/x-tar", [".zst"] = "application/zstd", [".bz2"] = "application/x-bzip2", [".xz"] = "application/x-xz",
        [".xyz"] = "chemical/x-xyz", [".extxyz"] = "chemical/x-xyz", [".cif"] = "chemical/x-cif", [".mol"] = "chemical/x-mdl-molfile", [".sdf"] = "chemical/x-mdl-sdfile", [".smi"] = "chemical/x-daylight-smiles", [".pdb"] = "chemical/x-pdb",
        [".mol2"] = "chemical/x-mol2", [".inchi"] = "chemical/x-inchi", [".cube"] = "chemical/x-gaussian-cube", [".cub"] = "chemical/x-gaussian-cube", [".fchk"] = "chemical/x-gaussian-checkpoint", [".molden"] = "chemical/x-molden",
        [".py"] = "text/x-python", [".ipynb"] = "application/x-ipynb+json", [".sh"] = "text/x-shellscript", [".npz"] = "application/x-npz", [".npy"] = "application/x-npy", [".h5"] = "application/x-hdf5", [".hdf5"] = "application/x-hdf5", [".nc"] = "application/x-netcdf",
    };

    /// <summary>The media type of a file; application/octet-stream where its extension says nothing.</summary>
    public static string Of(string path) => Path.GetFileName(path) is Model.Datasets.Tables.Sums or "LICENSE" or "LICENCE" or "README" ? "text/plain" : s_types.GetValueOrDefault(Path.GetExtension(path)) ?? "application/octet-stream";
}
