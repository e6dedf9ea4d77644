using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Members;

/// <summary>A member as joining answers it.</summary>
/// <param name="Account">Ledger account.</param>
/// <param name="Member">Public id.</param>
/// <param name="JoinedOn">Local date of joining.</param>
/// <param name="Figures">Figures.</param>
public sealed record JoinedMember(AccountId Account, MemberId Member, DateOnly JoinedOn, FiguresAfter Figures);

/// <summary>
/// Somebody becomes a member (A1, A4, A10). One person is one member: who comes again by WeChat and then by phone is the same member with two
/// identities, and join points are given once.
/// </summary>
public sealed record JoinMember : WriteCommand<JoinedMember>
{
    /// <summary>Identities in their compared form, at least one.</summary>
    public required IReadOnlyList<Identity> Identities { get; init; }

    /// <summary>Channel of registration.</summary>
    public string Channel { get; init; } = "store";

    /// <summary>Store of registration, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Who invited, or null.</summary>
    public MemberRef? InvitedBy { get; init; }

    /// <summary>When; null for now.</summary>
    public Instant? OccurredAt { get; init; }

    /// <summary>Profile, or null.</summary>
    public MemberProfile? Profile { get; init; }

    /// <summary>Ids of an imported member, derived from its source; null for new ones.</summary>
    internal (AccountId Account, MemberId Member)? Ids { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        foresight.Identities.AddRange(Identities);
        InvitedBy?.Foresee(foresight);
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Identities.Select(i => scope.Db.Identities.Find(i)).OfType<AccountId>();

    internal override Answer<JoinedMember> Decide(BatchScope scope)
    {
        var holders = Identities.Select(i => scope.Db.Identities.Find(i)).OfType<AccountId>().Distinct().ToList();
        if (holders.Count > 1) return Refusal.Of("identity.ofTwoMembers");
        if (holders.Count == 1) return Known(scope, holders[0]);
        AccountId? inviter = null;
        if (InvitedBy is { } by && (inviter = by.Resolve(scope.Db)) is null) return new Refusal(Reason.Of("member.unknown"), "/invitedBy");
        return New(scope, inviter);
    }

    internal override AuditNote NoteOf(BatchScope scope, JoinedMember made) => new(made.Account.ToString()) { After = AuditNote.Figures(made.Figures) };

    private Answer<JoinedMember> New(BatchScope scope, AccountId? inviter)
    {
        var occurredAt = OccurredAt ?? scope.Now;
        var (account, id) = Ids ?? (Sealing.NewAccount(), MemberId.New(occurredAt));
        var member = scope.Member(account);
        var decision = scope.Decide(member, new Command(new Joined
        {
            OccurredAt = occurredAt,
            RecordedAt = scope.IsHistory ? occurredAt : scope.Now,
            Actor = Actor,
            Channel = Channel,
            StoreId = StoreId,
            Invited = inviter is not null,
            InvitedBy = inviter?.ToString(),
        }));
        if (decision.Refusal is { } refusal) return refusal;
        scope.Db.Identities.Link(id, account);
        foreach (var identity in Identities.Distinct()) scope.Db.Identities.Add(account, identity, occurredAt);
        Profile?.Save(scope.Db, account, scope.Now);
        return Answer(scope, member, id);
    }

    private Answer<JoinedMember> Known(BatchScope scope, AccountId account)
    {
        var member = scope.Member(account);
        if (member.State.ClosedOn is { } closed) return Refusal.Of("member.closed", Reason.Day("on", closed));
        var added = Identities.Where(i => scope.Db.Identities.Find(i) is null).Distinct().ToList();
        foreach (var identity in added) scope.Db.Identities.Add(account, identity, scope.Now);
        var isProfileNew = Profile is not null && MemberProfile.Of(scope.Db, account) is null;
        if (isProfileNew) Profile!.Save(scope.Db, account, scope.Now);
        if (Entrance is not null && (added.Count > 0 || isProfileNew)) scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "member.identityAdded", account.ToString()));
        var id = scope.Db.Identities.MemberOf(account) ?? throw new InvalidOperationException("a member with identities has a public id");
        return new Answer<JoinedMember>(Answer(scope, member, id), null, IsRepeat: true);
    }

    private static JoinedMember Answer(BatchScope scope, LoadedMember member, MemberId id) =>
        new(member.Account, id, member.State.JoinedOn, FiguresAfter.Of(member.State, scope.Today));
}
