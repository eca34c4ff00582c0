// How text becomes terms: names of methods and basis sets keep their signs and are found by their parts as well.
using System.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace DataHub.Store.Searching;

/// <summary>
/// Splits at white space, in lower case. A piece with signs in it, such as <c>wB97X-D/def2-SVP</c>, gives the term of the whole piece and, from the same place on,
/// the terms of its runs of letters and digits.
/// </summary>
sealed class ChemistryAnalyzer : Analyzer
{
    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader) => new(new Pieces(reader));

    /// <summary>The terms of a text: each with its distance from the one before, and the place of its piece.</summary>
    public static IEnumerable<(string Term, int Step, int Start, int End)> Terms(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            int start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
            foreach (var (term, step) in TermsOf(text.AsSpan(start, at - start))) yield return (term, step, start, at);
        }
    }

    /// <summary>Pieces whose terms are kept, and the longest of them: most pieces of a record stand in the next one too.</summary>
    const int Remembered = 4096, Longest = 64;
    [ThreadStatic] static Dictionary<string, (string Term, int Step)[]>? s_recent;

    /// <summary>The terms of a piece without white space: each with its distance from the one before.</summary>
    static (string Term, int Step)[] TermsOf(ReadOnlySpan<char> piece)
    {
        piece = piece.Trim(",;.\"'");
        if (piece.IsEmpty) return [];
        var recent = s_recent ??= [];
        if (recent.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out var terms)) return terms;
        var text = piece.ToString();
        var parts = Parts(text);
        var lower = text.ToLowerInvariant();
        bool whole = parts.Count != 1 || parts[0] != lower;
        terms = [.. whole ? [(Cut(lower), 1)] : Array.Empty<(string, int)>(), .. parts.Select((p, i) => (Cut(p), whole && i == 0 ? 0 : 1))];
        if (text.Length > Longest) return terms;
        if (recent.Count >= Remembered) recent.Clear();
        return recent[text] = terms;
    }

    /// <summary>The runs of letters and digits of a piece, in lower case.</summary>
    public static List<string> Parts(string piece)
    {
        var parts = new List<string>();
        var run = new StringBuilder();
        foreach (char c in piece + " ")
            if (char.IsLetterOrDigit(c)) run.Append(char.ToLowerInvariant(c));
            else if (run.Length > 0) { parts.Add(run.ToString()); run.Clear(); }
        return parts;
    }

    /// <summary>The index takes terms of limited length.</summary>
    static string Cut(string term) => term.Length > 200 ? term[..200] : term;

    sealed class Pieces : Tokenizer
    {
        readonly ICharTermAttribute _term;
        readonly IPositionIncrementAttribute _step;
        readonly IOffsetAttribute _offset;
        char[] _text = new char[512];
        int _length = -1, _start, _at, _next;
        (string Term, int Step)[] _terms = [];

        public Pieces(TextReader reader) : base(reader)
        {
            _term = AddAttribute<ICharTermAttribute>();
            _step = AddAttribute<IPositionIncrementAttribute>();
            _offset = AddAttribute<IOffsetAttribute>();
        }

        public override bool IncrementToken()
        {
            if (_length < 0) Take();
            while (_next == _terms.Length)
            {
                while (_at < _length && char.IsWhiteSpace(_text[_at])) _at++;
                _start = _at;
                while (_at < _length && !char.IsWhiteSpace(_text[_at])) _at++;
                if (_at == _start) return false;
                (_terms, _next) = (TermsOf(_text.AsSpan(_start, _at - _start)), 0);
            }
            ClearAttributes();
            var (term, step) = _terms[_next++];
            _term.SetEmpty().Append(term);
            _step.PositionIncrement = step;
            _offset.SetOffset(_start, _at);
            return true;
        }

        void Take()
        {
            _length = 0;
            for (int n; (n = m_input.Read(_text, _length, _text.Length - _length)) > 0;)
                if ((_length += n) == _text.Length) Array.Resize(ref _text, 2 * _text.Length);
        }

        public override void Reset()
        {
            base.Reset();
            (_length, _at, _next, _terms) = (-1, 0, 0, []);
        }
    }
}
