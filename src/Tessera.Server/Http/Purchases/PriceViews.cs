using System.ComponentModel;
using Tessera.App.Coupons;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;

namespace Tessera.Server.Http.Purchases;

/// <summary>What one saving took off a line.</summary>
/// <param name="Id">The deduction.</param>
/// <param name="AmountMinor">Minor units.</param>
internal sealed record LineSavingView(string Id, long AmountMinor);

/// <summary>A line as priced.</summary>
internal sealed record PricedLineView
{
    public required string Sku { get; init; }

    public required decimal Quantity { get; init; }

    [Description("Where pricing began: list price less what the till itself took off, minor units.")]
    public required long StartMinor { get; init; }

    [Description("After all savings, minor units.")]
    public required long NetMinor { get; init; }

    [Description("Tax of the line: contained in netMinor, or on top of it with net prices.")]
    public required long TaxMinor { get; init; }

    [Description("What is paid for the line, tax included.")]
    public required long PayMinor { get; init; }

    public required IReadOnlyList<LineSavingView> Savings { get; init; }

    [Description("Points spent as money on the line.")]
    public long? Points { get; init; }

    [Description("Paid with stored value.")]
    public long? StoredValueMinor { get; init; }

    [Description("The deduction that added this line; absent for a line of the basket.")]
    public string? AddedBy { get; init; }

    [Description("Why it was added, in words.")]
    public ReasonView? AddedReason { get; init; }

    public static PricedLineView Of(PricedLine line, PriceNames names) => new()
    {
        Sku = line.Line.Sku, Quantity = line.Line.Quantity, StartMinor = line.StartMinor, NetMinor = line.NetMinor, TaxMinor = line.TaxMinor, PayMinor = line.PayMinor,
        Savings = [.. line.Parts.Select(p => new LineSavingView(names.IdOf(p.Id), p.Minor))], Points = line.Points == 0 ? null : line.Points,
        StoredValueMinor = line.StoredValueMinor == 0 ? null : line.StoredValueMinor, AddedBy = line.AddedBy is { } by ? names.IdOf(by) : null,
        AddedReason = line.AddedBy is { } added && names.WhyOf(added) is { } why ? names.Showing.Why(why) : null,
    };
}

/// <summary>A saving that was given, with its reason.</summary>
internal sealed record DeductionView
{
    [Description("Id in this order: of the saving, or of the coupon, entitlement or reward itself.")]
    public required string Id { get; init; }

    [Description("The saving: a promotion, a kind of coupon, a benefit.")]
    public required string SavingId { get; init; }

    [Description("What the saving is called, in the language asked for.")]
    public required string Name { get; init; }

    [Description("Where it comes from.")]
    public required SavingOrigin Origin { get; init; }

    [Description("The stage in which it was given.")]
    public required PriceStage Stage { get; init; }

    [Description("Taken off, minor units.")]
    public required long AmountMinor { get; init; }

    [Description("Points paid for it.")]
    public long? Points { get; init; }

    [Description("Why, in words.")]
    public required ReasonView Reason { get; init; }

    public static DeductionView Of(Deduction saving, PriceNames names) => new()
    {
        Id = names.IdOf(saving.Id), SavingId = saving.SavingId, Name = names.NameOf(saving.SavingId), Origin = saving.Origin, Stage = saving.Stage, AmountMinor = saving.Minor,
        Points = saving.Points == 0 ? null : saving.Points, Reason = names.Showing.Why(saving.Reason),
    };
}

/// <summary>A saving, tender or code that did not apply, or not in full.</summary>
/// <param name="Id">As of a deduction; what was named in the quote, where it is none of the member's.</param>
/// <param name="SavingId">The saving.</param>
/// <param name="Name">What it is called, in the language asked for.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Reason">Why not, in words a clerk can read out.</param>
internal sealed record NotAppliedView(string Id, string SavingId, string Name, SavingOrigin Origin, ReasonView Reason)
{
    public static NotAppliedView Of(NotApplied missed, PriceNames names) =>
        new(names.IdOf(missed.Id, missed.Origin), missed.SavingId, names.NameOf(missed.SavingId), missed.Origin, names.Showing.Why(missed.Reason));
}

/// <summary>How the savings of an order are called to callers: coupons by their ids, everything by its name.</summary>
internal sealed class PriceNames
{
    private readonly MemberId? _member;
    private readonly IReadOnlyList<Deduction> _given;
    private readonly string[] _ids;

    /// <param name="price">The order.</param>
    /// <param name="member">Whose it is, or null.</param>
    /// <param name="showing">In what language.</param>
    public PriceNames(PricedOrder price, MemberId? member, Showing showing)
    {
        (_member, _given, Showing) = (member, price.Deductions, showing);
        _ids = new string[_given.Count];
        for (var i = 0; i < _ids.Length; i++) _ids[i] = IdOf(_given[i].Id, _given[i].Origin);
    }

    public Showing Showing { get; }

    public string IdOf(string deduction) => PlaceOf(deduction) is var at and >= 0 ? _ids[at] : deduction;

    public string IdOf(string id, SavingOrigin origin) => origin == SavingOrigin.Coupon && _member is { } member && CouponTill.Parse(id) is { } place ? new CouponId(member, place).ToString() : id;

    public string NameOf(string saving) => Showing.Program is { } program && SavingNames.Of(program, saving) is { } names
        ? Showing.Language.Of(names)
        : Showing.Why(Reason.Of("saving.name", Reason.Id("saving", saving))).Text;

    public Reason? WhyOf(string deduction) => PlaceOf(deduction) is var at and >= 0 ? _given[at].Reason : null;

    // A handful: walking them costs less than a table of them.
    private int PlaceOf(string deduction)
    {
        for (var i = 0; i < _given.Count; i++)
        {
            if (_given[i].Id == deduction) return i;
        }

        return -1;
    }
}

/// <summary>A line of a receipt.</summary>
/// <param name="Text">What it is, in words.</param>
/// <param name="AmountMinor">Minor units, below zero where it is taken off.</param>
internal sealed record ReceiptLineView(string Text, long AmountMinor);

/// <summary>How a basket was priced. It is written straight from the order (<see cref="PriceWriter"/>); its fields describe what is written.</summary>
internal sealed class PriceView
{
    internal PriceView(PriceNames names, PricedOrder order, IReadOnlyList<NotApplied> unread) => (Names, Order, Unread) = (names, order, unread);

    /// <summary>How its savings are called.</summary>
    internal PriceNames Names { get; }

    /// <summary>The order.</summary>
    internal PricedOrder Order { get; }

    /// <summary>What did not apply besides.</summary>
    internal IReadOnlyList<NotApplied> Unread { get; }

    public string Currency => Names.Showing.Program?.Currency ?? "";

    [Description("Before all savings, minor units.")]
    public long StartMinor => Order.StartMinor;

    [Description("After all savings.")]
    public long NetMinor => Order.NetMinor;

    [Description("Tax: contained in netMinor, or on top of it with net prices.")]
    public long TaxMinor => Order.TaxMinor;

    [Description("What the order costs, tax included, before tenders.")]
    public long PayMinor => Order.PayMinor;

    [Description("Points spent as money, in their smallest part.")]
    public long Points => Order.Points;

    [Description("What those points are worth, minor units.")]
    public long PointsMinor => Order.PointsMinor;

    [Description("Whether the points are a tender; otherwise they lowered the lines.")]
    public bool PointsArePayment => Order.PointsArePayment;

    [Description("Points paid for rewards in this order.")]
    public long RewardPoints => Order.RewardPoints;

    [Description("Stored value used as payment.")]
    public long StoredValueMinor => Order.StoredValueMinor;

    [Description("Left to pay with other tenders.")]
    public long ToPayMinor => Order.ToPayMinor;

    [Description("The lines of the basket in its order, then lines that offers added.")]
    public IReadOnlyList<PricedLineView> Lines => [.. Order.Lines.Select(l => PricedLineView.Of(l, Names))];

    [Description("Savings given, in the order applied.")]
    public IReadOnlyList<DeductionView> Deductions => [.. Order.Deductions.Select(d => DeductionView.Of(d, Names))];

    [Description("Coupons, benefits, rewards, tenders and codes that did not apply or not in full, and promotions that nearly did.")]
    public IReadOnlyList<NotAppliedView> NotApplied => [.. Order.NotApplied.Concat(Unread).Select(n => NotAppliedView.Of(n, Names))];

    [Description("The price as the lines of a receipt; they sum to toPayMinor.")]
    public IReadOnlyList<ReceiptLineView> Receipt => [.. Tessera.App.Purchases.Receipt.Of(Order).Select(l => new ReceiptLineView(Names.Showing.Why(l.Says).Text, l.AmountMinor))];

    public static PriceView? Of(PricedOrder? price, MemberId? member, Showing showing) => price is null ? null : new PriceView(new PriceNames(price, member, showing), price, []);
}

/// <summary>What a basket costs and why. Written straight from the quote (<see cref="QuoteWriter"/>); its fields describe what is written.</summary>
internal sealed class QuoteView
{
    private readonly Quote _quote;

    private QuoteView(Quote quote, Showing showing)
    {
        (_quote, Showing) = (quote, showing);
        Price = new PriceView(new PriceNames(quote.Price, quote.Token.Member, showing), quote.Price, quote.Unread);
    }

    /// <summary>How it is written.</summary>
    internal Showing Showing { get; }

    /// <summary>Why it earns what it earns.</summary>
    internal Reason? Why => _quote.Earns;

    [Description("Commits this price within its minutes on any server of the store. It is secret to the shop: whoever has it can commit the purchase with a key of yours.")]
    public string Token => _quote.Sealed;

    [Description("From when on the token is over.")]
    public Instant ExpiresAt => _quote.Token.ExpiresAt;

    [Description("For whom; absent where nobody is known.")]
    public string? MemberId => _quote.Token.Member?.ToString();

    public PriceView Price { get; }

    [Description("Points the order will earn.")]
    public long? WillEarn => _quote.Item?.Purchase!.Points;

    [Description("Growth value the order will earn.")]
    public long? WillGrow => _quote.Item?.Purchase!.Growth;

    [Description("The tier after the order.")]
    public TierName? TierAfter => _quote.TierAfter is { } tier ? Showing.Tier(tier) : null;

    [Description("What the order earns, the balance after it, and what is missing to the next tier then.")]
    public ReasonView? Earns => Why is { } earns ? Showing.Why(earns) : null;

    public static QuoteView Of(Quote quote, Showing showing) => new(quote, showing);
}

/// <summary>What was paid back by tender.</summary>
internal sealed record PaidBackView
{
    [Description("By cash, card and other tenders, minor units.")]
    public required long OtherMinor { get; init; }

    [Description("To the wallet, minor units.")]
    public required long StoredValueMinor { get; init; }

    [Description("What points had paid as a tender, minor units: it returns as points.")]
    public required long PointsMinor { get; init; }

    [Description("Points that return to their lots.")]
    public required long Points { get; init; }

    public static PaidBackView? Of(GivenBack? back) => back is null ? null : new PaidBackView { OtherMinor = back.OtherMinor, StoredValueMinor = back.StoredValueMinor, PointsMinor = back.PointsMinor, Points = back.Points };
}
