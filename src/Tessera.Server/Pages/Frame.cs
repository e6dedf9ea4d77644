namespace Tessera.Server.Pages;

/// <summary>What every page has around it.</summary>
/// <param name="Title">Title of the window.</param>
/// <param name="Here">Path of the page, for the switch of languages.</param>
/// <param name="Language">Language.</param>
/// <param name="Ribbon">A line above everything (demo data, test clock), or null.</param>
internal sealed record Frame(string Title, string Here, Language Language, string? Ribbon)
{
    public const string StyleSheet = "/assets/tessera.css";

    public string Around(Action<Html> body)
    {
        var html = new Html();
        html.Raw($"<!doctype html>\n<html lang=\"{Language.Tag()}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Line("title", Title);
        html.Raw($"<link rel=\"stylesheet\" href=\"{StyleSheet}\">\n<link rel=\"icon\" href=\"/assets/tessera.svg\" type=\"image/svg+xml\">\n</head>\n<body>\n");
        if (Ribbon is { } ribbon) html.Open("p", "ribbon").Text(ribbon).Close("p");
        Head(html);
        html.Open("main");
        body(html);
        html.Close("main");
        return html.Raw("</body>\n</html>\n").ToString();
    }

    private void Head(Html html)
    {
        html.Open("header").Raw("<a class=\"brand\" href=\"/\"><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><rect x=\"0\" y=\"0\" width=\"7\" height=\"7\" rx=\"1.500\"/><rect class=\"o\" x=\"9\" y=\"0\" width=\"7\" height=\"7\" rx=\"1.500\"/><rect x=\"0\" y=\"9\" width=\"7\" height=\"7\" rx=\"1.500\"/><rect x=\"9\" y=\"9\" width=\"7\" height=\"7\" rx=\"1.500\"/></svg>Tessera</a>");
        html.Open("nav");
        var (other, tag) = Language == Language.Zh ? ("English", "en") : ("中文", "zh-CN");
        var join = Here.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        html.Raw($"<a lang=\"{tag}\" hreflang=\"{tag}\" href=\"").Text($"{Here}{join}lang={tag}").Raw("\">").Text(other).Raw("</a>");
        html.Close("nav").Close("header");
    }
}
