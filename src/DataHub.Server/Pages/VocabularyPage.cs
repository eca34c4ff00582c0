// Answers /vocab/v1 for people: each term under an anchor of its name, so that its address leads to it.
using DataHub.Formats.Descriptions;

namespace DataHub.Server.Pages;

static class VocabularyPage
{
    internal static IResult Get() => Layout.Page("Vocabulary", Html.Of($"""
        <h1>Vocabulary of computed data in chemistry, version 1</h1>
        <p>Terms for level of theory, fidelity and compute cost that no registered vocabulary has. As <a href="{Vocabulary.Path}.ttl">Turtle</a>, <a href="{Vocabulary.Path}.jsonld">JSON-LD</a>; the <a href="/context/v1.jsonld">context</a> for documents that use them.</p>
        {Layout.Table("Terms", ["Term", "Kind", "Meaning"], Vocabulary.Terms.Select(t => Html.Of($"<tr id=\"{t.Name}\"><td><code>{t.Name}</code></td><td>{(t.IsClass ? "class" : "property")}</td><td>{t.Meaning}</td></tr>")))}
        """));
}
