using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Pricing;

/// <summary>
/// The price engine (semantics §8), compiled once per programme version: a pure function from a basket and what is known of its buyer to the priced order.
/// Amounts are minor units; the order's sums are exact. Stages, groups and ties are taken in the order of the programme.
/// </summary>
public sealed class Pricer
{
    private readonly PricingPlan _plan;
    private readonly Claim[] _promotions;

    private Pricer(PricingTerms terms)
    {
        _plan = new PricingPlan(terms.Rules, terms.Spending);
        _promotions = [.. terms.Promotions.Where(s => s.Enabled).Select(s => new Claim(new CompiledSaving(s), SavingOrigin.Promotion, s.Id))];
    }

    /// <summary>Makes the rules ready.</summary>
    public static Pricer Compile(PricingTerms terms) => new(terms);

    /// <summary>Prices a basket. Same input, same answer.</summary>
    /// <remarks>The answer carries a refusal where more points were asked than may be and the programme refuses that, or where hand lines take the basket below zero.</remarks>
    public PricedOrder Price(Basket basket, Buyer buyer)
    {
        var run = new PriceRun(_plan, new Sheet(basket, buyer));
        return run.Price(ClaimsOf(run.Sheet));
    }

    /// <summary>What savings would take off a basket in all, minor units, points and stored value aside: the sum of the deductions of <see cref="Price"/>, at a fraction of its cost.</summary>
    internal long Saved(Basket basket, Buyer buyer)
    {
        var claims = new List<Claim>();
        Gather(basket, buyer, claims, null);
        return claims.Count == 0 ? 0 : PlainSavings.Of(_plan.Rules, basket, claims) ?? new PriceRun(_plan, new Sheet(basket, buyer)).Saved(claims);
    }

    private List<Claim> ClaimsOf(Sheet sheet)
    {
        var claims = new List<Claim>(_promotions.Length + sheet.Buyer.Candidates.Count + sheet.Buyer.Rewards.Count);
        Gather(sheet.Basket, sheet.Buyer, claims, sheet);
        return claims;
    }

    /// <summary>All that asks to be given, by rank; what misses is said to the sheet, if there is one.</summary>
    private void Gather(Basket basket, Buyer buyer, List<Claim> claims, Sheet? sheet)
    {
        foreach (var claim in _promotions)
        {
            // Promotions of other days, places and people are not said to have been missed, unless their code was entered or they open earlier to this buyer.
            var saving = claim.Saving;
            if (saving.Misses(basket, buyer) is not { } missed) claims.Add(claim);
            else if (IsAsked(saving.Saving.Scope.Code) || ComesEarly(saving)) sheet?.Miss(claim, missed);
        }

        foreach (var candidate in buyer.Candidates) Consider(new Claim(CompiledSaving.Of(candidate.Saving), candidate.Origin, candidate.Id ?? candidate.Saving.Id));
        foreach (var wish in buyer.Rewards) Consider(new Claim(new CompiledSaving(wish.Saving), SavingOrigin.Reward, wish.Saving.Id, wish));
        claims.Sort(ByRank);

        bool IsAsked(string? code) => code is not null && basket.Codes.Contains(code, StringComparer.OrdinalIgnoreCase);

        bool ComesEarly(CompiledSaving saving) =>
            buyer.Opens.TryGetValue(saving.Id, out var opens) && basket.Day < opens && basket.Lines.Any(l => saving.FitsGoods(l.Line));

        void Consider(Claim claim)
        {
            if (!claim.Saving.Saving.Enabled) return;
            if (claim.Saving.Misses(basket, buyer) is { } missed) sheet?.Miss(claim, missed);
            else claims.Add(claim);
        }
    }

    private static int ByRank(Claim a, Claim b) =>
        a.Saving.Saving.Rank != b.Saving.Saving.Rank ? a.Saving.Saving.Rank.CompareTo(b.Saving.Saving.Rank)
        : a.Saving.Id != b.Saving.Id ? string.CompareOrdinal(a.Saving.Id, b.Saving.Id) : string.CompareOrdinal(a.Id, b.Id);
}
