using Tessera.Core.Benefits;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Benefits as facts (semantics §7): used, a use taken back, the birthday comes.</summary>
public static class BenefitDecisions
{
    /// <summary>Why a benefit cannot be used so often on a day, or null. The stock that all members share is not read here.</summary>
    public static Refusal? CheckUse(HeldBenefits held, Benefit benefit, int count = 1)
    {
        var (state, day) = (held.State, held.Day);
        if (state.ClosedOn is { } closed) return Refusal.Of("member.closed", Reason.Day("on", closed));
        if (state.IsFrozen) return Refusal.Of("benefit.memberFrozen");
        if (!benefit.IsUsed) return Refusal.Of("benefit.byItself", Reason.Id("benefit", benefit.Id));
        if (benefit.IsGranted) return CheckGrant(state, benefit, day, count);
        if (!benefit.HoldsOn(day)) return Refusal.Of("benefit.notNow", Reason.Id("benefit", benefit.Id));
        if (!held.Has(benefit) && held.OfTier(benefit)) return Refusal.Of("benefit.heldOut", Reason.Id("benefit", benefit.Id));
        if (!held.Has(benefit)) return Refusal.Of("benefit.notOfTier", Reason.Id("benefit", benefit.Id), Reason.Id("tier", held.Tier));
        if (Entitlements.QuotaLeft(state, benefit, day) is not { } left || left >= count) return null;
        return Entitlements.QuotaThrough(benefit, day) is { } through
            ? Refusal.Of("benefit.quotaUsed", Reason.Count("most", benefit.Quota.Uses), Reason.Count("left", left), Reason.Day("from", through.AddDays(1)))
            : Refusal.Of("benefit.usedUp", Reason.Count("most", benefit.Quota.Uses), Reason.Count("left", left));
    }

    /// <summary>What the birthday, or its month, grants a member that was not granted before; empty when there is nothing to tell.</summary>
    public static IReadOnlyList<Benefit> BirthdayGrants(HeldBenefits held, bool isDay)
    {
        var state = held.State;
        if (state.IsFrozen || state.ClosedOn is not null || state.MergedInto is not null) return [];
        if (state.Rights.Contains(Entitlements.YearlyRight(BenefitType.Birthday, isDay, held.Day.Year))) return [];
        return [.. Entitlements.GrantedBy(held.All(), BenefitType.Birthday, isDay)];
    }

    internal static IReadOnlyList<SharedLimit> StockOf(ProgramHistory programs, BenefitUsed used) =>
        Find(programs, programs.For(used.OccurredAt, used.RecordedAt), used.Benefit) is { IsUsed: true, Stock: { } stock and not Benefit.Unlimited }
            ? [new SharedLimit(Entitlements.StockId(used.Benefit), stock)]
            : [];

    internal static Refusal? Use(FactContext c, BenefitUsed used)
    {
        if ((c.Holds(c.State.InForce).All().FirstOrDefault(b => b.Id == used.Benefit) ?? Find(c.Programs, c.Program, used.Benefit)) is not { } benefit) return new Refusal(Reason.Of("benefit.unknown", Reason.Id("benefit", used.Benefit)), "/code");
        if (used.Count < 1) return new Refusal(Reason.Of("benefit.nothing"), "/count");
        if (CheckUse(c.Holds(c.State.InForce), benefit, used.Count) is { } refusal) return refusal;
        var isCounted = benefit.Stock is { } stock and not Benefit.Unlimited;
        var stockId = Entitlements.StockId(benefit.Id);
        if (isCounted && SharedRooms.Left(used, stockId) is var left && left < used.Count) return Refusal.Of("benefit.outOfStock", Reason.Count("left", left));
        foreach (var (key, units) in Rows(c.State, benefit, c.D.Day, used.Count)) AddRow(c, key, units);
        if (isCounted) SharedRooms.Take(c.D, used, stockId, used.Count);
        var cost = used.Count * (benefit.UnitCostMinor ?? 0);
        c.D.Apply(new BenefitEntry(BenefitEntryKind.Used, benefit.Id, used.Count, cost, null, Reason.Of("benefit.used", Reason.Id("benefit", benefit.Id), Reason.Count("uses", used.Count)))
        {
            Recommended = benefit.Recommends.On(c.D.Day, used.Recommended),
        });
        c.D.Apply(new ActivitySeen(c.D.Day, false));
        Deeds.Done(c, Tiers.Deed.Of(Tiers.TaskBy.Benefit, benefit.Id));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    internal static Refusal? CancelUse(FactContext c)
    {
        if (c.Command.Named is not { Fact: BenefitUsed used } item) return Refusal.Of("benefit.useUnknown");
        var right = $"benefitUseCancelled:{item.Sequence}";
        if (c.State.Rights.Contains(right)) return Refusal.Of("benefit.useCancelledBefore");
        c.D.Apply(new RightUsed(right));
        foreach (var row in item.Effects.OfType<RowAdded>().Where(r => r.Row.Kind == RowKind.CapUse))
        {
            // On the day of the use, so that the quota of its period has room again.
            c.D.Apply(new RowAdded(row.Row with { Sequence = c.D.Sequence, PurchaseSequence = item.Sequence, Points = -row.Row.Points }));
        }

        foreach (var moved in item.Effects.OfType<CounterMoved>()) SharedRooms.GiveBack(c.D, moved.Id, moved.By);
        var cost = item.Effects.OfType<BenefitEntry>().Sum(e => e.CostMinor);
        c.D.Apply(new BenefitEntry(BenefitEntryKind.UseCancelled, used.Benefit, used.Count, -cost, null, Reason.Of("benefit.useCancelled", Reason.Id("benefit", used.Benefit), Reason.Count("uses", used.Count))));
        Tiers.StarterTasks.Undo(c.D, item.Sequence);
        return c.Accept();
    }

    internal static Refusal? GrantBirthday(FactContext c, BirthdayCame came)
    {
        var granted = BirthdayGrants(c.Holds(c.State.InForce), came.IsDay);
        if (granted.Count == 0) return Refusal.Of("benefit.nothingToGrant");
        Entitlements.Open(c.D, granted, Entitlements.YearlyRight(BenefitType.Birthday, came.IsDay, c.D.Day.Year));
        return c.Accept();
    }

    /// <summary>The pack of a benefit that is on, or null.</summary>
    public static Benefit? PackOf(ProgramDocument document, string benefit, DateOnly day) =>
        document.Benefits.FirstOrDefault(b => b.Id == benefit && b is { IsGranted: true, Coupons.Count: > 0 } && b.HoldsOn(day));

    internal static Refusal? GivePack(FactContext c, PackGiven given)
    {
        if (PackOf(c.Program.Document, given.Benefit, c.D.Day) is not { } benefit) return new Refusal(Reason.Of("benefit.notPack", Reason.Id("benefit", given.Benefit)), "/benefit");
        var count = 0;
        foreach (var gift in benefit.Coupons)
        {
            // By hand it comes whole or not at all.
            if (c.Program.Coupons.GetValueOrDefault(gift.Coupon)?.Kind is not { Enabled: true } kind) return new Refusal(Reason.Of("coupon.unknownKind", Reason.Id("coupon", gift.Coupon)), "/benefit");
            if (CouponLife.CheckIssue(c.State, kind, c.D.Day, count += gift.Count) is { } refusal) return refusal;
        }

        Entitlements.Open(c.D, benefit);
        return c.Accept();
    }

    /// <summary>Grants and plans keep the terms of the programme that opened them (§11): a benefit that left the catalogue is found in an earlier version.</summary>
    private static Benefit? Find(ProgramHistory programs, CompiledProgram program, string id) =>
        program.Document.Benefits.FirstOrDefault(b => b.Id == id) ?? programs.Versions.Reverse().Where(v => v.Document.Plans.Any(p => p.Benefits.Contains(id, StringComparer.Ordinal)) || v.Document.Benefits.Any(b => b.Id == id && b.IsGranted))
            .SelectMany(v => v.Document.Benefits).FirstOrDefault(b => b.Id == id);

    private static Refusal? CheckGrant(MemberState state, Benefit benefit, DateOnly day, int count)
    {
        var grants = Entitlements.GrantsOn(state, day).Where(g => g.Benefit == benefit.Id).ToList();
        if (grants.Count == 0) return Refusal.Of("benefit.notGranted", Reason.Id("benefit", benefit.Id));
        var left = grants.Sum(g => g.Left);
        return left >= count ? null : Refusal.Of("benefit.grantUsed", Reason.Count("left", left), Reason.Day("through", grants[^1].Through));
    }

    /// <summary>Rows of a use: of the grants that end first, and of the benefit itself.</summary>
    private static List<(string Key, long Units)> Rows(MemberState state, Benefit benefit, DateOnly day, int count)
    {
        var rows = new List<(string, long)> { (Entitlements.UseKey(benefit.Id), count) };
        long left = count;
        foreach (var grant in benefit.IsGranted ? Entitlements.GrantsOn(state, day).Where(g => g.Benefit == benefit.Id && g.Left > 0) : [])
        {
            if (left == 0) break;
            var take = Math.Min(left, grant.Left);
            rows.Add((Entitlements.GrantKey(benefit.Id, grant.Through), -take));
            left -= take;
        }

        return rows;
    }

    private static void AddRow(FactContext c, string key, long units) =>
        c.D.Apply(new RowAdded(new MetricRow { Sequence = c.D.Sequence, Kind = RowKind.CapUse, Day = c.D.Day, PurchaseDay = c.D.Day, Key = key, Points = units }));
}
