using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>
/// What a cancellation that names no purchase takes back (§2): the absolute amount at the base rate, rounded. The base rate is that of the money rules which ask
/// nothing of tier, moment, place, code or goods (an exclusive one alone); what a rule excludes is left out where the cancellation tells its lines.
/// </summary>
internal static class BaseRate
{
    public static CancelledShare Of(CompiledEarning terms, Cancellation cancellation)
    {
        var spend = SpendOf(terms, cancellation);
        return new CancelledShare(Points(terms, cancellation), spend, terms.GrowthOf(spend));
    }

    public static long Points(CompiledEarning terms, Cancellation cancellation)
    {
        var points = terms.Terms.Points;
        var exclusive = WinnerOf(terms.Rules);
        Int128 sum = 0;
        foreach (var rule in terms.Rules)
        {
            if (!IsBase(rule) || (exclusive is not null && rule != exclusive)) continue;
            var own = Numerator(terms, rule, AmountOf(rule, cancellation));
            if (points.RoundAt != RoundAt.Order) own = Rounding.Divide(own, terms.Denominator, points.Rounding) * (Int128)terms.Denominator;
            sum += own;
        }

        return Rounding.Divide(sum, terms.Denominator, points.Rounding);
    }

    private static bool IsBase(CompiledRule rule) => rule.Kind == EarnKind.Money && rule.IsUnconditional;

    private static CompiledRule? WinnerOf(CompiledRule[] rules)
    {
        CompiledRule? winner = null;
        foreach (var rule in rules)
        {
            if (IsBase(rule) && rule.Rule.Exclusive && (winner is null || rule.WinsOver(winner))) winner = rule;
        }

        return winner;
    }

    private static Int128 Numerator(CompiledEarning terms, CompiledRule rule, long amount)
    {
        var rate = rule.Rule.Rate!;
        return rate.Mode == RateMode.PerFull ? Math.BigMul(amount / rate.Per * rate.Value, terms.Denominator) : Math.BigMul(amount, rule.Factor);
    }

    // Lines are told for the books; where they do not add up to the amount, the amount decides.
    private static bool AreTold(Cancellation cancellation)
    {
        long goods = 0;
        foreach (var line in cancellation.Lines) goods += line.Kind == LineKind.Goods ? line.NetMinor : 0;
        return cancellation.Lines.Count > 0 && goods == cancellation.AmountMinor;
    }

    private static long AmountOf(CompiledRule rule, Cancellation cancellation)
    {
        if (!AreTold(cancellation)) return cancellation.AmountMinor;
        long amount = 0;
        foreach (var line in cancellation.Lines)
        {
            if (line.Kind == LineKind.Goods && rule.FitsLine(line)) amount += LineAmounts.Basis(line, PricesInclude.Tax, rule.Reading);
        }

        return Math.Max(0, amount);
    }

    private static long SpendOf(CompiledEarning terms, Cancellation cancellation)
    {
        if (!AreTold(cancellation)) return cancellation.AmountMinor;
        long spend = 0;
        foreach (var line in cancellation.Lines) spend += LineAmounts.Spend(line, PricesInclude.Tax, terms.Terms.Purchases);
        return Math.Max(0, spend);
    }
}
