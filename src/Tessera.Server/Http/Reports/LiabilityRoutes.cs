using System.ComponentModel;
using System.Globalization;
using Tessera.App.Reads;
using Tessera.Core.Liability;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Reports;

/// <summary>State of a right at the end of a period.</summary>
internal sealed record RightStateBody
{
    [Description("Points used so far, since the sale; never fewer than in the period before."), Number(0, NumberAttribute.Most), Example("4500")]
    public required long Used { get; init; }

    [Description("Points expected to be used in all by the estimate of that day; at least those used."), Number(0, NumberAttribute.Most), Example("9700")]
    public required long Expected { get; init; }
}

/// <summary>One sale with points, for the calculator.</summary>
internal sealed record LiabilityQuestion
{
    [Description("What was paid, minor units."), Number(0, NumberAttribute.Most), Example("10000000")]
    public required long SalesMinor { get; init; }

    [Description("Stand-alone value of the goods, minor units; what was paid without it."), Number(1, NumberAttribute.Most)]
    public long? GoodsMinor { get; init; }

    [Description("Points given."), Number(1, NumberAttribute.Most), Example("10000")]
    public required long Points { get; init; }

    [Description("Stand-alone value of all of them if each were used, minor units."), Number(0, NumberAttribute.Most), Example("1000000")]
    public required long PointsWorthMinor { get; init; }

    [Description("Share of the points expected to be used, ten-thousandths."), Number(0, 10_000), Example("9700")]
    public required int ExpectedShare { get; init; }

    [Description("Round the two shares to whole percents first, as handbooks print them.")]
    public bool WholePercents { get; init; }

    [Description("Ends of periods, in order."), Items(0, 120)]
    public IReadOnlyList<RightStateBody>? Periods { get; init; }
}

/// <summary>What points owe: the report of months and the calculator of one sale (trials L14).</summary>
internal sealed class LiabilityRoutes(Desk desk)
{
    private const int MostMonths = 60;

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/liability", Id = "reportLiability", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(LiabilityView), Summary = "What points owe, month by month",
            Says = "Points given with sales defer a part of the sale by their worth and the share expected to be used (`liability` in the programme); it becomes revenue as they are used or expire. Points given without a sale are a provision. "
                + "Each month takes the terms in force at its end; opening + added − released = closing; a cohort is the month in which points were earned. Minor units, rounded half up once for each cohort.",
            Handle = Report,
            Query =
            [
                new("from", typeof(DateOnly), "A date of the first month.") { Required = true, Example = "2026-01-01" },
                new("through", typeof(DateOnly), "A date of the last month, today at the latest; at most 60 months in all.") { Required = true, Example = "2026-01-31" },
            ],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/calculators/liability", Id = "calculateLiability", Tag = "reports", Scope = Scopes.ReportsRead, Takes = typeof(LiabilityQuestion), Gives = typeof(RightShared), Summary = "The calculator of a material right",
            Says = "One sale with given figures, after IFRS 15: shared by stand-alone value, points at their worth × the share expected to be used; recognised by used ÷ expected as the periods say. Nothing is stored.",
            Example = """{"salesMinor":10000000,"points":10000,"pointsWorthMinor":1000000,"expectedShare":9700,"wholePercents":true,"periods":[{"used":4500,"expected":9700},{"used":8500,"expected":9900}]}""",
            Handle = ask => Task.FromResult(Calculate(ask.Take<LiabilityQuestion>())),
        };
    }

    private Task<Reply> Report(Ask ask)
    {
        var (from, through) = (ask.Date("from")!.Value, ask.Date("through")!.Value);
        if (through < from) return Task.FromResult<Reply>(Problem.Malformed("?through", "query.order", Moments.Text(from)));
        var (first, last) = (YearMonth.Of(from), YearMonth.Of(through));
        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            if (from < PointsReport.Earliest || through > scope.Today)
                return Problem.Malformed(from < PointsReport.Earliest ? "?from" : "?through", "field.range", Moments.Text(PointsReport.Earliest), Moments.Text(scope.Today));
            return last.Number - first.Number >= MostMonths
                ? Problem.Malformed("?from", "field.range", Moments.Text(new YearMonth(last.Number - MostMonths + 1).First), Moments.Text(through))
                : Reply.Ok(LiabilityView.Read(scope, first, last, showing.Language.Tag()));
        }));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Reply Calculate(LiabilityQuestion asked)
    {
        if (asked is { GoodsMinor: null, SalesMinor: 0 }) return Problem.Malformed("/goodsMinor", "field.missing");
        var (states, before) = (asked.Periods ?? [], 0L);
        for (var i = 0; i < states.Count; i++)
        {
            if (states[i].Used < before || states[i].Used > asked.Points) return Problem.Malformed($"/periods/{i}/used", "field.range", Text(before), Text(asked.Points));
            if (states[i].Expected < states[i].Used || states[i].Expected > asked.Points) return Problem.Malformed($"/periods/{i}/expected", "field.range", Text(states[i].Used), Text(asked.Points));
            before = states[i].Used;
        }

        var right = new MaterialRight
        {
            SalesMinor = asked.SalesMinor, GoodsMinor = asked.GoodsMinor ?? asked.SalesMinor, Points = asked.Points, PointsWorthMinor = asked.PointsWorthMinor, ExpectedShare = asked.ExpectedShare,
            WholePercents = asked.WholePercents,
        };
        return Reply.Ok(right.Share(states.Select(s => new RightState(s.Used, s.Expected))));
    }
}
