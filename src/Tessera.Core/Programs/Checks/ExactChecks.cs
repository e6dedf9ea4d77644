using Tessera.Core.Benefits;
using Tessera.Core.Earning;
using Tessera.Core.Points;

namespace Tessera.Core.Programs.Checks;

/// <summary>
/// What earning could not compute exactly, or not at all, for an order of up to 2⁴⁰ minor units (some ten billion yuan): rates without a common denominator, points and
/// multipliers too large, multipliers with too many decimals between them (§1: overflow is an error, so a programme that could come to it is one).
/// </summary>
internal static class ExactChecks
{
    private const int AmountBits = 40;
    private const int PointsBits = 62;
    private const int MostGrowthPerMinor = 1 << 20;

    public static void Check(Report report)
    {
        var rules = report.Document.Earn;
        var factors = FactorsOf(report);
        long least = 1;
        var widest = 1;
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            if (!rule.Enabled) continue;
            var pointer = Report.At("/earn", i);
            if (IsTooLarge(report, rule, pointer, factors.Bits + IntMath.BitsOf((long)rules.Count)) || rule is not { Kind: EarnKind.Money, Rate: { Mode: RateMode.Proportional, Value: > 0, Per: > 0 } rate }) continue;
            if (CompiledEarning.Common(least, rate) is { } common) least = common;
            else report.Error("program.rateTooFine", pointer + "/rate");
            widest = Math.Max(widest, IntMath.BitsOf(((Int128)rate.Value / rate.Per) + 1));
        }

        var denominator = IntMath.BitsOf((Int128)least * CompiledEarning.Fineness);
        if (AmountBits + widest + denominator + factors.Digits + IntMath.BitsOf((long)rules.Count) > IntMath.WideBits) report.Error("program.multipliersTooFine", "/points/stacking");
        if (report.Document.Growth?.SpendRate is { Per: > 0 } growth && growth.Value / growth.Per > MostGrowthPerMinor) report.Error("program.rateTooLarge", "/growth/spend");
    }

    private static bool IsTooLarge(Report report, EarnRule rule, string pointer, int factorBits)
    {
        var each = rule is { Kind: EarnKind.Money, Rate: { Per: > 0 } rate } ? ((Int128)rate.Value / rate.Per) + 1 : rule.Points;
        if (AmountBits + IntMath.BitsOf(each) + factorBits <= PointsBits) return false;
        report.Error("program.rateTooLarge", pointer + (rule.Kind == EarnKind.Money ? "/rate" : "/points"));
        return true;
    }

    /// <summary>Bits of the largest factor that multipliers can come to together, and bits of its numerator and denominator in lowest terms.</summary>
    private static (int Bits, int Digits) FactorsOf(Report report)
    {
        var points = report.Document.Points;
        int[] tiers = [10_000, .. report.Tiers.Select(t => Catalogue.MultiplierOf(report.Document.Benefits, t))];
        int[] all = [points.BirthdayMultiplier, .. report.Document.Earn.Where(r => r is { Enabled: true, Kind: EarnKind.Multiplier }).Select(r => r.Multiplier)];
        if (points.Stacking != Stacking.Product)
        {
            var sum = tiers.Max() + all.Sum(m => (long)m);
            return (IntMath.BitsOf((sum / 10_000) + 1), IntMath.BitsOf(sum) + IntMath.BitsOf(10_000L));
        }

        var (bits, digits) = (BitsOf(tiers.Max()), tiers.Max(DigitsOf));
        foreach (var multiplier in all) (bits, digits) = (bits + BitsOf(multiplier), digits + DigitsOf(multiplier));
        return (bits, digits);
    }

    private static int BitsOf(int multiplier) => multiplier <= 10_000 ? 0 : IntMath.BitsOf((multiplier - 1) / 10_000);

    private static int DigitsOf(int multiplier)
    {
        var reduced = Multiplier.Of(Math.Max(1, multiplier));
        return reduced.IsOne ? 0 : IntMath.BitsOf(reduced.Numerator) + IntMath.BitsOf(reduced.Denominator);
    }
}
