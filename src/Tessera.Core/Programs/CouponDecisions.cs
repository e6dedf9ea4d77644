using Tessera.Core.Coupons;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;

namespace Tessera.Core.Programs;

/// <summary>Coupons as facts (semantics §8, P7, P8, P39): given, claimed, locked, written off, returned, taken away, sent.</summary>
internal static class CouponDecisions
{
    public static Refusal? Carry(FactContext c) => c.Command.Fact switch
    {
        CouponGranted fact => Grant(c, fact),
        CouponClaimed fact => Claim(c, fact),
        CouponHeld fact => Hold(c, fact),
        CouponUsed fact => Use(c, fact),
        CouponReturned fact => Return(c, fact),
        CouponVoided fact => Void(c, fact),
        CouponSent fact => Send(c, fact),
        CouponArrived fact => Arrive(c, fact),
        var fact => throw new ArgumentException($"no rule for {fact.GetType().Name}", nameof(c)),
    };

    /// <summary>Everybody who joins gets what the programme gives newcomers; a supply that may run out is none (validation sees to it).</summary>
    public static void GiveToNewcomer(FactContext c)
    {
        foreach (var offer in c.Program.Document.Coupons.Where(o => o.Kind.Takes.Contains(CouponTake.Newcomer)))
        {
            CouponLife.Give(c.D, new CouponGift(offer.Kind.Id, 1), CouponOrigin.Newcomer, c.D.Day);
        }
    }

    /// <summary>The supply that an issue reads; the size of a pool is known to the store alone, which tells it with the fact.</summary>
    public static IReadOnlyList<SharedLimit> SupplyOf(ProgramHistory programs, Fact fact)
    {
        var id = fact is CouponGranted granted ? granted.Kind : ((CouponClaimed)fact).Kind;
        var kind = programs.For(fact.OccurredAt, fact.RecordedAt).Coupons.GetValueOrDefault(id)?.Kind;
        return kind is { HasPool: false, Supply: >= 0 } ? [new SharedLimit(kind.SupplyId, kind.Supply)] : [];
    }

    /// <summary>Why a member can take no coupon from another, or null.</summary>
    public static Refusal? CheckArrival(MemberState to) =>
        to.Coupons.Held.Count >= CouponLife.MostHeld ? Refusal.Of("coupon.tooMany", Reason.Count("most", CouponLife.MostHeld)) : null;

    private static Refusal? Grant(FactContext c, CouponGranted granted)
    {
        if (KindOf(c, granted.Kind, CouponTake.Assigned, out var kind) is { } refusal) return refusal;
        if (CouponLife.CheckIssue(c.State, kind, c.D.Day, granted.Count) is { } not) return not;
        if (SoldOut(granted, kind, granted.Count) is { } gone) return gone;
        for (var i = 0; i < granted.Count; i++) Issue(c, kind, CouponOrigin.Assigned, granted.PoolUsed + i + 1);
        if (kind.IsCounted) SharedRooms.Take(c.D, granted, kind.SupplyId, granted.Count);
        return c.Accept();
    }

    private static Refusal? Claim(FactContext c, CouponClaimed claimed)
    {
        var take = claimed.Code is null ? CouponTake.SelfClaim : CouponTake.Code;
        if (KindOf(c, claimed.Kind, take, out var kind) is { } refusal) return refusal;
        if (take == CouponTake.Code && !string.Equals(claimed.Code, kind.ClaimCode, StringComparison.OrdinalIgnoreCase)) return new Refusal(Reason.Of("coupon.codeUnknown"), "/code");
        var not = CouponLife.Blocked(c.State) ?? NotForMember(c, kind) ?? CouponLife.CheckIssue(c.State, kind, c.D.Day) ?? SoldOut(claimed, kind, 1) ?? TooDear(c, kind);
        if (not is not null) return not;
        c.D.Apply(new ActivitySeen(c.D.Day, false));
        c.D.Apply(new RowAdded(new MetricRow { Sequence = c.D.Sequence, Kind = RowKind.CapUse, Day = c.D.Day, PurchaseDay = c.D.Day, Key = kind.ClaimKey, Points = 1 }));
        if (kind.PricePoints > 0) Ledger.Debit(c.D, EntryKind.Debit, kind.PricePoints, Reason.Of("coupon.bought", Reason.Id("coupon", kind.Id), Reason.Points("points", kind.PricePoints)));
        Issue(c, kind, CouponOrigin.Claimed, claimed.PoolUsed + 1);
        if (kind.IsCounted) SharedRooms.Take(c.D, claimed, kind.SupplyId, 1);
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    private static Refusal? Hold(FactContext c, CouponHeld held)
    {
        if (held.Locked)
        {
            if (CouponLife.CheckUse(c.State, held.Coupon, c.D, held.Reference) is { } refusal) return refusal;
            CouponLife.Lock(c.D, held.Coupon, held.Reference);
            return c.Accept();
        }

        if (CouponLife.CheckUnlock(c.State, held.Coupon, c.D.RecordedAt, held.Reference) is { } not) return not;
        CouponLife.Unlock(c.D, held.Coupon);
        return c.Accept();
    }

    private static Refusal? Use(FactContext c, CouponUsed used)
    {
        if (CouponLife.CheckUse(c.State, used.Coupon, c.D, used.Reference) is { } refusal) return refusal;
        if (Unfit(c, used, c.State.Coupons.Find(used.Coupon)!) is { } unfit) return new Refusal(unfit, "/coupon");
        CouponLife.Use(c.D, new CouponUse(used.Coupon, 0, used.SavedMinor) { StoreId = used.StoreId });
        c.D.Apply(new ActivitySeen(c.D.Day, false));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    private static Refusal? Return(FactContext c, CouponReturned returned)
    {
        if (CouponLife.CheckReturn(c.State, returned.Coupon) is { } refusal) return refusal;
        // A coupon of an order comes back with the order: otherwise both its saving and the coupon would be kept.
        if (c.State.Coupons.Find(returned.Coupon)!.OrderSequence != 0) return Refusal.Of("coupon.ofOrder");
        CouponLife.Return(c.D, returned.Coupon);
        return c.Accept();
    }

    private static Refusal? Void(FactContext c, CouponVoided voided)
    {
        if (c.State.Coupons.Held.Find(h => h.Id == voided.Coupon) is not { } coupon) return new Refusal(Reason.Of("coupon.unknown"), "/coupon");
        if (coupon.IsLockedAt(c.D.RecordedAt)) return Refusal.Of("coupon.locked", Reason.Id("coupon", coupon.Kind));
        CouponLife.Void(c.D, voided.Coupon, voided.ReasonCode);
        return c.Accept();
    }

    private static Refusal? Send(FactContext c, CouponSent sent)
    {
        if (sent.To == c.State.Account) return Refusal.Of("transfer.toSelf");
        if (CouponLife.Blocked(c.State) is { } blocked) return blocked;
        if (c.State.Coupons.Held.Find(h => h.Id == sent.Coupon) is not { } coupon) return new Refusal(Reason.Of("coupon.unknown"), "/coupon");
        if (coupon.IsLockedAt(c.D.RecordedAt)) return Refusal.Of("coupon.locked", Reason.Id("coupon", coupon.Kind));
        if (OfferOf(c.Programs, coupon) is not { Kind.Transferable: true }) return Refusal.Of("coupon.notTransferable", Reason.Id("coupon", coupon.Kind));
        CouponLife.Post(c.D, new CouponEntry
        {
            Id = c.D.NextId(), Kind = CouponEntryKind.Sent, After = coupon.Free() with { Status = CouponStatus.Gone }, Reason = Reason.Of("coupon.sent", Reason.Id("coupon", coupon.Kind)),
        });
        return c.Accept();
    }

    private static Refusal? Arrive(FactContext c, CouponArrived arrived)
    {
        var id = c.D.NextId();
        var reason = Reason.Of("coupon.received", Reason.Id("coupon", arrived.Coupon.Kind));
        CouponLife.Post(c.D, new CouponEntry { Id = id, Kind = CouponEntryKind.Received, After = arrived.Coupon.Free() with { Id = id, CarriedFrom = arrived.Coupon.Id }, Reason = reason });
        if (!c.D.Terms.IsHistory) c.D.Apply(new Notice("coupon.received", reason, c.D.Day));
        return c.Accept();
    }

    /// <summary>The terms a coupon keeps: those of the version that issued it.</summary>
    public static CouponOffer? OfferOf(ProgramHistory programs, HeldCoupon coupon) => programs.Number(coupon.Version).Coupons.GetValueOrDefault(coupon.Kind);

    private static void Issue(FactContext c, CouponKind kind, CouponOrigin origin, long poolNumber) =>
        CouponLife.Issue(c.D, new CouponIssue(kind, origin, c.D.Day, kind.HasPool ? poolNumber : 0));

    private static Refusal? KindOf(FactContext c, string id, CouponTake take, out CouponKind kind)
    {
        kind = c.Program.Coupons.GetValueOrDefault(id)?.Kind!;
        if (kind is not { Enabled: true }) return new Refusal(Reason.Of("coupon.unknownKind", Reason.Id("coupon", id)), "/kind");
        return kind.Takes.Contains(take) ? null : new Refusal(Reason.Of("coupon.notTakenSo", Reason.Id("coupon", id)), "/kind");
    }

    private static Refusal? NotForMember(FactContext c, CouponKind kind)
    {
        if (kind.ClaimTiers.Count > 0 && !kind.ClaimTiers.Contains(c.State.InForce)) return Refusal.Of("coupon.otherTier", Reason.Id("coupon", kind.Id), Reason.Id("tier", c.State.InForce));
        if (kind.PerMember == 0) return null;
        var claimed = CapRoom.Used(c.State.Rows, kind.ClaimKey, kind.Period, c.D.Day);
        return claimed < kind.PerMember ? null : Refusal.Of("coupon.claimLimit", Reason.Id("coupon", kind.Id), Reason.Count("claimed", claimed), Reason.Count("limit", kind.PerMember));
    }

    private static Refusal? SoldOut(Fact fact, CouponKind kind, int count) =>
        kind.IsCounted && SharedRooms.Left(fact, kind.SupplyId) is var left && left < count
            ? Refusal.Of("coupon.soldOut", Reason.Id("coupon", kind.Id), Reason.Count("left", left))
            : null;

    private static Refusal? TooDear(FactContext c, CouponKind kind)
    {
        if (kind.PricePoints == 0) return null;
        var spendable = Ledger.Spendable(c.D);
        return kind.PricePoints <= spendable ? null : Refusal.Of("points.insufficient", Reason.Points("asked", kind.PricePoints), Reason.Points("spendable", spendable));
    }

    /// <summary>Why the place and time do not fit its terms, as far as they need no basket.</summary>
    private static Reason? Unfit(FactContext c, CouponUsed used, HeldCoupon coupon)
    {
        if (OfferOf(c.Programs, coupon) is not { } offer) return Reason.Of("coupon.unknownKind", Reason.Id("coupon", coupon.Kind));
        if (offer.Kind.Excepts(c.D.Day)) return Reason.Of("coupon.exceptDay", Reason.Id("coupon", coupon.Kind));
        if (offer.Saving is not { } saving) return null;
        var basket = new Basket { Lines = [], Day = c.D.Day, Time = c.Program.Calendar.TimeOf(used.OccurredAt), StoreId = used.StoreId, Channel = used.Channel };
        return new CompiledSaving(saving with { Scope = saving.Scope with { Code = null, SaleKinds = [], Carriers = [] } })
            .Misses(basket, Buyer.Unknown with { Tier = c.State.InForce, Tags = CouponTill.TagsOn(c.State, c.D.Day), IsBirthday = used.IsBirthday });
    }
}
