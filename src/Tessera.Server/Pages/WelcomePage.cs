using Tessera.App.People;

namespace Tessera.Server.Pages;

/// <summary>The pages of a one-time link: choose a password, set up an authenticator, note the recovery codes. They work without script.</summary>
internal static class WelcomePage
{
    /// <summary>Asks for a password, and for a name where the link is the first owner's.</summary>
    public static string Ask(string token, string name, string? wrong, Language language) => Framed(language, html =>
    {
        html.Line("h1", name.Length == 0 ? language.Of("欢迎：创建所有者", "Welcome: make the owner") : language.Of($"欢迎，{name}", $"Welcome, {name}"));
        if (wrong is not null) html.Raw("<p class=\"lead\" role=\"alert\">").Text(wrong).Close("p");
        Form(html, "/welcome?lang=" + language.Tag(), () =>
        {
            html.Raw("<input type=\"hidden\" name=\"link\" value=\"").Text(token).Raw("\">");
            if (name.Length == 0) Field(html, "name", "text", language.Of("名字（用来登录）", "Name (to sign in with)"), "username");
            Field(html, "password", "password", language.Of($"密码（至少 {Passwords.Fewest} 个字符，建议 15 个以上）", $"Password (at least {Passwords.Fewest} characters; 15 or more are better)"), "new-password");
        }, language.Of("继续", "Go on"));
    }, "/welcome?link=" + token);

    /// <summary>Shows the secret of an authenticator and asks for its first code.</summary>
    public static string Factor(FactorOffer offer, string? wrong, Language language) => Framed(language, html =>
    {
        html.Line("h1", language.Of("设置动态码", "Set up an authenticator"));
        html.Line("p", language.Of("你的角色需要动态码。用验证器应用扫描二维码，或在应用里添加下面的密钥，再输入它显示的六位数字。", "Your role needs one. Scan the code with an authenticator app, or add the secret below it, then type the six digits it shows."), "lead");
        html.Open("p").Raw($"<span role=\"img\" aria-label=\"{language.Of("二维码", "QR code")}\">").Raw(QrPicture.Svg(offer.Address)).Raw("</span>").Close("p");
        html.Open("p").Line("code", offer.Secret).Close("p");
        html.Open("p").Link(offer.Address, language.Of("在本机的验证器里打开", "Open in an authenticator on this device")).Close("p");
        if (wrong is not null) html.Raw("<p role=\"alert\">").Text(wrong).Close("p");
        Form(html, "/welcome/factor?lang=" + language.Tag(), () => Field(html, "code", "text", language.Of("六位数字", "Six digits"), "one-time-code"), language.Of("确认", "Confirm"));
    });

    /// <summary>Shows the recovery codes, once.</summary>
    public static string Codes(RecoveryCodes codes, Language language) => Framed(language, html =>
    {
        html.Line("h1", language.Of("请记下恢复码", "Note the recovery codes"));
        html.Line("p", language.Of("丢了验证器时，每个恢复码可以登录一次。它们只显示这一次。", "When the authenticator is lost, each of them signs you in once. They are shown this once."), "lead");
        html.Open("ul");
        foreach (var code in codes.Codes) html.Open("li").Line("code", code).Close("li");
        html.Close("ul");
        Done(html, language);
    });

    /// <summary>All is set.</summary>
    public static string Ready(Language language) => Framed(language, html =>
    {
        html.Line("h1", language.Of("已登录", "You are signed in"));
        Done(html, language);
    });

    /// <summary>The link does not work.</summary>
    public static string Gone(Language language) => Framed(language, html =>
    {
        html.Line("h1", language.Of("这个链接已失效", "This link does not work any more"));
        html.Line("p", language.Of("链接只能用一次，并且有时限。重新启动 tessera serve 会打印新的所有者链接；其他人请向所有者要一个新的邀请。", "A link works once and for a time. Starting tessera serve again prints a new one for the first owner; others ask their owner for a new invitation."), "lead");
    });

    private static void Done(Html html, Language language) => html.Open("p").Link("/", language.Of("开始", "Start")).Close("p");

    // The pages that follow answer a form and have no address of their own.
    private static string Framed(Language language, Action<Html> body, string here = "/") => new Frame(language.Of("欢迎", "Welcome"), here, language, null).Around(body);

    private static void Form(Html html, string action, Action fields, string button)
    {
        html.Raw($"<form method=\"post\" action=\"{action}\">\n");
        fields();
        html.Raw("<p><button type=\"submit\">").Text(button).Raw("</button></p>\n").Close("form");
    }

    private static void Field(Html html, string name, string type, string says, string completes) =>
        html.Raw($"<p><label for=\"{name}\">").Text(says).Raw($"</label><br><input id=\"{name}\" name=\"{name}\" type=\"{type}\" autocomplete=\"{completes}\" required></p>\n");
}
