using Tessera.Core.Segments;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of tag rules and RFM.</summary>
internal static class SegmentChecks
{
    public static void Check(Report report)
    {
        if (report.Document.Rfm.Window.Kind is not (WindowKind.Lifetime or WindowKind.RollingDays or WindowKind.RollingMonths)) report.Error("program.rfmWindow", "/rfm/window");
        var rules = report.Document.TagRules;
        report.Unique("program.duplicateId", rules.Select((r, i) => ((string?)r.Id, Report.At("/tagRules", i) + "/id")));
        for (var i = 0; i < rules.Count; i++) Rule(report, rules[i], Report.At("/tagRules", i) + "/when");
    }

    private static void Rule(Report report, TagRule rule, string pointer)
    {
        if (report.Document.Growth is null && Keys.ConditionWords.Readings(rule.When).Any(r => r.Metric == Metric.Growth)) report.Error("program.noGrowth", pointer);
        Known(report, rule.When, pointer);
    }

    private static void Known(Report report, Condition? condition, string pointer)
    {
        switch (condition)
        {
            case AllOf all: foreach (var part in all.Parts) Known(report, part, pointer); break;
            case AnyOf any: foreach (var part in any.Parts) Known(report, part, pointer); break;
            case Not not: Known(report, not.Part, pointer); break;
            case Fits { Trait: Trait.Tier } tier: report.KnownTier(tier.Value, pointer); break;
            default: break;
        }
    }
}
