using System.ComponentModel;
using System.Globalization;
using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Members;

/// <summary>What somebody typed or scanned at a till.</summary>
internal sealed record LookUpBody
{
    [Description("A phone, a card number, a member's id, a name or a part of it of two signs or more, or the last four digits of a phone with a part of the name: `1234 周`."), Text(100), Example("\"1234 周\"")]
    public required string Term { get; init; }
}

/// <summary>Who fits what was typed.</summary>
internal sealed record LookUpView
{
    [Description("How it was read: id, phone, card, lastFour, lastFourAndName or name.")]
    public required string ReadAs { get; init; }

    [Description("Who fits; several where four digits are not enough. At most 50.")]
    public required IReadOnlyList<MemberView> Members { get; init; }
}

/// <summary>Standing of a member, as lists are filtered.</summary>
internal enum MemberStanding
{
    /// <summary>Neither frozen nor closed.</summary>
    Active,

    /// <summary>Frozen.</summary>
    Frozen,

    /// <summary>Closed.</summary>
    Closed,
}

/// <summary>Members of a list: the filters of `GET /v1/members`, all of which must hold.</summary>
internal sealed record MemberFilterBody
{
    [Description("Tier in force."), Text(50), Example("\"gold\"")]
    public string? Tier { get; init; }

    [Description("Tag held."), Text(50)]
    public string? Tag { get; init; }

    [Description("Segment."), Text(50)]
    public string? Segment { get; init; }

    [Description("Channel of joining."), Text(50)]
    public string? Channel { get; init; }

    [Description("active, frozen or closed.")]
    public MemberStanding? Status { get; init; }

    [Description("Last activity on or after this local date.")]
    public DateOnly? LastVisitFrom { get; init; }

    [Description("Last activity on or before this local date; who never came is in it.")]
    public DateOnly? LastVisitThrough { get; init; }

    [Description("Joined on or after this local date.")]
    public DateOnly? JoinedFrom { get; init; }

    [Description("Joined on or before this local date.")]
    public DateOnly? JoinedThrough { get; init; }

    [Description("Month of birth."), Number(1, 12)]
    public int? BirthdayMonth { get; init; }

    [Description("Was told on or after this local date that the tier may fall.")]
    public DateOnly? WarnedFrom { get; init; }

    [Description("At least these points."), Number(0, int.MaxValue)]
    public long? BalanceFrom { get; init; }

    [Description("At most these points."), Number(0, int.MaxValue)]
    public long? BalanceThrough { get; init; }

    public MemberFilter ToFilter() => new()
    {
        Tier = Tier, Tag = Tag, Segment = Segment, Channel = Channel, Status = Status switch { MemberStanding.Active => "active", MemberStanding.Frozen => "frozen", MemberStanding.Closed => "closed", _ => null },
        LastVisitFrom = LastVisitFrom, LastVisitThrough = LastVisitThrough, JoinedFrom = JoinedFrom, JoinedThrough = JoinedThrough, WarnedFrom = WarnedFrom, BirthdayMonth = BirthdayMonth, BalanceFrom = BalanceFrom, BalanceThrough = BalanceThrough,
    };
}

/// <summary>Lists of members by filters, and the one input of a till.</summary>
internal sealed class MemberLists(Desk desk)
{
    private const int MostFound = 50;
    private static readonly string[] Sorts = ["balance", "growth", "spend", "joined", "lastVisit"];

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/members", Id = "listMembers", Tag = "members", Scope = Scopes.MembersRead, Gives = typeof(MemberPage), Summary = "List members",
            Says = "Every filter that is given must hold. Filters and order go by the figures of each member's last write, the rows are settled as of now. In a stable order without `sort`.", Handle = List, Query = [.. Filters, .. Paging],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/members/look-up", Id = "lookUpMember", Tag = "members", Scope = Scopes.MembersRead, Takes = typeof(LookUpBody), Gives = typeof(LookUpView), Handle = LookUp, Example = """{"term":"1234 周"}""",
            Summary = "One input for a till", Says = "Reads what was typed or scanned: a whole phone, card or id finds one member; four digits, with a part of the name where they are not enough, find some. Names stand sealed and are found by a keyed index, who was seen last first. Changes nothing, so it needs no Idempotency-Key.",
        };
    }

    private static IEnumerable<QueryField> Filters =>
    [
        new("tier", typeof(string), "Only members whose tier in force this is.") { Example = "gold" },
        new("tag", typeof(string), "Only members who hold this tag.") { Example = "vip" },
        new("segment", typeof(string), "Only members in this segment.") { Example = "asleep" },
        new("channel", typeof(string), "Only members who joined by this channel.") { Example = "store" },
        new("status", typeof(string), "Only these; all without it.") { Choices = ["active", "frozen", "closed"], Example = "active" },
        new("lastVisitFrom", typeof(DateOnly), "Last activity on or after this local date.") { Example = "2026-01-01" },
        new("lastVisitThrough", typeof(DateOnly), "Last activity on or before this local date; who never came is in it.") { Example = "2026-01-31" },
        new("joinedFrom", typeof(DateOnly), "Joined on or after this local date.") { Example = "2026-01-01" },
        new("joinedThrough", typeof(DateOnly), "Joined on or before this local date.") { Example = "2026-01-31" },
        new("birthdayMonth", typeof(int), "Born in this month.") { Min = 1, Max = 12, Example = "5" },
        new("warnedFrom", typeof(DateOnly), "Was told on or after this local date that the tier may fall.") { Example = "2026-01-01" },
        new("balanceFrom", typeof(int), "At least these points.") { Min = 0, Max = int.MaxValue, Example = "100" },
        new("balanceThrough", typeof(int), "At most these points.") { Min = 0, Max = int.MaxValue, Example = "10000" },
    ];

    private static IEnumerable<QueryField> Paging =>
    [
        new("sort", typeof(string), "What the list goes by, the highest or latest first.") { Choices = Sorts, Example = "balance" },
        new("ascending", typeof(bool), "The lowest or earliest first.") { Example = "false" },
        new("count", typeof(bool), "Counts all members that the filters let through.") { Example = "true" },
        QueryField.Limit, QueryField.Cursor,
    ];

    /// <summary>The filters of a request.</summary>
    private static MemberFilter FilterOf(Ask ask) => new()
    {
        Tier = ask.Text("tier"), Tag = ask.Text("tag"), Segment = ask.Text("segment"), Channel = ask.Text("channel"), Status = ask.Text("status"), LastVisitFrom = ask.Date("lastVisitFrom"), LastVisitThrough = ask.Date("lastVisitThrough"),
        JoinedFrom = ask.Date("joinedFrom"), JoinedThrough = ask.Date("joinedThrough"), WarnedFrom = ask.Date("warnedFrom"), BirthdayMonth = ask.Text("birthdayMonth") is null ? null : ask.Int("birthdayMonth", 1),
        BalanceFrom = ask.Text("balanceFrom") is null ? null : ask.Int("balanceFrom", 0), BalanceThrough = ask.Text("balanceThrough") is null ? null : ask.Int("balanceThrough", 0),
    };

    private Task<Reply> List(Ask ask)
    {
        (long Value, AccountId Account)? after = null;
        if (ask.Text("cursor") is { } cursor && (after = PlaceOf(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        var (filter, order) = (FilterOf(ask), ask.Text("sort") is { } sort ? Enum.Parse<MemberOrder>(sort, ignoreCase: true) : MemberOrder.Account);
        var paging = new MemberPaging(order, order != MemberOrder.Account && !ask.Flag("ascending"), after, ask.Limit);
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            var page = scope.Db.MemberLists.Page(filter, paging);
            var next = page.Count == ask.Limit ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{page[^1].Value} {page[^1].Account.Value}")) : null;
            return Reply.Ok(new MemberPage { Members = MemberReads.Views(scope, page.Select(p => p.Account)), Next = next, Total = ask.Flag("count") ? scope.Db.MemberLists.Count(filter) : null });
        }));
    }

    private static (long Value, AccountId Account)? PlaceOf(string cursor) =>
        Cursors.Read(cursor)?.Split(' ') is [var value, var account] && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var v) && long.TryParse(account, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a)
            ? (v, new AccountId(a)) : null;

    private Task<Reply> LookUp(Ask ask)
    {
        var term = NamePieces.Narrow(ask.Take<LookUpBody>().Term).Trim();
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            var (readAs, members) = Found(scope, term, MostFound);
            return Reply.Ok(new LookUpView { ReadAs = readAs, Members = members });
        }));
    }

    internal static (string ReadAs, IReadOnlyList<MemberView> Members) Found(ReadScope scope, string term, int most)
    {
        if (MemberId.TryParse(term, out var id)) return ("id", MemberView.Read(scope, MemberRef.By(id)) is { } member ? [member] : []);
        // What fits whole comes first: a card number may look like a name with four digits.
        if (IdentityForm.Of("phone", term) is { } phone && scope.Db.Identities.Find(phone) is { } byPhone) return ("phone", MemberReads.Views(scope, [byPhone]));
        if (IdentityForm.Of("card", term) is { } card && scope.Db.Identities.Find(card) is { } byCard) return ("card", MemberReads.Views(scope, [byCard]));
        var digits = string.Concat(term.Where(char.IsAsciiDigit));
        var words = string.Concat(term.Where(c => !char.IsAsciiDigit(c))).Trim();
        if (digits.Length == 4 && words.All(c => char.IsLetter(c) || c == ' '))
        {
            var near = MemberReads.Views(scope, scope.Db.Identities.FindByLastFour(digits, MostFound));
            return words.Length == 0 ? ("lastFour", near) : ("lastFourAndName", [.. near.Where(m => m.Name?.Contains(words, StringComparison.OrdinalIgnoreCase) == true)]);
        }

        if (digits.Length == 0) return ("name", FindByName.Find(scope, words, most));
        return (IdentityForm.Of("phone", term) is not null ? "phone" : "card", []);
    }
}
