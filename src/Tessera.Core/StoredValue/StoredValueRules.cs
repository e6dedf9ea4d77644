namespace Tessera.Core.StoredValue;

/// <summary>A recharge package 充值套餐: pay so much, get so much on top (P27).</summary>
public sealed record TopUpPlan
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Paid, minor units, more than 0.</summary>
    public long PayMinor { get; init; }

    /// <summary>Given on top, minor units.</summary>
    public long BonusMinor { get; init; }

    /// <summary>Whether it is sold.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>A count or period card of the programme (P29).</summary>
public sealed record CardTerms
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Kind.</summary>
    public CardKind Kind { get; init; }

    /// <summary>Price, minor units, more than 0.</summary>
    public long PriceMinor { get; init; }

    /// <summary>Count card: uses, given ones included.</summary>
    public int Uses { get; init; }

    /// <summary>Period card: its term.</summary>
    public Span Term { get; init; } = Span.Zero;

    /// <summary>Price of one use without the card, minor units; 0 when not said: then the member's cause is reckoned by the card's own price.</summary>
    public long ListPerUseMinor { get; init; }

    /// <summary>Commission of the clerk for one use, minor units.</summary>
    public long CommissionMinor { get; init; }

    /// <summary>Whether it is sold.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>What happens to a closing while stored value is left. It is never voided.</summary>
public enum ClosingWithValue
{
    /// <summary>Refused: it is paid back first.</summary>
    Refuse,

    /// <summary>Asked: who closes says that the value stays owed, and it can be paid back later.</summary>
    Confirm,
}

/// <summary>Rules of stored value (semantics §9, Z1).</summary>
public sealed record StoredValueRules
{
    /// <summary>Prepayments are taken: top-ups and cards. Off stops them at once; what is held can be used and paid back.</summary>
    public bool TakesPrepayments { get; init; } = true;

    /// <summary>Top-ups of any amount are taken beside the plans.</summary>
    public bool FreeAmounts { get; init; } = true;

    /// <summary>Most principal that a registered wallet holds after a top-up, minor units; 0 sets no limit (Z1: 5,000 yuan).</summary>
    public long RegisteredLimitMinor { get; init; } = 500_000;

    /// <summary>… an unregistered one (Z1: 1,000 yuan).</summary>
    public long UnregisteredLimitMinor { get; init; } = 100_000;

    /// <summary>How long unregistered value can be used before it must be reactivated; at least 3 years (Z1), empty for ever.</summary>
    public Span UnregisteredValid { get; init; } = new(36, 0);

    /// <summary>Closing a member with value left.</summary>
    public ClosingWithValue Closing { get; init; }

    /// <summary>Recharge packages.</summary>
    public IReadOnlyList<TopUpPlan> Plans { get; init; } = [];

    /// <summary>Count and period cards.</summary>
    public IReadOnlyList<CardTerms> Cards { get; init; } = [];
}
