using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Facts;

/// <summary>What a top-up says beside its amount when the value is held here.</summary>
/// <param name="Plan">Plan of the programme whose pay and bonus hold, or null for a plain amount without bonus.</param>
/// <param name="IsRegistered">The card is registered 记名: its holder is known by name (Z1).</param>
public sealed record Prepaid(string? Plan = null, bool IsRegistered = false)
{
    /// <summary>How it was paid; empty when not told. What a refund is paid back by is asked when it is made.</summary>
    public IReadOnlyList<Payment> Tenders { get; init; } = [];
}

/// <summary>A top-up of stored value 储值.</summary>
public sealed record TopUp : Fact
{
    /// <summary>Principal, minor units, more than 0; 0 only beside a plan, whose pay then holds.</summary>
    public required long PrincipalMinor { get; init; }

    /// <summary>The value is held here. Null: another system holds it, and the amount is told for the metrics only (C4).</summary>
    public Prepaid? Value { get; init; }
}

/// <summary>Principal of one top-up is paid back by hand; what is left of its bonus is void (P28).</summary>
public sealed record TopUpRefund : Fact
{
    /// <summary>Sequence of the top-up.</summary>
    public required long TopUpSequence { get; init; }

    /// <summary>Principal given back, minor units.</summary>
    public required long PrincipalMinor { get; init; }
}

/// <summary>Interest on a refund, told by the person who makes it (Z2 arts. 15–17); off when left out.</summary>
/// <param name="PerTenThousand">Rate of a year in ten-thousandths (310 = 3.10 %).</param>
/// <param name="From">First local date it runs.</param>
public sealed record InterestTerms(int PerTenThousand, DateOnly From);

/// <summary>Stored value and cards are paid back by the arithmetic of 法释〔2025〕4号 (Z2).</summary>
public sealed record WalletRefund : Fact
{
    /// <summary>Ground, chosen by who has the right to.</summary>
    public required RefundGround Ground { get; init; }

    /// <summary>Top-ups paid back; empty for all that the ground covers, unless cards are named.</summary>
    public IReadOnlyList<LotId> Lots { get; init; } = [];

    /// <summary>Cards paid back.</summary>
    public IReadOnlyList<LotId> Cards { get; init; } = [];

    /// <summary>Interest, or null for none.</summary>
    public InterestTerms? Interest { get; init; }

    /// <summary>The total that was shown and agreed, minor units: another result is refused.</summary>
    public required long ExpectedMinor { get; init; }

    /// <summary>What it is paid back by; sums to the total. Asked, never guessed.</summary>
    public IReadOnlyList<Payment> Tenders { get; init; } = [];
}

/// <summary>What is done to a wallet beside its value.</summary>
public enum WalletChange
{
    /// <summary>Spending of it is stopped by the shop.</summary>
    Freeze,

    /// <summary>The stop ends.</summary>
    Unfreeze,

    /// <summary>The holder reports the card lost (挂失): nobody can spend it.</summary>
    ReportLoss,

    /// <summary>The card was found (解挂).</summary>
    WithdrawLoss,

    /// <summary>A new card is issued for the lost one (补卡), with everything on it.</summary>
    Reissue,

    /// <summary>The holder gives the name: the value is registered from now on and ends no more (Z1).</summary>
    Register,

    /// <summary>Unregistered value that is past its end can be used again (激活, 换卡).</summary>
    Reactivate,
}

/// <summary>A wallet is frozen, reported lost, issued anew, registered or reactivated.</summary>
public sealed record WalletChanged : Fact
{
    /// <summary>What is done.</summary>
    public required WalletChange Change { get; init; }

    /// <summary>Reason as a code, or null; free text is kept beside the record.</summary>
    public string? ReasonCode { get; init; }
}

/// <summary>A count or period card of the programme is sold (P29).</summary>
public sealed record CardSold : Fact
{
    /// <summary>Card of the programme.</summary>
    public required string Card { get; init; }

    /// <summary>How it was paid; empty when not told.</summary>
    public IReadOnlyList<Payment> Tenders { get; init; } = [];

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }
}

/// <summary>A card is used by count.</summary>
public sealed record CardUsed : Fact
{
    /// <summary>The card held.</summary>
    public required LotId Card { get; init; }

    /// <summary>Times, more than 0.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk who served, for the commission, or null.</summary>
    public string? ClerkId { get; init; }
}

/// <summary>A use of a card is taken back; once.</summary>
public sealed record CardUseCancelled : Fact
{
    /// <summary>Sequence of the use.</summary>
    public required long UseSequence { get; init; }
}
