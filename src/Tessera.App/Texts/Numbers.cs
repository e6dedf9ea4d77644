using System.Globalization;
using Tessera.Core;
using Tessera.Core.Programs;

namespace Tessera.App.Texts;

/// <summary>Numbers of reasons as a person reads them.</summary>
public static class Numbers
{
    // The longest: 20 digits with their separators.
    private const int MostCharacters = 28;

    /// <summary>A number by its unit.</summary>
    public static string Write(long number, NumberUnit unit, string language, ProgramDocument? program)
    {
        var text = new Sentence();
        Append(text, new ReasonPart("", number, unit), language, program);
        return text.Written.ToString();
    }

    /// <summary>Money with its sign and all decimals: ¥1,234.56; a minus stands before the sign.</summary>
    public static string Money(long minor, string currency, int decimals)
    {
        var text = new Sentence();
        AppendMoney(text, minor, currency, decimals);
        return text.Written.ToString();
    }

    /// <summary>The number of a part by its unit.</summary>
    internal static void Append(Sentence to, in ReasonPart part, string language, ProgramDocument? program)
    {
        var number = part.Number;
        switch (part.Unit)
        {
            case NumberUnit.Count or NumberUnit.Growth:
                AppendScaled(to, number, 0);
                break;
            case NumberUnit.Points:
                AppendScaled(to, number, program?.Points.Decimals ?? 0);
                break;
            case NumberUnit.Money:
                AppendMoney(to, number, program?.Currency ?? "CNY", program?.CurrencyDecimals ?? 2);
                break;
            case NumberUnit.Day:
                to.Append(Day(number, language));
                break;
            case NumberUnit.Ratio or NumberUnit.Score when number % 10_000 == 0:
                AppendScaled(to, number / 10_000, 0);
                break;
            case NumberUnit.Ratio or NumberUnit.Score:
                to.Append((number / 10_000m).ToString("#,0.####", CultureInfo.InvariantCulture));
                break;
            case NumberUnit.Discount:
                to.Append(language == Text.English ? (100m - (number / 100m)).ToString("0.##", CultureInfo.InvariantCulture) + " % off" : DiscountNotation.ToZhe((int)number));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(part));
        }
    }

    private static void AppendMoney(Sentence to, long minor, string currency, int decimals)
    {
        if (minor < 0) to.Append("-");
        to.Append(currency switch { "CNY" or "JPY" => "¥", "GBP" => "£", "USD" => "$", "EUR" => "€", "HKD" => "HK$", "TWD" => "NT$", "KRW" => "₩", _ => currency + " " });
        AppendScaled(to, Size(minor), decimals);
    }

    private static void AppendScaled(Sentence to, long number, int decimals)
    {
        if (number < 0) to.Append("-");
        AppendScaled(to, Size(number), decimals);
    }

    // Digit by digit from the right: money and points are whole, and formatting them as decimals took longer than all the rest of a sentence.
    private static void AppendScaled(Sentence to, ulong number, int decimals)
    {
        Span<char> text = stackalloc char[MostCharacters];
        var at = text.Length;
        for (var i = 0; i < decimals; i++, number /= 10) text[--at] = (char)('0' + (number % 10));
        if (decimals > 0) text[--at] = '.';
        var digits = 0;
        do
        {
            if (digits > 0 && digits % 3 == 0) text[--at] = ',';
            text[--at] = (char)('0' + (number % 10));
            number /= 10;
            digits++;
        }
        while (number > 0);
        to.Append(text[at..]);
    }

    private static ulong Size(long number) => number < 0 ? (ulong)-(number + 1) + 1 : (ulong)number;

    private static string Day(long number, string language)
    {
        if (number <= 0 || number > DateOnly.MaxValue.DayNumber) return language == Text.English ? "never" : "永不";
        return DateOnly.FromDayNumber((int)number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
