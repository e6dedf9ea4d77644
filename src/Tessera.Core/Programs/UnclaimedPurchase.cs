using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>
/// A purchase without a member and what was given back of it (semantics §2). It has no points yet, so that money and units alone are read; the claim decides
/// purchase and refunds anew as late facts, with the parts they have then. A refund that was taken stays one whatever the switch for too much says by now.
/// </summary>
public sealed class UnclaimedPurchase
{
    private RecordedPurchase _purchase;

    /// <summary>A purchase of which nothing was given back yet.</summary>
    /// <param name="purchase">The purchase.</param>
    /// <param name="calendar">Dates.</param>
    public UnclaimedPurchase(Purchase purchase, BusinessCalendar calendar)
    {
        var sold = purchase.Sold?.Lines.Select(l => l.Line with { NetMinor = l.NetMinor }) ?? purchase.Lines;
        var lines = sold.Select(l => new LineOutcome(l.Quantity, l.NetMinor, 0, 0, 0)).ToList();
        _purchase = new RecordedPurchase(
            0, purchase, new PurchaseOutcome(lines, 0, 0, 0, purchase.TotalMinor, []) { Priced = purchase.Sold }, calendar.DayOf(purchase.OccurredAt), 0, [.. lines.Select(_ => LineRefunded.Nothing)]);
    }

    /// <summary>What was given back of each line so far.</summary>
    public IReadOnlyList<LineRefunded> Refunded => _purchase.Refunded;

    /// <summary>Whether all of it was given back: nobody can claim it any more.</summary>
    public bool IsWhollyRefunded { get; private set; }

    /// <summary>Gives back what a refund or void asks for.</summary>
    /// <param name="refund">The fact.</param>
    /// <param name="day">Its local date.</param>
    /// <param name="overRefund">What happens to more than is left; <see cref="OverRefund.Clamp"/> for one that was taken before.</param>
    /// <param name="refusal">As of a member's refund, or null.</param>
    /// <returns>What was given back, or null with a refusal.</returns>
    public PurchaseRefunded? GiveBack(Refund refund, DateOnly day, OverRefund overRefund, out Refusal? refusal)
    {
        refusal = RefundDecisions.TooEarly(_purchase, refund) ?? (refund.IsVoid && day != _purchase.Day ? Refusal.Of("void.otherDay", Reason.Day("on", _purchase.Day)) : null);
        if (refusal is not null || RefundArithmetic.Take(_purchase, refund, overRefund, out refusal) is not { } share) return null;
        var refunded = new PurchaseRefunded(0, share.Lines, share.Completes);
        _purchase = _purchase.After(refunded);
        IsWhollyRefunded |= share.Completes;
        return refunded;
    }
}
