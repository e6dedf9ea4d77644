namespace Tessera.Core.Facts;

/// <summary>A reward is taken for points, or for points and cash (E9, P16).</summary>
public sealed record Redeemed : Fact
{
    /// <summary>Reward of the programme.</summary>
    public required string Reward { get; init; }

    /// <summary>Units, more than 0.</summary>
    public int Units { get; init; } = 1;

    /// <summary>What the cash part is paid by; sums to it. <c>storedValue</c> is taken from the wallet.</summary>
    public IReadOnlyList<Payment> Payments { get; init; } = [];

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }
}

/// <summary>A redemption that was not handed over yet is taken back whole.</summary>
public sealed record RedemptionCancelled : Fact
{
    /// <summary>Sequence of the redemption.</summary>
    public required long RedemptionSequence { get; init; }

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }
}

/// <summary>A redemption is handed over at a store, or sent (P39).</summary>
public sealed record RedemptionFulfilled : Fact
{
    /// <summary>Sequence of the redemption.</summary>
    public required long RedemptionSequence { get; init; }

    /// <summary>Store that handed it over, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }
}

/// <summary>A member enters a draw (E10). The number comes from outside, bound to a seed whose hash was published before; it is an input, so that replay gives the same.</summary>
public sealed record Drawn : Fact
{
    /// <summary>Draw of the programme.</summary>
    public required string Draw { get; init; }

    /// <summary>Place among all entries of the draw, from 1 without gaps: what the number is computed from.</summary>
    public required long Nonce { get; init; }

    /// <summary>Number drawn, 0 to 9,999.</summary>
    public required int DrawnNumber { get; init; }

    /// <summary>Hash of the seed, as published.</summary>
    public required string Commitment { get; init; }
}
