// What the service can do and what it cannot, as annotations of the entity model.
using DataHub.Model;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Vocabularies;
using Microsoft.OData.Edm.Vocabularies.V1;

namespace DataHub.Queries;

static class Capabilities
{
    /// <summary>Tells of the container and of each set what a client may ask: all of it reads only, batches are answered, changes are told of calculations.</summary>
    internal static void Annotate(EdmModel model, EdmEntityContainer container)
    {
        void Tell(IEdmVocabularyAnnotatable target, string term, IEdmExpression value)
        {
            var found = CapabilitiesVocabularyModel.Instance.FindDeclaredTerm("Org.OData.Capabilities.V1." + term) ?? throw new InvalidOperationException($"the vocabulary has no term {term}");
            var annotation = new EdmVocabularyAnnotation(target, found, value);
            annotation.SetSerializationLocation(model, EdmVocabularyAnnotationSerializationLocation.Inline);
            model.SetVocabularyAnnotation(annotation);
        }
        foreach (var (term, yes) in ((string, bool)[])[("BatchSupported", true), ("BatchContinueOnErrorSupported", true), ("AsynchronousRequestsSupported", false), ("CrossJoinSupported", false), ("KeyAsSegmentSupported", false)])
            Tell(container, term, new EdmBooleanConstant(yes));
        Tell(container, "SupportedFormats", new EdmCollectionExpression(new EdmStringConstant("application/json;odata.metadata=full;IEEE754Compatible=true;odata.streaming=true"), new EdmStringConstant("application/json;odata.metadata=minimal"), new EdmStringConstant("application/json;odata.metadata=none")));
        foreach (var set in Enum.GetValues<QuerySet>())
        {
            var entities = container.FindEntitySet(set.ToString());
            void Can(string term, string property, bool yes) => Tell(entities, term, new EdmRecordExpression(new EdmPropertyConstructor(property, new EdmBooleanConstant(yes))));
            Can("InsertRestrictions", "Insertable", false);
            Can("UpdateRestrictions", "Updatable", false);
            Can("DeleteRestrictions", "Deletable", false);
            Can("ChangeTracking", "Supported", set == QuerySet.Calculations);
        }
    }
}
