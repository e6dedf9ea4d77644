using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Analytics;

/// <summary>What a document is in the hand-over report of a till (experience U31).</summary>
public enum TillLineKind
{
    /// <summary>A purchase.</summary>
    Sale,

    /// <summary>A part or the whole of a purchase was given back.</summary>
    Refund,

    /// <summary>A purchase was undone on its day.</summary>
    Void,

    /// <summary>Stored value was topped up.</summary>
    TopUp,

    /// <summary>A card or a paid plan was sold.</summary>
    Card,

    /// <summary>Stored value, a card or a plan was paid back.</summary>
    PaidBack,

    /// <summary>Anything else that moved points, coupons or value at the till.</summary>
    Other,
}

/// <summary>
/// What one document came to at a till. Amounts are minor units and signed as the drawer sees them: what goes out is negative. Points, coupons and stored value
/// are counts of what was given, used and came back, never negative.
/// </summary>
public sealed record TillLine
{
    /// <summary>The tender of money of which nobody said how it was paid; it is in no drawer.</summary>
    public const string Untold = "untold";

    /// <summary>The tender that lies in the drawer.</summary>
    public const string Cash = "cash";

    /// <summary>What it is.</summary>
    public TillLineKind Kind { get; init; }

    /// <summary>Its total, signed; the sum of its tenders.</summary>
    public long AmountMinor { get; init; }

    /// <summary>By tender, signed, each kind once.</summary>
    public IReadOnlyList<Payment> Tenders { get; init; } = [];

    /// <summary>Points given for it, pending ones too.</summary>
    public long PointsGiven { get; init; }

    /// <summary>Points spent.</summary>
    public long PointsSpent { get; init; }

    /// <summary>Points of a purchase taken back with it.</summary>
    public long PointsTaken { get; init; }

    /// <summary>Spent points that came back.</summary>
    public long PointsReturned { get; init; }

    /// <summary>Stored value used, principal and bonus.</summary>
    public long ValueUsedMinor { get; init; }

    /// <summary>Stored value that came back.</summary>
    public long ValueReturnedMinor { get; init; }

    /// <summary>Bonus given beside a top-up.</summary>
    public long BonusMinor { get; init; }

    /// <summary>Coupons used.</summary>
    public int CouponsUsed { get; init; }

    /// <summary>Coupons that came back.</summary>
    public int CouponsReturned { get; init; }

    /// <summary>Who served, where told.</summary>
    public string? Clerk { get; init; }

    /// <summary>A purchase.</summary>
    /// <param name="purchase">As recorded.</param>
    /// <param name="item">Its item; null without a member.</param>
    public static TillLine OfSale(Purchase purchase, RecordItem? item)
    {
        var priced = item?.Purchase?.Priced ?? purchase.Sold;
        var amount = priced?.PayMinor ?? Paid(purchase);
        var tenders = new List<Payment>(purchase.Payments);
        if (priced is { StoredValueMinor: not 0 }) tenders.Add(new Payment("storedValue", priced.StoredValueMinor));
        if (priced is { PointsArePayment: true, PointsMinor: not 0 }) tenders.Add(new Payment("points", priced.PointsMinor));
        return Counted(new TillLine { Kind = TillLineKind.Sale, AmountMinor = amount, Tenders = Filled(tenders, amount), Clerk = purchase.ClerkId, PointsGiven = item?.Purchase?.Points ?? 0 }, item);
    }

    /// <summary>What was given back of a purchase.</summary>
    /// <param name="purchase">The purchase.</param>
    /// <param name="gave">What was given back of its lines.</param>
    /// <param name="back">By tender, of a priced purchase; else null.</param>
    /// <param name="isVoid">A void.</param>
    public static TillLine OfRefund(Purchase purchase, PurchaseRefunded gave, GivenBack? back, bool isVoid)
    {
        var money = back?.OtherMinor ?? gave.Lines.Sum(l => l.AmountMinor);
        var tenders = BackTo(purchase, money);
        if (back is { StoredValueMinor: not 0 }) tenders.Add(new Payment("storedValue", -back.StoredValueMinor));
        if (back is { PointsMinor: not 0 }) tenders.Add(new Payment("points", -back.PointsMinor));
        return new TillLine
        {
            Kind = isVoid ? TillLineKind.Void : TillLineKind.Refund, AmountMinor = -(back?.PayMinor ?? money), Tenders = Merged(tenders), PointsTaken = gave.Lines.Sum(l => l.Points),
            PointsReturned = back?.Points ?? 0, ValueReturnedMinor = back?.StoredValueMinor ?? 0, Clerk = purchase.ClerkId,
        };
    }

    /// <summary>Any other fact of a member; null where it moved nothing a till hands over.</summary>
    public static TillLine? OfOther(RecordItem item)
    {
        var line = item.Fact switch
        {
            TopUp f => Money(TillLineKind.TopUp, Principal(item) is var paid and not 0 ? paid : f.PrincipalMinor, f.Value?.Tenders ?? []),
            CardSold f => Money(TillLineKind.Card, item.Effects.OfType<CardEntry>().Where(e => e.Kind == CardEntryKind.Sold).Sum(e => e.After.PriceMinor), f.Tenders) with { Clerk = f.ClerkId },
            PlanOrdered f => Money(TillLineKind.Card, f.Payments.Sum(p => p.AmountMinor), f.Payments) with { Clerk = f.ClerkId },
            WalletRefund f => Money(TillLineKind.PaidBack, -f.ExpectedMinor, [.. f.Tenders.Select(t => t with { AmountMinor = -t.AmountMinor })]),
            TopUpRefund f => Money(TillLineKind.PaidBack, -f.PrincipalMinor, []),
            _ => new TillLine { Kind = TillLineKind.Other },
        };
        line = Counted(line, item);
        return line == new TillLine { Kind = TillLineKind.Other, Tenders = line.Tenders } ? null : line;
    }

    /// <summary>Tenders with each kind once, in order of kind.</summary>
    internal static IReadOnlyList<Payment> Merged(IEnumerable<Payment> tenders) =>
        [.. tenders.GroupBy(t => t.Kind, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new Payment(g.Key, g.Sum(t => t.AmountMinor))).Where(t => t.AmountMinor != 0)];

    private static TillLine Money(TillLineKind kind, long amount, IReadOnlyList<Payment> tenders) => new() { Kind = kind, AmountMinor = amount, Tenders = Filled(tenders, amount) };

    private static long Principal(RecordItem item) => item.Effects.OfType<WalletEntry>().Where(e => e.Kind == WalletEntryKind.TopUp).Sum(e => e.PrincipalMinor);

    // Nets without tax are told as they are: what was paid is then what the tenders say.
    private static long Paid(Purchase purchase) =>
        purchase is { PricesInclude: PricesInclude.Net, Payments.Count: > 0 } ? purchase.Payments.Sum(p => p.AmountMinor) : purchase.TotalMinor;

    /// <summary>What the tenders told do not cover was paid in a way nobody told; change that was told as cash is none.</summary>
    private static IReadOnlyList<Payment> Filled(IEnumerable<Payment> told, long amount)
    {
        var tenders = Merged(told);
        var rest = amount - tenders.Sum(t => t.AmountMinor);
        return rest == 0 ? tenders : Merged([.. tenders, new Payment(Untold, rest)]);
    }

    /// <summary>Money goes back by the tender it came by; of several only where all of them goes back. Anything else is asked, never guessed (semantics §9).</summary>
    private static List<Payment> BackTo(Purchase purchase, long money)
    {
        var paid = Merged(purchase.Payments);
        if (paid.Count == 1) return [new Payment(paid[0].Kind, -money)];
        if (paid.Count > 1 && paid.Sum(p => p.AmountMinor) == money) return [.. paid.Select(p => p with { AmountMinor = -p.AmountMinor })];
        return [new Payment(Untold, -money)];
    }

    private static TillLine Counted(TillLine line, RecordItem? item)
    {
        if (item is null) return line;
        var given = line.PointsGiven;
        foreach (var effect in item.Effects)
        {
            line = effect switch
            {
                LedgerEntry { Kind: EntryKind.Debit } e => line with { PointsSpent = line.PointsSpent - e.Points },
                LedgerEntry { Kind: EntryKind.Return } e => line with { PointsReturned = line.PointsReturned + e.Points },
                LedgerEntry { Kind: EntryKind.Earn or EntryKind.EarnPending or EntryKind.Gift } e when line.Kind != TillLineKind.Sale => line with { PointsGiven = line.PointsGiven + e.Points + e.Pending },
                WalletEntry { Kind: WalletEntryKind.Use } e => line with { ValueUsedMinor = line.ValueUsedMinor - e.PrincipalMinor - e.BonusMinor },
                WalletEntry { Kind: WalletEntryKind.GiveBack } e => line with { ValueReturnedMinor = line.ValueReturnedMinor + e.PrincipalMinor + e.BonusMinor },
                WalletEntry { Kind: WalletEntryKind.TopUp } e => line with { BonusMinor = line.BonusMinor + e.BonusMinor },
                CouponEntry { Kind: CouponEntryKind.Used } => line with { CouponsUsed = line.CouponsUsed + 1 },
                CouponEntry { Kind: CouponEntryKind.Returned } => line with { CouponsReturned = line.CouponsReturned + 1 },
                _ => line,
            };
        }

        return line.Kind == TillLineKind.Sale ? line with { PointsGiven = given } : line;
    }
}
