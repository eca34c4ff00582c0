// Reads extended XYZ and plain XYZ: frame by frame, values only where unit and level are known.
using System.Globalization;
using System.Text;
using DataHub.Formats.Readers.ExtXyz;
using DataHub.Formats.Sources;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// Extended XYZ. A value is taken only when its unit is known: from the name of its key (our column names), from KEY_unit= or units= in the comment line, from the
/// sidecar NAME.datahub.json, or because comment or sidecar declare the convention of ASE. Frames without a level of theory, without units, without values, or with
/// periodic boundaries are refused, each with its remedy. Streams.
/// </summary>
public sealed class ExtXyzReader : IReader
{
    /// <inheritdoc/>
    public string Format => "extxyz";
    /// <inheritdoc/>
    public string Describes => "extended XYZ with declared units and level (.xyz, .extxyz)";

    /// <inheritdoc/>
    public bool ReadsSidecar => true;

    /// <inheritdoc/>
    public bool Knows(Bundle bundle)
    {
        var files = bundle.Files.Where(f => !Grouping.IsSidecar(f.Name)).ToList();
        if (files is not [var file]) return false;
        return file.Extension is ".xyz" or ".extxyz" ? file.Length > 0 : LooksLikeXyz(file);
    }

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var (sidecar, fault) = Sidecar.In(bundle);
        if (fault is not null)
        {
            yield return new Reading(null, fault with { File = $"{bundle.Name} ({fault.File})" });
            yield break;
        }
        var interpretation = new Interpretation(bundle.Name, sidecar);
        using var text = new FrameLines(new StreamReader(bundle.Files.First(f => !Grouping.IsSidecar(f.Name)).Open(), Encoding.UTF8, true, 1 << 16));
        for (int number = 1; ; number++)
        {
            var frame = Frame.Read(text, number, out var broken);
            if (broken is not null)
            {
                yield return new Reading(null, new Fault(bundle.Name, $"frame {number}", null, broken + "; nothing after it was read", "Mend the file: each frame is a count, a comment line and one line an atom"), $"frame {number}");
                yield break;
            }
            if (frame is null) yield break;
            yield return interpretation.Read(frame);
        }
    }

    /// <summary>A count, any line, then an element symbol and three numbers.</summary>
    static bool LooksLikeXyz(RawFile file)
    {
        if (file.Extension is ".json" or ".xml" or ".log") return false;
        var lines = file.HeadText.Split('\n', 4);
        if (lines.Length < 3 || !int.TryParse(lines[0].AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int n) || n == 0) return false;
        var fields = lines[2].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length >= 4 && Elements.Number(fields[0]) is not null && fields[1..4].All(x => double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }
}
