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
        var merges = scope.Db.Identities.MergesFrom(account);
        var occurredAt = OccurredAt ?? scope.Now;
        var (of, sequence) = RecordFor(account, named.Sequence, merges);
        var fact = FactOf(sequence, occurredAt) with
        {
            OccurredAt = occurredAt, RecordedAt = scope.IsHistory ? occurredAt : scope.Now, Source = Source, Number = Number, Actor = Actor,
        };
        if (Source is not null && Number is not null && scope.Document(Source, Number) is { } known) return Repeats.Answer(scope, known, fact, of);
        var member = scope.Member(of);
        if (fact is Refund && merges.Count > 0) return RefundMerged(scope, member, new Command(fact) { Purchase = scope.Purchase(member, sequence) }, merges);
        var before = Entrance is null ? null : FiguresAfter.Of(member.State, scope.Today);
        var decision = scope.Decide(member, fact is Refund ? new Command(fact) { Purchase = scope.Purchase(member, sequence) } : new Command(fact));
        if (decision.Refusal is { } refusal) return refusal;
        return MemberCommand.Told(scope, member, decision.Items[^1]) with { Before = before };
    }

    internal override AuditNote NoteOf(BatchScope scope, FactTold made) => AuditNote.Of(made);

    internal abstract Fact FactOf(long purchaseSequence, Instant at);

    /// <summary>The record that the fact goes to, with the purchase as that record names it: of a merged member the purchase's own (a refund), or the one that holds its value (semantics §1 Merge).</summary>
    private protected virtual (AccountId Of, long Purchase) RecordFor(AccountId owner, long sequence, IReadOnlyList<MergeRow> merges) => (owner, sequence);

    /// <summary>The record of a merged member keeps what was given back; the members it was merged into since give up the value (semantics §1 Merge).</summary>
    private static Answer<FactTold> RefundMerged(BatchScope scope, LoadedMember owner, Command refund, IReadOnlyList<MergeRow> merges)
    {
        scope.Load(merges.Select(m => m.Into));
        List<LoadedMember> all = [owner, .. merges.Select(m => scope.Member(m.Into))];
        foreach (var member in all)
        {
            scope.LoadClosedLots(member);
            scope.Flush(member.Account);
        }

        var decisions = MergedPurchases.Refund(scope.Programs, owner.State, refund with { IsHistory = scope.IsHistory }, [.. merges.Select((m, i) => new MergedHolder(all[i + 1].State, m.IntoSequence))]);
        return TwoMemberAnswers.Keep(scope, all, decisions) is { } refusal ? refusal : MemberCommand.Told(scope, all[^1], decisions[^1].Items[^1]);
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
    private protected override (AccountId Of, long Purchase) RecordFor(AccountId owner, long sequence, IReadOnlyList<MergeRow> merges) =>
        merges is [.., var last] ? (last.Into, MergedOrder.Through(sequence, merges.Select(m => m.IntoSequence))) : (owner, sequence);

    internal override Fact FactOf(long purchaseSequence, Instant at) => new Received { OccurredAt = at, RecordedAt = at, PurchaseSequence = purchaseSequence };
}
