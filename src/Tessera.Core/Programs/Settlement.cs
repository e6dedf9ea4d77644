using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>
/// The night of one member (semantics §6): everything that fell due, each step dated when it was due and decided by the version in force then.
/// The same code runs before every command and in the nightly run, so that a late, missed, doubled or interrupted night changes no result.
/// </summary>
public static class Settlement
{
    /// <summary>Carries out what is due on or before a local date.</summary>
    /// <param name="programs">Versions.</param>
    /// <param name="d">The decision; its terms are changed from step to step.</param>
    /// <param name="through">Last local date settled.</param>
    /// <param name="isHistory">The past is played.</param>
    public static void Run(ProgramHistory programs, Deciding d, DateOnly through, bool isHistory)
    {
        // Nothing falls due before joining, which is the first item of the record and reads the version in force itself.
        if (d.State.JoinedOn == default) return;
        while (!IsQuiet(programs, d.State, through, isHistory) && NextOn(programs, d.State, isHistory) is { } on && on <= through)
        {
            var version = programs.At(programs.Calendar.StartOf(on));
            d.Terms = version.TermsFor(isHistory);
            PointsDue.CarryNotices(d, on, ofTheLastDay: true);
            PointsDue.CarryLots(d, on);
            Coupons.CouponsDue.CarryEnds(d, on);
            StoredValue.Cards.CarryEnds(d, on);
            Plans.PlansDue.CarryEnds(d, on);
            TierDue.Carry(d, programs.Ladders, on);
            BenefitsDue.Carry(d, programs, version, on);
            PointsDue.CarryNotices(d, on);
            Coupons.CouponsDue.CarryNotices(d, on);
            Plans.PlansDue.CarryNotices(d, on);
            Bookings.BookingsDue.CarryNotices(d, on);
            PointsDue.CarryRedemptions(d, on);
            Evaluate(programs, d, on, isHistory);
            d.SettledThrough(on);
            d.State.Due = null;
        }

        Evaluate(programs, d, through, isHistory);
        d.SettledThrough(through);
    }

    /// <summary>Whether a bound computed before says that nothing is due yet; else computes it anew.</summary>
    internal static bool IsQuiet(ProgramHistory programs, MemberState state, DateOnly through, bool isHistory)
    {
        if (programs.Versions[^1].Document.Points.AutoRedemption is not null) return false;
        if (state.Due is not { } due || due.For != programs || due.IsHistory != isHistory)
        {
            var notice = programs.Versions.Max(v => v.Document.Points.NoticeDays);
            state.Due = due = new DueBound(programs, isHistory, notice, NextOn(programs, state, isHistory) ?? DateOnly.MaxValue);
        }

        return due.On > through;
    }

    /// <summary>The earliest local date on which anything falls due for a member, or null.</summary>
    public static DateOnly? NextOn(ProgramHistory programs, MemberState state, bool isHistory)
    {
        if (state.JoinedOn == default || state.ClosedOn is not null || state.MergedInto is not null) return null;
        var terms = programs.At(programs.Calendar.StartOf(state.SettledThrough.AddDays(1))).TermsFor(isHistory);
        var points = PointsDue.NextOn(state, terms);
        var tier = TierDue.NextOn(state, programs.Ladders, isHistory);
        var next = points is { } p && (tier is not { } t || p <= t) ? points : tier;
        if (StoredValue.Cards.NextOn(state) is { } card && (next is null || card < next)) next = card;
        if (Coupons.CouponsDue.NextOn(state, isHistory) is { } coupon && (next is null || coupon < next)) next = coupon;
        if (Plans.PlansDue.NextOn(state, isHistory) is { } plan && (next is null || plan < next)) next = plan;
        if (Bookings.BookingsDue.NextOn(state, isHistory) is { } booking && (next is null || booking < next)) next = booking;
        if (BenefitsDue.NextOn(programs, state) is { } grant && (next is null || grant < next)) next = grant;
        var version = NextVersion(programs, state);
        if (version is { } at && (next is null || at < next)) next = at;
        return next is { } due && due <= state.SettledThrough ? state.SettledThrough.AddDays(1) : next;
    }

    private static DateOnly? NextVersion(ProgramHistory programs, MemberState state)
    {
        foreach (var version in programs.Versions)
        {
            var on = programs.Calendar.DayOf(version.EffectiveAt);
            if (version.Version > state.VersionSeen && on > state.SettledThrough) return on;
        }

        return null;
    }

    /// <summary>Each member is evaluated once at the effective instant of a version (§11). Versions of the same day wait until the clock has passed their instant.</summary>
    private static void Evaluate(ProgramHistory programs, Deciding d, DateOnly on, bool isHistory)
    {
        foreach (var version in programs.Versions)
        {
            if (version.Version <= d.State.VersionSeen || version.EffectiveAt > d.RecordedAt) continue;
            if (programs.Calendar.DayOf(version.EffectiveAt) > on) continue;
            d.Terms = version.TermsFor(isHistory);
            d.Begin(version.EffectiveAt);
            d.Apply(new VersionSeen(version.Version));
            TierDecisions.AtPublication(d, programs.Ladders);
            d.EndStep($"version:{version.Version}");
        }
    }
}
