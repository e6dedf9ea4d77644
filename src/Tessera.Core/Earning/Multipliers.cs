using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>A multiplier as an exact fraction in lowest terms.</summary>
/// <param name="Numerator">At least 0.</param>
/// <param name="Denominator">At least 1.</param>
internal readonly record struct Multiplier(Int128 Numerator, Int128 Denominator)
{
    private const int Whole = 10_000;

    public static Multiplier One => new(1, 1);

    public bool IsOne => Numerator == Denominator;

    /// <summary>In ten-thousandths, half-up, for reasons.</summary>
    public long TenThousandths => IntMath.Divide(Numerator * Whole, Denominator, RoundingMode.HalfUp);

    public static Multiplier Of(long tenThousandths)
    {
        if (tenThousandths == Whole) return One;
        var common = tenThousandths;
        for (long rest = Whole; rest != 0;) (common, rest) = (rest, common % rest);
        return new(tenThousandths / common, Whole / common);
    }

    public static Multiplier Reduced(Int128 numerator, Int128 denominator)
    {
        var (a, b) = (numerator, denominator);
        while (b != 0) (a, b) = (b, a % b);
        return new(numerator / a, denominator / a);
    }
}

/// <summary>The multipliers of one purchase.</summary>
/// <param name="Common">Of every line, or the common denominator where lines differ.</param>
/// <param name="ByLine">Numerators by line where a campaign is for some goods only, else null.</param>
/// <param name="Largest">The largest factor that takes part, as a bound.</param>
internal readonly record struct Multipliers(Multiplier Common, Int128[]? ByLine, Int128 Largest);

/// <summary>Stacks the multipliers of tier, birthday and campaigns (§3): only those that are there take part, so that a tier below 1 stays below 1 under <c>max</c>.</summary>
internal struct Stack
{
    private const int Whole = 10_000;
    private readonly Stacking _stacking;
    private long _tenThousandths;
    private Multiplier _product;

    public Stack(Stacking stacking, int tier)
    {
        (_stacking, _tenThousandths) = (stacking, tier);
        if (stacking == Stacking.Product) _product = Multiplier.Of(tier);
    }

    public readonly Multiplier Total => _stacking == Stacking.Product ? _product : Multiplier.Of(Math.Max(0, _tenThousandths));

    public void Add(int multiplier)
    {
        if (_stacking == Stacking.Max) _tenThousandths = Math.Max(_tenThousandths, multiplier);
        else if (_stacking == Stacking.Sum) _tenThousandths += multiplier - Whole;
        else _product = Multiplier.Reduced(_product.Numerator * multiplier, _product.Denominator * Whole);
    }
}
