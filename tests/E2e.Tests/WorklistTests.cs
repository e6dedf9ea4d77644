using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>The operator works on everybody a filter lets through, finds a name, hands goods over and sees who took data out.</summary>
[Collection(nameof(DemoDay))]
public sealed partial class WorklistTests(DemoShop demo)
{
    [Fact]
    public async Task An_operator_tags_everybody_of_a_filter_sees_the_result_and_takes_it_back()
    {
        await using var window = await demo.Open(new Sight());
        var page = window.Page;
        await window.Go("/console/members?tier=gold");
        await page.Locator("tbody .pick-box").First.ClickAsync();
        await page.Locator(".bulk button").Filter(new() { HasTextRegex = ChooseAll() }).ClickAsync();
        await Assertions.Expect(page.Locator(".bulk")).ToContainTextAsync("符合当前筛选");
        await page.Locator(".bulk").GetByRole(AriaRole.Button, new() { Name = "打标签", Exact = true }).ClickAsync();
        await page.Locator("[data-part=explain] input[name=tag]").FillAsync("all-gold");
        await window.Button("预览").ClickAsync();
        await page.Locator("[data-part=explain] dl").WaitForAsync();
        await window.Accessible();
        await Look(page, "bulk-all");
        await page.Locator("[data-part=explain] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-part=explain] [role=status]")).ToContainTextAsync("已开始");
        await page.Locator("[data-part=explain] [role=status] a").ClickAsync();

        var row = page.Locator("tbody tr").Filter(new() { HasText = "批量处理会员" }).First;
        await row.GetByRole(AriaRole.Link, new() { Name = "下载结果" }).WaitForAsync();
        await Assertions.Expect(row).ToContainTextAsync("完成");
        await window.Accessible();
        await row.GetByRole(AriaRole.Button, new() { Name = "撤销这一批" }).ClickAsync();
        await page.Locator("[role=dialog] input").FillAsync("撤销");
        await Look(page, "bulk-undo");
        await page.Locator("[role=dialog] button").Last.ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr").Filter(new() { HasText = "撤销批量处理" }).First).ToContainTextAsync("已撤销");
        window.Quiet();
    }

    [Fact]
    public async Task The_search_finds_a_member_by_a_part_of_the_name()
    {
        await using var window = await demo.Open(new Sight("en"));
        var page = window.Page;
        var members = (await (await page.APIRequest.GetAsync(demo.Shop.Url + "/v1/members?limit=50")).JsonAsync())!.Value.GetProperty("members");
        var name = members.EnumerateArray().Select(m => m.TryGetProperty("name", out var n) ? n.GetString() : null).First(n => n is { Length: > 1 })!;
        await window.Go("/console/");
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("[role=combobox]").FillAsync(name[..2]);
        await page.Locator("li[data-kind=member]").First.WaitForAsync();
        await window.Accessible();
        await Look(page, "search");
        await page.Locator("[role=combobox]").PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(OneMember());
        window.Quiet();
    }

    [Theory]
    [InlineData("/console/redemptions", "/v1/redemptions", """{"redemptions":[],"total":0}""")]
    [InlineData("/console/exports", "/v1/exports", """{"exports":[]}""")]
    public async Task The_worklists_have_their_four_states(string path, string api, string empty)
    {
        await using var window = await demo.Open(new Sight("en", IsDark: true));
        await Screen.FourStates(window, path, new Regex(Regex.Escape(api) + "(\\?|$)", RegexOptions.None, TimeSpan.FromSeconds(1)), empty);
        window.Quiet();
    }

    /// <summary>A picture for who asks for them: TESSERA_SCREENSHOTS names the folder.</summary>
    private static Task Look(IPage page, string name) =>
        Environment.GetEnvironmentVariable("TESSERA_SCREENSHOTS") is { Length: > 0 } folder ? page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") }) : Task.CompletedTask;

    [GeneratedRegex("/console/members/mem_", RegexOptions.None, 1000)]
    private static partial Regex OneMember();

    [GeneratedRegex("^选中全部", RegexOptions.None, 1000)]
    private static partial Regex ChooseAll();
}
