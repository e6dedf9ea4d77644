using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

[Collection(nameof(DemoDay))]
public sealed partial class HomeTests(DemoShop demo)
{
    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("zh-CN", true)]
    [InlineData("en", false)]
    [InlineData("en", true)]
    public async Task Home_is_full_and_accessible_in_both_languages_light_and_dark(string language, bool isDark)
    {
        await using var window = await demo.Open(new Sight(language, isDark));
        await window.Go("/console/");
        await window.Accessible();
        window.Quiet();
    }

    [Fact]
    public async Task Home_has_its_four_states()
    {
        await using var window = await demo.Open(new Sight());
        await Screen.FourStates(window, "/console/", Reports(), null);
        window.Quiet();
    }

    [GeneratedRegex("/v1/reports/", RegexOptions.None, 1000)]
    private static partial Regex Reports();
}
