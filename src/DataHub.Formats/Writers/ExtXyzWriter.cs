// Extended XYZ that carries everything: level, units, identity, cost and source in the comment line.
using DataHub.Model;

namespace DataHub.Formats.Writers;

/// <summary>
/// One frame a record that has a geometry (others cannot be frames and are left out). Keys are the column names, which carry their units; besides, energy (eV) and
/// forces (eV/Å) stand under the names that ASE looks for. DataHub reads the files back.
/// </summary>
public sealed class ExtXyzWriter : IWriter
{
    static readonly HashSet<string> Atomwise = [Property.Gradient.Name, Property.Charges.Name];
    static readonly Column Energy = Columns.Find(Property.Energy.Name)!, Gradient = Columns.Find(Property.Gradient.Name)!, Charges = Columns.Find(Property.Charges.Name)!, Id = Columns.Id;
    static readonly IReadOnlyList<Column> Keys = [.. RowJson.Travelling.Where(c => !Atomwise.Contains(c.Name))];

    /// <inheritdoc/>
    public string Format => "extxyz";
    /// <inheritdoc/>
    public string MediaType => "chemical/x-xyz";
    /// <inheritdoc/>
    public string Extension => ".xyz";
    /// <inheritdoc/>
    public bool NeedsArrays => true;
    /// <inheritdoc/>
    public bool HasOwnShape => true;

    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default)
    {
        var page = new Page();
        await foreach (var row in rows.WithCancellation(cancel))
        {
            if (row[Columns.Symbols] is string[] { Length: > 0 } symbols && row[Columns.Coordinates] is double[] xyz && xyz.Length == 3 * symbols.Length) Frame(page, row, symbols, xyz);
            await page.SendAsync(to, false, cancel);
        }
        await page.SendAsync(to, true, cancel);
    }

    static void Frame(Page page, CalculationRow row, string[] symbols, double[] xyz)
    {
        var gradient = row[Gradient] is double[] g && g.Length == xyz.Length ? g : null;
        var charges = row[Charges] is double[] q && q.Length == symbols.Length ? q : null;
        page.Add(symbols.Length).Add("\nProperties=species:S:1:pos:R:3").Add(gradient is null ? "" : ":forces:R:3").Add(charges is null ? "" : ":partial_charges:R:1").Add(" pbc=\"F F F\" datahub=1");
        if (gradient is not null) page.Add(" forces_unit=eV/Angstrom");
        if (row[Id] is string { Length: > 0 } id) page.Add(" id=").Add(id);
        foreach (var column in Keys)
            if (row[column] is { } value)
            {
                page.Add(' ').Add(column.Name).Add('=');
                Value(page, value);
            }
        if (row[Energy] is double energy) page.Add(" energy=").Add(energy * Units.HartreeToEv).Add(" energy_unit=eV");
        page.Add('\n');
        for (int i = 0; i < symbols.Length; i++)
        {
            page.Add(symbols[i]);
            for (int k = 0; k < 3; k++) page.Add(' ').Add(xyz[3 * i + k]);
            if (gradient is not null) for (int k = 0; k < 3; k++) page.Add(' ').Add(gradient[3 * i + k] == 0 ? 0 : -gradient[3 * i + k] * (Units.HartreeToEv / Units.BohrToAngstrom));
            if (charges is not null) page.Add(' ').Add(charges[i]);
            page.Add('\n');
        }
    }

    static void Value(Page page, object value)
    {
        switch (value)
        {
            case string s: Text(page, s); break;
            case double d: page.Add(d); break;
            case long n: page.Add(n); break;
            case bool b: page.Add(b ? "T" : "F"); break;
            case DateTime t: page.Add(Page.Time(t)); break;
            case string[] list: Text(page, string.Join(' ', list)); break;
            case double[] list:
                page.Add('"');
                for (int i = 0; i < list.Length; i++)
                {
                    if (i > 0) page.Add(' ');
                    page.Add(list[i]);
                }
                page.Add('"');
                break;
        }
    }

    /// <summary>Quoted wherever a bare word could be read as something else: a number, an array, a truth value.</summary>
    static void Text(Page page, string s)
    {
        bool bare = s.Length > 0 && char.IsAsciiLetter(s[0]) && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/' or '+') && s is not ("T" or "F");
        if (bare) page.Add(s);
        else page.Add('"').Add(s.Replace("\\", "\\\\").Replace("\"", "\\\"").ReplaceLineEndings("\\n")).Add('"');
    }
}
