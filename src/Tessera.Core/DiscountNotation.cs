using System.Globalization;

namespace Tessera.Core;

/// <summary>
/// 折 notation (semantics §8, features B12): 98折 = 9.8折 = 0.98 = 98 % is one number, the share of the price that is paid, in ten-thousandths.
/// One digit counts tenths (8折 = 80 %), two digits count hundredths (95折 = 95 %), 100折 is no discount. 10折 is read by some as one tenth
/// and by others as the full price, so it is not accepted.
/// </summary>
public static class DiscountNotation
{
    /// <summary>No discount.</summary>
    public const int None = 10_000;

    /// <summary>Reads a discount; exact to a hundredth of a percent, more than 0 and at most 100 %.</summary>
    public static bool TryParse(string text, out int tenThousandths)
    {
        var trimmed = text.Trim();
        tenThousandths = 0;
        if (trimmed.EndsWith('折')) return TryZhe(trimmed[..^1].TrimEnd(), out tenThousandths);
        if (trimmed.EndsWith('%')) return TryScaled(trimmed[..^1].TrimEnd(), 100, out tenThousandths);
        return TryScaled(trimmed, 10_000, out tenThousandths);
    }

    /// <summary>The shortest 折 form: 9800 is 9.8折, 8000 is 8折, 10000 is 无折扣.</summary>
    public static string ToZhe(int tenThousandths) => tenThousandths == None
        ? "无折扣"
        : (tenThousandths / 1_000m).ToString("0.###", CultureInfo.InvariantCulture) + "折";

    private static bool TryZhe(string number, out int tenThousandths)
    {
        tenThousandths = 0;
        var whole = number.IndexOf('.', StringComparison.Ordinal) is var dot && dot >= 0 ? dot : number.Length;
        if (number == "10" || number.StartsWith('0') || (whole == 3 && number != "100")) return false;
        var scale = whole switch { 1 => 1_000, 2 or 3 => 100, _ => 0 };
        return scale != 0 && TryScaled(number, scale, out tenThousandths);
    }

    private static bool TryScaled(string number, int scale, out int tenThousandths)
    {
        tenThousandths = 0;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > 10_000) return false;
        var scaled = value * scale;
        if (scaled != decimal.Truncate(scaled) || scaled <= 0 || scaled > None) return false;
        tenThousandths = (int)scaled;
        return true;
    }
}
