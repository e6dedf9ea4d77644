using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Top-ups, their refunds, and what is done to a wallet beside its value (semantics §9, C4, Z1, Z2).</summary>
internal static class WalletDecisions
{
    public static Refusal? TopUp(FactContext c, TopUp topUp)
    {
        var (principal, bonus) = (topUp.PrincipalMinor, 0L);
        if (topUp.Value is { } value)
        {
            var plan = value.Plan is { } id ? Rules(c).Plans.FirstOrDefault(p => p.Id == id) : null;
            if (CheckTopUp(c, topUp, value, plan) is { } refusal) return refusal;
            if (plan is not null) (principal, bonus) = (plan.PayMinor, plan.BonusMinor);
            Open(c, value, principal, bonus);
        }

        c.D.Apply(new RowAdded(new MetricRow { Sequence = c.D.Sequence, Kind = RowKind.TopUp, Day = c.D.Day, PurchaseDay = c.D.Day, Count = 1, SpendMinor = principal }));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    /// <summary>A refund of one top-up by hand. Value that another system holds is known by its amount only.</summary>
    public static Refusal? RefundTopUp(FactContext c, TopUpRefund refund)
    {
        var topUp = c.State.Rows.Find(r => r.Kind == RowKind.TopUp && r.FromMerge == 0 && r.Sequence == refund.TopUpSequence);
        if (topUp.Sequence == 0) return Refusal.Of("topUp.unknown");
        var lot = c.State.HasWallet ? c.State.Wallet.AllLots.FirstOrDefault(l => l.FromMerge == 0 && l.TopUpSequence == refund.TopUpSequence) : null;
        var left = lot?.PrincipalLeft
            ?? topUp.SpendMinor + c.State.Rows.Where(r => r.Kind == RowKind.TopUp && r.FromMerge == 0 && r.PurchaseSequence == refund.TopUpSequence).Sum(r => r.SpendMinor);
        if (refund.PrincipalMinor > left) return new Refusal(Reason.Of("refund.tooMuch", Reason.Money("asked", refund.PrincipalMinor), Reason.Money("left", left)), "/principalMinor");
        if (lot is not null)
        {
            var parts = new List<WalletPart> { new(lot.Id, WalletMove.Refund, refund.PrincipalMinor, 0) };
            if (lot.BonusLeft > 0) parts.Add(new WalletPart(lot.Id, WalletMove.Leave, 0, lot.BonusLeft));
            Wallets.Post(c.D, new WalletEntry { Kind = WalletEntryKind.Refund, Parts = parts, Reason = Reason.Of("wallet.refunded", Reason.Money("amount", refund.PrincipalMinor), Reason.Money("bonus", lot.BonusLeft)) });
        }

        AddRefundRow(c, 0, refund.TopUpSequence, refund.PrincipalMinor);
        PurchaseDecisions.FinishPoints(c.D);
        TierDecisions.AfterRefund(c.D, c.Ladders, refund.TopUpSequence, false);
        return c.Accept();
    }

    /// <summary>A refund by the calculator: what was shown must still hold, and what it is paid back by must be told.</summary>
    public static Refusal? Refund(FactContext c, WalletRefund refund)
    {
        var (quote, refusal) = Refunds.Work(c.State, RefundAsk.Of(refund), c.D.Day);
        if (quote is null) return refusal;
        if (quote.TotalMinor != refund.ExpectedMinor)
        {
            return new Refusal(Reason.Of("walletRefund.changed", Reason.Money("shown", refund.ExpectedMinor), Reason.Money("now", quote.TotalMinor)), "/expectedMinor");
        }

        var told = refund.Tenders.Sum(t => t.AmountMinor);
        if (told != quote.TotalMinor) return new Refusal(Reason.Of("walletRefund.tenders", Reason.Money("asked", quote.TotalMinor), Reason.Money("told", told)), "/tenders");
        PostRefund(c, quote);
        // A closed membership has no points and no tier left to look at.
        if (c.State.ClosedOn is not null) return c.Accept();
        PurchaseDecisions.FinishPoints(c.D);
        TierDecisions.AfterRefund(c.D, c.Ladders, c.D.Sequence, false);
        return c.Accept();
    }

    public static Refusal? Change(FactContext c, WalletChanged changed)
    {
        var wallet = c.State.Wallet;
        var isDone = changed.Change switch
        {
            WalletChange.Freeze => wallet.IsFrozen,
            WalletChange.Unfreeze => !wallet.IsFrozen,
            WalletChange.ReportLoss => wallet.LostOn is not null,
            WalletChange.WithdrawLoss or WalletChange.Reissue => wallet.LostOn is null,
            WalletChange.Register => !wallet.Lots.Exists(l => !l.IsRegistered),
            WalletChange.Reactivate => !wallet.Lots.Exists(l => l.EndsOn <= c.D.Day),
        };
        if (isDone) return Refusal.Of(DoneCode(changed.Change));
        DateOnly? ends = changed.Change == WalletChange.Reactivate ? EndOf(c, false) : null;
        c.D.Apply(new WalletStood(changed.Change, c.D.Day, ends));
        return c.Accept();
    }

    /// <summary>What an opening held of stored value. It was sold elsewhere, so no limit is tested and no top-up is counted.</summary>
    public static void OpenValue(Deciding d, Opening opening)
    {
        if (opening.PrincipalMinor + opening.BonusMinor == 0) return;
        var lot = new WalletLot
        {
            Id = d.NextId(), PaidOn = d.Day, IsRegistered = true, PaidMinor = opening.PrincipalMinor, BonusMinor = opening.BonusMinor,
            PrincipalLeft = opening.PrincipalMinor, BonusLeft = opening.BonusMinor, TopUpSequence = d.Sequence,
        };
        Wallets.Post(d, new WalletEntry { Kind = WalletEntryKind.Opening, Opened = [lot], Reason = ToppedUp("wallet.opening", lot) });
    }

    private static StoredValueRules Rules(FactContext c) => c.Program.Document.StoredValue;

    private static string DoneCode(WalletChange change) => change switch
    {
        WalletChange.Freeze => "wallet.frozenAlready",
        WalletChange.Unfreeze => "wallet.notFrozen",
        WalletChange.ReportLoss => "wallet.lostAlready",
        WalletChange.WithdrawLoss or WalletChange.Reissue => "wallet.notLost",
        WalletChange.Register => "wallet.registeredAlready",
        WalletChange.Reactivate => "wallet.notEnded",
    };

    private static Refusal? CheckTopUp(FactContext c, TopUp topUp, Prepaid value, TopUpPlan? plan)
    {
        var rules = Rules(c);
        if (!rules.TakesPrepayments) return Refusal.Of("topUp.stopped");
        if (c.State.HasWallet && c.State.Wallet is { IsFrozen: true } or { LostOn: not null }) return Wallets.Blocked(c.State) ?? Refusal.Of("wallet.frozen");
        if (value.Plan is { } id && plan is not { Enabled: true }) return new Refusal(Reason.Of("topUp.unknownPlan", Reason.Id("plan", id)), "/plan");
        if (plan is not null && topUp.PrincipalMinor != 0 && topUp.PrincipalMinor != plan.PayMinor)
        {
            return new Refusal(Reason.Of("topUp.notThePlan", Reason.Money("pay", plan.PayMinor), Reason.Money("told", topUp.PrincipalMinor)), "/principalMinor");
        }

        if (plan is null && !rules.FreeAmounts) return new Refusal(Reason.Of("topUp.planNeeded"), "/plan");
        var principal = plan?.PayMinor ?? topUp.PrincipalMinor;
        if (principal <= 0) return new Refusal(Reason.Of("topUp.nothing"), "/principalMinor");
        var told = value.Tenders.Sum(t => t.AmountMinor);
        if (value.Tenders.Count > 0 && told != principal) return new Refusal(Reason.Of("topUp.tenders", Reason.Money("asked", principal), Reason.Money("told", told)), "/tenders");
        return CheckLimit(c, value.IsRegistered, principal);
    }

    /// <summary>The limit is on the principal held after the top-up (Z1).</summary>
    private static Refusal? CheckLimit(FactContext c, bool isRegistered, long principal)
    {
        var limit = isRegistered ? Rules(c).RegisteredLimitMinor : Rules(c).UnregisteredLimitMinor;
        var held = c.State.Wallet.PrincipalMinor;
        if (limit == 0 || held + principal <= limit) return null;
        return new Refusal(
            Reason.Of(isRegistered ? "topUp.overLimit" : "topUp.overLimitUnregistered", Reason.Money("limit", limit), Reason.Money("held", held), Reason.Money("asked", principal)), "/principalMinor");
    }

    private static void Open(FactContext c, Prepaid value, long principal, long bonus)
    {
        var lot = new WalletLot
        {
            Id = c.D.NextId(), PaidOn = c.D.Day, Plan = value.Plan, IsRegistered = value.IsRegistered, EndsOn = EndOf(c, value.IsRegistered), PaidMinor = principal, BonusMinor = bonus,
            PrincipalLeft = principal, BonusLeft = bonus, TopUpSequence = c.D.Sequence,
        };
        Wallets.Post(c.D, new WalletEntry { Kind = WalletEntryKind.TopUp, Opened = [lot], Reason = ToppedUp("wallet.toppedUp", lot) });
    }

    private static DateOnly? EndOf(FactContext c, bool isRegistered)
    {
        var valid = Rules(c).UnregisteredValid;
        return isRegistered || valid == Span.Zero ? null : valid.After(c.D.Day).AddDays(1);
    }

    private static Reason ToppedUp(string code, WalletLot lot) => Reason.Of(code, Reason.Money("paid", lot.PaidMinor), Reason.Money("bonus", lot.BonusMinor));

    private static void PostRefund(FactContext c, RefundQuote quote)
    {
        foreach (var item in quote.Items)
        {
            if (item.IsCard) CardDecisions.PostRefund(c.D, item);
            else PostRefund(c, item);
            foreach (var step in item.Steps) c.D.Explain(step);
        }
    }

    private static void PostRefund(FactContext c, RefundItem item)
    {
        var lot = c.State.Wallet.Find(item.Id)!;
        var parts = new List<WalletPart>();
        if (item.RefundMinor > 0) parts.Add(new WalletPart(lot.Id, WalletMove.Refund, item.RefundMinor, 0));
        if (item.KeptMinor + item.BonusVoidMinor > 0) parts.Add(new WalletPart(lot.Id, WalletMove.Leave, item.KeptMinor, item.BonusVoidMinor));
        Wallets.Post(c.D, new WalletEntry
        {
            Kind = WalletEntryKind.Refund, Parts = parts, InterestMinor = item.InterestMinor,
            Reason = Reason.Of("wallet.refunded", Reason.Money("amount", item.RefundMinor), Reason.Money("bonus", item.BonusVoidMinor)),
        });
        if (item.RefundMinor > 0) AddRefundRow(c, lot.FromMerge, lot.TopUpSequence, item.RefundMinor);
    }

    /// <summary>A refunded top-up lowers what the tiers count (C4). An opening was never counted.</summary>
    private static void AddRefundRow(FactContext c, long merge, long topUpSequence, long amount)
    {
        var topUp = c.State.Rows.Find(r => r.Kind == RowKind.TopUp && r.FromMerge == merge && r.Sequence == topUpSequence);
        if (topUp.Sequence == 0) return;
        c.D.Apply(new RowAdded(new MetricRow
        {
            Sequence = c.D.Sequence, FromMerge = merge, Kind = RowKind.TopUp, PurchaseSequence = topUpSequence, Day = c.D.Day, PurchaseDay = topUp.Day, SpendMinor = -amount,
        }));
    }
}
