using System.ComponentModel;
using System.Globalization;
using Tessera.App.Reads;
using Tessera.Core.Points;
using Tessera.Server.Http.Members;

namespace Tessera.Server.Http.Points;

/// <summary>A page of ledger entries.</summary>
internal sealed record EntriesView : Page
{
    [Description("The newest first.")]
    public required IReadOnlyList<EntryView> Entries { get; init; }
}

/// <summary>Growth value of a member.</summary>
/// <param name="Growth">Growth value of all time; may be negative.</param>
/// <param name="On">Local date seen.</param>
internal sealed record GrowthView(long Growth, DateOnly On);

/// <summary>Balance, lots, entries, growth.</summary>
internal sealed class PointsReads(Desk desk)
{
    private const string Member = "/v1/members/{memberId}";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = Member + "/points", Id = "getPoints", Tag = "points", Scope = Scopes.PointsRead, Gives = typeof(PointsView), Summary = "Balance, lots and what ends when",
            Says = "Active, pending, owed, expiring by month, and each lot: opened = left + consumed + expired + clawed back − returned.",
            Query = [MemberReads.On, new("closedLots", typeof(bool), "Lots with nothing left too.")],
            Handle = ask => desk.ReadMember(ask, (scope, member, _) => PointsView.Read(scope, member, ask.Date("on"), ask.Flag("closedLots"))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Member + "/points/entries", Id = "listEntries", Tag = "points", Scope = Scopes.PointsRead, Gives = typeof(EntriesView), Summary = "Ledger entries",
            Says = "Each with its reason and the figures after it.", Query = [QueryField.Limit, QueryField.Cursor], Handle = Entries,
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Member + "/points/statement", Id = "getStatement", Tag = "points", Scope = Scopes.PointsRead, Gives = typeof(StatementView), Summary = "A statement", Says = "Opening, each entry, closing; both dates are inclusive.",
            Query = [new("from", typeof(DateOnly), "First local date.") { Required = true, Example = "2026-01-01" }, new("through", typeof(DateOnly), "Last local date.") { Required = true, Example = "2026-01-31" }], Handle = Statement,
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Member + "/growth", Id = "getGrowth", Tag = "points", Scope = Scopes.PointsRead, Gives = typeof(GrowthView), Summary = "Growth value", Says = "Never spent, may be negative. What of it counts for a tier is told by the tier's conditions.",
            Query = [MemberReads.On], Handle = ask => desk.ReadMember(ask, (scope, member, _) => MemberView.Read(scope, member, ask.Date("on")) is { } view ? new GrowthView(view.Growth, view.On) : null),
        };
    }

    private Task<Reply> Entries(Ask ask)
    {
        LotId? before = null;
        if (ask.Text("cursor") is { } cursor && (before = Read(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return desk.ReadMember(ask, (scope, member, showing) =>
        {
            if (ReadEntries.Page(scope, member, new EntryAsk(ask.Limit, before), showing.Language.Tag()) is not { } page) return null;
            var next = page.Next is { } place ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{place.Sequence} {place.N}")) : null;
            return Reply.Ok(new EntriesView { Entries = page.Entries, Next = next });
        });
    }

    private Task<Reply> Statement(Ask ask)
    {
        var (from, through) = (ask.Date("from")!.Value, ask.Date("through")!.Value);
        if (through < from) return Task.FromResult<Reply>(Problem.Malformed("?through", "query.order", Json.Moments.Text(from)));
        return desk.ReadMember(ask, (scope, member, showing) => ReadEntries.Statement(scope, member, (from, through), showing.Language.Tag()));
    }

    private static LotId? Read(string cursor)
    {
        if (Cursors.Read(cursor)?.Split(' ') is not [var sequence, var n]) return null;
        var good = long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var at) & int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        return good ? new LotId(at, place) : null;
    }
}
