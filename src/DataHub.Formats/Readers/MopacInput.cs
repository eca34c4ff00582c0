// The input of a MOPAC job (.mop): three lines, then the atoms.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>Reads the structure of a MOPAC input in Cartesian coordinates, which is all that tells the atoms of a job that stopped at its keywords.</summary>
static class MopacInput
{
    /// <summary>The structure, Å; null without a .mop file or if it is written in internal coordinates.</summary>
    public static Geometry? Structure(RawFile? file)
    {
        if (file is null || file.Length > OutputText.Limit) return null;
        var text = OutputText.Of(file);
        var symbols = new List<string>();
        var xyz = new List<double>();
        for (int i = 3; OutputText.Fields(text[i]) is { Length: 4 or 7 } f; i++)
        {
            int step = f.Length == 4 ? 1 : 2;
            if (MopacTables.Element(f[0]) is not { } s || OutputText.Real(f[1]) is not { } x || OutputText.Real(f[1 + step]) is not { } y || OutputText.Real(f[1 + 2 * step]) is not { } z) return null;
            symbols.Add(s);
            xyz.AddRange([x, y, z]);
        }
        return symbols.Count == 0 ? null : new Geometry(symbols, xyz);
    }
}
