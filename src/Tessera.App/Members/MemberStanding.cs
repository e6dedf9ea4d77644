using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Members;

/// <summary>Benefits and spending are frozen (L2).</summary>
public sealed record FreezeMember : MemberCommand
{
    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    internal override Fact FactOf(Instant at) => new Frozen { OccurredAt = at, RecordedAt = at, ReasonCode = ReasonCode };
}

/// <summary>The freeze ends.</summary>
public sealed record UnfreezeMember : MemberCommand
{
    internal override Fact FactOf(Instant at) => new Unfrozen { OccurredAt = at, RecordedAt = at };
}

/// <summary>The membership is closed: points are voided with a ledger entry, the record stays.</summary>
public sealed record CloseMember : MemberCommand
{
    /// <summary>Stored value is left and stays owed: told with open eyes.</summary>
    public bool KeepsValue { get; init; }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Member.Resolve(scope.Db) is { } account ? Families.Whole(scope, account) : [];

    internal override Answer<FactTold> Decide(BatchScope scope)
    {
        var answer = base.Decide(scope);
        if (answer is { IsRepeat: false, Value: { } told }) Families.EndAll(scope, told.Account, (Actor, "closed"));
        return answer;
    }

    internal override Fact FactOf(Instant at) => new Closed { OccurredAt = at, RecordedAt = at, KeepsValue = KeepsValue };
}

/// <summary>What an older system knew of a member, once per source (api.md, import members).</summary>
public sealed record OpenMember : MemberCommand
{
    /// <summary>Points by expiry.</summary>
    public IReadOnlyList<OpeningLot> Lots { get; init; } = [];

    /// <summary>Growth value to date.</summary>
    public long Growth { get; init; }

    /// <summary>Spend to date, minor units.</summary>
    public long SpendMinor { get; init; }

    /// <summary>Orders to date.</summary>
    public int Orders { get; init; }

    /// <summary>Principal of stored value, minor units.</summary>
    public long PrincipalMinor { get; init; }

    /// <summary>Bonus of stored value, minor units.</summary>
    public long BonusMinor { get; init; }

    /// <summary>Tier id, or null for the base.</summary>
    public string? Tier { get; init; }

    /// <summary>Tier held since.</summary>
    public DateOnly? TierSince { get; init; }

    /// <summary>Tier locked through this date, or null.</summary>
    public DateOnly? LockThrough { get; init; }

    internal override Fact FactOf(Instant at) => new Opening
    {
        OccurredAt = at, RecordedAt = at, Lots = Lots, Growth = Growth, SpendMinor = SpendMinor, Orders = Orders, PrincipalMinor = PrincipalMinor, BonusMinor = BonusMinor, Tier = Tier, TierSince = TierSince, LockThrough = LockThrough,
    };
}
