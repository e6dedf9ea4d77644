using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>How a review of one member ends.</summary>
public enum ReviewEnding
{
    /// <summary>The member's tier is not reviewed.</summary>
    NotReviewed,

    /// <summary>A lock stops it.</summary>
    Locked,

    /// <summary>The keep condition holds.</summary>
    Held,

    /// <summary>Missed, not yet often enough in a row.</summary>
    Counted,

    /// <summary>Missed, while a grace or a suppressed fall of the same review already waits.</summary>
    Waits,

    /// <summary>Missed: a warning only.</summary>
    Warned,

    /// <summary>Missed again after the warning, but a task pack moved the fall.</summary>
    Moved,

    /// <summary>Missed: a warning, and a grace opens.</summary>
    Grace,

    /// <summary>Missed: the tier falls.</summary>
    Falls,
}

/// <summary>What a review finds for one member. The same verdict is carried out by the night and told by the explanation.</summary>
/// <param name="Ending">How it ends.</param>
/// <param name="Failures">Failures in a row afterwards.</param>
/// <param name="Trace">The keep condition as read, or null.</param>
internal readonly record struct Verdict(ReviewEnding Ending, int Failures, TracedCondition? Trace);

/// <summary>Named reviews (§5): what they find and what follows.</summary>
internal static class Reviewing
{
    /// <summary>What a review dated D finds; nothing is changed.</summary>
    public static Verdict Judge(in Scene s, CompiledReview review, DateOnly reviewOn)
    {
        var keep = review.KeepOf(s.Earned);
        var standing = s.Tier.StandingOf(review.Id);
        var atRisk = s.Tier.AtRiskTo is not null && review.Rule.Does == ReviewDoes.Settle;
        if (s.Earned <= 0 || s.Tier.Since >= reviewOn || (keep is null && !atRisk)) return new(ReviewEnding.NotReviewed, standing.Failures, null);
        if (s.IsLocked(reviewOn)) return new(ReviewEnding.Locked, standing.Failures, null);
        var frame = Falls.FrameOf(s, review, ReadingSpan.Of(reviewOn));
        if (keep is not null && keep.Holds(frame)) return new(ReviewEnding.Held, 0, null);
        var trace = keep?.Trace(frame);
        var failures = standing.Failures + 1;
        return new(EndingOf(s, review, (standing, reviewOn, failures, atRisk)), failures, trace);
    }

    /// <summary>Carries out a review dated D.</summary>
    public static void Carry(in Scene s, CompiledReview review, DateOnly reviewOn)
    {
        if (review.Rule.ResetPoints) Points.Ledger.VoidActive(s.D, Reason.Of("points.resetByReview", Reason.Id("review", review.Id), Reason.Day("on", reviewOn)));
        if (EntersAt(s.Ladder, review) && RiseAt(s, review, reviewOn)) return;
        var verdict = Judge(s, review, reviewOn);
        switch (verdict.Ending)
        {
            case ReviewEnding.NotReviewed or ReviewEnding.Locked: break;
            case ReviewEnding.Held: Hold(s, review, reviewOn); break;
            case ReviewEnding.Counted or ReviewEnding.Waits or ReviewEnding.Moved: Count(s, review, reviewOn, verdict); break;
            case ReviewEnding.Warned: Warn(s, review, reviewOn, verdict); break;
            case ReviewEnding.Grace: OpenGrace(s, review, reviewOn, verdict); break;
            case ReviewEnding.Falls: Fall(s, review, reviewOn, verdict); break;
        }
    }

    /// <summary>With no grace the warning goes out before the review: read as the review will read, with what there is by now.</summary>
    public static void WarnBefore(in Scene s, CompiledReview review, DateOnly reviewOn)
    {
        if (!NeedsWarningBefore(s, review, reviewOn)) return;
        var standing = s.Tier.StandingOf(review.Id);
        var frame = Falls.FrameOf(s, review, new ReadingSpan(reviewOn, s.On.AddDays(-1)));
        var trace = review.KeepOf(s.Earned)!.Trace(frame);
        if (trace.Holds) return;
        var target = s.Ladder.Tiers[Falls.TargetOf(s, review, frame)].Id;
        Say(s, review, s.Tier.With(standing with { WarnedFor = reviewOn }), new(review.Id, s.Tier.Earned, target, reviewOn.AddDays(-1), trace.Missing));
    }

    /// <summary>Whether a review falls without grace and has not warned of its date yet.</summary>
    public static bool NeedsWarningBefore(in Scene s, CompiledReview review, DateOnly reviewOn)
    {
        if (review.Rule.Does != ReviewDoes.Settle || review.Rule.Grace != Span.Zero || review.KeepOf(s.Earned) is null) return false;
        if (s.Tier.Since >= reviewOn || s.IsLocked(reviewOn)) return false;
        return s.Tier.StandingOf(review.Id).WarnedFor != reviewOn && FailuresBefore(s, review, reviewOn) == review.Rule.Failures - 1;
    }

    // With a review that has been dated and has not taken effect yet: it counts before the one warned of, and where it will fall there is nothing left to warn of.
    private static int FailuresBefore(in Scene s, CompiledReview review, DateOnly reviewOn)
    {
        var standing = s.Tier.StandingOf(review.Id);
        var failures = Math.Min(standing.Failures, review.Rule.Failures - 1);
        var after = s.On.AddDays(-s.Ladder.ClosesAfter(s.IsHistory));
        if (standing.LastOn is { } last && last > after) after = last;
        if (s.Tier.Since > after) after = s.Tier.Since;
        for (var on = NextOn(s, review, after); on <= s.On && on < reviewOn; on = NextOn(s, review, on))
        {
            failures = review.KeepOf(s.Earned)!.Holds(Falls.FrameOf(s, review, ReadingSpan.Of(on))) ? 0 : failures + 1;
        }

        return failures;
    }

    private static DateOnly NextOn(in Scene s, CompiledReview review, DateOnly after) => ReviewDates.Next(review.Rule.Moment, after, s.State.JoinedOn, s.Tier.Since);

    /// <summary>Whether tiers with entry mode review are entered at this review: at every settling one; where the programme has none, at every review.</summary>
    public static bool EntersAt(CompiledLadder ladder, CompiledReview review) => ladder.EntersByReview && (review.Rule.Does == ReviewDoes.Settle || ladder.FirstSettling is null);

    /// <summary>A keep condition missed at a fact (<see cref="FallAt.Fact"/>): read as a review of the day after would read it, the same order as at a review, dated when the fact is decided.</summary>
    public static void MissAtFact(in Scene s, CompiledReview review)
    {
        if (review.KeepOf(s.Earned) is not { } keep || s.Tier.IsWaiting(review.Id) || s.IsLocked(s.On)) return;
        var span = ReadingSpan.Of(s.D.Day.AddDays(1));
        var frame = Falls.FrameOf(s, review, span);
        if (keep.Holds(frame)) return;
        var verdict = new Verdict(ReviewEnding.Falls, 1, keep.Trace(frame));
        var missed = Reason.Of("tier.missedAtFact", Reason.Id("review", review.Id), Reason.Day("on", s.On));
        if (review.Rule.Grace == Span.Zero || s.Tier.AtRiskTo is not null)
        {
            Falls.Try(s, new FallCase(review.Id, review, span, s.On) { Reasons = TierReasons.Of(missed, verdict.Trace), To = s.Tier.AtRiskTo });
            return;
        }

        var grace = Graces.Opening(s, review.Rule.Grace, review.Id, span, s.On);
        var target = s.Ladder.Tiers[Falls.TargetOf(s, review, frame)].Id;
        var standing = Packed(s, review, s.Tier.StandingOf(review.Id)) with { WarnedFor = span.ReviewOn };
        Say(s, review, s.Tier.With(standing), new(review.Id, s.Tier.Earned, target, grace.Through, verdict.Trace!.Missing));
        Graces.Open(s, s.Tier.With(standing), grace);
    }

    private static ReviewEnding EndingOf(in Scene s, CompiledReview review, (ReviewStanding Standing, DateOnly On, int Failures, bool AtRisk) at)
    {
        var rule = review.Rule;
        if (at.AtRisk) return ReviewEnding.Falls;
        if (at.Failures < rule.Failures) return ReviewEnding.Counted;
        var waits = s.Tier.IsWaiting(review.Id);
        if (rule.Does == ReviewDoes.Settle)
        {
            if (waits) return ReviewEnding.Waits;
            return rule.Grace == Span.Zero ? ReviewEnding.Falls : ReviewEnding.Grace;
        }

        // The warned period was the grace: the fall needs a warning before it, so that a lock that ends never makes a tier fall unwarned.
        if (!rule.FallsAfterWarning || at.Standing.WarnedFor is null || at.Failures <= rule.Failures) return ReviewEnding.Warned;
        if (waits) return ReviewEnding.Waits;
        return at.Standing.FallsNotBefore is { } moved && at.On < moved ? ReviewEnding.Moved : ReviewEnding.Falls;
    }

    private static bool RiseAt(in Scene s, CompiledReview review, DateOnly reviewOn)
    {
        if (Rises.IsHeldDown(s, reviewOn)) return false;
        var asOf = reviewOn.AddDays(-1);
        var frame = Frames.Enter(s.State, s.Ladder, asOf, s.IsHistory, asOf) with { ReviewWindow = review.Rule.Window };
        return Rises.ByCondition(s, frame, EntryMode.Review, review.Rule, reviewOn);
    }

    private static void Hold(in Scene s, CompiledReview review, DateOnly reviewOn)
    {
        var clearsRisk = s.Tier.AtRiskTo is not null && review.Rule.Does == ReviewDoes.Settle;
        var standing = s.Tier.StandingOf(review.Id);
        if (!clearsRisk && standing is { Failures: 0, WarnedFor: null, FallsNotBefore: null } && s.Tier.LeftOf(review.Id) is null) return;
        var after = s.Tier.Good(review.Id, reviewOn).WithoutLeft(review.Id);
        if (clearsRisk) after = after with { AtRiskTo = null };
        s.Note("review.passed", after, Reason.Of("tier.reviewPassed", Reason.Id("review", review.Id), Reason.Day("on", reviewOn)));
    }

    private static void Count(in Scene s, CompiledReview review, DateOnly reviewOn, Verdict verdict)
    {
        var standing = s.Tier.StandingOf(review.Id) with { LastOn = reviewOn, Failures = verdict.Failures };
        s.Note("review.failed", s.Tier.With(standing), Failed(review, reviewOn, verdict));
        Explain(s, verdict.Trace);
    }

    private static void Warn(in Scene s, CompiledReview review, DateOnly reviewOn, Verdict verdict)
    {
        var next = ReviewDates.Next(review.Rule.Moment, reviewOn, s.State.JoinedOn, s.Tier.Since);
        var frame = Falls.FrameOf(s, review, new ReadingSpan(next, s.On.AddDays(-1)));
        var trace = review.KeepOf(s.Earned)!.Trace(frame);
        var target = s.Ladder.Tiers[Falls.TargetOf(s, review, frame)].Id;
        var standing = s.Tier.StandingOf(review.Id);
        var first = verdict.Failures == review.Rule.Failures || standing.WarnedFor is null;
        standing = (first ? Packed(s, review, standing) : standing) with { LastOn = reviewOn, Failures = verdict.Failures, WarnedFor = reviewOn };
        Say(s, review, s.Tier.With(standing), new(review.Id, s.Tier.Earned, target, next.AddDays(-1), trace.Missing));
        Explain(s, verdict.Trace);
    }

    private static void OpenGrace(in Scene s, CompiledReview review, DateOnly reviewOn, Verdict verdict)
    {
        var standing = s.Tier.StandingOf(review.Id) with { LastOn = reviewOn, Failures = verdict.Failures };
        var span = new ReadingSpan(reviewOn, s.On.AddDays(-1));
        var grace = Graces.Opening(s, review.Rule.Grace, review.Id, span, reviewOn);
        if (grace.Through < span.Through) span = span with { Through = grace.Through };
        var frame = Falls.FrameOf(s, review, span);
        var trace = review.KeepOf(s.Earned)!.Trace(frame);
        if (trace.Holds)
        {
            // What came between the review's date and the day it takes effect has met the condition already: no warning for nothing.
            Graces.Open(s, s.Tier.With(standing), grace);
            Graces.CloseMet(s, s.On.AddDays(-1));
            return;
        }

        var target = s.Ladder.Tiers[Falls.TargetOf(s, review, frame)].Id;
        var warned = standing.WarnedFor == reviewOn;
        standing = Packed(s, review, standing) with { WarnedFor = reviewOn };
        if (!warned) Say(s, review, s.Tier.With(standing), new(review.Id, s.Tier.Earned, target, grace.Through, trace.Missing));
        Graces.Open(s, s.Tier.With(standing), grace);
        Explain(s, verdict.Trace);
    }

    private static void Fall(in Scene s, CompiledReview review, DateOnly reviewOn, Verdict verdict)
    {
        var standing = s.Tier.StandingOf(review.Id) with { LastOn = reviewOn, Failures = verdict.Failures };
        var atRiskTo = review.Rule.Does == ReviewDoes.Settle ? s.Tier.AtRiskTo : null;
        s.Note("review.failed", s.Tier.With(standing), Failed(review, reviewOn, verdict));
        var reasons = TierReasons.Of(Failed(review, reviewOn, verdict), verdict.Trace);
        Falls.Try(s, new FallCase(review.Id, review, ReadingSpan.Of(reviewOn), reviewOn)
        {
            Reasons = reasons, To = atRiskTo, CanBeReversed = verdict.Trace is not null,
        });
    }

    private static Reason Failed(CompiledReview review, DateOnly on, Verdict verdict) =>
        Reason.Of("tier.reviewFailed", Reason.Id("review", review.Id), Reason.Day("on", on), Reason.Count("failures", verdict.Failures), Reason.Count("needed", review.Rule.Failures));

    /// <summary>Opens the review's task pack; one that is open already goes on.</summary>
    private static ReviewStanding Packed(in Scene s, CompiledReview review, ReviewStanding standing) =>
        review.Rule.TaskPack is null || standing is { PackOpenedOn: not null, PackUsed: false } ? standing : standing with { PackOpenedOn = s.On, PackCount = 0, PackUsed = false };

    private static void Say(in Scene s, CompiledReview review, TierState after, WarningNumbers numbers)
    {
        var reason = TierReasons.Warning(numbers);
        s.Note("warned", after, reason);
        s.Tell("tier.warning", reason, review.Rule.WarningText);
    }

    private static void Explain(in Scene s, TracedCondition? trace)
    {
        if (trace is null) return;
        foreach (var reason in TierReasons.Of(trace)) s.D.Explain(reason);
    }
}
