using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Tiers;

/// <summary>A tier decision in the making: the member, the ladder that decides, and from when what it changes holds.</summary>
/// <param name="D">The decision.</param>
/// <param name="Ladders">All versions.</param>
/// <param name="Ladder">The version that decides.</param>
/// <param name="On">Local date from which a change holds.</param>
/// <param name="At">Instant from which a change holds.</param>
internal readonly record struct Scene(Deciding D, LadderHistory Ladders, CompiledLadder Ladder, DateOnly On, Instant At)
{
    public MemberState State => D.State;

    public TierState Tier => D.State.Tier!;

    public bool IsHistory => D.Terms.IsHistory;

    /// <summary>Place of the earned tier; −1 while a version that dropped the tier has not moved the member yet.</summary>
    public int Earned => Ladder.IndexOf(Tier.Earned);

    /// <summary>Falls are stopped on a date.</summary>
    public bool IsLocked(DateOnly on) => Tier.LockThrough is { } through && on <= through;

    /// <summary>A fact: what it changes holds from when it happened, or from now when it is late; the version is that of now (§11).</summary>
    public static Scene OfFact(Deciding d, LadderHistory ladders)
    {
        var isLate = !d.Terms.IsHistory && d.Day < d.Today;
        var at = isLate ? d.RecordedAt : d.OccurredAt;
        if (d.State.TierHistory is [.., var last] && last.At > at) at = last.At;
        return new(d, ladders, ladders.At(d.Terms.IsHistory ? d.OccurredAt : d.RecordedAt), isLate ? d.Today : d.Day, at);
    }

    /// <summary>A step of a local date under a ladder.</summary>
    public static Scene OfStep(Deciding d, LadderHistory ladders, CompiledLadder ladder, DateOnly on) => new(d, ladders, ladder, on, d.Terms.Calendar.StartOf(on));

    public void Note(string change, TierState after, Reason reason) => D.Apply(new TierNoted(change, after, reason));

    /// <summary>Writes a notice; the past sends none (§1 History).</summary>
    public void Tell(string topic, Reason reason, LocalText? text = null)
    {
        if (!IsHistory) D.Apply(new Notice(topic, reason, On, text));
    }

    /// <summary>The highest of the earned tier and the overlays that lie above it on a date.</summary>
    public string InForceWith(string earned, DateOnly on)
    {
        var highest = earned;
        foreach (var overlay in Tier.Overlays)
        {
            if (overlay.From <= on && on <= overlay.Through) highest = Ladder.Higher(highest, Known(overlay.Tier));
        }

        return highest;
    }

    /// <summary>Changes the earned tier, and with it the tier in force.</summary>
    public void Change(Change change) => D.Apply(new TierChanged
    {
        Cause = change.Cause,
        EarnedFrom = Tier.Earned,
        EarnedTo = change.To,
        InForceFrom = State.InForce,
        InForceTo = InForceWith(change.To, On),
        On = On,
        At = At,
        ReviewOn = change.ReviewOn,
        Review = change.Review,
        Sequence = D.Sequence,
        CauseSequence = change.CauseSequence,
        Version = Ladder.Version,
        ValidUntil = change.To == Tier.Earned ? Tier.ValidUntil : ValidityDates.UntilOf(Ladder, change.To, On),
        Reasons = change.Reasons,
    });

    /// <summary>A tier of an older version under the name that replaced it.</summary>
    public string Known(string tier)
    {
        for (var hops = 0; hops < 10 && (Ladder.IndexOf(tier) < 0 || !Ladder.Tiers[Ladder.IndexOf(tier)].Rule.Enabled); hops++)
        {
            if (Replacement(tier) is not { } next) return tier;
            tier = next;
        }

        return tier;
    }

    private string? Replacement(string tier)
    {
        if (Ladder.IndexOf(tier) is >= 0 and var at) return Ladder.Tiers[at].Rule.ReplacedBy;
        for (var older = Ladders.Before(Ladder); older is not null; older = Ladders.Before(older))
        {
            if (older.IndexOf(tier) is >= 0 and var place) return older.Tiers[place].Rule.ReplacedBy ?? NextKnownBelow(older, place);
        }

        return null;
    }

    private string? NextKnownBelow(CompiledLadder older, int place)
    {
        for (var i = place - 1; i >= 0; i--)
        {
            if (Ladder.IndexOf(older.Tiers[i].Id) >= 0) return older.Tiers[i].Id;
        }

        return Ladder.Base;
    }
}

/// <summary>What a change of the earned tier says.</summary>
internal sealed record Change(TierCause Cause, string To, IReadOnlyList<Reason> Reasons)
{
    public DateOnly? ReviewOn { get; init; }

    public string? Review { get; init; }

    public long CauseSequence { get; init; }
}

/// <summary>Dates of validity (§5).</summary>
internal static class ValidityDates
{
    /// <summary>First date on which a tier entered on a date is over, or null until a review says so.</summary>
    public static DateOnly? UntilOf(CompiledLadder ladder, string tier, DateOnly on) =>
        ladder.IndexOf(tier) is >= 0 and var at ? UntilOf(ladder.Tiers[at].Rule, on) : null;

    public static DateOnly? UntilOf(TierRule rule, DateOnly on) => rule.Validity.Kind switch
    {
        ValidityKind.UntilReview => null,
        ValidityKind.ThisPeriod => Periods.After(rule.Period, on),
        ValidityKind.NextPeriod => Periods.After(rule.Period, Periods.After(rule.Period, on)),
        ValidityKind.Days => on.AddDays(rule.Validity.Days + 1),
    };

    /// <summary>The end after a renewal at an end: one more period, or as many days from then.</summary>
    public static DateOnly? RenewedFrom(TierRule rule, DateOnly end) =>
        rule.Validity.Kind == ValidityKind.NextPeriod ? Periods.After(rule.Period, end) : UntilOf(rule, end);
}

/// <summary>Bookkeeping of reviews beside the tier.</summary>
internal static class Standings
{
    /// <summary>The bookkeeping after the earned tier changed: reviews count anew, graces and suppressed falls were about the tier before.</summary>
    public static TierState Fresh(this TierState tier, CompiledLadder ladder) => tier with
    {
        Reviews = [.. tier.Reviews.Where(r => r.LastOn is not null).Select(r => Empty(r.Review) with { LastOn = r.LastOn })],
        Graces = [],
        Suppressed = [],
        AtRiskTo = null,
        Coming = tier.Coming is { } coming && ladder.IndexOf(coming.Tier) > ladder.IndexOf(tier.Earned) ? coming : null,
        Application = tier.Application is { } application && ladder.IndexOf(application.Tier) > ladder.IndexOf(tier.Earned) ? application : null,
    };

    public static ReviewStanding Empty(string review) => new(review, null, 0, null, null, null, 0, false);

    public static ReviewStanding StandingOf(this TierState tier, string review)
    {
        foreach (var standing in tier.Reviews)
        {
            if (standing.Review == review) return standing;
        }

        return Empty(review);
    }

    public static TierState With(this TierState tier, ReviewStanding standing) => tier with
    {
        Reviews = [.. tier.Reviews.Where(r => r.Review != standing.Review), standing],
    };

    /// <summary>The review starts counting anew: a good period, a grace that was met. Its task pack stays open until it is done.</summary>
    public static TierState Good(this TierState tier, string review, DateOnly? on = null)
    {
        var standing = tier.StandingOf(review);
        return tier.With(standing with { LastOn = on ?? standing.LastOn, Failures = 0, WarnedFor = null, FallsNotBefore = null });
    }

    public static TierState WithoutGrace(this TierState tier, string review) => tier with { Graces = [.. tier.Graces.Where(g => g.Review != review)] };

    public static TierState WithoutSuppressed(this TierState tier, string review) => tier with { Suppressed = [.. tier.Suppressed.Where(f => f.Review != review)] };

    /// <summary>What waited for people about a review that is met by now has nothing left to decide.</summary>
    public static TierState WithoutLeft(this TierState tier, string review) =>
        tier.LeftOf(review) is { } left ? tier with { Suppressed = [.. tier.Suppressed.Where(f => f != left)] } : tier;

    /// <summary>The fall of a review that waits for people, or null.</summary>
    public static SuppressedFall? LeftOf(this TierState tier, string review) => tier.Suppressed.FirstOrDefault(f => f.Review == review && f.LowersTo is not null);

    /// <summary>While a grace is open or a fall is suppressed, the same review opens nothing further.</summary>
    public static bool IsWaiting(this TierState tier, string review)
    {
        foreach (var grace in tier.Graces)
        {
            if (grace.Review == review) return true;
        }

        foreach (var fall in tier.Suppressed)
        {
            if (fall.Review == review) return true;
        }

        return false;
    }

    /// <summary>The bookkeeping without what would nest without end when it is stored inside an upgrade or a fall.</summary>
    public static TierState Bare(this TierState tier) => tier with { Grounds = [], LastFall = null, Waiting = [], Tasks = [] };
}
