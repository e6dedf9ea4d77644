using System.Collections.Concurrent;
using Tessera.Core;

namespace Tessera.App.Programs;

/// <summary>Tables of zone transitions for <see cref="BusinessCalendar"/>, made from the machine's zone data. A published version stores its table, so that later zone data never change a decided day.</summary>
public static class ZoneTables
{
    private const int FirstYear = 1990;
    private const int LastYear = 2060;
    private static readonly TimeSpan Step = TimeSpan.FromHours(6);
    private static readonly ConcurrentDictionary<string, BusinessCalendar> Calendars = new(StringComparer.Ordinal);

    /// <summary>Whether this machine knows the zone.</summary>
    public static bool IsKnown(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    /// <summary>Every zone name this machine knows.</summary>
    public static IEnumerable<string> Names() => TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id);

    /// <summary>The calendar of an IANA zone with every transition from 1990 to 2060; earlier and later instants keep the first and last offset.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know the zone.</exception>
    public static BusinessCalendar Calendar(string zone) =>
        Calendars.GetOrAdd(zone, name => new BusinessCalendar(name, Transitions(TimeZoneInfo.FindSystemTimeZoneById(name))));

    private static List<ZoneTransition> Transitions(TimeZoneInfo zone)
    {
        var at = new DateTime(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var end = new DateTime(LastYear + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var offset = zone.GetUtcOffset(at);
        var transitions = new List<ZoneTransition> { Transition(at, offset) };
        while (at < end)
        {
            var next = at + Step;
            var after = zone.GetUtcOffset(next);
            if (after != offset) transitions.Add(Transition(FirstSecondOf(zone, after, at, next), offset = after));
            at = next;
        }

        return transitions;
    }

    private static DateTime FirstSecondOf(TimeZoneInfo zone, TimeSpan offset, DateTime before, DateTime after)
    {
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + TimeSpan.FromSeconds(Math.Floor((after - before).TotalSeconds / 2));
            if (zone.GetUtcOffset(middle) == offset) after = middle;
            else before = middle;
        }

        return after;
    }

    private static ZoneTransition Transition(DateTime utc, TimeSpan offset) =>
        new((utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, (int)offset.TotalSeconds);
}
