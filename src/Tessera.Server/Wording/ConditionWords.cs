using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Server.Wording;

/// <summary>A condition in words: a sentence, or a heading over parts.</summary>
/// <param name="Text">Sentence, or heading when there are parts.</param>
/// <param name="Parts">Parts under the heading.</param>
internal sealed record Phrase(string Text, IReadOnlyList<Phrase> Parts)
{
    public Phrase(string text)
        : this(text, [])
    {
    }
}

/// <summary>Conditions of the ladder in words of the member.</summary>
internal sealed class ConditionWords(Figures figures, ProgramDocument program)
{
    /// <summary>The condition; <paramref name="window"/> is the window of a review, for readings that name none.</summary>
    public Phrase Of(Condition condition, Window? window = null) => condition switch
    {
        AllOf { Parts: [var only] } => Of(only, window),
        AnyOf { Parts: [var only] } => Of(only, window),
        AllOf all => new Phrase(figures.Of("以下都满足", "All of these"), [.. all.Parts.Select(p => Of(p, window))]),
        AnyOf any => new Phrase(figures.Of("满足任一项", "Any one of these"), [.. any.Parts.Select(p => Of(p, window))]),
        Not not => new Phrase(figures.Of("以下不成立", "Unless"), [Of(not.Part, window)]),
        HasTag tag => new Phrase(figures.Of($"持有标签“{tag.Tag}”", $"Holds the tag “{tag.Tag}”")),
        InSegment segment => new Phrase(figures.Of($"属于人群“{segment.Segment}”", $"Is in the segment “{segment.Segment}”")),
        Score score => new Phrase(figures.Of($"综合评分达到 {Figures.Ratio(score.ThresholdTenThousandths)}", $"A score of at least {Figures.Ratio(score.ThresholdTenThousandths)}"), [.. score.Parts.Select(p => Weighted(p, window))]),
        Compare compare => new Phrase(Comparison(compare, window)),
        _ => throw new InvalidOperationException($"{condition.GetType().Name} has no words"),
    };

    private Phrase Weighted(ScorePart part, Window? window)
    {
        var spanned = When(part.Reading, window);
        var name = Subject(part.Reading);
        var per = Figures.Ratio(part.WeightTenThousandths * (IsMoney(part.Reading.Metric) ? Power(program.CurrencyDecimals) : 1));
        return new Phrase(figures.Of($"{spanned}{name}每 1 计 {per} 分", $"{name}{spanned}: {per} for each"));
    }

    private string Comparison(Compare compare, Window? window)
    {
        var (reading, limit) = (compare.Reading, Amount(compare.Reading.Metric, compare.Threshold));
        if (reading.Metric is Metric.DaysSincePurchase or Metric.DaysSinceActivity) return Days(reading.Metric, compare.Comparison, limit);
        var spanned = When(reading, window);
        var name = Subject(reading);
        return compare.Comparison == Tessera.Core.Tiers.Comparison.AtLeast
            ? figures.Of($"{spanned}{name}满 {limit}{Counter(reading.Metric)}", $"{name} of at least {limit}{spanned}")
            : figures.Of($"{spanned}{name}不超过 {limit}{Counter(reading.Metric)}", $"{name} of at most {limit}{spanned}");
    }

    private string Days(Metric metric, Comparison comparison, string limit)
    {
        var (zh, en) = metric == Metric.DaysSincePurchase ? ("距上次消费", "since the last purchase") : ("距上次消费或活动", "since the last purchase or activity");
        return comparison == Tessera.Core.Tiers.Comparison.AtLeast
            ? figures.Of($"{zh}至少 {limit} 天", $"At least {limit} days {en}")
            : figures.Of($"{zh}不超过 {limit} 天", $"At most {limit} days {en}");
    }

    private string Subject(MetricReading reading) => reading.Metric switch
    {
        Metric.Spend => figures.Of("消费", "Spend"),
        Metric.Orders => Orders(reading.OrderAtLeastMinor),
        Metric.PointsEarned => figures.Of("获得积分", "Points earned"),
        Metric.PointsBalance => figures.Of("积分余额", "A points balance"),
        Metric.Growth => figures.Of("成长值", "Growth value"),
        Metric.LargestTopUp => figures.Of("单次充值", "One top-up"),
        Metric.TopUps => figures.Of("充值", "Top-ups"),
        Metric.Referrals => figures.Of("有效邀请", "Valid referrals"),
        Metric.Behaviour => Behaviours.Name(figures.Language, reading.Parameter ?? ""),
        Metric.DaysSincePurchase or Metric.DaysSinceActivity => figures.Of("间隔天数", "Days since"),
    };

    private string Orders(long atLeast) => atLeast == 0
        ? figures.Of("订单", "Orders")
        : figures.Of($"单笔满 {figures.Money(atLeast)} 的订单", $"Orders of {figures.Money(atLeast)} or more");

    private string Counter(Metric metric) => metric switch
    {
        Metric.Orders => " 笔",
        Metric.Referrals => " 人",
        Metric.Behaviour => " 次",
        Metric.Spend or Metric.PointsEarned or Metric.PointsBalance or Metric.Growth or Metric.LargestTopUp or Metric.TopUps
            or Metric.DaysSincePurchase or Metric.DaysSinceActivity => "",
    };

    private string Amount(Metric metric, long value) => metric switch
    {
        Metric.Spend or Metric.LargestTopUp or Metric.TopUps => figures.Money(value),
        Metric.PointsEarned or Metric.PointsBalance => figures.Points(value),
        Metric.Orders or Metric.Growth or Metric.Referrals or Metric.Behaviour or Metric.DaysSincePurchase or Metric.DaysSinceActivity => figures.Count(value),
    };

    private string When(MetricReading reading, Window? review)
    {
        if (reading.Metric is Metric.PointsBalance) return "";
        var words = WindowWords.Of(reading.Window ?? review ?? Window.Lifetime, figures.Language);
        return figures.Language == Language.Zh ? words : " " + words;
    }

    private static bool IsMoney(Metric metric) => metric is Metric.Spend or Metric.LargestTopUp or Metric.TopUps;

    private static long Power(int decimals) => decimals switch { 0 => 1, 1 => 10, 2 => 100, _ => 1000 };
}

/// <summary>Windows in words.</summary>
internal static class WindowWords
{
    public static string Of(Window window, Language language)
    {
        var n = Figures.Text(window.Length);
        return window.Kind switch
        {
            WindowKind.Lifetime => language.Of("累计", "in all"),
            WindowKind.RollingDays => language.Of($"近 {n} 天", $"in {n} days"),
            WindowKind.RollingMonths => language.Of($"近 {n} 个月", $"in {n} months"),
            WindowKind.Month => language.Of("当月", "in the calendar month"),
            WindowKind.Quarter => language.Of("当季", "in the calendar quarter"),
            WindowKind.Half => language.Of("当半年", "in the calendar half-year"),
            WindowKind.Year => language.Of("当年", "in the calendar year"),
            WindowKind.PreviousMonth => language.Of("上一个月", "in the month before"),
            WindowKind.PreviousQuarter => language.Of("上一季度", "in the quarter before"),
            WindowKind.PreviousHalf => language.Of("上一个半年", "in the half-year before"),
            WindowKind.PreviousYear => language.Of("上一年", "in the year before"),
            WindowKind.SinceTierStart => language.Of("进入本等级以来", "since the tier began"),
            WindowKind.SinceJoining => language.Of("入会以来", "since joining"),
        };
    }
}

/// <summary>Words of common behaviours; others go by their own id.</summary>
internal static class Behaviours
{
    private static readonly Dictionary<string, LocalText> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["login"] = new("登录", "logins"),
        ["checkin"] = new("签到", "check-ins"),
        ["check-in"] = new("签到", "check-ins"),
        ["review"] = new("评价", "reviews"),
        ["share"] = new("分享", "shares"),
        ["event"] = new("参加活动", "events joined"),
        ["referral"] = new("邀请", "referrals"),
        ["profile"] = new("完善资料", "profile completed"),
        ["survey"] = new("填写问卷", "surveys"),
        ["birthday"] = new("生日", "birthdays"),
    };

    public static string Name(Language language, string type) => Known.TryGetValue(type, out var text) ? language.Of(text) : language.Of($"“{type}”", $"“{type}”");
}
