// The entity data model: the sets with their columns, units and meanings, as $metadata tells them.
using DataHub.Model;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Vocabularies;
using Microsoft.OData.Edm.Vocabularies.V1;

namespace DataHub.Queries;

static class EntityModel
{
    const string Space = "DataHub";

    internal static EdmModel Whole => s_whole ??= Make();
    static EdmModel? s_whole;

    /// <summary>The columns of a set that OData shows, in order: all but the long lists of the sibling file.</summary>
    internal static IReadOnlyList<SetColumn> ColumnsOf(QuerySet set) => SetColumns.Of(set);

    /// <summary>The column of a set by its name, any case; null if it has none.</summary>
    internal static SetColumn? Find(QuerySet set, string name) => ColumnsOf(set).FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    internal static IEdmEntitySet SetOf(QuerySet set) => Whole.EntityContainer.FindEntitySet(set.ToString());

    static EdmModel Make()
    {
        var model = new EdmModel();
        var unit = new EdmTerm("Org.OData.Measures.V1", "Unit", EdmPrimitiveTypeKind.String);
        var container = new EdmEntityContainer(Space, "Hub");
        model.AddElement(container);
        // Validators try options on the first set and link that they find: molecules have a link to many rows that exist.
        foreach (var set in Enum.GetValues<QuerySet>().OrderBy(s => s != QuerySet.Molecules))
        {
            var type = new EdmEntityType(Space, Singular(set));
            foreach (var column in ColumnsOf(set))
            {
                bool key = column.IsKey;
                var property = type.AddStructuralProperty(column.Name, set == QuerySet.Calculations && Open.TryGetValue(column.Name, out var open) ? new EdmComplexTypeReference(open, true) : TypeOf(column.Type, !key));
                if (key) type.AddKeys(property);
                Annotate(model, property, CoreVocabularyModel.DescriptionTerm, column.Meaning);
                if (column.Unit is not null) Annotate(model, property, unit, column.Unit);
            }
            model.AddElement(type);
            container.AddEntitySet(set.ToString(), type);
        }
        foreach (var open in Open.Values) model.AddElement(open);
        AddLinks(model, container);
        foreach (var set in (QuerySet[])[QuerySet.Calculations, QuerySet.Molecules])
        {
            AddFunction(model, set, "Similar", "Rows of molecules like a given one: Tanimoto's coefficient of Morgan fingerprints (radius 2, 2048 bits) at least the threshold", ("smiles", EdmPrimitiveTypeKind.String), ("threshold", EdmPrimitiveTypeKind.Double));
            AddFunction(model, set, "Substructure", "Rows of molecules that have a substructure, given as SMARTS", ("smarts", EdmPrimitiveTypeKind.String));
        }
        AddFunction(model, QuerySet.Calculations, "AtLeast", "Calculations at a level of theory that is the same as a given one or better for the property, by the order of levels", ("level", EdmPrimitiveTypeKind.String), ("property", EdmPrimitiveTypeKind.String));
        Capabilities.Annotate(model, container);
        model.SetEdmReferences([
            Vocabulary("Org.OData.Core.V1", "Core"),
            Vocabulary("Org.OData.Measures.V1", "Measures"),
            Vocabulary("Org.OData.Capabilities.V1", "Capabilities"),
        ]);
        return model;
    }

    /// <summary>Columns of JSON text, which are open data here: a member is any name that a record has.</summary>
    static readonly Dictionary<string, EdmComplexType> Open = new()
    {
        ["extras"] = new EdmComplexType(Space, "Extras", null, false, true),
        ["uncertainties"] = new EdmComplexType(Space, "Uncertainties", null, false, true),
    };

    static string Singular(QuerySet set) => set.ToString().TrimEnd('s');

    static void AddLinks(EdmModel model, EdmEntityContainer container)
    {
        EdmEntityType Type(QuerySet set) => (EdmEntityType)model.FindDeclaredType($"{Space}.{Singular(set)}");
        foreach (var link in Link.All)
        {
            var property = Type(link.From).AddUnidirectionalNavigation(new EdmNavigationPropertyInfo
            {
                Name = link.Name, Target = Type(link.To), TargetMultiplicity = link.Many ? EdmMultiplicity.Many : EdmMultiplicity.ZeroOrOne,
            });
            Annotate(model, property, CoreVocabularyModel.DescriptionTerm, link.Meaning);
            ((EdmEntitySet)container.FindEntitySet(link.From.ToString())).AddNavigationTarget(property, container.FindEntitySet(link.To.ToString()));
        }
    }

    static void AddFunction(EdmModel model, QuerySet set, string name, string meaning, params (string Name, EdmPrimitiveTypeKind Type)[] parameters)
    {
        var rows = EdmCoreModel.GetCollection(new EdmEntityTypeReference((IEdmEntityType)model.FindDeclaredType($"{Space}.{Singular(set)}"), false));
        var function = new EdmFunction(Space, name, rows, true, new EdmPathExpression("rows"), true);
        function.AddParameter("rows", rows);
        foreach (var (parameter, type) in parameters) function.AddParameter(parameter, EdmCoreModel.Instance.GetPrimitive(type, false));
        model.AddElement(function);
        Annotate(model, function, CoreVocabularyModel.DescriptionTerm, meaning);
    }

    static EdmReference Vocabulary(string space, string alias)
    {
        var reference = new EdmReference(new Uri($"https://oasis-tcs.github.io/odata-vocabularies/vocabularies/{space}.xml"));
        reference.AddInclude(new EdmInclude(alias, space));
        return reference;
    }

    static void Annotate(EdmModel model, IEdmVocabularyAnnotatable target, IEdmTerm term, string text)
    {
        var annotation = new EdmVocabularyAnnotation(target, term, new EdmStringConstant(text));
        annotation.SetSerializationLocation(model, EdmVocabularyAnnotationSerializationLocation.Inline);
        model.SetVocabularyAnnotation(annotation);
    }

    static IEdmTypeReference TypeOf(ColumnType type, bool nullable)
    {
        var core = EdmCoreModel.Instance;
        return type switch
        {
            ColumnType.Text => core.GetString(nullable),
            ColumnType.Integer => core.GetInt64(nullable),
            ColumnType.Real => core.GetDouble(nullable),
            ColumnType.Boolean => core.GetBoolean(nullable),
            ColumnType.Time => core.GetTemporal(EdmPrimitiveTypeKind.DateTimeOffset, 6, nullable),
            ColumnType.TextList => EdmCoreModel.GetCollection(core.GetString(false)),
            ColumnType.RealList => EdmCoreModel.GetCollection(core.GetDouble(false)),
            _ => throw new InvalidOperationException($"column type {type} has no OData type"),
        };
    }
}
