using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>Grace 宽限期 (§5 Fall) and what lengthens it.</summary>
internal static class Graces
{
    /// <summary>
    /// Last day of a grace opened on a day. N months: the last day of the month that holds (D + N months − 1 day): opened 1 January, 1 month: 31 January;
    /// opened 15 January: 28 February. N days: D + N − 1.
    /// </summary>
    public static DateOnly LastDay(Span length, DateOnly openedOn)
    {
        if (length.Months == 0) return openedOn.AddDays(length.Days - 1);
        var last = Periods.After(Period.Month, openedOn.AddMonths(length.Months).AddDays(-1)).AddDays(-1);
        return last.AddDays(length.Days);
    }

    /// <summary>A last day lengthened: by months it ends with a month, as a grace of months does.</summary>
    public static DateOnly Lengthened(DateOnly last, Span by) =>
        by.Months == 0 ? last.AddDays(by.Days) : Periods.After(Period.Month, last.AddMonths(by.Months)).AddDays(by.Days - 1);

    /// <summary>The grace that a failing on a day opens; a task pack done before lengthens it.</summary>
    public static Grace Opening(in Scene s, Span length, string review, ReadingSpan span, DateOnly openedOn)
    {
        var last = LastDay(length, openedOn);
        var longer = s.Tier.NextGraceLonger is not null && s.Tier.NextGraceLongerThrough >= openedOn;
        if (longer) last = Lengthened(last, s.Tier.NextGraceLonger!);
        // A step decides an end that is past in the same night, a cut-off that came late in the next.
        var earliest = s.D.IsStep ? s.On : s.On.AddDays(1);
        var due = last.AddDays(1) > earliest ? last.AddDays(1) : earliest;
        return new Grace(review, span.ReviewOn, openedOn, last, due, longer, s.Ladder.Version);
    }

    /// <summary>Opens a grace.</summary>
    public static void Open(in Scene s, TierState after, Grace grace)
    {
        if (grace.Extended) after = after with { NextGraceLonger = null, NextGraceLongerThrough = null };
        s.Note("grace.opened", after with { Graces = [.. after.Graces, grace] }, Reason.Of(
            "tier.graceOpened", Reason.Id("review", grace.Review), Reason.Day("on", grace.OpenedOn), Reason.Day("through", grace.Through)));
    }

    /// <summary>Closes every grace whose condition is met with its end moved to a day, its own last day at most; such spend counts for its own period too.</summary>
    public static void CloseMet(in Scene s, DateOnly through)
    {
        foreach (var grace in s.Tier.Graces)
        {
            if (!s.Tier.Graces.Contains(grace)) continue;
            var (scene, review, keep) = TermsOf(s, grace);
            if (keep is null) continue;
            var frame = Falls.FrameOf(scene, review, new ReadingSpan(grace.ReviewOn, grace.Through < through ? grace.Through : through));
            if (keep.Holds(frame)) Close(scene, grace, keep.Trace(frame));
        }
    }

    /// <summary>The grace is over: its condition is read to its last day; missed, the tier falls on the day after unless the lock or the yearly limit stops it.</summary>
    public static void End(in Scene s, Grace grace)
    {
        var (scene, review, keep) = TermsOf(s, grace);
        var span = new ReadingSpan(grace.ReviewOn, grace.Through);
        var trace = keep?.Trace(Falls.FrameOf(scene, review, span));
        if (trace is { Holds: true })
        {
            Close(scene, grace, trace);
            return;
        }

        var first = Reason.Of("tier.graceMissed", Reason.Id("review", grace.Review), Reason.Day("through", grace.Through));
        Falls.Try(scene, new FallCase(grace.Review, review, span, grace.DueOn) { Reasons = TierReasons.Of(first, trace) });
    }

    /// <summary>The terms of the version that opened the grace (§11), and its condition for the earned tier.</summary>
    public static (Scene Scene, CompiledReview? Review, CompiledCondition? Keep) TermsOf(in Scene s, Grace grace)
    {
        var scene = s with { Ladder = s.Ladders.Version(grace.Version) };
        if (grace.Review == CompiledReview.Validity) return (scene, null, scene.Earned < 0 ? null : scene.Ladder.Tiers[scene.Earned].ValidityKeep);
        var review = scene.Ladder.ReviewOf(grace.Review);
        return (scene, review, review?.KeepOf(scene.Earned));
    }

    private static void Close(in Scene s, Grace grace, TracedCondition trace)
    {
        s.Note("grace.closed", s.Tier.WithoutGrace(grace.Review).Good(grace.Review), Reason.Of("tier.graceClosed", Reason.Id("review", grace.Review), Reason.Day("on", s.On)));
        foreach (var reason in TierReasons.Of(trace)) s.D.Explain(reason);
        s.Tell("tier.kept", Reason.Of("tier.kept", Reason.Id("tier", s.Tier.Earned), Reason.Id("review", grace.Review)));
    }
}
