// From paths to bundles: walks files, folders and archives and groups the files that one job left.
using DataHub.Model;

namespace DataHub.Formats;

/// <summary>Finds the bundles under a path.</summary>
public static class Bundles
{
    /// <summary>
    /// The bundles of a file, a folder (recursively, in ordinal order) or an archive (.zip, .tar, .tar.gz, .tgz; .gz and .zst of a single file are unpacked on the fly).
    /// Files of one job are one bundle: a folder that holds a datahub-job.json, and companions by name (job.out, job.aux, job.arc; xtbout.json with its stdout).
    /// </summary>
    public static IEnumerable<Bundle> Walk(string path) => throw new NotImplementedException();
}
