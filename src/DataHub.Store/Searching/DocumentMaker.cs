// Makes the documents of the index, with fields that are used again from one document to the next.
using System.Text;
using DataHub.Model;
using Lucene.Net.Documents;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>For one thread: the document that it gives is the same object each time, good until the next. New fields for each document cost the library more than indexing them.</summary>
sealed class DocumentMaker
{
    static readonly Column[] Prose = [.. SearchFields.Prose], Identifiers = [.. SearchFields.Identifiers], Facets = [.. SearchFields.Facets], Numbers = [.. SearchFields.Numbers];

    readonly Document _document = new();
    readonly StringField[] _identifiers = [.. Identifiers.Select(c => new StringField(c.Name, "", Field.Store.NO))];
    readonly NumericDocValuesField[] _numbers = [.. Numbers.Select(c => new NumericDocValuesField(c.Name, 0))];
    readonly TextField[] _prose = [.. Prose.Select(c => new TextField(c.Name, "", Field.Store.NO))];
    readonly SortedDocValuesField _id = new(SearchFields.Id, new BytesRef()), _key = new(SearchFields.Key, new BytesRef());
    readonly StringBuilder _parts = new();

    /// <summary>The document of a row.</summary>
    public Document Of(CalculationRow row)
    {
        _document.Fields.Clear();
        for (int i = 0; i < Identifiers.Length; i++)
            if (row[Identifiers[i]] is string s) Put(_identifiers[i], Identifiers[i].Name == SearchFields.Doi ? s.ToLowerInvariant() : s);
        for (int i = 0; i < Prose.Length; i++)
            if (row[Prose[i]] is string s) Put(_prose[i], s);
        for (int i = 0; i < Numbers.Length; i++)
            if (row[Numbers[i]] is { } value)
            {
                _numbers[i].SetInt64Value(Bits(value));
                _document.Fields.Add(_numbers[i]);
            }
        Put(_id, (string)row[Columns.Id]!);
        Put(_key, Key(row));
        return _document;
    }

    /// <summary>A number or time as the index holds it: the bits of a double.</summary>
    static long Bits(object value) => BitConverter.DoubleToInt64Bits(value switch { double d => d, long n => n, DateTime t => SearchFields.Microseconds(t), _ => throw new InvalidCastException($"{value.GetType()} is no number") });

    string Key(CalculationRow row)
    {
        _parts.Clear();
        for (int i = 0; i < Facets.Length; i++)
        {
            if (i > 0) _parts.Append(SearchFields.Divider);
            if (row[Facets[i]] is string[] list) _parts.AppendJoin(',', list);
            else if (row[Facets[i]] is string s) _parts.Append(s.Contains(SearchFields.Divider, StringComparison.Ordinal) ? s.Replace(SearchFields.Divider, ' ') : s);
        }
        return _parts.ToString();
    }

    void Put(Field field, string value)
    {
        if (field is SortedDocValuesField) field.SetBytesValue(new BytesRef(value));
        else field.SetStringValue(value);
        _document.Fields.Add(field);
    }
}
