using System.Globalization;
using Tessera.App;
using Tessera.App.Segments;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;
using Tessera.Storage;

namespace Tessera.Server.Http.Segments;

/// <summary>The RFM grid and who stands where in it (I4, I10).</summary>
internal sealed class RfmRoutes(Desk desk)
{
    private static readonly QueryField[] Settings =
    [
        new("on", typeof(DateOnly), "As of this local date, today at the latest; that of the programme without it.") { Example = "2026-01-31" },
        new("scoring", typeof(string), "How values become scores; that of the programme without it.") { Choices = ["quantile", "ntile"], Example = "quantile" },
        new("window", typeof(string), "`lifetime`, or `rolling N months` or `rolling N days`; that of the programme without it.") { Example = "rolling 6 months" },
    ];

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/rfm", Id = "reportRfm", Tag = "reports", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(RfmView), Query = Settings, Handle = Grid, Summary = "Recency, frequency, money",
            Says = "Orders of the window net of refunds, which count on their purchase's date; qualifying spend; members with an order only. Equal to what a recomputation from the facts gives.",
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/rfm/members", Id = "listRfmMembers", Tag = "reports", IsHeavy = true, Scope = Scopes.SegmentsRead, Gives = typeof(RfmMembers), Handle = Members, Summary = "Members of the grid",
            Says = "Of a cell, of some scores or of a named part, in a fixed order that says nothing about them.",
            Query =
            [
                .. Settings, new("segment", typeof(string), "Only this named part.") { Choices = [.. RfmNames.All.Select(n => n.Code)], Example = "champions" }, Score("recency"), Score("frequency"), Score("monetary"), QueryField.Limit, QueryField.Cursor,
            ],
        };
    }

    private static QueryField Score(string name) => new(name, typeof(int), "Only this score.") { Min = 1, Max = 5, Example = "5" };

    private Task<Reply> Grid(Ask ask) => Task.FromResult(desk.Read(ask, (scope, showing) =>
        Rules(ask, scope, out var wrong) is { } rules ? Reply.Ok(RfmView.Read(desk.Site, scope, rules, showing.Language == Language.En)) : wrong!));

    private Task<Reply> Members(Ask ask)
    {
        var after = long.MinValue;
        if (ask.Text("cursor") is { } cursor && !long.TryParse(Cursors.Read(cursor), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out after)) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            if (Rules(ask, scope, out var wrong) is not { } rules) return wrong!;
            var pick = new RfmPick(ask.Text("segment"), ScoreOf(ask, "recency"), ScoreOf(ask, "frequency"), ScoreOf(ask, "monetary"));
            var page = desk.Site.Rfm.Read(scope, rules, (board, columns) => pick.Page(board, columns, after, ask.Limit));
            return Reply.Ok(new RfmMembers
            {
                Members = [.. page.Select(m => RfmMemberView.Of(m, scope.Db.Identities.MemberOf(new AccountId(m.Key))?.ToString()))],
                Next = page.Count == ask.Limit ? Cursors.Write(page[^1].Key.ToString(CultureInfo.InvariantCulture)) : null,
            });
        }));
    }

    private static int? ScoreOf(Ask ask, string name) => ask.Text(name) is null ? null : ask.Int(name, 0);

    /// <summary>The settings of the programme with what was asked otherwise.</summary>
    private static RfmRules? Rules(Ask ask, ReadScope scope, out Problem? wrong)
    {
        wrong = null;
        if (scope.KnownPrograms is not { } programs)
        {
            wrong = new Problem(409, "program.none");
            return null;
        }

        var rules = programs.At(scope.AsOf).Document.Rfm;
        if (ask.Text("scoring") is { } scoring) rules = rules with { Scoring = scoring == "ntile" ? RfmScoring.Ntile : RfmScoring.Quantile };
        if (ask.Date("on") is { } on)
        {
            if (on > scope.Today) wrong = Problem.Malformed("?on", "rfm.future");
            rules = rules with { AsOf = on };
        }

        if (ask.Text("window") is { } text)
        {
            if (!new WindowTextKind().TryParse(text, new Units("CNY", 2, 0), out var window) || window.Kind is not (WindowKind.Lifetime or WindowKind.RollingDays or WindowKind.RollingMonths)) wrong = Problem.Malformed("?window", "rfm.window");
            rules = rules with { Window = window };
        }

        return wrong is null ? rules : null;
    }
}
