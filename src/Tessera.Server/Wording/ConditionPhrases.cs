using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Keys;
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

/// <summary>Conditions of the ladder as sentences to a member; metrics and windows are called what they are called everywhere.</summary>
internal sealed class ConditionPhrases(Figures figures, ProgramDocument program)
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
        Metric.Orders => Orders(reading.OrderAtLeastMinor),
        Metric.Behaviour => figures.Name(BehaviourWords.Of(reading.Parameter ?? "")),
        _ => Begun(figures.Name(MetricWords.Of(reading).Words)),
    };

    // The metric begins the sentence.
    private static string Begun(string words) => char.ToUpperInvariant(words[0]) + words[1..];

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
        var words = figures.Name(ProgramWords.During(reading.Window ?? review ?? Window.Lifetime));
        return figures.Language == Language.Zh ? words : " " + words;
    }

    private static bool IsMoney(Metric metric) => metric is Metric.Spend or Metric.LargestTopUp or Metric.TopUps;

    private static long Power(int decimals) => decimals switch { 0 => 1, 1 => 10, 2 => 100, _ => 1000 };
}
