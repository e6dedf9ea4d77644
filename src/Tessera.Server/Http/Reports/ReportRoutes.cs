using Tessera.App;
using Tessera.App.Reads;
using Tessera.App.StoredValue;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Reports;

/// <summary>Reports over tiers and points.</summary>
internal sealed class ReportRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/tier-distribution", Id = "reportTierDistribution", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(TierDistributionView), Summary = "Members by tier",
            Says = "At the end of a local date; today without one.", Query = [new("on", typeof(DateOnly), "Local date; today without it.") { Example = "2026-01-31" }],
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(TierReports.Distribution(scope, ask.Date("on") ?? scope.Today, showing.Language.Tag())))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/tier-movement", Id = "reportTierMovement", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(TierMovementView), Summary = "Movement between tiers",
            Says = "For each tier: opening + in − out = closing. Both dates are inclusive; opening is the end of the day before.", Handle = Movement,
            Query = [new("from", typeof(DateOnly), "First local date.") { Required = true, Example = "2026-01-01" }, new("through", typeof(DateOnly), "Last local date.") { Required = true, Example = "2026-01-31" }],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/stored-value", Id = "reportStoredValue", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(PrepaidView), Summary = "What is owed to holders of stored value",
            Says = "The prepaid liability as of now: principal and bonus left, and cards that can be used with what was paid for them. Minor units.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(PrepaidView.Read(scope)))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/benefits", Id = "reportBenefits", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(BenefitCostsView), Summary = "Use, conversion and cost of benefits",
            Says = "Both dates are inclusive; a thing belongs to the local date it was recorded on, and a refund takes its part out again. Savings cost what they took off, services, gifts and rewards their unit cost, points spent as money what they were worth. "
                + "Cost share = cost ÷ net revenue of members, against the red line of the programme (`costs`). Conversion: members of the tiers that have a benefit who bought at least once, beside those whom the hold-out group keeps from it, with the 95 % interval of the difference (Newcombe); fewer than 100 members in either group are too few to say. "
                + "`open`: what is open at the end of the window and expected to cost, beside the share and no part of it: coupons by the share used of those issued in the window and the average cost of a use in it, benefits by the share used of what could be used in it and their unit cost, bonus of stored value in full; where nothing was offered in the window, all of it.",
            Handle = Benefits,
            Query = [new("from", typeof(DateOnly), "First local date.") { Required = true, Example = "2026-01-01" }, new("through", typeof(DateOnly), "Last local date, today at the latest.") { Required = true, Example = "2026-01-31" }],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/points", Id = "reportPoints", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(PointsReportView), Summary = "Points issued, spent and left",
            Says = "Opening + in − out = closing, to the last point, out of the ledger entries by the local date they were recorded: a month that is over never changes. Pending points and debts stand beside it. What is due tonight is not in it yet. `figures` says what each figure means and where its rows are.", Handle = Points,
            Query =
            [
                new("from", typeof(DateOnly), "First local date.") { Required = true, Example = "2026-01-01" }, new("through", typeof(DateOnly), "Last local date, today at the latest.") { Required = true, Example = "2026-01-31" },
                new("by", typeof(string), "`month`: month by month too.") { Choices = ["month"], Example = "month" },
            ],
        };
    }

    private Task<Reply> Points(Ask ask) => Over(ask, (scope, from, through, language) => Reply.Ok(PointsReport.Read(scope, from, through, ask.Text("by") == "month", language)));

    private Task<Reply> Benefits(Ask ask) => Over(ask, (scope, from, through, language) => Reply.Ok(BenefitCosts.Read(scope, from, through, language)));

    // Dates in order, none before the first a report may begin with, none after today.
    private Task<Reply> Over(Ask ask, Func<ReadScope, DateOnly, DateOnly, string, Reply> read)
    {
        var (from, through) = (ask.Date("from")!.Value, ask.Date("through")!.Value);
        if (through < from) return Task.FromResult<Reply>(Problem.Malformed("?through", "query.order", Moments.Text(from)));
        return Task.FromResult(desk.Read(ask, (scope, showing) => from < PointsReport.Earliest || through > scope.Today
            ? Problem.Malformed(from < PointsReport.Earliest ? "?from" : "?through", "field.range", Moments.Text(PointsReport.Earliest), Moments.Text(scope.Today))
            : read(scope, from, through, showing.Language.Tag())));
    }

    private Task<Reply> Movement(Ask ask)
    {
        var (from, through) = (ask.Date("from")!.Value, ask.Date("through")!.Value);
        if (through < from) return Task.FromResult<Reply>(Problem.Malformed("?through", "query.order", Moments.Text(from)));
        return Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(TierReports.Movement(scope, from, through, showing.Language.Tag()))));
    }
}
