using System.Globalization;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Tiers;

/// <summary>
/// A ladder in a few words, so that a case fits a cell: <c>silver enter=spend:12m>=600; review year settle yearly=01-01 window=12m keep:silver=spend>=400; set fallLimit=none</c>.
/// A statement about a known tier or review changes it; <c>@name</c> stands for a ladder below; <c>==> 2026-03-01</c> opens the next version.
/// Conditions: <c>|</c> any, <c>&amp;</c> all (binds tighter), <c>!</c> not, leaves <c>metric[/parameter][:window]>=threshold</c>, <c>tag/x</c>, <c>segment/x</c>.
/// </summary>
internal sealed class LadderText
{
    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["@spend"] = "silver enter=spend:12m>=600; gold enter=spend:12m>=2000",
        ["@year"] = "silver enter=spend:12m>=600; gold enter=spend:12m>=2000; "
            + "review year settle yearly=01-01 window=12m grace=1m keep:silver=spend>=400 keep:gold=spend>=1500",
        ["@month"] = "silver enter=spend:12m>=600; gold enter=spend:12m>=2000; "
            + "review month warn monthly=1 window=month k=3 then keep:silver=spend>=170 keep:gold=spend>=500",
    };

    private readonly List<TierRule> _tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }];
    private readonly List<Review> _reviews = [];
    private Ladder _ladder = new();
    private TimeRules _time = new();
    private PurchaseRules _purchases = new();
    private GrowthRules? _growth;
    private PointsRules _points = new() { Expiry = new ExpiryRule { Kind = ExpiryKind.Never } };

    public static BusinessCalendar Shanghai { get; } = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3600)]);

    /// <summary>All versions of a settings cell.</summary>
    public static ProgramHistory Programs(string settings)
    {
        var text = new LadderText();
        var versions = new List<CompiledProgram>();
        foreach (var part in settings.Split("==>", StringSplitOptions.TrimEntries))
        {
            var from = new Instant(0);
            var rest = part;
            if (versions.Count > 0)
            {
                var cut = part.IndexOf(' ', StringComparison.Ordinal);
                from = Shanghai.StartOf(Day(part[..cut]));
                rest = part[cut..];
            }

            text.Read(rest);
            versions.Add(CompiledProgram.Compile(text.Document(), versions.Count + 1, from, Shanghai));
        }

        return new ProgramHistory(versions);
    }

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>1m, 10d, or both joined by +.</summary>
    public static Span Length(string text)
    {
        var (months, days) = (0, 0);
        foreach (var part in text.Split('+'))
        {
            if (part.EndsWith('m')) months += Whole(part[..^1]);
            else days += Whole(part.TrimEnd('d'));
        }

        return new(months, days);
    }

    public static Window WindowOf(string text) => text switch
    {
        "life" => Window.Lifetime,
        "month" => new(WindowKind.Month),
        "quarter" => new(WindowKind.Quarter),
        "half" => new(WindowKind.Half),
        "year" => new(WindowKind.Year),
        "lastMonth" => new(WindowKind.PreviousMonth),
        "lastQuarter" => new(WindowKind.PreviousQuarter),
        "lastHalf" => new(WindowKind.PreviousHalf),
        "lastYear" => new(WindowKind.PreviousYear),
        "tier" => new(WindowKind.SinceTierStart),
        "join" => new(WindowKind.SinceJoining),
        _ => text.EndsWith('m') ? new(WindowKind.RollingMonths, Whole(text[..^1])) : new(WindowKind.RollingDays, Whole(text[..^1])),
    };

    public static Condition ConditionOf(string text)
    {
        if (text.Contains('|', StringComparison.Ordinal)) return new AnyOf([.. text.Split('|').Select(ConditionOf)]);
        if (text.Contains('&', StringComparison.Ordinal)) return new AllOf([.. text.Split('&').Select(ConditionOf)]);
        if (text.StartsWith('!')) return new Not(ConditionOf(text[1..]));
        if (text.StartsWith("tag/", StringComparison.Ordinal)) return new HasTag(text[4..]);
        if (text.StartsWith("segment/", StringComparison.Ordinal)) return new InSegment(text[8..]);
        if (text.StartsWith("score:", StringComparison.Ordinal)) return ScoreOf(text[6..]);
        var atLeast = text.Contains(">=", StringComparison.Ordinal);
        var sides = text.Split(atLeast ? ">=" : "<=");
        var reading = ReadingOf(sides[0]);
        return new Compare(reading, atLeast ? Comparison.AtLeast : Comparison.AtMost, Amount(reading.Metric, sides[1]));
    }

    public static MetricReading ReadingOf(string text)
    {
        var pieces = text.Split(':');
        var name = pieces[0].Split('/');
        var metric = Enum.Parse<Metric>(name[0], ignoreCase: true);
        var window = pieces.Length > 1 ? WindowOf(pieces[1]) : (Window?)null;
        var parameter = name.Length > 1 ? name[1] : null;
        return metric == Metric.Orders && parameter is not null
            ? new MetricReading(metric, window, null, Money(parameter))
            : new MetricReading(metric, window, parameter);
    }

    public static long Money(string text) => (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 100);

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static long Amount(Metric metric, string text) => metric is Metric.Spend or Metric.TopUps or Metric.LargestTopUp ? Money(text) : Whole(text);

    // score:1*orders:12m+0.01*spend:12m>=40, weights for each unit or whole currency unit; ten-thousandths inside.
    private static Score ScoreOf(string text)
    {
        var sides = text.Split(">=");
        var parts = sides[0].Split('+').Select(part =>
        {
            var pieces = part.Split('*');
            var reading = ReadingOf(pieces[1]);
            var weight = decimal.Parse(pieces[0], CultureInfo.InvariantCulture) * 10_000;
            return new ScorePart(reading, (long)(reading.Metric is Metric.Spend ? weight / 100 : weight));
        });
        return new Score([.. parts], (long)(decimal.Parse(sides[1], CultureInfo.InvariantCulture) * 10_000));
    }

    private void Read(string settings)
    {
        foreach (var (name, text) in Named) settings = settings.Replace(name, text, StringComparison.Ordinal);
        foreach (var statement in settings.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = statement.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "set") Set(words[1..]);
            else if (words[0] == "review") SetReview(words[1], words[2..]);
            else SetTier(words[0], words[1..]);
        }
    }

    private ProgramDocument Document() => new()
    {
        Code = "cases",
        Names = new LocalText("案例", "Cases"),
        Earn = [new EarnRule { Id = "spend", Names = new LocalText("消费", "Spend"), Kind = EarnKind.Money, Rate = new Rate(1, 100, RateMode.PerFull) }],
        Points = _points,
        Ladder = _ladder with { Tiers = [.. _tiers] },
        Reviews = [.. _reviews],
        Time = _time,
        Purchases = _purchases,
        Growth = _growth,
    };

    private void Set(string[] words)
    {
        foreach (var word in words)
        {
            var (key, value) = Split(word);
            switch (key)
            {
                case "closesAfter": _time = _time with { ReviewClosesAfterDays = Whole(value) }; break;
                case "expiry": _points = _points with { Expiry = new ExpiryRule { Length = new Span(0, Whole(value)) } }; break;
                case "pending": _points = _points with { Pending = new PendingRule { Until = PendingUntil.Days, Days = Whole(value) } }; break;
                case "orderAbove": _purchases = _purchases with { OrderAboveMinor = Money(value) }; break;
                case "growth": _growth = new GrowthRules { SpendRate = new Rate(Whole(value), 100, RateMode.Proportional), Behaviours = [new GrowthBehaviour("share", 10, 0, 0)] }; break;
                case "share": _growth = _growth! with { BehaviourShare = new BehaviourShare(Whole(value.Split('/')[0]), Enum.Parse<ShareReading>(value.Split('/')[1], true)) }; break;
                default: _ladder = With(_ladder, key, value); break;
            }
        }
    }

    private static Ladder With(Ladder ladder, string key, string value) => key switch
    {
        "upgradeTo" => ladder with { UpgradeTo = Enum.Parse<UpgradeTo>(value, true) },
        "fallAt" => ladder with { FallAt = Enum.Parse<FallAt>(value, true) },
        "falls" => ladder with { Falls = Enum.Parse<Falling>(value, true) },
        "fallLimit" => ladder with { FallLimit = Enum.Parse<FallLimit>(value, true) },
        "reEntry" => ladder with { ReEntry = Enum.Parse<ReEntry>(value, true) },
        "afterRefund" => ladder with { AfterRefund = Enum.Parse<AfterRefund>(value, true) },
        "reverseWithin" => ladder with { ReverseWithinDays = Whole(value) },
        "giftsOf" => ladder with { GiftsOf = Enum.Parse<GiftsOf>(value, true) },
        "giftAgain" => ladder with { GiftAgain = Enum.Parse<GiftAgain>(value, true) },
        "firstOrder" => ladder with { FirstOrderLiftsAtMinor = Money(value) },
        "tierAtFact" => ladder with { TierAtFact = Enum.Parse<TierAtFact>(value, true) },
        _ => throw new FormatException(key),
    };

    private void SetTier(string id, string[] words)
    {
        var at = _tiers.FindIndex(t => t.Id == id);
        if (at < 0)
        {
            _tiers.Add(new TierRule { Id = id, Names = new LocalText(id, id) });
            at = _tiers.Count - 1;
        }

        foreach (var word in words) _tiers[at] = With(_tiers[at], Split(word).Key, Split(word).Value);
    }

    private static TierRule With(TierRule tier, string key, string value) => key switch
    {
        "enter" => tier with { Enter = ConditionOf(value) },
        "mode" => tier with { EntryMode = Enum.Parse<EntryMode>(value, true) },
        "gift" => tier with { GiftPoints = Whole(value) },
        "times" => tier with { Multiplier = (int)(decimal.Parse(value, CultureInfo.InvariantCulture) * 10_000) },
        "start" => tier with { Start = Enum.Parse<TierStart>(value, true) },
        "period" => tier with { Period = Enum.Parse<Period>(value, true) },
        "valid" when char.IsAsciiDigit(value[0]) => tier with { Validity = tier.Validity with { Kind = ValidityKind.Days, Days = Whole(value) } },
        "valid" => tier with { Validity = tier.Validity with { Kind = Enum.Parse<ValidityKind>(value, true) } },
        "validGrace" => tier with { Validity = tier.Validity with { Grace = Length(value) } },
        "validKeep" => tier with { Validity = tier.Validity with { Keep = ConditionOf(value) } },
        "join" => tier with { JoinChannels = [value] },
        "invited" => tier with { OnInvitation = value == "yes" },
        "off" => tier with { Enabled = false, ReplacedBy = value.Length > 0 ? value : null },
        "seats" => tier with { Ranking = new Ranking(0, Whole(value), new MetricReading(Metric.Spend, new Window(WindowKind.RollingMonths, 12)), RankPopulation.Purchasers) },
        "share" => tier with { Ranking = new Ranking(Whole(value), 0, new MetricReading(Metric.Spend, new Window(WindowKind.RollingMonths, 12)), RankPopulation.Purchasers) },
        _ => throw new FormatException(key),
    };

    private void SetReview(string id, string[] words)
    {
        var at = _reviews.FindIndex(r => r.Id == id);
        if (at < 0)
        {
            _reviews.Add(new Review { Id = id, Names = new LocalText(id, id), Does = ReviewDoes.Settle, Moment = new Moment(MomentKind.Yearly, new MonthDay(1, 1)), Window = Window.Lifetime });
            at = _reviews.Count - 1;
        }

        foreach (var word in words) _reviews[at] = With(_reviews[at], Split(word).Key, Split(word).Value);
    }

    private static Review With(Review review, string key, string value) => key switch
    {
        "settle" => review with { Does = ReviewDoes.Settle },
        "warn" => review with { Does = ReviewDoes.Warn },
        "then" => review with { FallsAfterWarning = true },
        "window" => review with { Window = WindowOf(value) },
        "k" => review with { Failures = Whole(value) },
        "grace" => review with { Grace = Length(value) },
        "warnBefore" => review with { WarnDaysBefore = Whole(value) },
        "fallTo" => review with { FallTo = Enum.Parse<FallTo>(value, true) },
        "pack" => review with { TaskPack = new TaskPack(value.Split('/')[0], Whole(value.Split('/')[1]), Length(value.Split('/')[2])) },
        "reset" => review with { ResetPoints = true },
        "text" => review with { WarningText = new LocalText("若下月消费不足 {gap}，将降为{nextTier}", "Spend {gap} next month or fall to {nextTier}") },
        _ when key.StartsWith("keep:", StringComparison.Ordinal) => review with { Keep = new Dictionary<string, Condition>(review.Keep, StringComparer.Ordinal) { [key[5..]] = ConditionOf(value) } },
        _ => review with { Moment = MomentOf(key, value) },
    };

    private static Moment MomentOf(string key, string value) => key switch
    {
        "yearly" => new(MomentKind.Yearly, new MonthDay(Whole(value[..2]), Whole(value[3..]))),
        "quarterly" => new(MomentKind.Quarterly, default),
        "monthly" => new(MomentKind.Monthly, new MonthDay(1, Whole(value))),
        "tierAnniversary" => new(MomentKind.TierAnniversary, default),
        "joinAnniversary" => new(MomentKind.JoinAnniversary, default),
        "every" => new(MomentKind.EveryDays, default, Whole(value)),
        "daily" => new(MomentKind.Daily, default),
        _ => throw new FormatException(key),
    };

    // The first "=" that is not part of a comparison: keep:silver=spend>=400.
    private static (string Key, string Value) Split(string word)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (word, "") : (word[..at], word[(at + 1)..]);
    }
}
