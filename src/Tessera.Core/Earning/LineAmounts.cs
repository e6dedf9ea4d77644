using Tessera.Core.Facts;

namespace Tessera.Core.Earning;

/// <summary>A choice of the money a rule reads of a line (§2 earning basis), as bits, so that rules with the same choice share the work.</summary>
[Flags]
internal enum BasisReading
{
    /// <summary>After discounts, with tax, goods only.</summary>
    Default = 0,

    /// <summary>Before all discounts.</summary>
    BeforeDiscounts = 1,

    /// <summary>Tax taken out.</summary>
    WithoutTax = 2,

    /// <summary>Freight lines too.</summary>
    WithFreight = 4,

    /// <summary>Order-level discounts put back.</summary>
    OrderDiscountsBack = 8,
}

/// <summary>The amounts that rules and qualifying spend read of a purchase line, in minor units (§2). Tax is rounded half-up per line.</summary>
internal static class LineAmounts
{
    private const int Whole = 10_000;

    public static BasisReading ReadingOf(EarnRule rule)
    {
        var basis = rule.Basis;
        var isScoped = rule.Scope.Categories.Count > 0 || rule.Scope.Skus.Count > 0;
        var reading = BasisReading.Default;
        if (!basis.AfterDiscounts) reading |= BasisReading.BeforeDiscounts;
        else if (isScoped && !basis.OrderDiscountsReduce) reading |= BasisReading.OrderDiscountsBack;
        if (!basis.WithTax) reading |= BasisReading.WithoutTax;
        if (basis.WithFreight && rule.Kind == EarnKind.Money) reading |= BasisReading.WithFreight;
        return reading;
    }

    /// <summary>Whether a line of this kind can earn under a reading.</summary>
    public static bool TakesPart(LineKind kind, BasisReading reading) =>
        kind == LineKind.Goods || (kind == LineKind.Freight && (reading & BasisReading.WithFreight) != 0);

    /// <summary>The amount of a line under a reading; 0 for a line that takes no part. The list amount is read as net + discounts, so that a line without a list price loses nothing.</summary>
    public static long Basis(PurchaseLine line, PricesInclude prices, BasisReading reading)
    {
        if (!TakesPart(line.Kind, reading)) return 0;
        var amount = line.NetMinor;
        if ((reading & BasisReading.BeforeDiscounts) != 0) amount += line.DiscountMinor + line.OrderDiscountMinor;
        else if ((reading & BasisReading.OrderDiscountsBack) != 0) amount += line.OrderDiscountMinor;
        return line.TaxRate == 0 ? amount : Taxed(amount, line.TaxRate, prices, (reading & BasisReading.WithoutTax) == 0);
    }

    /// <summary>Qualifying spend of a line: goods after savings, with or without tax whatever the document's prices contain, without excluded categories.</summary>
    public static long Spend(PurchaseLine line, PricesInclude prices, PurchaseRules rules)
    {
        if (line.Kind != LineKind.Goods) return 0;
        if (rules.ExcludedCategories.Count > 0 && IsUnderOneOf(line.Category, rules.ExcludedCategories)) return 0;
        return line.TaxRate == 0 ? line.NetMinor : Taxed(line.NetMinor, line.TaxRate, prices, rules.QualifyingTax == TaxBasis.With);
    }

    /// <summary>Whether a category path is one of the given ones or lies below it ("tea" holds "tea/milk", not "teapot").</summary>
    public static bool IsUnderOneOf(string category, IReadOnlyList<string> paths)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            if (IsUnder(category, paths[i])) return true;
        }

        return false;
    }

    private static bool IsUnder(string category, string path) =>
        category.StartsWith(path, StringComparison.Ordinal) && (category.Length == path.Length || category[path.Length] == '/');

    private static long Taxed(long amount, int rate, PricesInclude prices, bool withTax) => (prices, withTax) switch
    {
        (PricesInclude.Tax, true) or (PricesInclude.Net, false) => amount,
        (PricesInclude.Tax, false) => amount - Rounding.Divide(Math.BigMul(amount, (long)rate), Whole + rate, RoundingMode.HalfUp),
        (PricesInclude.Net, true) => amount + Rounding.Divide(Math.BigMul(amount, (long)rate), Whole, RoundingMode.HalfUp),
        _ => throw new ArgumentOutOfRangeException(nameof(prices)),
    };
}
