using Tessera.App.Texts;
using Tessera.Server.Texts;

namespace Tessera.Server.Pages;

/// <summary>The page a problem's type points to: of the door's own codes, and of every refusal of the rules.</summary>
internal static class ProblemPage
{
    public static string? Render(string code, Language language)
    {
        if (Says(code, language) is not var (title, detail)) return null;
        return new Frame(title, "/docs/problems/" + code, language, null).Around(html =>
        {
            html.Line("p", code, "over code");
            html.Line("h1", title);
            if (detail != title) html.Line("p", detail, "lead");
        });
    }

    /// <summary>Whether a code has a page.</summary>
    public static bool Has(string code) => Says(code, Language.Zh) is not null;

    private static (string Title, string Detail)? Says(string code, Language language)
    {
        if (ProblemTexts.Has(code)) return ProblemTexts.Problem(language, code, []);
        if (!Text.Codes.ContainsKey(code)) return null;
        return (language.Of("按规则不能这样做", "The rules do not allow this"), Text.Say(code, language.Tag()));
    }
}
