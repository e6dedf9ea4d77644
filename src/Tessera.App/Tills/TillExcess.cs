using Tessera.App.Purchases;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tills;

/// <summary>What somebody at a till is about to do, in the amounts that have limits.</summary>
/// <param name="DiscountMinor">Taken off by hand.</param>
/// <param name="RefundMinor">Given back of the purchase, now and before.</param>
/// <param name="StoredValueMinor">Stored value used.</param>
/// <param name="Points">Points spent.</param>
internal sealed record TillAmounts(long DiscountMinor, long RefundMinor, long StoredValueMinor, long Points)
{
    /// <summary>The amounts of a sale: the till's own discounts, negative lines by hand, and what the quote spends.</summary>
    internal static TillAmounts OfSale(CommitQuote commit)
    {
        var (lines, quoted) = (commit.Token.Purchase.Lines, commit.Token.Purchase.Wishes?.Quoted);
        var byHand = lines.Sum(l => l.DiscountMinor) + lines.Where(l => l.ByHand && l.NetMinor < 0).Sum(l => -l.NetMinor);
        return new TillAmounts(byHand, 0, quoted?.StoredValueMinor ?? 0, quoted?.Points ?? 0);
    }

    /// <summary>The amount of a refund or void, or null where its purchase is not known: then the rules refuse it.</summary>
    internal static TillAmounts? OfRefund(BatchScope scope, PurchaseCommand command)
    {
        if (scope.Document(command.Purchase.Source, command.Purchase.Number) is not { Kind: "purchase" } named) return null;
        var sold = named.Account is { } account ? OfMember(scope, account, named.Sequence) : OfNobody(scope, command.Purchase);
        return sold is { } known ? new TillAmounts(0, known.Before + Now(command, known.Lines), 0, 0) : null;
    }

    /// <summary>The first that is above its limit, and whether it counts points or money; or null.</summary>
    internal (long Amount, bool IsPoints)? Above(TillLimits limits)
    {
        if (DiscountMinor > limits.DiscountMinor) return (DiscountMinor, false);
        if (RefundMinor > limits.RefundMinor) return (RefundMinor, false);
        if (StoredValueMinor > limits.StoredValueMinor) return (StoredValueMinor, false);
        return Points > limits.Points ? (Points, true) : null;
    }

    private static (long Before, IReadOnlyList<Paid> Lines)? OfMember(BatchScope scope, AccountId account, long sequence) =>
        scope.Purchase(scope.Member(account), sequence) is { } purchase ? (purchase.Refunded.Sum(r => r.Money), Lines(purchase.Fact, purchase.Outcome.Priced)) : null;

    private static (long Before, IReadOnlyList<Paid> Lines)? OfNobody(BatchScope scope, PurchaseId id)
    {
        if (scope.Db.Documents.FindAnonymous(id.Source, id.Number)?.Fact is not Purchase purchase) return null;
        var given = UnclaimedPurchases.Given(scope.Programs.Calendar, purchase, scope.Db.Documents.FollowsOf(id.Source, id.Number));
        return (given.OfType<PurchaseRefunded>().SelectMany(g => g.Lines).Sum(l => l.AmountMinor), Lines(purchase, purchase.Sold));
    }

    // A line by what is paid for it; a part of its units comes to no more than this, rounded up.
    private static long Now(PurchaseCommand command, IReadOnlyList<Paid> lines) => command switch
    {
        RefundPurchase { AmountMinor: > 0 and var amount } => amount,
        RefundPurchase refund => refund.Units.Where(u => u.Line >= 0 && u.Line < lines.Count).Sum(u => lines[u.Line].Of(u.Quantity)),
        _ => lines.Sum(l => l.Minor),
    };

    private static IReadOnlyList<Paid> Lines(Purchase purchase, PricedOrder? priced) => priced is null
        ? [.. purchase.Lines.Select(l => new Paid(l.Quantity, l.NetMinor))]
        : [.. priced.Lines.Select(l => new Paid(l.Line.Quantity, l.PayMinor))];

    private sealed record Paid(decimal Quantity, long Minor)
    {
        internal long Of(decimal units) => units >= Quantity ? Minor : (long)Math.Ceiling(Minor * units / Quantity);
    }
}
