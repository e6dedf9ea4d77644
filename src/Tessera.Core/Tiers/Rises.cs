using Tessera.Core.Coupons;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Tiers;

/// <summary>An upgrade about to be carried out.</summary>
internal sealed record Rise(int To, TierCause Cause, IReadOnlyList<Reason> Reasons)
{
    public GroundKind Ground { get; init; } = GroundKind.Condition;

    /// <summary>Fact it rests on.</summary>
    public required long CauseSequence { get; init; }

    /// <summary>Last local date of the windows read.</summary>
    public required DateOnly ReadOn { get; init; }

    public string? Review { get; init; }

    /// <summary>Date of that review.</summary>
    public DateOnly? ReviewOn { get; init; }

    /// <summary>Version whose condition was read.</summary>
    public required int Version { get; init; }

    /// <summary>Tags and segments that counted.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>The tier that was reached earlier and begins now, or null when the condition is read now.</summary>
    public ComingTier? Begins { get; init; }
}

/// <summary>Climbing (§5): who rises where, gifts, what is kept for a later re-reading.</summary>
internal static class Rises
{
    /// <summary>Enters by a mode's conditions. Where the tier reached begins with the next period, one below it that begins at once is entered meanwhile.</summary>
    /// <returns>Whether the tier changed now.</returns>
    public static bool ByCondition(in Scene s, in Frame frame, EntryMode mode, Review? review = null, DateOnly? reviewOn = null)
    {
        for (var to = Target(s, frame, mode, s.Ladder.Tiers.Length); to >= 0; to = Target(s, frame, mode, to))
        {
            var by = HighestHeld(s.Ladder, to, frame);
            var held = new List<string>();
            for (var i = to; i <= by; i++) s.Ladder.Tiers[i].Enter?.CollectHeld(frame, held);
            var rise = new Rise(to, TierCause.Upgrade, TierReasons.Of(s.Ladder.Tiers[by].Enter!.Trace(frame)))
            {
                CauseSequence = s.D.Sequence, ReadOn = frame.AsOf, Review = review?.Id, ReviewOn = reviewOn, Version = s.Ladder.Version, Held = held,
            };
            if (Begin(s, rise)) return true;
        }

        return false;
    }

    /// <summary>The tier to enter by a mode's conditions, or −1.</summary>
    /// <param name="s">The scene.</param>
    /// <param name="frame">Where the conditions are read.</param>
    /// <param name="mode">Entry mode.</param>
    /// <param name="below">Only tiers below this place.</param>
    public static int Target(in Scene s, in Frame frame, EntryMode mode, int below)
    {
        var earned = s.Earned;
        if (earned < 0 || IsHeldDown(s)) return -1;
        for (var i = below - 1; i > earned; i--)
        {
            var tier = s.Ladder.Tiers[i];
            if (!IsOpen(tier, mode) || !tier.Enter!.Holds(frame)) continue;
            return s.Ladder.Ladder.UpgradeTo switch
            {
                UpgradeTo.Highest => i,
                UpgradeTo.OneStep => FirstOpen(s.Ladder, earned, mode),
            };
        }

        return -1;
    }

    /// <summary>The tier that would begin at once, or −1.</summary>
    public static int TargetAtOnce(in Scene s, in Frame frame, EntryMode mode)
    {
        var to = Target(s, frame, mode, s.Ladder.Tiers.Length);
        while (to >= 0 && s.Ladder.Tiers[to].Rule.Start == TierStart.NextPeriod) to = Target(s, frame, mode, to);
        return to;
    }

    /// <summary>A lock that stops rises too.</summary>
    public static bool IsHeldDown(in Scene s) => IsHeldDown(s, s.On);

    /// <summary>A lock that stops rises too, on the date a review carries: one dated inside the lock lifts nobody when it is carried out after it.</summary>
    public static bool IsHeldDown(in Scene s, DateOnly on) => s.Tier.LockStopsRises && s.IsLocked(on);

    /// <summary>Enters a tier by its condition: at once, or at the start of the next period.</summary>
    /// <returns>Whether the tier changed now.</returns>
    public static bool Begin(in Scene s, Rise rise)
    {
        var tier = s.Ladder.Tiers[rise.To];
        if (tier.Rule.Start == TierStart.AtOnce)
        {
            Carry(s, rise);
            return true;
        }

        if (s.Tier.Coming is { } waiting && s.Ladder.IndexOf(waiting.Tier) >= rise.To) return false;
        var on = Periods.After(tier.Rule.Period, s.On);
        var coming = new ComingTier(tier.Id, on, rise.CauseSequence, rise.ReadOn, rise.Version, rise.Review)
        {
            Reasons = rise.Reasons, Held = rise.Held, ReadSince = s.Tier.Since, ReadAnew = s.Tier.AnewFrom, Balance = s.State.Balance,
        };
        s.Note("coming", s.Tier with { Coming = coming }, Reason.Of("tier.coming", Reason.Id("tier", tier.Id), Reason.Day("on", on)));
        s.Tell("tier.coming", Reason.Of("tier.coming", Reason.Id("tier", tier.Id), Reason.Day("on", on)));
        return false;
    }

    /// <summary>Carries out an upgrade: tier, gifts, bookkeeping, notice.</summary>
    public static void Carry(in Scene s, Rise rise)
    {
        var before = s.Tier;
        var from = s.Earned;
        var balance = rise.Begins?.Balance ?? s.State.Balance;
        var tier = s.Ladder.Tiers[rise.To];
        s.Change(new Change(rise.Cause, tier.Id, rise.Reasons) { CauseSequence = rise.CauseSequence, Review = rise.Review, ReviewOn = rise.ReviewOn });
        var gifts = Give(s, from, rise.To);
        var ground = new UpgradeGround(
            rise.Ground, s.D.Sequence, rise.CauseSequence, rise.ReadOn, s.On, tier.Id, rise.Version, rise.Review, balance, rise.Held, before.Bare())
        {
            ReadSince = rise.Begins?.ReadSince ?? before.Since,
            ReadAnew = rise.Begins is { } coming ? coming.ReadAnew : before.AnewFrom,
            GiftRights = gifts.Rights,
            GiftLots = gifts.Lots,
            GiftCoupons = gifts.Coupons,
        };
        s.Note("upgraded", s.Tier.Fresh(s.Ladder) with { Grounds = [.. s.Tier.Grounds, ground], LastFall = null }, Reason.Of("tier.upgraded", Reason.Id("tier", tier.Id)));
        Tell(s, tier.Id, before.Earned, gifts.Points);
        Welcome(s, from, rise.To);
    }

    /// <summary>What a tier reached brings beside its gifts: its handbook as a message (C21), its starter tasks (C22).</summary>
    public static void Welcome(in Scene s, int from, int to)
    {
        var tier = s.Ladder.Tiers[to].Rule;
        if (tier.Handbook is { } handbook) s.Tell("tier.handbook", Reason.Of("tier.handbook", Reason.Id("tier", tier.Id), Reason.Day("on", s.On)), handbook);
        StarterTasks.Open(s, from, to);
    }

    /// <summary>Tells the member of a tier reached.</summary>
    public static void Tell(in Scene s, string tier, string from, long gift) => s.Tell(
        "tier.upgraded", Reason.Of("tier.upgraded", Reason.Id("tier", tier), Reason.Id("tierFrom", from), Reason.Day("on", s.On), Reason.Points("gift", gift)));

    /// <summary>Entry gifts: of the tier entered, or also of those passed; once ever, once a year, every time.</summary>
    public static EntryGifts Give(in Scene s, int from, int to)
    {
        var first = s.Ladder.Ladder.GiftsOf == GiftsOf.Passed ? Math.Max(0, from) + 1 : to;
        List<string>? rights = null;
        List<LotId>? lots = null;
        List<LotId>? coupons = null;
        long points = 0;
        for (var i = first; i <= to; i++)
        {
            var tier = s.Ladder.Tiers[i].Rule;
            if (tier is { GiftPoints: <= 0, GiftCoupons.Count: 0 } || !tier.Enabled || !MayGive(s, tier.Id)) continue;
            foreach (var right in RightsOf(tier.Id, s.On.Year))
            {
                if (s.State.Rights.Contains(right)) continue;
                s.D.Apply(new RightUsed(right));
                (rights ??= []).Add(right);
            }

            foreach (var gift in tier.GiftCoupons) (coupons ??= []).AddRange(CouponLife.Give(s.D, gift, CouponOrigin.TierGift, s.On));
            if (tier.GiftPoints <= 0) continue;
            var reason = Reason.Of("tier.gift", Reason.Id("tier", tier.Id), Reason.Points("points", tier.GiftPoints));
            var entry = Ledger.Credit(s.D, new Credit(EntryKind.Gift, LotOrigin.Gift, tier.GiftPoints, reason) { EarnedOn = s.On });
            if (entry is not null) (lots ??= []).AddRange(entry.Opened.Select(l => l.Id));
            points += tier.GiftPoints;
        }

        return new EntryGifts(rights ?? [], lots ?? [], coupons ?? [], points);
    }

    private static bool MayGive(in Scene s, string tier)
    {
        var rights = RightsOf(tier, s.On.Year);
        return s.Ladder.Ladder.GiftAgain switch
        {
            GiftAgain.OnceEver => !s.State.Rights.Contains(rights[0]),
            GiftAgain.OncePerYear => !s.State.Rights.Contains(rights[1]),
            GiftAgain.EveryTime => true,
        };
    }

    // Both are noted whatever the switch says, so that a later version with another switch knows.
    private static string[] RightsOf(string tier, int year) => [$"gift:{tier}", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gift:{tier}:{year}")];

    private static bool IsOpen(CompiledTier tier, EntryMode mode) => tier.Rule.Enabled && tier.Enter is not null && tier.Rule.EntryMode == mode && tier.Rule.Ranking is null;

    /// <summary>The tier whose condition led to a step: the one entered or, one step a decision, one above it.</summary>
    private static int HighestHeld(CompiledLadder ladder, int to, in Frame frame)
    {
        if (ladder.Ladder.UpgradeTo == UpgradeTo.Highest) return to;
        for (var i = ladder.Tiers.Length - 1; i > to; i--)
        {
            if (IsOpen(ladder.Tiers[i], ladder.Tiers[to].Rule.EntryMode) && ladder.Tiers[i].Enter!.Holds(frame)) return i;
        }

        return to;
    }

    private static int FirstOpen(CompiledLadder ladder, int earned, EntryMode mode)
    {
        var i = earned + 1;
        while (!IsOpen(ladder.Tiers[i], mode)) i++;
        return i;
    }
}

/// <summary>What was given at entering tiers.</summary>
/// <param name="Rights">Rights used for it.</param>
/// <param name="Lots">Lots opened.</param>
/// <param name="Coupons">Coupons issued.</param>
/// <param name="Points">Points given.</param>
internal sealed record EntryGifts(IReadOnlyList<string> Rights, IReadOnlyList<LotId> Lots, IReadOnlyList<LotId> Coupons, long Points);
