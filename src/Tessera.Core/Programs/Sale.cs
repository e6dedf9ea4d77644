using Tessera.Core.Coupons;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Programs;

/// <summary>
/// A purchase with its price (semantics §8): priced from its wishes under the lock, or with the nets it was told. Everything that earns, qualifies or is refunded
/// reads the priced lines; what it costs the member is taken before it earns.
/// </summary>
/// <param name="Told">The fact.</param>
/// <param name="Earns">As earning reads it: the priced lines, without what points paid where that part does not earn.</param>
/// <param name="Priced">The price, or null where the nets were told.</param>
/// <param name="Savings">The savings it could have, for their limits.</param>
internal sealed record Sale(Purchase Told, Purchase Earns, PricedOrder? Priced, IReadOnlyList<Saving> Savings)
{
    /// <summary>Prices a purchase; null with a refusal, before any effect.</summary>
    public static Sale? Of(FactContext c, Purchase told, string tier, out Refusal? refusal)
    {
        refusal = null;
        if (told.Sold is { } sold) return new Sale(told, Earning(told, sold, paidPartEarns: true), sold, []);
        if (told.Wishes is not { } wishes) return new Sale(told, told, null, []);
        var (coupons, rewards, benefits) = (Buyers.CouponsOf(c, wishes), RewardTill.WishesOf(c, told, tier), Buyers.BenefitsOf(c, tier));
        // Benefits of a frozen member rest (L2).
        IReadOnlyList<Candidate> candidates = [.. c.State.IsFrozen ? [] : benefits, .. coupons.Candidates];
        var buyer = Buyers.Of(c, told, tier, candidates) with { Rewards = rewards.Wishes };
        var priced = c.Program.Pricer.Price(Basket.Of(told, c.D.Day, c.Program.Calendar.TimeOf(told.OccurredAt)), buyer);
        priced = priced with
        {
            NotApplied =
            [
                .. priced.NotApplied.Select(n => Buyers.Explained(c.State, n)), .. coupons.Missed, .. rewards.Missed,
                .. Buyers.Missed(c, told, candidates, c.State.IsFrozen ? benefits : []),
            ],
        };
        refusal = priced.Refusal ?? Overdrawn(priced, buyer) ?? wishes.Quoted?.DifferenceTo(priced) ?? Tendered(told, priced);
        if (refusal is not null) return null;
        var earns = Earning(told, priced, c.Program.Document.Points.Spending?.PaidPartEarns ?? true);
        return new Sale(told, earns, priced, [.. c.Program.Document.Promotions, .. candidates.Select(x => x.Saving)]);
    }

    /// <summary>The price of a purchase without a member: no points, no stored value, and no saving whose limits a member must bear.</summary>
    public static PricedOrder? ToNobody(CompiledProgram program, Purchase told, out Refusal? refusal)
    {
        var day = program.Calendar.DayOf(told.OccurredAt);
        var none = SavingLimits.OwnRooms(program.Document.Promotions, [], day).Keys.Union(SavingLimits.CampaignRooms(program.Document.Promotions, told, day).Keys)
            .ToDictionary(id => id, _ => new SavingRoom(0), StringComparer.Ordinal);
        var priced = program.Pricer.Price(Basket.Of(told, day, program.Calendar.TimeOf(told.OccurredAt)), Buyer.Unknown with { CampaignRooms = none });
        priced = priced with { NotApplied = [.. priced.NotApplied, .. NeedsMember(told), .. Buyers.UnreadCodes(program, told, [])] };
        refusal = priced.Refusal ?? told.Wishes?.Quoted?.DifferenceTo(priced) ?? Tendered(told, priced);
        return refusal is null ? priced : null;
    }

    /// <summary>What was asked for that only a member has.</summary>
    private static IEnumerable<NotApplied> NeedsMember(Purchase told)
    {
        if (told.Wishes is not { } wishes) return [];
        var reason = Reason.Of("price.not.member");
        var missed = new List<NotApplied>();
        missed.AddRange(wishes.Coupons.Select(id => new NotApplied(id, id, SavingOrigin.Coupon, reason)));
        missed.AddRange(wishes.Rewards.Select(r => new NotApplied(r.Code, r.Code, SavingOrigin.Reward, reason)));
        if (wishes.MostPoints || wishes.Points > 0) missed.Add(new NotApplied("points", "points", SavingOrigin.Points, reason));
        if (wishes.MostStoredValue || wishes.StoredValueMinor > 0) missed.Add(new NotApplied("storedValue", "storedValue", SavingOrigin.StoredValue, reason));
        return missed;
    }

    /// <summary>Takes what the price costs the member: points, stored value, coupons, rewards, then the limits of its savings. A sale from before it had a member took nothing of it.</summary>
    public void Take(Deciding d)
    {
        if (Priced is null || Told.Sold is not null) return;
        var points = Priced.Points + Priced.RewardPoints;
        if (points > 0)
        {
            Ledger.Debit(d, EntryKind.Debit, points, Reason.Of("points.spentInOrder", Reason.Points("points", points), Reason.Money("worth", Priced.PointsMinor)));
            FamilyDecisions.Take(d, Told, points);
        }

        if (Priced.StoredValueMinor > 0) Wallets.Use(d, new WalletUse(Priced.StoredValueMinor, Priced.Lines.Sum(ListOfValue), Priced.StoredValueMinor, d.Sequence));
        foreach (var coupon in Priced.Deductions)
        {
            if (coupon.Origin == SavingOrigin.Coupon) CouponLife.Use(d, new CouponUse(CouponTill.Parse(coupon.Id)!.Value, d.Sequence, coupon.Minor) { StoreId = Told.StoreId });
        }

        foreach (var reward in Priced.Deductions.Where(x => x.Origin == SavingOrigin.Reward)) RewardTill.Take(d, Told, reward);
        if (Savings.All(s => s.Limits.Count == 0)) return;
        foreach (var used in Priced.Deductions.GroupBy(x => x.SavingId, StringComparer.Ordinal))
        {
            if (Savings.FirstOrDefault(s => s.Id == used.Key) is { Limits.Count: > 0 } saving) SavingLimits.Take(d, Told, saving, [.. used]);
        }
    }

    /// <summary>What is stored of it: what it earned on its lines, with the nets that refunds give back.</summary>
    public PurchaseOutcome Stored(PurchaseOutcome earned) => Priced is null ? earned : earned with
    {
        Priced = Priced,
        NetMinor = Priced.NetMinor,
        Lines = [.. earned.Lines.Select((line, i) => line with { NetMinor = Priced.Lines[i].NetMinor })],
    };

    /// <summary>Gives back what the price had cost of what is refunded: points to their lots, stored value to its top-ups.</summary>
    public static void GiveBack(Deciding d, RecordedPurchase purchase, IReadOnlyList<LineRefund> lines)
    {
        if (PricedParts.Sum(purchase.Outcome.Priced, lines) is not { } back) return;
        if (back.Points > 0 && purchase.Spent.Count > 0) Returns.GiveBack(d, Last(purchase, back.Points), Returned(back.Points));
        if (back.StoredValueMinor > 0 && purchase.Used is { } use) Wallets.GiveBack(d, use, ValueBefore(purchase), back.StoredValueMinor);
    }

    /// <summary>Releases limits of savings, as the programme that sold it says; a void releases all.</summary>
    public static void Release(FactContext c, RecordedPurchase purchase, RefundShare share, bool isVoid)
    {
        var rule = c.Programs.Number(purchase.Version).Document.Purchases.LimitsBack;
        SavingLimits.GiveBack(c.D, purchase, share.Lines, isVoid || (share.Completes && rule == LimitsBack.All));
    }

    /// <summary>What comes back of a merged member's purchase, as the record that holds the value by now is told it.</summary>
    public static MergedRefund Carried(MergedRefund follows, MemberState owner, RecordedPurchase purchase, IReadOnlyList<LineRefund> lines)
    {
        if (PricedParts.Sum(purchase.Outcome.Priced, lines) is not { } back) return follows;
        return follows with
        {
            Returned = [.. Last(purchase, back.Points).Select(p => MergeDecisions.Carried(owner.Find(p.Lot), p.Points) with { Pending = false, Order = 0 })],
            Used = back.StoredValueMinor > 0 ? follows.Used : null, UsedBackBefore = back.StoredValueMinor > 0 ? ValueBefore(purchase) : 0, UsedBack = back.StoredValueMinor,
        };
    }

    /// <summary>What comes back of a merged member's purchase arrives: points, stored value in the top-ups that came, coupons that came used.</summary>
    public static void Arrive(Deciding d, MergedRefund refund)
    {
        Arrive(d, refund.Returned);
        if (refund.Used is { } use) Wallets.GiveBack(d, use, refund.UsedBackBefore, refund.UsedBack, refund.MergeSequence);
        var order = MergedOrder.Of(refund.MergeSequence, refund.PurchaseSequence);
        foreach (var place in refund.Coupons)
        {
            if (CouponMerges.CameAs(d.State, place, refund.MergeSequence) is { } coupon) ReturnCoupon(d, coupon.Id, order);
        }
    }

    /// <summary>Points that come back of a merged member's spending, in lots with their old end; one that has passed as for every return.</summary>
    public static void Arrive(Deciding d, IReadOnlyList<CarriedLot> lots)
    {
        foreach (var lot in lots)
        {
            var end = lot.EndsOn <= d.Today ? d.Today.AddDays(d.Terms.Points.ReturnDays + 1) : lot.EndsOn;
            Ledger.Credit(d, new Credit(EntryKind.Return, LotOrigin.Merge, lot.Points, Returned(lot.Points)) { EarnedOn = lot.EarnedOn, EndsOn = end, NeverEnds = end is null, CarriedFrom = lot.From });
        }
    }

    /// <summary>Coupons come back with the whole purchase, or where a refund recovered all that was left of them.</summary>
    public static void ReturnCoupons(Deciding d, RecordedPurchase purchase, RefundShare share)
    {
        foreach (var id in CouponsBack(purchase, share.Lines, share.Completes)) ReturnCoupon(d, id, purchase.Sequence);
    }

    /// <summary>Coupons of a purchase that a refund gives back, by their places in its record.</summary>
    /// <param name="purchase">The purchase before the refund.</param>
    /// <param name="lines">What the refund takes.</param>
    /// <param name="completes">Whether nothing is left of the purchase after it.</param>
    public static IReadOnlyList<LotId> CouponsBack(RecordedPurchase purchase, IReadOnlyList<LineRefund> lines, bool completes)
    {
        if (purchase.Outcome.Priced is not { } order) return [];
        var back = new List<LotId>();
        foreach (var coupon in order.Deductions.Where(x => x.Origin == SavingOrigin.Coupon))
        {
            var recovered = lines.Any(l => l.TakenOff > 0) && Enumerable.Range(0, order.Lines.Count).All(l => PricedParts.LeftOf(order, l, coupon.Id, Taken(l)) == 0);
            if ((completes || recovered) && CouponTill.Parse(coupon.Id) is { } id) back.Add(id);
        }

        return back;

        IReadOnlyList<long>? Taken(int line) => PricedParts.Plus(purchase.Refunded[line].Parts, lines.FirstOrDefault(l => l.Line == line)?.Parts);
    }

    // One that something else moved since stays as it is.
    private static void ReturnCoupon(Deciding d, LotId id, long order)
    {
        if (d.State.Coupons.Find(id)?.OrderSequence == order && CouponLife.CheckReturn(d.State, id) is null) CouponLife.Return(d, id);
    }

    private static Reason Returned(long points) => Reason.Of("points.returned", Reason.Points("points", points));

    private static long ValueBefore(RecordedPurchase purchase) => purchase.Refunded.Sum(l => PricedParts.StoredValueOf(l.Parts));

    /// <summary>What the share of a line that stored value paid for would have cost at list price, tax included (Z2).</summary>
    private long ListOfValue(PricedLine line)
    {
        if (line.StoredValueMinor == 0) return 0;
        var list = line.Line.ListMinor;
        if (Told.PricesInclude == PricesInclude.Net) list += Rounding.Divide((Int128)list * line.Line.TaxRate, 10_000, RoundingMode.HalfUp);
        return Math.Max(0, Rounding.Divide((Int128)list * line.StoredValueMinor, line.PayMinor, RoundingMode.HalfUp));
    }

    /// <summary>The part of a spending that comes back: as if only the rest had been spent, so that the lot taken last is filled first.</summary>
    private static List<LotPart> Last(RecordedPurchase purchase, long points)
    {
        var parts = new List<LotPart>();
        var before = purchase.Refunded.Sum(l => PricedParts.PointsOf(l.Parts));
        foreach (var part in purchase.Spent.Where(p => p.Move == LotMove.Consume).Reverse())
        {
            var skipped = Math.Min(before, part.Points);
            var back = Math.Min(points, part.Points - skipped);
            (before, points) = (before - skipped, points - back);
            if (back > 0) parts.Add(part with { Points = back });
        }

        return parts;
    }

    private static Refusal? Overdrawn(PricedOrder priced, Buyer buyer)
    {
        var points = priced.Points + priced.RewardPoints;
        if (points > buyer.PointsSpendable) return Refusal.Of("points.insufficient", Reason.Points("asked", points), Reason.Points("spendable", buyer.PointsSpendable));
        return priced.StoredValueMinor > buyer.StoredValueMinor
            ? Refusal.Of("wallet.insufficient", Reason.Money("asked", priced.StoredValueMinor), Reason.Money("left", buyer.StoredValueMinor))
            : null;
    }

    /// <summary>Tenders that are told must come to what is to pay; points and stored value are not told, they are the price's.</summary>
    private static Refusal? Tendered(Purchase told, PricedOrder priced)
    {
        if (told.Payments.Count == 0) return null;
        var paid = told.Payments.Sum(p => p.AmountMinor);
        return paid == priced.ToPayMinor ? null : new Refusal(Reason.Of("quote.payments", Reason.Money("paid", paid), Reason.Money("toPay", priced.ToPayMinor)), "/payments");
    }

    private static Purchase Earning(Purchase told, PricedOrder priced, bool paidPartEarns) => told with
    {
        Lines = [.. priced.Lines.Select(line => EarningLine(line, priced, paidPartEarns))],
    };

    // What points paid as a tender is left out of every basis, also of one before discounts: it is no discount.
    private static PurchaseLine EarningLine(PricedLine line, PricedOrder priced, bool paidPartEarns)
    {
        var sold = line.ToPurchaseLine(priced.Deductions);
        if (paidPartEarns || !priced.PointsArePayment || line.PointsMinor == 0) return sold;
        var paid = line.PayMinor == line.NetMinor ? line.PointsMinor : Rounding.Divide((Int128)line.PointsMinor * line.NetMinor, line.PayMinor, RoundingMode.HalfUp);
        return sold with { NetMinor = sold.NetMinor - paid };
    }
}
