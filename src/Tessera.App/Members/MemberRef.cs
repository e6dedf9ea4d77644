using Tessera.Storage;

namespace Tessera.App.Members;

/// <summary>How a caller names a member: by public id, by an identity, or by ledger account.</summary>
public abstract record MemberRef
{
    private MemberRef()
    {
    }

    /// <summary>By public id.</summary>
    public static MemberRef By(MemberId id) => new ById(id);

    /// <summary>By an identity in its compared form (<see cref="IdentityForm"/>).</summary>
    public static MemberRef By(Identity identity) => new ByIdentity(identity);

    /// <summary>By ledger account.</summary>
    public static MemberRef By(AccountId account) => new ByAccount(account);

    /// <summary>The account that a fact about this member goes to: a merged member's is that of the member it was merged into. Null when unknown.</summary>
    internal AccountId? Resolve(StoreConnection db) => Find(db) is { } account ? db.Identities.HolderOf(account) : null;

    /// <summary>Names what <see cref="Resolve"/> will look up.</summary>
    internal void Foresee(Foresight foresight)
    {
        if (this is ById id) foresight.Members.Add(id.Id);
        else if (this is ByIdentity by) foresight.Identities.Add(by.Identity);
    }

    /// <summary>Names a debit of this member by its reference.</summary>
    internal void ForeseeDebit(Foresight foresight, string reference)
    {
        if (this is ById id) foresight.Debits.Add((id.Id, reference));
    }

    /// <summary>The account named, merged or not.</summary>
    internal AccountId? Find(StoreConnection db) => this switch
    {
        ById by => db.Identities.AccountOf(by.Id),
        ByIdentity by => db.Identities.Find(by.Identity),
        ByAccount by => db.Members.FiguresOf(by.Account) is null ? null : by.Account,
        _ => throw new InvalidOperationException("unknown way to name a member"),
    };

    private sealed record ById(MemberId Id) : MemberRef;

    private sealed record ByIdentity(Identity Identity) : MemberRef;

    private sealed record ByAccount(AccountId Account) : MemberRef;
}
