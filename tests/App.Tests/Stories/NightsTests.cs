using Tessera.App.Exports;
using Tessera.App.Reads;

namespace Tessera.App.Tests.Stories;

/// <summary>A night run late, twice or not at all changes no result (semantics §6), but for the end of a lot whose notice came late (§3).</summary>
[Covers("R9")]
public sealed class NightsTests
{
    [Fact]
    [Covers("switch:points.lateNotice=expire")]
    public async Task Late_doubled_and_missed_nights_give_the_same_exports()
    {
        var crowd = Crowd.Of(7, members: 20, "2025-01-02", "2026-03-20", most: 20);
        using var daily = await Lived(crowd, _ => 1);
        using var late = await Lived(crowd, day => day.DayNumber % 13 == 0 ? 1 : 0);
        using var twice = await Lived(crowd, day => day.DayNumber % 5 == 0 ? 2 : 1);
        using var never = await Lived(crowd, _ => 0);
        // Members are read as settled up to now before any night has run.
        Assert.Equal(Members(daily), Members(never));
        foreach (var story in new[] { daily, late, twice, never }) story.OneNight();
        var expected = Crowd.Exports(daily.Shop.Site);
        Assert.Contains("Fall", string.Join('\n', Enumerable.Range(0, 20).SelectMany(m => daily.Path(Crowd.Member(m)))), StringComparison.Ordinal);
        Assert.Equal(expected, Crowd.Exports(late.Shop.Site));
        Assert.Equal(expected, Crowd.Exports(twice.Shop.Site));
        Assert.Equal(expected, Crowd.Exports(never.Shop.Site));
        foreach (var story in new[] { daily, late, twice, never }) story.AuditsClean();
    }

    [Fact]
    [Covers("switch:points.lateNotice=postpone")]
    public void Under_postpone_exactly_the_lots_without_a_timely_notice_end_later()
    {
        // Two months; the notice is due ten days before the first day on which the lot is gone:
        // 30 points of 5 January, usable through 5 March, notice on 24 February; 20 of 1 February, through 1 April, notice on 23 March;
        // 10 of 10 February, through 10 April, notice on 1 April.
        string[] late = ["2026-03-04", "2026-03-23", "2026-04-20"];
        Assert.Equal(["30 2026-03-05", "20 2026-04-01", "10 2026-04-10"], Ends(_ => 1));
        // The first is noticed on 4 March and gone ten days after, on the 14th. The second is in time. The third is found on 20 April and gone on the 30th.
        Assert.Equal(["30 2026-03-13", "20 2026-04-01", "10 2026-04-29"], Ends(day => late.Contains($"{day:yyyy-MM-dd}") ? 1 : 0));
    }

    private static List<string> Ends(Func<DateOnly, int> nights)
    {
        using var story = new Story("2026-01-05", TestSite.Program("{ expiry: { kind: rolling, after: 2 months }, noticeBefore: 10 days, lateNotice: postpone }"), nights);
        var member = story.Join("2026-01-05 12:30");
        story.Buy("2026-01-05 13:00", member, "1", 30);
        story.Buy("2026-02-01", member, "2", 20);
        story.Buy("2026-02-10", member, "3", 10);
        story.Until("2026-04-21");
        var points = story.Shop.Site.Read(r => PointsView.Read(r, member, null, withClosedLots: true))!;
        story.AuditsClean();
        return [.. points.Lots.OrderBy(l => l.EarnedOn).Select(l => $"{l.Figures.Opened} {l.Through:yyyy-MM-dd}")];
    }

    private static async Task<Story> Lived(Crowd crowd, Func<DateOnly, int> nights)
    {
        var story = new Story("2025-01-01", Story.TeaChain.Replace("\npoints:\n", "\npoints:\n  lateNotice: expire\n", StringComparison.Ordinal), nights);
        await crowd.Play(story).ConfigureAwait(false);
        return story.Until("2026-04-15");
    }

    private static string Members(Story story) => story.Shop.Site.Read(r =>
        string.Join('\n', Export.Members(r).Rows.Select(row => string.Join('|', row.Skip(1))).Order(StringComparer.Ordinal)));
}
