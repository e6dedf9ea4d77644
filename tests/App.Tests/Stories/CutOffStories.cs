using Tessera.App.Members;
using Tessera.App.Night;

namespace Tessera.App.Tests.Stories;

/// <summary>A review with seats decides nobody who is ranked before its cut-off is recorded; a late, missed or doubled night changes nothing but that day (semantics §5, §6).</summary>
public sealed class CutOffStories
{
    private static readonly string Seats = TestSite.Program(more: """
        reviews:
          - { id: monthly, name: { zh: 月, en: month }, does: settle, moment: monthly 1, window: previous calendar month, keep: { silver: { spend: 200 } }, grace: 1 month }
        """).Replace("\npoints:", "\n  - { id: top, name: { zh: 席位, en: Seats }, entry: review, ranking: { seats: 1, by: { metric: spend, window: previous calendar month } } }\npoints:", StringComparison.Ordinal);

    // How often the night of a date is run: on time, on time twice, and not before 9 February, then on 2 March.
    public static TheoryData<string, int> Nights => new() { { "1", 4 }, { "2", 4 }, { "0", 9 } };

    [Theory]
    [MemberData(nameof(Nights))]
    [Covers("C15", "T6", "D15")]
    public void A_late_or_doubled_cut_off_changes_only_the_day_on_which_it_takes_effect(string nights, int effectDay)
    {
        using var story = new Story("2026-01-05", Seats, day => nights == "0" ? (day is { Month: 2, Day: 9 } or { Month: 3, Day: 2 } ? 1 : 0) : int.Parse(nights, null));
        var (first, second, third) = (story.Join("2026-01-05", "13800000001"), story.Join("2026-01-05", "13800000002"), story.Join("2026-01-05", "13800000003"));
        story.Buy("2026-01-06", first, "a", 150);
        story.Buy("2026-01-06", second, "b", 120);
        story.Buy("2026-01-06", third, "c", 10);
        // The review of 1 February takes effect on the 4th; on the 5th the second buys, and is settled by that at the latest.
        story.Buy("2026-02-05", second, "d", 1);
        // Both silver miss 200.00 of January: the first has the seat and is not read; the second keeps its grace through 28 February and has 1.00 by then.
        story.Until("2026-02-09 13:00");
        var grace = Assert.Single(story.Tier(second).Notes, n => n.Contains("2026-02-28", StringComparison.Ordinal));
        Assert.NotEmpty(grace);
        Assert.DoesNotContain(story.Tier(first).Notes, n => n.Contains("2026-02-28", StringComparison.Ordinal));
        story.Until("2026-03-02");
        Assert.Equal(["2026-01-06 base→silver Upgrade", $"2026-02-0{effectDay} silver→top Upgrade (2026-02-01)"], story.Path(first).Skip(1));
        Assert.Equal(["2026-01-06 base→silver Upgrade", "2026-03-01 silver→base Fall (2026-02-01)"], story.Path(second).Skip(1));
        Assert.Single(story.Path(third));
        Assert.Equal([$"2026-02-0{effectDay} tier.warning"], story.Told(second).Where(t => t.Contains("tier.warning", StringComparison.Ordinal)));
        Assert.Single(story.Shop.Site.Read(r => r.Db.Programs.CutOffs()), c => c.ReviewOn == new DateOnly(2026, 2, 1));
        story.AuditsClean();
    }

    [Fact]
    [Covers("C15")]
    public void Until_the_night_has_run_the_member_is_told_that_the_review_waits()
    {
        using var story = new Story("2026-01-05", Seats, _ => 0);
        var member = story.Join("2026-01-05");
        story.Buy("2026-01-06", member, "a", 150);
        story.Buy("2026-02-05", member, "b", 1);
        var tier = story.Tier(member);
        Assert.Contains(tier.Notes, n => n.Contains("等待名次截止线", StringComparison.Ordinal));
        Assert.DoesNotContain(story.Told(member), t => t.EndsWith("tier.warning", StringComparison.Ordinal));
        story.OneNight();
        // Alone it has the seat.
        Assert.Equal("top", story.Tier(member).Tier.Id);
        Assert.DoesNotContain(story.Tier(member).Notes, n => n.Contains("等待名次截止线", StringComparison.Ordinal));
    }
}
