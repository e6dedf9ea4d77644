using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>The editors add and take out, not only change; a booking is made, and a plan is written, through the pages.</summary>
[Collection(nameof(DemoDay))]
public sealed partial class EditorTests(DemoShop demo)
{
    [Fact]
    [Covers("B10", "B13", "B14")]
    public async Task A_tier_is_added_on_top_another_is_switched_off_and_both_are_undone()
    {
        await using var window = await demo.Open(new Sight());
        var page = window.Page;
        await window.Go("/console/tiers");
        await window.Button("加一级").ClickAsync();
        await page.Locator("input[name=zh]").FillAsync("钻石会员");
        await page.Locator("input[name=en]").FillAsync("Diamond");
        await window.Accessible();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "存入草案" }).ClickAsync();

        // Twice the threshold of the highest so far: 6,000 gives 12,000.
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = DiamondThreshold() }).First).ToContainTextAsync("¥12,000");
        await page.GetByRole(AriaRole.Button, new() { Name = "金卡会员：更多操作" }).ClickAsync();
        await page.GetByText("停用或移除", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "停用", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("停用，会员转入银卡会员")).ToBeVisibleAsync();
        await page.Locator(".strip .fl").First.WaitForAsync();
        await window.Accessible();

        await window.Button("撤销").ClickAsync();
        await Assertions.Expect(page.GetByText("停用，会员转入银卡会员")).ToHaveCountAsync(0);
        await window.Button("撤销").ClickAsync();
        await page.Locator(".strip").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        window.Quiet();
    }

    [Fact]
    [Covers("E1", "F1", "P7", "E9", "A2", "P40")]
    public async Task Rules_benefits_coupons_rewards_plans_and_bookables_are_added_and_taken_out_again()
    {
        await using var window = await demo.Open(new Sight("en", IsDark: true));
        var page = window.Page;
        await Added(window, new("/console/points/rules", "Add a rule", "Autumn double", "Points are doubled"));
        await Added(window, new("/console/tiers/benefits", "Add a benefit", "Long warranty", "Longer warranty"));
        await Added(window, new("/console/coupons?view=draft", "Add a coupon kind", "Ten off fifty", "Amount off"));
        await Added(window, new("/console/rewards?view=draft", "Add a reward", "Tea tray", "Goods"), ("owner", "Shop"));
        await Added(window, new("/console/plans?view=draft", "Add a plan", "A year of gold", "A year"), ("tier", "gold"));
        await Added(window, new("/console/segments?view=draft", "Add a tag rule", "Big spenders", "Spent enough"), ("tag", "big"));
        await Added(window, new("/console/bookings?view=draft", "Add a resource", "Tasting class", "A class or room"));
        await window.Accessible();

        // One of them says what it lacks beside its field before it is kept.
        await window.Button("Add a resource").First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Keep in the draft" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByText("Please fill in").First).ToBeVisibleAsync();
        await window.Button("Cancel").ClickAsync();

        // The draft of the demo belongs to every story: it goes back to the live version.
        await window.Go("/console/tiers");
        await window.Button("Discard the draft").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync("discard");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Discard the draft" }).ClickAsync();
        await page.Locator(".strip").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        window.Quiet();
    }

    [Fact]
    [Covers("P44")]
    public async Task A_tag_rule_is_written_by_rows_and_says_whom_it_would_tag_tonight()
    {
        await using var window = await demo.Open(new Sight());
        var page = window.Page;
        await window.Go("/console/segments");
        await page.GetByText("编辑规则", new() { Exact = true }).ClickAsync();
        await window.Button("新增标签规则").First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("label.start", new() { HasText = "很久没来" }).ClickAsync();
        await dialog.Locator("input[name='name/zh']").FillAsync("久未到店");
        await dialog.Locator("input[name=tag]").FillAsync("asleep");
        await dialog.GetByLabel("距上次消费天数 数值").FillAsync("45");
        await window.Accessible();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "存入草案" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        var row = page.GetByRole(AriaRole.Row, new() { NameRegex = Asleep() });
        await Assertions.Expect(row).ToContainTextAsync("≥ 45");
        Assert.True(int.Parse((await row.Locator("td").Nth(3).InnerTextAsync()).Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture) > 0);
        await window.Accessible();
        await page.GetByRole(AriaRole.Button, new() { Name = "久未到店 编辑" }).ClickAsync();
        await Assertions.Expect(dialog.GetByLabel("距上次消费天数 数值")).ToHaveValueAsync("45");
        await window.Button("取消").ClickAsync();

        // The draft of the demo belongs to every story.
        await window.Button("撤销").ClickAsync();
        await Assertions.Expect(page.GetByText("久未到店")).ToHaveCountAsync(0);
        window.Quiet();
    }

    private sealed record Adding(string Path, string Add, string Name, string Start);

    private static async Task Added(Window window, Adding adding, params (string Field, string Value)[] more)
    {
        var page = window.Page;
        var (path, add, name, start) = adding;
        await window.Go(path);
        await window.Button(add).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("label.start", new() { HasText = start }).First.ClickAsync();
        await dialog.Locator("input[name='name/zh']").FillAsync("新的" + name.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await dialog.Locator("input[name='name/en']").FillAsync(name);
        foreach (var (field, value) in more)
        {
            var entry = dialog.Locator($"[name='{field}']");
            if (await entry.EvaluateAsync<bool>("e => e.tagName === 'SELECT'")) await entry.SelectOptionAsync(value);
            else await entry.FillAsync(value);
        }

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep in the draft" }).ClickAsync();
        if (path.EndsWith("benefits", StringComparison.Ordinal))
        {
            // A benefit that is on needs who answers for it: said beside the field, and the form stays.
            await Assertions.Expect(dialog.Locator(".bad").First).ToBeVisibleAsync();
            await dialog.Locator("input[name=owner]").FillAsync("Shop");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep in the draft" }).ClickAsync();
        }

        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Assertions.Expect(page.GetByText(name, new() { Exact = true }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "More for " + name }).ClickAsync();
        await page.GetByText("Remove", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "More for " + name })).ToHaveCountAsync(0);
    }

    [GeneratedRegex("久未到店", RegexOptions.None, 1000)]
    private static partial Regex Asleep();

    [GeneratedRegex("钻石会员的消费门槛", RegexOptions.None, 1000)]
    private static partial Regex DiamondThreshold();
}
