using Tessera.App.Demo;
using Tessera.App.Reads;
using Tessera.App.Reports;
using Tessera.App.Tests.Demo;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;
using Tessera.Core.Liability;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Storage;

namespace Tessera.App.Tests.Reports;

/// <summary>Reports of a demo store beside what a slow, obvious reading of its facts gives: no metric rows, no states, no folds.</summary>
public sealed class SalesFromFactsTests
{
    private static readonly DateOnly Ends = new(2025, 11, 21);

    [Fact]
    [Covers("K7", "K9", "I8", "U39")]
    public async Task Every_report_of_a_demo_store_equals_what_its_facts_say()
    {
        using var site = new TestSite(Ends.AddDays(1));
        await DemoPlayer.Fill(site.Site, new DemoTemplate("kiosk", TestSite.Program("{ expiry: { kind: rolling, after: 3 months } }"), DemoRecipes.Kiosk()), 5, Ends);
        site.Site.Read(r =>
        {
            var book = new Book(r);
            var window = new ReportWindow(Ends.AddMonths(-3), Ends.AddDays(-20));
            Assert.True(book.Documents.Count(d => window.Holds(d.Day)) > 50);
            Figures(r, book, window);
            Days(r, book, window);
            Splits(r, book, window);
            Cohorts(r, book);
            return 0;
        });
    }

    private static void Figures(ReadScope r, Book book, ReportWindow window)
    {
        var figures = BusinessFiguresView.Read(r, window, "zh-CN").Figures.ToDictionary(f => f.Id);
        foreach (var (dates, pick) in new (ReportWindow, Func<Figure, long?>)[] { (window, f => f.Value), (window.Before, f => f.Previous) })
        {
            var (sold, orders) = (book.Documents.Where(d => dates.Holds(d.Day)).ToList(), book.Documents.Where(d => dates.Holds(d.Day) && d.IsOrder).ToList());
            var buyers = orders.GroupBy(d => d.Account).ToList();
            Assert.Equal(sold.Sum(d => d.Net), pick(figures["sales"]));
            Assert.Equal(orders.Count, pick(figures["orders"]));
            Assert.Equal(buyers.Count, pick(figures["buyers"]));
            Assert.Equal(Half(orders.Sum(d => d.Net), orders.Count), pick(figures["averageTicket"]));
            Assert.Equal(Half(buyers.Count(b => b.Count() > 1) * 10_000L, buyers.Count), pick(figures["repurchaseRate"]));
            Assert.Equal(Half(sold.Sum(d => d.Net) * 10_000, sold.Sum(d => d.Net) + book.Others.Where(o => dates.Holds(o.Day)).Sum(o => o.Net)), pick(figures["memberShare"]));
            Assert.Equal(book.Joined.Count(j => j.Value <= dates.Through), pick(figures["members"]));
            var active = orders.Select(d => d.Account).Union(book.Behaviours.Where(b => dates.Holds(b.Day)).Select(b => b.Account)).Count();
            Assert.Equal(Half(active * 10_000L, book.Joined.Count(j => j.Value <= dates.Through)), pick(figures["activeRate"]));
        }
    }

    private static void Days(ReadScope r, Book book, ReportWindow window)
    {
        var daily = DailyView.Read(r, window, "en");
        foreach (var day in daily.PreviousDays.Concat(daily.Days))
        {
            var sold = book.Documents.Where(d => d.Day == day.On).ToList();
            Assert.Equal(
                new DayFigures
                {
                    NewMembers = book.Joined.Count(j => j.Value == day.On), Orders = sold.Count(d => d.IsOrder), SalesMinor = sold.Sum(d => d.Net), OthersMinor = book.Others.Where(o => o.Day == day.On).Sum(o => o.Net),
                    Active = sold.Where(d => d.IsOrder).Select(d => d.Account).Union(book.Behaviours.Where(b => b.Day == day.On).Select(b => b.Account)).Count(),
                    PointsEarned = book.Points.Where(p => p.Day == day.On && p.Kind is EntryKind.Earn or EntryKind.Activate).Sum(p => p.Points),
                    PointsSpent = -book.Points.Where(p => p.Day == day.On && p.Kind is EntryKind.Debit or EntryKind.AutoRedeem).Sum(p => p.Points),
                },
                day.Figures);
        }
    }

    private static void Splits(ReadScope r, Book book, ReportWindow window)
    {
        var sold = book.Documents.Where(d => window.Holds(d.Day)).ToList();
        var tiers = TierSalesView.Read(r, window, "en");
        foreach (var row in tiers.Tiers)
        {
            var own = sold.Where(d => book.TierAt(d.Account, d.Day) == row.Tier.Id).ToList();
            Assert.Equal((own.Sum(d => d.Net), own.Count(d => d.IsOrder), own.Where(d => d.IsOrder).DistinctBy(d => d.Account).Count()), (row.SalesMinor, (int)row.Orders, (int)row.Buyers));
            var held = TierReports.Distribution(r, window.Through, "en").Tiers.Single(t => t.Tier.Id == row.Tier.Id).Members;
            Assert.Equal(held, row.Members);
        }

        foreach (var by in Enum.GetValues<RankedBy>())
        {
            var rows = RankingView.Read(r, window, by, 1_000, "en").Rows;
            Assert.Equal(
                sold.GroupBy(d => by == RankedBy.Store ? d.Sold?.StoreId ?? "" : by == RankedBy.Clerk ? d.Sold?.ClerkId ?? "" : d.Sold?.Channel ?? "").Select(g => (g.Key, g.Sum(d => d.Net), (long)g.Count(d => d.IsOrder))).Order(),
                rows.Where(p => p.SalesMinor != 0 || p.Orders != 0 || p.OthersMinor == 0).Select(p => (p.Id, p.SalesMinor, p.Orders)).Order());
            Assert.Equal(book.Others.Where(o => window.Holds(o.Day)).Sum(o => o.Net), rows.Sum(p => p.OthersMinor));
        }
    }

    private static void Cohorts(ReadScope r, Book book)
    {
        var (first, last) = (YearMonth.Of(Ends.AddMonths(-5)), YearMonth.Of(Ends));
        foreach (var by in Enum.GetValues<CohortBy>())
        {
            var began = by == CohortBy.Joining
                ? book.Joined.ToDictionary(j => j.Key, j => YearMonth.Of(j.Value))
                : book.Documents.Where(d => d.IsOrder).GroupBy(d => d.Account).ToDictionary(g => g.Key, g => YearMonth.Of(g.Min(d => d.Day)));
            var view = CohortsView.Read(r, by, first, last, "en");
            for (var i = 0; i < view.Cohorts.Count; i++)
            {
                var month = new YearMonth(first.Number + i);
                var members = began.Where(b => b.Value == month).Select(b => b.Key).ToHashSet();
                var sold = book.Documents.Where(d => members.Contains(d.Account)).ToList();
                Assert.Equal(members.Count, view.Cohorts[i].Members);
                foreach (var cell in view.Cohorts[i].Cells)
                {
                    var at = new YearMonth(month.Number + cell.Age);
                    Assert.Equal(sold.Where(d => d.IsOrder && YearMonth.Of(d.Day) == at).DistinctBy(d => d.Account).Count(), cell.Buyers);
                    Assert.Equal(sold.Where(d => d.Day <= at.Last).Sum(d => d.Net), cell.ValueMinor);
                }
            }
        }
    }

    private static long? Half(long part, long whole) => whole == 0 ? null : (long)Math.Round((decimal)part / whole, MidpointRounding.AwayFromZero);

    /// <summary>One document of a member after its refunds.</summary>
    private sealed record Sheet(AccountId Account, DateOnly Day, long Net, bool IsOrder, Purchase? Sold);

    /// <summary>The facts of a store, as plain lists.</summary>
    private sealed class Book
    {
        private readonly Dictionary<AccountId, List<(DateOnly On, string Tier)>> _tiers = [];

        public Book(ReadScope r)
        {
            var calendar = r.Programs.Calendar;
            foreach (var member in r.Db.Records.All().ToList().GroupBy(i => i.Account))
            {
                var items = member.Select(m => m.Item).ToList();
                var refunds = items.SelectMany(i => i.Effects).OfType<PurchaseRefunded>().ToLookup(e => e.PurchaseSequence, e => e.Lines.Sum(l => l.Money));
                foreach (var item in items)
                {
                    var day = calendar.DayOf(item.OccurredAt);
                    if (item.Fact is Purchase sold)
                    {
                        var net = item.Purchase!.NetMinor - refunds[item.Sequence].Sum();
                        Documents.Add(new Sheet(member.Key, day, net, net > 0, sold));
                    }

                    if (item.Fact is Cancellation cancelled) Documents.Add(new Sheet(member.Key, day, -cancelled.AmountMinor, false, null));
                    if (item.Fact is Activity) Behaviours.Add((member.Key, day));
                    if (item.Effects.OfType<MemberJoined>().Any()) Joined[member.Key] = item.Effects.OfType<MemberJoined>().Single().On;
                    Points.AddRange(item.Effects.OfType<LedgerEntry>().Select(e => (calendar.DayOf(item.RecordedAt), e.Kind, e.Points)));
                    foreach (var changed in item.Effects.OfType<TierChanged>()) (_tiers.TryGetValue(member.Key, out var held) ? held : _tiers[member.Key] = []).Add((changed.On, changed.InForceTo));
                }
            }

            var follows = r.Db.Documents.AllFollows().ToLookup(f => (f.Source, f.Number));
            foreach (var told in r.Db.Exports.Anonymous().Where(a => a is { IsStock: false, ClaimedAt: null }))
            {
                Assert.Empty(follows[(told.Fact.Source!, told.Fact.Number!)]);
                Others.Add((calendar.DayOf(told.Fact.OccurredAt), told.Fact is Purchase sold ? sold.TotalMinor : -((Cancellation)told.Fact).Lines.Sum(l => l.NetMinor)));
            }
        }

        public List<Sheet> Documents { get; } = [];

        public List<(DateOnly Day, long Net)> Others { get; } = [];

        public List<(AccountId Account, DateOnly Day)> Behaviours { get; } = [];

        public List<(DateOnly Day, EntryKind Kind, long Points)> Points { get; } = [];

        public Dictionary<AccountId, DateOnly> Joined { get; } = [];

        public string TierAt(AccountId account, DateOnly day) => _tiers[account].LastOrDefault(t => t.On < day).Tier ?? _tiers[account][0].Tier;
    }
}
