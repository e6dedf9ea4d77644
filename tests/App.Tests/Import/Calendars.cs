using Tessera.Core;

namespace Tessera.App.Tests.Import;

/// <summary>Small tables of zone transitions for tests: 1 microsecond precision, made by hand.</summary>
internal static class Calendars
{
    internal static BusinessCalendar Shanghai { get; } = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 28_800)]);

    internal static BusinessCalendar Utc { get; } = new("Etc/UTC", [new ZoneTransition(long.MinValue / 2, 0)]);
}
