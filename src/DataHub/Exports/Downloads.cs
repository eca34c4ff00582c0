// The formats with everything that a writer may need from above.
using DataHub.Chemistry;
using DataHub.Formats;
using DataHub.Formats.Writers;

namespace DataHub.Exports;

/// <summary>Formats whose connection tables have bonds.</summary>
public static class Downloads
{
    /// <summary>The formats, with further readers.</summary>
    public static FormatSet Formats(params IReadOnlyList<IReader> fallbacks) => new(fallbacks)
    {
        Bonds = (g, charge, multiplicity) => PerceivedBonds.Of(g, charge, multiplicity) is { } found ? new Skeleton(found.Bonds, found.Charges, found.Radicals) : null,
    };
}
