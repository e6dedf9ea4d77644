using System.Globalization;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Words for the parts of a programme in both languages: windows, lengths, moments, tiers. Used by differences, the rules page and explanations.</summary>
public static class ProgramWords
{
    /// <summary>Nothing.</summary>
    public static LocalText None { get; } = new("无", "none");

    /// <summary>All defaults.</summary>
    public static LocalText Standard { get; } = new("默认设置", "standard settings");

    /// <summary>The order of a list.</summary>
    public static LocalText Order { get; } = new("顺序", "order");

    /// <summary>A length such as 12 个月 / 12 months.</summary>
    public static LocalText Length(Span length)
    {
        if (length is { Months: 0, Days: 0 }) return None;
        var months = Number(length.Months);
        var days = Number(length.Days);
        if (length.Days == 0) return new(months + " 个月", months + Plural(" month", length.Months));
        if (length.Months == 0) return new(days + " 天", days + Plural(" day", length.Days));
        return new(months + " 个月 " + days + " 天", months + Plural(" month", length.Months) + " " + days + Plural(" day", length.Days));
    }

    /// <summary>A window on its own.</summary>
    public static LocalText Window(Window window) => window.Kind switch
    {
        WindowKind.Lifetime => new("累计", "lifetime"),
        WindowKind.RollingDays => new("近 " + Number(window.Length) + " 天", "rolling " + Number(window.Length) + " days"),
        WindowKind.RollingMonths => new("近 " + Number(window.Length) + " 个月", "rolling " + Number(window.Length) + " months"),
        WindowKind.Month => new("当月", "calendar month"),
        WindowKind.Quarter => new("当季", "calendar quarter"),
        WindowKind.Half => new("本半年", "calendar half-year"),
        WindowKind.Year => new("当年", "calendar year"),
        WindowKind.PreviousMonth => new("上月", "previous calendar month"),
        WindowKind.PreviousQuarter => new("上季度", "previous calendar quarter"),
        WindowKind.PreviousHalf => new("前一个半年", "previous calendar half-year"),
        WindowKind.PreviousYear => new("上年", "previous calendar year"),
        WindowKind.SinceTierStart => new("升入本级以来", "since tier start"),
        WindowKind.SinceJoining => new("入会以来", "since joining"),
        _ => throw new ArgumentOutOfRangeException(nameof(window)),
    };

    /// <summary>A window as it stands in a sentence: 近 12 个月 / in 12 months.</summary>
    public static LocalText During(Window window) => new(Window(window).Zh, window.Kind switch
    {
        WindowKind.Lifetime => "in all",
        WindowKind.RollingDays => "in " + Number(window.Length) + Plural(" day", window.Length),
        WindowKind.RollingMonths => "in " + Number(window.Length) + Plural(" month", window.Length),
        WindowKind.SinceTierStart => "since the tier began",
        WindowKind.SinceJoining => "since joining",
        _ => "in the " + Window(window).En,
    });

    /// <summary>A metric in a window: 近 12 个月消费 / 12-month spend.</summary>
    public static LocalText InWindow(LocalText metric, Window? window)
    {
        if (window is not { } w) return metric;
        var zh = Window(w).Zh + (char.IsAsciiLetter(metric.Zh[0]) ? " " : "") + metric.Zh;
        var en = w.Kind switch
        {
            WindowKind.RollingDays => Number(w.Length) + "-day " + metric.En,
            WindowKind.RollingMonths => Number(w.Length) + "-month " + metric.En,
            WindowKind.SinceTierStart or WindowKind.SinceJoining => metric.En + " " + Window(w).En,
            _ => Window(w).En.Replace(' ', '-') + " " + metric.En,
        };
        return new(zh, en);
    }

    /// <summary>The moment of a review.</summary>
    public static LocalText Moment(Moment moment)
    {
        var day = string.Create(CultureInfo.InvariantCulture, $"{moment.On.Month:00}-{moment.On.Day:00}");
        return moment.Kind switch
        {
            MomentKind.Yearly => new("每年 " + day, "yearly on " + day),
            MomentKind.Quarterly => new("每季度首日", "on the first day of each quarter"),
            MomentKind.Monthly => new("每月 " + Number(moment.On.Day) + " 日", "monthly on day " + Number(moment.On.Day)),
            MomentKind.TierAnniversary => new("升入本级周年日", "on the tier anniversary"),
            MomentKind.JoinAnniversary => new("入会周年日", "on the joining anniversary"),
            MomentKind.EveryDays => new("入会起每 " + Number(moment.Days) + " 天", "every " + Number(moment.Days) + " days from joining"),
            MomentKind.Daily => new("每天", "daily"),
            _ => throw new ArgumentOutOfRangeException(nameof(moment)),
        };
    }

    /// <summary>The name of a tier in the first document that has it; its id when none has.</summary>
    public static LocalText TierName(ProgramDocument document, ProgramDocument other, string id) =>
        document.Ladder.Tiers.Concat(other.Ladder.Tiers).FirstOrDefault(t => t.Id == id)?.Names ?? new LocalText(id, id);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Plural(string unit, int n) => n == 1 ? unit : unit + "s";
}
