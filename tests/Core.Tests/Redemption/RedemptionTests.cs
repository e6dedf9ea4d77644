using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Tests.Redemption;

public sealed class RedemptionTests
{
    // 1,000 − 300 = 700; of 5 in stock 1 is used.
    // The mug opens on 10 May; three days before that, from the 7th on, to gold alone.
    [Theory]
    [Covers("F10")]
    [InlineData("base", "2026-05-09", "reward.notYet")]
    [InlineData("base", "2026-05-10", null)]
    [InlineData("gold", "2026-05-06", "reward.notYet")]
    [InlineData("gold", "2026-05-07", null)]
    public void A_benefit_of_early_access_opens_a_reward_before_others(string tier, string day, string? code)
    {
        var shop = new RewardShop([RewardShop.Mug with { From = new DateOnly(2026, 5, 10) }]);
        shop.Give("2026-05-01", 300);
        if (tier == "gold") Assert.Null(shop.Tell("2026-05-01", at => new TierSet { OccurredAt = at, RecordedAt = at, Tier = "gold", ReasonCode = "guest" }));
        Assert.Equal(code, shop.Redeem(day));
    }

    [Fact]
    [Covers("E9", "E11")]
    public void A_reward_takes_its_points_and_its_stock_in_one_item()
    {
        var shop = new RewardShop();
        shop.Give("2026-01-01", 1_000);
        Assert.Null(shop.Redeem("2026-01-02"));
        Assert.Equal(700, shop.State.Balance);
        Assert.Equal(1, shop.Used("reward:mug"));
        var goods = shop.Items[^1].Effects.OfType<RedemptionMoved>().Single().Goods!;
        Assert.Equal((300, 0, 900), (goods.Points, goods.CashMinor, goods.CostMinor));
        shop.CheckAgain();
    }

    // The limit is 2 in a calendar month: a third in January is refused, one in February is not; a cancelled one of January gives January's room back.
    [Fact]
    [Covers("E16")]
    public void A_limit_per_member_counts_by_its_period_and_a_cancelled_redemption_gives_its_own_period_back()
    {
        var shop = new RewardShop();
        shop.Give("2026-01-01", 3_000);
        Assert.Null(shop.Redeem("2026-01-02", 2));
        var first = shop.Items[^1].Sequence;
        Assert.Equal("reward.limit", shop.Redeem("2026-01-31"));
        Assert.Null(shop.Redeem("2026-02-01"));
        Assert.Null(shop.Cancel("2026-02-02", first));
        Assert.Null(shop.Redeem("2026-02-03"));
        Assert.Equal("reward.limit", shop.Redeem("2026-02-04"));
        shop.CheckAgain();
    }

    // One in each period: 2026-01-05 is a Monday, 2026-01-11 the Sunday of its week. The first day given is refused, the second is not.
    [Theory]
    [Covers("switch:rewards.*.period=lifetime", "switch:rewards.*.period=day", "switch:rewards.*.period=week", "switch:rewards.*.period=month", "switch:rewards.*.period=year")]
    [InlineData(CapPeriod.Day, "2026-01-05", "2026-01-06")]
    [InlineData(CapPeriod.Week, "2026-01-11", "2026-01-12")]
    [InlineData(CapPeriod.Month, "2026-01-31", "2026-02-01")]
    [InlineData(CapPeriod.Year, "2026-12-31", "2027-01-01")]
    [InlineData(CapPeriod.Lifetime, "2030-12-31", null)]
    public void One_a_period_is_one_in_that_period(CapPeriod period, string refused, string? taken)
    {
        var shop = new RewardShop([RewardShop.Mug with { PerMember = 1, Period = period }]);
        shop.Give("2026-01-01", 900);
        Assert.Null(shop.Redeem("2026-01-05"));
        Assert.Equal("reward.limit", shop.Redeem(refused));
        if (taken is not null) Assert.Null(shop.Redeem(taken));
    }

    [Fact]
    [Covers("P16", "Z6")]
    public void What_is_not_there_not_offered_or_not_paid_is_refused_and_leaves_nothing()
    {
        var cup = RewardShop.Mug with { Id = "cup", CashMinor = 990, PerMember = 0, Tiers = ["gold"] };
        var card = RewardShop.Mug with { Id = "card", CashMinor = 990, PerMember = 0, Stock = 3, From = new DateOnly(2026, 2, 1), Through = new DateOnly(2026, 2, 28) };
        var shop = new RewardShop([RewardShop.Mug, cup, card]);
        shop.Give("2026-01-01", 1_000);
        var before = shop.Items.Count;
        Assert.Equal("reward.notOffered", shop.Redeem("2026-01-02", reward: "hat"));
        Assert.Equal("reward.otherTier", shop.Redeem("2026-01-02", reward: "cup"));
        Assert.Equal("reward.notYet", shop.Redeem("2026-01-31", reward: "card"));
        Assert.Equal("reward.payments", shop.Redeem("2026-02-01", reward: "card"));
        Assert.Equal("reward.payments", shop.Redeem("2026-02-01", 1, "card", new Payment("cash", 989)));
        Assert.Equal("reward.payments", shop.Redeem("2026-02-01", 1, "card", new Payment("cash", 1_000), new Payment("wechat", -10)));
        Assert.Equal("reward.outOfStock", shop.Redeem("2026-02-01", 4, "card", new Payment("cash", 3_960)));
        Assert.Equal(before, shop.Items.Count);
        Assert.Null(shop.Redeem("2026-02-28", 3, "card", new Payment("cash", 2_000), new Payment("wechat", 970)));
        Assert.Equal(100, shop.State.Balance);
        Assert.Equal("points.insufficient", shop.Redeem("2026-02-28"));
        Assert.Equal("reward.ended", shop.Redeem("2026-03-01", reward: "card"));
        shop.CheckAgain();
    }

    // 200 from the lot of January and 100 from that of February; cancelled, both are whole again.
    [Fact]
    [Covers("P16")]
    public void A_cancelled_redemption_returns_points_to_their_lots_and_stored_value_and_stock_once()
    {
        var shop = new RewardShop([RewardShop.Mug with { CashMinor = 990 }]);
        shop.Give("2026-01-01", 200);
        shop.Give("2026-02-01", 500);
        Assert.Null(shop.Tell("2026-02-02", at => new TopUp { OccurredAt = at, RecordedAt = at, PrincipalMinor = 5_000, Value = new Prepaid(IsRegistered: true) }));
        Assert.Null(shop.Redeem("2026-02-03", 1, "mug", new Payment("storedValue", 690), new Payment("cash", 300)));
        var made = shop.Items[^1].Sequence;
        Assert.Equal([400L], shop.State.OpenLots.Select(l => l.Left));
        Assert.Equal(4_310, shop.State.Wallet.BalanceMinor);

        Assert.Null(shop.Cancel("2026-02-04", made));
        Assert.Equal([200L, 500L], shop.State.OpenLots.Select(l => l.Left));
        Assert.Equal((5_000, 0), (shop.State.Wallet.BalanceMinor, shop.Used("reward:mug")));
        Assert.Equal("redemption.over", shop.Cancel("2026-02-05", made));
        Assert.Equal("redemption.over", shop.Fulfil("2026-02-05", made));
    }

    [Fact]
    [Covers("P39")]
    public void A_redemption_is_handed_over_once_and_cannot_be_cancelled_afterwards_even_by_a_member_who_left()
    {
        var shop = new RewardShop();
        shop.Give("2026-01-01", 600);
        Assert.Null(shop.Redeem("2026-01-02"));
        var first = shop.Items[^1].Sequence;
        Assert.Null(shop.Redeem("2026-01-02"));
        var second = shop.Items[^1].Sequence;
        Assert.Null(shop.Fulfil("2026-01-03", first));
        Assert.Equal("redemption.over", shop.Fulfil("2026-01-03", first));
        Assert.Equal("redemption.over", shop.Cancel("2026-01-03", first));
        Assert.Equal("redemption.unknown", shop.Fulfil("2026-01-03", 1));
        Assert.Null(shop.Tell("2026-01-04", at => new Closed { OccurredAt = at, RecordedAt = at }));
        Assert.Null(shop.Fulfil("2026-01-05", second));
        Assert.DoesNotContain(shop.State.Rights, r => r.StartsWith("redemption:", StringComparison.Ordinal));
        shop.CheckAgain();
    }

    // Retail 30.00 and cost 9.00: (3000 − 900) ÷ 3000 = 70.00 %. 300 points at 100 a yuan are 3.00 against a cost of 1.00: 66.67 %. The towel is sold out, the lamp has not begun.
    [Fact]
    [Covers("E15")]
    public void What_to_put_forward_is_ranked_by_margin_then_by_what_is_left()
    {
        var mug = RewardShop.Mug;
        var pen = mug with { Id = "pen", RetailMinor = 0, CostMinor = 100 };
        var bag = mug with { Id = "bag", RetailMinor = 10_000, CostMinor = 3_000 };
        var towel = mug with { Id = "towel", CostMinor = 1 };
        var lamp = mug with { Id = "lamp", CostMinor = 1, From = new DateOnly(2026, 2, 1) };
        var left = new Dictionary<string, long> { ["mug"] = 5, ["pen"] = 50, ["bag"] = 9, ["towel"] = 0, ["lamp"] = 9 };

        var shelf = Shelf.Suggest([pen, mug, bag, towel, lamp], new SpendingRules(), r => left[r.Id], new DateOnly(2026, 1, 31));

        Assert.Equal([("bag", 7_000), ("mug", 7_000), ("pen", 6_667)], shelf.Select(p => (p.Reward.Id, p.MarginShare)));
    }

    [Fact]
    [Covers("Z6")]
    public void A_reward_without_stock_or_cost_cannot_be_published_and_one_that_is_off_may_wait_for_them()
    {
        Assert.Equal(["program.promiseWithoutStock /rewards/0/stock"], Errors(RewardShop.Mug with { Stock = 0 }));
        Assert.Equal(["program.promiseWithoutCost /rewards/0/cost"], Errors(RewardShop.Mug with { CostMinor = 0 }));
        Assert.Empty(Errors(RewardShop.Mug with { Stock = 0, Enabled = false }));
    }

    private static IEnumerable<string> Errors(Reward reward) =>
        ProgramValidation.Check(new ProgramDocument { Code = "r", Names = new LocalText("兑", "R"), Rewards = [new RewardOffer(reward, null)] }).Where(f => f.Pointer.StartsWith("/rewards", StringComparison.Ordinal)).Select(f => f.Code + " " + f.Pointer);
}
