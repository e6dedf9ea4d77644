using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Programs;
using Tessera.App.Programs.Backtests;
using Tessera.App.Programs.Calibrations;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Core.Programs.Calibrations;
using Tessera.Core.Tiers;

namespace Tessera.App.Tests.Programs;

/// <summary>Thresholds that meet wanted shares, and ladders over columns (semantics §11).</summary>
[Covers("B7", "B4", "K11")]
public sealed class CalibrationTests : IClassFixture<CalibrationTests.Shop>
{
    private static readonly DateOnly On = new(2026, 3, 31);
    private readonly Shop _shop;

    public CalibrationTests(Shop shop) => _shop = shop;

    [Fact]
    public void The_proposal_is_the_value_of_the_member_at_the_wanted_rank()
    {
        var tier = Propose(TestSite.Program(), ("gold", 0, 1_000)).Proposal.Tiers[0];

        // 250 buyers with 1.00 to 250.00: a tenth is 25, the 25th from above has 226.00.
        Assert.Equal((GoalState.Found, 250, 25, 22_600L), (tier.State, tier.Population, tier.Wanted, tier.Threshold));
        Assert.Equal((24, 1, 0), (tier.Above, tier.Ties, tier.ByOthers));
        // gold as written asks for 1,000.00, which nobody has
        Assert.Equal((100_000, 0, 25, 0), (tier.Written, tier.MeetingWritten, tier.Come, tier.Leave));
        Assert.InRange(22_600, tier.From!.Value, tier.Through!.Value);
        Assert.Equal((50, 24_800L, 3L), (tier.Curve.Count, tier.Curve[0].Threshold, tier.Curve[0].Meeting));
        Assert.Equal([new DateOnly(2026, 2, 28), On], tier.Months.TakeLast(2).Select(m => m.On));
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval_and_another_may_not()
    {
        var bytes = new[] { 1UL, 1UL }.Select(seed => Convert.ToHexString(BacktestText.Write(Propose(TestSite.Program(), ("gold", 0, 1_000), seed)))).ToList();

        Assert.Equal(bytes[0], bytes[1]);
        Assert.NotEqual(bytes[0], Convert.ToHexString(BacktestText.Write(Propose(TestSite.Program(), ("gold", 0, 1_000), 7))));
    }

    [Fact]
    public void Members_at_the_threshold_enter_together_and_are_counted_apart()
    {
        // visits are one for everybody: the tenth wanted is 25, the 250 at one purchase all tie
        var tier = Propose(With("{ orders: 5, window: rolling 12 months }"), ("gold", 0, 1_000)).Proposal.Tiers[0];

        Assert.Equal((GoalState.Found, 1L, 0L, 250L), (tier.State, tier.Threshold, tier.Above, tier.Ties));
    }

    [Fact]
    public void A_branch_that_is_held_counts_by_itself_and_may_make_the_share_unreachable()
    {
        const string any = "{ any: [{ spend: 1000, window: rolling 12 months }, { spend: 231, window: lifetime }] }";

        // 20 members have 231.00 or more by the second branch: of 25 wanted five are left, 226.00 to 230.00.
        var found = Propose(With(any), ("gold", 0, 1_000)).Proposal.Tiers[0];
        Assert.Equal((GoalState.Found, 22_600L, 20, 4, 1), (found.State, found.Threshold, found.ByOthers, found.Above, found.Ties));
        // 4 % are 10, fewer than the 20.
        Assert.Equal((GoalState.NotReachable, null), Propose(With(any), ("gold", 0, 400)).Proposal.Tiers[0] is var not ? (not.State, not.Threshold) : default);
        // The second threshold moved instead: 1,000.00 lets in nobody, so it takes all 25.
        Assert.Equal((GoalState.Found, 22_600L, 0), Propose(With(any), ("gold", 1, 1_000)).Proposal.Tiers[0] is var second ? (second.State, second.Threshold, second.ByOthers) : default);
    }

    [Fact]
    public void A_condition_that_holds_too_many_back_says_so()
    {
        var tier = Propose(With("{ all: [{ spend: 1000, window: rolling 12 months }, { spend: 231, window: lifetime }] }"), ("gold", 0, 1_000)).Proposal.Tiers[0];

        // Twenty of the wanted 25 get past the second part.
        Assert.Equal((GoalState.NotEnough, null), (tier.State, tier.Threshold));
    }

    [Fact]
    public void Few_members_or_months_are_too_few_to_say()
    {
        using var site = new TestSite(new DateOnly(2025, 1, 1), TestSite.Program());
        var member = site.Join();
        site.Turn(new DateOnly(2026, 3, 1), new TimeOnly(9, 0));
        site.Buy(member, "P1", 50);
        site.Turn(On.AddDays(1), new TimeOnly(9, 0));

        Assert.Equal(GoalState.TooFew, Propose(site, TestSite.Program(), ("gold", 0, 1_000), 1).Proposal.Tiers[0].State);
    }

    [Fact]
    public void The_two_shares_are_told_apart()
    {
        var outcome = Propose(TestSite.Program(), ("gold", 0, 1_000));
        var after = Assert.Single(outcome.After);

        // Everybody bought in the window, once: who meets the condition is in the tier.
        Assert.Equal(("gold", 25, 25, 0, 0, 0), (after.Tier, after.Meeting, after.InTier, after.KeepIt, after.Otherwise, after.NotYet));
        Assert.Equal((25, 0), (outcome.Backtest!.Up, outcome.Backtest.Down));
    }

    [Theory]
    // the written thresholds, another threshold, another window
    [InlineData(null, null)]
    [InlineData(12_345L, null)]
    [InlineData(20_000L, 1)]
    [InlineData(15_000L, 0)]
    public void The_what_if_counts_what_the_rows_add_up_to(long? threshold, int? months)
    {
        var document = ProgramFile.Load(TestSite.Program()).Document!;
        var window = months switch { null => (Window?)null, 0 => Window.Lifetime, var n => new Window(WindowKind.RollingMonths, n.Value) };
        var ladder = Thresholds.With(document.Ladder, [new ThresholdMove(new ThresholdName("gold"), threshold, window)]);
        var columns = _shop.Site.Site.Read(scope => LadderReading.Columns(scope, document, On, [new Window(WindowKind.RollingMonths, 1), Window.Lifetime]));
        var counts = LadderReading.Count(columns, ladder);

        for (var month = 0; month < columns.MonthEnds.Count; month++)
        {
            var end = columns.MonthEnds[month];
            var spends = Enumerable.Range(1, Shop.Members).Select(i => end >= Shop.BoughtOn && (months is null or 0 || end.AddMonths(-months.Value) < Shop.BoughtOn) ? i * 100L : 0).ToList();
            var whole = Enumerable.Range(1, Shop.Members).Select(i => end >= Shop.BoughtOn ? i * 100L : 0).ToList();
            var gold = spends.Count(s => s >= (threshold ?? 100_000));
            var silver = Enumerable.Range(0, Shop.Members).Count(i => spends[i] < (threshold ?? 100_000) && whole[i] >= 10_000);
            Assert.Equal([(end >= Shop.JoinedOn ? Shop.Members : 0) - gold - silver, silver, gold], counts[month]);
        }
    }

    [Fact]
    public async Task Online_Retail_meets_the_promised_share_within_one_member_and_shows_no_difference_to_itself()
    {
        var folder = Environment.GetEnvironmentVariable("TESSERA_DATA") ?? Path.Combine(Repository.PathOf("."), "../shared/data");
        var file = Path.Combine(folder, "online_retail/online_retail.csv.gz");
        if (!File.Exists(file)) Assert.Skip("没有 Online Retail 数据，跳过；用 TESSERA_DATA 指明它在哪里。 Online Retail is not here, skipped; TESSERA_DATA says where it lies.");
        var text = File.ReadAllText(Repository.PathOf("templates/online-retail/program.yaml"));
        using var site = new TestSite(new DateOnly(2011, 12, 10));
        await site.Site.Write(new PublishProgram { SourceText = text, BySystem = true, EffectiveAt = new Instant(0) });
        var map = ImportMapFile.Read(File.ReadAllText(Repository.PathOf("templates/online-retail/import.yaml"))).Map!;
        await ImportPurchases.Run(site.Site, new ImportRequest { File = file, Map = map, IsHistory = true, Language = "en" }, null, TestContext.Current.CancellationToken);
        var (document, on) = (ProgramFile.Load(text).Document!, new DateOnly(2011, 12, 9));

        var outcome = site.Site.Read(scope => LadderReading.Calibrate(scope, new CalibrationAsk { Document = document, On = on, Goals = [new TierGoal(new ThresholdName("gold"), 1_000), new TierGoal(new ThresholdName("silver"), 3_500)] }));
        var same = site.Site.Read(scope => BacktestRun.Run(scope, BacktestRun.Plan(scope, document, new BacktestWindow(new DateOnly(2011, 1, 1), on), BaseSide.Current), BaseSide.Current));

        Assert.All(outcome.Proposal.Tiers, t => Assert.InRange(t.ByOthers + t.Above + t.Ties - (t.Ties - 1), t.Wanted - 1, t.Wanted + 1));
        Assert.All(outcome.Proposal.Tiers, t => Assert.Equal(t.ByOthers + t.Above + t.Ties, outcome.After.Single(a => a.Tier == t.Goal.Name.Tier).Meeting));
        Assert.True(same.Members > 4_000);
        Assert.Equal((0, 0, 0), (same.Different, same.Up, same.Down));
    }

    private static string With(string enter) => TestSite.Program().Replace("enter: { spend: 1000, window: rolling 12 months }", "enter: " + enter, StringComparison.Ordinal);

    private static CalibrationOutcome Propose(TestSite site, string program, (string Tier, int Leaf, int Share) goal, ulong seed)
    {
        var loaded = ProgramFile.Load(program);
        Assert.Empty(loaded.Errors.Select(e => e.What.Code + e.What.Pointer));
        return site.Site.Read(scope => LadderReading.Calibrate(scope, new CalibrationAsk { Document = loaded.Document!, On = On, Seed = seed, Goals = [new TierGoal(new ThresholdName(goal.Tier, goal.Leaf), goal.Share)] }));
    }

    private CalibrationOutcome Propose(string program, (string Tier, int Leaf, int Share) goal, ulong seed = 1) => Propose(_shop.Site, program, goal, seed);

    /// <summary>250 members who joined in January 2025 and bought once in February 2026, for 1.00 to 250.00.</summary>
    public sealed class Shop : IDisposable
    {
        public const int Members = 250;
        public static readonly DateOnly JoinedOn = new(2025, 1, 10);
        public static readonly DateOnly BoughtOn = new(2026, 2, 10);

        public Shop()
        {
            Site = new TestSite(JoinedOn, TestSite.Program());
            var members = Enumerable.Range(1, Members).Select(i => Site.Join($"137000{i:00000}")).ToList();
            Site.Turn(BoughtOn, new TimeOnly(9, 0));
            for (var i = 1; i <= Members; i++) Site.Buy(members[i - 1], $"P{i}", i);
            Site.Turn(On.AddDays(1), new TimeOnly(9, 0));
        }

        internal TestSite Site { get; }

        public void Dispose() => Site.Dispose();
    }
}
