using System.Globalization;
using Tessera.App;
using Tessera.App.Reports;
using Tessera.Core.Liability;
using Tessera.Storage;

namespace Tessera.Server.Http.Reports;

/// <summary>A page of members behind a figure.</summary>
internal sealed record ReportedMembers : Page
{
    public required IReadOnlyList<ReportedMember> Members { get; init; }
}

/// <summary>A page of documents behind a figure.</summary>
internal sealed record ReportedPurchases : Page
{
    public required IReadOnlyList<ReportedPurchase> Purchases { get; init; }
}

/// <summary>The members and documents behind the figures of reports: every number opens. Reports give the addresses themselves (`opens`).</summary>
internal sealed class BehindRoutes(Desk desk)
{
    private const string None = "-";

    private static readonly QueryField[] Dates =
    [
        new("from", typeof(DateOnly), "First local date; that of `through` without it.") { Example = "2026-01-01" },
        new("through", typeof(DateOnly), "Last local date, today at the latest; today without it.") { Example = "2026-01-31" },
    ];

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/members", Id = "listReportMembers", Tag = "reports", IsHeavy = true, Scope = Scopes.SegmentsRead, Gives = typeof(ReportedMembers), Handle = Members, Summary = "Members behind a figure",
            Says = "In a fixed order that says nothing about them. `tier` and `moved` read the tier history; `cohort` the members of a cohort, or with `age` those of them who bought in that month; `reach` those who reach `atLeast` of a metric on the date `through`.",
            Query =
            [
                new("figure", typeof(string), "The figure.") { Required = true, Choices = ["members", "newMembers", "active", "buyers", "repeaters", "tier", "moved", "cohort", "reach"], Example = "buyers" },
                .. Dates, new("tier", typeof(string), "Tier at the end of `through`; `-` of who left.") { Example = "base" }, new("was", typeof(string), "Of `moved`: tier before `from`; `-` of who joined.") { Example = "base" },
                new("by", typeof(string), "Of `cohort`.") { Choices = ["joining", "firstPurchase"], Example = "joining" }, new("month", typeof(string), "Of `cohort`: its month.") { Example = "2026-01" },
                new("age", typeof(int), "Of `cohort`: months since its first one.") { Min = 0, Max = 60, Example = "0" }, .. SalesReportRoutes.ReachFields,
                new("atLeast", typeof(string), "Of `reach`: the threshold.") { Example = "100000" }, QueryField.Limit, QueryField.Cursor,
            ],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/reports/purchases", Id = "listReportPurchases", Tag = "reports", IsHeavy = true, Scope = Scopes.SegmentsRead, Gives = typeof(ReportedPurchases), Handle = Purchases, Summary = "Documents behind a figure",
            Says = "Documents of members that count in a window, with what is left of each after all refunds: their sum is the sales figure.",
            Query =
            [
                new("figure", typeof(string), "`orders` leaves out what is no order.") { Required = true, Choices = ["sales", "orders"], Example = "sales" }, .. SalesReportRoutes.Dates,
                new("tier", typeof(string), "Only those that count for this tier.") { Example = "base" },
                new("by", typeof(string), "What `place` is.") { Choices = ["store", "clerk", "channel"], Example = "channel" }, new("place", typeof(string), "Only those of this store, clerk or channel; `-` of those that name none.") { Example = "store" },
                QueryField.Limit, QueryField.Cursor,
            ],
        };
    }

    private Task<Reply> Members(Ask ask)
    {
        if (Position(ask, 1) is not { } position) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            if (PickOf(ask, scope, out var wrong) is not { } pick) return wrong!;
            var page = ReportMembers.Page(scope, pick, position.Length == 0 ? null : new AccountId(position[0]), ask.Limit, showing.Language.Tag());
            return Reply.Ok(new ReportedMembers { Members = [.. page.Select(m => m.Member)], Next = page.Count == ask.Limit ? Cursors.Write(Text(page[^1].Account.Value)) : null });
        }));
    }

    private Task<Reply> Purchases(Ask ask)
    {
        if (Position(ask, 3) is not { } position) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            if (SalesReportRoutes.WindowOf(ask, scope, out var wrong) is not { } window) return wrong!;
            if (ask.Text("place") is not null && ask.Text("by") is null) return Problem.Malformed("?by", "field.missing");
            var place = ask.Text("place") is { } id ? (SalesReportRoutes.Ranked(ask.Text("by")!), id == None ? "" : id) : ((RankedBy, string)?)null;
            DocumentPlace? after = position.Length == 0 ? null : new DocumentPlace(new AccountId(position[0]), position[1], position[2]);
            var page = ReportPurchases.Page(scope, new PurchasePick(window, ask.Text("figure") == "orders", ask.Text("tier"), place), after, ask.Limit);
            return Reply.Ok(new ReportedPurchases
            {
                Purchases = [.. page.Select(p => p.Purchase)],
                Next = page.Count == ask.Limit ? Cursors.Write($"{Text(page[^1].Place.Account.Value)} {Text(page[^1].Place.FromMerge)} {Text(page[^1].Place.Sequence)}") : null,
            });
        }));
    }

    private static MemberPick? PickOf(Ask ask, ReadScope scope, out Problem? wrong)
    {
        var figure = ask.Text("figure")!;
        if (figure == "reach") return Reach(ask, scope, out wrong);
        if (figure == "cohort") return Cohort(ask, out wrong);
        if (figure == "tier") return Tier(ask, scope, out wrong);
        if (SalesReportRoutes.WindowOf(ask, scope, out wrong) is not { } window) return null;
        if (figure == "moved")
        {
            wrong = Missing(ask, "was", "tier");
            return wrong is null ? new MemberPick(window, null) { Moved = (Named(ask, "was"), Named(ask, "tier")) } : null;
        }

        return MemberPick.Of(window, figure switch
        {
            "newMembers" => w => w.IsNew,
            "active" => w => w.IsActive,
            "buyers" => w => w.Orders > 0,
            "repeaters" => w => w.Orders > 1,
            _ => w => w.IsThere,
        });
    }

    private static MemberPick? Tier(Ask ask, ReadScope scope, out Problem? wrong)
    {
        wrong = scope.KnownPrograms is null ? new Problem(409, "program.none") : Missing(ask, "tier");
        if (wrong is not null) return null;
        var on = ask.Date("through") ?? scope.Today;
        return new MemberPick(new ReportWindow(on, on), null) { Tier = ask.Text("tier") };
    }

    private static MemberPick? Cohort(Ask ask, out Problem? wrong)
    {
        wrong = Missing(ask, "by", "month");
        if (wrong is not null) return null;
        if (DateOnly.TryParseExact(ask.Text("month") + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) && month.Year is >= 1990 and < 3000)
            return MemberPick.OfCohort(SalesReportRoutes.Gathered(ask.Text("by")!), YearMonth.Of(month), ask.Text("age") is null ? null : ask.Int("age", 0));
        wrong = Problem.Malformed("?month", "field.date");
        return null;
    }

    private static MemberPick? Reach(Ask ask, ReadScope scope, out Problem? wrong)
    {
        if (SalesReportRoutes.AskOf(ask, scope, "through", out wrong) is not { } reach) return null;
        if (long.TryParse(ask.Text("atLeast"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var atLeast)) return MemberPick.OfReach(scope, reach, atLeast);
        wrong = Problem.Malformed("?atLeast", ask.Text("atLeast") is null ? "field.missing" : "field.integer");
        return null;
    }

    private static Problem? Missing(Ask ask, params string[] fields) => fields.FirstOrDefault(f => ask.Text(f) is null) is { } field ? Problem.Malformed("?" + field, "field.missing") : null;

    private static string Named(Ask ask, string field) => ask.Text(field) is { } text && text != None ? text : "";

    // Where to go on: so many numbers, none at the beginning; null of a cursor that was not given out here.
    private static long[]? Position(Ask ask, int numbers)
    {
        if (ask.Text("cursor") is not { } cursor) return [];
        var parts = (Cursors.Read(cursor) ?? "").Split(' ');
        var position = new long[numbers];
        for (var i = 0; i < numbers; i++)
        {
            if (parts.Length != numbers || !long.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out position[i])) return null;
        }

        return position;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
