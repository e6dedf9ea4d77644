using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

public static partial class TierDecisions
{
    /// <summary>Sets the earned tier by hand, with or without a lock (§5 Overlays).</summary>
    public static Refusal? Set(Deciding d, LadderHistory ladders, TierSet set)
    {
        var s = Scene.OfFact(d, ladders);
        if (Unusable(s, set.Tier, "/tier") is { } refusal) return refusal;
        if (set.LockThrough < s.On) return new Refusal(Reason.Of("tier.lockPast", Reason.Day("through", set.LockThrough!.Value)), "/lockThrough");
        var why = Reason.Of("tier.byHand", Reason.Id("tier", set.Tier), Reason.Id("reason", set.ReasonCode));
        var locked = s.Tier with { LockThrough = set.LockThrough, LockStopsRises = set.LockThrough is not null && !set.Accumulates };
        if (set.Tier == s.Tier.Earned)
        {
            s.Note("lock", locked, why);
            return null;
        }

        var (from, to) = (s.Earned, s.Ladder.IndexOf(set.Tier));
        var before = s.Tier.Earned;
        s.Change(new Change(TierCause.Manual, set.Tier, [why]) { CauseSequence = d.Sequence });
        var gift = to > from ? Rises.Give(s, from, to).Points : 0;
        s.Note("byHand", s.Tier.Fresh(s.Ladder) with
        {
            LockThrough = locked.LockThrough,
            LockStopsRises = locked.LockStopsRises,
            AnewFrom = to < from ? new Anew(s.On, d.Sequence) : s.Tier.AnewFrom,
            LastFall = null,
            Coming = null,
            Grounds = [],
        }, why);
        if (to > from)
        {
            Rises.Tell(s, set.Tier, before, gift);
            Rises.Welcome(s, from, to);
            return null;
        }

        s.Tell("tier.lowered", why);
        return null;
    }

    /// <summary>Ends a lock; the next review decides, with warning and grace.</summary>
    public static Refusal? Unlock(Deciding d, LadderHistory ladders)
    {
        var s = Scene.OfFact(d, ladders);
        if (s.Tier.LockThrough is null) return Refusal.Of("tier.notLocked");
        s.Note("unlock", s.Tier with { LockThrough = null, LockStopsRises = false }, Reason.Of("tier.unlocked"));
        return null;
    }

    /// <summary>Lays a tier over the earned one for a time; the earned tier goes on being entered, kept and reviewed below it.</summary>
    public static Refusal? Overlay(Deciding d, LadderHistory ladders, OverlayGiven given)
    {
        var s = Scene.OfFact(d, ladders);
        if (Unusable(s, given.Tier, "/tier") is { } refusal) return refusal;
        if (given.Through < s.On) return new Refusal(Reason.Of("overlay.past", Reason.Day("through", given.Through)), "/through");
        var overlay = new Overlay(given.Kind, given.Tier, s.On, given.Through, s.Ladder.Version);
        var why = Reason.Of("tier.overlay", Reason.Id("tier", given.Tier), Reason.Id("kind", NameOf(given.Kind)), Reason.Day("through", given.Through));
        if (given.ReasonCode is { } code) why = why with { Parts = [.. why.Parts, Reason.Id("reason", code)] };
        s.Note("overlay", s.Tier with { Overlays = [.. s.Tier.Overlays, overlay] }, why);
        if (s.InForceWith(s.Tier.Earned, s.On) != s.State.InForce) s.Change(new Change(TierCause.OverlayBegan, s.Tier.Earned, [why]) { CauseSequence = d.Sequence });
        return null;
    }

    /// <summary>The member applies for a tier that is entered by application, once eligible (C14).</summary>
    public static Refusal? Apply(Deciding d, LadderHistory ladders, TierApplied applied)
    {
        var s = Scene.OfFact(d, ladders);
        if (Unusable(s, applied.Tier, "/tier") is { } refusal) return refusal;
        var tier = s.Ladder.Tiers[s.Ladder.IndexOf(applied.Tier)];
        if (tier.Rule.EntryMode != EntryMode.Application || tier.Enter is null) return new Refusal(Reason.Of("tier.notByApplication", Reason.Id("tier", tier.Id)), "/tier");
        if (tier.Index <= s.Earned) return new Refusal(Reason.Of("tier.alreadyHeld", Reason.Id("tier", tier.Id)), "/tier");
        if (s.Tier.Application is { } open) return Refusal.Of("tier.applicationOpen", Reason.Id("tier", open.Tier), Reason.Day("on", open.On));
        if (NotEligible(s, tier) is { } missing) return missing;
        s.Note("application", s.Tier with { Application = new OpenApplication(d.Sequence, tier.Id, s.On) }, Reason.Of("tier.applied", Reason.Id("tier", tier.Id)));
        return null;
    }

    /// <summary>Staff decide an application; eligibility is checked again on approval.</summary>
    public static Refusal? DecideApplication(Deciding d, LadderHistory ladders, TierApplicationDecided decided)
    {
        var s = Scene.OfFact(d, ladders);
        if (s.Tier.Application is not { } open || open.Sequence != decided.ApplicationSequence) return Refusal.Of("tier.noApplication");
        var why = Reason.Of(
            decided.Approved ? "tier.applicationApproved" : "tier.applicationRejected", Reason.Id("tier", open.Tier), Reason.Id("reason", decided.ReasonCode));
        if (!decided.Approved)
        {
            s.Note("application", s.Tier with { Application = null }, why);
            s.Tell("tier.applicationRejected", why);
            return null;
        }

        if (Unusable(s, open.Tier, "/tier") is { } refusal) return refusal;
        var tier = s.Ladder.Tiers[s.Ladder.IndexOf(open.Tier)];
        if (NotEligible(s, tier) is { } missing) return missing;
        var frame = Frames.Enter(s.State, s.Ladder, d.Day, s.IsHistory);
        var held = new List<string>();
        tier.Enter!.CollectHeld(frame, held);
        s.Note("application", s.Tier with { Application = null }, why);
        Rises.Begin(s, new Rise(tier.Index, TierCause.Application, TierReasons.Of(why, tier.Enter.Trace(frame)))
        {
            CauseSequence = d.Sequence, ReadOn = d.Day, Version = s.Ladder.Version, Held = held,
        });
        return null;
    }

    /// <summary>People keep or lower a tier whose fall was left to them (D4). The limit of falls is asked again: another review may have let it fall since.</summary>
    public static Refusal? Assess(Deciding d, LadderHistory ladders, FallAssessed told)
    {
        var s = Scene.OfFact(d, ladders);
        if (s.Tier.LeftOf(told.Review) is not { } left) return Refusal.Of("tier.nothingToAssess", Reason.Id("review", told.Review));
        if (!told.Lowers)
        {
            s.Note("fall.keptByPeople", s.Tier.WithoutLeft(left.Review).Good(left.Review), Assessed(told, s.Tier.Earned, "tier.assessedKept", left));
            s.Tell("tier.kept", Reason.Of("tier.kept", Reason.Id("tier", s.Tier.Earned), Reason.Id("review", left.Review)));
            return null;
        }

        var limit = s.Ladder.Ladder.FallLimit;
        if (!Falls.LimitAllows(limit, s.Tier.LastFallOn, s.On))
        {
            return Refusal.Of("tier.fallLimited", Reason.Day("lastFall", s.Tier.LastFallOn!.Value), Reason.Day("again", Falls.FreeOn(limit, s.Tier.LastFallOn.Value)));
        }

        Falls.Lower(s, left, Assessed(told, left.LowersTo!, "tier.assessedLower", left));
        return null;
    }

    private static Reason Assessed(FallAssessed told, string tier, string code, SuppressedFall left)
    {
        var why = Reason.Of(code, Reason.Id("review", left.Review), Reason.Day("on", left.ReviewOn), Reason.Id("tier", tier), Reason.Id("reason", told.ReasonCode));
        return told.Actor is { Length: > 0 } by ? why with { Parts = [.. why.Parts, Reason.Id("by", by)] } : why;
    }

    /// <summary>
    /// A cut-off was recorded (§5 Share rank and seat caps): who is inside, and meets the tier's own condition where it has one, enters; with the last cut-off of
    /// a review that waited for it, who did not enter is read by that review.
    /// </summary>
    public static Refusal? CutOff(Deciding d, LadderHistory ladders, CutOffReached reached)
    {
        var ladder = ladders.At(d.Terms.Calendar.StartOf(reached.ReviewOn));
        var s = Scene.OfFact(d, ladders) with { Ladder = ladder };
        if (Unusable(s, reached.Tier, "/tier") is { } refusal) return refusal;
        var tier = ladder.Tiers[ladder.IndexOf(reached.Tier)];
        var why = Reason.Of(
            reached.Inside ? "tier.cutOffInside" : "tier.cutOffOutside", Reason.Id("tier", tier.Id), Reason.Id("review", reached.Review),
            Reason.Count("population", reached.Population), new ReasonPart("value", reached.Value, UnitOf(tier)), Reason.Day("on", reached.ReviewOn));
        d.Explain(why);
        var entered = reached.Inside && Enters(s, tier, reached, why);
        WaitingReviews.Told(s, reached, entered, why);
        return null;
    }

    /// <returns>Whether the tier changed now.</returns>
    private static bool Enters(in Scene s, CompiledTier tier, CutOffReached reached, Reason why)
    {
        if (tier.Index <= s.Earned || s.Earned < 0 || Rises.IsHeldDown(s, reached.ReviewOn)) return false;
        var asOf = reached.ReviewOn.AddDays(-1);
        var frame = Frames.Enter(s.State, s.Ladder, asOf, s.IsHistory, asOf) with { ReviewWindow = s.Ladder.ReviewOf(reached.Review)?.Rule.Window };
        if (tier.Enter is { } enter && !enter.Holds(frame)) return false;
        return Rises.Begin(s, new Rise(tier.Index, TierCause.Upgrade, TierReasons.Of(why, tier.Enter?.Trace(frame)))
        {
            CauseSequence = s.D.Sequence, ReadOn = asOf, Review = reached.Review, ReviewOn = reached.ReviewOn, Version = s.Ladder.Version,
        });
    }

    private static NumberUnit UnitOf(CompiledTier tier) => tier.Rule.Ranking is { } ranking ? CompiledReading.UnitOf(ranking.Reading.Metric) : NumberUnit.Count;

    private static Refusal? NotEligible(in Scene s, CompiledTier tier)
    {
        var trace = tier.Enter!.Trace(Frames.Enter(s.State, s.Ladder, s.D.Day, s.IsHistory));
        if (trace.Holds) return null;
        return trace.Missing is { } leaf
            ? Refusal.Of("tier.notEligible", Reason.Id("tier", tier.Id), Reason.Id("metric", TierReasons.NameOf(leaf)), new ReasonPart("gap", leaf.Gap, leaf.Unit))
            : Refusal.Of("tier.notEligible", Reason.Id("tier", tier.Id));
    }

    private static Refusal? Unusable(in Scene s, string tier, string pointer)
    {
        if (s.Ladder.IndexOf(tier) is not (>= 0 and var at)) return new Refusal(Reason.Of("tier.unknown", Reason.Id("tier", tier)), pointer);
        return s.Ladder.Tiers[at].Rule.Enabled || at == 0 ? null : new Refusal(Reason.Of("tier.disabled", Reason.Id("tier", tier)), pointer);
    }

    private static string NameOf(OverlayKind kind) => kind switch
    {
        OverlayKind.Trial => "trial",
        OverlayKind.Manual => "manual",
        OverlayKind.Paid => "paid",
    };
}
