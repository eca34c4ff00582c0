// Answers /api/levels: how a level of theory is read, and how two stand to each other for a property.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Server.Routes;

static class LevelRoutes
{
    internal static void MapLevels(this WebApplication app)
    {
        app.MapGet("/api/levels", ReadLevel).WithTags("Known").WithName("ReadLevel").Produces<LevelAnswer>(200).Refuses(400);
        app.MapGet("/api/levels/compare", Compare).WithTags("Known").WithName("CompareLevels").Produces<LevelComparisonAnswer>(200).Refuses(400);
    }

    /// <summary>How a text is read as a level of theory.</summary>
    /// <param name="text">Free text, such as B3LYP-D3BJ/6-31G*; with a program, its route, keyword line or input.</param>
    /// <param name="program">A program whose keywords the text is, such as gaussian or orca; what it does unasked counts.</param>
    internal static IResult ReadLevel(string? text, string? program)
    {
        if (string.IsNullOrWhiteSpace(text)) return Problems.Answer(400, "Bad request", "text: a level of theory is wanted, such as ?text=wB97X-D/def2-SVP.");
        if (!string.IsNullOrWhiteSpace(program))
            return LevelKeywords.Read(program, text) is ({ } read, _) ? Results.Json(Of(read), ApiJson.Wire.LevelAnswer) : Problems.Answer(400, "No level", LevelKeywords.Read(program, text).Why!);
        if (KnownRoutes.Parsed(text) is not { } level) return Problems.Answer(400, "Bad request", "text: a level of theory is wanted, such as ?text=wB97X-D/def2-SVP.");
        return Results.Json(Of(level) with { Why = LevelKeywords.Read("", text).Why }, ApiJson.Wire.LevelAnswer);
    }

    /// <summary>How one level stands to another for a property: may a value at level a stand in for one at level b?</summary>
    /// <remarks>The order is partial: it rests on benchmark errors with their margins and on the order of basis sets, and "incomparable" is an answer, with its reason.</remarks>
    /// <param name="a">A level in free text.</param>
    /// <param name="b">Another.</param>
    /// <param name="property">A property, such as gap_ev, or a class: absoluteenergy, thermochemistry, orbital, excitation, moment, vibration.</param>
    internal static IResult Compare(string? a, string? b, string? property)
    {
        if (string.IsNullOrWhiteSpace(a) || KnownRoutes.Parsed(a) is not { } first) return Problems.Answer(400, "Bad request", "a: a level of theory is wanted, such as ?a=wB97X-D/def2-TZVP.");
        if (string.IsNullOrWhiteSpace(b) || KnownRoutes.Parsed(b) is not { } second) return Problems.Answer(400, "Bad request", "b: a level of theory is wanted, such as ?b=wB97X-D/def2-SVP.");
        if (string.IsNullOrWhiteSpace(property) || LevelOrder.ClassOf(property) is not { } of)
            return Problems.Answer(400, "Bad request", $"property: {(string.IsNullOrWhiteSpace(property) ? "one is wanted" : $"'{property}' is not known")}; there are {string.Join(", ", Property.All.Select(p => p.Name))}.");
        var c = LevelOrder.Compare(first, second, of);
        return Results.Json(new LevelComparisonAnswer(Of(first), Of(second), (Property.Find(property) ?? Property.One(property))?.Name, of.ToString().ToLowerInvariant(), c.Relation.ToString().ToLowerInvariant(), c.Rule, c.Reasons, c.Figures), ApiJson.Wire.LevelComparisonAnswer);
    }

    static LevelAnswer Of(Level l) => new(l.Name, l.Kind.ToString().ToLowerInvariant(), l.Method, l.Dispersion, l.Basis, l.Solvation, l.Reference, l.Kind != LevelKind.Unknown)
    { Core = l.Core, Relativity = l.Relativity, Treatment = l.Treatment, Approximations = l.Approximations };

    /// <summary>The condition that a record is at a level of the archive which is the same as a given one or better for the property.</summary>
    /// <exception cref="QueryException">The level or the property is not known.</exception>
    internal static Expr AtLeast(Archive archive, string level, string property, CancellationToken cancel)
    {
        if (Property.Find(property) is not { } asked) throw new QueryException($"there is no property '{property}'", null, string.Join(", ", Property.All.Select(p => p.Name)));
        Level wanted;
        try { wanted = Level.Parse(level); }
        catch (FormatException e) { throw new QueryException(e.Message, null, "a level of theory such as wB97X-D/def2-SVP"); }
        var names = new List<object?>();
        using var rows = archive.Find(new Query(QuerySet.Calculations) { Apply = [new Step.Where(new Expr.Compare("ne", new Expr.Col(Columns.Level.Name), new Expr.Const(null))), new Step.GroupBy([Columns.Level.Name], [])] }, cancel);
        while (rows.Read())
            if (rows[0] is string name && (name == wanted.Name || LevelOrder.Compare(Level.Parse(name), wanted, asked.Class).Relation is LevelRelation.Same or LevelRelation.Better or LevelRelation.Equivalent)) names.Add(name);
        return new Expr.In(new Expr.Col(Columns.Level.Name), names);
    }
}
