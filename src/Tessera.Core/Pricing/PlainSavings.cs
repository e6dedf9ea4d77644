using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>
/// The sum of savings where all that asks to be given is a percentage off single lines, of which each line takes its best: what backtests ask millions of times. Nothing is
/// explained; wherever anything else plays a part the whole price is worked out.
/// </summary>
internal static class PlainSavings
{
    /// <summary>What the savings take off in all, minor units; null where they are not all plain.</summary>
    /// <param name="rules">Settings of pricing.</param>
    /// <param name="basket">The basket.</param>
    /// <param name="claims">All that asks to be given.</param>
    public static long? Of(PricingRules rules, Basket basket, List<Claim> claims)
    {
        if (!AreAlike(rules, claims)) return null;
        long sum = 0;
        foreach (var (line, _) in basket.Lines)
        {
            var amount = line.ListMinor - line.DiscountMinor;
            if (amount < 0) return null;
            sum += BestOf(line, amount, basket.Carrier, claims);
        }

        return sum;
    }

    private static bool AreAlike(PricingRules rules, List<Claim> claims)
    {
        foreach (var claim in claims)
        {
            if (claim.Reward is not null || claim.Origin == SavingOrigin.Coupon || !claim.Saving.IsPlain || claim.Saving.Saving.Stage != claims[0].Saving.Saving.Stage) return false;
        }

        foreach (var group in rules.Groups)
        {
            if (group.Stage == claims[0].Saving.Saving.Stage) return false;
        }

        return true;
    }

    private static long BestOf(PurchaseLine line, long amount, string? carrier, List<Claim> claims)
    {
        if (amount == 0 || line.Quantity == 0) return 0;
        long best = 0;
        foreach (var claim in claims)
        {
            if (claim.Saving.Reaches(line, carrier)) best = Math.Max(best, Math.Min(amount, UnitMath.Off(claim.Saving.Saving.Amount, amount, 1)));
        }

        return best;
    }
}
