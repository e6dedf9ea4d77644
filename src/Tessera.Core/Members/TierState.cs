using Tessera.Core.Facts;

namespace Tessera.Core.Members;

/// <summary>An overlay above the earned tier.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Tier">Tier id.</param>
/// <param name="From">First day.</param>
/// <param name="Through">Last day.</param>
/// <param name="Version">Version that opened it.</param>
public sealed record Overlay(OverlayKind Kind, string Tier, DateOnly From, DateOnly Through, int Version);

/// <summary>An open grace 宽限期.</summary>
/// <param name="Review">Review id; <c>validity</c> for the end of a validity.</param>
/// <param name="ReviewOn">Date D of the review that failed.</param>
/// <param name="OpenedOn">Local date it opened.</param>
/// <param name="Through">Last day of the grace.</param>
/// <param name="Extended">Whether a task pack extended it.</param>
/// <param name="Version">Version whose terms it keeps.</param>
public sealed record Grace(string Review, DateOnly ReviewOn, DateOnly OpenedOn, DateOnly Through, bool Extended, int Version);

/// <summary>Where one review stands for a member.</summary>
/// <param name="Review">Review id.</param>
/// <param name="LastOn">Date of the last review held, or null.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="WarnedFor">Date of the review whose warning went out, or null.</param>
/// <param name="FallsNotBefore">The K + 1 fall moved to this date by a task pack, or null.</param>
/// <param name="PackOpenedOn">Date the current task pack opened, or null.</param>
/// <param name="PackCount">Behaviours counted towards it.</param>
/// <param name="PackUsed">Whether it was completed.</param>
public sealed record ReviewStanding(
    string Review, DateOnly? LastOn, int Failures, DateOnly? WarnedFor, DateOnly? FallsNotBefore, DateOnly? PackOpenedOn, int PackCount, bool PackUsed);

/// <summary>An upgrade whose ground a refund may take away (§5 After a refund), newest last.</summary>
/// <param name="Sequence">Item that upgraded.</param>
/// <param name="CauseSequence">Fact that met the condition.</param>
/// <param name="On">Local date.</param>
/// <param name="From">Tier before.</param>
/// <param name="To">Tier after.</param>
/// <param name="Version">Version whose enter condition was read.</param>
/// <param name="TierSince">Start of the tier before, as the windows read it then.</param>
/// <param name="AnewFrom">First date read by windows after a fall, as it was then, or null.</param>
/// <param name="GiftRights">Rights used for the gifts of this upgrade.</param>
/// <param name="GiftEntries">Lots of those gifts.</param>
public sealed record UpgradeGround(
    long Sequence, long CauseSequence, DateOnly On, string From, string To, int Version, DateOnly TierSince, DateOnly? AnewFrom,
    IReadOnlyList<string> GiftRights, IReadOnlyList<Points.LotId> GiftEntries);

/// <summary>The last fall by review, kept so that a late fact can reverse it.</summary>
/// <param name="Review">Review id.</param>
/// <param name="ReviewOn">Date of the review.</param>
/// <param name="On">Date it took effect.</param>
/// <param name="From">Tier before.</param>
/// <param name="To">Tier after.</param>
/// <param name="TierSinceBefore">Start of the tier before.</param>
/// <param name="AnewFromBefore">AnewFrom before.</param>
/// <param name="PreviousLimitOn">Last fall before this one, for the limit.</param>
/// <param name="Version">Version that decided.</param>
public sealed record LastFall(
    string Review, DateOnly ReviewOn, DateOnly On, string From, string To, DateOnly TierSinceBefore, DateOnly? AnewFromBefore, DateOnly? PreviousLimitOn, int Version);

/// <summary>A fall that the yearly limit suppressed (§5 Limit of falls).</summary>
/// <param name="Review">Review id.</param>
/// <param name="ReviewOn">Date of the review that failed.</param>
/// <param name="DecideAgainOn">First free date.</param>
/// <param name="Version">Version.</param>
public sealed record SuppressedFall(string Review, DateOnly ReviewOn, DateOnly DecideAgainOn, int Version);

/// <summary>A fact-time upgrade that begins at the start of the next period (§5 start).</summary>
/// <param name="Tier">Tier id.</param>
/// <param name="On">Local date at whose start it begins.</param>
/// <param name="CauseSequence">Fact that met the condition.</param>
/// <param name="Version">Version.</param>
public sealed record ComingTier(string Tier, DateOnly On, long CauseSequence, int Version);

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

    /// <summary>Open grace, or null.</summary>
    public Grace? Grace { get; init; }

    /// <summary>Task pack completed with no grace open: lengthens the next grace opened through <see cref="NextGraceLongerThrough"/>.</summary>
    public Span? NextGraceLonger { get; init; }

    /// <summary>Last date on which that holds.</summary>
    public DateOnly? NextGraceLongerThrough { get; init; }

    /// <summary>Date of the last fall by review that counts for the limit, or null.</summary>
    public DateOnly? LastFallOn { get; init; }

    /// <summary>The last fall, for corrections.</summary>
    public LastFall? LastFall { get; init; }

    /// <summary>Suppressed fall, or null.</summary>
    public SuppressedFall? Suppressed { get; init; }

    /// <summary>At risk after a refund: falls at the next settling review without grace, to this tier; or null.</summary>
    public string? AtRiskTo { get; init; }

    /// <summary>First date that re-entry windows read after a fall (§5 reEntry), or null.</summary>
    public DateOnly? AnewFrom { get; init; }

    /// <summary>Upgrades whose ground can still go, oldest first.</summary>
    public IReadOnlyList<UpgradeGround> Grounds { get; init; } = [];

    /// <summary>Reached but not begun, or null.</summary>
    public ComingTier? Coming { get; init; }

    /// <summary>Waiting application, or null.</summary>
    public OpenApplication? Application { get; init; }

    /// <summary>Set by hand in the ladder's first order lift (A11), once.</summary>
    public bool FirstOrderSeen { get; init; }
}
