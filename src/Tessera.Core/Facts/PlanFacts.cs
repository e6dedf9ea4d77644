using Tessera.Core.Points;

namespace Tessera.Core.Facts;

/// <summary>A paid plan is ordered and paid (A2).</summary>
public sealed record PlanOrdered : Fact
{
    /// <summary>Plan of the programme.</summary>
    public required string Plan { get; init; }

    /// <summary>What it is paid by; sums to the price. <c>storedValue</c> is taken from the wallet.</summary>
    public IReadOnlyList<Payment> Payments { get; init; } = [];

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }
}

/// <summary>A period of a plan is paid back and revoked.</summary>
public sealed record PlanRefunded : Fact
{
    /// <summary>The period.</summary>
    public required LotId Period { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }
}
