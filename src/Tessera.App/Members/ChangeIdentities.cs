using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Members;

/// <summary>The identities of a member after a change.</summary>
/// <param name="Account">Ledger account.</param>
/// <param name="Identities">Identities.</param>
public sealed record IdentitiesOfMember(AccountId Account, IReadOnlyList<Identity> Identities);

/// <summary>Adds an identity to a member; identities are unique across members (semantics §1).</summary>
public sealed record AddIdentity : WriteCommand<IdentitiesOfMember>
{
    /// <summary>The member.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>The identity, in its compared form.</summary>
    public required Identity Identity { get; init; }

    internal override IEnumerable<AccountId> About(BatchScope scope) => Member.Resolve(scope.Db) is { } account ? [account] : [];

    internal override Answer<IdentitiesOfMember> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        var holder = scope.Db.Identities.Find(Identity);
        if (holder is { } other && other != account) return Refusal.Of("identity.taken", Reason.Id("kind", Identity.Kind));
        if (holder is null)
        {
            scope.Db.Identities.Add(account, Identity, scope.Now);
            scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "member.identityAdded", account.ToString(), $$"""{"kind":"{{Identity.Kind}}"}"""));
        }

        return new Answer<IdentitiesOfMember>(new IdentitiesOfMember(account, scope.Db.Identities.Of(account)), null, IsRepeat: holder is not null);
    }
}

/// <summary>Takes an identity away from a member; the last one stays, or nobody could find the member again.</summary>
public sealed record RemoveIdentity : WriteCommand<IdentitiesOfMember>
{
    /// <summary>The member.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>The identity, in its compared form.</summary>
    public required Identity Identity { get; init; }

    internal override IEnumerable<AccountId> About(BatchScope scope) => Member.Resolve(scope.Db) is { } account ? [account] : [];

    internal override Answer<IdentitiesOfMember> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        var held = scope.Db.Identities.Of(account);
        if (!held.Contains(Identity)) return Refusal.Of("identity.notHeld", Reason.Id("kind", Identity.Kind));
        if (held.Count == 1) return Refusal.Of("identity.last", Reason.Id("kind", Identity.Kind));
        scope.Db.Identities.Remove(account, Identity);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "member.identityRemoved", account.ToString(), $$"""{"kind":"{{Identity.Kind}}"}"""));
        return new IdentitiesOfMember(account, scope.Db.Identities.Of(account));
    }
}

/// <summary>Replaces what a member told about itself.</summary>
public sealed record ChangeProfile : WriteCommand<MemberProfile>
{
    /// <summary>The member.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>The profile, whole.</summary>
    public required MemberProfile Profile { get; init; }

    internal override IEnumerable<AccountId> About(BatchScope scope) => Member.Resolve(scope.Db) is { } account ? [account] : [];

    internal override Answer<MemberProfile> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        Profile.Save(scope.Db, account, scope.Now);
        return Profile;
    }

    internal override AuditNote NoteOf(BatchScope scope, MemberProfile made) => new(Member.Resolve(scope.Db)?.ToString() ?? "-");
}

/// <summary>Replaces those parts of the profile that are given; the others stay.</summary>
public sealed record AmendProfile : WriteCommand<MemberProfile>
{
    /// <summary>The member.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>The parts to replace; null parts stay as they are.</summary>
    public required MemberProfile Given { get; init; }

    internal override IEnumerable<AccountId> About(BatchScope scope) => Member.Resolve(scope.Db) is { } account ? [account] : [];

    internal override Answer<MemberProfile> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        var known = MemberProfile.Of(scope.Db, account) ?? new MemberProfile();
        var profile = known with { Name = Given.Name ?? known.Name, Birthday = Given.Birthday ?? known.Birthday, Locale = Given.Locale ?? known.Locale };
        profile.Save(scope.Db, account, scope.Now);
        return profile;
    }

    internal override AuditNote NoteOf(BatchScope scope, MemberProfile made) => new(Member.Resolve(scope.Db)?.ToString() ?? "-");
}
