// A dataset in simple Dublin Core: meta tags of a page, and oai_dc for harvesters.
using System.Xml.Linq;

namespace DataHub.Formats.Descriptions;

/// <summary>Writes Dublin Core.</summary>
public static class DublinCore
{
    static readonly XNamespace s_oai = "http://www.openarchives.org/OAI/2.0/oai_dc/", s_dc = "http://purl.org/dc/elements/1.1/", s_xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The elements with their values, in order.</summary>
    public static IEnumerable<(string Element, string Value)> Of(Portrait p)
    {
        var m = p.Metadata;
        yield return ("title", m.Title);
        foreach (var a in m.Authors) yield return ("creator", a.Name);
        foreach (var k in m.Keywords) yield return ("subject", k);
        yield return ("description", p.Description);
        yield return ("publisher", p.Publisher);
        yield return ("date", SchemaOrg.Day(p.Published));
        yield return ("type", "Dataset");
        foreach (var f in p.Files.Select(f => f.MediaType).Distinct()) yield return ("format", f);
        foreach (var a in p.Addresses.Append(p.Page).Distinct()) yield return ("identifier", a);
        yield return ("language", m.Language);
        foreach (var r in m.Related) yield return (r.Relation is "IsDerivedFrom" ? "source" : "relation", r.Url ?? r.Identifier);
        yield return ("relation", p.CiteConcept);
        if (p.Licence is { } l) yield return ("rights", l);
        yield return ("rights", p.IsOpen ? "info:eu-repo/semantics/openAccess" : m.Access.Kind == Model.Datasets.AccessKind.Embargoed ? "info:eu-repo/semantics/embargoedAccess" : "info:eu-repo/semantics/restrictedAccess");
    }

    /// <summary>The oai_dc element.</summary>
    public static XElement Xml(Portrait p) => new(s_oai + "dc", new XAttribute(XNamespace.Xmlns + "oai_dc", s_oai), new XAttribute(XNamespace.Xmlns + "dc", s_dc), new XAttribute(XNamespace.Xmlns + "xsi", s_xsi), new XAttribute(s_xsi + "schemaLocation", $"{s_oai} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"),
        Of(p).Select(e => new XElement(s_dc + e.Element, e.Value)));
}
