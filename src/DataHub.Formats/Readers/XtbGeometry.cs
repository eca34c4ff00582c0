// Which structure the values of an xtb job belong to.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>Finds the structure of an xtb job among its files.</summary>
static class XtbGeometry
{
    /// <summary>The structure that the values belong to, null if no file has it; or what does not fit together.</summary>
    public static (Geometry? Geometry, string? Misfit) Of(Bundle bundle, XtbRun? main, XtbRun? opt, Level level)
    {
        RawFile? File(string name) => bundle.Files.FirstOrDefault(f => Path.GetFileName(f.Name).Equals(Path.GetFileName(name), StringComparison.OrdinalIgnoreCase));
        Geometry? found;
        if (opt is not null)
        {
            found = XyzFile.First(File("xtbopt.xyz")) ?? opt.FinalStructure;
            if (opt.Failure is not null) found ??= XyzFile.First(File("input.xyz"));
            else if (found is not null) found = found with { Source = GeometrySource.Optimized, Level = opt.Level.Name };
        }
        else if (main is null && File("xtbopt.xyz") is not null)
        {
            found = XyzFile.First(File("xtbopt.xyz")) is { } end ? end with { Source = GeometrySource.Optimized, Level = level.Name } : null;
        }
        else
        {
            var named = main?.CoordinateFile is { } c ? File(c) : null;
            var structures = bundle.Files.Where(f => f.Extension == ".xyz" && Path.GetFileName(f.Name) != "xtbopt.xyz").ToList();
            found = XyzFile.First(named ?? File("input.xyz") ?? (structures.Count == 1 ? structures[0] : null));
            if (found is null && bundle.Files.FirstOrDefault(f => Path.GetFileName(f.Name) == JobRecord.FileName) is { } sheet) found = FromSheet(sheet);
        }
        if (found is not null && main?.Symbols is { Count: > 0 } told && !told.SequenceEqual(found.Symbols))
            return (null, $"the structure has {Elements.HillFormula(found.Symbols)} in another order or number than the {Elements.HillFormula(told)} of the printed output");
        return (found, null);
    }

    static Geometry? FromSheet(RawFile sheet)
    {
        try
        {
            return JobRecord.FromJson(sheet.ReadAllText()).Start;
        }
        catch (System.Text.Json.JsonException)
        {
            return null; // A damaged job record is told by whoever reads it as such; here it only means that no structure is known.
        }
    }
}
