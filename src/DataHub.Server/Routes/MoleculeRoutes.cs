// Answers /api/molecules: everything known of a molecule by state and level, and its drawing.
using DataHub.Model;

namespace DataHub.Server.Routes;

static class MoleculeRoutes
{
    const int MostRecords = 5000;

    internal static void MapMolecules(this WebApplication app)
    {
        var group = app.MapGroup("/api/molecules").WithTags("Molecules");
        group.MapGet("{inchikey}", Get).WithName("GetMolecule").Produces<MoleculeAnswer>(200).Refuses(404);
        group.MapGet("{inchikey}/depiction.svg", Depict).WithName("GetDepiction").Produces(200, contentType: "image/svg+xml").Refuses(404);
    }

    /// <summary>A molecule: its states, and for each level of theory the values of the best record.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="inchikey">Standard InChIKey.</param>
    /// <param name="cancel">Ends with the request.</param>
    internal static IResult Get(Hub hub, string inchikey, CancellationToken cancel) =>
        Find(hub, inchikey, cancel) is { } molecule ? Results.Json(molecule, ApiJson.Wire.MoleculeAnswer) : Problems.NotFound($"There is no molecule with the InChIKey '{inchikey}'.");

    /// <summary>The molecule of an InChIKey, or null.</summary>
    internal static MoleculeAnswer? Find(Hub hub, string inchikey, CancellationToken cancel)
    {
        var rows = Rows(hub, inchikey.ToUpperInvariant(), cancel);
        if (rows.Count == 0) return null;
        string? First(Column c) => rows.Select(r => r[c] as string).FirstOrDefault(v => v is not null);
        var states = rows.GroupBy(r => (Charge: (long)r[Columns.Charge]!, Multiplicity: (long)r[Columns.Multiplicity]!)).OrderBy(g => Math.Abs(g.Key.Charge)).ThenBy(g => g.Key.Multiplicity)
            .Select(g => new MoleculeState((int)g.Key.Charge, (int)g.Key.Multiplicity, [.. g.Where(r => (string)r[Columns.Status]! == "success").GroupBy(r => (string)r[Columns.Level]!).Select(l => At(l.Key, [.. l]))
                .OrderBy(l => Rank(l.Kind)).ThenBy(l => l.Level, StringComparer.Ordinal)]));
        string key = (string)rows[0][Columns.InChIKey]!;
        return new MoleculeAnswer(key, First(Columns.Smiles), First(Columns.Find("inchi")!), First(Columns.Formula), First(Columns.Name), [.. states],
            new($"/molecules/{key}", $"/api/molecules/{key}/depiction.svg", $"/odata/Calculations?$filter=inchikey eq '{key}'"));
    }

    /// <summary>The drawing of a molecule.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="inchikey">Standard InChIKey.</param>
    /// <param name="w">Width in pixels, 40 to 2000.</param>
    /// <param name="h">Height in pixels, 40 to 2000.</param>
    internal static IResult Depict(HttpContext http, Hub hub, string inchikey, int w = 250, int h = 200)
    {
        if (w is < 40 or > 2000 || h is < 40 or > 2000) return Problems.Answer(400, "Bad request", "w and h are pixels from 40 to 2000.");
        using var stream = hub.Archive.Find(new Query(QuerySet.Molecules) { Filter = Equal("inchikey", inchikey.ToUpperInvariant()), Select = ["smiles"], Top = 1 }, http.RequestAborted);
        if (!stream.Read() || stream[0] is not string smiles) return Problems.NotFound($"There is no molecule with the InChIKey '{inchikey}'.");
        if (hub.Toolkit.Depict(smiles, w, h) is not { } svg) return Problems.NotFound($"The molecule '{inchikey}' cannot be drawn.");
        http.Response.Headers.CacheControl = "public, max-age=86400";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        return Results.Text(svg, "image/svg+xml");
    }

    internal static Expr Equal(string column, string value) => new Expr.Compare("eq", new Expr.Col(column), new Expr.Const(value));

    static List<CalculationRow> Rows(Hub hub, string key, CancellationToken cancel)
    {
        var rows = hub.Archive.Rows(new Query(QuerySet.Calculations) { Filter = Equal("inchikey", key), Top = MostRecords }, false, cancel);
        return rows.ToBlockingEnumerable(cancel).ToList();
    }

    static LevelValues At(string level, List<CalculationRow> rows)
    {
        var energy = Columns.Find(Property.Energy.Name)!;
        var best = rows.OrderBy(r => r[energy] as double? ?? double.PositiveInfinity).ThenByDescending(r => r[Columns.IngestedAt] as DateTime?).ThenBy(r => (string)r[Columns.Id]!, StringComparer.Ordinal).First();
        var values = Property.All.Where(p => !p.IsList && best[Columns.Find(p.Name)!] is double).Select(p => new NamedValue(p.Name, (double)best[Columns.Find(p.Name)!]!, p.Unit));
        return new LevelValues(level, (string)best[Columns.Find("level_kind")!]!, rows.Count, (string)best[Columns.Id]!, best[Columns.Program] as string, best[Columns.GeometryLevel] as string, [.. values], best[Columns.CpuSeconds] as double?);
    }

    static int Rank(string kind) => Array.IndexOf(["machinelearned", "forcefield", "semiempirical", "dft", "wavefunction", "experiment"], kind) is >= 0 and var i ? i : 9;
}
