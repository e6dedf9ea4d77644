using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>
/// The operator's first day, from an empty store: invited by the owner, she tags members, changes the earn rules, tries them on what happened and asks for their
/// publication, which the owner approves. The server dies where it hurts: work is done, and nobody was told. Asked again, it is done once.
/// </summary>
public sealed partial class OperatorStoryTests(Browser browser) : IClassFixture<Browser>
{
    private const string Tag = "tea-evening";

    [Fact]
    [Covers("B13", "B14")]
    public async Task An_operator_tags_members_changes_a_rule_backtests_it_and_the_owner_approves_though_the_server_dies_on_the_way()
    {
        await using var shop = await Shop.Empty();
        await using var office = await browser.Open(shop.Url, new Sight());
        await Owner.Enter(office, shop, isZh: true);
        await TillTests.Api(office, "POST", "/v1/templates/tea-chain/apply", null);
        await TillTests.Api(office, "POST", "/v1/demo", "{}");
        await Filled(office);
        await using var window = await browser.Open(shop.Url, new Sight());
        await SignedIn(office, window);
        await Few(window, shop);
        await Many(window, shop);
        await Rule(window, shop);
        await Backtest(window, shop);
        await Publication(window, office, shop);
        window.Quiet();
        office.Quiet();
    }

    private static async Task Filled(Window office)
    {
        for (var wait = 0; wait < 600; wait++)
        {
            var setup = await TillTests.Api(office, "GET", "/v1/setup", null);
            if (setup.TryGetProperty("demo", out var demo) && demo.ValueKind == System.Text.Json.JsonValueKind.Object && demo.GetProperty("state").GetString() == "in") return;
            await Task.Delay(200);
        }

        Assert.Fail("The demo data did not come in.");
    }

    private static async Task SignedIn(Window office, Window window)
    {
        await office.Go("/console/people");
        await office.Button("邀请同事").ClickAsync();
        await office.Page.Locator("input[name=person]").FillAsync("qiao.yun");
        await office.Button("生成链接").ClickAsync();
        var page = window.Page;
        await page.GotoAsync(await office.Page.Locator(".once code").InnerTextAsync());
        await page.Locator("input[name=password]").FillAsync(TillTests.Password);
        await window.Button("继续").ClickAsync();
        await page.Locator(".kpi .fig").First.WaitForAsync();
        await window.Settled();
        await window.Accessible();
        await PowerCut.Look(window, "operator-1-home");
    }

    // Two chosen by hand, one request each: both fail while the server is away, and are tried again with their own keys.
    private static async Task Few(Window window, Shop shop)
    {
        var page = window.Page;
        await window.Go("/console/members?tier=platinum");
        for (var row = 0; row < 2; row++) await page.Locator("tbody .pick-box").Nth(row).ClickAsync();
        await window.Button("打标签").ClickAsync();
        var panel = page.Locator("[data-part=explain]");
        await panel.Locator("input[name=tag]").FillAsync(Tag);
        await window.Button("预览").ClickAsync();
        await Assertions.Expect(panel).ToContainTextAsync("2 人会变化，0 人不变");
        await PowerCut.Look(window, "operator-2-preview");
        await PowerCut.BeforeAnswer(window, shop, "POST", "/v1/members/*/tags");
        await window.Button("对 2 人执行").ClickAsync();
        await Assertions.Expect(panel).ToContainTextAsync("0 人成功，2 人未成功");
        await window.Accessible();
        await PowerCut.Look(window, "operator-3-failed");
        await shop.Start();
        await window.Button("重试未成功的 2 人").ClickAsync();
        await Assertions.Expect(panel).ToContainTextAsync("2 人成功，0 人未成功");
        await PowerCut.Look(window, "operator-4-tagged");
    }

    // Everybody of a filter as a job of the server: ordered without an answer, and the server dies once more while it may run.
    private static async Task Many(Window window, Shop shop)
    {
        var page = window.Page;
        await window.Go("/console/members?tier=gold");
        var gold = (await TillTests.Api(window, "GET", "/v1/members?tier=gold&limit=200", null)).GetProperty("members").GetArrayLength();
        await page.Locator("tbody .pick-box").First.ClickAsync();
        await page.Locator(".bulk button").Filter(new() { HasTextRegex = ChooseAll() }).ClickAsync();
        await page.Locator(".bulk").GetByRole(AriaRole.Button, new() { Name = "打标签", Exact = true }).ClickAsync();
        var panel = page.Locator("[data-part=explain]");
        await panel.Locator("input[name=tag]").FillAsync(Tag);
        await window.Button("预览").ClickAsync();
        await panel.Locator("dl").WaitForAsync();
        await PowerCut.BeforeAnswer(window, shop, "POST", "/v1/bulk");
        await panel.Locator("button[type=submit]").ClickAsync();
        await panel.GetByRole(AriaRole.Alert).WaitForAsync();
        await window.Accessible();
        await PowerCut.Look(window, "operator-5-bulk-away");
        await shop.Start();
        await panel.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(panel.GetByRole(AriaRole.Status)).ToContainTextAsync("已开始");
        await shop.Kill();
        await shop.Start();
        await panel.Locator("[role=status] a").ClickAsync();
        var row = page.Locator("tbody tr").Filter(new() { HasText = "批量处理会员" });
        await row.GetByRole(AriaRole.Link, new() { Name = "下载结果" }).WaitForAsync();
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row).ToContainTextAsync("完成 " + gold.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await PowerCut.Look(window, "operator-6-tasks");
    }

    // A rule is appended to the draft and nobody is told: kept again, it stands there once.
    private static async Task Rule(Window window, Shop shop)
    {
        var page = window.Page;
        await window.Go("/console/points/rules");
        var before = await page.Locator("article.rule").CountAsync();
        await window.Button("新增规则").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("label.start").First.ClickAsync();
        await dialog.Locator("input[name='name/zh']").FillAsync("晚间加分");
        await dialog.Locator("input[name='name/en']").FillAsync("Evening points");
        await PowerCut.BeforeAnswer(window, shop, "PATCH", "/v1/program/draft");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "存入草案" }).ClickAsync();
        await dialog.GetByText(IsAway()).WaitForAsync();
        await Assertions.Expect(dialog.Locator("input[name='name/zh']")).ToHaveValueAsync("晚间加分");
        await window.Accessible();
        await PowerCut.Look(window, "operator-7-rule");
        await shop.Start();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "存入草案" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Assertions.Expect(page.Locator("article.rule")).ToHaveCountAsync(before + 1);
        await PowerCut.Look(window, "operator-8-rules");
    }

    // The server dies while the backtest runs: it goes on after the start, and the report opens by itself.
    private static async Task Backtest(Window window, Shop shop)
    {
        var page = window.Page;
        await window.Go("/console/tiers/studio");
        await window.Button("上个月").ClickAsync();
        await window.Button("开始回测").ClickAsync();
        await page.Locator(".runs").WaitForAsync();
        await shop.Kill();
        await shop.Start();
        await page.Locator(".verdict").WaitForAsync(new() { Timeout = 120_000 });
        await window.Settled();
        await window.Accessible();
        await PowerCut.Look(window, "operator-9-report");
    }

    private static async Task Publication(Window window, Window office, Shop shop)
    {
        var page = window.Page;
        await window.Button("引用并发布").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "理由" }).FillAsync("晚间客流少");
        await PowerCut.BeforeAnswer(window, shop, "POST", "/v1/program/publish");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "提交发布" }).ClickAsync();
        await dialog.GetByText(IsAway()).WaitForAsync();
        await PowerCut.Look(window, "operator-10-publish");
        await shop.Start();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "提交发布" }).ClickAsync();
        await dialog.GetByText("等另一人批准").WaitForAsync();

        await office.Go("/console/approvals");
        var asked = office.Page.GetByRole(AriaRole.Button, new() { Name = "发布规则" });
        await Assertions.Expect(asked).ToHaveCountAsync(1);
        await asked.ClickAsync();
        await office.Button("通过").WaitForAsync();
        await office.Accessible();
        await office.Page.Locator("[data-part=explain]").GetByText("晚间加分").First.WaitForAsync();
        await PowerCut.Look(office, "operator-11-approval");
        await PowerCut.BeforeAnswer(office, shop, "POST", "/v1/approvals/*/approve");
        await office.Button("通过").ClickAsync();
        await office.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        await shop.Start();
        await office.Button("通过").ClickAsync();
        await Assertions.Expect(office.Button("通过")).ToHaveCountAsync(0);
        await Assertions.Expect(office.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await PowerCut.Look(office, "operator-12-approved");
        Assert.Equal(2, (await TillTests.Api(office, "GET", "/v1/program/versions", null)).GetProperty("versions").GetArrayLength());
    }

    [GeneratedRegex("^选中全部", RegexOptions.None, 1000)]
    private static partial Regex ChooseAll();

    [GeneratedRegex("网络断开或服务正在重启", RegexOptions.None, 1000)]
    private static partial Regex IsAway();
}
