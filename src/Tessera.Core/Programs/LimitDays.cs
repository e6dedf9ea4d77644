using System.Globalization;
using Tessera.Core.Earning;

namespace Tessera.Core.Programs;

/// <summary>Until when a shared limit counts, read from its id: seats of a slot on its day, a saving over the period it names. A limit without a date counts for ever.</summary>
internal static class LimitDays
{
    /// <summary>The last local date on which the limit counts, inclusive, or null where it has none.</summary>
    public static DateOnly? LastOf(string id) => id.Split(':') switch
    {
        ["booking", _, var on, _] => DayOf(on),
        [SavingLimits.Word, _, _, var period, var from] when DayOf(from) is { } first && SavingLimits.PeriodOf(period) is { } named => CapRoom.Bounds(named, first).Through,
        _ => null,
    };

    private static DateOnly? DayOf(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
