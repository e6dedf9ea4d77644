using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>A missed keep condition on its way to a fall.</summary>
/// <param name="Review">Review id, or <see cref="CompiledReview.Validity"/>.</param>
/// <param name="Rule">The review by the ladder that decides; null for a validity.</param>
/// <param name="Span">Dates read.</param>
/// <param name="LimitOn">The day on which the tier would fall, as the yearly limit and the lock read it.</param>
internal sealed record FallCase(string Review, CompiledReview? Rule, ReadingSpan Span, DateOnly LimitOn)
{
    /// <summary>Why, leaf by leaf.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>Falls to this tier where the switch would leave it higher: the one before an upgrade whose ground a refund took away.</summary>
    public string? To { get; init; }

    /// <summary>Whether a late fact that meets the keep condition reverses it.</summary>
    public bool CanBeReversed { get; init; } = true;
}

/// <summary>Falling (§5 Fall, Limit of falls): manual lock, warning, grace, yearly limit, fall. The first three are passed before a case comes here, the lock is read again on the day itself.</summary>
internal static class Falls
{
    /// <summary>Lock, limit, fall.</summary>
    public static void Try(in Scene s, FallCase c)
    {
        if (s.Earned <= 0) return;
        if (s.IsLocked(c.LimitOn))
        {
            s.Note("fall.locked", Waited(s, c), Reason.Of("tier.fallLocked", Reason.Id("review", c.Review), Reason.Day("through", s.Tier.LockThrough!.Value)));
            return;
        }

        if (!LimitAllows(s.Ladder.Ladder.FallLimit, s.Tier.LastFallOn, c.LimitOn))
        {
            Suppress(s, c);
            return;
        }

        if (s.Ladder.Ladder.Falls == Falling.Manual) Leave(s, c);
        else Carry(s, c, TargetOf(s, c));
    }

    /// <summary>People let a fall happen that was left to them; a late fact reverses what a review decided, never what people did.</summary>
    public static void Lower(in Scene s, SuppressedFall fall, Reason why)
    {
        var to = s.Ladder.IndexOf(fall.LowersTo!) is >= 0 and var at && at < s.Earned ? at : s.Ladder.Below(s.Earned);
        Carry(s, new FallCase(fall.Review, s.Ladder.ReviewOf(fall.Review), ReadingSpan.Of(fall.ReviewOn), s.On) { Reasons = [why], CanBeReversed = false }, to);
    }

    /// <summary>Whether the tier may fall on a day: tested on the day on which it would fall, never when grace opens.</summary>
    public static bool LimitAllows(FallLimit limit, DateOnly? lastFallOn, DateOnly on) => lastFallOn is not { } last || limit switch
    {
        FallLimit.TwelveMonths => last <= on.AddMonths(-12),
        FallLimit.CalendarYear => last.Year < on.Year,
        FallLimit.None => true,
    };

    /// <summary>The first day after a fall on which the limit allows another.</summary>
    public static DateOnly FreeOn(FallLimit limit, DateOnly lastFallOn)
    {
        var day = limit == FallLimit.CalendarYear ? new DateOnly(lastFallOn.Year + 1, 1, 1) : lastFallOn.AddMonths(12);
        while (!LimitAllows(limit, lastFallOn, day)) day = day.AddDays(1);
        return day;
    }

    /// <summary>Where a fall leads, never below base. The end of a validity leads where the first settling review leads, or one level down where there is none.</summary>
    public static int TargetOf(in Scene s, CompiledReview? review, in Frame frame) => ((review ?? s.Ladder.FirstSettling)?.Rule.FallTo ?? FallTo.OneLevel) switch
    {
        FallTo.OneLevel => s.Ladder.Below(s.Earned),
        FallTo.Earned => EarnedBelow(s, review, frame),
        FallTo.Base => 0,
    };

    public static Frame FrameOf(in Scene s, CompiledReview? review, ReadingSpan span) => Frames.Keep(s.State, s.Ladder, span, review?.Rule.Window, s.IsHistory);

    // The highest tier below whose own keep condition at this review holds; where the review does not speak of a tier, its enter condition.
    private static int EarnedBelow(in Scene s, CompiledReview? review, in Frame frame)
    {
        for (var i = s.Earned - 1; i > 0; i--)
        {
            var tier = s.Ladder.Tiers[i];
            if (!tier.Rule.Enabled) continue;
            var condition = (review is null ? tier.ValidityKeep : review.KeepOf(i)) ?? tier.Enter;
            if (condition is not null && condition.Holds(frame)) return i;
        }

        return 0;
    }

    // What had waited for this decision has had it.
    private static TierState Waited(in Scene s, FallCase c) => s.Tier.WithoutGrace(c.Review).WithoutSuppressed(c.Review) with { AtRiskTo = c.To is null ? s.Tier.AtRiskTo : null };

    private static void Suppress(in Scene s, FallCase c)
    {
        var free = FreeOn(s.Ladder.Ladder.FallLimit, s.Tier.LastFallOn!.Value);
        var fall = new SuppressedFall(c.Review, c.Span.ReviewOn, free, s.Ladder.Version);
        var held = s.Tier.Suppressed.Any(f => f.Review == c.Review);
        var after = Waited(s, c) with { Suppressed = held ? [.. s.Tier.Suppressed.Select(f => f.Review == c.Review ? fall : f)] : [.. s.Tier.Suppressed, fall] };
        s.Note("fall.suppressed", after, Reason.Of(
            "tier.fallSuppressed", Reason.Id("review", c.Review), Reason.Day("lastFall", s.Tier.LastFallOn.Value), Reason.Day("again", free)));
        foreach (var reason in c.Reasons) s.D.Explain(reason);
        s.Tell("tier.fallSuppressed", Reason.Of("tier.fallSuppressed", Reason.Id("review", c.Review), Reason.Id("tier", s.Tier.Earned), Reason.Day("again", free)));
    }

    private static int TargetOf(in Scene s, FallCase c)
    {
        var to = TargetOf(s, c.Rule, FrameOf(s, c.Rule, c.Span));
        return c.To is { } named && s.Ladder.IndexOf(named) is >= 0 and var place && place < to ? place : to;
    }

    // The review has read, warned and waited as ever; only the last word is people's.
    private static void Leave(in Scene s, FallCase c)
    {
        var lower = s.Ladder.Tiers[TargetOf(s, c)].Id;
        var why = Reason.Of("tier.fallLeftToPeople", Reason.Id("review", c.Review), Reason.Id("tier", s.Tier.Earned), Reason.Id("nextTier", lower), Reason.Day("on", c.LimitOn));
        var after = Waited(s, c);
        s.Note("fall.leftToPeople", after with { Suppressed = [.. after.Suppressed, new SuppressedFall(c.Review, c.Span.ReviewOn, c.LimitOn, s.Ladder.Version) { LowersTo = lower }] }, why);
        foreach (var reason in c.Reasons) s.D.Explain(reason);
        s.Tell("tier.fallLeftToPeople", why);
    }

    private static void Carry(in Scene s, FallCase c, int to)
    {
        var before = s.Tier;
        var target = s.Ladder.Tiers[to].Id;
        s.Change(new Change(TierCause.Fall, target, c.Reasons) { ReviewOn = c.Span.ReviewOn, Review = c.Review });
        var kept = before.WithoutGrace(c.Review).WithoutSuppressed(c.Review).Bare();
        var fall = new LastFall(c.Review, c.Span.ReviewOn, c.Span.Through, s.On, before.Earned, target, s.Ladder.Version, kept);
        s.Note("fell", s.Tier.Fresh(s.Ladder) with
        {
            LastFallOn = c.LimitOn,
            LastFall = c.CanBeReversed ? fall : null,
            AnewFrom = new Anew(s.On, s.D.Sequence - 1),
            Grounds = [],
        }, Reason.Of("tier.fell", Reason.Id("tier", target), Reason.Id("review", c.Review), Reason.Day("on", s.On)));
        s.Tell("tier.fell", Reason.Of("tier.fell", Reason.Id("tier", target), Reason.Id("tierFrom", before.Earned), Reason.Id("review", c.Review), Reason.Day("on", s.On)));
    }
}
