using Tessera.Server.Pages;

namespace Tessera.Server.Tests.Pages;

/// <summary>The first page a newcomer sees says how to go on from where it stands.</summary>
public sealed class StartPageTests
{
    [Fact]
    public void A_demo_shows_its_key_and_the_sample_till()
    {
        var page = StartPage.Render(new StartFacts("0.1.0", "demo", "Tea Club") { DemoKey = "tsk_test_demo" }, Language.En, null);

        Assert.Contains("Authorization: Bearer tsk_test_demo<", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/samples/till/\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("tessera key create", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_live_shop_says_how_a_key_is_made_and_has_no_page_that_asks_for_one()
    {
        var page = StartPage.Render(new StartFacts("0.1.0", "live", null), Language.Zh, null);

        Assert.Contains("tessera key create till-1", page, StringComparison.Ordinal);
        Assert.Contains("还没有发布规则", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/samples/till", page, StringComparison.Ordinal);
    }
}
