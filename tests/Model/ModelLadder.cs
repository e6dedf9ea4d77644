namespace Tessera.Model;

public enum EntryMode { Automatic, Review, Application }

public enum EntryStep { Highest, OneStep }

public enum TierStart { AtOnce, NextPeriod }

public enum ValidityKind { UntilReview, EndOfThisPeriod, EndOfNextPeriod, Days }

public enum MomentKind { Yearly, Quarterly, Monthly, TierAnniversary, JoinAnniversary, EveryNDays, RollingDaily }

public enum ReviewDoes { Settle, Warn }

public enum FallTo { OneLevel, ToEarned, ToBase }

public enum FallAt { Review, Fact }

public enum FallLimit { TwelveMonths, CalendarYear, None }

public enum ReEntry { LifetimeAnew, AllAnew, AsWritten }

public enum AfterRefund { Reverse, NextReview, Immediate }

public enum GiftRepeat { OnceEver, OncePerYear, EveryTime }

public enum MetricKind
{
    Spend, OrderCount, PointsEarned, PointsBalance, Growth, SingleTopUp, TopUps, Referrals, Behaviours,
    DaysSincePurchase, DaysSinceActivity, Score,
}

public enum Comparison { AtLeast, AtMost, Above, Below }

public enum WindowKind { Lifetime, RollingDays, RollingMonths, Calendar, PreviousCalendar, SinceTierStart, SinceJoining }

public sealed record ModelWindow(WindowKind Kind, int N = 0, Period Period = Period.Year)
{
    public static ModelWindow Lifetime { get; } = new(WindowKind.Lifetime);

    public static ModelWindow Days(int n) => new(WindowKind.RollingDays, n);

    public static ModelWindow Months(int n) => new(WindowKind.RollingMonths, n);

    public static ModelWindow Calendar(Period period) => new(WindowKind.Calendar, 0, period);

    public static ModelWindow Previous(Period period) => new(WindowKind.PreviousCalendar, 0, period);

    /// <summary>The calendar period by which refunds are dated, where the window is a calendar one.</summary>
    public Period? CalendarPeriod => Kind is WindowKind.Calendar or WindowKind.PreviousCalendar ? Period : null;
}

public sealed record ModelMetric(MetricKind Kind)
{
    /// <summary>The type where the metric counts behaviours; logins and events are behaviours of those names.</summary>
    public string? Behaviour { get; init; }

    /// <summary>For a score: weights of metrics, all read in the comparison's window.</summary>
    public IReadOnlyList<(Ratio Weight, ModelMetric Metric)> Parts { get; init; } = [];
}

public abstract record ModelCondition;

public sealed record AllOf(IReadOnlyList<ModelCondition> Parts) : ModelCondition;

public sealed record AnyOf(IReadOnlyList<ModelCondition> Parts) : ModelCondition;

public sealed record NotOf(ModelCondition Part) : ModelCondition;

public sealed record Compare(ModelMetric Metric, ModelWindow Window, Ratio Threshold, Comparison How = Comparison.AtLeast) : ModelCondition
{
    public static Compare AtLeast(MetricKind kind, ModelWindow window, long threshold) => new(new ModelMetric(kind), window, threshold);
}

public sealed record HasTag(string Tag) : ModelCondition;

public sealed record InSegment(string Segment) : ModelCondition;

/// <summary>Months or days; zero is no grace. Validity, grace and task packs are measured in these.</summary>
public sealed record ModelSpan(int Months = 0, int Days = 0)
{
    public bool IsZero => Months == 0 && Days == 0;
}

public sealed record ModelValidity(ValidityKind Kind, Period Period = Period.Year, int Days = 0)
{
    public ModelCondition? Keep { get; init; }

    public ModelSpan Grace { get; init; } = new(1);
}

public sealed record ModelTier(string Id)
{
    public bool Enabled { get; init; } = true;

    public Ratio Multiplier { get; init; } = 1;

    public ModelCondition? Enter { get; init; }

    public EntryMode Mode { get; init; } = EntryMode.Automatic;

    public TierStart Start { get; init; } = TierStart.AtOnce;

    public Period StartPeriod { get; init; } = Period.Month;

    public ModelValidity Validity { get; init; } = new(ValidityKind.UntilReview);

    public long GiftPoints { get; init; }
}

public sealed record ModelMoment(MomentKind Kind, int Month = 1, int Day = 1, int N = 1);

/// <summary>Completed by so many behaviours after the warning; moves grace or the K + 1 fall by the span.</summary>
public sealed record ModelTaskPack(string Behaviour, int Count, ModelSpan Extend);

public sealed record ModelReview(string Id, ModelMoment Moment, ReviewDoes Does)
{
    /// <summary>The keep condition by tier id; a tier without one is not read by this review.</summary>
    public IReadOnlyDictionary<string, ModelCondition> Keep { get; init; } = new Dictionary<string, ModelCondition>();

    public int FailuresNeeded { get; init; } = 1;

    public ModelSpan Grace { get; init; } = new(1);

    public bool FallAtNextFailure { get; init; }

    public ModelTaskPack? TaskPack { get; init; }

    public bool ResetPoints { get; init; }
}

/// <summary>The tiers in order from base up, and how members rise and fall.</summary>
public sealed class ModelLadder
{
    public List<ModelTier> Tiers { get; } = [];

    public List<ModelReview> Reviews { get; } = [];

    public EntryStep EntryStep { get; set; } = EntryStep.Highest;

    public FallTo FallTo { get; set; } = FallTo.OneLevel;

    public FallAt FallAt { get; set; } = FallAt.Review;

    public FallLimit FallLimit { get; set; } = FallLimit.TwelveMonths;

    public ReEntry ReEntry { get; set; } = ReEntry.LifetimeAnew;

    public AfterRefund AfterRefund { get; set; } = AfterRefund.Reverse;

    public int ReverseWithinDays { get; set; } = 30;

    public GiftRepeat GiftRepeat { get; set; } = GiftRepeat.OnceEver;

    public bool GiftsOfPassedTiers { get; set; }

    public int Index(string tier) => Tiers.FindIndex(candidate => candidate.Id == tier);
}
