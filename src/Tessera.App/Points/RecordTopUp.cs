using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Points;

/// <summary>A top-up of stored value, the amount only (C4).</summary>
public sealed record RecordTopUp : MemberCommand
{
    /// <summary>Principal, minor units, more than 0.</summary>
    public required long PrincipalMinor { get; init; }

    internal override Fact FactOf(Instant at) => new TopUp { OccurredAt = at, RecordedAt = at, PrincipalMinor = PrincipalMinor };
}

/// <summary>A top-up is refunded in whole or part.</summary>
public sealed record RefundTopUp : MemberCommand
{
    /// <summary>Sequence of the top-up in the member's record.</summary>
    public required long TopUpSequence { get; init; }

    /// <summary>Principal given back, minor units, more than 0.</summary>
    public required long PrincipalMinor { get; init; }

    internal override Fact FactOf(Instant at) => new TopUpRefund { OccurredAt = at, RecordedAt = at, TopUpSequence = TopUpSequence, PrincipalMinor = PrincipalMinor };
}
