using System.ComponentModel;
using System.Globalization;
using Tessera.App;
using Tessera.App.Reads;
using Tessera.Core.Analytics;
using Tessera.Core.Costs;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Reports;

/// <summary>Rows behind a figure of the report of benefits.</summary>
internal sealed record BenefitRowPage : Page
{
    [Description("The rows, members in a fixed order that says nothing about them, each member's in the order they were recorded.")]
    public required IReadOnlyList<BenefitRow> Rows { get; init; }
}

/// <summary>Opens the figures of the report of benefits into their rows (K1).</summary>
internal sealed class BenefitRowRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/benefits/rows", Id = "listBenefitRows", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(BenefitRowPage), Handle = Rows, Summary = "Rows behind a figure of the report of benefits",
            Says = "`figure=cost`: what was used and what it cost, of all, of a source (`kind` and `id`), a tier or a store; the rows add up to the uses and the cost of the report. `revenue`: what members bought, less refunds. "
                + "`conversion` with `id`: the members of a benefit's tiers, with what each bought. `points`: points open at the end of the window, by member. `open`: coupons, uses of benefits and bonus of stored value open at its end, by member and source (`open` and `id`); their `uses` add up to `open` of the report. Both dates are inclusive.",
            Query =
            [
                new("figure", typeof(string), "Which figure.") { Required = true, Choices = ["cost", "revenue", "conversion", "points", "open"], Example = "cost" },
                new("from", typeof(DateOnly), "First local date.") { Required = true, Example = "2026-01-01" }, new("through", typeof(DateOnly), "Last local date, today at the latest.") { Required = true, Example = "2026-01-31" },
                new("kind", typeof(string), "Only sources of this kind.") { Choices = ["promotion", "benefit", "coupon", "reward", "points"], Example = "benefit" },
                new("open", typeof(string), "For `open`, only this kind.") { Choices = ["coupon", "benefit", "storedValueBonus"], Example = "coupon" },
                new("id", typeof(string), "Only this source; for conversion the benefit.") { Example = "tasting" }, new("tier", typeof(string), "Only this tier.") { Example = "gold" }, new("store", typeof(string), "Only this store.") { Example = "s1" },
                QueryField.Limit, QueryField.Cursor,
            ],
        };
    }

    private Task<Reply> Rows(Ask ask)
    {
        var (from, through) = (ask.Date("from")!.Value, ask.Date("through")!.Value);
        if (through < from) return Task.FromResult<Reply>(Problem.Malformed("?through", "query.order", Moments.Text(from)));
        (AccountId Account, int After)? begin = null;
        if (ask.Text("cursor") is { } cursor && (begin = Place(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        var figure = Enum.Parse<BenefitFigure>(ask.Text("figure")!, ignoreCase: true);
        if (figure == BenefitFigure.Conversion && ask.Text("id") is null) return Task.FromResult<Reply>(Problem.Malformed("?id", "field.missing"));
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            if (scope.KnownPrograms is null) return new Problem(409, "program.none");
            if (from < PointsReport.Earliest || through > scope.Today) return Problem.Malformed(from < PointsReport.Earliest ? "?from" : "?through", "field.range", Moments.Text(PointsReport.Earliest), Moments.Text(scope.Today));
            var page = BenefitRows.Read(scope, new BenefitRowsAsk(figure, from, through)
            {
                Kind = ask.Text("kind") is { } kind ? Enum.Parse<CostKind>(kind, ignoreCase: true) : null, Open = ask.Text("open") is { } open ? Enum.Parse<OpenKind>(open, ignoreCase: true) : null, Id = ask.Text("id"), Tier = ask.Text("tier"), Store = ask.Text("store"), Account = begin?.Account, After = begin?.After ?? 0, Limit = ask.Limit,
            });
            return Reply.Ok(new BenefitRowPage { Rows = page.Rows, Next = page.Next is var (account, after) ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{account} {after}")) : null });
        }));
    }

    private static (AccountId, int)? Place(string cursor)
    {
        if (Cursors.Read(cursor)?.Split(' ') is not [var account, var after] || !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)) return null;
        return AccountId.TryParse(account, out var found) ? (found, rows) : null;
    }
}
