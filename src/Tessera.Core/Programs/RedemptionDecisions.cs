using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Redemption;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Programs;

/// <summary>Rewards: taken, handed over, cancelled (E9, E16, P16, P39).</summary>
internal static class RedemptionDecisions
{
    private const string StoredValueTender = "storedValue";

    public static Refusal? Redeem(FactContext c, Redeemed redeemed)
    {
        if (c.State.IsFrozen) return Refusal.Of("member.frozen");
        if (c.Program.Document.Rewards.FirstOrDefault(r => r.Kind.Id == redeemed.Reward) is not { Kind: { Enabled: true } reward } offer)
        {
            return new Refusal(Reason.Of("reward.notOffered", Reason.Id("reward", redeemed.Reward)), "/reward");
        }

        if (offer.Gives is not null) return new Refusal(Reason.Of("reward.inOrder", Reason.Id("reward", reward.Id)), "/reward");
        if ((NotFor(c.Holds(c.State.InForce), reward) ?? NotLeft(c, redeemed, reward, redeemed.Units) ?? NotPaid(c, redeemed, reward)) is { } refusal) return refusal;
        Pay(c, redeemed, reward);
        if (reward.From is { } from) Deeds.Done(c, new Tiers.Deed(Tiers.TaskBy.Benefit, [.. Deeds.EarlyBy(c.Holds(c.State.InForce), from)]));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? Cancel(FactContext c, RedemptionCancelled cancelled)
    {
        if (c.Command.Named is not { Fact: Redeemed redeemed } item) return Refusal.Of("redemption.notCancellable");
        if (!IsOpen(c.State, cancelled.RedemptionSequence)) return Refusal.Of("redemption.over");
        var debit = item.Effects.OfType<LedgerEntry>().First(e => e.Kind == EntryKind.Debit);
        var reason = Reason.Of("redemption.cancelled", Reason.Id("reward", redeemed.Reward), Reason.Count("units", redeemed.Units), Reason.Points("points", -debit.Points));
        c.D.Apply(new RedemptionMoved(item.Sequence, RedemptionStage.Cancelled) { Reason = reason });
        // A merged member has no value any more: who holds it gets it back.
        if (c.State.MergedInto is null) GiveBack(c.D, item, debit, reason);
        foreach (var moved in item.Effects.OfType<CounterMoved>()) SharedRooms.GiveBack(c.D, moved.Id, moved.By);
        // The room of the period in which it was taken is there again.
        foreach (var row in item.Effects.OfType<RowAdded>().Where(r => r.Row.Kind == RowKind.CapUse)) c.D.Apply(new RowAdded(row.Row with { Sequence = c.D.Sequence, Points = -row.Row.Points }));
        if (c.State.MergedInto is null)
        {
            Tiers.StarterTasks.Undo(c.D, item.Sequence);
            PurchaseDecisions.Finish(c);
        }

        return c.Accept();
    }

    private static void GiveBack(Deciding d, RecordItem item, LedgerEntry debit, Reason reason)
    {
        Returns.GiveBack(d, debit.Parts, reason);
        foreach (var use in item.Effects.OfType<WalletEntry>().Where(e => e.Kind == WalletEntryKind.Use)) Wallets.GiveBack(d, use, 0, -(use.PrincipalMinor + use.BonusMinor));
    }

    /// <summary>What was paid for is handed over whatever became of the membership since.</summary>
    public static Refusal? Fulfil(FactContext c, RedemptionFulfilled fulfilled)
    {
        if (c.Command.Named is not { } item || item.Effects.OfType<RedemptionMoved>().FirstOrDefault(m => m.Goods is not null) is not { Goods: { } goods }) return Refusal.Of("redemption.unknown");
        if (!IsOpen(c.State, fulfilled.RedemptionSequence)) return Refusal.Of("redemption.over");
        var reason = Reason.Of("redemption.fulfilled", Reason.Id("reward", goods.Reward), Reason.Count("units", goods.Units));
        c.D.Apply(new RedemptionMoved(item.Sequence, RedemptionStage.Fulfilled) { Reason = reason });
        return c.Accept();
    }

    /// <summary>The shared limits that a redemption or an entry of a draw reads.</summary>
    public static IReadOnlyList<SharedLimit> SharedBy(ProgramDocument program, Fact fact)
    {
        if (fact is Redeemed redeemed) return program.Rewards.FirstOrDefault(r => r.Kind.Id == redeemed.Reward) is { Kind.SharedStock: var stock } ? [new SharedLimit(stock.Id, stock.Most)] : [];
        var draw = fact is Drawn drawn ? program.Draws.Campaigns.FirstOrDefault(d => d.Id == drawn.Draw) : null;
        return draw is null ? [] : [.. draw.SharedStocks.Select(s => new SharedLimit(s.Id, s.Most))];
    }

    /// <summary>Why a reward is not for a member with what it has, or null; early access opens it before others (F10).</summary>
    public static Refusal? NotFor(HeldBenefits held, Reward reward)
    {
        var (day, tier) = (held.Day, held.Tier);
        if (reward.From is { } from && day < from && held.OpensOn(Benefits.BenefitType.EarlyAccess, from) is var opens && day < opens)
        {
            return Refusal.Of("reward.notYet", Reason.Id("reward", reward.Id), Reason.Day("from", opens));
        }

        if (reward.Through is { } through && day > through) return Refusal.Of("reward.ended", Reason.Id("reward", reward.Id), Reason.Day("through", through));
        if (reward.Tiers.Count > 0 && !reward.Tiers.Contains(tier)) return Refusal.Of("reward.otherTier", Reason.Id("reward", reward.Id), Reason.Id("tier", tier));
        return null;
    }

    /// <summary>Why so many units cannot be had, by the member's limit and by the stock that the fact tells; or null.</summary>
    public static Refusal? NotLeft(FactContext c, Fact fact, Reward reward, int units)
    {
        if (OverLimit(c, (reward.UseKey, reward.PerMember, reward.Period), units, "reward.limit") is { } over) return over;
        var left = SharedRooms.Left(fact, reward.SharedStock.Id);
        return units <= left ? null : new Refusal(Reason.Of("reward.outOfStock", Reason.Id("reward", reward.Id), Reason.Count("asked", units), Reason.Count("left", left)), "/units");
    }

    /// <summary>Room of a member's limit by period; null where it is enough.</summary>
    public static Refusal? OverLimit(FactContext c, (string Key, long Most, CapPeriod Period) limit, int units, string code)
    {
        if (limit.Most == 0) return null;
        var used = CapRoom.Used(c.State.Rows, limit.Key, limit.Period, c.D.Day);
        if (used + units <= limit.Most) return null;
        return Refusal.Of(code, Reason.Count("limit", limit.Most), Reason.Id("period", Name(limit.Period)), Reason.Count("used", used));
    }

    /// <summary>A row of a member's limit used.</summary>
    public static RowAdded Use(Deciding d, string key, long units) =>
        new(new MetricRow { Sequence = d.Sequence, Kind = RowKind.CapUse, Day = d.Day, PurchaseDay = d.Day, Key = key, Points = units });

    private static bool IsOpen(MemberState state, long sequence) => state.Rights.Contains(MemberState.OpenRedemptionOf(sequence));

    private static Refusal? NotPaid(FactContext c, Redeemed redeemed, Reward reward)
    {
        var (points, cash, told) = (redeemed.Units * reward.Points, redeemed.Units * reward.CashMinor, redeemed.Payments.Sum(p => p.AmountMinor));
        if (told != cash || redeemed.Payments.Any(p => p.AmountMinor <= 0)) return new Refusal(Reason.Of("reward.payments", Reason.Money("asked", cash), Reason.Money("told", told)), "/payments");
        var value = FromWallet(redeemed);
        if (value > 0 && Wallets.CheckUse(c.State, value, c.D.Day) is { } blocked) return blocked;
        var spendable = Ledger.Spendable(c.D);
        return points <= spendable ? null : Refusal.Of("points.insufficient", Reason.Points("asked", points), Reason.Points("spendable", spendable));
    }

    private static void Pay(FactContext c, Redeemed redeemed, Reward reward)
    {
        var (points, cash, value) = (redeemed.Units * reward.Points, redeemed.Units * reward.CashMinor, FromWallet(redeemed));
        var reason = Reason.Of("redemption.made", Reason.Id("reward", reward.Id), Reason.Count("units", redeemed.Units), Reason.Points("points", points));
        c.D.Apply(new ActivitySeen(c.D.Day, false));
        Ledger.Debit(c.D, EntryKind.Debit, points, reason);
        if (value > 0) Wallets.Use(c.D, new WalletUse(value, value, value, c.D.Sequence));
        SharedRooms.Take(c.D, redeemed, reward.SharedStock.Id, redeemed.Units);
        c.D.Apply(Use(c.D, reward.UseKey, redeemed.Units));
        c.D.Apply(new RedemptionMoved(c.D.Sequence, RedemptionStage.Open)
        {
            Goods = new RedeemedGoods(reward.Id, redeemed.Units, reward.Handing) { Points = points, CashMinor = cash, CostMinor = redeemed.Units * reward.CostMinor },
            Reason = reason,
        });
    }

    private static long FromWallet(Redeemed redeemed) => redeemed.Payments.Where(p => p.Kind == StoredValueTender).Sum(p => p.AmountMinor);

    private static string Name(CapPeriod period) => period switch
    {
        CapPeriod.Order => "order", CapPeriod.Day => "day", CapPeriod.Week => "week", CapPeriod.Month => "month", CapPeriod.Year => "year", CapPeriod.Lifetime => "lifetime",
    };
}
