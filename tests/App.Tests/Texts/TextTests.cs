using System.Text.RegularExpressions;
using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;

namespace Tessera.App.Tests.Texts;

public sealed partial class TextTests
{
    [Fact]
    public void Every_code_in_the_rules_has_a_text_in_both_languages()
    {
        var codes = CodesIn("src/Tessera.Core", Dotted())
            .Concat(new[] { "src/Tessera.Storage", "src/Tessera.App", "src/Tessera.Server" }.SelectMany(folder => CodesIn(folder, Made())))
            .Where(code => !code.EndsWith(".json", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);

        Assert.Empty(codes.Where(code => !Text.Codes.ContainsKey(code)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Both_languages_of_a_text_have_the_same_placeholders()
    {
        Assert.All(Text.Codes, text => Assert.Equal(
            Placeholder().Matches(text.Value.Zh).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal),
            Placeholder().Matches(text.Value.En).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void No_English_stands_in_a_Chinese_text_and_no_Chinese_in_an_English_one()
    {
        Assert.All(Text.Codes, text => Assert.DoesNotMatch("[A-Za-z]{2,}", Placeholder().Replace(text.Value.Zh, "")));
        Assert.All(Text.Codes, text => Assert.DoesNotMatch("[\u3000-\u9fff\uff00-\uffef]", text.Value.En));
    }

    [Fact]
    public void Numbers_are_written_by_their_unit()
    {
        var reason = Reason.Of(
            "earn.money", Reason.Id("rule", "spend"), Reason.Money("basis", 123_456), Reason.Money("per", 100), Reason.Points("rate", 10),
            Reason.Ratio("multiplier", 15_000), Reason.Points("points", 18_518), Reason.Points("cut", 0));

        // ¥1,234.56 × 10 × 1.5 = 18,518.4, rounded down
        Assert.Equal("消费积分：¥1,234.56 × 每 ¥1.00 得 10 分 × 1.5 = 18,518 分", Text.Render(reason, "zh-CN", TeaChain()));
        Assert.Equal("points for spending: ¥1,234.56 × 10 points per ¥1.00 × 1.5 = 18,518 points", Text.Render(reason, "en", TeaChain()));
    }

    [Fact]
    public void An_optional_part_appears_only_with_its_number()
    {
        var reason = Reason.Of("merge.left", Reason.Points("points", 40), Reason.Points("debt", 7));

        Assert.Equal("合并转出 40 分，欠分 7", Text.Render(reason, "zh-CN"));
        Assert.Equal("合并转出 40 分", Text.Render(Reason.Of("merge.left", Reason.Points("points", 40), Reason.Points("debt", 0)), "zh-CN"));
    }

    [Theory]
    [InlineData("GBP", 2, 123_456L, "£1,234.56")]
    [InlineData("CNY", 2, -5L, "-¥0.05")]
    [InlineData("JPY", 0, 1_500L, "¥1,500")]
    [InlineData("KWD", 3, 1_500L, "KWD 1.500")]
    [InlineData("CNY", 2, long.MinValue, "-¥92,233,720,368,547,758.08")]
    public void Money_is_written_with_its_sign_and_decimals(string currency, int decimals, long minor, string expected) =>
        Assert.Equal(expected, Numbers.Money(minor, currency, decimals));

    [Theory]
    [InlineData(0, NumberUnit.Count, "0")]
    [InlineData(999, NumberUnit.Count, "999")]
    [InlineData(1_000, NumberUnit.Growth, "1,000")]
    [InlineData(-1_234_567, NumberUnit.Count, "-1,234,567")]
    [InlineData(long.MaxValue, NumberUnit.Count, "9,223,372,036,854,775,807")]
    [InlineData(long.MinValue, NumberUnit.Points, "-9,223,372,036,854,775,808")]
    [InlineData(5, NumberUnit.Money, "¥0.05")]
    [InlineData(-5, NumberUnit.Money, "-¥0.05")]
    [InlineData(-123_456, NumberUnit.Money, "-¥1,234.56")]
    [InlineData(long.MinValue, NumberUnit.Money, "-¥92,233,720,368,547,758.08")]
    [InlineData(20_000, NumberUnit.Score, "2")]
    [InlineData(-12_340_000, NumberUnit.Ratio, "-1,234")]
    [InlineData(12_345, NumberUnit.Ratio, "1.2345")]
    public void Numbers_have_their_sign_their_groups_of_three_and_all_their_decimals(long number, NumberUnit unit, string written) =>
        Assert.Equal(written, Numbers.Write(number, unit, Text.Chinese, null));

    [Theory]
    [InlineData("JPY", 0, "¥1,234,567")]
    [InlineData("KRW", 1, "₩123,456.7")]
    [InlineData("KWD", 3, "KWD 1,234.567")]
    public void Money_has_the_decimals_of_its_currency(string currency, int decimals, string written) => Assert.Equal(written, Numbers.Money(1_234_567, currency, decimals));

    [Fact]
    public void Points_are_written_with_the_decimals_of_the_programme()
    {
        var program = TeaChain() with { Points = new() { Decimals = 1 } };

        Assert.Equal("使用 1,234.5 分", Text.Render(Reason.Of("points.spent", Reason.Points("points", 12_345)), "zh-CN", program));
    }

    [Fact]
    public void A_condition_names_its_metric_and_window()
    {
        var reason = Reason.Of(
            "condition.missed", Reason.Id("metric", "spend"), Reason.Id("window", "rollingMonths"), Reason.Count("length", 12), Reason.Money("value", 150_000),
            Reason.Money("threshold", 200_000), Reason.Money("gap", 50_000), Reason.Day("from", new DateOnly(2025, 3, 2)), Reason.Day("through", new DateOnly(2026, 3, 1)));

        Assert.Equal("近 12 个月消费 ¥1,500.00，未达到 ¥2,000.00，还差 ¥500.00（2025-03-02 至 2026-03-01）", Text.Render(reason, "zh-CN"));
        Assert.Equal("spend (rolling 12 months): ¥1,500.00 misses ¥2,000.00 by ¥500.00 (2025-03-02 to 2026-03-01)", Text.Render(reason, "en"));
    }

    [Fact]
    [Covers("D17")]
    public void The_tea_chains_warning_tells_next_months_target()
    {
        var program = TeaChain();
        var text = program.Reviews.First(r => r.Id == "monthly").WarningText!;
        var reason = Reason.Of(
            "tier.warning", Reason.Id("tier", "platinum"), Reason.Id("nextTier", "gold"), Reason.Money("target", 50_000), Reason.Money("gap", 50_000), Reason.Day("on", new DateOnly(2026, 4, 30)));

        Assert.StartsWith("若下月消费不足 ¥500.00，您的铂金会员将降为金卡会员", Text.Fill(text, reason, "zh-CN", program), StringComparison.Ordinal);
        Assert.StartsWith("If you spend less than ¥500.00 next month, your Platinum tier falls to Gold", Text.Fill(text, reason, "en", program), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "zh-CN")]
    [InlineData("", "zh-CN")]
    [InlineData("en-GB,en;q=0.9,zh;q=0.8", "en")]
    [InlineData("en_US.UTF-8", "en")]
    [InlineData("zh_CN.UTF-8", "zh-CN")]
    [InlineData("fr", "zh-CN")]
    public void The_language_is_English_where_it_comes_first(string? wish, string expected) => Assert.Equal(expected, Text.LanguageOf(wish));

    private static ProgramDocument TeaChain() => ProgramFile.Load(File.ReadAllText(Repository.PathOf("templates/tea-chain/program.yaml"))).Document!;

    private static IEnumerable<string> CodesIn(string folder, Regex shape) =>
        Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains(Path.DirectorySeparatorChar + "obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .SelectMany(f => shape.Matches(NotShown().Replace(File.ReadAllText(f), "")))
            .Select(m => m.Groups["code"].Value);

    // Every dotted word of the rules is a code, wherever it stands: constants and choices between two codes are found too.
    [GeneratedRegex("\"(?<code>[a-z][A-Za-z]*(\\.[a-z][A-Za-z]*)+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dotted();

    [GeneratedRegex("(Reason\\.Of|Refusal\\.Of|new Finding|new Reason|new Notice|Broken|Text\\.Say|[^.]Say)\\(\\s*\"(?<code>[a-z][A-Za-z.]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Made();

    // What was done to the bookkeeping of tiers is a word for machines, never shown.
    [GeneratedRegex("\\bNote\\([^,;]*,", RegexOptions.None, 1000)]
    private static partial Regex NotShown();

    [GeneratedRegex("\\{[A-Za-z]+\\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
