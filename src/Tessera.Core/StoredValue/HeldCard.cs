using Tessera.Core.Points;

namespace Tessera.Core.StoredValue;

/// <summary>Kind of a card 卡 (P29).</summary>
public enum CardKind
{
    /// <summary>Count card 次卡: a number of uses, which never end.</summary>
    Count,

    /// <summary>Period card 期卡 (month, quarter, year): any number of uses until its end.</summary>
    Period,
}

/// <summary>A card as a member holds it, on the terms of the programme on the day it was sold.</summary>
public sealed record HeldCard
{
    /// <summary>Place.</summary>
    public required LotId Id { get; init; }

    /// <summary>Card of the programme.</summary>
    public required string Card { get; init; }

    /// <summary>Kind.</summary>
    public required CardKind Kind { get; init; }

    /// <summary>Local date of the sale; a period card runs from it.</summary>
    public required DateOnly SoldOn { get; init; }

    /// <summary>Paid, minor units.</summary>
    public required long PriceMinor { get; init; }

    /// <summary>Price of one use without the card, minor units (Z2 art. 19); 0 when the programme does not say.</summary>
    public long ListPerUseMinor { get; init; }

    /// <summary>Count card: uses bought.</summary>
    public int Uses { get; init; }

    /// <summary>Uses made.</summary>
    public int Used { get; init; }

    /// <summary>Period card: months of its whole term.</summary>
    public int TermMonths { get; init; }

    /// <summary>Period card: days of its whole term, beside the months.</summary>
    public int TermDays { get; init; }

    /// <summary>Over by refund, by the end of its term, or moved by a merge.</summary>
    public bool IsOver { get; init; }

    /// <summary>Paid back, minor units.</summary>
    public long RefundedMinor { get; init; }

    /// <summary>The card it was in the other record before a merge, or null.</summary>
    public LotId? CarriedFrom { get; init; }

    /// <summary>Period card: first local date on which it is over; null for a count card.</summary>
    public DateOnly? EndsOn => Kind == CardKind.Period ? new Span(TermMonths, TermDays).After(SoldOn) : null;

    /// <summary>Uses left; null for a period card.</summary>
    public int? UsesLeft => Kind == CardKind.Count ? Uses - Used : null;

    /// <summary>Whether anything can come of it: what cannot leaves the state.</summary>
    public bool IsOpen => !IsOver && UsesLeft is null or > 0;
}
