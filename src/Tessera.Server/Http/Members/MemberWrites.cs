using Tessera.App.Behaviours;
using Tessera.App.Members;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Members;

/// <summary>Joining, identities, profile, tags, referrals, standing, merges, erasure.</summary>
internal sealed class MemberWrites(Desk desk)
{
    private const string Member = "/v1/members/{memberId}";

    public IEnumerable<ApiRoute> All() => [.. Joining(), .. Changes(), .. Standing(), .. TwoMembers()];

    private IEnumerable<ApiRoute> Joining()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/members", Id = "joinMember", Tag = "members", Scope = Scopes.MembersWrite, ChangesState = true, Status = 201,
            Takes = typeof(NewMember), Gives = typeof(JoinedView), Handle = Join, Example = """{"identities":[{"kind":"phone","value":"13800001234"}],"channel":"store","profile":{"name":"周予安","birthday":"1994-05-20"}}""",
            Summary = "Somebody joins", Says = "One person is one member: an identity that is known answers the member who holds it, with the new identities added; join points are given once.",
            Refusals = ["identity.ofTwoMembers", "member.closed", "program.none"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/referrals", Id = "referFriend", Tag = "members", Scope = Scopes.MembersWrite, ChangesState = true, Status = 201,
            Takes = typeof(NewReferral), Gives = typeof(JoinedView), Handle = Refer, Example = """{"identities":[{"kind":"phone","value":"13900005678"}]}""",
            Summary = "A friend joins by this member's invitation", Says = "The referral becomes valid with the friend's first paid purchase, as the programme says; the reward is a fact of its own.",
            Refusals = ["identity.ofTwoMembers", "member.closed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/identities", Id = "addIdentity", Tag = "members", Scope = Scopes.MembersWrite, ChangesState = true, Status = 201,
            Takes = typeof(IdentityBody), Gives = typeof(IdentityList), Handle = AddIdentity, Example = """{"kind":"card","value":"6225880012345678"}""",
            Summary = "Add an identity", Says = "Identities are unique across members.", Refusals = ["identity.taken"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/identities/removals", Id = "removeIdentity", Tag = "members", Scope = Scopes.MembersWrite, ChangesState = true,
            Takes = typeof(IdentityBody), Gives = typeof(IdentityList), Handle = RemoveIdentity, Example = """{"kind":"card","value":"6225880012345678"}""",
            Summary = "Take an identity away", Says = "Personal terms travel in bodies only, therefore no DELETE. The last identity stays.", Refusals = ["identity.notHeld", "identity.last"],
        };
    }

    private IEnumerable<ApiRoute> Changes()
    {
        yield return new ApiRoute
        {
            Method = "PATCH", Path = Member, Id = "changeMember", Tag = "members", Scope = Scopes.MembersWrite, Takes = typeof(MemberChange), Gives = typeof(ProfileBody),
            Handle = Change, Example = """{"profile":{"birthday":"1994-05-20"}}""", Summary = "Change the profile", Says = "Fields that are given replace those that were; the others stay.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/tags", Id = "giveTag", Tag = "members", Scope = Scopes.MembersWrite, ChangesState = true, Status = 201,
            Takes = typeof(TagBody), Gives = typeof(FactView), Example = """{"tag":"vip","through":"2026-12-31"}""", Summary = "Give a tag", Says = "A tag may lift the tier where a condition asks for it.", Refusals = ["member.closed"],
            Handle = ask => OnMember(ask, m => new GiveTag { Member = m, Tag = ask.Take<TagBody>().Tag, Through = ask.Take<TagBody>().Through }),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/inbox/read", Id = "readMessages", Tag = "members", Scope = Scopes.MembersWrite, ChangesState = true, Takes = typeof(MessagesBody), Gives = typeof(MessagesRead), Handle = ReadMessages,
            Example = """{"messages":["msg_1_2"]}""", Summary = "Mark messages as read", Says = "The first reading stands; marking again changes nothing.", Refusals = ["inbox.unknown"],
        };
        yield return new ApiRoute
        {
            Method = "DELETE", Path = Member + "/tags/{tag}", Id = "takeTag", Tag = "members", Scope = Scopes.MembersWrite, Gives = typeof(FactView),
            Summary = "Take a tag away", Says = "Never demotes by itself.", Refusals = ["member.closed"], Handle = ask => OnMember(ask, m => new TakeTag { Member = m, Tag = ask.Path("tag") }),
        };
    }

    private IEnumerable<ApiRoute> Standing()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/freeze", Id = "freezeMember", Tag = "members", Scope = Scopes.MembersFreeze, ChangesState = true, Takes = typeof(ReasonBody), Gives = typeof(FactView),
            Example = """{"reasonCode":"complaint"}""", Summary = "Freeze", Says = "Spending and benefits stop; earning goes on unless the programme says otherwise.", Refusals = ["member.frozenAlready", "member.closed"],
            Handle = ask => OnMember(ask, m => new FreezeMember { Member = m, ReasonCode = ask.Take<ReasonBody>().ReasonCode, Text = ask.Take<ReasonBody>().Note }),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/unfreeze", Id = "unfreezeMember", Tag = "members", Scope = Scopes.MembersFreeze, ChangesState = true, Gives = typeof(FactView),
            Summary = "End the freeze", Says = "Spending and benefits go on.", Refusals = ["member.notFrozen", "member.closed"], Handle = ask => OnMember(ask, m => new UnfreezeMember { Member = m }),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/close", Id = "closeMember", Tag = "members", Scope = Scopes.MembersClose, ChangesState = true, Takes = typeof(Closing), BodyMayMiss = true, Gives = typeof(FactView), Example = """{"keepsValue":false}""",
            Summary = "Close the membership", Says = "Points are voided with a ledger entry; the record stays. Stored value is never voided: the programme says whether a closing with value left is refused or asked.",
            Refusals = ["member.closed", "member.holdsValue", "member.valueToConfirm"], Handle = ask => OnMember(ask, m => new CloseMember { Member = m, KeepsValue = ask.Take<Closing>().KeepsValue }),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/erase", Id = "eraseMember", Tag = "members", Scope = Scopes.MembersErase, ChangesState = true, Gives = typeof(ErasedView), Handle = Erase,
            Summary = "Erase the person", Says = "The membership is closed, then identities, profile, free texts and the link to the public id are deleted. Facts and entries stay under a random account and still audit clean. It cannot be undone.",
        };
    }

    private IEnumerable<ApiRoute> TwoMembers()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/merge", Id = "mergeMember", Tag = "members", Scope = Scopes.MembersMerge, ChangesState = true, Takes = typeof(MergeBody), Gives = typeof(MergedView),
            Example = """{"into":"mem_01jd8m3k7q2v5x9zabcdefghjk"}""", Summary = "Merge this member into another", Says = "Lots move with their ends, identities point to the member that stays, facts stay where they are.",
            Refusals = ["merge.sameMember", "member.closed"], Handle = Merge,
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Member + "/unmerge", Id = "unmergeMember", Tag = "members", Scope = Scopes.MembersMerge, ChangesState = true, Gives = typeof(MergedView),
            Summary = "Undo a merge", Says = "Within the programme's days: this member gets back what is left of its lots, its identities and its facts.", Refusals = ["merge.tooOld", "merge.undoneBefore"], Handle = Unmerge,
        };
    }

    private Task<Reply> OnMember(Ask ask, Func<MemberRef, Tessera.App.Pipeline.MemberCommand> command) => desk.OnMember(ask, command);

    private Task<Reply> Join(Ask ask)
    {
        var body = ask.Take<NewMember>();
        return Joined(ask, body.Identities, new JoinMember
        {
            Identities = [], Channel = body.Channel ?? "store", StoreId = body.StoreId, OccurredAt = body.OccurredAt, Profile = body.Profile?.ToProfile(),
            InvitedBy = body.InvitedBy is null ? null : Naming.OfBody(body.InvitedBy, null),
        });
    }

    private Task<Reply> Refer(Ask ask)
    {
        var body = ask.Take<NewReferral>();
        var (member, wrong) = Naming.OfPath(ask);
        return wrong is not null ? Task.FromResult<Reply>(wrong) : Joined(ask, body.Identities, new JoinMember { Identities = [], Channel = body.Channel ?? "store", InvitedBy = member });
    }

    private Task<Reply> Joined(Ask ask, IReadOnlyList<IdentityBody> bodies, JoinMember command)
    {
        var read = bodies.Select((b, i) => b.Read(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/identities/{i}"))).ToList();
        var wrong = read.Select(r => r.Wrong).OfType<FieldError>().ToList();
        if (wrong.Count > 0) return Task.FromResult<Reply>(Problem.Malformed(wrong));
        return desk.Write(ask, command with { Identities = [.. read.Select(r => r.Identity!)] }, (joined, showing) => new JoinedView
        {
            Id = joined.Member.ToString(), JoinedOn = joined.JoinedOn, Figures = FiguresView.Of(joined.Figures, showing),
        });
    }

    private Task<Reply> AddIdentity(Ask ask) => OnIdentity(ask, (member, identity) => desk.Write(ask, new AddIdentity { Member = member, Identity = identity }, (held, _) => IdentityList.Of(held)));

    private Task<Reply> RemoveIdentity(Ask ask) => OnIdentity(ask, (member, identity) => desk.Write(ask, new RemoveIdentity { Member = member, Identity = identity }, (held, _) => IdentityList.Of(held)));

    private static Task<Reply> OnIdentity(Ask ask, Func<MemberRef, Identity, Task<Reply>> write)
    {
        var (member, unknown) = Naming.OfPath(ask);
        if (member is null) return Task.FromResult<Reply>(unknown!);
        var (identity, wrong) = ask.Take<IdentityBody>().Read("");
        return identity is null ? Task.FromResult<Reply>(Problem.Malformed([wrong!])) : write(member, identity);
    }

    private Task<Reply> Change(Ask ask)
    {
        var (member, wrong) = Naming.OfPath(ask);
        return member is null ? Task.FromResult<Reply>(wrong!) : desk.Write(ask, new AmendProfile { Member = member, Given = ask.Take<MemberChange>().Profile.ToProfile() }, (profile, _) => ProfileBody.Of(profile));
    }

    private Task<Reply> ReadMessages(Ask ask)
    {
        var (member, wrong) = Naming.OfPath(ask);
        return member is null ? Task.FromResult<Reply>(wrong!) : desk.Write(ask, new ReadMessages { Member = member, Messages = ask.Take<MessagesBody>().Messages }, (read, _) => read);
    }

    private Task<Reply> Erase(Ask ask)
    {
        var (member, wrong) = Naming.OfPath(ask);
        return member is null ? Task.FromResult<Reply>(wrong!) : desk.WriteAlone(ask, keyed => EraseMember.Run(desk.Site, member, ask.Caller.Actor, keyed, ask.Entrance), (erased, _) => new ErasedView(erased.PointsVoided));
    }

    private Task<Reply> Merge(Ask ask)
    {
        var (member, wrong) = Naming.OfPath(ask);
        return member is null ? Task.FromResult<Reply>(wrong!) : desk.Write(ask, new MergeMembers { Member = member, Into = Naming.OfBody(ask.Take<MergeBody>().Into, null)! }, MergedView.Of);
    }

    private Task<Reply> Unmerge(Ask ask)
    {
        var (member, wrong) = Naming.OfPath(ask);
        return member is null ? Task.FromResult<Reply>(wrong!) : desk.Write(ask, new UnmergeMembers { Member = member }, MergedView.Of);
    }
}
