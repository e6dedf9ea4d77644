using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Purchases;

/// <summary>What a refund, void or receipt came to.</summary>
/// <param name="Purchase">The purchase.</param>
/// <param name="Fact">The fact as recorded.</param>
/// <param name="Told">Whose it is and what it moved; null while the purchase has no member.</param>
/// <param name="Gave">What was given back; null for a receipt.</param>
public sealed record PurchaseFollowed(PurchaseId Purchase, Fact Fact, FactTold? Told, PurchaseRefunded? Gave)
{
    /// <summary>What was paid back by tender, of a purchase that was priced; else null.</summary>
    public GivenBack? Back { get; init; }

    internal static PurchaseFollowed Of(PurchaseId purchase, FactTold told) => new(purchase, told.Item.Fact!, told, told.Item.Effects.OfType<PurchaseRefunded>().FirstOrDefault());

    internal PurchaseFollowed ByTender(Func<PricedOrder?> order) => Gave is { } gave && gave.Lines.Any(l => l.Parts is not null) ? this with { Back = PricedParts.Sum(order(), gave.Lines) } : this;
}

/// <summary>A fact about a purchase: refund, void, receipt. Of one that nobody claimed yet it is kept for the claim.</summary>
public abstract record PurchaseCommand : WriteCommand<PurchaseFollowed>
{
    /// <summary>The purchase.</summary>
    public required PurchaseId Purchase { get; init; }

    /// <summary>When it happened; null for now.</summary>
    public Instant? OccurredAt { get; init; }

    /// <summary>Source system, with <see cref="Number"/>; null without a natural key.</summary>
    public string? Source { get; init; }

    /// <summary>The source's own number.</summary>
    public string? Number { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        foresight.Documents.Add((Purchase.Source, Purchase.Number));
        if (GivesBack) foresight.GivenBack.Add((Purchase.Source, Purchase.Number));
        if (Source is not null && Number is not null) foresight.Documents.Add((Source, Number));
    }

    /// <summary>Whether its decision reads the purchase with what was given back of it, and lots with nothing left.</summary>
    private protected virtual bool GivesBack => true;

    internal override IEnumerable<AccountId> Needs(BatchScope scope) =>
        scope.Document(Purchase.Source, Purchase.Number)?.Account is { } account ? [account] : [];

    internal override IEnumerable<string> Shares(BatchScope scope)
    {
        // What it gives back is locked with the rest; a programme without shared limits never used any.
        if (scope.KnownPrograms is not { SharesLimits: true } || scope.Document(Purchase.Source, Purchase.Number) is not { Account: { } account } known) return [];
        return scope.Db.Records.Find(account, known.Sequence)?.Effects.OfType<CounterMoved>().Select(m => m.Id) ?? [];
    }

    internal override IEnumerable<AccountId> About(BatchScope scope)
    {
        if (scope.Document(Purchase.Source, Purchase.Number)?.Account is not { } account) return [];
        return scope.Db.Identities.MergeOf(account) is { } merge ? [account, merge.Into] : [account];
    }

    internal override Answer<PurchaseFollowed> Decide(BatchScope scope)
    {
        if (scope.Document(Purchase.Source, Purchase.Number) is not { Kind: "purchase" } named) return Refusal.Of("purchase.unknown");
        if (named.Account is not { } account) return UnclaimedPurchases.Follow(scope, Purchase, Filled(scope, 0));
        var answer = Tell(scope, named, account);
        return answer.Value is { } told
            ? new Answer<PurchaseFollowed>(Gave(scope, account, PurchaseFollowed.Of(Purchase, told)).ByTender(() => scope.Db.Records.Find(account, named.Sequence)?.Purchase?.Priced), null, answer.IsRepeat)
            : answer.Refusal!;
    }

    /// <summary>Of a merged member's purchase its own record says what was given back, whoever holds the value.</summary>
    private static PurchaseFollowed Gave(BatchScope scope, AccountId owner, PurchaseFollowed followed)
    {
        if (followed.Fact is not MergedRefund) return followed;
        var member = scope.Member(owner);
        return followed with { Gave = scope.Item(member, member.State.Sequence)?.Effects.OfType<PurchaseRefunded>().FirstOrDefault() };
    }

    private Fact Filled(BatchScope scope, long sequence)
    {
        var occurredAt = OccurredAt ?? scope.Now;
        return FactOf(sequence, occurredAt) with
        {
            OccurredAt = occurredAt, RecordedAt = scope.IsHistory ? occurredAt : scope.Now, Source = Source, Number = Number, Actor = Actor,
        };
    }

    private Answer<FactTold> Tell(BatchScope scope, KnownDocument named, AccountId account)
    {
        var merges = scope.Db.Identities.MergesFrom(account);
        var (of, sequence) = RecordFor(account, named.Sequence, merges);
        var fact = Filled(scope, sequence);
        if (Source is not null && Number is not null && scope.Document(Source, Number) is { } known) return Repeats.Answer(scope, known, fact, of);
        var member = scope.Member(of);
        if (fact is Refund && merges.Count > 0) return RefundMerged(scope, member, new Command(fact) { Purchase = scope.Purchase(member, sequence) }, merges);
        var before = Entrance is null ? null : FiguresAfter.Of(member.State, scope.Today);
        var decision = scope.Decide(member, fact is Refund ? new Command(fact) { Purchase = scope.Purchase(member, sequence) } : new Command(fact));
        if (decision.Refusal is { } refusal) return refusal;
        return MemberCommand.Told(scope, member, decision.Items[^1]) with { Before = before };
    }

    internal override AuditNote NoteOf(BatchScope scope, PurchaseFollowed made) => made.Told is { } told ? AuditNote.Of(told) : PurchaseNotes.OfDocument(made.Purchase);

    internal abstract Fact FactOf(long purchaseSequence, Instant at);

    /// <summary>The record that the fact goes to, with the purchase as that record names it: of a merged member the purchase's own (a refund), or the one that holds its value (semantics §1 Merge).</summary>
    private protected virtual (AccountId Of, long Purchase) RecordFor(AccountId owner, long sequence, IReadOnlyList<MergeRow> merges) => (owner, sequence);

    /// <summary>The record of a merged member keeps what was given back; the members it was merged into since give up the value (semantics §1 Merge).</summary>
    private static Answer<FactTold> RefundMerged(BatchScope scope, LoadedMember owner, Command refund, IReadOnlyList<MergeRow> merges)
    {
        var all = TwoMemberAnswers.Chain(scope, owner, merges);
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
    private protected override bool GivesBack => false;

    private protected override (AccountId Of, long Purchase) RecordFor(AccountId owner, long sequence, IReadOnlyList<MergeRow> merges) =>
        merges is [.., var last] ? (last.Into, MergedOrder.Through(sequence, merges.Select(m => m.IntoSequence))) : (owner, sequence);

    internal override Fact FactOf(long purchaseSequence, Instant at) => new Received { OccurredAt = at, RecordedAt = at, PurchaseSequence = purchaseSequence };
}
