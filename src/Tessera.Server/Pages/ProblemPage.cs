using Tessera.Server.Texts;

namespace Tessera.Server.Pages;

/// <summary>The page a problem's type points to.</summary>
internal static class ProblemPage
{
    public static string? Render(string code, Language language)
    {
        if (!ProblemTexts.Has(code)) return null;
        var (title, detail) = ProblemTexts.Problem(language, code, []);
        return new Frame(title, "/docs/problems/" + code, language, null).Around(html =>
        {
            html.Line("p", code, "over code");
            html.Line("h1", title);
            if (detail != title) html.Line("p", detail, "lead");
        });
    }
}
