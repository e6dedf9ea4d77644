using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Tessera.Server.Pages;

/// <summary>Writes HTML; every text is encoded, only markup written here is not.</summary>
internal sealed class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _text = new();

    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public Html Text(string text)
    {
        _text.Append(Encoder.Encode(text));
        return this;
    }

    /// <summary>An element with only text in it.</summary>
    public Html Line(string tag, string text, string? style = null)
    {
        Open(tag, style);
        Text(text);
        return Raw($"</{tag}>\n");
    }

    public Html Open(string tag, string? style = null) => Raw(style is null ? $"<{tag}>" : $"<{tag} class=\"{style}\">");

    public Html Close(string tag) => Raw($"</{tag}>\n");

    public Html Link(string address, string text, string? style = null)
    {
        Raw("<a href=\"").Text(address).Raw("\"").Raw(style is null ? ">" : $" class=\"{style}\">");
        return Text(text).Raw("</a>");
    }

    public override string ToString() => _text.ToString();
}
