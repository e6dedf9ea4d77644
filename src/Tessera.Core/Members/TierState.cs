using Tessera.Core.Facts;

namespace Tessera.Core.Members;

/// <summary>An overlay above the earned tier.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Tier">Tier id.</param>
/// <param name="From">First day.</param>
/// <param name="Through">Last day.</param>
/// <param name="Version">Version that opened it.</param>
public sealed record Overlay(OverlayKind Kind, string Tier, DateOnly From, DateOnly Through, int Version);

/// <summary>An open grace 宽限期 (§5 Fall).</summary>
/// <param name="Review">Review id; <c>validity</c> for the end of a validity.</param>
/// <param name="ReviewOn">Date D of the reading that failed: its windows ended on the day before, and their start stays fixed.</param>
/// <param name="OpenedOn">Local date from which the grace is counted.</param>
/// <param name="Through">Last day of the grace.</param>
/// <param name="DueOn">Local date at whose start its end is decided: the day after <paramref name="Through"/>, or the day the review took effect if that is later.</param>
/// <param name="Extended">Whether a task pack lengthened it.</param>
/// <param name="Version">Version whose terms it keeps.</param>
public sealed record Grace(string Review, DateOnly ReviewOn, DateOnly OpenedOn, DateOnly Through, DateOnly DueOn, bool Extended, int Version);

/// <summary>Where one review stands for a member.</summary>
/// <param name="Review">Review id.</param>
/// <param name="LastOn">Date of the last review held, or null.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="WarnedFor">Date of the review whose warning went out in this run of failures, or null.</param>
/// <param name="FallsNotBefore">A task pack moved the K + 1 fall: only a review dated on or after this date falls; or null.</param>
/// <param name="PackOpenedOn">Date the current task pack opened, or null.</param>
/// <param name="PackCount">Behaviours counted towards it.</param>
/// <param name="PackUsed">Whether it was completed.</param>
public sealed record ReviewStanding(
    string Review, DateOnly? LastOn, int Failures, DateOnly? WarnedFor, DateOnly? FallsNotBefore, DateOnly? PackOpenedOn, int PackCount, bool PackUsed);

/// <summary>What an upgrade rests on.</summary>
public enum GroundKind
{
    /// <summary>The enter condition of the tier.</summary>
    Condition,

    /// <summary>The first order reached its amount (A11).</summary>
    FirstOrder,

    /// <summary>Merge: the other member's earned tier.</summary>
    Merge,
}

/// <summary>An upgrade whose ground a refund may take away (§5 After a refund).</summary>
/// <param name="Kind">What it rests on.</param>
/// <param name="Sequence">Item that upgraded.</param>
/// <param name="CauseSequence">Fact that met the condition.</param>
/// <param name="ReadOn">Last local date of the windows read; the condition is read again as of it.</param>
/// <param name="On">Local date the tier began.</param>
/// <param name="To">Tier after.</param>
/// <param name="Version">Version whose enter condition was read.</param>
/// <param name="Review">Review at which it was entered, or null.</param>
/// <param name="Balance">Points balance read then.</param>
/// <param name="Held">Tags (<c>tag:…</c>) and segments (<c>segment:…</c>) of the condition that counted then: taking one away never demotes (C5).</param>
/// <param name="Before">The bookkeeping before, without its own grounds: what undoing restores.</param>
public sealed record UpgradeGround(
    GroundKind Kind, long Sequence, long CauseSequence, DateOnly ReadOn, DateOnly On, string To, int Version, string? Review, long Balance,
    IReadOnlyList<string> Held, TierState Before)
{
    /// <summary>Start of the tier held when the condition was read: an upgrade that begins with the next period was read earlier.</summary>
    public required DateOnly ReadSince { get; init; }

    /// <summary>Re-entry as it stood when the condition was read.</summary>
    public Anew? ReadAnew { get; init; }

    /// <summary>Rights used for the gifts of this upgrade.</summary>
    public IReadOnlyList<string> GiftRights { get; init; } = [];

    /// <summary>Lots of those gifts.</summary>
    public IReadOnlyList<Points.LotId> GiftLots { get; init; } = [];

    /// <summary>Coupons of those gifts.</summary>
    public IReadOnlyList<Points.LotId> GiftCoupons { get; init; } = [];
}

/// <summary>The last fall by review, kept so that a late fact can reverse it (§1 Late facts).</summary>
/// <param name="Review">Review id.</param>
/// <param name="ReviewOn">Date of the reading; its windows start as of the day before.</param>
/// <param name="ReadThrough">Last local date read.</param>
/// <param name="On">Date it took effect.</param>
/// <param name="From">Tier before.</param>
/// <param name="To">Tier after.</param>
/// <param name="Version">Version that decided.</param>
/// <param name="Before">The bookkeeping before, without its own last fall.</param>
public sealed record LastFall(
    string Review, DateOnly ReviewOn, DateOnly ReadThrough, DateOnly On, string From, string To, int Version, TierState Before);

/// <summary>From where windows of enter conditions read after a fall (§5 reEntry): rows of later items on or after a date.</summary>
/// <param name="From">First local date.</param>
/// <param name="AfterSequence">On that date itself, only items after this one.</param>
public readonly record struct Anew(DateOnly From, long AfterSequence);

/// <summary>A fall that the yearly limit suppressed (§5 Limit of falls), or that waits for people (D4).</summary>
/// <param name="Review">Review id.</param>
/// <param name="ReviewOn">Date of the reading that failed.</param>
/// <param name="DecideAgainOn">First free date; of one that waits for people, the day on which the tier would have fallen.</param>
/// <param name="Version">Version.</param>
public sealed record SuppressedFall(string Review, DateOnly ReviewOn, DateOnly DecideAgainOn, int Version)
{
    /// <summary>Where people may let it fall; null for a fall that the limit put off, which decides itself.</summary>
    public string? LowersTo { get; init; }
}

/// <summary>A review that waits for its cut-offs (§5 Share rank and seat caps): it takes effect when the last of them is recorded.</summary>
/// <param name="Review">Review id.</param>
/// <param name="On">Date D of the review.</param>
/// <param name="Tiers">Tiers whose cut-off is not recorded yet.</param>
/// <param name="Version">Version in force on D.</param>
public sealed record WaitingReview(string Review, DateOnly On, IReadOnlyList<string> Tiers, int Version);

/// <summary>An upgrade that begins at the start of the next period (§5 start).</summary>
/// <param name="Tier">Tier id.</param>
/// <param name="On">Local date at whose start it begins.</param>
/// <param name="CauseSequence">Fact that met the condition.</param>
/// <param name="ReadOn">Last local date of the windows read.</param>
/// <param name="Version">Version.</param>
/// <param name="Review">Review at which it was reached, or null.</param>
public sealed record ComingTier(string Tier, DateOnly On, long CauseSequence, DateOnly ReadOn, int Version, string? Review)
{
    /// <summary>Why, leaf by leaf, as read then.</summary>
    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>Start of the tier held then.</summary>
    public required DateOnly ReadSince { get; init; }

    /// <summary>Re-entry as it stood then.</summary>
    public Anew? ReadAnew { get; init; }

    /// <summary>Points balance read then.</summary>
    public long Balance { get; init; }

    /// <summary>Tags and segments that counted then.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];
}

/// <summary>A starter task that a tier opened (C22): to be done, or done.</summary>
/// <param name="Task">Task id.</param>
/// <param name="Tier">Tier that opened it.</param>
/// <param name="OpenedBy">Item that did.</param>
/// <param name="OpenedOn">Local date from which it can be done.</param>
/// <param name="Through">Last local date on which it can be done, or null.</param>
/// <param name="Version">Version whose terms it keeps.</param>
public sealed record OpenTask(string Task, string Tier, long OpenedBy, DateOnly OpenedOn, DateOnly? Through, int Version)
{
    /// <summary>Item that did it, or 0.</summary>
    public long DoneBy { get; init; }

    /// <summary>Points it paid, in their smallest part.</summary>
    public long Points { get; init; }
}

/// <summary>An application that waits for staff.</summary>
/// <param name="Sequence">Item of the application.</param>
/// <param name="Tier">Tier id.</param>
/// <param name="On">Local date.</param>
public sealed record OpenApplication(long Sequence, string Tier, DateOnly On);

/// <summary>All tier bookkeeping of a member. Immutable; replaced whole by <see cref="TierNoted"/> and changed by <see cref="TierChanged"/>.</summary>
public sealed record TierState
{
    /// <summary>Earned tier id.</summary>
    public required string Earned { get; init; }

    /// <summary>Local date since which it is held.</summary>
    public required DateOnly Since { get; init; }

    /// <summary>First date on which its validity is over, or null.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Overlays not yet ended.</summary>
    public IReadOnlyList<Overlay> Overlays { get; init; } = [];

    /// <summary>Falls are stopped through this date, or null.</summary>
    public DateOnly? LockThrough { get; init; }

    /// <summary>Rises are stopped while locked.</summary>
    public bool LockStopsRises { get; init; }

    /// <summary>Standing of each review.</summary>
    public IReadOnlyList<ReviewStanding> Reviews { get; init; } = [];

    /// <summary>Open graces, at most one of each review.</summary>
    public IReadOnlyList<Grace> Graces { get; init; } = [];

    /// <summary>Task pack completed with no grace open: lengthens the next grace opened through <see cref="NextGraceLongerThrough"/>.</summary>
    public Span? NextGraceLonger { get; init; }

    /// <summary>Last date on which that holds.</summary>
    public DateOnly? NextGraceLongerThrough { get; init; }

    /// <summary>Date of the last fall by review that counts for the limit, or null.</summary>
    public DateOnly? LastFallOn { get; init; }

    /// <summary>The last fall, for corrections.</summary>
    public LastFall? LastFall { get; init; }

    /// <summary>Suppressed falls, at most one of each review.</summary>
    public IReadOnlyList<SuppressedFall> Suppressed { get; init; } = [];

    /// <summary>Reviews that wait for their cut-offs, oldest first.</summary>
    public IReadOnlyList<WaitingReview> Waiting { get; init; } = [];

    /// <summary>At risk after a refund: falls at the next settling review without grace, to this tier; or null.</summary>
    public string? AtRiskTo { get; init; }

    /// <summary>From where re-entry windows read after a fall by review or a lowering by hand (§5 reEntry), or null.</summary>
    public Anew? AnewFrom { get; init; }

    /// <summary>Upgrades whose ground can still go, oldest first.</summary>
    public IReadOnlyList<UpgradeGround> Grounds { get; init; } = [];

    /// <summary>Reached but not begun, or null.</summary>
    public ComingTier? Coming { get; init; }

    /// <summary>Waiting application, or null.</summary>
    public OpenApplication? Application { get; init; }

    /// <summary>Starter tasks to be done, and those done.</summary>
    public IReadOnlyList<OpenTask> Tasks { get; init; } = [];

    /// <summary>The first order was seen, so that the lift of A11 is tried once.</summary>
    public bool FirstOrderSeen { get; init; }
}
