using System.Text;
using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Pipeline;

/// <summary>Nights: late, missed, doubled or not at all, the result is the same (semantics §6).</summary>
public sealed class NightTests
{
    private const string Expiring = "{ expiry: { kind: rolling, after: 2 months }, noticeBefore: 10 days, lateNotice: expire }";

    [Fact]
    public async Task A_night_every_day_and_one_night_at_the_end_give_the_same_books()
    {
        using var daily = await Lived(nightly: true);
        using var late = await Lived(nightly: false);
        Assert.Equal(Books(late), Books(daily));
        // 30 points of 5 January end on 5 March (usable through it), 20 of 1 February on 1 April: on 10 March 20 are left.
        Assert.StartsWith("20 ", Books(daily), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_night_run_twice_writes_nothing_the_second_time()
    {
        using var site = await Lived(nightly: false);
        var again = (await RunDay.Run(site.Site)).Value!;
        Assert.Equal(0, again.Items);
        Assert.NotNull(again.Anchor);
    }

    [Fact]
    public async Task A_night_of_tomorrow_is_refused()
    {
        using var site = new TestSite(new DateOnly(2026, 1, 5), TestSite.Program());
        Assert.Equal("night.future", (await RunDay.Run(site.Site, new DateOnly(2026, 1, 6))).Refusal!.Reason.Code);
    }

    [Fact]
    public async Task A_publication_evaluates_everybody_once_after_its_instant()
    {
        using var site = new TestSite(new DateOnly(2026, 1, 4), TestSite.Program());
        var member = site.Join();
        // A step of a date reads windows that end the day before: the purchase is of yesterday.
        site.Buy(member, "1", 60);
        site.Turn(new DateOnly(2026, 1, 5), new TimeOnly(12, 0));
        // Silver at 50.00 instead of 100.00; the wait is ten minutes.
        site.Publish(TestSite.Program().Replace("spend: 100,", "spend: 50,", StringComparison.Ordinal), "lower");
        await RunDay.Run(site.Site);
        Assert.Equal("base", TierOf(site, member));
        site.Turn(new DateOnly(2026, 1, 5), new TimeOnly(12, 11));
        await RunDay.Run(site.Site);
        Assert.Equal("silver", TierOf(site, member));
    }

    [Fact]
    public async Task Seats_go_to_the_highest_and_ties_to_who_was_first()
    {
        using var site = new TestSite(new DateOnly(2026, 1, 5), TestSite.Program(more: """
            reviews:
              - { id: monthly, name: { zh: 月, en: month }, does: settle, moment: monthly 1, window: calendar month, keep: { top: { spend: 1 } } }
            """).Replace("\npoints:", "\n  - { id: top, name: { zh: 席位, en: Seats }, entry: review, ranking: { seats: 2, by: { metric: spend, window: previous calendar month } } }\npoints:", StringComparison.Ordinal));
        var members = Enumerable.Range(1, 4).Select(i => site.Join($"1380000000{i}")).ToList();
        site.Buy(members[0], "a", 50);
        site.Turn(new DateOnly(2026, 1, 6), new TimeOnly(12, 0));
        site.Buy(members[1], "b", 40);
        site.Turn(new DateOnly(2026, 1, 7), new TimeOnly(12, 0));
        site.Buy(members[2], "c", 40);
        // The review of 1 February closes three days after.
        site.Turn(new DateOnly(2026, 2, 4), new TimeOnly(1, 0));
        await RunDay.Run(site.Site);
        Assert.Equal(["top", "top", "base", "base"], members.Select(m => TierOf(site, m)));
        var cut = site.Site.Read(r => r.Db.Programs.CutOffs()).Single();
        Assert.Equal((3L, 4_000L, 2L), (cut.Population, cut.Value, cut.Seats));
        await RunDay.Run(site.Site);
        Assert.Single(site.Site.Read(r => r.Db.Programs.CutOffs()));
    }

    [Fact]
    public async Task The_test_clock_moves_date_by_date_and_only_forwards()
    {
        using var site = new TestSite(new DateOnly(2026, 1, 5));
        Assert.Null((await MoveTestClock.Start(site.Site, site.At("2026-01-05 09:00"))).Refusal);
        site.Publish(TestSite.Program(Expiring));
        var member = site.Join();
        site.Buy(member, "1", 30, "2026-01-05 09:00");
        var moved = (await MoveTestClock.To(site.Site, site.At("2026-03-10 09:00"))).Value!;
        // 6 January to 10 March are 26 + 28 + 10 dates; the move ends on the last of them.
        Assert.Equal(64, moved.Days);
        Assert.Equal(0, site.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.Balance));
        Assert.Equal("clock.back", (await MoveTestClock.To(site.Site, site.At("2026-03-09 09:00"))).Refusal!.Reason.Code);
    }

    private static async Task<TestSite> Lived(bool nightly)
    {
        var site = new TestSite(new DateOnly(2026, 1, 5), TestSite.Program(Expiring));
        var member = site.Join();
        for (var day = new DateOnly(2026, 1, 5); day <= new DateOnly(2026, 3, 10); day = day.AddDays(1))
        {
            site.Turn(day, new TimeOnly(12, 0));
            if (nightly || day == new DateOnly(2026, 3, 10)) await RunDay.Run(site.Site);
            if (day == new DateOnly(2026, 1, 5)) site.Buy(member, "1", 30);
            if (day == new DateOnly(2026, 2, 1)) site.Buy(member, "2", 20);
        }

        return site;
    }

    private static string Books(TestSite site) => site.Site.Read(r =>
    {
        var account = r.Db.Members.All().ToList().Single();
        var text = new StringBuilder();
        text.Append(r.Db.Members.FiguresOf(account)!.Balance).Append(' ');
        foreach (var item in r.Db.Records.Page(account))
        {
            foreach (var entry in item.Effects.OfType<LedgerEntry>()) text.Append(entry.Id.Sequence).Append(entry.Kind).Append(entry.Points).Append(item.OccurredAt).Append(' ');
        }

        return text.ToString();
    });

    private static string TierOf(TestSite site, MemberRef member) => site.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.TierInForce);
}
