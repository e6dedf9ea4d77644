using Tessera.App.Programs.Calibrations;
using Tessera.Core;
using Tessera.Core.Programs.Calibrations;
using Tessera.Core.Tiers;
using Tessera.Server.Pages;

namespace Tessera.Server.Tests.Pages;

/// <summary>The page of a calibration: what it says of each state, in both languages, with its charts in it.</summary>
[Covers("B7")]
public sealed class CalibrationPageTests
{
    private static readonly DateOnly On = new(2026, 3, 31);
    private static readonly ThresholdName Name = SampleProgram.Tea.Ladder.Tiers.Select(t => new ThresholdName(t.Id)).First(n => Thresholds.Of(SampleProgram.Tea.Ladder, n) is { Reading.Metric: Metric.Spend });

    // 250 ranked, a tenth wanted: 24 above 226.00 and one at it, as the calibration of the tests finds.
    private static readonly TierProposal Found = new()
    {
        Goal = new TierGoal(Name, 1_000), State = GoalState.Found, Written = 100_000, Threshold = 22_600, Population = 250, Wanted = 25, Above = 24, Ties = 1, Come = 25, From = 22_100, Through = 23_000,
        Curve = [new SharePoint(24_800, 3), new SharePoint(22_600, 25), new SharePoint(12_600, 125)], Months = [new MonthShare(On.AddMonths(-1), 240, 20, 22_000), new MonthShare(On, 250, 25, 22_600)],
    };

    [Theory]
    [InlineData("zh-CN", "提议：近 12 个月消费 ≥ 226.00")]
    [InlineData("zh-CN", "25（10 %）")]
    [InlineData("zh-CN", "24 / 1")]
    [InlineData("zh-CN", "221.00 – 230.00")]
    [InlineData("zh-CN", "随机种子 7")]
    [InlineData("en", "Share that meets it, by threshold")]
    [InlineData("en", "Month by month")]
    public void The_page_says_what_was_found(string language, string sentence) => Assert.Contains(sentence, Page(Languages.Parse(language)!.Value, Found), StringComparison.Ordinal);

    [Fact]
    public void A_curve_and_the_months_are_drawn_and_nothing_is_fetched()
    {
        var page = Page(Language.Zh, Found);

        Assert.Equal(2, page.Split("<svg").Length - 1);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_had_and_what_cannot_be_said_are_said()
    {
        var nothing = Found with { Threshold = null, From = null, Through = null, ByOthers = 31, Curve = [], Months = [] };

        Assert.Contains("Not reachable: the 31 who enter by other branches alone exceed the 25 wanted.", Page(Language.En, nothing with { State = GoalState.NotReachable }), StringComparison.Ordinal);
        Assert.Contains("the rest of the condition holds too many back", Page(Language.En, nothing with { State = GoalState.NotEnough }), StringComparison.Ordinal);
        Assert.Contains("数据太少，说不准：不足 200 人或 12 个月。", Page(Language.Zh, nothing with { State = GoalState.TooFew }), StringComparison.Ordinal);
        // Others are exactly the share: found, with no threshold to propose.
        Assert.Contains("this threshold need let in nobody", Page(Language.En, nothing), StringComparison.Ordinal);
    }

    [Fact]
    public void The_English_page_holds_no_Chinese() =>
        Assert.DoesNotContain(Page(Language.En, Found).Replace("PingFang SC", "", StringComparison.Ordinal), c => c is >= '\u4e00' and <= '\u9fff');

    private static string Page(Language language, TierProposal tier) =>
        CalibrationPage.Render(new CalibrationOutcome(new CalibrationReport(7, On, [tier]), [], null), SampleProgram.Tea, language, account => account);
}
