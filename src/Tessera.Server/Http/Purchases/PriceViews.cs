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
        AddedReason = line.AddedBy is { } added ? names.WhyOf(added) : null,
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
        Points = saving.Points == 0 ? null : saving.Points, Reason = names.Why(saving.Reason),
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
        new(names.IdOf(missed.Id, missed.Origin), missed.SavingId, names.NameOf(missed.SavingId), missed.Origin, names.Why(missed.Reason));
}

/// <summary>How the savings of an order are called to callers: coupons by their ids, everything by its name.</summary>
internal sealed class PriceNames
{
    private readonly MemberId? _member;
    private readonly IReadOnlyList<Deduction> _given;
    private readonly (string Id, ReasonView Why)[] _told;

    /// <param name="price">The order.</param>
    /// <param name="member">Whose it is, or null.</param>
    /// <param name="showing">In what language.</param>
    public PriceNames(PricedOrder price, MemberId? member, Showing showing)
    {
        (_member, _given, Showing) = (member, price.Deductions, showing);
        // Every line names the savings it had, and the receipt says them once more.
        _told = new (string, ReasonView)[_given.Count];
        for (var i = 0; i < _told.Length; i++) _told[i] = (IdOf(_given[i].Id, _given[i].Origin), showing.Why(_given[i].Reason));
    }

    public Showing Showing { get; }

    public string IdOf(string deduction) => PlaceOf(deduction) is var at and >= 0 ? _told[at].Id : deduction;

    public string IdOf(string id, SavingOrigin origin) => origin == SavingOrigin.Coupon && _member is { } member && CouponTill.Parse(id) is { } place ? new CouponId(member, place).ToString() : id;

    public string NameOf(string saving) => Showing.Program is { } program && SavingNames.Of(program, saving) is { } names
        ? Showing.Language.Of(names)
        : Showing.Why(Reason.Of("saving.name", Reason.Id("saving", saving))).Text;

    public ReasonView? WhyOf(string deduction) => PlaceOf(deduction) is var at and >= 0 ? _told[at].Why : null;

    public ReasonView Why(Reason reason)
    {
        for (var i = 0; i < _told.Length; i++)
        {
            if (ReferenceEquals(_given[i].Reason, reason)) return _told[i].Why;
        }

        return Showing.Why(reason);
    }

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

/// <summary>How a basket was priced.</summary>
internal sealed record PriceView
{
    public required string Currency { get; init; }

    [Description("Before all savings, minor units.")]
    public required long StartMinor { get; init; }

    [Description("After all savings.")]
    public required long NetMinor { get; init; }

    [Description("Tax: contained in netMinor, or on top of it with net prices.")]
    public required long TaxMinor { get; init; }

    [Description("What the order costs, tax included, before tenders.")]
    public required long PayMinor { get; init; }

    [Description("Points spent as money, in their smallest part.")]
    public required long Points { get; init; }

    [Description("What those points are worth, minor units.")]
    public required long PointsMinor { get; init; }

    [Description("Whether the points are a tender; otherwise they lowered the lines.")]
    public required bool PointsArePayment { get; init; }

    [Description("Points paid for rewards in this order.")]
    public required long RewardPoints { get; init; }

    [Description("Stored value used as payment.")]
    public required long StoredValueMinor { get; init; }

    [Description("Left to pay with other tenders.")]
    public required long ToPayMinor { get; init; }

    [Description("The lines of the basket in its order, then lines that offers added.")]
    public required IReadOnlyList<PricedLineView> Lines { get; init; }

    [Description("Savings given, in the order applied.")]
    public required IReadOnlyList<DeductionView> Deductions { get; init; }

    [Description("Coupons, benefits, rewards, tenders and codes that did not apply or not in full, and promotions that nearly did.")]
    public required IReadOnlyList<NotAppliedView> NotApplied { get; init; }

    [Description("The price as the lines of a receipt; they sum to toPayMinor.")]
    public required IReadOnlyList<ReceiptLineView> Receipt { get; init; }

    public static PriceView? Of(PricedOrder? price, MemberId? member, Showing showing) => price is null ? null : Of(new PriceNames(price, member, showing), price, []);

    /// <param name="names">How its savings are called.</param>
    /// <param name="price">The order.</param>
    /// <param name="unread">What did not apply besides.</param>
    public static PriceView Of(PriceNames names, PricedOrder price, IReadOnlyList<NotApplied> unread) => new()
    {
        Currency = names.Showing.Program?.Currency ?? "", StartMinor = price.StartMinor, NetMinor = price.NetMinor, TaxMinor = price.TaxMinor, PayMinor = price.PayMinor, Points = price.Points,
        PointsMinor = price.PointsMinor, PointsArePayment = price.PointsArePayment, RewardPoints = price.RewardPoints, StoredValueMinor = price.StoredValueMinor, ToPayMinor = price.ToPayMinor,
        Lines = [.. price.Lines.Select(l => PricedLineView.Of(l, names))],
        Deductions = [.. price.Deductions.Select(d => DeductionView.Of(d, names))],
        NotApplied = [.. price.NotApplied.Select(n => NotAppliedView.Of(n, names)), .. unread.Select(n => NotAppliedView.Of(n, names))],
        Receipt = [.. Tessera.App.Purchases.Receipt.Of(price).Select(l => new ReceiptLineView(names.Why(l.Says).Text, l.AmountMinor))],
    };
}

/// <summary>What a basket costs and why.</summary>
internal sealed record QuoteView
{
    [Description("Commits this price within its minutes on any server of the store. It is secret to the shop: whoever has it can commit the purchase with a key of yours.")]
    public required string Token { get; init; }

    [Description("From when on the token is over.")]
    public required Instant ExpiresAt { get; init; }

    [Description("For whom; absent where nobody is known.")]
    public string? MemberId { get; init; }

    public required PriceView Price { get; init; }

    [Description("Points the order will earn.")]
    public long? WillEarn { get; init; }

    [Description("Growth value the order will earn.")]
    public long? WillGrow { get; init; }

    [Description("The tier after the order.")]
    public TierName? TierAfter { get; init; }

    [Description("What the order earns, the balance after it, and what is missing to the next tier then.")]
    public ReasonView? Earns { get; init; }

    public static QuoteView Of(Quote quote, Showing showing) => new()
    {
        Token = quote.Sealed, ExpiresAt = quote.Token.ExpiresAt, MemberId = quote.Token.Member?.ToString(), Price = PriceView.Of(new PriceNames(quote.Price, quote.Token.Member, showing), quote.Price, quote.Unread),
        WillEarn = quote.Item?.Purchase!.Points, WillGrow = quote.Item?.Purchase!.Growth, TierAfter = quote.TierAfter is { } tier ? showing.Tier(tier) : null,
        Earns = quote.Earns is { } earns ? showing.Why(earns) : null,
    };
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
