using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>The owner publishes a harder threshold: the legal checklist is read and signed before, and stands with the version (L3).</summary>
public sealed partial class PublishTests(Browser browser) : IClassFixture<Browser>
{
    private const string Programme = """
        program: { code: shop, name: { zh: 小店, en: Shop } }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - { id: gold, name: { zh: 金卡, en: Gold }, enter: { spend: 1000, window: rolling 12 months } }
        points: { expiry: { kind: rolling, after: 12 months } }
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00 } }
        approvals: { checklist: required }
        """;

    [Fact]
    [Covers("L3")]
    public async Task A_harder_threshold_is_published_only_after_every_check_is_ticked_and_the_ticks_outlive_a_reload()
    {
        await using var shop = await Shop.Empty();
        await shop.Kill();
        var file = Path.Combine(Path.GetDirectoryName(shop.Store)!, "program.yaml");
        await File.WriteAllTextAsync(file, Programme, TestContext.Current.CancellationToken);
        await shop.Verb("program", "publish", file, "--store", shop.Store);
        await shop.Start();
        await using var window = await browser.Open(shop.Url, new Sight(IsDark: true));
        await Owner.Enter(window, shop, isZh: true);
        var page = window.Page;
        await window.Go("/console/tiers");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Threshold() }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("1800");
        await page.Keyboard.PressAsync("Enter");

        await window.Button("提交发布").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var checks = dialog.GetByRole(AriaRole.Checkbox);
        await Assertions.Expect(checks).ToHaveCountAsync(2);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "理由" }).FillAsync("门槛上调");
        await checks.First.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "提交发布" }).ClickAsync();
        await dialog.GetByText("还有 1 项没有签署").WaitForAsync();
        await window.Accessible();

        // The form keeps what was typed and ticked.
        await window.Go("/console/tiers");
        await window.Button("提交发布").ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Textbox, new() { Name = "理由" })).ToHaveValueAsync("门槛上调");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Checkbox, new() { Checked = true })).ToHaveCountAsync(1);
        await checks.Last.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "提交发布" }).ClickAsync();
        await dialog.GetByText("已发布 v2").WaitForAsync();

        await window.Go("/console/tiers/versions");
        await window.Button("与线上比").First.ClickAsync();
        var signed = page.GetByRole(AriaRole.Region, new() { Name = "v2 签署的法务核对" });
        await Assertions.Expect(signed.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await window.Accessible();
        window.Quiet();
    }

    [GeneratedRegex("金卡的消费门槛", RegexOptions.None, 1000)]
    private static partial Regex Threshold();
}
