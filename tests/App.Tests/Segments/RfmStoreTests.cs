using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Programs;
using Tessera.App.Purchases;
using Tessera.App.Segments;
using Tessera.Core.Facts;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;
using Tessera.Storage;

namespace Tessera.App.Tests.Segments;

/// <summary>The grid of a store equals what a naive reading of its facts gives, and stays so while members change (I4).</summary>
public sealed class RfmStoreTests
{
    private const string WholeYear = "TESSERA_ONLINE_RETAIL";

    [Fact]
    [Covers("I4")]
    public Task A_month_of_a_retailer_scores_as_its_facts_say() => Compare(Repository.PathOf("templates/online-retail/sample/2010-12.csv.gz"));

    [Fact]
    [Covers("I4")]
    public Task The_whole_year_of_a_retailer_scores_as_its_facts_say()
    {
        var file = Environment.GetEnvironmentVariable(WholeYear);
        if (file is null || !File.Exists(file)) Assert.Skip($"Set {WholeYear} to online_retail.csv.gz to compare the whole year.");
        return Compare(file);
    }

    [Fact]
    [Covers("I4")]
    public void The_grid_follows_members_that_change_and_those_that_leave()
    {
        using var site = new TestSite(new DateOnly(2026, 3, 10), TestSite.Program());
        var members = Enumerable.Range(1, 5).Select(i => site.Join($"1380000000{i}")).ToList();
        for (var i = 0; i < 4; i++) site.Buy(members[i], $"a{i}", 10m * (i + 1));
        Assert.Equal((4L, 10_000L), Grid(site));
        site.Buy(members[4], "late", 500m);
        site.Accepted(new RefundPurchase { Purchase = new PurchaseId("till", "a3"), Units = [new RefundedUnits(0, 1)], Source = "till", Number = "r3" });
        // 10 + 20 + 30 + 500: the order of 40.00 was wholly given back, and its member has no other.
        Assert.Equal((4L, 56_000L), Grid(site));
        site.Accepted(new CloseMember { Member = members[4] });
        Assert.Equal((3L, 6_000L), Grid(site));
        // A year later every order has left the window of twelve months.
        site.Turn(new DateOnly(2027, 3, 10), new TimeOnly(12, 0));
        Assert.Equal((0L, 0L), Grid(site));
    }

    private static (long, long) Grid(TestSite site) => site.Site.Read(r => RfmView.Read(site.Site, r, r.Programs.At(r.AsOf).Document.Rfm, true)) is var view ? (view.Members, view.Segments.Sum(s => s.SpendMinor)) : default;

    private static async Task Compare(string file)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-rfm-").FullName;
        try
        {
            using var site = Site.Open(Place.Of(folder), StoreAccess.Own);
            var program = await site.Write(new PublishProgram { SourceText = File.ReadAllText(Repository.PathOf("templates/online-retail/program.yaml")), Reason = "test", EffectiveAt = new Core.Instant(0), Actor = "key:test" });
            Assert.Null(program.Refusal);
            await ImportPurchases.Run(site, new ImportRequest { File = file, Map = ImportMapFile.Read(File.ReadAllText(Repository.PathOf("templates/online-retail/import.yaml"))).Map!, IsHistory = true });
            foreach (var rules in new[] { new RfmRules { Window = Window.Lifetime }, new RfmRules { Window = new Window(WindowKind.RollingDays, 14) }, new RfmRules { Window = Window.Lifetime, Scoring = RfmScoring.Ntile } }) site.Read(scope => Same(site, scope, rules));
        }
        finally
        {
            Place.Delete(folder);
        }
    }

    private static int Same(Site site, ReadScope scope, RfmRules rules)
    {
        var naive = Naive(scope, rules);
        site.Rfm.Read(scope, rules, (board, columns) =>
        {
            Assert.Equal(naive.Count, board.Scored);
            foreach (var (account, (days, orders, spend)) in naive)
            {
                var member = board.Find(columns.PlaceOf(account.Value))!.Value;
                Assert.Equal((days, orders, spend), (member.DaysSince, member.Orders, member.SpendMinor));
                if (rules.Scoring == RfmScoring.Ntile) continue;
                Assert.Equal(5 - Above(naive.Values.Select(v => (decimal)v.Days), days), member.Recency);
                Assert.Equal(1 + Above(naive.Values.Select(v => (decimal)v.Orders), orders), member.Frequency);
                Assert.Equal(1 + Above(naive.Values.Select(v => (decimal)v.Spend), spend), member.Monetary);
            }

            if (rules.Scoring == RfmScoring.Ntile)
            {
                // Five groups as equal as they can be, in each measure.
                var groups = Enumerable.Range(1, 5).Select(g => (naive.Count / 5) + (g <= naive.Count % 5 ? 1 : 0)).ToList();
                Assert.Equal(groups, Enumerable.Range(1, 5).Select(g => board.Cells().Where(c => c.Recency == g).Sum(c => c.Members)));
                Assert.Equal(groups, Enumerable.Range(1, 5).Select(g => board.Cells().Where(c => c.Frequency == g).Sum(c => c.Members)));
                Assert.Equal(groups, Enumerable.Range(1, 5).Select(g => board.Cells().Where(c => c.Monetary == g).Sum(c => c.Members)));
            }

            return 0;
        });
        return 0;
    }

    /// <summary>Every fact of every record, read one by one: an order is a purchase of more than nothing, a return that names no purchase takes its amount away on its own day.</summary>
    private static Dictionary<AccountId, (int Days, long Orders, long Spend)> Naive(ReadScope scope, RfmRules rules)
    {
        var (asOf, sums) = (scope.Today, new Dictionary<AccountId, (int Days, long Orders, long Spend)>());
        var from = rules.Window.Kind == WindowKind.Lifetime ? DateOnly.MinValue : asOf.AddDays(1 - rules.Window.Length);
        foreach (var account in scope.Db.Members.All().ToList())
        {
            var (last, orders, spend) = (DateOnly.MinValue, 0L, 0L);
            foreach (var item in scope.Db.Records.Page(account))
            {
                var day = scope.Programs.Calendar.DayOf(item.OccurredAt);
                if (day < from || day > asOf) continue;
                if (item.Fact is Cancellation cancelled) spend -= cancelled.AmountMinor;
                if (item.Fact is not Purchase) continue;
                Assert.IsNotType<Refund>(item.Fact);
                spend += item.Purchase!.NetMinor;
                if (item.Purchase.NetMinor <= 0) continue;
                orders++;
                if (day > last) last = day;
            }

            if (orders > 0) sums.Add(account, (asOf.DayNumber - last.DayNumber, orders, spend));
        }

        return sums;
    }

    private static int Above(IEnumerable<decimal> values, decimal value)
    {
        var sorted = values.Order().ToArray();
        var above = 0;
        for (var k = 1; k <= 4; k++)
        {
            var at = (sorted.Length - 1) * k / 5m;
            var low = (int)decimal.Floor(at);
            if (value > sorted[low] + ((at - low) * (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]))) above++;
        }

        return above;
    }
}
