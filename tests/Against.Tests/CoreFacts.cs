using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;

namespace Tessera.Against;

/// <summary>Facts of the model in Core's words.</summary>
internal static class CoreFacts
{
    public static Instant At(DateTime local) => CoreProgram.Calendar.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));

    public static T Stamp<T>(T fact, Model.ModelFact from)
        where T : Fact => fact with { OccurredAt = At(from.OccurredAt), RecordedAt = At(from.RecordedAt), Source = "against", Number = from.Key };

    public static Purchase Purchase(Model.ModelProgram program, Model.ModelPurchase purchase, DateOnly? birthday)
    {
        var nets = Model.Earning.Nets(program, purchase);
        var lists = Model.Earning.Lists(program, purchase);
        return Stamp(
            new Purchase
            {
                OccurredAt = default,
                RecordedAt = default,
                Lines = [.. purchase.Lines.Select((line, i) => Line(line, nets[i], lists[i]))],
                StoreId = purchase.Store,
                Channel = purchase.Channel,
                SaleKind = purchase.SaleKind,
                PricesInclude = purchase.PricesIncludeTax ? PricesInclude.Tax : PricesInclude.Net,
                Codes = purchase.Codes,
                IsBirthday = birthday is { } born && Model.ModelDates.InYear(purchase.OccurredOn.Year, born.Month, born.Day) == purchase.OccurredOn,
            },
            purchase);
    }

    public static Refund Refund(Model.ModelFact fact, long purchase) => Stamp(
        fact switch
        {
            Model.ModelRefund { AmountMinor: { } amount } => new Refund { OccurredAt = default, RecordedAt = default, PurchaseSequence = purchase, AmountMinor = amount },
            Model.ModelRefund refund => new Refund
            {
                OccurredAt = default, RecordedAt = default, PurchaseSequence = purchase, Units = [.. refund.Units.Select(unit => new RefundedUnits(unit.Line, unit.Quantity))],
            },
            _ => new Refund { OccurredAt = default, RecordedAt = default, PurchaseSequence = purchase, IsVoid = true },
        },
        fact);

    /// <summary>Facts that name nothing recorded before.</summary>
    public static Fact Plain(Model.ModelProgram program, Model.ModelFact fact) => fact switch
    {
        Model.ModelCancellation cancellation => Stamp(new Cancellation { OccurredAt = default, RecordedAt = default, AmountMinor = cancellation.AmountMinor }, fact),
        Model.ModelBehaviour behaviour => Stamp(new Activity { OccurredAt = default, RecordedAt = default, Type = behaviour.Type, Object = behaviour.Object }, fact),
        Model.ModelAdjust adjust => Stamp(
            new Adjustment
            {
                OccurredAt = default, RecordedAt = default, Points = adjust.Points, ReasonCode = "goodwill", Through = adjust.UsableThrough, MayMakeDebt = adjust.MayMakeDebt,
            },
            fact),
        Model.ModelTag { Given: true } tag => Stamp(new TagGiven { OccurredAt = default, RecordedAt = default, Tag = tag.Tag }, fact),
        Model.ModelTag tag => Stamp(new TagTaken { OccurredAt = default, RecordedAt = default, Tag = tag.Tag }, fact),
        Model.ModelSegment moved => Stamp(new SegmentMoved { OccurredAt = default, RecordedAt = default, Segment = moved.Segment, Inside = moved.Entered }, fact),
        Model.ModelTopUp topUp => Stamp(new TopUp { OccurredAt = default, RecordedAt = default, PrincipalMinor = topUp.PrincipalMinor }, fact),
        Model.ModelReferral referral => Stamp(new Referral { OccurredAt = default, RecordedAt = default, Referee = referral.Key, Valid = true }, fact),
        Model.ModelReferralInvalid invalid => Stamp(new Referral { OccurredAt = default, RecordedAt = default, Referee = invalid.Referral, Valid = false }, fact),
        Model.ModelFreeze { Frozen: true } => Stamp(new Frozen { OccurredAt = default, RecordedAt = default, ReasonCode = "risk" }, fact),
        Model.ModelFreeze => Stamp(new Unfrozen { OccurredAt = default, RecordedAt = default }, fact),
        Model.ModelManualTier manual => Stamp(
            new TierSet
            {
                OccurredAt = default, RecordedAt = default, Tier = manual.Tier, ReasonCode = "care", LockThrough = manual.LockThrough, Accumulates = manual.Accumulates,
            },
            fact),
        Model.ModelOverlay overlay => Stamp(new OverlayGiven { OccurredAt = default, RecordedAt = default, Kind = OverlayKind.Manual, Tier = overlay.Tier, Through = overlay.Through }, fact),
        _ => throw new NotSupportedException($"{fact.GetType().Name} in {program.GetType().Name}"),
    };

    private static PurchaseLine Line(Model.ModelLine line, long net, long list) => new()
    {
        Sku = line.Sku,
        Category = line.Category,
        Quantity = line.Quantity,
        UnitPrice = line.UnitPriceMinor / 100,
        ListMinor = list,
        DiscountMinor = list - net - line.OrderDiscountMinor,
        OrderDiscountMinor = line.OrderDiscountMinor,
        NetMinor = net,
        TaxRate = CoreProgram.TenThousandths(line.TaxRate),
        Kind = CorePoints.Same<LineKind>(line.Kind),
    };
}
