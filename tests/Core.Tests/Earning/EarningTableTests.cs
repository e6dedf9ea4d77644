using Tessera.Core.Earning;

namespace Tessera.Core.Tests.Earning;

public sealed class EarningTableTests
{
    private const string Purchases = "tests/Core.Tests/cases/earning.csv";
    private const string Behaviours = "tests/Core.Tests/cases/behaviours.csv";

    public static TheoryData<CaseRow> PurchaseRows => [.. CaseTable.Read(Purchases).Rows];

    public static TheoryData<CaseRow> BehaviourRows => [.. CaseTable.Read(Behaviours).Rows];

    [Theory]
    [MemberData(nameof(PurchaseRows), DisableDiscoveryEnumeration = true)]
    [Covers("R22")]
    [CoversTable(Purchases, "{covers}")]
    public void A_purchase_earns_what_the_table_says(CaseRow row)
    {
        var terms = EarnCase.Terms(row["settings"], row["rules"]);
        var earned = CompiledEarning.Compile(terms).Purchase(EarnCase.Context(row["context"]), EarnCase.Purchase(row["lines"], row["context"]));
        var outcome = earned.Outcome;

        Assert.Equal(row.Whole("points"), outcome.Points);
        Compare(row, "byLine", string.Join('|', outcome.Lines.Select(l => l.Points)));
        Compare(row, "byRule", string.Join('|', outcome.Hits.Select(h => $"{h.Parts[0].Text}:{h.Parts.Single(p => p.Name == "points").Number}")));
        Compare(row, "grants", string.Join('|', earned.Grants.Select(g => g.Expiry is { } own ? $"{g.Points}@{own.Length.Days}" : $"{g.Points}")));
        Compare(row, "use", string.Join('|', earned.CapUse.Select(u => $"{u.Key}={u.Points}")));
        Compare(row, "reasons", string.Join(' ', earned.Reasons.Where(r => r.Code != EarnReasons.Multipliers && r.Code != EarnReasons.Growth).Select(Said)));
        if (row.Has("spend")) Assert.Equal(EarnCase.Minor(row["spend"]), outcome.SpendMinor);
        if (row.Has("growth")) Assert.Equal(row.Whole("growth"), outcome.Growth);
        Assert.Equal(outcome.Points, outcome.Lines.Sum(l => l.Points));
        Assert.Equal(outcome.Growth, outcome.Lines.Sum(l => l.Growth));
        Assert.Equal(outcome.SpendMinor, outcome.Lines.Sum(l => l.SpendMinor));
        Assert.Equal(outcome.Points, earned.Grants.Sum(g => g.Points));
    }

    [Theory]
    [MemberData(nameof(BehaviourRows), DisableDiscoveryEnumeration = true)]
    [CoversTable(Behaviours, "{covers}")]
    public void A_behaviour_earns_what_the_table_says(CaseRow row)
    {
        var terms = EarnCase.Terms(row["settings"], row["rules"]);
        var earned = CompiledEarning.Compile(terms).Behaviour(EarnCase.Context(row["context"]), EarnCase.Activity(row["behaviour"], row["context"]));

        Assert.Equal(row.Whole("points"), earned.Points);
        Assert.Equal(row.Whole("growth"), earned.Growth);
        Compare(row, "object", earned.ObjectKey ?? "none");
        Compare(row, "use", string.Join('|', earned.CapUse.Select(u => $"{u.Key}={u.Points}")));
        Compare(row, "reasons", string.Join(' ', earned.Reasons.Where(r => r.Code is not EarnReasons.Behaviour and not EarnReasons.GrowthBehaviour).Select(Said)));
        Assert.Equal(earned.Points, earned.Grants.Sum(g => g.Points));
    }

    private static string Said(Reason reason) => $"{reason.Code}:{reason.Parts.FirstOrDefault(p => p.Name is "rule" or "period" or "type").Text}";

    private static void Compare(CaseRow row, string column, string got)
    {
        if (row.Has(column)) Assert.Equal(row[column] == "-" ? "" : row[column], got);
    }
}
