using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>Why a saving was given, or was not: codes and numbers (texts in the texts file).</summary>
internal static class PriceReasons
{
    /// <summary>The condition is short of an amount; savings given before are named when without them it would hold.</summary>
    public static Reason Short(Sheet sheet, long atLeast, long amount, Claim claim)
    {
        var gap = Reason.Money("gap", atLeast - amount);
        long before = 0;
        for (var i = 0; i < sheet.Basket.Lines.Count; i++)
        {
            if (claim.Saving.FitsGoods(sheet.Lines[i])) before += sheet.Start[i];
        }

        return before < atLeast || sheet.Deductions.Count == 0
            ? Reason.Of("price.not.short", gap, Reason.Money("atLeast", atLeast), Reason.Money("amount", amount))
            : Reason.Of("price.not.shortAfter", gap, Reason.Money("atLeast", atLeast), Reason.Money("amount", amount), Reason.Id("other", sheet.Deductions.MaxBy(d => d.Minor)!.SavingId));
    }

    public static Reason ShortUnits(int atLeast, decimal units) =>
        Reason.Of("price.not.units", Reason.Count("gap", (long)decimal.Ceiling(atLeast - units)), Reason.Count("atLeast", atLeast));

    public static Reason ShortOfStep(Sheet sheet, Saving saving, Trial trial, Claim claim)
    {
        var first = saving.Steps[0];
        return first.FromUnits > 0 ? ShortUnits(first.FromUnits, trial.ConditionUnits) : Short(sheet, first.FromMinor, trial.ConditionMinor, claim);
    }

    public static Reason BuyMore(BuyGet offer, List<Unit> bought, int choice)
    {
        if (choice == 0) return Reason.Of("price.not.given");
        var amount = bought.Sum(u => u.Minor);
        if (amount < offer.BuyMinor) return Reason.Of("price.not.short", Reason.Money("gap", offer.BuyMinor - amount), Reason.Money("atLeast", offer.BuyMinor), Reason.Money("amount", amount));
        // A unit given from the basket is needed beside those bought.
        var needed = offer.GivenCount || offer.From == GivenFrom.Added ? offer.Buy : offer.Buy + 1;
        return Reason.Of("price.not.buyMore", Reason.Count("gap", Math.Max(1, needed - bought.Count)));
    }

    public static Reason LessThan(string other, long minor) => Reason.Of("price.not.lessThan", Reason.Id("other", other), Reason.Money("minor", minor));

    public static Reason NotWith(string other) => Reason.Of("price.not.notWith", Reason.Id("other", other));

    public static Reason First(string other) => Reason.Of("price.not.first", Reason.Id("other", other));

    /// <summary>Why it is given, by the amount that held.</summary>
    public static Reason Why(Saving saving, (SavingAmount Amount, long Base, int Times) held)
    {
        var (amount, sum) = (held.Amount, Reason.Money("base", held.Base));
        if (saving.Prices.Count > 0) return Reason.Of("price.list", sum);
        if (saving.Marginal) return Reason.Of("price.marginal", sum);
        if (amount.Off is 10_000) return Reason.Of("price.free", sum);
        if (amount.Off is { } off) return Reason.Of("price.off", sum, Reason.Discount("rate", 10_000 - off));
        if (amount.Minor is { } minor) return Reason.Of("price.amount", sum, Reason.Money("amount", minor), Reason.Count("times", held.Times == 1 ? 0 : held.Times));
        return Reason.Of("price.price", sum, Reason.Money("price", amount.PriceMinor ?? 0));
    }
}
