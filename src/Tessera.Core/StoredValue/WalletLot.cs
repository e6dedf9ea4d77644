using Tessera.Core.Points;

namespace Tessera.Core.StoredValue;

/// <summary>
/// One top-up 储值 with its two lots: principal 本金 that was paid, and bonus 赠送 that came with it (semantics §9). Amounts are minor units, at least 0. Always:
/// paid = principal left + used + refunded + gone, and bonus = bonus left + used + gone.
/// </summary>
public sealed record WalletLot
{
    /// <summary>Place.</summary>
    public required LotId Id { get; init; }

    /// <summary>Local date of payment: the seven days of art. 14 count from it.</summary>
    public required DateOnly PaidOn { get; init; }

    /// <summary>Plan of the programme, or null.</summary>
    public string? Plan { get; init; }

    /// <summary>Registered 记名: never ends (Z1).</summary>
    public bool IsRegistered { get; init; }

    /// <summary>Unregistered value: first local date on which it must be reactivated before it is used. The value itself is never lost.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>Paid.</summary>
    public required long PaidMinor { get; init; }

    /// <summary>Given on top.</summary>
    public long BonusMinor { get; init; }

    /// <summary>Principal left.</summary>
    public long PrincipalLeft { get; init; }

    /// <summary>Bonus left.</summary>
    public long BonusLeft { get; init; }

    /// <summary>Principal used, less what came back.</summary>
    public long PrincipalUsed { get; init; }

    /// <summary>Bonus used, less what came back.</summary>
    public long BonusUsed { get; init; }

    /// <summary>List value of what was bought with it (Z2 art. 19).</summary>
    public long ListUsed { get; init; }

    /// <summary>What was charged for it (Z2 art. 18).</summary>
    public long ChargedUsed { get; init; }

    /// <summary>Principal paid back in money.</summary>
    public long PrincipalRefunded { get; init; }

    /// <summary>Principal that left otherwise: kept by the shop for what was consumed at list price, or moved by a merge.</summary>
    public long PrincipalGone { get; init; }

    /// <summary>Bonus that was voided by a refund or moved by a merge.</summary>
    public long BonusGone { get; init; }

    /// <summary>Sequence of the merge by which it came, or 0.</summary>
    public long FromMerge { get; init; }

    /// <summary>Sequence of the top-up as the metric rows name it: its own, or the other record's after a merge.</summary>
    public long TopUpSequence { get; init; }

    /// <summary>The lot it was in the other record, or null.</summary>
    public LotId? CarriedFrom { get; init; }

    /// <summary>What is left of both.</summary>
    public long Left => PrincipalLeft + BonusLeft;

    /// <summary>What was used of both.</summary>
    public long Used => PrincipalUsed + BonusUsed;

    /// <summary>Whether it can be spent on a local date.</summary>
    public bool IsUsableOn(DateOnly day) => Left > 0 && (EndsOn is not { } ends || day < ends);

    /// <summary>Principal that must be used up when so much of both is: the rounded share, within what the two lots hold.</summary>
    /// <param name="used">Total used afterwards.</param>
    public long PrincipalOf(long used)
    {
        var share = Rounding.Divide((Int128)used * PaidMinor, (Int128)PaidMinor + BonusMinor, RoundingMode.HalfUp);
        // A refund by hand may have taken principal and voided the bonus: then the share gives way to what is there.
        var least = Math.Max(0, used - BonusUsed - BonusLeft);
        var most = Math.Min(used, PrincipalUsed + PrincipalLeft);
        return Math.Clamp(share, least, Math.Max(least, most));
    }

    /// <summary>Whether the equations hold and nothing is below zero.</summary>
    internal bool AddsUp =>
        PaidMinor == PrincipalLeft + PrincipalUsed + PrincipalRefunded + PrincipalGone && BonusMinor == BonusLeft + BonusUsed + BonusGone
        && PrincipalLeft >= 0 && BonusLeft >= 0 && PrincipalUsed >= 0 && BonusUsed >= 0 && PrincipalRefunded >= 0 && PrincipalGone >= 0 && BonusGone >= 0
        && ListUsed >= 0 && ChargedUsed >= 0;
}

/// <summary>What moves in a top-up.</summary>
public enum WalletMove
{
    /// <summary>Used.</summary>
    Use,

    /// <summary>A use comes back.</summary>
    GiveBack,

    /// <summary>Principal is paid back in money.</summary>
    Refund,

    /// <summary>Leaves otherwise: voided, kept by the shop, or moved by a merge.</summary>
    Leave,
}

/// <summary>One movement of a top-up; amounts are minor units, at least 0.</summary>
/// <param name="Lot">The top-up.</param>
/// <param name="Move">What moves.</param>
/// <param name="Principal">Principal.</param>
/// <param name="Bonus">Bonus.</param>
/// <param name="List">List value of the share, for uses.</param>
/// <param name="Charged">Charged value of the share, for uses.</param>
public sealed record WalletPart(LotId Lot, WalletMove Move, long Principal, long Bonus, long List = 0, long Charged = 0)
{
    /// <summary>Both.</summary>
    public long Amount => Principal + Bonus;

    /// <summary>The top-up afterwards.</summary>
    internal WalletLot After(WalletLot lot) => Move switch
    {
        WalletMove.Use => Used(lot, 1),
        WalletMove.GiveBack => Used(lot, -1),
        WalletMove.Refund => lot with { PrincipalLeft = lot.PrincipalLeft - Principal, PrincipalRefunded = lot.PrincipalRefunded + Principal },
        WalletMove.Leave => lot with
        {
            PrincipalLeft = lot.PrincipalLeft - Principal, BonusLeft = lot.BonusLeft - Bonus, PrincipalGone = lot.PrincipalGone + Principal, BonusGone = lot.BonusGone + Bonus,
        },
    };

    private WalletLot Used(WalletLot lot, int sign) => lot with
    {
        PrincipalLeft = lot.PrincipalLeft - (sign * Principal), PrincipalUsed = lot.PrincipalUsed + (sign * Principal),
        BonusLeft = lot.BonusLeft - (sign * Bonus), BonusUsed = lot.BonusUsed + (sign * Bonus),
        ListUsed = lot.ListUsed + (sign * List), ChargedUsed = lot.ChargedUsed + (sign * Charged),
    };
}
