using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;
using Tessera.Storage;

namespace Tessera.App.Redemption;

/// <summary>Something is done to a redemption that stands: named by its id, or by the pick-up code the member shows.</summary>
public abstract record MoveRedemption : WriteCommand<RedemptionTold>
{
    /// <summary>The member of the id, or null with a code.</summary>
    public MemberRef? Member { get; init; }

    /// <summary>Sequence of the id.</summary>
    public long Sequence { get; init; }

    /// <summary>Pick-up code as it was made; without a member it names the redemption.</summary>
    public string? Code { get; init; }

    internal override void Foresee(Foresight foresight) => Member?.Foresee(foresight);

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Place(scope) is { } place ? [place.Account] : [];

    internal override Answer<RedemptionTold> Decide(BatchScope scope)
    {
        if (Place(scope) is not { } place) return Refusal.Of("redemption.unknown");
        scope.Flush(place.Account);
        if (scope.Db.Redemptions.Find(place.Account, place.Sequence) is not { } row) return Refusal.Of("redemption.unknown");
        if (row.Stage == RedemptionStage.Fulfilled) return Refusal.Of("redemption.fulfilledBefore");
        if (row.Stage == RedemptionStage.Cancelled) return Refusal.Of("redemption.cancelledBefore");
        if (Check(scope, row) is { } wrong) return wrong;
        var member = scope.Member(place.Account);
        var before = Entrance is null ? null : FiguresAfter.Of(member.State, scope.Today);
        var fact = FactOf(scope.Now, place.Sequence) with { Actor = Actor };
        if (fact is RedemptionCancelled && scope.Db.Identities.MergesFrom(place.Account) is { Count: > 0 } merges) return CancelMerged(scope, member, new Command(fact) { Named = scope.Item(member, place.Sequence) }, merges);
        var decision = scope.Decide(member, new Command(fact) { Named = scope.Item(member, place.Sequence) });
        if (decision.Refusal is { } refusal) return refusal;
        return Redemptions.Told(scope, MemberCommand.Told(scope, member, decision.Items[^1]) with { Before = before }, place.Sequence);
    }

    internal override AuditNote NoteOf(BatchScope scope, RedemptionTold made) => AuditNote.Of(made.Told);

    /// <summary>The fact.</summary>
    internal abstract Fact FactOf(Instant at, long redemption);

    /// <summary>What else must hold, before anything is decided.</summary>
    internal virtual Refusal? Check(BatchScope scope, RedemptionRow row) => null;

    /// <summary>The record of a merged member keeps the redemption; the members it was merged into since get back what it had cost (semantics §1 Merge).</summary>
    private static Answer<RedemptionTold> CancelMerged(BatchScope scope, LoadedMember owner, Command cancel, IReadOnlyList<MergeRow> merges)
    {
        var all = TwoMemberAnswers.Chain(scope, owner, merges);
        var decisions = MergedPurchases.Cancel(scope.Programs, owner.State, cancel, [.. merges.Select((m, i) => new MergedHolder(all[i + 1].State, m.IntoSequence))]);
        if (TwoMemberAnswers.Keep(scope, all, decisions) is { } refusal) return refusal;
        return Redemptions.Told(scope, MemberCommand.Told(scope, owner, decisions[0].Items[^1]), ((RedemptionCancelled)cancel.Fact).RedemptionSequence);
    }

    // The record that holds it, whoever the member was merged into since.
    private protected (AccountId Account, long Sequence)? Place(BatchScope scope) =>
        Member is { } member ? member.Find(scope.Db) is { } account ? (account, Sequence) : null : Code is { } code ? scope.Db.Redemptions.ByCode(code) : null;
}

/// <summary>A redemption that was not handed over is cancelled: points return to their lots, stored value and stock come back.</summary>
public sealed record CancelRedemption : MoveRedemption
{
    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    internal override IEnumerable<string> Shares(BatchScope scope)
    {
        if (Place(scope) is not { } place || scope.Db.Redemptions.Find(place.Account, place.Sequence) is not { Goods: { Draw: null } goods }) return [];
        return scope.Programs.At(scope.Now).Document.Rewards.FirstOrDefault(r => r.Kind.Id == goods.Reward) is { } reward ? [reward.Kind.SharedStock.Id] : [];
    }

    internal override Fact FactOf(Instant at, long redemption) => new RedemptionCancelled { OccurredAt = at, RecordedAt = at, RedemptionSequence = redemption, ReasonCode = ReasonCode };
}

/// <summary>A redemption is handed over against its code (核销), or sent.</summary>
public sealed record FulfilRedemption : MoveRedemption
{
    /// <summary>Store that hands it over, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }

    /// <summary>What is fetched is handed over against its code alone, whoever names it.</summary>
    internal override Refusal? Check(BatchScope scope, RedemptionRow row)
    {
        if (row.Goods.Handing != Handing.PickUp || Member is null) return null;
        if (Code is not { } code) return new Refusal(Reason.Of("redemption.codeNeeded"), "/code");
        return scope.Db.Redemptions.ByCode(code) == (row.Account, row.Sequence) ? null : new Refusal(Reason.Of("redemption.codeWrong"), "/code");
    }

    internal override Fact FactOf(Instant at, long redemption) => new RedemptionFulfilled { OccurredAt = at, RecordedAt = at, RedemptionSequence = redemption, StoreId = StoreId, ClerkId = ClerkId };
}
