using Tessera.App.Members;
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

    internal override Answer<FactTold> Decide(BatchScope scope)
    {
        if (scope.Document(Purchase.Source, Purchase.Number) is not { Kind: "purchase" } named) return Refusal.Of("purchase.unknown");
        if (named.Account is not { } account) return Refusal.Of("purchase.anonymous");
        // Its lots went with the merge; what is given back is settled where they are now, by staff (docs/concepts).
        if (scope.Db.Identities.MergeOf(account) is not null) return Refusal.Of("purchase.merged");
        var member = scope.Member(account);
        var occurredAt = OccurredAt ?? scope.Now;
        var fact = FactOf(named.Sequence, occurredAt) with
        {
            OccurredAt = occurredAt, RecordedAt = scope.IsHistory ? occurredAt : scope.Now, Source = Source, Number = Number, Actor = Actor,
        };
        if (Source is not null && Number is not null && scope.Document(Source, Number) is { } known) return Repeats.Answer(scope, known, fact, account);
        var decision = scope.Decide(member, new Command(fact) { Purchase = scope.Purchase(member, named.Sequence) });
        if (decision.Refusal is { } refusal) return refusal;
        return MemberCommand.Told(scope, member, decision.Items[^1]);
    }

    internal abstract Fact FactOf(long purchaseSequence, Instant at);
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
