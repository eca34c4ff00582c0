// Makes the documents of the index, with fields that are used again from one document to the next.
using DataHub.Model;
using Lucene.Net.Documents;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>For one thread: the document that it gives is the same object each time, good until the next. New fields for each document cost the library more than indexing them.</summary>
sealed class DocumentMaker
{
    static readonly Column[] Lower = [.. SearchFields.Facets, .. SearchFields.Words], Prose = [.. SearchFields.Prose], Identifiers = [.. SearchFields.Identifiers], Facets = [.. SearchFields.Facets];
    static readonly Column Elements = SearchFields.Get(SearchFields.Elements);

    readonly Document _document = new();
    readonly StringField[] _identifiers = Fields(Identifiers, ""), _lower = Fields(Lower, ""), _exact = Fields(Facets, SearchFields.Exact);
    readonly SortedDocValuesField[] _values = [.. Facets.Select(c => new SortedDocValuesField(c.Name, new BytesRef()))];
    readonly SortedDocValuesField _id = new(SearchFields.Id, new BytesRef());
    readonly TextField[] _prose = [.. Prose.Select(c => new TextField(c.Name, "", Field.Store.NO))];
    readonly TextField _text = new(SearchFields.Text, "", Field.Store.NO);
    readonly List<(StringField Lower, StringField Exact, SortedSetDocValuesField Value)> _elements = [];
    readonly System.Text.StringBuilder _all = new();

    static StringField[] Fields(Column[] columns, string prefix) => [.. columns.Select(c => new StringField(prefix + c.Name, "", Field.Store.NO))];

    /// <summary>The document of a row.</summary>
    public Document Of(CalculationRow row)
    {
        _document.Fields.Clear();
        _all.Clear();
        for (int i = 0; i < Identifiers.Length; i++) if (row[Identifiers[i]] is string s) Put(_identifiers[i], s);
        for (int i = 0; i < Lower.Length; i++)
            if (row[Lower[i]] is string s)
            {
                Put(_lower[i], s.ToLowerInvariant());
                _all.Append(s).Append(' ');
            }
        for (int i = 0; i < Facets.Length; i++)
            if (row[Facets[i]] is string s)
            {
                Put(_exact[i], s);
                Put(_values[i], s);
            }
        Put(_id, (string)row[Columns.Id]!);
        var elements = row[Elements] as string[] ?? [];
        for (int i = 0; i < elements.Length; i++)
        {
            if (i == _elements.Count) _elements.Add((new(SearchFields.Elements, "", Field.Store.NO), new(SearchFields.Exact + SearchFields.Elements, "", Field.Store.NO), new(SearchFields.Elements, new BytesRef())));
            Put(_elements[i].Lower, elements[i].ToLowerInvariant());
            Put(_elements[i].Exact, elements[i]);
            Put(_elements[i].Value, elements[i]);
        }
        for (int i = 0; i < Prose.Length; i++)
            if (row[Prose[i]] is string s)
            {
                _prose[i].SetStringValue(s);
                _document.Fields.Add(_prose[i]);
                _all.Append(s).Append(' ');
            }
        // One field of all words: the places of the words are those of one field for each value.
        _text.SetStringValue(_all.ToString());
        _document.Fields.Add(_text);
        return _document;
    }

    void Put(StringField field, string value)
    {
        field.SetStringValue(value);
        _document.Fields.Add(field);
    }

    void Put(Field field, string value)
    {
        field.SetBytesValue(new BytesRef(value));
        _document.Fields.Add(field);
    }
}
