namespace Tessera.E2e.Tests;

/// <summary>What a clerk meets at the till, state by state: axe finds nothing in light and dark, in Chinese and English.</summary>
public sealed class TillStatesTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Every_state_of_the_till_is_accessible_in_both_languages_light_and_dark()
    {
        Assert.SkipWhen(Browser.Executable is null, "没有 Chromium，未试网页。 There is no Chromium: the pages were not tried.");
        await using var states = await TillStates.Open(browser);
        var found = new List<string>();
        foreach (var sight in Sight.All) await states.Play(browser, sight, async (window, name) => found.AddRange((await window.Found(isWhole: true)).Select(f => $"{name} {sight}: {f}")));
        Assert.Empty(found);
    }
}
