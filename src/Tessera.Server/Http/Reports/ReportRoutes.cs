using Tessera.App.Reads;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Reports;

/// <summary>Reports over tiers.</summary>
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
    }

    private Task<Reply> Movement(Ask ask)
    {
        var (from, through) = (ask.Date("from")!.Value, ask.Date("through")!.Value);
        if (through < from) return Task.FromResult<Reply>(Problem.Malformed("?through", "query.order", Moments.Text(from)));
        return Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(TierReports.Movement(scope, from, through, showing.Language.Tag()))));
    }
}
