namespace Tessera.Core.Tiers;

/// <summary>How a tier is entered (§5 Entry mode).</summary>
public enum EntryMode
{
    /// <summary>At the fact that meets the condition.</summary>
    Automatic,

    /// <summary>At a review.</summary>
    Review,

    /// <summary>By application once eligible; staff decide.</summary>
    Application,
}

/// <summary>When a reached tier begins.</summary>
public enum TierStart
{
    /// <summary>At once.</summary>
    AtOnce,

    /// <summary>At the start of the next <see cref="TierRule.Period"/>.</summary>
    NextPeriod,
}

/// <summary>How long a tier holds before its keep condition is read (§5 validity).</summary>
public enum ValidityKind
{
    /// <summary>Until a review says otherwise.</summary>
    UntilReview,

    /// <summary>To the end of this period.</summary>
    ThisPeriod,

    /// <summary>To the end of the next period.</summary>
    NextPeriod,

    /// <summary>N days from entry, through the Nth day after.</summary>
    Days,
}

/// <summary>A calendar period.</summary>
public enum Period
{
    /// <summary>Month.</summary>
    Month,

    /// <summary>Quarter.</summary>
    Quarter,

    /// <summary>Half-year.</summary>
    Half,

    /// <summary>Year.</summary>
    Year,
}

/// <summary>Validity of a tier.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Days">N of <see cref="ValidityKind.Days"/>.</param>
/// <param name="Grace">Grace when the keep condition is missed at its end.</param>
/// <param name="Keep">Condition read at its end; null always renews nothing (the tier ends).</param>
public sealed record Validity(ValidityKind Kind, int Days, Span Grace, Condition? Keep);

/// <summary>Who is entered by a share or a seat cap, at a review (§5).</summary>
/// <param name="ShareTenThousandths">Share of the population, or 0.</param>
/// <param name="Seats">Most members, or 0.</param>
/// <param name="Reading">The metric ranked by.</param>
/// <param name="Population">Who is ranked.</param>
public sealed record Ranking(int ShareTenThousandths, int Seats, MetricReading Reading, RankPopulation Population);

/// <summary>Population of a rank.</summary>
public enum RankPopulation
{
    /// <summary>Active members with a purchase in the window.</summary>
    Purchasers,

    /// <summary>All active members.</summary>
    AllActive,
}

/// <summary>One tier 等级.</summary>
public sealed record TierRule
{
    /// <summary>Id, unique.</summary>
    public required string Id { get; init; }

    /// <summary>Display names, unique.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Short code kept beside the name (S3's A, B, C), or null.</summary>
    public string? Code { get; init; }

    /// <summary>Badge text or asset id.</summary>
    public string? Badge { get; init; }

    /// <summary>Whether the tier is on; a disabled tier names <see cref="ReplacedBy"/>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where members of a disabled tier go.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>Condition to enter; null only for the base tier.</summary>
    public Condition? Enter { get; init; }

    /// <summary>Entry by rank, only with <see cref="EntryMode.Review"/>; beside or instead of <see cref="Enter"/>.</summary>
    public Ranking? Ranking { get; init; }

    /// <summary>Entry mode.</summary>
    public EntryMode EntryMode { get; init; } = EntryMode.Automatic;

    /// <summary>Points given at entry; 0 for none.</summary>
    public long GiftPoints { get; init; }

    /// <summary>Coupons given at entry, beside the points and as often (C17, C19, P26).</summary>
    public IReadOnlyList<Coupons.CouponGift> GiftCoupons { get; init; } = [];

    /// <summary>Starter tasks that open when it is reached (C22).</summary>
    public IReadOnlyList<StarterTask> Tasks { get; init; } = [];

    /// <summary>Text of the message that hands over the handbook of the tier when it is reached (C21), or null for none.</summary>
    public LocalText? Handbook { get; init; }

    /// <summary>When a reached tier begins.</summary>
    public TierStart Start { get; init; } = TierStart.AtOnce;

    /// <summary>Period of <see cref="Start"/> and <see cref="Validity"/>.</summary>
    public Period Period { get; init; } = Period.Month;

    /// <summary>How long it holds.</summary>
    public Validity Validity { get; init; } = new(ValidityKind.UntilReview, 0, Span.Zero, null);

    /// <summary>Points multiplier in ten-thousandths.</summary>
    public int Multiplier { get; init; } = 10_000;

    /// <summary>Benefits as words, beside those of the catalogue: shown on the ladder and in the path up.</summary>
    public IReadOnlyList<LocalText> Benefits { get; init; } = [];

    /// <summary>Ids of benefits of the catalogue that this tier has; a benefit may also name its tiers (§7).</summary>
    public IReadOnlyList<string> Has { get; init; } = [];

    /// <summary>Initial tier of members who join by one of these channels (A10).</summary>
    public IReadOnlyList<string> JoinChannels { get; init; } = [];

    /// <summary>Initial tier of members who join by invitation.</summary>
    public bool OnInvitation { get; init; }

    /// <summary>Lowest share of members wanted, ten-thousandths, or null.</summary>
    public int? ShareFrom { get; init; }

    /// <summary>Highest share of members wanted, ten-thousandths, or null.</summary>
    public int? ShareThrough { get; init; }
}

/// <summary>Which tier a met condition leads to.</summary>
public enum UpgradeTo
{
    /// <summary>The highest whose condition holds.</summary>
    Highest,

    /// <summary>One step up a decision.</summary>
    OneStep,
}

/// <summary>Whose tier a fact is priced and multiplied with.</summary>
public enum TierAtFact
{
    /// <summary>The tier held before the fact.</summary>
    Before,

    /// <summary>The tier held after it.</summary>
    After,
}

/// <summary>Where a fall leads (§5 Fall).</summary>
public enum FallTo
{
    /// <summary>One level down.</summary>
    OneLevel,

    /// <summary>The highest level whose condition holds.</summary>
    Earned,

    /// <summary>The base tier.</summary>
    Base,
}

/// <summary>When a missed keep condition is noticed.</summary>
public enum FallAt
{
    /// <summary>At the review.</summary>
    Review,

    /// <summary>At the fact that misses it.</summary>
    Fact,
}

/// <summary>Who lets a tier fall (D4).</summary>
public enum Falling
{
    /// <summary>The review, when it takes effect or its grace is over.</summary>
    Automatic,

    /// <summary>People: what would fall waits on their worklist until somebody keeps or lowers it.</summary>
    Manual,
}

/// <summary>Limit of falls by review.</summary>
public enum FallLimit
{
    /// <summary>One in 12 months.</summary>
    TwelveMonths,

    /// <summary>One in a calendar year.</summary>
    CalendarYear,

    /// <summary>No limit.</summary>
    None,
}

/// <summary>What windows of enter conditions read after a fall.</summary>
public enum ReEntry
{
    /// <summary>Lifetime and since-joining windows of the tiers above read only later facts.</summary>
    LifetimeAnew,

    /// <summary>No window reaches back before the fall.</summary>
    AllAnew,

    /// <summary>As written.</summary>
    AsWritten,
}

/// <summary>When a refund takes the ground from under an upgrade.</summary>
public enum AfterRefund
{
    /// <summary>Undone at once within <see cref="Ladder.ReverseWithinDays"/>, else as next review.</summary>
    Reverse,

    /// <summary>At risk, falls at the next review without grace.</summary>
    NextReview,

    /// <summary>Undone at once, always.</summary>
    Immediate,
}

/// <summary>Which entry gifts are given.</summary>
public enum GiftsOf
{
    /// <summary>Of the tier entered only.</summary>
    Entered,

    /// <summary>Also of the tiers passed.</summary>
    Passed,
}

/// <summary>How often an entry gift is given per member and tier.</summary>
public enum GiftAgain
{
    /// <summary>Once ever.</summary>
    OnceEver,

    /// <summary>Once per calendar year.</summary>
    OncePerYear,

    /// <summary>Every time.</summary>
    EveryTime,
}

/// <summary>The ladder of tiers, base first (§5).</summary>
public sealed record Ladder
{
    /// <summary>Tiers from base upwards; at least the base.</summary>
    public IReadOnlyList<TierRule> Tiers { get; init; } = [];

    /// <summary>Where an upgrade leads.</summary>
    public UpgradeTo UpgradeTo { get; init; } = UpgradeTo.Highest;

    /// <summary>Tier a fact earns with.</summary>
    public TierAtFact TierAtFact { get; init; } = TierAtFact.Before;

    /// <summary>When a missed keep condition is noticed.</summary>
    public FallAt FallAt { get; init; } = FallAt.Review;

    /// <summary>Who lets a tier fall.</summary>
    public Falling Falls { get; init; } = Falling.Automatic;

    /// <summary>Limit of falls.</summary>
    public FallLimit FallLimit { get; init; } = FallLimit.TwelveMonths;

    /// <summary>Climbing again after a fall.</summary>
    public ReEntry ReEntry { get; init; } = ReEntry.LifetimeAnew;

    /// <summary>After a refund.</summary>
    public AfterRefund AfterRefund { get; init; } = AfterRefund.Reverse;

    /// <summary>Days of <see cref="AfterRefund.Reverse"/>.</summary>
    public int ReverseWithinDays { get; init; } = 30;

    /// <summary>Which gifts.</summary>
    public GiftsOf GiftsOf { get; init; } = GiftsOf.Entered;

    /// <summary>How often.</summary>
    public GiftAgain GiftAgain { get; init; } = GiftAgain.OnceEver;

    /// <summary>First purchase of at least this net total lifts the initial tier by one (A11), minor units; 0 for none.</summary>
    public long FirstOrderLiftsAtMinor { get; init; }
}

/// <summary>Moment of a review (§5).</summary>
public enum MomentKind
{
    /// <summary>Each year on <see cref="Moment.On"/>.</summary>
    Yearly,

    /// <summary>The first day of each quarter.</summary>
    Quarterly,

    /// <summary>Each month on the day of <see cref="Moment.On"/>.</summary>
    Monthly,

    /// <summary>Each year on the day the earned tier began.</summary>
    TierAnniversary,

    /// <summary>Each year on the day of joining.</summary>
    JoinAnniversary,

    /// <summary>Every N days from joining.</summary>
    EveryDays,

    /// <summary>Every day.</summary>
    Daily,
}

/// <summary>When a review is held.</summary>
/// <param name="Kind">Which.</param>
/// <param name="On">Month and day (yearly) or day (monthly).</param>
/// <param name="Days">N of every N days.</param>
public sealed record Moment(MomentKind Kind, MonthDay On, int Days = 0);

/// <summary>What a review does.</summary>
public enum ReviewDoes
{
    /// <summary>Warning, grace, fall.</summary>
    Settle,

    /// <summary>Warning and task pack; the fall is left to a settling review, or to K + 1.</summary>
    Warn,
}

/// <summary>Task pack of a warning: a behaviour done N times extends the tier once (§5, D18).</summary>
/// <param name="Behaviour">Behaviour type counted.</param>
/// <param name="Times">N.</param>
/// <param name="Extends">By how much.</param>
public sealed record TaskPack(string Behaviour, int Times, Span Extends);

/// <summary>A named review 定期评审 (§5).</summary>
public sealed record Review
{
    /// <summary>Id, unique.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>What it does.</summary>
    public required ReviewDoes Does { get; init; }

    /// <summary>When.</summary>
    public required Moment Moment { get; init; }

    /// <summary>Window of the keep conditions that name none.</summary>
    public required Window Window { get; init; }

    /// <summary>Keep condition by tier id; a tier that is missing is not reviewed. <c>keep: enter</c> in the file copies the enter conditions.</summary>
    public IReadOnlyDictionary<string, Condition> Keep { get; init; } = new Dictionary<string, Condition>();

    /// <summary>K: failures in a row needed.</summary>
    public int Failures { get; init; } = 1;

    /// <summary>A warning review falls at K + 1.</summary>
    public bool FallsAfterWarning { get; init; }

    /// <summary>Length of the grace; <see cref="Span.Zero"/> for none.</summary>
    public Span Grace { get; init; } = new(1, 0);

    /// <summary>With no grace: days before the review at which the warning goes out.</summary>
    public int WarnDaysBefore { get; init; } = 30;

    /// <summary>Where a fall leads.</summary>
    public FallTo FallTo { get; init; } = FallTo.OneLevel;

    /// <summary>Task pack, or null.</summary>
    public TaskPack? TaskPack { get; init; }

    /// <summary>Whether the review empties the points balance.</summary>
    public bool ResetPoints { get; init; }

    /// <summary>Text of the warning with placeholders {gap} {target} {on} {tier} {nextTier}, or null for the standard text.</summary>
    public LocalText? WarningText { get; init; }
}
