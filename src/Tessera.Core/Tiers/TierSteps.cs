using System.Globalization;
using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>The steps of <see cref="TierDue"/>, each recorded as its own item.</summary>
internal static class TierSteps
{
    /// <summary>A tier reached earlier begins with its period; a lock set since does not take back what was told.</summary>
    public static void BeginComing(in Scene s)
    {
        if (s.Tier.Coming is not { } coming || coming.On > s.On) return;
        s.D.BeginStep(s.On);
        var to = s.Ladder.IndexOf(s.Known(coming.Tier));
        s.Note("coming.begins", s.Tier with { Coming = null }, Reason.Of("tier.begins", Reason.Id("tier", coming.Tier), Reason.Day("on", s.On)));
        if (to > s.Earned)
        {
            Rises.Carry(s, new Rise(to, TierCause.Upgrade, coming.Reasons)
            {
                CauseSequence = coming.CauseSequence, ReadOn = coming.ReadOn, Version = coming.Version, Review = coming.Review, Held = coming.Held, Begins = coming,
            });
        }

        s.D.EndStep($"tier.begins:{Text(s.On)}");
    }

    /// <summary>Warnings of reviews that fall without grace.</summary>
    public static void WarnBeforeReviews(in Scene s)
    {
        foreach (var review in s.Ladder.Reviews)
        {
            var days = review.Rule.WarnDaysBefore;
            if (review.Rule.Grace != Span.Zero || s.Earned <= 0) continue;
            var settled = s.State.SettledThrough < s.On ? s.State.SettledThrough : s.On.AddDays(-1);
            var on = ReviewDates.Next(review.Rule.Moment, settled.AddDays(days), s.State.JoinedOn, s.Tier.Since);
            if (on > s.On.AddDays(days) || !Reviewing.NeedsWarningBefore(s, review, on)) continue;
            s.D.BeginStep(s.On);
            Reviewing.WarnBefore(s, review, on);
            s.D.EndStep($"warning:{review.Id}:{Text(on)}");
        }
    }

    /// <summary>Reviews that take effect by now, in order of their dates, then of the file; each under the version in force on its own date.</summary>
    public static void HoldReviews(in Scene s)
    {
        if (DueReviews(s) is not { } due) return;
        foreach (var (on, review, ladder) in due)
        {
            var scene = s with { Ladder = ladder };
            if (scene.Earned < 0 || WaitingReviews.IsWaiting(s.Tier, review.Id, on)) continue;
            s.D.BeginStep(s.On);
            if (!WaitingReviews.Hold(scene, review, on)) Reviewing.Carry(scene, review, on);
            s.D.EndStep($"review:{review.Id}:{Text(on)}");
        }
    }

    /// <summary>The end of a validity: the keep condition is read; missed, the fall rules apply with the grace set there.</summary>
    public static void EndValidity(in Scene s, int warnDays)
    {
        if (TierDue.ValidityWarning(s.Tier, s.Ladder, warnDays) is { } warns && warns == s.On)
        {
            s.D.BeginStep(s.On);
            WarnOfValidity(s);
            s.D.EndStep($"warning:{CompiledReview.Validity}:{Text(s.On)}");
        }

        if (s.Tier.ValidUntil is not { } until || until > s.On) return;
        s.D.BeginStep(s.On);
        if (s.Earned == 0) s.Note("validity.renewed", s.Tier with { ValidUntil = null }, Reason.Of("tier.validityEnded", Reason.Day("on", until)));
        else ReadValidity(s);
        s.D.EndStep($"{CompiledReview.Validity}:{Text(until)}");
    }

    /// <summary>Graces that are over.</summary>
    public static void EndGraces(in Scene s)
    {
        foreach (var grace in s.Tier.Graces)
        {
            if (grace.DueOn > s.On || !s.Tier.Graces.Contains(grace)) continue;
            s.D.BeginStep(s.On);
            Graces.End(s, grace);
            s.D.EndStep($"grace:{grace.Review}:{Text(grace.ReviewOn)}");
        }
    }

    /// <summary>Suppressed falls on the first free date: over the window of that review's last date, start fixed, end moved to the day before; no new grace.</summary>
    public static void DecideSuppressed(in Scene s)
    {
        foreach (var fall in s.Tier.Suppressed)
        {
            if (fall.LowersTo is not null || fall.DecideAgainOn > s.On || !s.Tier.Suppressed.Contains(fall)) continue;
            s.D.BeginStep(s.On);
            DecideAgain(s, fall);
            s.D.EndStep($"suppressed:{fall.Review}:{Text(s.On)}");
        }
    }

    /// <summary>Overlays that are over: the tier in force is what lies below, without grace.</summary>
    public static void EndOverlays(in Scene s)
    {
        var on = s.On;
        if (!s.Tier.Overlays.Any(o => o.Through < on)) return;
        s.D.BeginStep(on);
        var ended = s.Tier.Overlays.First(o => o.Through < on);
        var why = Reason.Of("tier.overlayEnded", Reason.Id("tier", ended.Tier), Reason.Day("through", ended.Through));
        s.Note("overlay", s.Tier with { Overlays = [.. s.Tier.Overlays.Where(o => o.Through >= on)] }, why);
        if (s.InForceWith(s.Tier.Earned, on) != s.State.InForce)
        {
            s.Change(new Change(TierCause.OverlayEnded, s.Tier.Earned, [why]));
            s.Tell("tier.overlayEnded", Reason.Of("tier.overlayEnded", Reason.Id("tier", s.State.InForce), Reason.Day("through", ended.Through)));
        }

        s.D.EndStep($"overlay:{Text(on)}");
    }

    /// <summary>Overlays that begin later than they were given: the tier in force rises with their first day.</summary>
    public static void BeginOverlays(in Scene s)
    {
        var on = s.On;
        if (s.Tier.Overlays.FirstOrDefault(o => o.From == on) is not { } begins || s.InForceWith(s.Tier.Earned, on) == s.State.InForce) return;
        s.D.BeginStep(on);
        var why = Reason.Of("tier.overlayBegins", Reason.Id("tier", begins.Tier), Reason.Day("through", begins.Through));
        s.Change(new Change(TierCause.OverlayBegan, s.Tier.Earned, [why]));
        s.D.EndStep($"overlayBegins:{Text(on)}");
    }

    private static List<(DateOnly On, CompiledReview Review, CompiledLadder Ladder)>? DueReviews(in Scene s)
    {
        List<(DateOnly On, CompiledReview Review, CompiledLadder Ladder)>? due = null;
        var settled = s.State.SettledThrough < s.On ? s.State.SettledThrough : s.On.AddDays(-1);
        foreach (var ladder in s.Ladders.All)
        {
            var closes = ladder.ClosesAfter(s.IsHistory);
            foreach (var review in ladder.Reviews)
            {
                var after = settled.AddDays(-closes) > s.State.JoinedOn ? settled.AddDays(-closes) : s.State.JoinedOn;
                for (var on = Next(s, review, after); on.AddDays(closes) <= s.On; on = Next(s, review, on))
                {
                    if (s.Ladders.At(s.D.Terms.Calendar.StartOf(on)) != ladder || s.Tier.StandingOf(review.Id).LastOn >= on) continue;
                    (due ??= []).Add((on, review, ladder));
                }
            }
        }

        if (due is { Count: > 1 }) due = [.. due.OrderBy(r => r.On)];
        return due;
    }

    private static DateOnly Next(in Scene s, CompiledReview review, DateOnly after) => ReviewDates.Next(review.Rule.Moment, after, s.State.JoinedOn, s.Tier.Since);

    private static void WarnOfValidity(in Scene s)
    {
        var tier = s.Ladder.Tiers[s.Earned];
        var until = s.Tier.ValidUntil!.Value;
        var frame = Falls.FrameOf(s, null, new ReadingSpan(until, s.On.AddDays(-1)));
        var trace = tier.ValidityKeep!.Trace(frame);
        if (trace.Holds || s.IsLocked(until)) return;
        var target = s.Ladder.Tiers[Falls.TargetOf(s, null, frame)].Id;
        var reason = TierReasons.Warning(new(CompiledReview.Validity, tier.Id, target, until.AddDays(-1), trace.Missing));
        s.Note("warned", s.Tier.With(s.Tier.StandingOf(CompiledReview.Validity) with { WarnedFor = until }), reason);
        s.Tell("tier.warning", reason);
    }

    private static void ReadValidity(in Scene s)
    {
        var tier = s.Ladder.Tiers[s.Earned];
        var span = ReadingSpan.Of(s.On);
        var trace = tier.ValidityKeep?.Trace(Falls.FrameOf(s, null, span));
        // Renewed in any case: what follows a missed condition (lock, grace, limit) is counted against a tier that goes on until it falls.
        var renewed = (trace is { Holds: true } ? s.Tier.WithoutLeft(CompiledReview.Validity) : s.Tier) with { ValidUntil = ValidityDates.RenewedFrom(tier.Rule, s.On) };
        var why = Reason.Of(trace is { Holds: true } ? "tier.renewed" : "tier.validityMissed", Reason.Id("tier", tier.Id), Reason.Day("on", s.On));
        s.Note(trace is { Holds: true } ? "validity.renewed" : "validity.missed", renewed, why);
        if (trace is { Holds: true } || s.IsLocked(s.On) || s.Tier.IsWaiting(CompiledReview.Validity)) return;
        if (tier.Rule.Validity.Grace == Span.Zero)
        {
            Falls.Try(s, new FallCase(CompiledReview.Validity, null, span, s.On) { Reasons = TierReasons.Of(why, trace), CanBeReversed = trace is not null });
            return;
        }

        var grace = Graces.Opening(s, tier.Rule.Validity.Grace, CompiledReview.Validity, span, s.On);
        var target = s.Ladder.Tiers[Falls.TargetOf(s, null, Falls.FrameOf(s, null, span))].Id;
        var warning = TierReasons.Warning(new(CompiledReview.Validity, tier.Id, target, grace.Through, trace?.Missing));
        s.Tell("tier.warning", warning);
        Graces.Open(s, s.Tier, grace);
    }

    private static void DecideAgain(in Scene s, SuppressedFall fall)
    {
        var isValidity = fall.Review == CompiledReview.Validity;
        var review = isValidity ? null : s.Ladder.ReviewOf(fall.Review);
        var keep = isValidity ? s.Ladder.Tiers[s.Earned].ValidityKeep : review?.KeepOf(s.Earned);
        var dropped = s.Tier.WithoutSuppressed(fall.Review);
        if (keep is null)
        {
            s.Note("fall.dropped", dropped, Reason.Of("tier.fallDropped", Reason.Id("review", fall.Review), Reason.Day("on", s.On)));
            return;
        }

        var since = (s.State.JoinedOn, s.Tier.Since);
        var last = review is null ? null : ReviewDates.LastOn(review.Rule.Moment, s.On, s.State.JoinedOn, since);
        var span = new ReadingSpan(last ?? fall.ReviewOn, s.On.AddDays(-1));
        var trace = keep.Trace(Falls.FrameOf(s, review, span));
        if (trace.Holds)
        {
            s.Note("fall.dropped", dropped.Good(fall.Review), Reason.Of("tier.fallDropped", Reason.Id("review", fall.Review), Reason.Day("on", s.On)));
            return;
        }

        var why = Reason.Of("tier.fallAgain", Reason.Id("review", fall.Review), Reason.Day("on", s.On));
        Falls.Try(s, new FallCase(fall.Review, review, span, s.On) { Reasons = TierReasons.Of(why, trace) });
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
