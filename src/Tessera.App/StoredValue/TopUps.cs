using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.App.StoredValue;

/// <summary>A top-up of stored value (semantics §9).</summary>
public sealed record RecordTopUp : MemberCommand
{
    /// <summary>Principal, minor units; 0 only beside a plan.</summary>
    public required long PrincipalMinor { get; init; }

    /// <summary>How the value is held here, or null where another system holds it and the amount is told for conditions only (C4).</summary>
    public Prepaid? Value { get; init; }

    internal override Fact FactOf(Instant at) => new TopUp { OccurredAt = at, RecordedAt = at, PrincipalMinor = PrincipalMinor, Value = Value };
}

/// <summary>Principal of one top-up is paid back by hand; the rest of its bonus is void (P28).</summary>
public sealed record RefundTopUp : MemberCommand
{
    /// <summary>Sequence of the top-up in the member's record.</summary>
    public required long TopUpSequence { get; init; }

    /// <summary>Principal given back, minor units, more than 0.</summary>
    public required long PrincipalMinor { get; init; }

    internal override Fact FactOf(Instant at) => new TopUpRefund { OccurredAt = at, RecordedAt = at, TopUpSequence = TopUpSequence, PrincipalMinor = PrincipalMinor };
}

/// <summary>Stored value and cards are paid back as the calculator says (Z2).</summary>
public sealed record RefundWallet : MemberCommand
{
    /// <summary>What is asked.</summary>
    public required RefundAsk Asked { get; init; }

    /// <summary>The total that was shown, minor units.</summary>
    public required long ExpectedMinor { get; init; }

    /// <summary>What it is paid back by.</summary>
    public IReadOnlyList<Payment> Tenders { get; init; } = [];

    internal override Fact FactOf(Instant at) => new WalletRefund
    {
        OccurredAt = at, RecordedAt = at, Ground = Asked.Ground, Lots = Asked.Lots, Cards = Asked.Cards, Interest = Asked.Interest, ExpectedMinor = ExpectedMinor, Tenders = Tenders,
    };
}

/// <summary>A wallet is frozen, reported lost, issued anew, registered or reactivated.</summary>
public sealed record ChangeWallet : MemberCommand
{
    /// <summary>What is done.</summary>
    public required WalletChange Change { get; init; }

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    internal override Fact FactOf(Instant at) => new WalletChanged { OccurredAt = at, RecordedAt = at, Change = Change, ReasonCode = ReasonCode };
}
