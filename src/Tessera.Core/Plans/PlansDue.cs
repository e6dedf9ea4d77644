using Tessera.Core.Members;

namespace Tessera.Core.Plans;

/// <summary>The steps of plans that fall due by themselves (semantics §6): their end, with that of passes, and the notice of it.</summary>
public static class PlansDue
{
    /// <summary>The earliest local date after <see cref="MemberState.SettledThrough"/> on which a step is due, or null.</summary>
    public static DateOnly? NextOn(MemberState state, bool isHistory)
    {
        if (!state.HasPlans) return null;
        DateOnly? next = null;
        foreach (var plan in state.Plans.Held)
        {
            if (next is null || plan.EndsOn < next) next = plan.EndsOn;
            if (!isHistory && plan.NoticeOn < next) next = plan.NoticeOn;
        }

        return next is { } on && on <= state.SettledThrough ? state.SettledThrough.AddDays(1) : next;
    }

    /// <summary>Ends the periods that are over on a date; the tier that lay above ends in its own step.</summary>
    public static void CarryEnds(Deciding d, DateOnly on)
    {
        if (!d.State.HasPlans || !d.State.Plans.Held.Any(p => p.EndsOn <= on)) return;
        d.BeginStep(on);
        foreach (var plan in d.State.Plans.Held.Where(p => p.EndsOn <= on).ToList())
        {
            var reason = Reason.Of("plan.ended", Reason.Id("paidPlan", plan.Plan), Reason.Day("through", plan.EndsOn.AddDays(-1)));
            d.Apply(new PlanEntry { Kind = PlanEntryKind.Ended, After = plan with { Status = PlanStatus.Ended, NoticeOn = null }, Reason = reason });
            if (!d.Terms.IsHistory && d.State.Plans.LastOf(plan.Plan) is null) d.Apply(new Notice("plan.ended", reason, d.Day));
        }

        d.EndStep($"plans:{on:yyyy-MM-dd}");
    }

    /// <summary>Tells of the ends that come.</summary>
    public static void CarryNotices(Deciding d, DateOnly on)
    {
        if (d.Terms.IsHistory || !d.State.HasPlans || !d.State.Plans.Held.Any(p => p.NoticeOn <= on)) return;
        d.BeginStep(on);
        foreach (var plan in d.State.Plans.Held.Where(p => p.NoticeOn <= on).ToList())
        {
            var reason = Reason.Of("plan.ending", Reason.Id("paidPlan", plan.Plan), Reason.Day("through", plan.EndsOn.AddDays(-1)));
            d.Apply(new PlanEntry { Kind = PlanEntryKind.Noticed, After = plan with { NoticeOn = null }, Reason = reason });
            d.Apply(new Notice("plan.ending", reason, d.Day));
        }

        d.EndStep($"planNotice:{on:yyyy-MM-dd}");
    }

    /// <summary>When the end of a period is to be told: a period too short for that was told with its order.</summary>
    public static DateOnly? NoticeOf(PaidPlan terms, HeldPlan plan, DateOnly today)
    {
        if (terms.NoticeDays == 0) return null;
        var on = plan.EndsOn.AddDays(-terms.NoticeDays);
        return on > today ? on : null;
    }
}
