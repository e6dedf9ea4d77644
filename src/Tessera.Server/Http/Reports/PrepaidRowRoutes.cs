using System.ComponentModel;
using System.Globalization;
using Tessera.App.StoredValue;

namespace Tessera.Server.Http.Reports;

/// <summary>A page of holders behind the prepaid liability.</summary>
internal sealed record PrepaidRowPage : Page
{
    [Description("Holders, in a fixed order that says nothing about them.")]
    public required IReadOnlyList<PrepaidRow> Holders { get; init; }
}

/// <summary>Opens what is owed to holders of stored value into the holders (P25).</summary>
internal sealed class PrepaidRowRoutes(Desk desk)
{
    private const string Cards = "cards";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/stored-value/rows", Id = "listPrepaidRows", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(PrepaidRowPage), Handle = Rows, Summary = "Holders behind what is owed",
            Says = "As of now: the rows add up to the figures of `GET /v1/reports/stored-value`.",
            Query = [new("held", typeof(string), "Only holders of value, or of cards that can be used; both without it.") { Choices = ["value", Cards], Example = "value" }, QueryField.Limit, QueryField.Cursor],
        };
    }

    private Task<Reply> Rows(Ask ask)
    {
        AccountId? after = null;
        if (ask.Text("cursor") is { } cursor)
        {
            if (!long.TryParse(Cursors.Read(cursor), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var account)) return Task.FromResult<Reply>(Cursors.Wrong);
            after = new AccountId(account);
        }

        bool? ofCards = ask.Text("held") is { } held ? held == Cards : null;
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            var page = PrepaidRow.Read(scope, ofCards, after, ask.Limit);
            return Reply.Ok(new PrepaidRowPage { Holders = [.. page.Select(p => p.Row)], Next = page.Count == ask.Limit ? Cursors.Write(page[^1].Account.Value.ToString(CultureInfo.InvariantCulture)) : null });
        }));
    }
}
