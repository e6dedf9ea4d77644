using System.ComponentModel;
using System.Globalization;
using Tessera.App.Reads;
using Tessera.App.Reports;

namespace Tessera.Server.Http.Reports;

/// <summary>Rows behind a figure of the report of points.</summary>
internal sealed record PointsRowPage : Page
{
    [Description("Entries in order of member and record, members in a fixed order that says nothing about them; for opening, closing, debt and pending the members themselves.")]
    public required IReadOnlyList<PointsRow> Rows { get; init; }
}

/// <summary>Opens the figures of the report of points into their rows (P25).</summary>
internal sealed class PointsRowRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/points/rows", Id = "listPointsRows", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(PointsRowPage), Handle = Rows, Summary = "Rows behind a figure of the report of points",
            Says = "The entries recorded in the window that a figure adds up, or the members whose balances do: the rows' points add up to the figure. Both dates are inclusive.",
            Query = [new("figure", typeof(string), "The figure.") { Required = true, Choices = [.. PointsRows.Figures], Example = "issued" }, .. SalesReportRoutes.Dates, QueryField.Limit, QueryField.Cursor],
        };
    }

    private Task<Reply> Rows(Ask ask)
    {
        (AccountId, long, int)? after = null;
        if (ask.Text("cursor") is { } cursor && (after = Place(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            if (SalesReportRoutes.WindowOf(ask, scope, out var wrong) is not { } window) return wrong!;
            var page = PointsRows.Read(scope, ask.Text("figure")!, window, after, ask.Limit);
            return Reply.Ok(new PointsRowPage { Rows = page.Rows, Next = page.Next is var (account, sequence, n) ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{account.Value} {sequence} {n}")) : null });
        }));
    }

    private static (AccountId, long, int)? Place(string cursor)
    {
        if (Cursors.Read(cursor)?.Split(' ') is not [var account, var sequence, var n]) return null;
        if (!long.TryParse(account, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a) || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var s)) return null;
        return int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? (new AccountId(a), s, place) : null;
    }
}
