using Tessera.Core.Programs.Checks;

namespace Tessera.Core.Programs;

/// <summary>Checks what a typed programme means, beyond what each key may hold: ids that must exist, thresholds in order, keys that need each other (features B9, B10, P19).</summary>
public static class ProgramValidation
{
    /// <summary>Every finding, errors and warnings.</summary>
    public static IReadOnlyList<Finding> Check(ProgramDocument document)
    {
        var report = new Report(document);
        PointsChecks.Check(report);
        EarnChecks.Check(report);
        PricingChecks.Check(report);
        TierChecks.Check(report);
        LadderOrder.Check(report);
        ReviewChecks.Check(report);
        StoredValueChecks.Check(report);
        CouponChecks.Check(report);
        BenefitChecks.Check(report);
        RewardChecks.Check(report);
        PlanChecks.Check(report);
        BookingChecks.Check(report);
        SegmentChecks.Check(report);
        return report.Findings;
    }
}
