using System.Numerics;

namespace Tessera.Core.Earning;

/// <summary>Exact whole-number arithmetic in the width that is wide enough: 64 bits where they suffice, 128 where not. The results are the same.</summary>
internal static class IntMath
{
    /// <summary>Products of up to this many bits are computed in 128; longer ones, of multipliers with many decimals, in as many as they need.</summary>
    public const int WideBits = 126;

    /// <summary>Bits of the absolute value; a product has at most the sum of the bits of its factors.</summary>
    public static int BitsOf<T>(T value)
        where T : unmanaged, IBinaryInteger<T> => 1 + int.CreateTruncating(T.Log2(T.Abs(value) | T.One));

    /// <summary>A numerator of at least 0 ÷ a denominator, rounded.</summary>
    public static long Divide<T>(T numerator, T denominator, RoundingMode mode)
        where T : unmanaged, IBinaryInteger<T>
    {
        var quotient = numerator / denominator;
        if (mode == RoundingMode.Floor) return long.CreateChecked(quotient);
        var remainder = numerator - (quotient * denominator);
        var up = mode == RoundingMode.HalfUp ? remainder >= denominator - remainder : remainder > T.Zero;
        return long.CreateChecked(up ? quotient + T.One : quotient);
    }

    /// <summary>whole × part ÷ of, half-up, all at least 0: the part of a contribution, fine enough to weigh lines by.</summary>
    public static T Part<T>(T whole, T part, T of)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (BitsOf(whole) + BitsOf(part) <= 62)
        {
            var (narrow, divisor) = (long.CreateTruncating(whole) * long.CreateTruncating(part), long.CreateTruncating(of));
            var quotient = narrow / divisor;
            var rest = narrow - (quotient * divisor);
            return T.CreateTruncating(rest >= divisor - rest ? quotient + 1 : quotient);
        }

        if (BitsOf(whole) + BitsOf(part) > WideBits)
        {
            var (vast, left) = BigInteger.DivRem(BigInteger.CreateChecked(whole) * BigInteger.CreateChecked(part), BigInteger.CreateChecked(of));
            return T.CreateChecked(left * 2 >= BigInteger.CreateChecked(of) ? vast + 1 : vast);
        }

        var (wide, remainder) = Int128.DivRem(Int128.CreateChecked(whole) * Int128.CreateChecked(part), Int128.CreateChecked(of));
        return T.CreateChecked(remainder * 2 >= Int128.CreateChecked(of) ? wide + 1 : wide);
    }
}
