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

    /// <summary>The terms of a text: each with its distance from the one before.</summary>
    public static IEnumerable<(string Term, int Step, int Start, int End)> Terms(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            int start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
            if (at == start) yield break;
            var piece = text[start..at].Trim(',', ';', '.', '"', '\'');
            if (piece.Length == 0) continue;
            var parts = Parts(piece);
            piece = piece.ToLowerInvariant();
            bool whole = parts.Count != 1 || parts[0] != piece;
            if (whole) yield return (Cut(piece), 1, start, at);
            for (int i = 0; i < parts.Count; i++) yield return (Cut(parts[i]), whole && i == 0 ? 0 : 1, start, at);
        }
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
        IEnumerator<(string Term, int Step, int Start, int End)>? _terms;

        public Pieces(TextReader reader) : base(reader)
        {
            _term = AddAttribute<ICharTermAttribute>();
            _step = AddAttribute<IPositionIncrementAttribute>();
            _offset = AddAttribute<IOffsetAttribute>();
        }

        public override bool IncrementToken()
        {
            _terms ??= Terms(m_input.ReadToEnd()).GetEnumerator();
            if (!_terms.MoveNext()) return false;
            ClearAttributes();
            _term.SetEmpty().Append(_terms.Current.Term);
            _step.PositionIncrement = _terms.Current.Step;
            _offset.SetOffset(_terms.Current.Start, _terms.Current.End);
            return true;
        }

        public override void Reset() { base.Reset(); _terms = null; }
    }
}
