using Tessera.Server.Pages;

namespace Tessera.Server.Tests.Pages;

[Covers("L5")]
public sealed class RulesPageTests
{
    private static readonly PublishedRules Published = new(SampleProgram.Tea, 3, "2026-01-01 00:00", [2, 1], IsCurrent: true);

    [Theory]
    [InlineData("zh-CN", "第 3 版，2026-01-01 00:00 起生效")]
    [InlineData("zh-CN", "近 12 个月消费满 ¥600")]
    [InlineData("zh-CN", "满足任一项")]
    [InlineData("zh-CN", "累计有效推荐满 3 人")]
    [InlineData("zh-CN", "1.2 倍")]
    [InlineData("zh-CN", "每消费 ¥1 得 10 积分")]
    [InlineData("zh-CN", "限品类 奶茶；周三；14:00–17:00")]
    [InlineData("zh-CN", "需输入活动口令")]
    [InlineData("zh-CN", "积分自获得之日起 12 个月内有效，并顺延到当月最后一天。")]
    [InlineData("zh-CN", "每年 1 月 1 日看上年的数据。")]
    [InlineData("zh-CN", "未达标先提醒，给 1 个月宽限；宽限期内补足即保级，期满仍未达标，降一级。")]
    [InlineData("zh-CN", "提醒后完成签到 3 次，可延期 1 个月，一次为限。")]
    [InlineData("zh-CN", "行为最多占成长值的 30%。")]
    [InlineData("en", "Version 3, in force since 2026-01-01 00:00")]
    [InlineData("en", "Spend of at least ¥600 in 12 months")]
    [InlineData("en", "Any one of these")]
    [InlineData("en", "10 points for every ¥1 spent")]
    [InlineData("en", "Points can be used for 12 months from the day they are earned, then to the end of that month.")]
    public void The_page_says_what_the_programme_says(string language, string sentence)
    {
        var page = RulesPage.Render(Published, Languages.Parse(language)!.Value, null);

        Assert.Contains(sentence, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_of_campaigns_are_not_given_away() =>
        Assert.DoesNotContain("SPRING-SECRET", RulesPage.Render(Published, Language.Zh, null), StringComparison.Ordinal);

    [Fact]
    public void The_English_page_holds_no_Chinese_but_the_switch_of_languages()
    {
        var page = RulesPage.Render(Published, Language.En, null).Replace("中文", "", StringComparison.Ordinal).Replace("奶茶", "", StringComparison.Ordinal);

        Assert.DoesNotContain(page, c => c is >= '\u4e00' and <= '\u9fff');
    }

    [Fact]
    public void Names_are_encoded()
    {
        var evil = Published with { Document = SampleProgram.Tea with { Names = new("<script>alert(1)</script>", "<script>") } };

        Assert.DoesNotContain("<script>", RulesPage.Render(evil, Language.Zh, null), StringComparison.Ordinal);
    }
}
