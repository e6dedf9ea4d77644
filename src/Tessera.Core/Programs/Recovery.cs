using Tessera.Core.Benefits;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Pricing;

namespace Tessera.Core.Programs;

/// <summary>
/// A partial refund after which the kept lines no longer meet the condition of a saving (semantics §8 Coupons, <c>recover</c>): what is left of the saving on them is
/// taken off this refund and paid back later with them, so that nobody keeps a discount whose ground went back, and nobody pays for it twice. Only where this refund
/// goes by units and its money covers it; else the saving stays used as under <c>keep</c>.
/// </summary>
internal static class Recovery
{
    /// <summary>The refund with what it recovers.</summary>
    public static RefundShare Of(FactContext c, RecordedPurchase purchase, Refund refund, RefundShare share)
    {
        var sold = c.Programs.Number(purchase.Version);
        if (sold.Document.Purchases.ConditionalSavings == ConditionalSaving.Keep || purchase.Outcome.Priced is not { } order) return share;
        if (refund.IsVoid || refund.AmountMinor != 0 || share.Completes || share.After.Any(l => l.ByMoney)) return share;
        foreach (var deduction in order.Deductions)
        {
            if (SavingOf(c, sold, deduction) is not { } saving || Stands(saving, (order, sold.Document), deduction, share)) continue;
            share = Recovered(order, deduction, share);
        }

        return share;
    }

    /// <summary>The saving on the terms it was given on. A reward has none here: it was paid for with points, which lie on the lines it freed.</summary>
    private static Saving? SavingOf(FactContext c, CompiledProgram sold, Deduction deduction) => deduction.Origin switch
    {
        SavingOrigin.Promotion => sold.Document.Promotions.FirstOrDefault(s => s.Id == deduction.SavingId),
        SavingOrigin.Benefit => BenefitOf(c, sold, deduction.SavingId) is { IsPrice: true } benefit ? BenefitSavings.SavingOf(benefit) : null,
        SavingOrigin.Coupon => CouponTill.Parse(deduction.Id) is { } id && c.State.Coupons.Find(id) is { } held ? CouponDecisions.OfferOf(c.Programs, held)?.Saving : null,
        _ => null,
    };

    // Of the tier by the version that sold it, else of a paid plan by the version that sold that.
    private static Benefit? BenefitOf(FactContext c, CompiledProgram sold, string id)
    {
        if (sold.Document.Benefits.FirstOrDefault(b => b.Id == id) is { } own) return own;
        return !c.State.HasPlans ? null : c.State.Plans.All.Where(p => p.Benefits.Contains(id, StringComparer.Ordinal))
            .Select(p => c.Programs.Number(p.Version).Document.Benefits.FirstOrDefault(b => b.Id == id)).FirstOrDefault(b => b is not null);
    }

    /// <summary>Whether the kept lines still meet the condition, read as it was read then.</summary>
    private static bool Stands(Saving saving, (PricedOrder Order, ProgramDocument Sold) told, Deduction deduction, RefundShare share)
    {
        var (order, sold) = told;
        var (minor, units) = Threshold(saving);
        if (minor == 0 && units == 0) return true;
        var scope = new CompiledSaving(saving);
        var earlier = Earlier(saving, order, deduction, sold.Pricing.FreightReads);
        var (keptMinor, keptUnits) = ((decimal)deduction.ConditionMinor, deduction.ConditionUnits);
        for (var l = 0; l < order.Lines.Count; l++)
        {
            var line = order.Lines[l];
            if (share.After[l].Quantity == 0 || !scope.FitsGoods(line.Line)) continue;
            var amount = line.StartMinor - line.Parts.Where(p => earlier.Contains(p.Id)).Sum(p => p.Minor);
            keptMinor -= amount * share.After[l].Quantity / line.Line.Quantity;
            keptUnits -= share.After[l].Quantity;
        }

        return keptMinor >= minor && keptUnits >= units;
    }

    /// <summary>The lowest condition: of a saving by steps its first step. A step lost among several is not recovered.</summary>
    private static (long Minor, long Units) Threshold(Saving saving) => saving.Steps.Count == 0
        ? (saving.AtLeastMinor, saving.AtLeastUnits)
        : (Math.Max(saving.AtLeastMinor, saving.Steps.Min(s => s.FromMinor)), Math.Max(saving.AtLeastUnits, saving.Steps.Min(s => s.FromUnits)));

    /// <summary>Savings taken off before the condition was read: those of earlier stages, of freight as the programme reads it, and with conditions read running all before it.</summary>
    private static HashSet<string> Earlier(Saving saving, PricedOrder order, Deduction deduction, FreightReads freight)
    {
        var isBeforeCoupons = deduction.Stage == PriceStage.Freight && freight == FreightReads.Before;
        return [.. order.Deductions.TakeWhile(IsBefore).Select(d => d.Id)];

        bool IsBefore(Deduction other) => saving.Conditions == ConditionsAt.Running
            ? other.Id != deduction.Id
            : other.Stage != deduction.Stage && (!isBeforeCoupons || other.Stage is not (PriceStage.Coupon or PriceStage.Points));
    }

    private static RefundShare Recovered(PricedOrder order, Deduction deduction, RefundShare share)
    {
        var left = new long[order.Lines.Count];
        for (var l = 0; l < left.Length; l++) left[l] = PricedParts.LeftOf(order, l, deduction.Id, share.After[l].Parts);
        var saved = left.Sum();
        if (saved == 0 || PricedParts.Sum(order, share.Lines)!.OtherMinor + share.Lines.Sum(l => l.PaidLater - l.TakenOff) < saved) return share;
        var lines = share.Lines.ToDictionary(l => l.Line);
        var after = share.After.ToArray();
        for (var l = 0; l < left.Length; l++)
        {
            if (left[l] == 0) continue;
            var taken = lines.GetValueOrDefault(l) ?? new LineRefund(l, 0, 0, 0, 0, 0) { Parts = PricedParts.None(order, l) };
            lines[l] = taken with { TakenOff = taken.TakenOff + left[l], Parts = PricedParts.WithSaving(order, l, deduction.Id, taken.Parts!, left[l]) };
            after[l] = after[l].Recovering(left[l], PricedParts.WithSaving(order, l, deduction.Id, after[l].Parts ?? PricedParts.None(order, l), left[l]));
        }

        return share with { Lines = [.. lines.Values.OrderBy(l => l.Line)], After = after, MoneyMinor = share.MoneyMinor - saved };
    }
}
