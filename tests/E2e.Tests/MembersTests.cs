using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>The operator at the members: find some, ask why, open what is behind a number, work on many, take a list in and back.</summary>
[Collection(nameof(DemoDay))]
public sealed partial class MembersTests(DemoShop demo)
{
    [Fact]
    public async Task An_operator_filters_members_tags_two_sees_each_result_and_takes_it_back()
    {
        await using var window = await demo.Open(new Sight());
        var page = window.Page;
        await window.Go("/console/members?tier=gold");
        await page.Locator("a.who").First.WaitForAsync();
        await window.Accessible();
        await page.Locator("a.who").Nth(0).FocusAsync();
        await page.Keyboard.PressAsync(" ");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync(" ");
        await Assertions.Expect(page.Locator(".bulk")).ToContainTextAsync("已选 2 人");

        await window.Button("打标签").ClickAsync();
        await page.Locator("[data-part=explain] input[name=tag]").FillAsync("story-guest");
        await window.Button("预览").ClickAsync();
        await Assertions.Expect(page.Locator("[data-part=explain]")).ToContainTextAsync("2 人会变化，0 人不变");
        await window.Accessible();
        await window.Button("对 2 人执行").ClickAsync();
        await Assertions.Expect(page.Locator("[data-part=explain]")).ToContainTextAsync("2 人成功，0 人未成功");
        await window.Button("撤销这一批").ClickAsync();
        await Assertions.Expect(page.Locator("[data-part=explain] li").Nth(1)).ToContainTextAsync("已撤销");
        window.Quiet();
    }

    [Fact]
    public async Task A_member_answers_why_and_every_number_opens()
    {
        await using var window = await demo.Open(new Sight("en", IsDark: true));
        var page = window.Page;
        await window.Go("/console/members?sort=spend");
        await page.Locator("a.who").First.ClickAsync();
        await page.Locator(".why").First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-part=explain]")).ToContainTextAsync("Tier ladder v");
        await window.Settled();
        await window.Accessible();
        foreach (var tab in new[] { "Points", "Tier", "Wallet", "Privacy", "Orders" })
        {
            await page.Locator("nav.tabs a").Filter(new() { HasText = tab }).First.ClickAsync();
            await window.Settled();
            await window.Accessible();
        }

        // Field errors stand beside the fields, nothing is sent.
        await window.Button("Adjust points").First.ClickAsync();
        await page.Locator("[data-part=explain] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-part=explain] [role=alert]")).ToContainTextAsync("whole number");

        await page.Locator("td .open").First.ClickAsync();
        await page.Locator(".facts").WaitForAsync();
        await window.Settled();
        await window.Accessible();
        window.Quiet();
    }

    [Theory]
    [InlineData("America/New_York", "13900197501")]
    [InlineData("Asia/Shanghai", "13900197502")]
    public async Task A_birthday_is_typed_or_picked_and_stays_that_day_wherever_the_browser_stands(string zone, string phone)
    {
        await using var window = await demo.Open(new Sight { Zone = zone });
        var page = window.Page;
        await window.Go("/console/members");
        await window.Button("新增会员").ClickAsync();
        await page.Locator("input[name=phone]").FillAsync(phone);
        var field = window.Field("生日");
        await field.ClickAsync();
        await page.Keyboard.TypeAsync("1975-03-04");
        await Assertions.Expect(page.Locator(".n-date-panel-month__month-year")).ToContainTextAsync("1975");
        await window.Accessible();
        // Esc closes the calendar, not the form with what was typed.
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".n-date-panel")).ToHaveCountAsync(0);
        await Assertions.Expect(field).ToHaveValueAsync("1975-03-04");
        await field.FillAsync("");
        await Assertions.Expect(field).ToHaveValueAsync("");
        await field.FillAsync("1975-03-04");
        await page.Locator(".n-date-panel-date:not(.n-date-panel-date--excluded)").GetByText("15", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(field).ToHaveValueAsync("1975-03-15");
        await page.Locator("[data-part=explain] button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/console/members/mem_*");
        var kept = await page.EvaluateAsync<string>("async () => (await (await fetch('/v1/members/' + location.pathname.split('/').pop() + '/export')).text())");
        Assert.Contains("\"birthday\":\"1975-03-15\"", kept, StringComparison.Ordinal);
        window.Quiet();
    }

    [Fact]
    public async Task A_list_is_looked_at_taken_in_with_the_bad_row_told_and_taken_back()
    {
        await using var window = await demo.Open(new Sight());
        var page = window.Page;
        await window.Go("/console/members/import");
        await window.Accessible();
        var list = System.Text.Encoding.UTF8.GetBytes("手机号,姓名,积分\n13712340907,故事里的很长很长很长的会员姓名,100\n13712,坏行,5\n");
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "old.csv", MimeType = "text/csv", Buffer = list });
        await page.Locator("[data-state=looked]").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-state=looked]")).ToContainTextAsync("13712");
        await window.Accessible();
        await window.Button("导入 1 行").ClickAsync();
        await page.Locator("[data-state=imported]").WaitForAsync();
        await Assertions.Expect(page.GetByText("下载被拒的行")).ToBeVisibleAsync();
        await window.Button("撤销这次导入").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync("撤销");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "撤销这次导入" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-state=imported]")).ToContainTextAsync("正在撤销");
        await window.Go("/console/tasks");
        await page.Locator("tbody tr").First.WaitForAsync();
        await window.Accessible();
        window.Quiet();
    }

    [Fact]
    public async Task The_list_has_its_four_states()
    {
        await using var window = await demo.Open(new Sight());
        await Screen.FourStates(window, "/console/members", List(), """{"members":[],"total":0}""");
    }

    [GeneratedRegex("/v1/members", RegexOptions.None, 1000)]
    private static partial Regex List();
}
