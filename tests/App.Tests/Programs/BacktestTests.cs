using Tessera.App.Demo;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Programs;
using Tessera.App.Programs.Backtests;
using Tessera.App.Programs.Calibrations;
using Tessera.App.StoredValue;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Storage;

namespace Tessera.App.Tests.Programs;

/// <summary>Backtests over real stores (semantics §11).</summary>
[Covers("B4", "K11")]
public sealed class BacktestTests
{
    private static readonly DateOnly Start = new(2026, 1, 1);
    private static readonly BacktestWindow Quarter = new(Start, new DateOnly(2026, 3, 31));

    // silver at 100.00 of twelve months, a point a full yuan
    private static string Draft(string silver) => TestSite.Program().Replace("enter: { spend: 100,", $"enter: {{ spend: {silver},", StringComparison.Ordinal);

    [Fact]
    public void A_version_against_itself_shows_nothing_on_either_base()
    {
        using var site = Lives(40);

        foreach (var side in new[] { BaseSide.Current, BaseSide.AsHappened })
        {
            var report = Run(site, TestSite.Program(), side);

            Assert.Equal((40, 0, 0, 0, 0), (report.Members, report.Different, report.Up, report.Down, report.NotAffordableCount));
            Assert.Equal(report.Base, report.Draft);
        }
    }

    [Fact]
    [Covers("K11")]
    public void A_draft_that_moves_one_threshold_across_one_member_reports_exactly_that_member()
    {
        using var site = new TestSite(Start, TestSite.Program());
        var spends = new[] { 94.99m, 95m, 90m, 100m, 250m };
        var members = spends.Select((_, i) => site.Join($"1380000010{i}")).ToList();
        site.Turn(new DateOnly(2026, 2, 1), new TimeOnly(9, 0));
        for (var i = 0; i < spends.Length; i++) site.Buy(members[i], "P" + i, spends[i]);

        var report = Run(site, Draft("95"));

        // 95.00 reaches 95.00 exactly and not 100.00; everybody else stands where they stood.
        var mover = Assert.Single(report.Movers);
        Assert.Equal((1, 1, 0), (report.Different, report.Up, report.Down));
        Assert.Equal(AccountOf(site, members[1]), mover.Account);
        Assert.Equal(("base", "silver", new DateOnly(2026, 2, 1)), (mover.BaseTier, mover.DraftTier, mover.First!.On));
        Assert.Equal(("draft", "purchase"), (mover.First.Changed, mover.First.Fact));
        Assert.Contains(mover.First.Reasons, r => r.Code == "condition.met" && r.Parts.Any(p => p.Number == 9_500));
        Assert.Equal([("base", "base", 2L), ("base", "silver", 1), ("silver", "silver", 2)], report.Pairs.Select(p => (p.Base, p.Draft, p.Members)));
    }

    [Fact]
    public void The_report_is_the_same_to_the_byte_whatever_the_threads_and_the_parts()
    {
        using var site = Lives(40);
        var bytes = new[] { (1, 1), (1, 20_000), (2, 7), (4, 60) }.Select(p => Convert.ToHexString(BacktestText.Write(Run(site, Draft("80"), pace: new BacktestPace { Threads = p.Item1, ItemsAtOnce = p.Item2 })))).ToList();

        Assert.Single(bytes.Distinct());
        var report = Run(site, Draft("80"));
        Assert.True(report.Up > 0);
        Assert.Equal(bytes[0], Convert.ToHexString(BacktestText.Write(BacktestText.Read(BacktestText.Write(report)))));
    }

    [Fact]
    public void A_purchase_with_list_prices_is_priced_again_and_one_without_keeps_its_net()
    {
        using var site = new TestSite(Start, TestSite.Program());
        var (listed, plain) = (site.Join("13800000001"), site.Join("13800000002"));
        site.Turn(new DateOnly(2026, 2, 1), new TimeOnly(9, 0));
        var line = new PurchaseLine { Sku = "tea", Quantity = 1, ListMinor = 5_000, DiscountMinor = 500, NetMinor = 4_500 };
        var told = site.PurchaseOf(listed, "P1", 45);
        site.Accepted(told with { Purchase = told.Purchase with { Lines = [line] } });
        site.Buy(plain, "P2", 60);

        var report = Run(site, TestSite.Program(more: """
            benefits:
              - { id: off, name: { zh: 八折, en: 20 % off }, type: discount, discount: 8折, owner: 店长, tiers: [base] }
            """));

        // 50.00 list: the base takes nothing off, the draft 20 % = 10.00; 60.00 stays what was paid and would have cost 12.00.
        Assert.Equal((11_000, 10_000), (report.Base.NetMinor, report.Draft.NetMinor));
        Assert.Equal((0, 1_000), (report.Base.Cost.Total, report.Draft.Cost.Discounts));
        Assert.Equal((0, 1_200), (report.Base.CostOnlyMinor, report.Draft.CostOnlyMinor));
        // 50 + 60 points against 40 + 60; 10.00 of 100.00 is 10 %, and 12.00 that nobody took off stand beside it as 12 %. The till had priced both receipts.
        Assert.Equal((110, 100, 1_000, 1_200), (report.Base.Issued, report.Draft.Issued, report.Draft.CostShare, report.Draft.CostOnlyShare));
        Assert.Equal((0, 1_000), (report.Base.RepricedMinor, report.Draft.RepricedMinor));
    }

    [Fact]
    public void What_a_side_cannot_cover_is_cut_to_what_it_has_and_listed()
    {
        using var site = new TestSite(Start, TestSite.Program());
        var member = site.Join();
        site.Turn(new DateOnly(2026, 2, 1), new TimeOnly(9, 0));
        site.Buy(member, "P1", 90);
        site.Accepted(new SpendPoints { Member = member, Points = 80, Reference = "R1" });

        var report = Run(site, TestSite.Program().Replace("rate: { points: 1, per: 1.00,", "rate: { points: 1, per: 2.00,", StringComparison.Ordinal));

        // 90 points against 45: 80 were spent, 45 can be.
        Assert.Equal((90, 45, 80, 45), (report.Base.Issued, report.Draft.Issued, report.Base.Spent, report.Draft.Spent));
        var uncovered = Assert.Single(report.NotAffordable);
        Assert.Equal(("draft", "debit", "points.insufficient", true), (uncovered.Side, uncovered.What.Fact, uncovered.What.Code, uncovered.What.IsCut));
    }

    [Fact]
    public void A_refund_finds_its_purchase_on_a_side_whose_record_took_other_steps()
    {
        // points end after a month under the draft: its record has a step of expiry between purchase and refund that the base has not
        using var site = new TestSite(Start, TestSite.Program());
        var member = site.Join();
        site.Turn(new DateOnly(2026, 1, 10), new TimeOnly(9, 0));
        site.Buy(member, "P1", 40);
        site.Turn(new DateOnly(2026, 1, 20), new TimeOnly(9, 0));
        site.Buy(member, "P2", 70);
        site.Turn(new DateOnly(2026, 3, 2), new TimeOnly(9, 0));
        site.Accepted(new Tessera.App.Purchases.RefundPurchase { Purchase = new Tessera.App.Purchases.PurchaseId("till", "P2"), Source = "till", Number = "R2", Units = [new RefundedUnits(0, 1)] });

        var report = Run(site, TestSite.Program("{ expiry: { kind: rolling, after: 1 months } }"));

        // On both sides the refund takes 70.00 back; under the draft the points of both purchases had expired by then.
        Assert.Equal((4_000, 4_000), (report.Base.NetMinor, report.Draft.NetMinor));
        Assert.Equal((0, 110), (report.Base.Expired, report.Draft.Expired));
        Assert.Equal(0, report.NotAffordableCount);
    }

    [Fact]
    public void The_past_is_a_base_of_its_own()
    {
        using var site = new TestSite(Start, TestSite.Program());
        var member = site.Join();
        site.Turn(new DateOnly(2026, 1, 10), new TimeOnly(9, 0));
        site.Buy(member, "P1", 90);
        site.Turn(new DateOnly(2026, 2, 1), new TimeOnly(9, 0));
        site.Publish(Draft("80"), "lower", site.Now);
        site.Turn(new DateOnly(2026, 4, 2), new TimeOnly(9, 0));

        // Today's version holds 80 from the window's start; as it happened 100 held until February. Nobody is silver later than the other, but on another day.
        var current = Run(site, Draft("80"));
        var happened = Run(site, Draft("80"), BaseSide.AsHappened);

        Assert.Equal((0, 0), (current.Different, current.ElsewhereAtSomeTime));
        Assert.Equal((1, 1, 0), (happened.Different, happened.ElsewhereAtSomeTime, happened.Up));
        Assert.Equal(new DateOnly(2026, 1, 10), Assert.Single(happened.Examples).First!.On);
    }

    [Fact]
    [Covers("B19", "T6")]
    public void Shares_are_cut_off_by_each_side_for_itself()
    {
        const string ladder = """
            program: { code: abc, name: { zh: 排名, en: Ranked } }
            tiers:
              - { id: c, name: { zh: 丙, en: C } }
              - { id: a, name: { zh: 甲, en: A }, entry: review, ranking: { share: 10 %, by: { metric: spend, window: rolling 12 months } } }
            reviews:
              - { id: month, name: { zh: 月评, en: monthly }, does: settle, moment: monthly 1, window: rolling 12 months, keep: { a: { spend: 1 } } }
            points: { expiry: { kind: never } }
            """;
        using var site = new TestSite(Start, ladder);
        var members = Enumerable.Range(0, 10).Select(i => site.Join($"1380000020{i}")).ToList();
        site.Turn(new DateOnly(2026, 1, 5), new TimeOnly(9, 0));
        for (var i = 0; i < 10; i++) site.Buy(members[i], "P" + i, 100 + i);

        var same = Run(site, ladder);
        var wider = Run(site, ladder.Replace("share: 10 %", "share: 30 %", StringComparison.Ordinal));

        // Of ten buyers ⌈10 %⌉ is one, ⌈30 %⌉ three: the second and third by spend are who rises.
        Assert.Equal((0, 0), (same.Different, same.Up));
        Assert.Equal((2, 0), (wider.Up, wider.Down));
        Assert.Equal(new[] { AccountOf(site, members[7]), AccountOf(site, members[8]) }.Order(StringComparer.Ordinal), wider.Movers.Select(m => m.Account).Order(StringComparer.Ordinal));
        Assert.Contains(wider.CutOffs, c => c is { Side: "draft", Population: 10, Seats: 3, Value: 10_700 });
    }

    [Fact]
    public void A_backtest_stops_when_it_is_asked_to_and_tells_how_far_it_is()
    {
        using var site = Lives(20);
        using var stop = new CancellationTokenSource();
        var told = new List<(long, long)>();

        Assert.Throws<OperationCanceledException>(() => Run(site, Draft("80"), pace: new BacktestPace { Threads = 1, ItemsAtOnce = 1, Stop = stop.Token, OnMembers = (done, all) => { told.Add((done, all)); if (done == 5) stop.Cancel(); } }));

        Assert.Equal((5L, 20L), told[^1]);
        // Nothing is left of it: no report, and the next one reads the same store to the same bytes.
        Assert.Empty(site.Site.Read(scope => scope.Db.ProgramReports.Heads(10).ToList()));
        Assert.Equal(20, Run(site, Draft("80")).Members);
        using var other = Lives(20);
        Assert.Equal((Run(other, Draft("80")).Up, Run(other, Draft("80")).Base), (Run(site, Draft("80")).Up, Run(site, Draft("80")).Base));
    }

    [Theory]
    // a threshold, a multiplier and an expiry change no price; what a tier has does
    [InlineData("enter: { spend: 100,", "enter: { spend: 80,", true)]
    [InlineData("enter: { spend: 1000,", "multiplier: 2, enter: { spend: 1000,", true)]
    [InlineData("kind: never", "kind: rolling, after: 1 months", true)]
    [InlineData("discount: 9折", "discount: 8折", false)]
    [InlineData("has: [silver-price]", "has: [silver-price, gold-price]", false)]
    public void What_both_sides_price_alike_is_priced_once_and_comes_out_the_same(string before, string after, bool isAlike)
    {
        const string benefits = """
            benefits:
              - { id: silver-price, name: { zh: 银卡折扣, en: Silver discount }, type: discount, discount: 9折, owner: o }
              - { id: gold-price, name: { zh: 金卡折扣, en: Gold discount }, type: discount, discount: 7折, owner: o }
            """;
        var text = TestSite.Program(more: benefits)
            .Replace("en: Silver }, enter", "en: Silver }, has: [silver-price], enter", StringComparison.Ordinal).Replace("en: Gold }, enter", "en: Gold }, has: [gold-price], enter", StringComparison.Ordinal);
        using var site = Lives(40, text);
        var draft = ProgramFile.Load(text.Replace(before, after, StringComparison.Ordinal)).Document!;
        var plan = site.Site.Read(scope => BacktestRun.Plan(scope, draft, Quarter, BaseSide.Current));

        var (once, twice) = site.Site.Read(scope => (BacktestRun.Run(scope, plan, BaseSide.Current), BacktestRun.Run(scope, plan with { PricesAlike = false }, BaseSide.Current)));

        Assert.Equal(isAlike, plan.PricesAlike);
        Assert.True(once.Base.CostOnlyMinor > 0);
        Assert.Equal(Convert.ToHexString(BacktestText.Write(twice)), Convert.ToHexString(BacktestText.Write(once)));
    }

    [Theory]
    [InlineData("salon")]
    [InlineData("tea-chain")]
    [InlineData("mall")]
    [InlineData("fashion")]
    [InlineData("retail4")]
    public async Task A_demo_against_its_own_programme_shows_nothing(string template)
    {
        using var site = new TestSite(new DateOnly(2025, 11, 22));
        Assert.True((await DemoPlayer.Fill(site.Site, DemoTemplate.BuiltIn(template)!, null, new DateOnly(2025, 11, 21))).Value!.IsDone);

        var report = Run(site, File.ReadAllText(Repository.PathOf($"templates/{template}/program.yaml")), window: new BacktestWindow(new DateOnly(2025, 3, 1), new DateOnly(2025, 11, 21)));

        Assert.True(report.Members > 100);
        Assert.Equal((0, 0, 0), (report.Different, report.Up, report.Down));
    }

    [Fact]
    [Covers("K12")]
    public async Task Every_mover_of_the_salon_is_confirmed_by_playing_that_member_alone()
    {
        using var site = new TestSite(new DateOnly(2025, 11, 22));
        await DemoPlayer.Fill(site.Site, DemoTemplate.BuiltIn("salon")!, null, new DateOnly(2025, 11, 21));
        var salon = File.ReadAllText(Repository.PathOf("templates/salon/program.yaml"));
        var window = new BacktestWindow(new DateOnly(2024, 11, 22), new DateOnly(2025, 11, 21));

        // The owner's question: gold from 5,000 of a lifetime to 4,000, and nothing else.
        var text = salon.Replace("spend: 5000, window: lifetime", "spend: 4000, window: lifetime", StringComparison.Ordinal);
        var draft = ProgramFile.Load(text).Document!;
        var (plan, records) = site.Site.Read(scope => (BacktestRun.Plan(scope, draft, window, BaseSide.Current), scope.Db.Records.ByMember(scope.Programs.Calendar.StartOf(window.Through.AddDays(1))).ToDictionary(r => r.Account.ToString(), r => r.Items)));
        var report = Run(site, text, window: window);

        Assert.InRange(report.Movers.Count, 8, 40);
        Assert.Equal((report.Movers.Count, 0), (report.Up, report.Down));
        var alone = records.Select(r => MemberBacktest.Play(plan, r.Key, r.Value)).OfType<MemberComparison>().Where(c => c.Base.Tier != c.Draft.Tier).ToDictionary(c => c.Account);
        Assert.Equal(alone.Keys.Order(StringComparer.Ordinal), report.Movers.Select(m => m.Account).Order(StringComparer.Ordinal));
        Assert.All(report.Movers, mover =>
        {
            Assert.Equal(("silver", "gold"), (mover.BaseTier, mover.DraftTier));
            Assert.Equal(mover.First!.On, alone[mover.Account].First!.On);
            Assert.Contains(mover.First.Reasons, r => r.Code == "condition.met" && r.Parts.Any(p => p.Number is >= 400_000 and < 500_000));
        });

        // The slider says the same of the enter conditions alone, on the last day.
        var (before, after) = site.Site.Read(scope =>
        {
            var columns = LadderReading.Columns(scope, draft, window.Through, []);
            return (LadderReading.Count(columns, scope.Programs.Versions[^1].Document.Ladder)[^1], LadderReading.Count(columns, draft.Ladder)[^1]);
        });
        Assert.Equal((before[0], before[1] - after[1]), (after[0], after[2] - before[2]));
        Assert.InRange(after[2] - before[2], 8, 40);
    }

    [Fact]
    public async Task The_flat_discount_of_before_is_compared_with_the_three_tiers()
    {
        using var site = new TestSite(new DateOnly(2025, 11, 22));
        await DemoPlayer.Fill(site.Site, DemoTemplate.BuiltIn("salon")!, null, new DateOnly(2025, 11, 21));
        var salon = ProgramFile.Load(File.ReadAllText(Repository.PathOf("templates/salon/program.yaml"))).Document!;
        var flat = salon with { Benefits = [], Promotions = [.. salon.Promotions.Select(p => p with { Enabled = p.Id == "flat-before" })], Ladder = salon.Ladder with { Tiers = [.. salon.Ladder.Tiers.Select(t => t with { Has = [] })] } };
        var window = new BacktestWindow(new DateOnly(2025, 1, 1), new DateOnly(2025, 11, 21));

        var report = site.Site.Read(scope =>
        {
            var programs = scope.Programs;
            var today = CompiledProgram.Compile(flat, programs.Versions[^1].Version, programs.Versions[^1].EffectiveAt, programs.Calendar);
            return BacktestRun.Run(scope, BacktestPlan.Of(programs, salon, window, BaseSide.Current, today), BaseSide.Current);
        });

        // The flat side takes a tenth off what carries a list price, and nothing off hand lines and what was sold at list.
        Assert.InRange(report.Base.Cost.Discounts * 1_000 / (report.Base.Cost.Discounts + report.Base.NetMinor), 90, 100);
        Assert.True(report.Draft.Cost.Discounts != report.Base.Cost.Discounts);
    }

    // B has 100.00 by its own top-up and 50.00 by the plan; the draft does not sell the plan, so that on its side B never had the 50.00. A merge takes both away, its undo brings both back.
    [Theory]
    [InlineData(BaseSide.Current)]
    [InlineData(BaseSide.AsHappened)]
    public void What_an_undone_merge_brings_back_and_a_side_never_had_does_not_come_back_there(BaseSide side)
    {
        string Selling(string plans) => TestSite.Program(more: $"storedValue:\n  plans: {plans}");
        using var site = new TestSite(Start, Selling("[{ id: plus, name: { zh: 充50, en: \"50\" }, pay: 50, bonus: 10 }]"));
        var (b, a) = (site.Join("13800000001"), site.Join("13800000002"));
        site.Turn(new DateOnly(2026, 2, 1), new TimeOnly(9, 0));
        site.Buy(b, "P1", 30);
        site.Accepted(new RecordTopUp { Member = b, PrincipalMinor = 0, Value = new Prepaid("plus", IsRegistered: true), Source = "till", Number = "T1" });
        site.Accepted(new RecordTopUp { Member = b, PrincipalMinor = 10_000, Value = new Prepaid(null, IsRegistered: true), Source = "till", Number = "T2" });
        site.Turn(new DateOnly(2026, 2, 2), new TimeOnly(9, 0));
        site.Accepted(new MergeMembers { Member = b, Into = a });
        site.Turn(new DateOnly(2026, 2, 3), new TimeOnly(9, 0));
        site.Accepted(new UnmergeMembers { Member = b });
        site.Accepted(new SpendPoints { Member = b, Points = 30, Reference = "R1" });

        var report = Run(site, Selling("[]"), side);

        // Only the top-up itself is not there; the merge, its undo and the spend after it are played on, and nobody is lost.
        var missing = Assert.Single(report.NotAffordable);
        Assert.Equal(("draft", "topUp", "topUp.unknownPlan"), (missing.Side, missing.What.Fact, missing.What.Code));
        Assert.Equal((30, 30), (report.Base.Spent, report.Draft.Spent));
    }

    private static BacktestReport Run(TestSite site, string draft, BaseSide side = BaseSide.Current, BacktestPace? pace = null, BacktestWindow? window = null)
    {
        var loaded = ProgramFile.Load(draft);
        Assert.Empty(loaded.Errors.Select(e => e.What.Code + e.What.Pointer));
        return site.Site.Read(scope => BacktestRun.Run(scope, BacktestRun.Plan(scope, loaded.Document!, window ?? Quarter, side), side, pace));
    }

    private static string AccountOf(TestSite site, MemberRef member) => site.Site.Read(scope => member.Resolve(scope.Db)!.Value.ToString());

    private static TestSite Lives(int members, string? program = null)
    {
        var site = new TestSite(Start.AddDays(-30), program ?? TestSite.Program());
        var who = Enumerable.Range(0, members).Select(i => site.Join($"139000{i:00000}")).ToList();
        for (var month = 0; month < 3; month++)
        {
            site.Turn(new DateOnly(2025, 12, 20).AddMonths(month), new TimeOnly(9, 0));
            for (var i = 0; i < members; i++) site.Buy(who[i], $"P{month}-{i}", 10 + (i * 3 % 47));
        }

        return site;
    }
}
