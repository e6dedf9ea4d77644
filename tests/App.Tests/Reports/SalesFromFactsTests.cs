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

    private const string More = """
        benefits:
          - { id: wash, name: { zh: 洗护, en: wash }, type: service, unitCost: 7.00, stock: unlimited, owner: 店长, tiers: [base, silver, gold] }
        rewards:
          - { id: mug, name: { zh: 杯子, en: mug }, points: 20, stock: 100000, cost: 6.00, retail: 30.00, owner: 店长 }
        """;

    private const string Perks = """

        perks: [{ uses: wash, perThousandVisits: 200 }, { redeems: mug, points: 20, perThousandVisits: 150, cancelledPerHundred: 30 }]
        """;

    // Stores drawn from a seed: members, visits, refunds, merges, late tills and windows differ with it.
    [Theory]
    [Covers("K1", "K7", "K9", "I8", "U39", "B14", "P25")]
    [InlineData(5)]
    [InlineData(29)]
    [InlineData(1871)]
    public async Task Every_report_of_a_random_store_equals_what_its_facts_say(int seed)
    {
        using var site = new TestSite(Ends.AddDays(1));
        var program = TestSite.Program("{ expiry: { kind: rolling, after: 3 months }, spending: { points: 100, worth: 1.00 } }", More);
        await DemoPlayer.Fill(site.Site, new DemoTemplate("kiosk", program, DemoRecipeFile.Read(DemoRecipes.KioskText + Perks)), (ulong)seed, Ends);
        site.Site.Read(r =>
        {
            var book = new Book(r);
            var from = Ends.AddMonths(-3).AddDays(-(seed % 31));
            var window = new ReportWindow(from, from.AddDays(45 + (seed % 23)));
            Assert.True(book.Documents.Count(d => window.Holds(d.Day)) > 20);
            Figures(r, book, window);
            Days(r, book, window);
            Splits(r, book, window);
            Cohorts(r, book);
            Moves(r, book, window);
            Reach(r, book, window.Through);
            Costs(r, book, window);
            Points(r, book, window);
            return 0;
        });
    }

    private static void Moves(ReadScope r, Book book, ReportWindow window)
    {
        var (was, now) = (book.Joined.Keys.Concat(book.Away.Select(a => a.Account)).Distinct().ToDictionary(a => a, a => book.TierOn(a, window.From.AddDays(-1))), new Dictionary<AccountId, string?>());
        foreach (var account in was.Keys) now[account] = book.TierOn(account, window.Through);
        var slow = was.Keys.Where(a => was[a] is not null || now[a] is not null).GroupBy(a => (was[a], now[a])).Select(g => (g.Key.Item1 ?? "-", g.Key.Item2 ?? "-", (long)g.Count())).Order().ToList();
        var view = TierReports.Movement(r, window.From, window.Through, "en");
        Assert.Equal(slow, view.Moves.Select(m => (m.From?.Id ?? "-", m.To?.Id ?? "-", m.Members)).Order());
        foreach (var row in view.Tiers)
        {
            Assert.Equal((was.Values.Count(t => t == row.Tier.Id), now.Values.Count(t => t == row.Tier.Id)), ((int)row.Opening, (int)row.Closing));
            Assert.Equal(row.Closing, row.Opening + row.In - row.Out);
        }

        var held = TierReports.Distribution(r, window.Through, "en");
        Assert.Equal(now.Values.OfType<string>().GroupBy(t => t).Select(g => (g.Key, (long)g.Count())).Order(), held.Tiers.Where(t => t.Members > 0).Select(t => (t.Tier.Id, t.Members)).Order());
    }

    private static void Reach(ReadScope r, Book book, DateOnly on)
    {
        var from = on.AddMonths(-12).AddDays(1);
        var there = book.Joined.Where(j => j.Value <= on && book.IsThere(j.Key, on)).Select(j => j.Key).ToList();
        var orders = there.Select(a => (long)book.Documents.Count(d => d.Account == a && d.IsOrder && d.Day >= from && d.Day <= on) + book.TakenOver.Where(o => o.Account == a && o.Day >= from && o.Day <= on).Sum(o => o.Orders)).ToList();
        var asked = new long[] { 0, 1, 2, 3, 5, 8, 13, 21 };
        var view = ReachView.Read(r, ReachAsk.Parse(Core.Tiers.Metric.Orders, null, on)!, asked, "en");
        Assert.Equal(there.Count, view.Population);
        Assert.Equal(asked.Select(a => (a, (long)orders.Count(o => o >= a))), view.Asked.Select(s => (s.Threshold, s.Members)));
        Assert.All(view.Curve, s => Assert.Equal(orders.Count(o => o >= s.Threshold), s.Members));
    }

    private static void Costs(ReadScope r, Book book, ReportWindow window)
    {
        var report = BenefitCosts.Read(r, window.From, window.Through, "en");
        var used = book.Used.Where(u => window.Holds(u.Day)).ToList();
        Assert.Contains(used, u => u.Minor < 0);
        Assert.Equal(used.Sum(u => u.Minor), report.Total.CostMinor);
        Assert.Equal(book.Sold.Where(s => window.Holds(s.Day)).Sum(s => s.Net), report.Total.RevenueMinor);
        foreach (var source in report.Sources.Where(s => s.Id.Length > 0))
        {
            var own = used.Where(u => u.Id == source.Id).ToList();
            var users = own.GroupBy(u => u.Account).Count(g => g.Sum(u => u.Uses) > 0);
            Assert.Equal((own.Sum(u => u.Uses), own.Sum(u => u.Minor), users), (source.Uses, source.Cost.CostMinor, (int)source.Members));
            if (source.Entitled is not { } entitled) continue;
            Assert.Equal((Half(users * 10_000L, entitled), Half(own.Sum(u => u.Uses) * 100, users)), (source.UsedTenThousandths, source.UsesPerUserHundredths));
            Assert.InRange(source.UsedTenThousandths ?? 0, 0, 10_000);
        }

        Assert.Equal(used.Where(u => u.Id.Length == 0).Sum(u => u.Minor), report.Sources.Where(s => s.Id.Length == 0).Sum(s => s.Cost.CostMinor));
    }

    private static void Points(ReadScope r, Book book, ReportWindow window)
    {
        var report = PointsReport.Read(r, window.From, window.Through, byMonth: true).Total;
        long Sum(Func<(DateOnly Day, EntryKind Kind, long Points), bool> of) => book.Points.Where(of).Sum(p => p.Points);
        Assert.Equal((Sum(p => p.Day < window.From), Sum(p => p.Day <= window.Through)), (report.Opening, report.Closing));
        Assert.Equal(Sum(p => window.Holds(p.Day) && p.Points > 0), report.In.Total);
        Assert.Equal(-Sum(p => window.Holds(p.Day) && p.Points < 0), report.Out.Total);
        Assert.Equal(-Sum(p => window.Holds(p.Day) && p.Kind == EntryKind.Expire), report.Out.Expired);
        foreach (var id in PointsRows.Figures.Where(id => id is not ("opening" or "closing" or "debt") && !id.StartsWith("pending", StringComparison.Ordinal)))
        {
            var rows = PointsRows.Read(r, id, window, null, 100_000).Rows;
            Assert.Equal((id, FigureOf(report, id)), (id, rows.Sum(row => row.Points)));
        }

        // The liability at the month's end holds the very points that are open.
        var month = YearMonth.Of(window.Through);
        var liability = LiabilityView.Read(r, month, month, "en").Months.Single();
        Assert.Equal(Sum(p => p.Day <= month.Last) + book.PendingOn(month.Last), liability.OpenPoints);
        Assert.Equal(liability.Contract.ClosingMinor, liability.Contract.OpeningMinor + liability.Contract.AddedMinor - liability.Contract.ReleasedMinor);
    }

    private static long FigureOf(PointsPeriod p, string id) => id switch
    {
        "issued" => p.In.Issued, "gifts" => p.In.Gifts, "carriedIn" => p.In.CarriedIn, "returned" => p.In.Returned, "adjustedIn" => p.In.Adjusted, "transferredIn" => p.In.Transferred, "mergedIn" => p.In.Merged, "otherIn" => p.In.Other,
        "spent" => p.Out.Spent, "expired" => p.Out.Expired, "clawedBack" => p.Out.ClawedBack, "voided" => p.Out.Voided, "adjustedOut" => p.Out.Adjusted, "transferredOut" => p.Out.Transferred, "mergedOut" => p.Out.Merged,
        _ => p.Out.Other,
    };

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
        private readonly List<(DateOnly Day, long Pending)> _pending = [];

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
                    if (item.Fact is Opening opening) TakenOver.Add((member.Key, day, opening.Orders));
                    if (item.Fact is Activity) Behaviours.Add((member.Key, day));
                    if (item.Effects.OfType<MemberJoined>().Any()) Joined[member.Key] = item.Effects.OfType<MemberJoined>().Single().On;
                    var recorded = calendar.DayOf(item.RecordedAt);
                    Spend(member.Key, recorded, item, items);
                    if (item.Fact is Purchase bought) Sold.Add((recorded, item.Purchase!.NetMinor));
                    if (item.Fact is Cancellation gone) Sold.Add((recorded, -gone.AmountMinor));
                    Sold.AddRange(item.Effects.OfType<PurchaseRefunded>().Select(e => (recorded, -e.Lines.Sum(l => l.Money))));
                    _pending.AddRange(item.Effects.OfType<LedgerEntry>().Select(e => (recorded, e.Pending)));
                    Away.AddRange(item.Effects.OfType<MemberMerged>().Select(e => (member.Key, recorded, e.Into is not null)).Concat(item.Effects.OfType<MemberClosed>().Select(_ => (member.Key, recorded, true))));
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

        /// <summary>Uses by what was used, empty for points as money: 7.00 a wash, 6.00 a mug, 1.00 a hundred points.</summary>
        public List<(AccountId Account, DateOnly Day, string Id, long Uses, long Minor)> Used { get; } = [];

        public List<(AccountId Account, DateOnly Day, int Orders)> TakenOver { get; } = [];

        public List<(DateOnly Day, long Net)> Sold { get; } = [];

        public List<(AccountId Account, DateOnly Day, bool IsAway)> Away { get; } = [];

        public long PendingOn(DateOnly day) => _pending.Where(p => p.Day <= day).Sum(p => p.Pending);

        public bool IsThere(AccountId account, DateOnly day) => !Away.LastOrDefault(a => a.Account == account && a.Day <= day).IsAway;

        public string? TierOn(AccountId account, DateOnly day) => IsThere(account, day) && _tiers.TryGetValue(account, out var held) ? held.LastOrDefault(t => t.On <= day).Tier : null;

        private void Spend(AccountId account, DateOnly day, RecordItem item, List<RecordItem> items)
        {
            switch (item.Fact)
            {
                case BenefitUsed used: Used.Add((account, day, used.Benefit, used.Count, used.Count * 700L)); break;
                case Redeemed redeemed: Used.Add((account, day, redeemed.Reward, redeemed.Units, redeemed.Units * 600L)); break;
                case RedemptionCancelled cancelled:
                    var given = (Redeemed)items.Single(i => i.Sequence == cancelled.RedemptionSequence).Fact!;
                    Used.Add((account, day, given.Reward, -given.Units, given.Units * -600L));
                    break;
                case Debit or DebitCancelled:
                    foreach (var entry in item.Effects.OfType<LedgerEntry>().Where(e => e.Kind is EntryKind.Debit or EntryKind.Return)) Used.Add((account, day, "", entry.Points < 0 ? 1 : -1, (long)Math.Floor((-entry.Points / 100m * 100m) + 0.5m)));
                    break;
            }
        }

        public string TierAt(AccountId account, DateOnly day) => _tiers[account].LastOrDefault(t => t.On < day).Tier ?? _tiers[account][0].Tier;
    }
}
