// Markup by interpolated strings: every value is encoded unless it is markup itself.
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace DataHub.Server.Pages;

/// <summary>A piece of safe markup.</summary>
readonly record struct Html(string Text)
{
    /// <summary>Markup with encoded values: <c>Html.Of($"&lt;p&gt;{text}&lt;/p&gt;")</c>.</summary>
    internal static Html Of(Markup markup) => new(markup.ToString());

    /// <summary>Pieces one after the other.</summary>
    internal static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(p => p.Text)));

    internal static readonly Html Nothing = new("");

    public override string ToString() => Text ?? "";
}

/// <summary>Builds <see cref="Html"/> from an interpolated string.</summary>
[InterpolatedStringHandler]
readonly struct Markup(int literals, int values)
{
    readonly StringBuilder _text = new(literals + 16 * values);

    public void AppendLiteral(string s) => _text.Append(s);
    public void AppendFormatted(Html html) => _text.Append(html.Text);
    public void AppendFormatted(IEnumerable<Html> pieces) { foreach (var p in pieces) _text.Append(p.Text); }
    public void AppendFormatted(string? s) => _text.Append(HtmlEncoder.Default.Encode(s ?? ""));
    public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(value is IFormattable f ? f.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());
    public override string ToString() => _text.ToString();
}
