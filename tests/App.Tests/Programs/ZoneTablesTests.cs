using Tessera.App.Programs;
using Tessera.Core;

namespace Tessera.App.Tests.Programs;

public sealed class ZoneTablesTests
{
    [Theory]
    // London: clocks go forward 2011-03-27 01:00 → 02:00 (a gap), back 2011-10-30 02:00 → 01:00 (an overlap).
    [InlineData("Europe/London", "2011-03-27T00:59", "2011-03-27T00:59Z")]
    [InlineData("Europe/London", "2011-03-27T01:30", "2011-03-27T01:00Z")] // not there: the next valid instant, 02:00 summer time
    [InlineData("Europe/London", "2011-03-27T02:00", "2011-03-27T01:00Z")]
    [InlineData("Europe/London", "2011-10-30T01:30", "2011-10-30T00:30Z")] // twice: the first, summer time
    [InlineData("Europe/London", "2011-10-30T02:00", "2011-10-30T02:00Z")]
    [InlineData("Europe/London", "2010-12-01T08:26", "2010-12-01T08:26Z")]
    [InlineData("Asia/Shanghai", "2026-01-01T00:00", "2025-12-31T16:00Z")]
    [InlineData("Asia/Shanghai", "1991-07-01T00:00", "1991-06-30T15:00Z")] // summer time was kept until 1991
    [InlineData("America/New_York", "1997-01-01T00:00", "1997-01-01T05:00Z")]
    [InlineData("Asia/Kathmandu", "2026-01-01T00:00", "2025-12-31T18:15Z")]
    // São Paulo put its clocks forward at midnight: 2018-11-04 has no 00:00.
    [InlineData("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-03T23:59", "2018-11-04T02:59Z")]
    // Havana put them back at 01:00 to 00:00: 2018-11-04 has two midnights.
    [InlineData("America/Havana", "2018-11-04T00:00", "2018-11-04T04:00Z")]
    public void A_local_time_is_the_instant_the_zone_says(string zone, string local, string utc)
    {
        var at = DateTime.ParseExact(local, "yyyy-MM-ddTHH:mm", null);
        var expected = DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture);

        var instant = ZoneTables.Calendar(zone).At(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at));

        Assert.Equal(expected, DateTimeOffset.UnixEpoch.AddMicroseconds(instant.Micros));
    }

    [Fact]
    public void A_day_without_midnight_begins_an_hour_later_and_still_is_that_day()
    {
        var calendar = ZoneTables.Calendar("America/Sao_Paulo");
        var day = new DateOnly(2018, 11, 4);

        Assert.Equal(day, calendar.DayOf(calendar.StartOf(day)));
        Assert.Equal(new TimeOnly(1, 0), calendar.TimeOf(calendar.StartOf(day)));
        Assert.Equal(day.AddDays(-1), calendar.DayOf(new Instant(calendar.StartOf(day).Micros - 1)));
    }

    [Theory]
    [InlineData("Europe/London")]
    [InlineData("Asia/Shanghai")]
    [InlineData("America/New_York")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Australia/Lord_Howe")] // half an hour of summer time
    [InlineData("Africa/Casablanca")] // Ramadan: four changes a year
    [InlineData("UTC")]
    public void Every_hour_from_1990_to_2060_has_the_offset_of_the_zone(string zone)
    {
        var calendar = ZoneTables.Calendar(zone);
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        for (var at = new DateTime(1990, 1, 1, 0, 30, 0, DateTimeKind.Utc); at.Year <= 2060; at = at.AddHours(5))
        {
            var instant = new Instant((at - DateTime.UnixEpoch).Ticks / 10);
            var local = at + info.GetUtcOffset(at);
            if (calendar.DayOf(instant) != DateOnly.FromDateTime(local) || calendar.TimeOf(instant) != TimeOnly.FromDateTime(local)) Assert.Fail($"{zone} {at:O}");
        }
    }

    [Fact]
    public void A_transition_is_known_to_the_second() => Assert.Contains(
        ZoneTables.Calendar("Europe/London").Transitions,
        t => t == new ZoneTransition(new DateTimeOffset(2011, 3, 27, 1, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() * 1_000_000, 3_600));

    [Fact]
    public void An_unknown_zone_is_not_known() => Assert.False(ZoneTables.IsKnown("Asia/Nowhere"));
}
