using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Purchases;

/// <summary>A fact about a purchase that a member has: refund, void, receipt.</summary>
public abstract record PurchaseCommand : WriteCommand<FactTold>
{
    /// <summary>The purchase.</summary>
    public required PurchaseId Purchase { get; init; }

    /// <summary>When it happened; null for now.</summary>
    public Instant? OccurredAt { get; init; }

    /// <summary>Source system, with <see cref="Number"/>; null without a natural key.</summary>
    public string? Source { get; init; }

    /// <summary>The source's own number.</summary>
    public string? Number { get; init; }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) =>
        scope.Document(Purchase.Source, Purchase.Number)?.Account is { } account ? [account] : [];

    internal override IEnumerable<AccountId> About(BatchScope scope)
    {
        if (scope.Document(Purchase.Source, Purchase.Number)?.Account is not { } account) return [];
        return scope.Db.Identities.MergeOf(account) is { } merge ? [account, merge.Into] : [account];
    }

    internal override Answer<FactTold> Decide(BatchScope scope)
    {
        if (scope.Document(Purchase.Source, Purchase.Number) is not { Kind: "purchase" } named) return Refusal.Of("purchase.unknown");
        if (named.Account is not { } account) return Refusal.Of("purchase.anonymous");
        var member = scope.Member(account);
        var occurredAt = OccurredAt ?? scope.Now;
        var fact = FactOf(named.Sequence, occurredAt) with
        {
            OccurredAt = occurredAt, RecordedAt = scope.IsHistory ? occurredAt : scope.Now, Source = Source, Number = Number, Actor = Actor,
        };
        if (Source is not null && Number is not null && scope.Document(Source, Number) is { } known) return Repeats.Answer(scope, known, fact, account);
        var command = new Command(fact) { Purchase = scope.Purchase(member, named.Sequence) };
        if (scope.Db.Identities.MergeOf(account) is { } merge) return OfMerged(scope, member, command, merge);
        var decision = scope.Decide(member, command);
        if (decision.Refusal is { } refusal) return refusal;
        return MemberCommand.Told(scope, member, decision.Items[^1]);
    }

    internal abstract Fact FactOf(long purchaseSequence, Instant at);

    /// <summary>The record of a merged member keeps what was given back; the member it was merged into gives up the value (semantics §1 Merge).</summary>
    private static Answer<FactTold> OfMerged(BatchScope scope, LoadedMember gone, Command command, MergeRow merge)
    {
        if (command.Fact is not Refund) return Refusal.Of("purchase.merged");
        scope.Load([merge.Into]);
        var stays = scope.Member(merge.Into);
        scope.LoadClosedLots(gone);
        scope.LoadClosedLots(stays);
        TwoMemberAnswers.Ready(scope, gone, stays);
        var both = TwoMembers.RefundMerged(scope.Programs, gone.State, stays.State, command, merge.IntoSequence);
        return TwoMemberAnswers.Keep(scope, gone, stays, both) is { } refusal ? refusal : MemberCommand.Told(scope, stays, both.Second.Items[^1]);
    }
}

/// <summary>A purchase is given back in part or whole, by lines and units or by an amount (semantics §2).</summary>
public sealed record RefundPurchase : PurchaseCommand
{
    /// <summary>Units given back; empty for a refund by amount.</summary>
    public IReadOnlyList<RefundedUnits> Units { get; init; } = [];

    /// <summary>Amount given back, minor units; 0 for a refund by units.</summary>
    public long AmountMinor { get; init; }

    internal override Fact FactOf(long purchaseSequence, Instant at) =>
        new Refund { OccurredAt = at, RecordedAt = at, PurchaseSequence = purchaseSequence, Units = Units, AmountMinor = AmountMinor };
}

/// <summary>A purchase of the same business day is undone whole (semantics §2).</summary>
public sealed record VoidPurchase : PurchaseCommand
{
    internal override Fact FactOf(long purchaseSequence, Instant at) =>
        new Refund { OccurredAt = at, RecordedAt = at, PurchaseSequence = purchaseSequence, IsVoid = true };
}

/// <summary>The goods were received: pending points activate (semantics §3).</summary>
public sealed record ReceivePurchase : PurchaseCommand
{
    internal override Fact FactOf(long purchaseSequence, Instant at) => new Received { OccurredAt = at, RecordedAt = at, PurchaseSequence = purchaseSequence };
}
