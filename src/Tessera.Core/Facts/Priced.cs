namespace Tessera.Core.Facts;

/// <summary>A stage of pricing (semantics §8). Their order is data of the programme; stored value as payment always comes last and is no stage.</summary>
public enum PriceStage
{
    /// <summary>Member price 会员价 or activity price, the lower.</summary>
    Price,

    /// <summary>Line promotions or tier discount, whichever saves more per line.</summary>
    Line,

    /// <summary>Buy x get y 买赠.</summary>
    BuyGet,

    /// <summary>Order promotions 满减.</summary>
    Order,

    /// <summary>Coupons 券.</summary>
    Coupon,

    /// <summary>Points as money 积分抵现.</summary>
    Points,

    /// <summary>Freight and its benefits 运费.</summary>
    Freight,
}

/// <summary>Where a saving comes from.</summary>
public enum SavingOrigin
{
    /// <summary>A promotion of the programme: for everybody whom its scope reaches.</summary>
    Promotion,

    /// <summary>A benefit of the member: tier discount, member day, free freight, entitlement.</summary>
    Benefit,

    /// <summary>A coupon.</summary>
    Coupon,

    /// <summary>A reward taken inside the quote, paid with points.</summary>
    Reward,

    /// <summary>Points as a discount.</summary>
    Points,

    /// <summary>Stored value: a tender, only among what did not apply.</summary>
    StoredValue,

    /// <summary>A code that was entered: only among what did not apply.</summary>
    Code,
}

/// <summary>What one saving takes off one line. Stored with the purchase: refunds read it and never recompute (semantics §1 Proration).</summary>
/// <param name="Id">The deduction's <see cref="Deduction.Id"/>.</param>
/// <param name="Minor">Minor units, at least 0. With buy x get y also the share of the units that qualified.</param>
/// <param name="Units">Units of the line that the saving reached; 0 where it counts no units.</param>
/// <param name="Given">Of these, units given by buy x get y or as a reward.</param>
public sealed record PricedPart(string Id, long Minor, decimal Units = 0, decimal Given = 0);

/// <summary>A line as priced. Amounts are minor units in the terms of the document (with tax in them, or net of tax); the parts sum to list − own discount − net.</summary>
public sealed record PricedLine
{
    /// <summary>The line as told, or made for a unit that an offer added (<see cref="AddedBy"/>).</summary>
    public required PurchaseLine Line { get; init; }

    /// <summary>List − the line's own discount: where pricing began.</summary>
    public required long StartMinor { get; init; }

    /// <summary>After all savings; at least 0 except on hand lines.</summary>
    public required long NetMinor { get; init; }

    /// <summary>Tax of the line, half-up: contained in <see cref="NetMinor"/> with tax-inclusive prices, on top of it with net prices.</summary>
    public long TaxMinor { get; init; }

    /// <summary>What is to be paid for the line, tax included: net, plus tax with net prices.</summary>
    public required long PayMinor { get; init; }

    /// <summary>What each saving took off, in the order applied.</summary>
    public IReadOnlyList<PricedPart> Parts { get; init; } = [];

    /// <summary>Points spent as money on this line (discount or payment); 0 without.</summary>
    public long Points { get; init; }

    /// <summary>Paid with points where points are a payment; contained in <see cref="PayMinor"/>.</summary>
    public long PointsMinor { get; init; }

    /// <summary>Paid with stored value; contained in <see cref="PayMinor"/>.</summary>
    public long StoredValueMinor { get; init; }

    /// <summary>The deduction that added this line, or null for a line of the basket.</summary>
    public string? AddedBy { get; init; }

    /// <summary>The line as facts and earning read it: net after savings, what line savings and order savings took.</summary>
    public PurchaseLine ToPurchaseLine(IReadOnlyList<Deduction> deductions)
    {
        long ofLine = 0, ofOrder = 0;
        foreach (var part in Parts)
        {
            if (StageOf(part.Id, deductions) is PriceStage.Price or PriceStage.Line or PriceStage.BuyGet) ofLine += part.Minor;
            else ofOrder += part.Minor;
        }

        return Line with { DiscountMinor = Line.DiscountMinor + ofLine, OrderDiscountMinor = Line.OrderDiscountMinor + ofOrder, NetMinor = NetMinor };
    }

    private static PriceStage StageOf(string id, IReadOnlyList<Deduction> deductions)
    {
        for (var i = 0; i < deductions.Count; i++)
        {
            if (deductions[i].Id == id) return deductions[i].Stage;
        }

        throw new ArgumentException($"no deduction {id}", nameof(deductions));
    }
}

/// <summary>One saving that was given, with its reason.</summary>
public sealed record Deduction
{
    /// <summary>Id of this deduction in the order: the saving's id, or the coupon's, entitlement's or reward's own id.</summary>
    public required string Id { get; init; }

    /// <summary>The saving: a promotion's id, a coupon kind's, a benefit's.</summary>
    public required string SavingId { get; init; }

    /// <summary>Where it comes from.</summary>
    public required SavingOrigin Origin { get; init; }

    /// <summary>Stage in which it was given.</summary>
    public required PriceStage Stage { get; init; }

    /// <summary>Sum of its parts, minor units, more than 0.</summary>
    public required long Minor { get; init; }

    /// <summary>Units reached, for limits of units.</summary>
    public decimal Units { get; init; }

    /// <summary>Times it was given in the order (每满), of a reward its units; at least 1. A use limit counts the order once all the same.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Amount of money in its scope when its condition was read, minor units: a partial refund under <c>recover</c> reads it.</summary>
    public long ConditionMinor { get; init; }

    /// <summary>Units in its scope when its condition was read.</summary>
    public decimal ConditionUnits { get; init; }

    /// <summary>Points paid for it: rewards and points as a discount.</summary>
    public long Points { get; init; }

    /// <summary>Why, with numbers.</summary>
    public required Reason Reason { get; init; }
}

/// <summary>A saving that did not apply, and why, in words a clerk can read out.</summary>
/// <param name="Id">As <see cref="Deduction.Id"/>.</param>
/// <param name="SavingId">As <see cref="Deduction.SavingId"/>.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Reason">Why, with numbers.</param>
public sealed record NotApplied(string Id, string SavingId, SavingOrigin Origin, Reason Reason);

/// <summary>A priced basket (semantics §8): every amount in minor units, every sum exact to the minor unit.</summary>
public sealed record PricedOrder
{
    /// <summary>The lines of the basket in its order, then lines that offers added.</summary>
    public required IReadOnlyList<PricedLine> Lines { get; init; }

    /// <summary>Savings given, in the order applied.</summary>
    public required IReadOnlyList<Deduction> Deductions { get; init; }

    /// <summary>Coupons, benefits and rewards that did not apply, and promotions that nearly did.</summary>
    public required IReadOnlyList<NotApplied> NotApplied { get; init; }

    /// <summary>Sum of <see cref="PricedLine.StartMinor"/>.</summary>
    public required long StartMinor { get; init; }

    /// <summary>Sum of the lines' nets.</summary>
    public required long NetMinor { get; init; }

    /// <summary>Sum of the lines' tax.</summary>
    public required long TaxMinor { get; init; }

    /// <summary>Sum of the lines' pay: what the order costs, tax included, before tenders.</summary>
    public required long PayMinor { get; init; }

    /// <summary>Points spent as money, in the smallest part of a point.</summary>
    public long Points { get; init; }

    /// <summary>What those points are worth: a deduction (<c>discount</c>) or a tender (<c>payment</c>).</summary>
    public long PointsMinor { get; init; }

    /// <summary>Whether the points are a tender; otherwise they lowered the lines.</summary>
    public bool PointsArePayment { get; init; }

    /// <summary>Points paid for rewards taken in this order.</summary>
    public long RewardPoints { get; init; }

    /// <summary>Stored value used as payment.</summary>
    public long StoredValueMinor { get; init; }

    /// <summary>Left to pay with other tenders: pay − points as payment − stored value.</summary>
    public required long ToPayMinor { get; init; }

    /// <summary>Set when what was asked cannot be had (switch values <c>refuse</c>) or the basket cannot be priced; then the rest is as if it had not been asked.</summary>
    public Refusal? Refusal { get; init; }
}
