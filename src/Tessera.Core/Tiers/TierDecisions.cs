using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>The tier part of every decision (§5). Each function applies its effects through the <see cref="Deciding"/> it is given; refusals are values and leave no trace.</summary>
public static partial class TierDecisions
{
    /// <summary>Initial tier of a new member: the highest whose join channel or invitation fits (A10); one with a validity of N days is laid over the base as a trial (A13).</summary>
    public static void Join(Deciding d, LadderHistory ladders, Joined joined)
    {
        var ladder = ladders.At(d.Terms.IsHistory ? d.OccurredAt : d.RecordedAt);
        var first = InitialTier(ladder, joined);
        var rule = ladder.Tiers[first].Rule;
        var isTrial = rule.Validity.Kind == ValidityKind.Days;
        var earned = isTrial ? ladder.Base : rule.Id;
        var why = Reason.Of("tier.joined", Reason.Id("tier", rule.Id), Reason.Id("channel", joined.Channel), Reason.Count("invited", joined.Invited ? 1 : 0));
        d.Apply(new TierChanged
        {
            Cause = TierCause.Joined,
            EarnedFrom = "",
            EarnedTo = earned,
            InForceFrom = "",
            InForceTo = rule.Id,
            On = d.Day,
            At = d.OccurredAt,
            Sequence = d.Sequence,
            CauseSequence = d.Sequence,
            Version = ladder.Version,
            ValidUntil = ValidityDates.UntilOf(ladder, earned, d.Day),
            Reasons = [why],
        });
        if (!isTrial)
        {
            Rises.Welcome(Scene.OfFact(d, ladders), first, first);
            return;
        }

        var trial = new Overlay(OverlayKind.Trial, rule.Id, d.Day, d.Day.AddDays(rule.Validity.Days), ladder.Version);
        d.Apply(new TierNoted("overlay", d.State.Tier! with { Overlays = [trial] }, why));
    }

    /// <summary>After any fact: a fall that a late fact would have prevented, first order lift, upgrades, graces that are met, falls at the fact. Windows end on the fact's own local date.</summary>
    public static void AfterFact(Deciding d, LadderHistory ladders)
    {
        if (d.State.Tier is null) return;
        var s = Scene.OfFact(d, ladders);
        if (s.Earned < 0) return;
        if (d.Day < d.Today) Reversals.Correct(s);
        if (Climb(s)) return;
        if (s.Tier.Graces.Count > 0) Graces.CloseMet(s, s.On);
        if (s.Ladder.Ladder.FallAt == FallAt.Fact && s.Earned > 0) MissAtFact(s);
    }

    /// <summary>
    /// The tier in force once this fact, whose rows are applied, has lifted the member; nothing is changed (<see cref="TierAtFact.After"/>). A tier that begins with
    /// the next period is none yet.
    /// </summary>
    /// <param name="d">The decision.</param>
    /// <param name="ladders">All versions.</param>
    /// <param name="before">The tier in force at the fact, of its own day for a late one: what the fact does not lift above stays.</param>
    public static string InForceAfter(Deciding d, LadderHistory ladders, string before)
    {
        if (d.State.Tier is null) return before;
        var s = Scene.OfFact(d, ladders);
        if (s.Earned < 0) return before;
        var to = Math.Max(Rises.TargetAtOnce(s, Frames.Enter(s.State, s.Ladder, d.Day, s.IsHistory), EntryMode.Automatic), LiftOf(s));
        return to > s.Earned && to > s.Ladder.IndexOf(s.Known(before)) ? s.Ladder.Tiers[to].Id : before;
    }

    /// <summary>After a refund, a void or a referral that is no longer valid: the last upgrades are read again with corrected values. A cancellation that names no purchase is a fact of its own date and takes no ground away.</summary>
    /// <param name="d">The decision; the row of the refund is applied.</param>
    /// <param name="ladders">All versions.</param>
    /// <param name="purchaseSequence">The purchase refunded, or 0.</param>
    /// <param name="isVoid">A void is always undone as <see cref="Tiers.AfterRefund.Reverse"/> (§2).</param>
    public static void AfterRefund(Deciding d, LadderHistory ladders, long purchaseSequence, bool isVoid)
    {
        if (d.State.Tier is null) return;
        var isCancellation = purchaseSequence == 0 && d.State.Rows is [.., { Kind: RowKind.Cancellation } row] && row.Sequence == d.Sequence;
        var s = Scene.OfFact(d, ladders);
        if (!isCancellation) Reversals.ReadAgain(s, s.Ladder.Ladder.AfterRefund, isVoid);
        AfterFact(d, ladders);
    }

    /// <summary>Counts a behaviour towards open task packs (D18).</summary>
    public static void CountTask(Deciding d, LadderHistory ladders, Activity activity)
    {
        if (d.State.Tier is { Reviews.Count: > 0 }) TaskPacks.Count(Scene.OfFact(d, ladders), activity);
    }

    /// <summary>Completes the starter tasks that a fact does (C22).</summary>
    internal static void DoTasks(Deciding d, LadderHistory ladders, IReadOnlyList<Deed> deeds) => StarterTasks.Do(Scene.OfFact(d, ladders), deeds);

    /// <summary>After the rows of another member came: the higher earned tier stays, and metrics read both (§1 Merge).</summary>
    /// <param name="d">The decision.</param>
    /// <param name="ladders">All versions.</param>
    /// <param name="otherEarned">Earned tier of the member merged into this one, or null.</param>
    public static void AfterMerge(Deciding d, LadderHistory ladders, string? otherEarned)
    {
        if (d.State.Tier is null) return;
        var s = Scene.OfFact(d, ladders);
        var other = otherEarned is null ? -1 : s.Ladder.IndexOf(s.Known(otherEarned));
        if (other > s.Earned && s.Earned >= 0)
        {
            var before = s.Tier;
            s.Change(new Change(TierCause.Merge, s.Ladder.Tiers[other].Id, [Reason.Of("tier.merged", Reason.Id("tier", s.Ladder.Tiers[other].Id))]) { CauseSequence = d.Sequence });
            var ground = new UpgradeGround(
                GroundKind.Merge, d.Sequence, d.Sequence, s.On, s.On, s.Tier.Earned, s.Ladder.Version, null, s.State.Balance, [], before.Bare())
            {
                ReadSince = before.Since, ReadAnew = before.AnewFrom,
            };
            s.Note("merged", s.Tier.Fresh(s.Ladder) with { Grounds = [.. s.Tier.Grounds, ground] }, Reason.Of("tier.merged", Reason.Id("tier", s.Tier.Earned)));
            Rises.Welcome(s, s.Ladder.IndexOf(before.Earned), other);
        }

        AfterFact(d, ladders);
    }

    /// <summary>After a merge was undone and the other member's rows are gone: both members are evaluated again (§1 Merge).</summary>
    /// <param name="d">The decision.</param>
    /// <param name="ladders">All versions.</param>
    /// <param name="mergeSequence">The merge: upgrades since then may have rested on the other's rows.</param>
    public static void AfterUnmerge(Deciding d, LadderHistory ladders, long mergeSequence)
    {
        if (d.State.Tier is null) return;
        Reversals.ReadAgain(Scene.OfFact(d, ladders), Tiers.AfterRefund.Immediate, fromSequence: mergeSequence);
        AfterFact(d, ladders);
    }

    /// <summary>Opening facts: the tier an older system knew, since when, and its lock; then an upgrade where the opening values reach higher. Its entry gift counts as given there.</summary>
    public static void Open(Deciding d, LadderHistory ladders, Opening opening)
    {
        if (d.State.Tier is null) return;
        var s = Scene.OfFact(d, ladders);
        var why = Reason.Of("tier.opening", Reason.Id("tier", opening.Tier ?? s.Ladder.Base), Reason.Day("since", opening.TierSince ?? d.Day));
        if (opening.Tier is { } tier && s.Ladder.IndexOf(tier) > 0 && tier != s.Tier.Earned)
        {
            s.Change(new Change(TierCause.Opening, tier, [why]) { CauseSequence = d.Sequence });
            s.D.Apply(new RightUsed($"gift:{tier}"));
        }

        if (opening.TierSince is not null || opening.LockThrough is not null)
        {
            var since = opening.TierSince ?? s.Tier.Since;
            s.Note("opening", s.Tier with { Since = since, ValidUntil = ValidityDates.UntilOf(s.Ladder, s.Tier.Earned, since), LockThrough = opening.LockThrough }, why);
        }

        AfterFact(d, ladders);
    }

    /// <summary>Whether the earned tier is still the one that an opening left: what was decided since cannot be taken back with it.</summary>
    /// <param name="state">The member.</param>
    /// <param name="opening">The item of the opening.</param>
    internal static bool StandsAsOpened(MemberState state, RecordItem opening) =>
        state.Tier is null || opening.Effects.OfType<TierChanged>().LastOrDefault() is not { } left || left.EarnedTo == state.Tier.Earned;

    /// <summary>An opening is undone, its metric row is taken back: the tier it told goes, upgrades that rested on its figures are read again, its lock ends.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="ladders">All versions.</param>
    /// <param name="item">The item of the opening.</param>
    /// <param name="opening">Its fact.</param>
    public static void UndoOpening(Deciding d, LadderHistory ladders, RecordItem item, Opening opening)
    {
        if (d.State.Tier is null) return;
        var s = Scene.OfFact(d, ladders);
        Reversals.ReadAgain(s, Tiers.AfterRefund.Immediate, fromSequence: item.Sequence);
        var told = item.Effects.OfType<TierChanged>().FirstOrDefault(t => t.Cause == TierCause.Opening);
        if (told is not null && s.Tier.Earned == told.EarnedTo)
        {
            var before = s.Known(told.EarnedFrom);
            var why = Reason.Of("tier.openingUndone", Reason.Id("tier", before), Reason.Id("tierFrom", told.EarnedTo));
            s.Change(new Change(TierCause.Reversal, before, [why]) { CauseSequence = item.Sequence });
            s.D.Apply(new RightUsed($"gift:{told.EarnedTo}", false));
            s.Note("openingUndone", s.Tier.Fresh(s.Ladder) with { Grounds = [], Coming = null }, why);
        }

        if (opening.LockThrough is not null && s.Tier.LockThrough == opening.LockThrough)
        {
            s.Note("openingUndone", s.Tier with { LockThrough = null, LockStopsRises = false }, Reason.Of("tier.unlocked"));
        }

        AfterFact(d, ladders);
    }

    /// <summary>
    /// At the effective instant of a version (<see cref="Terms.Version"/>): a tier that it removes or disables moves to its replacement, outside the yearly limit;
    /// then the member is evaluated once for upgrades over windows that end on the day before. Nobody falls (§11).
    /// </summary>
    public static void AtPublication(Deciding d, LadderHistory ladders)
    {
        if (d.State.Tier is null) return;
        var s = new Scene(d, ladders, ladders.Version(d.Terms.Version), d.Day, d.OccurredAt);
        Replace(s);
        Rise(s, d.Day.AddDays(-1), d.Day.AddDays(-1));
    }

    /// <summary>What is missing to the next tier up, for the message after a purchase (G3): <c>gap</c>, <c>metric</c>, <c>nextTier</c>; empty at the top or where no number says it.</summary>
    public static IEnumerable<ReasonPart> GapToNext(Deciding d, LadderHistory ladders)
    {
        if (d.State.Tier is null) return [];
        var s = Scene.OfFact(d, ladders);
        var next = s.Earned < 0 ? -1 : s.Ladder.Above(s.Earned);
        if (next < 0 || s.Ladder.Tiers[next].Enter is not { } enter) return [];
        var leaf = enter.Trace(Frames.Enter(s.State, s.Ladder, d.Day, s.IsHistory)).Missing;
        return leaf is null
            ? []
            : [new("gap", leaf.Gap, leaf.Unit), Reason.Id("metric", TierReasons.NameOf(leaf)), Reason.Id("nextTier", s.Ladder.Tiers[next].Id)];
    }

    private static int InitialTier(CompiledLadder ladder, Joined joined)
    {
        for (var i = ladder.Tiers.Length - 1; i > 0; i--)
        {
            var rule = ladder.Tiers[i].Rule;
            if (rule.Enabled && (rule.JoinChannels.Contains(joined.Channel) || (rule.OnInvitation && joined.Invited))) return i;
        }

        return 0;
    }

    /// <summary>First order lift (A11) or upgrade by condition, whichever leads higher.</summary>
    private static bool Climb(in Scene s)
    {
        var lift = FirstOrder(s);
        if (lift < 0) return Rise(s, s.D.Day, null);
        var frame = Frames.Enter(s.State, s.Ladder, s.D.Day, s.IsHistory);
        if (Rises.Target(s, frame, EntryMode.Automatic, s.Ladder.Tiers.Length) >= lift) return Rise(s, s.D.Day, null);
        var why = Reason.Of("tier.firstOrder", Reason.Id("tier", s.Ladder.Tiers[lift].Id), Reason.Money("amount", s.Ladder.Ladder.FirstOrderLiftsAtMinor));
        Rises.Carry(s, new Rise(lift, TierCause.Upgrade, [why])
        {
            Ground = GroundKind.FirstOrder, CauseSequence = s.D.Sequence, ReadOn = s.D.Day, Version = s.Ladder.Version,
        });
        return true;
    }

    /// <summary>The tier that the first order lifts to, or −1. The first order is noted once, whether it lifts or not.</summary>
    private static int FirstOrder(in Scene s)
    {
        if (s.Ladder.Ladder.FirstOrderLiftsAtMinor <= 0 || s.Tier.FirstOrderSeen || FirstOrderOf(s.State) is not { } order) return -1;
        var lift = LiftOf(s);
        s.Note("firstOrder", s.Tier with { FirstOrderSeen = true }, Reason.Of("tier.firstOrderSeen", Reason.Money("amount", order.NetMinor)));
        return lift;
    }

    private static int LiftOf(in Scene s)
    {
        var amount = s.Ladder.Ladder.FirstOrderLiftsAtMinor;
        if (amount <= 0 || s.Tier.FirstOrderSeen || Rises.IsHeldDown(s) || FirstOrderOf(s.State) is not { Kind: RowKind.Purchase } order) return -1;
        return order.Sequence == s.D.Sequence && order.NetMinor >= amount ? s.Ladder.Above(s.Earned) : -1;
    }

    private static MetricRow? FirstOrderOf(MemberState state)
    {
        foreach (var row in state.Rows)
        {
            if (row.Count > 0 && row.Kind is (RowKind.Purchase or RowKind.Opening)) return row;
        }

        return null;
    }

    private static bool Rise(in Scene s, DateOnly asOf, DateOnly? stepAsOf) =>
        Rises.ByCondition(s, Frames.Enter(s.State, s.Ladder, asOf, s.IsHistory, stepAsOf), EntryMode.Automatic);

    /// <summary>Falls at the fact (<see cref="FallAt.Fact"/>): the keep conditions of settling reviews are read with windows that end on the fact's date.</summary>
    private static void MissAtFact(in Scene s)
    {
        var tier = s.Tier.Earned;
        foreach (var review in s.Ladder.Reviews)
        {
            if (s.Tier.Earned != tier) return;
            if (review.Rule.Does == ReviewDoes.Settle && review.Rule.Failures == 1) Reviewing.MissAtFact(s, review);
        }
    }

    private static void Replace(in Scene s)
    {
        if (s.Earned >= 0 && (s.Earned == 0 || s.Ladder.Tiers[s.Earned].Rule.Enabled))
        {
            if (s.InForceWith(s.Tier.Earned, s.On) != s.State.InForce) s.Change(new Change(TierCause.Replaced, s.Tier.Earned, [Reason.Of("tier.replaced")]));
            return;
        }

        var known = s.Known(s.Tier.Earned);
        var at = s.Ladder.IndexOf(known);
        if (at > 0 && !s.Ladder.Tiers[at].Rule.Enabled) at = s.Ladder.Below(at);
        var to = s.Ladder.Tiers[Math.Max(0, at)].Id;
        var why = Reason.Of("tier.replaced", Reason.Id("tier", to), Reason.Id("tierFrom", s.Tier.Earned), Reason.Count("version", s.Ladder.Version));
        s.Change(new Change(TierCause.Replaced, to, [why]));
        s.Note("replaced", s.Tier.Fresh(s.Ladder) with { Grounds = [] }, why);
        s.Tell("tier.replaced", why);
    }
}
