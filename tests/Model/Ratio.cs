using System.Globalization;
using System.Numerics;

namespace Tessera.Model;

/// <summary>An exact fraction. The model never rounds before the specification says so.</summary>
public readonly record struct Ratio : IComparable<Ratio>
{
    private readonly BigInteger _denominator;

    public Ratio(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException("A ratio needs a denominator.");
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        var sign = denominator.Sign;
        Numerator = numerator / divisor * sign;
        _denominator = denominator / divisor * sign;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    public static Ratio Zero => new(0, 1);

    public static Ratio One => new(1, 1);

    public int Sign => Numerator.Sign;

    public static implicit operator Ratio(long value) => new(value, 1);

    public static Ratio Of(long numerator, long denominator) => new(numerator, denominator);

    public static Ratio Of(decimal value)
    {
        var denominator = BigInteger.One;
        while (value != decimal.Truncate(value))
        {
            value *= 10;
            denominator *= 10;
        }

        return new Ratio(new BigInteger(value), denominator);
    }

    public static Ratio operator +(Ratio a, Ratio b) => new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Ratio operator -(Ratio a, Ratio b) => new((a.Numerator * b.Denominator) - (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Ratio operator *(Ratio a, Ratio b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Ratio operator /(Ratio a, Ratio b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static bool operator <(Ratio a, Ratio b) => a.CompareTo(b) < 0;

    public static bool operator >(Ratio a, Ratio b) => a.CompareTo(b) > 0;

    public static bool operator <=(Ratio a, Ratio b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Ratio a, Ratio b) => a.CompareTo(b) >= 0;

    public static Ratio Min(Ratio a, Ratio b) => a < b ? a : b;

    public static Ratio Max(Ratio a, Ratio b) => a > b ? a : b;

    public static Ratio Sum(IEnumerable<Ratio> values) => values.Aggregate(Zero, (sum, value) => sum + value);

    public Ratio Abs() => new(BigInteger.Abs(Numerator), Denominator);

    public int CompareTo(Ratio other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>The next integer at or below.</summary>
    public long Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return (long)(rest.Sign < 0 ? quotient - 1 : quotient);
    }

    /// <summary>The next integer at or above.</summary>
    public long Ceiling() => -new Ratio(-Numerator, Denominator).Floor();

    /// <summary>Towards zero.</summary>
    public long Truncate() => (long)BigInteger.Divide(Numerator, Denominator);

    /// <summary>The nearest integer, a half goes away from zero (semantics §1).</summary>
    public long HalfUp() => Sign < 0 ? -new Ratio(-Numerator, Denominator).HalfUp() : (this + Of(1, 2)).Floor();

    public long Round(RoundHow how) => how switch
    {
        RoundHow.Floor => Floor(),
        RoundHow.HalfUp => HalfUp(),
        RoundHow.Ceiling => Ceiling(),
        _ => throw new ArgumentOutOfRangeException(nameof(how)),
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}

/// <summary>Largest remainder (semantics §1): parts sum to the whole, a tie goes to the earlier line.</summary>
public static class Shares
{
    /// <summary>
    /// Splits a whole number by weights. With weights of both signs each exact share is cut towards zero and the
    /// missing units go, one each, to the largest cut-off fractions of the missing sign.
    /// </summary>
    public static List<long> Prorate(long total, IReadOnlyList<Ratio> weights)
    {
        if (weights.Count == 0)
        {
            return [];
        }

        var sum = Ratio.Sum(weights);
        var exact = sum.Sign == 0
            ? weights.Select(_ => Ratio.Of(total, weights.Count)).ToList()
            : weights.Select(weight => total * weight / sum).ToList();
        return Complete(total, exact);
    }

    /// <summary>Rounds exact parts to whole numbers that sum to the total.</summary>
    public static List<long> Complete(long total, IReadOnlyList<Ratio> exact)
    {
        var parts = exact.Select(share => share.Truncate()).ToList();
        var missing = total - parts.Sum();
        var sign = Math.Sign(missing);
        var order = Enumerable.Range(0, parts.Count)
            .OrderByDescending(i => (exact[i] - parts[i]) * sign)
            .ThenBy(i => i)
            .ToList();
        for (var k = 0; k < Math.Abs(missing); k++)
        {
            parts[order[k % order.Count]] += sign;
        }

        return parts;
    }
}
