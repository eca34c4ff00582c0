// SD files: a connection table with coordinates, and the columns as data fields.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Formats.Writers;

/// <summary>Bonds of a geometry: pairs of atoms (from 0) with their orders, formal charge of each atom, and its radical mark (0 none, 1 singlet, 2 doublet, 3 triplet).</summary>
public sealed record Skeleton(IReadOnlyList<(int A, int B, int Order)> Bonds, IReadOnlyList<int> Charges, IReadOnlyList<int> Radicals);

/// <summary>Finds the bonds of a geometry with a charge and a multiplicity; null where they cannot be told.</summary>
public delegate Skeleton? BondSearch(Geometry geometry, int charge, int multiplicity);

/// <summary>
/// One record of an SD file a calculation: V2000 (coordinates to 1e-4 Å), V3000 (to 1e-6 Å) for more than 999 atoms or bonds; a record without geometry has a table without atoms.
/// Bonds are perceived from the coordinates where they can be; the SMILES is a field in any case. Fields are columns by name, lists with blanks between, and <c>datahub_units</c> tells their units.
/// </summary>
public sealed class SdfWriter(BondSearch? bonds) : IWriter
{
    static readonly IReadOnlyList<Column> Usual = [Columns.Id, .. Columns.Wide.Where(c => c != Columns.Id)];

    /// <inheritdoc/>
    public string Format => "sdf";
    /// <inheritdoc/>
    public string MediaType => "chemical/x-mdl-sdfile";
    /// <inheritdoc/>
    public string Extension => ".sdf";
    /// <inheritdoc/>
    public bool NeedsArrays => true;
    /// <inheritdoc/>
    public bool HasOwnShape => true;

    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default)
    {
        if (columns.Count == 0) columns = Usual;
        columns = [.. columns.Where(c => c != Columns.Symbols && c != Columns.Coordinates)];
        var page = new Page();
        await foreach (var row in rows.WithCancellation(cancel))
        {
            Record(page, row, columns);
            await page.SendAsync(to, false, cancel);
        }
        await page.SendAsync(to, true, cancel);
    }

    void Record(Page page, CalculationRow row, IReadOnlyList<Column> columns)
    {
        page.Add(Line(row[Columns.Id] as string ?? "")).Add("\n  DataHub           3D\n").Add(Line(row[Columns.Level] as string ?? "")).Add('\n');
        string[] symbols = row[Columns.Symbols] as string[] ?? [];
        double[] xyz = row[Columns.Coordinates] as double[] ?? [];
        if (xyz.Length != 3 * symbols.Length) (symbols, xyz) = ([], []);
        var skeleton = symbols.Length == 0 ? null : bonds?.Invoke(new Geometry(symbols, xyz), (int)(row[Columns.Charge] as long? ?? 0), (int)(row[Columns.Multiplicity] as long? ?? 1));
        if (symbols.Length > 999 || skeleton?.Bonds.Count > 999 || xyz.Any(x => Math.Abs(x) >= 9999)) V3000(page, symbols, xyz, skeleton); else V2000(page, symbols, xyz, skeleton);
        page.Add("M  END\n");
        var units = new List<string>();
        foreach (var c in columns)
        {
            if (Text(row[c]) is not { Length: > 0 } text) continue;
            page.Add("> <").Add(c.Name).Add(">\n").Add(text).Add("\n\n");
            if (c.Unit is not null and not "1") units.Add($"{c.Name}={c.Unit}");
        }
        if (units.Count > 0) page.Add("> <datahub_units>\n").Add(string.Join(' ', units)).Add("\n\n");
        page.Add("$$$$\n");
    }

    static void V2000(Page page, string[] symbols, double[] xyz, Skeleton? skeleton)
    {
        page.Add(string.Create(CultureInfo.InvariantCulture, $"{symbols.Length,3}{skeleton?.Bonds.Count ?? 0,3}  0  0  0  0  0  0  0  0999 V2000\n"));
        for (int i = 0; i < symbols.Length; i++)
            page.Add(string.Create(CultureInfo.InvariantCulture, $"{xyz[3 * i],10:0.0000}{xyz[3 * i + 1],10:0.0000}{xyz[3 * i + 2],10:0.0000} {symbols[i],-3} 0  0  0  0  0  0  0  0  0  0  0  0\n"));
        if (skeleton is null) return;
        foreach (var (a, b, order) in skeleton.Bonds) page.Add(string.Create(CultureInfo.InvariantCulture, $"{a + 1,3}{b + 1,3}{order,3}  0\n"));
        for (int i = 0; i < symbols.Length; i++)
        {
            if (skeleton.Charges[i] != 0) page.Add(string.Create(CultureInfo.InvariantCulture, $"M  CHG  1 {i + 1,3} {skeleton.Charges[i],3}\n"));
            if (skeleton.Radicals[i] != 0) page.Add(string.Create(CultureInfo.InvariantCulture, $"M  RAD  1 {i + 1,3} {skeleton.Radicals[i],3}\n"));
        }
    }

    static void V3000(Page page, string[] symbols, double[] xyz, Skeleton? skeleton)
    {
        page.Add("  0  0  0     0  0            999 V3000\nM  V30 BEGIN CTAB\n").Add(string.Create(CultureInfo.InvariantCulture, $"M  V30 COUNTS {symbols.Length} {skeleton?.Bonds.Count ?? 0} 0 0 0\nM  V30 BEGIN ATOM\n"));
        for (int i = 0; i < symbols.Length; i++)
        {
            page.Add(string.Create(CultureInfo.InvariantCulture, $"M  V30 {i + 1} {symbols[i]} {xyz[3 * i]:0.000000} {xyz[3 * i + 1]:0.000000} {xyz[3 * i + 2]:0.000000} 0"));
            if (skeleton?.Charges[i] is { } charge and not 0) page.Add(" CHG=").Add(charge);
            if (skeleton?.Radicals[i] is { } radical and not 0) page.Add(" RAD=").Add(radical);
            page.Add('\n');
        }
        page.Add("M  V30 END ATOM\n");
        if (skeleton is { Bonds.Count: > 0 })
        {
            page.Add("M  V30 BEGIN BOND\n");
            for (int k = 0; k < skeleton.Bonds.Count; k++) page.Add(string.Create(CultureInfo.InvariantCulture, $"M  V30 {k + 1} {skeleton.Bonds[k].Order} {skeleton.Bonds[k].A + 1} {skeleton.Bonds[k].B + 1}\n"));
            page.Add("M  V30 END BOND\n");
        }
        page.Add("M  V30 END CTAB\n");
    }

    static string? Text(object? value) => value switch
    {
        null => null,
        string s => Line(s),
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        long n => n.ToString(CultureInfo.InvariantCulture),
        bool b => b ? "true" : "false",
        DateTime t => Page.Time(t),
        string[] list => string.Join(' ', list),
        double[] list => string.Join(' ', list.Select(x => x.ToString("R", CultureInfo.InvariantCulture))),
        _ => throw new InvalidOperationException($"a field cannot hold a {value.GetType().Name}"),
    };

    /// <summary>A field ends at an empty line, so its text is one line; and it must not look like the end of a record.</summary>
    static string Line(string s) => (s.StartsWith("$$$$", StringComparison.Ordinal) || s.StartsWith('>') ? " " + s : s).ReplaceLineEndings(" ");
}
