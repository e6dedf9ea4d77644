using System.ComponentModel;
using Tessera.App;
using Tessera.App.Coupons;
using Tessera.App.Purchases;
using Tessera.App.StoredValue;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Plans;
using Tessera.Core.StoredValue;
using Tessera.Server.Http.Members;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Purchases;

/// <summary>A line of a recorded purchase with what it got.</summary>
internal sealed record LineView
{
    public required string Sku { get; init; }

    public required decimal Quantity { get; init; }

    public required long NetMinor { get; init; }

    [Description("What counts for tiers, minor units.")]
    public long? QualifyingMinor { get; init; }

    [Description("Points of the line: its share of the order's points.")]
    public long? Points { get; init; }

    [Description("Growth of the line.")]
    public long? Growth { get; init; }

    [Description("Units given back so far.")]
    public decimal? RefundedQuantity { get; init; }

    [Description("Money given back so far, minor units.")]
    public long? RefundedMinor { get; init; }
}

/// <summary>A recorded purchase.</summary>
internal sealed record PurchaseView
{
    [Description("Id of the purchase; it stays when the purchase is claimed or its member merged.")]
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Number { get; init; }

    public required Instant OccurredAt { get; init; }

    [Description("Whose it is; absent while nobody claimed it.")]
    public string? MemberId { get; init; }

    [Description("The family card that bought it for that member; absent where the member bought itself.")]
    public string? BoughtBy { get; init; }

    [Description("Net total, minor units.")]
    public required long TotalMinor { get; init; }

    [Description("Points of the order.")]
    public long? Points { get; init; }

    [Description("Growth of the order.")]
    public long? Growth { get; init; }

    public required IReadOnlyList<LineView> Lines { get; init; }

    [Description("How it was priced, of a purchase that was quoted; absent where the till priced by itself.")]
    public PriceView? Price { get; init; }

    [Description("How the points came about, rule by rule, and which rules stood aside.")]
    public IReadOnlyList<ReasonView>? Reasons { get; init; }

    [Description("Tier changes and messages that came of it.")]
    public IReadOnlyList<ReasonView>? Consequences { get; init; }

    [Description("The member after it.")]
    public FiguresView? Member { get; init; }

    public static PurchaseView Of(KeptPurchase kept, Showing showing)
    {
        var outcome = kept.Told?.Item.Purchase;
        var price = outcome?.Priced ?? kept.Purchase.Sold;
        return new PurchaseView
        {
            Id = kept.Id.ToString(), Source = kept.Id.Source, Number = kept.Id.Number, OccurredAt = kept.Purchase.OccurredAt, MemberId = kept.Told?.Member?.ToString(), BoughtBy = kept.BoughtBy?.ToString(),
            TotalMinor = price?.NetMinor ?? kept.Purchase.TotalMinor, Points = outcome?.Points, Growth = outcome?.Growth,
            Lines = [.. Sold(kept.Purchase, price).Select((line, i) => Line(line, outcome?.Lines[i], null))], Price = PriceView.Of(price, kept.Told?.Member, showing),
            Reasons = outcome is null ? null : [.. showing.Why(outcome.Hits), .. showing.Why(kept.Told!.Item.Reasons)],
            Consequences = kept.Told is null ? null : Aftermath.Of(kept.Told.Item, showing),
            Member = kept.Told is null ? null : FiguresView.Of(kept.Told.After, showing),
        };
    }

    /// <summary>The lines as sold: of a priced purchase with their nets after savings, and with what offers added.</summary>
    public static IEnumerable<PurchaseLine> Sold(Purchase purchase, PricedOrder? price) => price?.Lines.Select(l => l.Line with { NetMinor = l.NetMinor }) ?? purchase.Lines;

    public static LineView Line(PurchaseLine line, LineOutcome? got, LineRefunded? refunded) => new()
    {
        Sku = line.Sku, Quantity = line.Quantity, NetMinor = line.NetMinor, QualifyingMinor = got?.SpendMinor, Points = got?.Points, Growth = got?.Growth,
        RefundedQuantity = refunded?.Quantity, RefundedMinor = refunded?.Money,
    };
}

/// <summary>What was given back of a line.</summary>
internal sealed record GivenLineView
{
    [Description("Line of the purchase; the first is 0.")]
    public required int Line { get; init; }

    [Description("Units given back now.")]
    public required decimal Quantity { get; init; }

    [Description("Money given back now, minor units.")]
    public required long AmountMinor { get; init; }
}

/// <summary>What a refund or void gave back.</summary>
internal sealed record GivenView
{
    [Description("Money given back now, minor units.")]
    public required long AmountMinor { get; init; }

    public required IReadOnlyList<GivenLineView> Lines { get; init; }

    [Description("Whether nothing is left of the purchase.")]
    public required bool Completes { get; init; }

    public static GivenView? Of(PurchaseRefunded? gave) => gave is null ? null : new GivenView
    {
        AmountMinor = gave.Lines.Sum(l => l.AmountMinor), Completes = gave.Complete,
        Lines = [.. gave.Lines.Select(l => new GivenLineView { Line = l.Line, Quantity = l.Quantity, AmountMinor = l.AmountMinor })],
    };
}

/// <summary>A fact that was recorded, with what it moved.</summary>
internal sealed record FactView
{
    [Description("Place in the member's record; absent while the purchase has no member.")]
    public long? Sequence { get; init; }

    [Description("Whose record.")]
    public string? MemberId { get; init; }

    public required Instant OccurredAt { get; init; }

    public required Instant RecordedAt { get; init; }

    [Description("Change of the balance.")]
    public required long Points { get; init; }

    [Description("Change of the pending points.")]
    public required long Pending { get; init; }

    [Description("Change of the growth value.")]
    public required long Growth { get; init; }

    [Description("Why, entry by entry.")]
    public required IReadOnlyList<ReasonView> Reasons { get; init; }

    [Description("Tier changes and messages that came of it.")]
    public required IReadOnlyList<ReasonView> Consequences { get; init; }

    [Description("What a refund or void gave back.")]
    public GivenView? Gave { get; init; }

    [Description("What was paid back by tender, of a purchase that was quoted.")]
    public PaidBackView? PaidBack { get; init; }

    [Description("Stored value after it, where it moved.")]
    public WalletAfterView? Wallet { get; init; }

    [Description("Coupons after it, where they moved.")]
    public IReadOnlyList<CouponAfterView>? Coupons { get; init; }

    [Description("The member after it; absent while the purchase has no member.")]
    public FiguresView? Member { get; init; }

    public static FactView Of(PurchaseFollowed followed, Showing showing)
    {
        var gave = GivenView.Of(followed.Gave);
        if (followed.Told is { } told) return Of(told, showing) with { Gave = gave, PaidBack = PaidBackView.Of(followed.Back) };
        return new FactView { OccurredAt = followed.Fact.OccurredAt, RecordedAt = followed.Fact.RecordedAt, Points = 0, Pending = 0, Growth = 0, Reasons = [], Consequences = [], Gave = gave, PaidBack = PaidBackView.Of(followed.Back) };
    }

    public static FactView Of(FactTold told, Showing showing)
    {
        var entries = told.Item.Effects.OfType<LedgerEntry>().ToList();
        return new FactView
        {
            Sequence = told.Item.Sequence, MemberId = told.Member?.ToString(), OccurredAt = told.Item.OccurredAt, RecordedAt = told.Item.RecordedAt,
            Points = entries.Sum(e => e.Points), Pending = entries.Sum(e => e.Pending), Growth = entries.Sum(e => e.Growth),
            Reasons = [.. showing.Why(entries.Select(e => e.Reason)), .. showing.Why(Aftermath.OfValue(told.Item)), .. showing.Why(told.Item.Reasons)],
            Consequences = Aftermath.Of(told.Item, showing), Wallet = WalletAfterView.Of(told), Coupons = CouponAfterView.Of(told), Member = FiguresView.Of(told.After, showing),
        };
    }
}

/// <summary>Stored value after a fact that moved it.</summary>
internal sealed record WalletAfterView
{
    [Description("Principal left, minor units.")]
    public required long PrincipalMinor { get; init; }

    [Description("Bonus left, minor units.")]
    public required long BonusMinor { get; init; }

    [Description("The card it was about, by its id.")]
    public string? CardId { get; init; }

    [Description("Uses left of that card; absent for a period card.")]
    public int? UsesLeft { get; init; }

    public static WalletAfterView? Of(FactTold told)
    {
        if (!told.Item.Effects.Any(e => e is WalletEntry or CardEntry or WalletStood)) return null;
        var card = told.Item.Effects.OfType<CardEntry>().LastOrDefault();
        return new WalletAfterView
        {
            PrincipalMinor = told.After.PrincipalMinor, BonusMinor = told.After.BonusMinor, CardId = card is null ? null : WalletView.CardId(card.After.Id), UsesLeft = card?.After.UsesLeft,
        };
    }
}

/// <summary>A coupon after a fact that moved it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Kind of coupon of the programme.</param>
/// <param name="Status">Where it is in its life.</param>
/// <param name="From">First day it can be used.</param>
/// <param name="Through">Last day it can be used; absent without an end.</param>
/// <param name="LockedUntil">Held for a till before this instant.</param>
internal sealed record CouponAfterView(string Id, string Kind, CouponStatus Status, DateOnly From, DateOnly? Through, Instant? LockedUntil)
{
    public static IReadOnlyList<CouponAfterView>? Of(FactTold told)
    {
        if (told.Member is not { } member) return null;
        var coupons = told.Item.Effects.OfType<CouponEntry>().Select(e => e.After).GroupBy(c => c.Id).Select(g => g.Last()).ToList();
        return coupons.Count == 0 ? null : [.. coupons.Select(c => new CouponAfterView(new CouponId(member, c.Id).ToString(), c.Kind, c.Status, c.FromOn, c.EndsOn?.AddDays(-1), c.LockedUntil))];
    }
}

/// <summary>What else an item did.</summary>
internal static class Aftermath
{
    public static IReadOnlyList<ReasonView> Of(RecordItem item, Showing showing) => [.. item.Effects.SelectMany(e => Reasons(e)).Select(showing.Why)];

    /// <summary>Why stored value and cards moved.</summary>
    public static IEnumerable<Reason> OfValue(RecordItem item) => item.Effects.Select(e => e switch
    {
        WalletEntry entry => entry.Reason,
        CardEntry entry => entry.Reason,
        CouponEntry entry => entry.Reason,
        PlanEntry entry => entry.Reason,
        _ => null,
    }).OfType<Reason>();

    private static IEnumerable<Reason> Reasons(Effect effect) => effect switch
    {
        TierChanged changed => changed.Reasons,
        TierNoted noted => [noted.Reason],
        Notice notice => [notice.Reason],
        _ => [],
    };
}
