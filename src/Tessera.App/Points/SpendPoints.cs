using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Points;

/// <summary>Points are spent outside a purchase. The reference is unique per member: told again with the same points it is a repeat.</summary>
public sealed record SpendPoints : MemberCommand
{
    /// <summary>Points, more than 0.</summary>
    public required long Points { get; init; }

    /// <summary>The caller's reference, unique per member.</summary>
    public required string Reference { get; init; }

    /// <summary>Take what there is instead of refusing.</summary>
    public bool ClampToBalance { get; init; }

    /// <summary>The order this spending belongs to, or null (semantics §3 sameOrderSpending).</summary>
    public PurchaseId? ForPurchase { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        base.Foresee(foresight);
        Member.ForeseeDebit(foresight, Reference);
    }

    internal override Answer<FactTold> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is { } account && scope.Debit(account, Reference) is { } sequence) return Repeat(scope, scope.Member(account), sequence);
        return base.Decide(scope);
    }

    internal override Fact FactOf(Instant at) => new Debit { OccurredAt = at, RecordedAt = at, Points = Points, Reference = Reference, ClampToBalance = ClampToBalance };

    internal override (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact)
    {
        if (ForPurchase is not { } order) return (new Command(fact), null);
        if (scope.Document(order.Source, order.Number) is not { } known || known.Account != member.Account) return (new Command(fact), Refusal.Of("purchase.unknown"));
        return (new Command((Debit)fact with { ForPurchaseSequence = known.Sequence }), null);
    }

    private Answer<FactTold> Repeat(BatchScope scope, LoadedMember member, long sequence)
    {
        var item = scope.Item(member, sequence) ?? throw new LedgerBroken(member.Account.ToString(), $"item {sequence} is missing");
        var same = item.Fact is Debit debit && debit.Points == Points && debit.ClampToBalance == ClampToBalance;
        return same ? new Answer<FactTold>(Told(scope, member, item), null, IsRepeat: true) : new Refusal(Reason.Of("debit.changed"), "/points");
    }
}

/// <summary>A debit is cancelled whole: its points come back (semantics §3).</summary>
public sealed record CancelDebit : MemberCommand
{
    /// <summary>Reference of the debit.</summary>
    public required string Reference { get; init; }

    internal override Fact FactOf(Instant at) => new DebitCancelled { OccurredAt = at, RecordedAt = at, DebitSequence = 0 };

    internal override (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact)
    {
        if (scope.Debit(member.Account, Reference) is not { } sequence) return (new Command(fact), Refusal.Of("debit.unknown"));
        return (new Command((DebitCancelled)fact with { DebitSequence = sequence }) { Named = scope.Item(member, sequence) }, null);
    }
}
