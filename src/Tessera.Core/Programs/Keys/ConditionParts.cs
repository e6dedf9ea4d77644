using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Keys;

/// <summary>A metric as the file names it.</summary>
/// <param name="Metric">Which.</param>
/// <param name="Name">Key in a condition.</param>
/// <param name="Unit">Unit of its threshold.</param>
/// <param name="Words">What it is called.</param>
/// <param name="HasWindow">Whether a window makes sense.</param>
public sealed record MetricName(Metric Metric, string Name, NumberUnit Unit, LocalText Words, bool HasWindow = true);

/// <summary>The metrics of conditions, once.</summary>
public static class MetricWords
{
    /// <summary>All metrics that are written as a key with a threshold.</summary>
    public static IReadOnlyList<MetricName> All { get; } =
    [
        new(Metric.Spend, "spend", NumberUnit.Money, new("消费", "spend")),
        new(Metric.Orders, "orders", NumberUnit.Count, new("订单数", "orders")),
        new(Metric.PointsEarned, "pointsEarned", NumberUnit.Points, new("获得积分", "points earned")),
        new(Metric.PointsBalance, "pointsBalance", NumberUnit.Points, new("积分余额", "points balance"), false),
        new(Metric.Growth, "growth", NumberUnit.Growth, new("成长值", "growth")),
        new(Metric.LargestTopUp, "largestTopUp", NumberUnit.Money, new("单笔储值", "single top-up")),
        new(Metric.TopUps, "topUps", NumberUnit.Money, new("储值", "top-ups")),
        new(Metric.Referrals, "referrals", NumberUnit.Count, new("有效推荐", "valid referrals")),
        new(Metric.DaysSincePurchase, "daysSincePurchase", NumberUnit.Count, new("距上次消费天数", "days since last purchase"), false),
        new(Metric.DaysSinceActivity, "daysSinceActivity", NumberUnit.Count, new("距上次活动天数", "days since last activity"), false),
    ];

    /// <summary>The metric under a key, or null.</summary>
    public static MetricName? Find(string key) => All.FirstOrDefault(m => m.Name == key);

    /// <summary>The metric of a reading; behaviours are called by what they are.</summary>
    public static MetricName Of(MetricReading reading) => reading.Metric == Metric.Behaviour
        ? new(Metric.Behaviour, "behaviour", NumberUnit.Count, Times(BehaviourWords.Of(reading.Parameter ?? "")))
        : All.First(m => m.Metric == reading.Metric);

    /// <summary>Whether a plain number means "at most".</summary>
    public static bool IsDaysSince(Metric metric) => metric is Metric.DaysSincePurchase or Metric.DaysSinceActivity;

    private static LocalText Times(LocalText behaviour) => new(behaviour.Zh + "次数", behaviour.En);
}

/// <summary>Words of common behaviours; others go by their own id.</summary>
public static class BehaviourWords
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

    /// <summary>What a type of behaviour is called.</summary>
    public static LocalText Of(string type) => Known.GetValueOrDefault(type) ?? new($"“{type}”", $"“{type}”");
}

/// <summary>A threshold with its direction.</summary>
/// <param name="Comparison">Direction.</param>
/// <param name="Value">Minor units, points, growth, counts or days.</param>
public readonly record struct Threshold(Comparison Comparison, long Value);

/// <summary>A threshold: a number, or "at least N", "at most N".</summary>
public sealed class ThresholdKind(ScalarKind<long> number, Comparison plain) : ScalarKind<Threshold>
{
    private static readonly CountKind Whole = new(0, 1_000_000_000_000);

    /// <inheritdoc/>
    public override LocalText Words => new(number.Words.Zh + "，可写 at least 或 at most", number.Words.En + ", with at least or at most before it if wanted");

    /// <summary>The kind of a metric's threshold.</summary>
    public static ThresholdKind For(MetricName metric) => new(
        metric.Unit switch { NumberUnit.Money => new MoneyKind(0), NumberUnit.Points => new PointsKind(0), _ => Whole },
        MetricWords.IsDaysSince(metric.Metric) ? Comparison.AtMost : Comparison.AtLeast);

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out Threshold value)
    {
        var (comparison, rest) = (plain, text);
        if (text.StartsWith("at least ", StringComparison.Ordinal)) (comparison, rest) = (Comparison.AtLeast, text[9..].Trim());
        else if (text.StartsWith("at most ", StringComparison.Ordinal)) (comparison, rest) = (Comparison.AtMost, text[8..].Trim());
        var read = number.TryParse(rest, units, out var threshold);
        value = new Threshold(comparison, threshold);
        return read;
    }

    /// <inheritdoc/>
    public override LocalText Write(Threshold value, Units units) => number.Write(value.Value, units);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.NumberOr("^((at least|at most) )?[0-9]+([.][0-9]+)?$");
}

/// <summary>A weight of a score, in ten-thousandths for each smallest part: fen, smallest point part, count.</summary>
public sealed class WeightKind : ScalarKind<long>
{
    private readonly bool _perMoney;

    private WeightKind(bool perMoney) => _perMoney = perMoney;

    /// <summary>For each currency unit.</summary>
    public static WeightKind PerMoney { get; } = new(true);

    /// <summary>For each point, growth or count.</summary>
    public static WeightKind PerUnit { get; } = new(false);

    /// <inheritdoc/>
    public override LocalText Words => _perMoney
        ? new LocalText("每一货币单位的分值，最多两位小数，如 0.01", "score for each currency unit, at most two decimals, such as 0.01")
        : new LocalText("每一单位的分值，最多四位小数，如 5", "score for each unit, at most four decimals, such as 5");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out long value)
    {
        var parts = _perMoney ? Decimals.Power(units.CurrencyDecimals) : 1L;
        var read = Decimals.TryParse(text, 4, out var scaled) && scaled >= 0 && scaled % parts == 0;
        value = scaled / parts;
        return read;
    }

    /// <inheritdoc/>
    public override LocalText Write(long value, Units units) =>
        Both(Decimals.WriteShort(_perMoney ? value * Decimals.Power(units.CurrencyDecimals) : value, 4));

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => new() { ["type"] = "number", ["minimum"] = 0 };
}

/// <summary>What stands beside the metrics of one condition map: window, minimum order, times, parts of a score.</summary>
internal sealed record ConditionCompanions(Window? Window, long OrderAtLeastMinor, long Times, ListNode? ScoreOf)
{
    private static readonly WindowTextKind WindowText = new();
    private static readonly MoneyKind Money = new(0);
    private static readonly CountKind Positive = new(1, 1_000_000);

    public static ConditionCompanions Read(MapNode map, Binding binding)
    {
        var companions = new ConditionCompanions(null, 0, 1, null);
        if (map.Find("window") is { } window && WindowText.TryRead(window, binding, out var read)) companions = companions with { Window = read };
        if (map.Find("orderAtLeast") is { } least && Money.TryRead(least, binding, out var minor)) companions = companions with { OrderAtLeastMinor = minor };
        if (map.Find("times") is { } times && Positive.TryRead(times, binding, out var n)) companions = companions with { Times = n };
        return map.Find("of") is ListNode list ? companions with { ScoreOf = list } : companions;
    }

    public MetricReading Reading(Metric metric) => metric switch
    {
        Metric.Orders => new MetricReading(metric, Window, null, OrderAtLeastMinor),
        Metric.PointsBalance or Metric.DaysSincePurchase or Metric.DaysSinceActivity => new MetricReading(metric, null),
        _ => new MetricReading(metric, Window),
    };
}

/// <summary>Keep conditions by tier: <c>{ silver: { spend: 400 }, gold: enter }</c>, or <c>enter</c> for the enter condition of every tier.</summary>
public sealed class KeepKind : ValueKind<IReadOnlyDictionary<string, Condition>>
{
    internal const string EveryTier = "*";
    private static readonly ConditionKind Item0 = new(true);

    /// <inheritdoc/>
    public override LocalText Words => new("各等级的保级条件，如 { gold: { spend: 1500 } }，或 enter（同升级条件）", "keep conditions by tier such as { gold: { spend: 1500 } }, or enter for the enter conditions");

    /// <inheritdoc/>
    public override ValueKind Item => Item0;

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, Condition> value)
    {
        var keep = new Dictionary<string, Condition>(StringComparer.Ordinal);
        value = keep;
        if (node is ScalarNode { Text: "enter" })
        {
            keep[EveryTier] = new EnterOf(null);
            return true;
        }

        if (node is not MapNode map)
        {
            binding.NotAsExpected(node, Words, []);
            return false;
        }

        foreach (var (tier, inner) in map.Entries)
        {
            if (Item0.TryRead(inner, binding, out var condition)) keep[tier] = condition is EnterOf ? new EnterOf(tier) : condition;
        }

        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(IReadOnlyDictionary<string, Condition> value, Units units) => value.Count == 0 ? ProgramWords.None : new LocalText(
        string.Join("；", value.Select(k => k.Key + " " + Item0.Write(k.Value, units).Zh)), string.Join("; ", value.Select(k => k.Key + " " + Item0.Write(k.Value, units).En)));

    /// <inheritdoc/>
    public override string WriteFile(IReadOnlyDictionary<string, Condition> value, Units units) => "{}";

    /// <inheritdoc/>
    public override bool Same(IReadOnlyDictionary<string, Condition> a, IReadOnlyDictionary<string, Condition> b) =>
        a.Count == b.Count && a.All(k => b.TryGetValue(k.Key, out var other) && Item0.Same(k.Value, other));

    /// <inheritdoc/>
    public override void Diff(IReadOnlyDictionary<string, Condition> before, IReadOnlyDictionary<string, Condition> after, DiffPath path)
    {
        foreach (var tier in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            var here = path.Then(tier, ProgramWords.TierName(path.AfterDocument, path.BeforeDocument, tier));
            if (!after.TryGetValue(tier, out var now)) here.Changed(Item0.Write(before[tier], path.Before), ProgramWords.None);
            else if (!before.TryGetValue(tier, out var old)) here.Changed(ProgramWords.None, Item0.Write(now, path.After));
            else Item0.Diff(old, now, here);
        }
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.AnyOf(
        new JsonObject { ["const"] = "enter" }, new JsonObject { ["type"] = "object", ["additionalProperties"] = Item0.Schema(defs) });
}

/// <summary>A metric to rank by: <c>{ metric: spend, window: rolling 12 months }</c>.</summary>
public sealed class ReadingKind : ValueKind<MetricReading>
{
    private static readonly string[] Known = ["metric", "window", "behaviour", "orderAtLeast"];
    private static readonly NamedValue[] Metrics = [.. MetricWords.All.Select(m => new NamedValue(m.Name, m.Words)), new("behaviour", new LocalText("行为次数", "times of a behaviour"))];

    /// <inheritdoc/>
    public override LocalText Words => new("指标与窗口，如 { metric: spend, window: rolling 12 months }", "a metric and its window such as { metric: spend, window: rolling 12 months }");

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, [MaybeNullWhen(false)] out MetricReading value)
    {
        value = null;
        if (node is not MapNode map || map.Find("metric") is not ScalarNode metric)
        {
            binding.NotAsExpected(node, Words, []);
            return false;
        }

        foreach (var (key, inner) in map.Entries.Where(e => !Known.Contains(e.Key))) binding.UnknownKey(inner, key, Known);
        var companions = ConditionCompanions.Read(map, binding);
        if (MetricWords.Find(metric.Text) is { } known) value = companions.Reading(known.Metric);
        else if (metric.Text == "behaviour" && map.Find("behaviour") is ScalarNode type) value = new MetricReading(Metric.Behaviour, companions.Window, type.Text);
        else binding.NotAsExpected(metric, new LocalText(string.Join("、", Metrics.Select(m => m.Name)) + " 之一", "one of " + string.Join(", ", Metrics.Select(m => m.Name))), Metrics);
        return value is not null;
    }

    /// <inheritdoc/>
    public override LocalText Write(MetricReading value, Units units) => ProgramWords.InWindow(MetricWords.Of(value).Words, value.Window);

    /// <inheritdoc/>
    public override string WriteFile(MetricReading value, Units units) => "";

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("metric"),
        ["properties"] = new JsonObject
        {
            ["metric"] = new JsonObject { ["enum"] = new JsonArray([.. Metrics.Select(m => (JsonNode)m.Name)]) },
            ["window"] = new WindowTextKind().Schema(defs),
            ["behaviour"] = Kinds.Id.Schema(defs),
            ["orderAtLeast"] = new MoneyKind(0).Schema(defs),
        },
    };
}
