using Tessera.Core.Earning;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of earn rules.</summary>
internal static class EarnChecks
{
    public static void Check(Report report)
    {
        var rules = report.Document.Earn;
        report.Unique("program.duplicateId", rules.Select((r, i) => ((string?)r.Id, Report.At("/earn", i) + "/id")));
        for (var i = 0; i < rules.Count; i++)
        {
            var pointer = Report.At("/earn", i);
            Kind(report, rules[i], pointer);
            Scope(report, rules[i], pointer + "/when");
            PointsChecks.Caps(report, rules[i].Caps, pointer + "/caps");
            if (rules[i].Expiry is { } expiry) PointsChecks.Expiry(report, expiry, pointer + "/expiry");
            if (rules[i].Priority != 0 && !rules[i].Exclusive) report.Unused(pointer, "priority", "exclusive: yes");
        }

        ExactChecks.Check(report);
    }

    private static void Kind(Report report, EarnRule rule, string pointer)
    {
        if (rule.Id.Length == 0) return;
        var isMoney = rule.Kind == EarnKind.Money;
        var isMultiplier = rule.Kind == EarnKind.Multiplier;
        if (isMoney && rule.Rate is null) report.Needs(pointer, "rate", "kind: money");
        if (!isMoney && rule.Rate is not null) report.Unused(pointer, "rate", "kind: money");
        if (!isMoney && !isMultiplier && rule.Points == 0) report.Needs(pointer, "points", "kind: " + Word(rule.Kind));
        if ((isMoney || isMultiplier) && rule.Points != 0) report.Unused(pointer, "points", "kind: unit, purchase, behaviour");
        if (isMultiplier && rule.Multiplier == 10_000) report.Needs(pointer, "multiplier", "kind: multiplier");
        if (!isMultiplier && rule.Multiplier != 10_000) report.Unused(pointer, "multiplier", "kind: multiplier");
        if (isMultiplier && rule.Caps.Count > 0) report.Error("program.capsOfMultiplier", pointer + "/caps");
        if (rule.Kind == EarnKind.Behaviour && rule.Behaviour is null) report.Needs(pointer, "behaviour", "kind: behaviour");
        if (rule.Kind != EarnKind.Behaviour && rule.Behaviour is not null) report.Unused(pointer, "behaviour", "kind: behaviour");
        PointsChecks.Multiplier(report, rule.Multiplier, pointer + "/multiplier");
    }

    private static void Scope(Report report, EarnRule rule, string pointer)
    {
        var scope = rule.Scope;
        if (scope.From is { } from && scope.Through is { } through && through < from) report.Error("program.throughBeforeFrom", pointer + "/through");
        for (var i = 0; i < scope.Tiers.Count; i++) report.KnownTier(scope.Tiers[i], Report.At(pointer + "/tiers", i));
        if (rule.Kind != EarnKind.Behaviour) return;
        string[] unread =
        [
            .. scope.Categories.Count > 0 ? new[] { "categories" } : [],
            .. scope.Skus.Count > 0 ? new[] { "skus" } : [],
            .. scope.SaleKinds.Count > 0 ? new[] { "saleKinds" } : [],
            .. scope.ExcludeCategories.Count > 0 ? new[] { "excludeCategories" } : [],
            .. scope.ExcludeSkus.Count > 0 ? new[] { "excludeSkus" } : [],
            .. scope.Code is not null ? new[] { "code" } : [],
            .. scope.OrderAtLeastMinor > 0 ? new[] { "orderAtLeast" } : [],
        ];
        foreach (var key in unread) report.Unused(pointer, key, "kind: money, unit, purchase, multiplier");
    }

    private static string Word(EarnKind kind) => kind switch
    {
        EarnKind.Money => "money",
        EarnKind.Unit => "unit",
        EarnKind.Purchase => "purchase",
        EarnKind.Behaviour => "behaviour",
        EarnKind.Multiplier => "multiplier",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
