using System.Collections.Concurrent;
using System.Text.Json;

namespace Tessera.E2e.Tests;

/// <summary>The console as each role finds it: the menu it sees, the screens it may open without a refused request, and a plain word where it may not.</summary>
[Collection(nameof(DemoDay))]
public sealed class RolesTests(DemoShop demo)
{
    private const string Password = "seven quiet teapots";
    private static readonly string[] Office = ["首页", "会员", "积分", "等级权益", "储值与次卡", "优惠券", "积分商城", "分析", "门店与收银", "设置"];

    [Theory]
    [InlineData("operator", "分析", "人员与角色 事件回传 审批 审计日志 导出登记 系统状态 行业模板 我的偏好", "/keys")]
    [InlineData("marketing", "分析", "审批 我的偏好", "/people /audit /coupons/issue /templates /webhooks")]
    [InlineData("finance", "分析", "审批 审计日志 导出登记 我的偏好", "/people /segments /tiers/calibration /keys")]
    [InlineData("storeManager", "分析", "审批 我的偏好", "/people /audit /segments /templates /members/import")]
    [InlineData("clerk", "", "我的偏好", "/reports /people /audit /segments /stores /coupons/issue /templates /tasks /approvals")]
    [InlineData("auditor", "分析", "人员与角色 事件回传 审批 审计日志 导出登记 系统状态 我的偏好", "/keys /templates /coupons/issue /members/import /tiers/calibration")]
    [Covers("B13")]
    public async Task A_role_sees_its_menu_opens_it_without_a_refusal_and_is_told_of_what_is_not_its_own(string role, string reports, string settings, string shut)
    {
        await using var window = await Signed(role);
        var page = window.Page;
        var refused = new ConcurrentQueue<string>();
        page.Response += (_, answer) =>
        {
            if (answer.Status is 401 or 403) refused.Enqueue($"{answer.Status} {answer.Url}");
        };
        await window.Go("/console/");
        var menu = page.Locator("nav[aria-label=主菜单] a");
        await Assertions.Expect(menu).ToHaveTextAsync([.. Office.Where(entry => entry != "分析" || reports.Length > 0)]);
        foreach (var entry in await menu.AllAsync())
        {
            await entry.ClickAsync();
            // The page before stands until the next one's part of the program has come.
            await Assertions.Expect(entry).ToHaveAttributeAsync("aria-current", "page");
            await page.WaitForFunctionAsync("() => document.querySelector('main h1') !== null && document.querySelector('[data-state=loading]') === null");
            Assert.Equal(0, await page.Locator("[data-state=notAllowed], [data-state=error]").CountAsync());
        }

        // The last entry is that of the settings: its tabs are what the role may set.
        await HasTabs(page, settings.Split(' '));
        Assert.Empty(refused);
        foreach (var path in shut.Split(' '))
        {
            await page.EvaluateAsync("to => document.querySelector('#app').__vue_app__.config.globalProperties.$router.push(to)", path);
            await page.Locator("[data-state=notAllowed]").WaitForAsync();
        }

        Assert.Empty(refused);
        window.Quiet();
    }

    [Fact]
    public async Task Who_may_only_read_is_offered_nothing_that_changes()
    {
        await using var window = await Signed("auditor");
        foreach (var path in new[] { "/console/tiers", "/console/points/rules", "/console/tiers/benefits", "/console/coupons?view=draft", "/console/plans?view=draft", "/console/rewards" })
        {
            await window.Go(path);
            foreach (var words in new[] { "加一级", "新增规则", "新增权益", "新增券种", "新增付费方案", "编辑", "提交发布", "核销" }) Assert.Equal(0, await window.Button(words).CountAsync());
        }
    }

    // One screen alone shows no tabs; its heading stands for them.
    private static Task HasTabs(IPage page, string[] names) =>
        names.Length > 1 ? Assertions.Expect(page.Locator("main nav.tabs a")).ToHaveTextAsync(names) : Assertions.Expect(page.Locator("main h1")).ToHaveTextAsync(names[0]);

    // Invited by the owner and signed in through the API: the pages of that are walked elsewhere.
    private async Task<Window> Signed(string role)
    {
        var name = $"{role}.{Guid.NewGuid():N}"[..24];
        await using var owner = await demo.Open(new Sight());
        await owner.Page.GotoAsync("/console/preferences");
        await demo.Shop.PasswordGiven(TimeSpan.Zero);
        var link = (await Post(owner.Page, "/v1/people", new { name, role })).GetProperty("link").GetString()!.Split("link=")[1];
        var window = await demo.OpenFresh(new Sight());
        await window.Page.GotoAsync("/console/sign-in");
        var session = await Post(window.Page, "/v1/session/link", new { link, password = Password });
        if (!session.GetProperty("mustEnrol").GetBoolean()) return window;
        var secret = (await Post(window.Page, "/v1/session/factor", new { })).GetProperty("secret").GetString()!;
        await Post(window.Page, "/v1/session/factor/confirm", new { code = Owner.CodeOf(Owner.Base32(secret)) });
        return window;
    }

    private static async Task<JsonElement> Post(IPage page, string path, object body)
    {
        var answer = await page.EvaluateAsync<JsonElement>(
            "async ([path, body]) => { const r = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Tessera-Csrf': '1', 'Idempotency-Key': crypto.randomUUID() }, body }); return { ok: r.ok, text: await r.text() } }",
            new[] { path, JsonSerializer.Serialize(body) });
        Assert.True(answer.GetProperty("ok").GetBoolean(), path + ": " + answer.GetProperty("text").GetString());
        return JsonDocument.Parse(answer.GetProperty("text").GetString()!).RootElement;
    }
}
