using Tessera.App.Demo;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Reads;
using Tessera.App.Tests.Demo;
using Tessera.Core.Points;

namespace Tessera.App.Tests.Reads;

/// <summary>The report of points: opening + in − out = closing, to the last point.</summary>
public sealed class PointsReportTests
{
    [Fact]
    [Covers("P25")]
    public void Two_months_by_hand()
    {
        using var site = new TestSite(new DateOnly(2026, 1, 5), TestSite.Program("{ expiry: { kind: rolling, after: 1 months }, noticeBefore: 10 days, lateNotice: expire }"));
        var (ann, bob) = (site.Join("13800000001"), site.Join("13800000002"));
        site.Buy(ann, "1", 100);
        site.Buy(bob, "2", 30);
        site.Accepted(new SpendPoints { Member = ann, Reference = "s", Points = 40 });
        site.Turn(new DateOnly(2026, 2, 10), new TimeOnly(12, 0));
        // 60 of Ann and 30 of Bob ended; Ann's next purchase settles hers, a correction Bob's.
        site.Buy(ann, "3", 10);
        site.Accepted(new AdjustPoints { Member = bob, Points = 7, ReasonCode = "goodwill" });
        var report = site.Site.Read(r => PointsReport.Read(r, new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 10), byMonth: true));
        var (january, february) = (report.Months![0], report.Months[1]);
        Assert.Equal((0L, 130L, 40L, 90L), (january.Opening, january.In.Issued, january.Out.Spent, january.Closing));
        Assert.Equal((90L, 10L, 7L, 90L, 17L), (february.Opening, february.In.Issued, february.In.Adjusted, february.Out.Expired, february.Closing));
        Assert.Equal((0L, 140L, 7L, 40L, 90L, 17L, 0L), (report.Total.Opening, report.Total.In.Issued, report.Total.In.Adjusted, report.Total.Out.Spent, report.Total.Out.Expired, report.Total.Closing, report.Total.Debt));
        Assert.Equal((new DateOnly(2026, 1, 31), new DateOnly(2026, 2, 1)), (january.Through, february.From));
    }

    [Fact]
    [Covers("P25")]
    public async Task A_demo_store_is_accounted_for_month_by_month_as_its_entries_say()
    {
        var ends = new DateOnly(2025, 11, 21);
        using var site = new TestSite(ends.AddDays(1));
        await DemoPlayer.Fill(site.Site, new DemoTemplate("kiosk", TestSite.Program("{ expiry: { kind: rolling, after: 3 months } }"), DemoRecipes.Kiosk()), 5, ends);
        site.Site.Read(r =>
        {
            var (from, through) = (ends.AddMonths(-6).AddDays(3), r.Today);
            var report = PointsReport.Read(r, from, through, byMonth: true);
            var entries = r.Db.Exports.Entries().Select(e => (e.Account, On: r.Programs.Calendar.DayOf(e.Item.RecordedAt), e.Entry)).ToList();
            Assert.Equal(from, report.Months![0].From);
            Assert.Equal(through, report.Months[^1].Through);
            foreach (var month in report.Months.Append(report.Total))
            {
                var during = entries.Where(e => e.On >= month.From && e.On <= month.Through).Select(e => e.Entry).ToList();
                long Sum(params EntryKind[] kinds) => during.Where(e => kinds.Contains(e.Kind)).Sum(e => e.Points);
                var until = entries.Where(e => e.On <= month.Through).ToList();
                Assert.Equal(entries.Where(e => e.On < month.From).Sum(e => e.Entry.Points), month.Opening);
                Assert.Equal(until.Sum(e => e.Entry.Points), month.Closing);
                Assert.Equal(month.Closing, month.Opening + month.In.Total - month.Out.Total);
                Assert.Equal((0, 0), (month.In.Other, month.Out.Other));
                Assert.Equal(Sum(EntryKind.Earn, EntryKind.Activate), month.In.Issued);
                Assert.Equal(-Sum(EntryKind.Debit, EntryKind.AutoRedeem), month.Out.Spent);
                Assert.Equal(-Sum(EntryKind.Expire), month.Out.Expired);
                Assert.Equal(-Sum(EntryKind.ClawBack), month.Out.ClawedBack);
                Assert.Equal(until.Sum(e => e.Entry.Pending), month.Pending.Closing);
                Assert.Equal(month.Pending.Closing, month.Pending.Opening + month.Pending.Earned - month.Pending.Activated - month.Pending.Cancelled + month.Pending.Moved);
                Assert.Equal(until.GroupBy(e => e.Account).Sum(g => Math.Max(0, -g.Sum(e => e.Entry.Points))), month.Debt);
            }

            var figures = r.Db.Members.Page(null, 10_000);
            Assert.Equal((figures.Sum(f => f.Balance), figures.Sum(f => f.Debt), figures.Sum(f => f.Pending)), (report.Total.Closing, report.Total.Debt, report.Total.Pending.Closing));
            Assert.True(report.Total is { In.Issued: > 0, Out.Spent: > 0, Out.Expired: > 0 });
            return 0;
        });
    }
}
