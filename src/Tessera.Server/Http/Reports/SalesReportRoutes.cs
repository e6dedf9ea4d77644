using System.Globalization;
using Tessera.App;
using Tessera.App.Reads;
using Tessera.App.Reports;
using Tessera.Core.Analytics;
using Tessera.Core.Liability;
using Tessera.Core.Tiers;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Reports;

/// <summary>Reports over members and their sales: what the console's start page, its report pages and its sliders show.</summary>
internal sealed class SalesReportRoutes(Desk desk)
{
    private const int MostDays = 366;
    private const int MostMonths = 60;
    private const int MostThresholds = 20;

    internal static readonly QueryField[] Dates =
    [
        new("from", typeof(DateOnly), "First local date.") { Required = true, Example = "2026-01-01" },
        new("through", typeof(DateOnly), "Last local date, today at the latest.") { Required = true, Example = "2026-01-31" },
    ];

    internal static readonly string[] Metrics = ["spend", "orders", "pointsEarned", "growth", "topUps", "largestTopUp", "referrals"];

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/figures", Id = "reportFigures", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(BusinessFiguresView), Query = Dates, Summary = "Figures of the business",
            Says = "Members, active rate, sales, average ticket, repurchase rate and member share of sales over a window, beside as many dates before it. Each comes with its definition, with what is divided by what, and with where the members or purchases behind it are listed. "
                + "Refunds count on their purchase's date.",
            Handle = ask => Over(ask, (scope, window, language) => Reply.Ok(BusinessFiguresView.Read(scope, window, language))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/daily", Id = "reportDaily", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(DailyView), Query = Dates, Summary = "Figures of each date",
            Says = "New members, active members, orders, sales, points earned and spent by local date, at most 366 dates, and the same over as many dates before.",
            Handle = ask => Over(ask, (scope, window, language) => window.Days > MostDays
                ? Problem.Malformed("?from", "field.range", Moments.Text(window.Through.AddDays(1 - MostDays)), Moments.Text(window.Through))
                : Reply.Ok(DailyView.Read(scope, window, language))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/today", Id = "reportToday", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(TodayView), Summary = "Today so far",
            Says = "New members, active members, orders, sales and points of today so far, beside the same weekday a week before until the same time of day. With `store` what that store told alone.",
            Query = [new("store", typeof(string), "One store alone.") { Example = "sh-001" }],
            Handle = ask => Over(ask, (scope, _, language) => Reply.Ok(TodayView.Read(scope, ask.Text("store"), language))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/tier-sales", Id = "reportTierSales", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(TierSalesView), Query = Dates, Summary = "Share of sales by tier",
            Says = "Sales, orders, members and average ticket of each tier. A document counts for the tier in force when its date began.",
            Handle = ask => Over(ask, (scope, window, language) => Reply.Ok(TierSalesView.Read(scope, window, language))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/rankings", Id = "reportRankings", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(RankingView), Summary = "Stores, clerks or channels by sales",
            Says = "By the store, clerk or channel each document names; refunds go with their purchase. Sales without a member stand beside them.",
            Query = [.. Dates, new("by", typeof(string), "What is ranked.") { Required = true, Choices = ["store", "clerk", "channel"], Example = "store" }, QueryField.Limit],
            Handle = ask => Over(ask, (scope, window, language) => Reply.Ok(RankingView.Read(scope, window, Ranked(ask.Text("by")!), ask.Limit, language))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/cohorts", Id = "reportCohorts", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(CohortsView), Summary = "Retention and value by cohort",
            Says = "Members by the month they joined or first bought in, month by month until the month of `through`: how many bought, and what they brought to date. At most 60 months.",
            Query = [.. Dates, new("by", typeof(string), "What gathers members.") { Required = true, Choices = ["joining", "firstPurchase"], Example = "joining" }],
            Handle = ask => Over(ask, (scope, window, language) =>
            {
                var (first, last) = (YearMonth.Of(window.From), YearMonth.Of(window.Through));
                return last.Number - first.Number >= MostMonths
                    ? Problem.Malformed("?from", "field.range", Moments.Text(new YearMonth(last.Number - MostMonths + 1).First), Moments.Text(window.Through))
                    : Reply.Ok(CohortsView.Read(scope, Gathered(ask.Text("by")!), first, last, language));
            }),
        };
        yield return Reach();
    }

    private ApiRoute Reach() => new()
    {
        Method = "GET", Path = "/v1/reports/reach", Id = "reportReach", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(ReachView), Summary = "Members who would reach a threshold",
        Says = "The curve behind a slider: for each threshold of a metric the share of members who reach it, read as conditions of tiers read it. The curve has at most a hundred steps; thresholds asked for are answered exactly.",
        Query =
        [
            ReachFields[0] with { Required = true, Says = "The metric." }, ReachFields[1], new("on", typeof(DateOnly), "As of this local date, today at the latest; today without it.") { Example = "2026-01-31" },
            new("at", typeof(string), "Thresholds to answer exactly, with commas, at most 20: minor units of money, points in their smallest part, else counts.") { Example = "100000,500000" },
        ],
        Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            if (AskOf(ask, scope, "on", out var wrong) is not { } reach) return wrong!;
            var asked = (ask.Text("at") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
            var thresholds = new List<long>();
            foreach (var text in asked)
            {
                if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var threshold)) return Problem.Malformed("?at", "field.integer");
                thresholds.Add(threshold);
            }

            return thresholds.Count > MostThresholds ? Problem.Malformed("?at", "field.many", MostThresholds.ToString(CultureInfo.InvariantCulture)) : Reply.Ok(ReachView.Read(scope, reach, thresholds, showing.Language.Tag()));
        })),
    };

    internal static readonly QueryField[] ReachFields =
    [
        new("metric", typeof(string), "The metric; of the reach curve only.") { Choices = Metrics, Example = "spend" },
        new("window", typeof(string), "Its window, as in a programme: `lifetime`, `rolling N months`, `calendar year` …; `rolling 12 months` without it.") { Example = "rolling 12 months" },
    ];

    /// <summary>What the reach curve is asked; null with what is wrong.</summary>
    internal static ReachAsk? AskOf(Ask ask, ReadScope scope, string dateField, out Problem? wrong)
    {
        wrong = null;
        if (scope.KnownPrograms is null) wrong = new Problem(409, "program.none");
        else if (ask.Text("metric") is null) wrong = Problem.Malformed("?metric", "field.missing");
        else if (ask.Date(dateField) is { } asked && (asked > scope.Today || asked < PointsReport.Earliest)) wrong = Problem.Malformed("?" + dateField, "field.range", Moments.Text(PointsReport.Earliest), Moments.Text(scope.Today));
        if (wrong is not null) return null;
        if (ReachAsk.Parse(Enum.Parse<Metric>(ask.Text("metric")!, ignoreCase: true), ask.Text("window"), ask.Date(dateField) ?? scope.Today) is { } reach) return reach;
        wrong = Problem.Malformed("?window", "report.window");
        return null;
    }

    internal static RankedBy Ranked(string by) => by switch
    {
        "store" => RankedBy.Store,
        "clerk" => RankedBy.Clerk,
        _ => RankedBy.Channel,
    };

    internal static CohortBy Gathered(string by) => by == "joining" ? CohortBy.Joining : CohortBy.FirstPurchase;

    private Task<Reply> Over(Ask ask, Func<ReadScope, ReportWindow, string, Reply> read) =>
        Task.FromResult(desk.Read(ask, (scope, showing) => WindowOf(ask, scope, out var wrong) is { } window ? read(scope, window, showing.Language.Tag()) : wrong!));

    /// <summary>The dates asked for, where a route does not require them today alone: in order, none before the first a report may begin with, none after today.</summary>
    internal static ReportWindow? WindowOf(Ask ask, ReadScope scope, out Problem? wrong)
    {
        wrong = null;
        if (scope.KnownPrograms is null) wrong = new Problem(409, "program.none");
        if (wrong is not null) return null;
        var through = ask.Date("through") ?? scope.Today;
        var from = ask.Date("from") ?? through;
        if (through < from) wrong = Problem.Malformed("?through", "query.order", Moments.Text(from));
        else if (from < PointsReport.Earliest || through > scope.Today) wrong = Problem.Malformed(from < PointsReport.Earliest ? "?from" : "?through", "field.range", Moments.Text(PointsReport.Earliest), Moments.Text(scope.Today));
        return wrong is null ? new ReportWindow(from, through) : null;
    }
}
