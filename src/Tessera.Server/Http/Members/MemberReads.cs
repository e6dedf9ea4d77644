using System.ComponentModel;
using System.Globalization;
using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Server.Json;
using Tessera.Server.Pages;

namespace Tessera.Server.Http.Members;

/// <summary>A page of members.</summary>
internal sealed record MemberPage : Page
{
    public required IReadOnlyList<MemberView> Members { get; init; }

    [Description("Members that the filters let through; only where `count` asked for it.")]
    public long? Total { get; init; }
}

/// <summary>A page of a member's timeline.</summary>
internal sealed record TimelineView : Page
{
    public required IReadOnlyList<TimelineItem> Items { get; init; }
}

/// <summary>Messages of a member.</summary>
internal sealed record InboxView : Page
{
    [Description("The newest first.")]
    public required IReadOnlyList<InboxMessageView> Messages { get; init; }
}

/// <summary>Reading and finding members.</summary>
internal sealed class MemberReads(Desk desk)
{
    private const string Member = "/v1/members/{memberId}";

    public static QueryField On { get; } = new("on", typeof(DateOnly), "As at the end of this local date, out of the record of then; now without it.") { Example = "2026-01-31" };

    private static QueryField OnlyPurchases { get; } = new("only", typeof(string), "`purchases`: purchases and what was given back of them; everything without it.") { Choices = ["purchases"], Example = "purchases" };

    public IEnumerable<ApiRoute> All()
    {
        foreach (var route in new MemberLists(desk).All()) yield return route;
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/members/search", Id = "searchMembers", Tag = "members", Scope = Scopes.MembersRead, Takes = typeof(MemberSearch), Gives = typeof(MemberPage), Handle = Search,
            Example = """{"identity":{"kind":"phone","value":"13800001234"}}""", Summary = "Find members", Says = "By a whole identity, or by the last four digits of a phone or card. Personal terms travel in bodies, never in addresses. Changes nothing, so it needs no Idempotency-Key.",
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Member, Id = "getMember", Tag = "members", Scope = Scopes.MembersRead, Gives = typeof(MemberView), Query = [On], Summary = "One member",
            Says = "Identities are masked. A member that was merged answers as the one it was merged into.", Handle = ask => ask.Date("on") is { } on ? desk.ReadMember(ask, (scope, member, _) => MemberView.Read(scope, member, on)) : desk.ReadCard(ask),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Member + "/export", Id = "exportMember", Tag = "members", IsHeavy = true, Scope = Scopes.MembersExport, Gives = typeof(MemberExport), Handle = Export,
            Query = [new("format", typeof(string), "`html` gives a page to read or print, in the language asked for; JSON without it.") { Choices = ["json", "html"], Example = "json" }],
            Summary = "Everything about one member", Says = "A copy of everything kept about the person, for the person: nothing is masked. Each call leaves an audit record.",
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Member + "/timeline", Id = "getTimeline", Tag = "members", Scope = Scopes.MembersRead, Gives = typeof(TimelineView), Query = [OnlyPurchases, QueryField.Limit, QueryField.Cursor], Summary = "Everything that happened to a member",
            Says = "The record, the newest first, each item with its reasons.", Handle = Timeline,
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Member + "/inbox", Id = "getInbox", Tag = "members", Scope = Scopes.MembersRead, Gives = typeof(InboxView), Query = [QueryField.Limit, QueryField.Cursor], Summary = "Messages to a member",
            Says = "站内信, the newest first, in the language asked for.",
            Handle = Inbox,
        };
    }

    private Task<Reply> Search(Ask ask)
    {
        var body = ask.Take<MemberSearch>();
        if (body.Identity is null == body.LastFour is null) return Task.FromResult<Reply>(Problem.Malformed("/identity", "search.which"));
        if (body.LastFour is { } digits) return digits.All(char.IsAsciiDigit) ? Found(ask, scope => scope.Db.Identities.FindByLastFour(digits, 50)) : Task.FromResult<Reply>(Problem.Malformed("/lastFour", "search.lastFour"));
        var (identity, wrong) = body.Identity!.Read("/identity");
        return identity is null ? Task.FromResult<Reply>(Problem.Malformed([wrong!])) : Found(ask, scope => scope.Db.Identities.Find(identity) is { } account ? [account] : []);
    }

    private Task<Reply> Found(Ask ask, Func<ReadScope, IEnumerable<AccountId>> find) =>
        Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(new MemberPage { Members = Views(scope, find(scope)) })));

    internal static List<MemberView> Views(ReadScope scope, IEnumerable<AccountId> accounts) =>
        [.. accounts.Select(a => MemberView.Read(scope, MemberRef.By(a))).OfType<MemberView>()];

    private async Task<Reply> Export(Ask ask)
    {
        var (member, wrong) = Naming.OfPath(ask);
        if (member is null) return wrong!;
        if (await Desk.Note(ask, desk.Site, new NoteMemberExport(member, ask.Text("format") ?? "json")) is { } refused) return refused;
        return await desk.ReadMember(ask, (scope, who, showing) => MemberExport.Read(scope, who, showing.Language.Tag()) switch
        {
            null => null,
            var export when ask.Text("format") == "html" => Reply.Text(MemberPaper.Render(export, showing), "text/html"),
            var export => export,
        });
    }

    private Task<Reply> Inbox(Ask ask)
    {
        Core.Points.LotId? before = null;
        if (ask.Text("cursor") is { } cursor && (before = MessageIds.Read(Cursors.Read(cursor) ?? "")) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return desk.ReadMember(ask, (scope, member, showing) =>
        {
            if (ReadTimeline.Inbox(scope, member, new EntryAsk(ask.Limit, before), showing.Language.Tag()) is not { } messages) return null;
            var next = messages.Count == ask.Limit ? Cursors.Write(messages[^1].Id) : null;
            return Reply.Ok(new InboxView { Messages = messages, Next = next });
        });
    }

    private Task<Reply> Timeline(Ask ask)
    {
        long? before = null;
        if (ask.Text("cursor") is { } cursor)
        {
            if (Cursors.Read(cursor) is not { } position || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return Task.FromResult<Reply>(Cursors.Wrong);
            before = value;
        }

        return desk.ReadMember(ask, (scope, member, showing) =>
        {
            var wanted = (ask.Limit, before);
            if ((ask.Text("only") is null ? ReadTimeline.Page(scope, member, wanted, showing.Language.Tag()) : ReadTimeline.Purchases(scope, member, wanted, showing.Language.Tag())) is not { } page) return null;
            var next = page.Next is { } place ? Cursors.Write(place.ToString(CultureInfo.InvariantCulture)) : null;
            return Reply.Ok(new TimelineView { Items = page.Items, Next = next });
        });
    }
}
