using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>What falls due for the tier of a member by the calendar alone (§6): reviews, grace ends, overlay ends, and what belongs to them.</summary>
public static class TierDue
{
    /// <summary>Days before the end of a validity without grace at which its warning goes out.</summary>
    private const int ValidityWarnDays = 30;

    /// <summary>
    /// The earliest local date at whose start a tier step takes effect, or null when nothing can happen. It may name a date on which nothing changes
    /// (a review that is passed), never miss one on which something does. A review dated D takes effect at the start of D + <c>closesAfter</c>, under history at D.
    /// </summary>
    public static DateOnly? NextOn(MemberState state, LadderHistory ladders, bool isHistory = false)
    {
        if (state.Tier is not { } tier || state.ClosedOn is not null) return null;
        var next = Earlier(tier.ValidUntil, tier.Coming?.On);
        foreach (var grace in tier.Graces) next = Earlier(next, grace.DueOn);
        foreach (var task in tier.Tasks)
        {
            if (task is { DoneBy: 0, Through: { } through }) next = Earlier(next, through.AddDays(1));
        }

        foreach (var fall in tier.Suppressed)
        {
            if (fall.LowersTo is null) next = Earlier(next, fall.DecideAgainOn);
        }

        foreach (var overlay in tier.Overlays) next = Earlier(next, overlay.From > state.SettledThrough ? overlay.From : overlay.Through.AddDays(1));
        for (var i = 0; i < ladders.All.Count; i++)
        {
            var until = i + 1 < ladders.All.Count ? DayAfter(ladders.All[i + 1].EffectiveAt) : DateOnly.MaxValue;
            if (until >= state.SettledThrough.AddDays(-31)) next = Earlier(next, NextReviewStep(state, ladders.All[i], isHistory, until));
        }

        return next;
    }

    /// <summary>Carries out what is due on or before a local date, each as its own item, in the order of §6, under the version in force on its date.</summary>
    public static void Carry(Deciding d, LadderHistory ladders, DateOnly on)
    {
        if (d.State.Tier is null || d.State.ClosedOn is not null) return;
        var s = Scene.OfStep(d, ladders, ladders.At(d.Terms.Calendar.StartOf(on)), on);
        if (s.Earned < 0) return;
        TierSteps.BeginComing(s);
        TierSteps.WarnBeforeReviews(s);
        TierSteps.HoldReviews(s);
        TierSteps.EndValidity(s, ValidityWarnDays);
        TierSteps.EndGraces(s);
        TierSteps.DecideSuppressed(s);
        TierSteps.EndOverlays(s);
        TierSteps.BeginOverlays(s);
        StarterTasks.End(s);
    }

    internal static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null || b < a ? b ?? a : a;

    /// <summary>The first date on which a validity without grace warns.</summary>
    internal static DateOnly? ValidityWarning(TierState tier, CompiledLadder ladder, int warnDays)
    {
        if (tier.ValidUntil is not { } until || ladder.IndexOf(tier.Earned) is not (> 0 and var at)) return null;
        var rule = ladder.Tiers[at].Rule;
        if (rule.Validity.Grace != Span.Zero || rule.Validity.Keep is null || tier.StandingOf(CompiledReview.Validity).WarnedFor == until) return null;
        var warns = until.AddDays(-warnDays);
        return warns > tier.Since ? warns : tier.Since.AddDays(1);
    }

    private static DateOnly? NextReviewStep(MemberState state, CompiledLadder ladder, bool isHistory, DateOnly until)
    {
        var closes = ladder.ClosesAfter(isHistory);
        var tier = state.Tier!;
        var earned = ladder.IndexOf(tier.Earned);
        var settled = state.SettledThrough;
        var begins = ladder.Version == 1 ? DateOnly.MinValue : DayAfter(ladder.EffectiveAt).AddDays(-2);
        DateOnly? next = null;
        if (ValidityWarning(tier, ladder, ValidityWarnDays) is { } warns && warns > settled) next = warns;
        foreach (var review in ladder.Reviews)
        {
            if (!Concerns(review, ladder, tier, earned, out var onlyAboveBase)) continue;
            var after = Later(settled.AddDays(-closes), Later(onlyAboveBase ? tier.Since : state.JoinedOn, begins.AddDays(begins == DateOnly.MinValue ? 0 : -1)));
            var on = ReviewDates.Next(review.Rule.Moment, after, state.JoinedOn, tier.Since);
            if (on <= until) next = Earlier(next, on.AddDays(closes));
            if (earned <= 0 || review.KeepOf(earned) is null || review.Rule.Grace != Span.Zero || review.Rule.Does != ReviewDoes.Settle) continue;
            var warned = ReviewDates.Next(review.Rule.Moment, Later(tier.Since, settled.AddDays(review.Rule.WarnDaysBefore)), state.JoinedOn, tier.Since);
            next = Earlier(next, warned.AddDays(-review.Rule.WarnDaysBefore));
        }

        return next;
    }

    private static bool Concerns(CompiledReview review, CompiledLadder ladder, TierState tier, int earned, out bool onlyAboveBase)
    {
        onlyAboveBase = !review.Rule.ResetPoints && !Reviewing.EntersAt(ladder, review);
        return !onlyAboveBase || (earned > 0 && (review.KeepOf(earned) is not null || (tier.AtRiskTo is not null && review.Rule.Does == ReviewDoes.Settle)));
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    // Without the zone: no offset is longer than a day, and a date too many does no harm.
    private static DateOnly DayAfter(Instant at)
    {
        var days = at.Micros / Instant.MicrosPerDay;
        return new DateOnly(1970, 1, 1).AddDays((int)Math.Clamp(days, -700_000, 2_900_000)).AddDays(2);
    }
}
