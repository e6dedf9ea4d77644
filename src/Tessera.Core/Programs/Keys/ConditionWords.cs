using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Keys;

/// <summary>Conditions in words, compared, and told apart.</summary>
public static class ConditionWords
{
    /// <summary>A condition in one sentence part of each language.</summary>
    public static LocalText Of(Condition condition, Units units) => Of(condition, units, false);

    /// <summary>Whether two conditions say the same.</summary>
    public static bool Same(Condition a, Condition b) => (a, b) switch
    {
        (AllOf x, AllOf y) => SameParts(x.Parts, y.Parts),
        (AnyOf x, AnyOf y) => SameParts(x.Parts, y.Parts),
        (Not x, Not y) => Same(x.Part, y.Part),
        (Score x, Score y) => x.ThresholdTenThousandths == y.ThresholdTenThousandths && x.Parts.SequenceEqual(y.Parts),
        _ => a.Equals(b),
    };

    /// <summary>Says how two conditions differ: by threshold where the shape is the same, else before and after whole.</summary>
    public static void Diff(Condition before, Condition after, DiffPath path)
    {
        if (Same(before, after)) return;
        var old = new List<Compare>();
        var now = new List<Compare>();
        if (!SameShape(before, after, old, now))
        {
            path.Changed(Of(before, path.Before), Of(after, path.After));
            return;
        }

        foreach (var (a, b) in old.Zip(now).Where(p => p.First.Threshold != p.Second.Threshold))
        {
            var words = ProgramWords.InWindow(MetricWords.Of(a.Reading).Words, a.Reading.Window);
            var (from, to) = (Threshold(a, path.Before), Threshold(b, path.After));
            path.Says(new LocalText(words.Zh + " " + from.Zh + " → " + to.Zh, words.En + " " + from.En + " → " + to.En));
        }
    }

    /// <summary>Every comparison in a condition, in order.</summary>
    public static IEnumerable<Compare> Comparisons(Condition? condition) => condition switch
    {
        Compare compare => [compare],
        AllOf all => all.Parts.SelectMany(Comparisons),
        AnyOf any => any.Parts.SelectMany(Comparisons),
        Not not => Comparisons(not.Part),
        _ => [],
    };

    /// <summary>Every metric read by a condition, scores included.</summary>
    public static IEnumerable<MetricReading> Readings(Condition? condition) => condition switch
    {
        Compare compare => [compare.Reading],
        Score score => score.Parts.Select(p => p.Reading),
        AllOf all => all.Parts.SelectMany(Readings),
        AnyOf any => any.Parts.SelectMany(Readings),
        Not not => Readings(not.Part),
        _ => [],
    };

    private static bool SameParts(IReadOnlyList<Condition> a, IReadOnlyList<Condition> b) => a.Count == b.Count && a.Zip(b).All(p => Same(p.First, p.Second));

    private static bool SameShape(Condition a, Condition b, List<Compare> old, List<Compare> now)
    {
        switch (a, b)
        {
            case (Compare x, Compare y) when x.Reading == y.Reading && x.Comparison == y.Comparison:
                old.Add(x);
                now.Add(y);
                return true;
            case (AllOf x, AllOf y) when x.Parts.Count == y.Parts.Count:
                return x.Parts.Zip(y.Parts).All(p => SameShape(p.First, p.Second, old, now));
            case (AnyOf x, AnyOf y) when x.Parts.Count == y.Parts.Count:
                return x.Parts.Zip(y.Parts).All(p => SameShape(p.First, p.Second, old, now));
            case (Not x, Not y):
                return SameShape(x.Part, y.Part, old, now);
            default:
                return a is not Compare && Same(a, b);
        }
    }

    private static LocalText Of(Condition condition, Units units, bool inside) => condition switch
    {
        Compare compare => OfCompare(compare, units),
        HasTag tag => new("有标签 " + tag.Tag, "has tag " + tag.Tag),
        InSegment segment => new("属于人群 " + segment.Segment, "in segment " + segment.Segment),
        Not not => Around("非", "not ", Of(not.Part, units, true)),
        AllOf all => Joined(all.Parts, units, inside, ("且", " and ")),
        AnyOf any => Joined(any.Parts, units, inside, ("或", " or ")),
        Score score => OfScore(score, units),
        OtherLeaf leaf => SegmentParts.Write(leaf, units),
        EnterOf => new("同升级条件", "as the enter condition"),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private static LocalText Around(string zh, string en, LocalText inner) => new(zh + "（" + inner.Zh + "）", en + "(" + inner.En + ")");

    private static LocalText Joined(IReadOnlyList<Condition> parts, Units units, bool inside, (string Zh, string En) word)
    {
        var words = parts.Select(p => Of(p, units, true)).ToList();
        var joined = new LocalText(string.Join(word.Zh, words.Select(w => w.Zh)), string.Join(word.En, words.Select(w => w.En)));
        return inside && parts.Count > 1 ? Around("", "", joined) : joined;
    }

    private static LocalText OfCompare(Compare compare, Units units)
    {
        var words = ProgramWords.InWindow(MetricWords.Of(compare.Reading).Words, compare.Reading.Window);
        var threshold = Threshold(compare, units);
        var sign = compare.Comparison == Comparison.AtLeast ? " ≥ " : " ≤ ";
        var least = compare.Reading.OrderAtLeastMinor;
        var orders = least == 0 ? new LocalText("", "") : new LocalText(
            "（每单满 " + Decimals.Write(least, units.CurrencyDecimals) + "）", " (each of at least " + Decimals.Write(least, units.CurrencyDecimals) + ")");
        return new(words.Zh + sign + threshold.Zh + orders.Zh, words.En + sign + threshold.En + orders.En);
    }

    private static LocalText OfScore(Score score, Units units)
    {
        var parts = score.Parts.Select(p =>
        {
            var metric = MetricWords.Of(p.Reading);
            var weight = (metric.Unit == NumberUnit.Money ? WeightKind.PerMoney : WeightKind.PerUnit).Write(p.WeightTenThousandths, units);
            var words = ProgramWords.InWindow(metric.Words, p.Reading.Window);
            return new LocalText(weight.Zh + " × " + words.Zh, weight.En + " × " + words.En);
        }).ToList();
        var threshold = Decimals.WriteShort(score.ThresholdTenThousandths, 4);
        return new(
            "综合分 " + string.Join(" + ", parts.Select(p => p.Zh)) + " ≥ " + threshold, "score " + string.Join(" + ", parts.Select(p => p.En)) + " ≥ " + threshold);
    }

    /// <summary>The threshold of a comparison in words: an amount, a number, days.</summary>
    public static LocalText Threshold(Compare compare, Units units)
    {
        var metric = MetricWords.Of(compare.Reading);
        return ThresholdKind.For(metric).Write(new Threshold(compare.Comparison, compare.Threshold), units);
    }
}
