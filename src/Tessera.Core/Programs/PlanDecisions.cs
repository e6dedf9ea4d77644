using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Plans;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Paid plans: ordered, renewed, paid back (A2).</summary>
public static class PlanDecisions
{
    private const string StoredValueTender = "storedValue";

    /// <summary>What comes back of a period if it were paid back on a local date, or null where it is not known any more.</summary>
    public static PlanRefund? RefundOn(ProgramHistory programs, MemberState state, HeldPlan plan, DateOnly on) =>
        plan.Status == PlanStatus.Held ? PlanRefunds.Of(TermsOf(programs, plan), plan, state, on) : null;

    internal static Refusal? Order(FactContext c, PlanOrdered ordered)
    {
        if (c.State.IsFrozen) return Refusal.Of("member.frozen");
        if (c.Program.Document.Plans.FirstOrDefault(p => p.Id == ordered.Plan) is not { Enabled: true } terms) return new Refusal(Reason.Of("plan.unknown", Reason.Id("paidPlan", ordered.Plan)), "/plan");
        var last = c.State.Plans.LastOf(terms.Id);
        if ((NotSold(c, terms) ?? NotRenewed(c, terms, last) ?? NotPaid(c, ordered, terms)) is { } refusal) return refusal;
        c.D.Apply(new ActivitySeen(c.D.Day, false));
        Open(c, ordered, terms, last);
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    internal static Refusal? GiveBack(FactContext c, PlanRefunded refunded)
    {
        if (c.State.Plans.Find(refunded.Period) is not { Status: not PlanStatus.Gone } plan) return Refusal.Of("plan.periodUnknown");
        if (plan.Status == PlanStatus.Refunded) return Refusal.Of("plan.refundedBefore");
        if (plan.Status == PlanStatus.Ended || plan.EndsOn <= c.D.Day) return Refusal.Of("plan.over", Reason.Day("through", plan.EndsOn.AddDays(-1)));
        // Later periods go first: each begins where the one before it ends.
        if (c.State.Plans.Held.FirstOrDefault(p => p.Plan == plan.Plan && p.From >= plan.EndsOn) is { } later) return Refusal.Of("plan.renewedSince", Reason.Day("from", later.From));
        var terms = TermsOf(c.Programs, plan);
        var refund = PlanRefunds.Of(terms, plan, c.State, c.D.Day);
        var back = PlanRefunds.Shared(plan, refund.Minor);
        c.D.Apply(new PlanEntry
        {
            Kind = PlanEntryKind.Refunded, Back = back,
            After = plan with { Status = PlanStatus.Refunded, Until = plan.Until < c.D.OccurredAt ? plan.Until : Later(plan.Since, c.D.OccurredAt), NoticeOn = null, RefundedMinor = refund.Minor, Used = null },
            Reason = WhyBack(plan, refund, refunded.ReasonCode),
        });
        var value = back.Where(p => p.Kind == StoredValueTender).Sum(p => p.AmountMinor);
        if (value > 0 && plan.Used is { } used) Wallets.GiveBack(c.D, used, 0, value);
        if (c.State.ClosedOn is not null) return c.Accept();
        TellAgain(c, plan, terms);
        TierDecisions.LiftPaid(c.D, c.Ladders, plan);
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    private static Refusal? NotSold(FactContext c, PaidPlan terms)
    {
        if (c.D.Day < terms.From) return Refusal.Of("plan.notYet", Reason.Id("paidPlan", terms.Id), Reason.Day("from", terms.From!.Value));
        return c.D.Day > terms.Through ? Refusal.Of("plan.notSold", Reason.Id("paidPlan", terms.Id), Reason.Day("through", terms.Through!.Value)) : null;
    }

    private static Refusal? NotRenewed(FactContext c, PaidPlan terms, HeldPlan? last)
    {
        if (last is null) return null;
        if (terms.Renewal == PlanRenewal.Refuse) return Refusal.Of("plan.held", Reason.Id("paidPlan", terms.Id), Reason.Day("through", last.EndsOn.AddDays(-1)));
        var opens = last.EndsOn.AddDays(-terms.RenewDays);
        return terms.RenewDays > 0 && c.D.Day < opens ? Refusal.Of("plan.renewedTooEarly", Reason.Id("paidPlan", terms.Id), Reason.Day("from", opens)) : null;
    }

    private static Refusal? NotPaid(FactContext c, PlanOrdered ordered, PaidPlan terms)
    {
        var told = ordered.Payments.Sum(p => p.AmountMinor);
        if (told != terms.PriceMinor || ordered.Payments.Any(p => p.AmountMinor <= 0)) return new Refusal(Reason.Of("plan.payments", Reason.Money("asked", terms.PriceMinor), Reason.Money("told", told)), "/payments");
        var value = FromWallet(ordered.Payments);
        return value > 0 ? Wallets.CheckUse(c.State, value, c.D.Day) : null;
    }

    private static void Open(FactContext c, PlanOrdered ordered, PaidPlan terms, HeldPlan? last)
    {
        var (d, value) = (c.D, FromWallet(ordered.Payments));
        var used = value > 0 ? Wallets.Use(d, new WalletUse(value, value, value, d.Sequence)) : null;
        var from = last?.EndsOn ?? d.Day;
        var plan = new HeldPlan
        {
            Id = d.NextId(), Plan = terms.Id, Version = c.Program.Version, OrderedOn = d.Day, From = from, EndsOn = terms.Term.After(from),
            Since = last is null ? d.OccurredAt : c.Program.Calendar.StartOf(from), Until = c.Program.Calendar.StartOf(terms.Term.After(from)),
            Tier = terms.Tier, Benefits = terms.Benefits, Payments = ordered.Payments, Used = used,
        };
        plan = plan with { NoticeOn = PlansDue.NoticeOf(terms, plan, d.Day) };
        var reason = Reason.Of("plan.ordered", Reason.Id("paidPlan", terms.Id), Reason.Money("paid", terms.PriceMinor), Reason.Day("from", from), Reason.Day("through", plan.EndsOn.AddDays(-1)));
        d.Apply(new PlanEntry { Kind = PlanEntryKind.Ordered, After = plan, Reason = reason });
        if (last is { NoticeOn: not null }) d.Apply(Followed(last, null));
        TierDecisions.LayPaid(d, c.Ladders, plan);
        if (!d.Terms.IsHistory) d.Apply(new Notice("plan.ordered", reason, d.Day));
    }

    /// <summary>The period before ends for good again: its notice is due once more, at the earliest tomorrow.</summary>
    private static void TellAgain(FactContext c, HeldPlan plan, PaidPlan terms)
    {
        if (c.State.Plans.Held.FirstOrDefault(p => p.Plan == plan.Plan && p.EndsOn == plan.From) is not { } before || terms.NoticeDays == 0) return;
        var tomorrow = c.D.Day.AddDays(1);
        var on = PlansDue.NoticeOf(terms, before, c.D.Day) ?? tomorrow;
        if (on < before.EndsOn) c.D.Apply(Followed(before, on));
    }

    private static PlanEntry Followed(HeldPlan plan, DateOnly? notice) =>
        new() { Kind = PlanEntryKind.Followed, After = plan with { NoticeOn = notice }, Reason = Reason.Of(notice is null ? "plan.followed" : "plan.followedNoMore", Reason.Id("paidPlan", plan.Plan)) };

    private static Reason WhyBack(HeldPlan plan, PlanRefund refund, string code) => Reason.Of(
        refund.IsFull ? "plan.refundedInFull" : "plan.refunded", Reason.Id("paidPlan", plan.Plan), Reason.Money("amount", refund.Minor), Reason.Money("paid", plan.PaidMinor),
        Reason.Count("daysLeft", refund.DaysLeft), Reason.Count("days", refund.Days), Reason.Id("reason", code));

    private static PaidPlan TermsOf(ProgramHistory programs, HeldPlan plan) => programs.Number(plan.Version).Document.Plans.First(p => p.Id == plan.Plan);

    private static Instant Later(Instant a, Instant b) => a > b ? a : b;

    private static long FromWallet(IEnumerable<Payment> payments) => payments.Where(p => p.Kind == StoredValueTender).Sum(p => p.AmountMinor);
}
