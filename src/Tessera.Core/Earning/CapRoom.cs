using System.Runtime.InteropServices;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>
/// Room left under limits per calendar period, read from the cap-use rows of the period that holds the fact's own local day (§1 Late facts).
/// One row per key and fact serves every period, so that a version that changes the period of a limit keeps what was used.
/// </summary>
internal static class CapRoom
{
    /// <summary>Key of the limits over all rules.</summary>
    public const string PointsKey = "points";

    /// <summary>Key of the daily limit of growth from spend.</summary>
    public const string SpendGrowthKey = "growth:spend";

    private const string GrowthPrefix = "growth:";

    private const string SavingPrefix = "saving:";

    /// <summary>Prefix of the keys under which points are counted that a family card spent.</summary>
    public const string FamilyPrefix = "family:";

    /// <summary>Whether a key measures points or growth that were earned, not the use of a saving or what a family card spent.</summary>
    public static bool IsEarned(string key) => !key.StartsWith(SavingPrefix, StringComparison.Ordinal) && !key.StartsWith(FamilyPrefix, StringComparison.Ordinal);

    /// <summary>Key of the limits of growth from a behaviour type.</summary>
    public static string GrowthKey(string type) => "growth:behaviour:" + type;

    /// <summary>Whether a key measures growth, not points.</summary>
    public static bool IsGrowth(string key) => key.StartsWith(GrowthPrefix, StringComparison.Ordinal);

    /// <summary>The least room under some limits, and which limit leaves it; no limit leaves all the room there is.</summary>
    public static long Least(List<MetricRow> rows, PointsCap[] caps, string key, DateOnly day, out PointsCap? tightest)
    {
        tightest = null;
        var least = long.MaxValue;
        foreach (var cap in caps)
        {
            var room = Math.Max(0, cap.Points - Used(rows, key, cap.Period, day));
            if (room < least) (least, tightest) = (room, cap);
        }

        return least;
    }

    /// <summary>What was used of a key in the period that holds a day.</summary>
    public static long Used(List<MetricRow> rows, string key, CapPeriod period, DateOnly day)
    {
        var (from, through) = Bounds(period, day);
        long used = 0;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(rows))
        {
            if (row.Kind == RowKind.CapUse && row.Day >= from && row.Day <= through && string.Equals(row.Key, key, StringComparison.Ordinal)) used += row.Points;
        }

        return used;
    }

    /// <summary>A row of cap room used by the fact at hand.</summary>
    public static MetricRow Row(in EarnContext context, string key, long used) => new()
    {
        Sequence = context.State.Sequence + 1, Kind = RowKind.CapUse, Day = context.Day, PurchaseDay = context.Day, Key = key, Points = used,
    };

    /// <summary>First and last day of the period that holds a day. Weeks begin on Monday.</summary>
    public static (DateOnly From, DateOnly Through) Bounds(CapPeriod period, DateOnly day) => period switch
    {
        CapPeriod.Day => (day, day),
        CapPeriod.Week => (day.AddDays(-MondayOffset(day)), day.AddDays(6 - MondayOffset(day))),
        CapPeriod.Month => (new DateOnly(day.Year, day.Month, 1), new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1)),
        CapPeriod.Year => (new DateOnly(day.Year, 1, 1), new DateOnly(day.Year, 12, 31)),
        CapPeriod.Lifetime => (DateOnly.MinValue, DateOnly.MaxValue),
        CapPeriod.Order => throw new ArgumentException("an order is no calendar period", nameof(period)),
        _ => throw new ArgumentOutOfRangeException(nameof(period)),
    };

    private static int MondayOffset(DateOnly day) => ((int)day.DayOfWeek + 6) % 7;
}
