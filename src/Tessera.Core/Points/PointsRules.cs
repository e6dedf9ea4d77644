namespace Tessera.Core.Points;

/// <summary>How lots end (§3 Expiry).</summary>
public enum ExpiryKind
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>N months or days after earning (or activation).</summary>
    Rolling,

    /// <summary>On the next of fixed calendar dates.</summary>
    Fixed,

    /// <summary>All points lapse when the member was inactive for N months or days.</summary>
    Inactivity,
}

/// <summary>Round-up of a rolling expiry (§3).</summary>
public enum PeriodEnd
{
    /// <summary>Not rounded.</summary>
    None,

    /// <summary>End of the month.</summary>
    Month,

    /// <summary>End of the quarter.</summary>
    Quarter,

    /// <summary>End of the year.</summary>
    Year,
}

/// <summary>A lot whose notice came late (§3).</summary>
public enum LateNotice
{
    /// <summary>Ends at the later of its end and notice + min(N, its life) days.</summary>
    Postpone,

    /// <summary>Ends when it was to end.</summary>
    Expire,
}

/// <summary>Expiry of points lots.</summary>
public sealed record ExpiryRule
{
    /// <summary>Which kind.</summary>
    public ExpiryKind Kind { get; init; } = ExpiryKind.Rolling;

    /// <summary>N months or days, for rolling and inactivity.</summary>
    public Span Length { get; init; } = new(12, 0);

    /// <summary>Round-up of a rolling end.</summary>
    public PeriodEnd RoundUpTo { get; init; } = PeriodEnd.None;

    /// <summary>Month and day of each fixed date; usable through it. 29 February is 28 in other years.</summary>
    public IReadOnlyList<MonthDay> Dates { get; init; } = [];
}

/// <summary>When earned points become spendable (§3 Pending).</summary>
public enum PendingUntil
{
    /// <summary>At once: never pending.</summary>
    None,

    /// <summary>At the start of local date D + N.</summary>
    Days,

    /// <summary>On the event <c>received</c> of the order.</summary>
    Received,
}

/// <summary>Pending points.</summary>
public sealed record PendingRule
{
    /// <summary>Until when.</summary>
    public PendingUntil Until { get; init; } = PendingUntil.None;

    /// <summary>N of <see cref="PendingUntil.Days"/>.</summary>
    public int Days { get; init; }

    /// <summary>For <see cref="PendingUntil.Received"/>: pending points are cancelled at the start of D + this many days; 0 waits for ever.</summary>
    public int CancelAfterDays { get; init; }
}

/// <summary>Which lots a debit takes first (§3).</summary>
public enum ConsumeOrder
{
    /// <summary>Earliest expiry, then earliest earned, then lowest id; never-expiring last.</summary>
    EarliestExpiry,

    /// <summary>Earliest earned, then lowest id.</summary>
    FirstEarned,
}

/// <summary>What a claw-back does when the points are gone (§3).</summary>
public enum Shortfall
{
    /// <summary>Kept as debt that never expires.</summary>
    Debt,

    /// <summary>What was taken is taken; the rest is written off.</summary>
    Clamp,

    /// <summary>Only the order's pending lots are taken; the rest is recorded as left standing.</summary>
    PendingOnly,
}

/// <summary>How multipliers of tier, birthday and campaign stack (§3).</summary>
public enum Stacking
{
    /// <summary>The largest alone.</summary>
    Max,

    /// <summary>1 + Σ(m − 1).</summary>
    Sum,

    /// <summary>The product.</summary>
    Product,
}

/// <summary>Where an order's points are rounded (§3).</summary>
public enum RoundAt
{
    /// <summary>The sum once per order.</summary>
    Order,

    /// <summary>Each rule after its multipliers.</summary>
    AfterMultipliers,

    /// <summary>Each rule before its multipliers, and its product again.</summary>
    BeforeMultipliers,
}

/// <summary>What a cap does (§3).</summary>
public enum OnCap
{
    /// <summary>Cuts to the room left.</summary>
    Cut,

    /// <summary>Refuses the whole grant (nothing is earned).</summary>
    Refuse,
}

/// <summary>The calendar period of a cap.</summary>
public enum CapPeriod
{
    /// <summary>Each order.</summary>
    Order,

    /// <summary>Local day.</summary>
    Day,

    /// <summary>ISO week, Monday first.</summary>
    Week,

    /// <summary>Calendar month.</summary>
    Month,

    /// <summary>Calendar year.</summary>
    Year,

    /// <summary>For ever.</summary>
    Lifetime,
}

/// <summary>A limit of points per member and period.</summary>
/// <param name="Period">The period.</param>
/// <param name="Points">Most points in it; at least 1.</param>
public sealed record PointsCap(CapPeriod Period, long Points);

/// <summary>Expiry of transferred points (§3).</summary>
public enum TransferExpiry
{
    /// <summary>The receiver's lots keep end and earned-on.</summary>
    Keep,

    /// <summary>They start anew on the transfer day.</summary>
    Restart,
}

/// <summary>When an automatic redemption happens (§3).</summary>
public enum RedeemMoment
{
    /// <summary>Last in the night.</summary>
    Night,

    /// <summary>At the fact, before the tier check.</summary>
    Fact,
}

/// <summary>Automatic redemption: at a balance the points become a reward.</summary>
/// <param name="AtBalance">Balance that triggers it.</param>
/// <param name="Points">Points taken each time; at most <paramref name="AtBalance"/>.</param>
/// <param name="Moment">When.</param>
/// <param name="Reward">Id of what the member receives.</param>
public sealed record AutoRedemption(long AtBalance, long Points, RedeemMoment Moment, string Reward);

/// <summary>Points rules of a programme (§3).</summary>
public sealed record PointsRules
{
    /// <summary>Decimals of a point, 0 to 2; amounts are integers of the smallest part. Fixed at the first publication.</summary>
    public int Decimals { get; init; }

    /// <summary>How lots end.</summary>
    public ExpiryRule Expiry { get; init; } = new();

    /// <summary>N: the notice goes out this many days before a lot ends.</summary>
    public int NoticeDays { get; init; } = 30;

    /// <summary>A lot whose notice came late.</summary>
    public LateNotice LateNotice { get; init; } = LateNotice.Postpone;

    /// <summary>When points become spendable.</summary>
    public PendingRule Pending { get; init; } = new();

    /// <summary>Which lots a debit takes first.</summary>
    public ConsumeOrder ConsumeOrder { get; init; } = ConsumeOrder.EarliestExpiry;

    /// <summary>Whether a debit that names an order may take that order's own lots.</summary>
    public bool SameOrderSpending { get; init; }

    /// <summary>Claw-back of points that are gone.</summary>
    public Shortfall Shortfall { get; init; } = Shortfall.Debt;

    /// <summary>Days a returned point lives when its lot's end has passed.</summary>
    public int ReturnDays { get; init; } = 30;

    /// <summary>Stacking of multipliers.</summary>
    public Stacking Stacking { get; init; } = Stacking.Max;

    /// <summary>Where points are rounded.</summary>
    public RoundAt RoundAt { get; init; } = RoundAt.Order;

    /// <summary>How points are rounded.</summary>
    public RoundingMode Rounding { get; init; } = RoundingMode.Floor;

    /// <summary>Birthday multiplier in ten-thousandths (20000 = double); 10000 is none.</summary>
    public int BirthdayMultiplier { get; init; } = 10_000;

    /// <summary>Limits over all rules.</summary>
    public IReadOnlyList<PointsCap> Caps { get; init; } = [];

    /// <summary>What those limits do.</summary>
    public OnCap OnCap { get; init; } = OnCap.Cut;

    /// <summary>Whether members may give points to each other.</summary>
    public bool Transfers { get; init; }

    /// <summary>Expiry of transferred points.</summary>
    public TransferExpiry TransferExpiry { get; init; } = TransferExpiry.Keep;

    /// <summary>Automatic redemption, or null.</summary>
    public AutoRedemption? AutoRedemption { get; init; }

    /// <summary>Whether a frozen member stops earning too.</summary>
    public bool FreezeStopsEarning { get; init; }

    /// <summary>Points given at joining, once (A1); 0 gives none.</summary>
    public long JoinPoints { get; init; }

    /// <summary>Points as money at the till (§3 Spending), or null when points buy nothing there.</summary>
    public SpendingRules? Spending { get; init; }
}
