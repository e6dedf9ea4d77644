using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Plans;

/// <summary>Where a period of a plan stands.</summary>
public enum PlanStatus
{
    /// <summary>Paid: it holds, or will.</summary>
    Held,

    /// <summary>Its end has come.</summary>
    Ended,

    /// <summary>Paid back and revoked.</summary>
    Refunded,

    /// <summary>Left with a merge or its undo.</summary>
    Gone,
}

/// <summary>One paid period of a plan, on the terms of the programme version that sold it (semantics §11). Periods that are over stay: a late fact reads what held on its day.</summary>
public sealed record HeldPlan
{
    /// <summary>Place.</summary>
    public required LotId Id { get; init; }

    /// <summary>Plan of the programme.</summary>
    public required string Plan { get; init; }

    /// <summary>Version whose terms it keeps.</summary>
    public required int Version { get; init; }

    /// <summary>Local date of the order.</summary>
    public required DateOnly OrderedOn { get; init; }

    /// <summary>First local date of the period.</summary>
    public required DateOnly From { get; init; }

    /// <summary>First local date on which it is over.</summary>
    public required DateOnly EndsOn { get; init; }

    /// <summary>From this instant on it holds: that of the order, or the start of <see cref="From"/> for a renewal.</summary>
    public required Instant Since { get; init; }

    /// <summary>From this instant on it holds no more: the start of <see cref="EndsOn"/>, or the refund.</summary>
    public required Instant Until { get; init; }

    /// <summary>Tier laid over the earned one, or null.</summary>
    public string? Tier { get; init; }

    /// <summary>Benefits it opens.</summary>
    public IReadOnlyList<string> Benefits { get; init; } = [];

    /// <summary>What it was paid by.</summary>
    public IReadOnlyList<Payment> Payments { get; init; } = [];

    /// <summary>The stored value it was paid with, as stored; null for none, and once it was paid back.</summary>
    public WalletEntry? Used { get; init; }

    /// <summary>Local date on which its end is to be told, or null.</summary>
    public DateOnly? NoticeOn { get; init; }

    /// <summary>Where it stands.</summary>
    public PlanStatus Status { get; init; }

    /// <summary>Paid back, minor units.</summary>
    public long RefundedMinor { get; init; }

    /// <summary>The period it was in the other record before a merge, or null.</summary>
    public LotId? CarriedFrom { get; init; }

    /// <summary>Paid, minor units.</summary>
    public long PaidMinor => Payments.Sum(p => p.AmountMinor);

    /// <summary>Whether it holds at an instant.</summary>
    public bool HoldsAt(Instant at) => Status != PlanStatus.Gone && Since <= at && at < Until;
}
