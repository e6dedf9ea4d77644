using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.StoredValue;

/// <summary>Kind of a wallet entry.</summary>
public enum WalletEntryKind
{
    /// <summary>Topped up.</summary>
    TopUp,

    /// <summary>Used for an order.</summary>
    Use,

    /// <summary>A use came back.</summary>
    GiveBack,

    /// <summary>Paid back in money.</summary>
    Refund,

    /// <summary>Came from an older system.</summary>
    Opening,

    /// <summary>An opening was undone.</summary>
    OpeningUndone,

    /// <summary>Came with a merge or its undo.</summary>
    MergeIn,

    /// <summary>Left with a merge or its undo.</summary>
    MergeOut,
}

/// <summary>An entry of the wallet's ledger: principal and bonus moved together, with the top-ups it opened or moved. Minor units, signed.</summary>
public sealed record WalletEntry : Effect
{
    /// <summary>Place; filled in by <see cref="Wallets.Post"/>.</summary>
    public LotId Id { get; internal set; }

    /// <summary>Kind.</summary>
    public required WalletEntryKind Kind { get; init; }

    /// <summary>Change of the principal.</summary>
    public long PrincipalMinor { get; internal set; }

    /// <summary>Change of the bonus.</summary>
    public long BonusMinor { get; internal set; }

    /// <summary>Principal after the entry.</summary>
    public long PrincipalAfter { get; internal set; }

    /// <summary>Bonus after the entry.</summary>
    public long BonusAfter { get; internal set; }

    /// <summary>Top-ups opened, or standing as they are here after a merge or its undo.</summary>
    public IReadOnlyList<WalletLot> Opened { get; init; } = [];

    /// <summary>Movements of top-ups.</summary>
    public IReadOnlyList<WalletPart> Parts { get; init; } = [];

    /// <summary>Order paid with it or refunded, or 0.</summary>
    public long OrderSequence { get; init; }

    /// <summary>Interest paid beside a refund: a line of its own, never part of the balance.</summary>
    public long InterestMinor { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }
}

/// <summary>The standing of a wallet was changed: frozen, lost, issued anew.</summary>
/// <param name="Change">What was done.</param>
/// <param name="On">Local date.</param>
/// <param name="EndsOn">For a reactivation: the new end of unregistered value, or null for none.</param>
public sealed record WalletStood(Facts.WalletChange Change, DateOnly On, DateOnly? EndsOn = null) : Effect;

/// <summary>Kind of a card entry.</summary>
public enum CardEntryKind
{
    /// <summary>Sold.</summary>
    Sold,

    /// <summary>Used.</summary>
    Used,

    /// <summary>A use was taken back.</summary>
    UseCancelled,

    /// <summary>Paid back.</summary>
    Refunded,

    /// <summary>Its term ended.</summary>
    Ended,

    /// <summary>Came with a merge or its undo.</summary>
    MergeIn,

    /// <summary>Left with a merge or its undo.</summary>
    MergeOut,
}

/// <summary>An entry of a card. The card stands in it as it is afterwards, so that a slip shows what is left.</summary>
public sealed record CardEntry : Effect
{
    /// <summary>Place.</summary>
    public required LotId Id { get; init; }

    /// <summary>Kind.</summary>
    public required CardEntryKind Kind { get; init; }

    /// <summary>Uses made by it, negative when taken back.</summary>
    public int Uses { get; init; }

    /// <summary>The card afterwards.</summary>
    public required HeldCard After { get; init; }

    /// <summary>Commission of the clerk who served, minor units; negative when taken back.</summary>
    public long CommissionMinor { get; init; }

    /// <summary>Interest paid beside a refund.</summary>
    public long InterestMinor { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }
}
