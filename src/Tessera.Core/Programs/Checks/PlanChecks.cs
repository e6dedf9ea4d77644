using Tessera.Core.Plans;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of paid plans: each opens something that exists.</summary>
internal static class PlanChecks
{
    public static void Check(Report report)
    {
        var plans = report.Document.Plans;
        report.Unique("program.duplicateId", plans.Select((p, i) => ((string?)p.Id, Report.At("/plans", i) + "/id")));
        for (var i = 0; i < plans.Count; i++) Plan(report, plans[i], Report.At("/plans", i));
    }

    private static void Plan(Report report, PaidPlan plan, string pointer)
    {
        if (plan.Through < plan.From) report.Error("program.throughBeforeFrom", pointer + "/through");
        if (plan.Tier is { } tier) report.KnownTier(tier, pointer + "/tier");
        if (plan is { Tier: null, Benefits.Count: 0 }) report.Needs(pointer, "tier", plan.Id);
        if (plan.RenewDays > 0 && plan.Renewal == PlanRenewal.Refuse) report.Unused(pointer, "renewDays", "renewal: extend");
        var benefits = report.Document.Benefits;
        for (var i = 0; i < plan.Benefits.Count; i++)
        {
            var id = plan.Benefits[i];
            if (benefits.Any(b => b.Id == id)) continue;
            report.Add(new Finding("program.unknownBenefit", Report.At(pointer + "/benefits", i)) { Got = id, Nearest = Nearest.To(id, benefits.Select(b => b.Id)) });
        }
    }
}
