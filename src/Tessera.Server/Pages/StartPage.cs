namespace Tessera.Server.Pages;

/// <summary>What the start page knows of the server.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Mode">live, test or demo.</param>
/// <param name="Programme">Name of the programme, or null when none is published.</param>
internal sealed record StartFacts(string Version, string Mode, string? Programme)
{
    /// <summary>The key that every demo has; null elsewhere.</summary>
    public string? DemoKey { get; init; }
}

/// <summary>What is on this server, for people without the console.</summary>
internal static class StartPage
{
    public const string Path = "/start";

    public static string Render(StartFacts facts, Language language, string? ribbon) =>
        new Frame("Tessera", Path, language, ribbon).Around(html => Body(html, facts, language));

    private static void Body(Html html, StartFacts facts, Language language)
    {
        html.Line("h1", language.Of("Tessera 会员引擎", "Tessera membership engine"));
        html.Line("p", language.Of(
            "消费、退款和行为记进来，积分和等级自动算出来，每个数字都能问为什么。",
            "Purchases, refunds and behaviours come in; points and tiers follow; every figure can be asked for its reasons."), "lead");
        html.Open("ul", "doors");
        Door(html, "/rules", language.Of("会员规则", "Membership rules"), facts.Programme ?? language.Of("还没有发布规则", "No programme is published yet"));
        Door(html, "/docs/api", language.Of("接口文档", "API reference"), language.Of("可离线使用，带示例", "Works offline, with examples"));
        Door(html, "/openapi/v1.json", "OpenAPI 3.1", language.Of("给代码生成器和测试工具", "For generators and test tools"));
        Door(html, "/health/ready", language.Of("运行状态", "Health"), language.Of("能否正常工作", "Whether it can work"));
        if (facts.Mode != "live") Door(html, "/samples/till/", language.Of("收银示例", "Sample till"), language.Of("断线也不丢单，一个文件", "Loses no sale when the line falls; one file"));
        html.Close("ul");
        html.Open("section", "how");
        html.Line("h2", language.Of("怎样调用", "How to call it"));
        if (facts.DemoKey is { } key)
        {
            html.Open("p").Text(language.Of("演示密钥只能用于这份编造的数据：", "The key of the demo opens nothing but this made-up data: ")).Line("code", "Authorization: Bearer " + key).Close("p");
        }
        else
        {
            html.Open("p").Text(language.Of("先生成密钥（服务停着时；之后用 POST /v1/keys）：", "Make a key first (while nothing is served; later by POST /v1/keys): ")).Line("code", "tessera key create till-1 --scope members:write,purchases:write").Close("p");
            html.Open("p").Text(language.Of("再带上它：", "Then send it: ")).Line("code", "Authorization: Bearer tsk_…").Close("p");
        }

        html.Close("section");
        html.Open("footer").Line("p", $"Tessera {facts.Version} · {Mode(facts.Mode, language)}").Close("footer");
    }

    private static void Door(Html html, string address, string name, string says)
    {
        html.Raw("<li><a href=\"").Text(address).Raw("\"><b>").Text(name).Raw("</b><span>").Text(says).Raw("</span></a></li>\n");
    }

    private static string Mode(string mode, Language language) => mode switch
    {
        "demo" => language.Of("演示模式", "demo mode"),
        "test" => language.Of("测试模式", "test mode"),
        _ => language.Of("正式模式", "live"),
    };
}
