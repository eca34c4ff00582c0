// Reads lists of molecules: SMILES, tables, SDF, XYZ, JSON lines, known by their content; streams.
using System.Globalization;
using System.Text;
using DataHub.Formats.Readers.ExtXyz;
using DataHub.Formats.Readers.Mapped;
using DataHub.Model;

namespace DataHub.Formats.Lists;

/// <summary>A list that is being read. An entry that cannot be understood is told with its line and its defect, and never ends the list.</summary>
public static class MoleculeList
{
    const int Head = 1 << 16;

    /// <summary>
    /// Opens a list. The stream is read as the entries are asked for, and is closed with them. Without a <paramref name="kind"/> the first lines tell what it is.
    /// A fault says why nothing of it can be read.
    /// </summary>
    public static (IEnumerable<Listed>? Entries, Fault? Fault) Open(Stream stream, string name, ListKind? kind = null)
    {
        var text = new StreamReader(stream, new UTF8Encoding(false), true, 1 << 16);
        var head = new char[Head];
        int read = text.ReadBlock(head, 0, Head);
        var begin = head.AsSpan(0, read);
        if (begin.IndexOf('\0') >= 0) return (null, new Fault(name, null, null, "this is no text", "Write one SMILES a line, a table with a column smiles or inchikey, SDF, XYZ or JSON lines"));
        var all = new Rejoined(head, read, text);
        switch (kind ?? Sniff(begin))
        {
            case ListKind.Csv: return MoleculeTable.Open(new LongLines(all), name, ',');
            case ListKind.Tsv: return MoleculeTable.Open(new LongLines(all), name, '\t');
            case ListKind.Sdf: return (Sdf(new LongLines(all)), null);
            case ListKind.Xyz: return (Xyz(all), null);
            case ListKind.JsonLines: return (MoleculeJson.Read(new LongLines(all)), null);
            default: return (Lines(new LongLines(all)), null);
        }
    }

    /// <summary>What a list that begins so is.</summary>
    public static ListKind Sniff(ReadOnlySpan<char> begin)
    {
        var text = new string(begin).TrimStart('\ufeff');
        if (text.TrimStart().StartsWith('{')) return ListKind.JsonLines;
        var lines = text.Split('\n', 6);
        if (lines.Length > 3 && (lines[3].Contains("V2000", StringComparison.Ordinal) || lines[3].Contains("V3000", StringComparison.Ordinal))) return ListKind.Sdf;
        string first = lines.FirstOrDefault(l => l.Trim().Length > 0) ?? "";
        if (lines.Length > 2 && int.TryParse(first.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int atoms) && atoms > 0) return ListKind.Xyz;
        if (MoleculeTable.IsHeader(first, '\t')) return ListKind.Tsv;
        return MoleculeTable.IsHeader(first, ',') ? ListKind.Csv : ListKind.Smiles;
    }

    /// <summary>The kind that a media type names, null if it names none.</summary>
    public static ListKind? OfMediaType(string? type) => type?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "text/csv" => ListKind.Csv,
        "text/tab-separated-values" => ListKind.Tsv,
        "chemical/x-daylight-smiles" or "chemical/x-smiles" => ListKind.Smiles,
        "chemical/x-mdl-sdfile" or "chemical/x-sdf" => ListKind.Sdf,
        "chemical/x-xyz" or "chemical/x-extxyz" => ListKind.Xyz,
        "application/x-ndjson" or "application/jsonl" or "application/x-jsonlines" => ListKind.JsonLines,
        _ => null,
    };

    /// <summary>One word, a SMILES or an InChIKey, with its name.</summary>
    public static Listed Word(long line, string word, string? name) => Listed.IsInChIKey(word) ? new(line) { InChIKey = word.ToUpperInvariant(), Name = name } : new(line) { Smiles = word, Name = name };

    static IEnumerable<Listed> Lines(LongLines lines)
    {
        while (lines.Next() is { } line)
        {
            if (lines.Cut) { yield return new(lines.Number) { Defect = "the line is longer than a million characters" }; continue; }
            var text = line.AsSpan().Trim();
            if (text.IsEmpty || text[0] == '#') continue;
            int space = text.IndexOfAny(' ', '\t');
            yield return space < 0 ? Word(lines.Number, new string(text), null) : Word(lines.Number, new string(text[..space]), new string(text[(space + 1)..].Trim()));
        }
    }

    static IEnumerable<Listed> Sdf(LongLines lines)
    {
        const int most = 1 << 20;
        var record = new StringBuilder();
        long begin = 1;
        bool whole = true, any = false;
        while (true)
        {
            var line = lines.Next();
            if (line is not null && !line.StartsWith("$$$$", StringComparison.Ordinal))
            {
                whole &= !lines.Cut && record.Length < most;
                if (whole) record.Append(line).Append('\n');
                any |= line.Trim().Length > 0;
                continue;
            }
            if (any)
            {
                string text = record.ToString();
                int end = text.IndexOf("M  END", StringComparison.Ordinal);
                string name = text[..Math.Max(0, text.IndexOf('\n'))].Trim();
                yield return !whole ? new(begin) { Name = name, Defect = "the record is longer than a million characters" }
                    : end < 0 ? new(begin) { Name = name, Defect = "the record has no connection table that ends with M  END" }
                    : new(begin) { Name = name.Length == 0 ? null : name, Molfile = text[..(end + 6)] + "\n", Spatial = new SdRecord(text[..(end + 6)], [], null).Structure().Item1?.Geometry };
            }
            if (line is null) yield break;
            record.Clear();
            (begin, whole, any) = (lines.Number + 1, true, false);
        }
    }

    static IEnumerable<Listed> Xyz(TextReader text)
    {
        long line = 1;
        var lines = new FrameLines(text);
        for (int number = 1; ; number++)
        {
            var frame = Frame.Read(lines, number, out var broken);
            if (broken is not null) { yield return new(line) { Defect = $"frame {number}: {broken}; nothing after it was read" }; yield break; }
            if (frame is null) yield break;
            yield return Of(frame, line);
            line += frame.Symbols.Length + 2;
        }
    }

    static Listed Of(Frame frame, long line)
    {
        if (frame.Defect is { } defect) return new(line) { Defect = defect };
        string? name = frame.Get("name") ?? frame.Get("id");
        int? Whole(string key, out bool bad)
        {
            bad = frame.Get(key) is { } s && !int.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
            return frame.Get(key) is { } t && !bad ? int.Parse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;
        }
        var charge = Whole("charge", out bool badCharge);
        var multiplicity = Whole("multiplicity", out bool badMultiplicity);
        if (badCharge || badMultiplicity) return new(line) { Name = name, Defect = $"the {(badCharge ? "charge" : "multiplicity")} is no whole number" };
        var key = frame.Get("inchikey");
        if (key is not null && !Listed.IsInChIKey(key)) return new(line) { Name = name, Defect = $"'{key}' is no InChIKey" };
        var geometry = new Geometry(frame.Symbols, frame.Positions, frame.Get("geometry_level") is null ? GeometrySource.Given : GeometrySource.Optimized, frame.Get("geometry_level") is { Length: > 0 } at ? Level.Parse(at).Name : null);
        return new(line) { Name = name, Geometry = geometry, Charge = charge, Multiplicity = multiplicity, InChIKey = key?.ToUpperInvariant(), Smiles = frame.Get("smiles") };
    }

    /// <summary>The text whose beginning has been looked at, from its beginning.</summary>
    sealed class Rejoined(char[] head, int count, TextReader rest) : TextReader
    {
        int _at = count > 0 && head[0] == '\ufeff' ? 1 : 0;

        public override int Peek() => _at < count ? head[_at] : rest.Peek();
        public override int Read() => _at < count ? head[_at++] : rest.Read();
        public override int Read(char[] buffer, int index, int length)
        {
            if (_at >= count) return rest.Read(buffer, index, length);
            int n = Math.Min(length, count - _at);
            Array.Copy(head, _at, buffer, index, n);
            _at += n;
            return n;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
