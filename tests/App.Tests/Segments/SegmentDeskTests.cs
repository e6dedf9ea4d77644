using Tessera.App.Behaviours;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Programs;
using Tessera.App.Purchases;
using Tessera.App.Segments;
using Tessera.Core.Facts;
using Tessera.Core.Segments;
using Tessera.Storage;

namespace Tessera.App.Tests.Segments;

/// <summary>Counts over columns in memory say what the members' records say, and follow every change of them (I10).</summary>
public sealed class SegmentDeskTests
{
    private const string WholeYear = "TESSERA_ONLINE_RETAIL";

    private static readonly string[] Conditions =
    [
        "{ spend: 100 }", "{ spend: 100, window: rolling 1 months }", "{ spend: 1, window: calendar month }", "{ orders: at most 1 }", "{ orders: 1, window: previous calendar month }", "{ averageOrder: 60 }", "{ largestOrder: 90, window: calendar year }",
        "{ tier: silver }", "{ not: { tier: base } }", "{ pointsBalance: 100 }", "{ pointsEarned: 50, window: rolling 30 days }", "{ daysSincePurchase: at least 5 }", "{ daysSinceJoining: at most 400 }", "{ tag: vip }", "{ tag: vip, tagDays: at most 3 }",
        "{ age: 18 }", "{ locale: en }", "{ birthMonth: [3, 4] }", "{ rfm: [champions, loyal, new, aboutToSleep] }", "{ recency: 3 }", "{ any: [{ tag: vip }, { all: [{ spend: 100 }, { not: { tier: gold } }] }] }",
    ];

    [Fact]
    [Covers("I10", "P44")]
    public void A_count_follows_every_change_of_the_members()
    {
        using var site = new TestSite(new DateOnly(2026, 3, 10), TestSite.Program());
        Same(site.Site);
        var members = Enumerable.Range(1, 9).Select(i => site.Join($"1380000000{i}")).ToList();
        for (var i = 0; i < 9; i++) site.Buy(members[i], $"a{i}", 20m * (i + 1), i % 3 == 0 ? "2026-02-20" : null);
        Same(site.Site);
        site.Accepted(new GiveTag { Member = members[2], Tag = "vip" });
        Same(site.Site);
        site.Turn(new DateOnly(2026, 4, 2), new TimeOnly(12, 0));
        // Given back in another month: a calendar window takes the one date or the other.
        site.Accepted(new RefundPurchase { Purchase = new PurchaseId("till", "a4"), Units = [new RefundedUnits(0, 1)], Source = "till", Number = "r4" });
        site.Accepted(new CloseMember { Member = members[8] });
        site.Buy(site.Join("13900000001"), "late", 5_000m);
        Same(site.Site);
        site.Site.Columns.Drop();
        Assert.Equal(0, site.Site.Columns.Members);
        Same(site.Site);
        Assert.Equal(10, site.Site.Columns.Members);
    }

    [Fact]
    [Covers("I10")]
    public void A_count_follows_profiles_that_are_told_and_changed()
    {
        using var site = new TestSite(new DateOnly(2026, 3, 10), TestSite.Program());
        MemberRef Young(string phone, string locale) =>
            MemberRef.By(site.Accepted(new JoinMember { Identities = [IdentityForm.Of("phone", phone)!], Profile = new MemberProfile { Birthday = new DateOnly(2000, 3, 10), Locale = locale } }).Member);
        var one = Young("13800000001", "en");
        Assert.Equal(1, Count(site.Site, "{ age: 26 }"));
        Young("13800000002", "zh-CN");
        Assert.Equal((2, 1, 0), (Count(site.Site, "{ age: 26 }"), Count(site.Site, "{ locale: en }"), Count(site.Site, "{ age: 27 }")));
        // Counted without profiles in between: what was told is not taken for known.
        site.Accepted(new ChangeProfile { Member = one, Profile = new MemberProfile { Birthday = new DateOnly(1990, 3, 10), Locale = "zh-CN" } });
        Assert.Equal(0, Count(site.Site, "{ spend: 1 }"));
        Assert.Equal((1, 0), (Count(site.Site, "{ age: 27 }"), Count(site.Site, "{ locale: en }")));
    }

    [Fact]
    [Covers("I10")]
    public async Task A_count_sees_what_another_node_wrote()
    {
        Assert.SkipUnless(PostgresServer.IsWanted, "没有 PostgreSQL。 Needs PostgreSQL.");
        using var shop = new TestSite(new DateOnly(2026, 3, 10), TestSite.Program());
        using var other = Site.Open(Place.Of(shop.Folder), StoreAccess.OwnExisting, new SameClock(shop.Now));
        var member = shop.Join();
        Assert.Equal((0, 0), (Count(shop.Site, "{ spend: 100 }"), Count(other, "{ spend: 100 }")));
        shop.Buy(member, "a", 100m);
        Assert.Equal((1, 1), (Count(shop.Site, "{ spend: 100 }"), Count(other, "{ spend: 100 }")));
        Assert.Null((await other.Write(new GiveTag { Member = member, Tag = "vip" })).Refusal);
        Assert.Equal((1, 1), (Count(shop.Site, "{ tag: vip }"), Count(other, "{ tag: vip }")));
    }

    [Fact]
    [Covers("I10")]
    public Task A_month_of_a_retailer_counts_as_its_facts_say() => Compare(Repository.PathOf("templates/online-retail/sample/2010-12.csv.gz"));

    [Fact]
    [Covers("I10")]
    public Task The_whole_year_of_a_retailer_counts_as_its_facts_say()
    {
        var file = Environment.GetEnvironmentVariable(WholeYear);
        if (file is null || !File.Exists(file)) Assert.Skip($"Set {WholeYear} to online_retail.csv.gz to compare the whole year.");
        return Compare(file);
    }

    private static async Task Compare(string file)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-columns-").FullName;
        try
        {
            using var site = Site.Open(Place.Of(folder), StoreAccess.Own);
            var program = await site.Write(new PublishProgram { SourceText = File.ReadAllText(Repository.PathOf("templates/online-retail/program.yaml")), Reason = "test", EffectiveAt = new Core.Instant(0), Actor = "key:test" });
            Assert.Null(program.Refusal);
            await ImportPurchases.Run(site, new ImportRequest { File = file, Map = ImportMapFile.Read(File.ReadAllText(Repository.PathOf("templates/online-retail/import.yaml"))).Map!, IsHistory = true });
            foreach (var (days, pounds) in new[] { (0, 500), (14, 200), (7, 50), (0, 0) }) site.Read(scope => AsFactsSay(site, scope, days, pounds));
        }
        finally
        {
            Place.Delete(folder);
        }
    }

    /// <summary>Spend and orders of each member, added up from every fact of its record; cancellations count on their own day.</summary>
    private static int AsFactsSay(Site site, ReadScope scope, int days, int pounds)
    {
        var (asOf, rich, often, absent) = (scope.Today, 0, 0, 0);
        foreach (var account in scope.Db.Members.All().ToList())
        {
            var (spend, orders, last) = (0L, 0, DateOnly.MinValue);
            foreach (var item in scope.Db.Records.Page(account))
            {
                var day = scope.Programs.Calendar.DayOf(item.OccurredAt);
                if (item.Fact is Purchase && day > last) last = day;
                if (days > 0 && day <= asOf.AddDays(-days)) continue;
                if (item.Fact is Cancellation cancelled) spend -= cancelled.AmountMinor;
                if (item.Fact is not Purchase) continue;
                spend += item.Purchase!.NetMinor;
                orders += item.Purchase.NetMinor > 0 ? 1 : 0;
            }

            rich += spend >= pounds * 100L ? 1 : 0;
            often += orders >= 2 ? 1 : 0;
            if (last > DateOnly.MinValue && asOf.DayNumber - last.DayNumber >= 10) absent++;
        }

        var window = days == 0 ? "" : $", window: rolling {days} days";
        Assert.Equal((rich, often), (Count(site, scope, $"{{ spend: {pounds}{window} }}"), Count(site, scope, $"{{ orders: 2{window} }}")));
        Assert.InRange(Count(site, scope, "{ daysSincePurchase: at least 10 }"), absent, int.MaxValue);
        return 0;
    }

    /// <summary>Every condition counted over the columns, and by the records one by one.</summary>
    private static void Same(Site site)
    {
        foreach (var text in Conditions)
        {
            site.Read(scope =>
            {
                var program = scope.Programs.At(scope.AsOf);
                var condition = SegmentText.Read(text, program.Document).Condition!;
                var beside = new Beside(true, site.Rfm.Places(scope, program.Document.Rfm));
                var rule = CompiledSegmentRule.Compile(condition, program.LadderTerms);
                var accounts = scope.Db.Members.AllStates().Where(m => rule.Holds(new MemberSight(m.State, beside.Of(scope.Db, m.Account), scope.Today, program.LadderTerms))).Select(m => m.Account).Order().ToList();
                var counted = CountSegment.Of(site, scope, condition, CountSegment.MostSampled);
                Assert.True(accounts.SequenceEqual(counted.Sample.Order()), text);
                Assert.Equal(accounts.Count, counted.Members);
                return 0;
            });
        }
    }

    private static int Count(Site site, string condition) => site.Read(scope => Count(site, scope, condition));

    private static int Count(Site site, ReadScope scope, string condition) =>
        (int)CountSegment.Of(site, scope, SegmentText.Read(condition, scope.Programs.At(scope.AsOf).Document).Condition!, 0).Members;

    /// <summary>Both nodes read the same time: a tag of another day is held from that day on.</summary>
    private sealed class SameClock(Core.Instant at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(at.Micros * 10);
    }
}
