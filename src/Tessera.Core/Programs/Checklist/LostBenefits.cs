using Tessera.Core.Benefits;
using Tessera.Core.Plans;

namespace Tessera.Core.Programs.Checklist;

/// <summary>Benefits that were promised to a tier or to paying members and are taken away or made less.</summary>
internal static class LostBenefits
{
    public static void Check(CheckNotes notes, ProgramDocument was)
    {
        var now = notes.Draft;
        foreach (var benefit in was.Benefits.Where(b => b.Enabled))
        {
            var after = now.Benefits.FirstOrDefault(b => b.Id == benefit.Id && b.Enabled);
            var pointer = CheckNotes.PointerOf("/benefits", now.Benefits, b => b.Id == benefit.Id);
            if (after is null) Lost(notes, was, benefit, pointer, new LocalText("取消", "taken away"));
            else if (IsLess(benefit, after)) Lost(notes, was, benefit, pointer, new LocalText("减少", "made less"));
            else Tiers(notes, was, benefit, pointer);
        }

        for (var i = 0; i < now.Ladder.Tiers.Count; i++)
        {
            var tier = now.Ladder.Tiers[i];
            if (was.Ladder.Tiers.FirstOrDefault(t => t.Id == tier.Id) is { } old && tier.Multiplier < old.Multiplier)
                notes.Add("benefitsLess", Lint.LintNotes.At("/tiers", i) + "/multiplier", tier.Names, "积分倍数降低", "the points multiplier is lower");
        }

        foreach (var plan in was.Plans.Where(p => p.Enabled)) Plan(notes, plan);
    }

    private static void Lost(CheckNotes notes, ProgramDocument was, Benefit benefit, string pointer, LocalText how)
    {
        notes.Add("benefitsLess", pointer, benefit.Names, how.Zh, how.En);
        foreach (var plan in was.Plans.Where(p => p.Enabled && (p.Benefits.Contains(benefit.Id) || (p.Tier is { } tier && Holders(was, benefit).Contains(tier)))))
            notes.Add("paidPromise", pointer, plan.Names, $"{benefit.Names.Zh}{how.Zh}", $"{benefit.Names.En} {how.En}");
    }

    private static void Tiers(CheckNotes notes, ProgramDocument was, Benefit benefit, string pointer)
    {
        var now = notes.Draft;
        var left = Holders(now, now.Benefits.First(b => b.Id == benefit.Id));
        // A tier that goes has its own check.
        foreach (var id in Holders(was, benefit).Except(left, StringComparer.Ordinal).Where(id => now.Ladder.Tiers.Any(t => t.Enabled && t.Id == id)))
        {
            var tier = was.Ladder.Tiers.First(t => t.Id == id);
            notes.Add("benefitsLess", pointer, benefit.Names, $"“{tier.Names.Zh}”不再享有", $"{tier.Names.En} no longer has it");
            foreach (var plan in was.Plans.Where(p => p.Enabled && p.Tier == id)) notes.Add("paidPromise", pointer, plan.Names, $"不再含 {benefit.Names.Zh}", $"{benefit.Names.En} no longer belongs to it");
        }
    }

    private static HashSet<string> Holders(ProgramDocument document, Benefit benefit) =>
        [.. document.Ladder.Tiers.Where(t => t.Enabled && (t.Has.Contains(benefit.Id) || benefit.Tiers.Contains(t.Id))).Select(t => t.Id)];

    private static bool IsLess(Benefit was, Benefit now) =>
        now.Type != was.Type || (now.Off ?? 0) < (was.Off ?? 0) || (now.Multiplier ?? 0) < (was.Multiplier ?? 0) || now.AtLeastMinor > was.AtLeastMinor
        || IsFewer(now.Quota.Uses, was.Quota.Uses) || (now.Stock ?? 0) < (was.Stock ?? 0) || IsEarlier(now.Through, was.Through)
        || (was.Holds == GrantHolds.Term && now.Holds == GrantHolds.Term && LostValue.IsShorter(was.Valid, now.Valid))
        || was.Coupons.Any(c => now.Coupons.Where(n => n.Coupon == c.Coupon).Sum(n => n.Count) < c.Count);

    private static void Plan(CheckNotes notes, PaidPlan was)
    {
        var now = notes.Draft.Plans.FirstOrDefault(p => p.Id == was.Id);
        var pointer = CheckNotes.PointerOf("/plans", notes.Draft.Plans, p => p.Id == was.Id);
        if (now is null)
        {
            notes.Add("paidPromise", pointer, was.Names, "方案被删除", "the plan is taken out");
            return;
        }

        if (was.Tier is not null && now.Tier != was.Tier) notes.Add("paidPromise", pointer, was.Names, "所含等级改变", "its tier changes");
        if (was.Benefits.Except(now.Benefits, StringComparer.Ordinal).Any()) notes.Add("paidPromise", pointer, was.Names, "所含权益减少", "it opens fewer benefits");
        if (LostValue.IsShorter(was.Term, now.Term)) notes.Add("paidPromise", pointer, was.Names, "期限变短", "its period is shorter");
        var refundsLess = (was.Refund == PlanRefundRule.Full && now.Refund != PlanRefundRule.Full) || (was.Refund == now.Refund && now.FullDays < was.FullDays);
        if (refundsLess) notes.Add("paidPromise", pointer, was.Names, "退款变少", "less comes back");
    }

    // 0 sets no limit.
    private static bool IsFewer(long now, long was) => now != 0 && (was == 0 || now < was);

    private static bool IsEarlier(DateOnly? now, DateOnly? was) => now is { } end && (was is null || end < was);
}
