using System.Globalization;
using Tessera.Core;
using Tessera.Core.Programs;

namespace Tessera.Server.Wording;

/// <summary>Writes the numbers of one programme: money with its sign, points with their decimals, dates, multipliers. Needless zeros are left out.</summary>
internal sealed class Figures(ProgramDocument program, Language language)
{
    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["CNY"] = "¥", ["GBP"] = "£", ["USD"] = "$", ["EUR"] = "€", ["JPY"] = "¥", ["HKD"] = "HK$", ["TWD"] = "NT$", ["SGD"] = "S$",
    };

    public Language Language => language;

    public string Of(string zh, string en) => language.Of(zh, en);

    public string Name(LocalText names) => language.Of(names);

    /// <summary>¥1,234.56, and ¥2,000 without its zeros.</summary>
    public string Money(long minor)
    {
        var sign = Signs.TryGetValue(program.Currency, out var known) ? known : program.Currency + " ";
        var scale = Scale(program.CurrencyDecimals);
        var amount = Math.Abs((decimal)minor) / scale;
        var whole = amount == decimal.Truncate(amount);
        return (minor < 0 ? "−" : "") + sign + amount.ToString(whole ? "N0" : "N" + program.CurrencyDecimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>1,234 or 1,234.5.</summary>
    public string Points(long smallest) => Number(smallest / (decimal)Scale(program.Points.Decimals));

    public string Count(long count) => Number(count);

    /// <summary>1.2 from ten-thousandths.</summary>
    public static string Ratio(long tenThousandths) => Number(tenThousandths / 10_000m);

    public static string Number(decimal value) => value.ToString("#,##0.####", CultureInfo.InvariantCulture);

    public string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>1 月 31 日, 31 January.</summary>
    public string Date(MonthDay day) => language == Language.Zh
        ? $"{Text(day.Month)} 月 {Text(day.Day)} 日"
        : $"{Text(day.Day)} {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(day.Month)}";

    public string Length(Span span)
    {
        var months = span.Months == 0 ? "" : Of($"{Text(span.Months)} 个月", Plural(span.Months, "month"));
        var days = span.Days == 0 ? "" : Of($"{Text(span.Days)} 天", Plural(span.Days, "day"));
        return (months + " " + days).Trim();
    }

    public static string Plural(long count, string word) => Number(count) + " " + word + (count == 1 ? "" : "s");

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Scale(int decimals)
    {
        long scale = 1;
        for (var i = 0; i < decimals; i++) scale *= 10;
        return scale;
    }
}
