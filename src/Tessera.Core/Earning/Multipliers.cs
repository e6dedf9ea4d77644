using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>A multiplier as an exact fraction in lowest terms.</summary>
/// <param name="Numerator">At least 0.</param>
/// <param name="Denominator">At least 1.</param>
internal readonly record struct Multiplier(Int128 Numerator, Int128 Denominator)
{
    private const int Whole = 10_000;

    public static Multiplier One => new(1, 1);

    /// <summary>In ten-thousandths, half-up, for reasons.</summary>
    public long TenThousandths => Rounding.Divide(Numerator * Whole, Denominator, RoundingMode.HalfUp);

    public bool IsOne => Numerator == Denominator;

    public static Multiplier Of(long tenThousandths) => Reduced(tenThousandths, Whole);

    public static Multiplier Reduced(Int128 numerator, Int128 denominator)
    {
        var (a, b) = (numerator, denominator);
        while (b != 0) (a, b) = (b, a % b);
        return new(numerator / a, denominator / a);
    }
}

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
