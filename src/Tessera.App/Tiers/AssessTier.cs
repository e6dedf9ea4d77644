using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;
using Tessera.Storage.Tiers;

namespace Tessera.App.Tiers;

/// <summary>A member whose fall the programme leaves to people (D4, <c>ladder.falls: manual</c>).</summary>
/// <param name="Member">Public id; null when erased.</param>
/// <param name="Place">Where the record says it.</param>
/// <param name="Review">Review that missed; <c>validity</c> for the end of a validity.</param>
/// <param name="Tier">Earned tier.</param>
/// <param name="Lower">Tier to which a lowering goes.</param>
/// <param name="Why">What was missed, leaf by leaf.</param>
public sealed record TierWorkItem(MemberId? Member, LeftFallRow Place, string Review, string Tier, string Lower, IReadOnlyList<Reason> Why);

/// <summary>The worklist of manual assessment.</summary>
public static class TierWorklist
{
    /// <summary>Members that wait, the oldest first. A page may hold fewer than asked for where a later review was met meanwhile.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="after">After this date and member, or null.</param>
    /// <param name="limit">Most.</param>
    public static (IReadOnlyList<TierWorkItem> Items, (DateOnly On, AccountId Account)? Next) Read(ReadScope scope, (DateOnly On, AccountId Account)? after, int limit)
    {
        var rows = scope.Db.TierDesk.Left(after, limit);
        return ([.. rows.Select(r => Of(scope.Db, r)).OfType<TierWorkItem>()], rows.Count == limit ? (rows[^1].On, rows[^1].Account) : null);
    }

    /// <summary>The item, or null where nothing waits any more: the member met it, closed or was merged, or somebody decided.</summary>
    internal static TierWorkItem? Of(StoreConnection db, LeftFallRow row)
    {
        var item = db.Records.Find(row.Account, row.Sequence);
        if (item?.Effects.ElementAtOrDefault(row.N - 1) is not TierNoted noted || noted.After.Suppressed is not [.., { LowersTo: { } lower } told]) return null;
        if (db.Members.Load(row.Account)?.State is not { ClosedOn: null, MergedInto: null, Tier: { } tier } || !tier.Suppressed.Contains(told)) return null;
        return new TierWorkItem(db.Identities.MemberOf(row.Account), row, told.Review, tier.Earned, lower, [noted.Reason, .. item.Reasons]);
    }
}

/// <summary>People decide an item of the worklist: the tier is kept, or falls.</summary>
public sealed record AssessTier : WriteCommand<TierWorkItem>
{
    /// <summary>The member.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>Place of the item: sequence.</summary>
    public required long Sequence { get; init; }

    /// <summary>Place of the item: effect.</summary>
    public required int N { get; init; }

    /// <summary>Lower (true) or keep.</summary>
    public required bool Lowers { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    internal override Answer<TierWorkItem> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        scope.Flush(account);
        if (scope.Db.TierDesk.LeftAt(account, Sequence, N) is not { } place) return Refusal.Of("assessment.unknown");
        if (scope.Db.TierDesk.IsAssessed(place)) return Refusal.Of("assessment.decided");
        if (TierWorklist.Of(scope.Db, place) is not { } item) return Refusal.Of("assessment.unknown");
        var fact = new FallAssessed { OccurredAt = scope.Now, RecordedAt = scope.Now, Review = item.Review, Lowers = Lowers, ReasonCode = ReasonCode, Actor = Actor };
        if (scope.Decide(scope.Member(account), new Core.Programs.Command(fact)).Refusal is { } refusal) return refusal;
        var by = new AuditEvent(scope.Now, Actor, Lowers ? "tier.assessedLower" : "tier.assessedKept", account.ToString(), "{}", ReasonCode);
        scope.Db.TierDesk.Assess(place, Lowers ? "lowered" : "kept", by);
        scope.Db.Audits.Append(by);
        return item;
    }
}
