using Tessera.Core.Points;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of points and growth.</summary>
internal static class PointsChecks
{
    public static void Check(Report report)
    {
        var points = report.Document.Points;
        Expiry(report, points.Expiry, "/points/expiry");
        Pending(report, points.Pending);
        Caps(report, points.Caps, "/points/caps");
        Multiplier(report, points.BirthdayMultiplier, "/points/birthday");
        if (points.AutoRedemption is { } redemption && redemption.Points > redemption.AtBalance)
        {
            report.Add(new Finding("program.redemptionAboveBalance", "/points/autoRedemption/points")
            {
                Parts = [Reason.Count("points", redemption.Points), Reason.Count("balance", redemption.AtBalance)],
            });
        }

        if (report.Document.Growth is { } growth)
        {
            if (growth.SpendRate is null && growth.Behaviours.Count == 0) report.Needs("/growth", "spend", "growth");
            if (growth.BehaviourShare is not null && growth.Behaviours.Count == 0) report.Needs("/growth", "behaviours", "behaviourShare");
        }
    }

    public static void Expiry(Report report, ExpiryRule expiry, string pointer)
    {
        if (expiry.Kind == ExpiryKind.Fixed && expiry.Dates.Count == 0) report.Needs(pointer, "dates", "kind: fixed");
        if (expiry.Kind != ExpiryKind.Fixed && expiry.Dates.Count > 0) report.Unused(pointer, "dates", "kind: fixed");
        if (expiry.Kind != ExpiryKind.Rolling && expiry.RoundUpTo != PeriodEnd.None) report.Unused(pointer, "roundUpTo", "kind: rolling");
    }

    public static void Caps(Report report, IReadOnlyList<PointsCap> caps, string pointer)
    {
        for (var i = 1; i < caps.Count; i++)
        {
            // An order's limit may be above a day's: it is the day's that then binds.
            if (caps[i].Points < caps[i - 1].Points) report.Warn("program.capOrder", pointer);
        }
    }

    public static void Multiplier(Report report, int multiplier, string pointer)
    {
        if (multiplier < 10_000) report.Warn("program.multiplierBelowOne", pointer);
    }

    private static void Pending(Report report, PendingRule pending)
    {
        const string pointer = "/points/pending";
        if (pending is { Until: PendingUntil.Days, Days: 0 }) report.Needs(pointer, "days", "until: days");
        if (pending.Until != PendingUntil.Days && pending.Days > 0) report.Unused(pointer, "days", "until: days");
        if (pending.Until != PendingUntil.Received && pending.CancelAfterDays > 0) report.Unused(pointer, "cancelAfter", "until: received");
    }
}
