using Tessera.Core.Benefits;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Programs;

/// <summary>What a till may wish for in an order (semantics §8): rewards, coupons of a budget, articles that offers add. What is not given says why.</summary>
public sealed class OrderWishTests
{
    private static readonly Reward Tea = new()
    {
        Id = "free-tea", Names = new("免费茶", "Free tea"), Points = 100, PerUnits = 2, Stock = 5, PerMember = 4, Period = CapPeriod.Month, CostMinor = 300, Owner = "marketing",
    };

    private static readonly Saving FreeUnit = new() { Id = "", Names = new("", ""), Amount = new SavingAmount { Off = 10_000 }, Per = SavingPer.Unit, Scope = new SavingScope { Categories = ["tea"] } };

    [Fact]
    [Covers("E9", "P16")]
    public void A_reward_inside_an_order_is_paid_by_points_per_started_units_and_comes_back_by_line()
    {
        var shop = Rich(Shop([new RewardOffer(Tea, FreeUnit)]));
        // 3 of 4 teas of 10.00 are free: 30.00 for ⌈3 ÷ 2⌉ × 100 = 200 points. 10.00 to pay earns 10.
        var bought = shop.Buy(Wish(("free-tea", 3)), PricedShop.Line(4, 4_000));
        var order = bought.Outcome.Priced!;
        Assert.Equal((1_000L, 200L, 10L, 810L), (order.ToPayMinor, order.RewardPoints, bought.Outcome.Points, shop.State.Balance));
        Assert.Equal((3, 3_000L, "price.free"), (order.Deductions[0].Times, order.Deductions[0].Minor, order.Deductions[0].Reason.Code));
        Assert.Equal(3, shop.Counters["reward:free-tea"]);
        // A quarter: 2.50 and 50 points come back, ⌊10 ÷ 4⌋ = 2 of the earned go. The stock counts what was given and stays.
        var one = shop.Refund(bought.Sequence, 0, 1).Back;
        Assert.Equal((250L, 50L, 858L, 3L), (one.OtherMinor, one.Points, shop.State.Balance, shop.Counters["reward:free-tea"]));
        // The rest: 7.50 and 150 points; 8 go.
        var rest = shop.Refund(bought.Sequence, 0, 3).Back;
        Assert.Equal((750L, 150L, 1_000L), (rest.OtherMinor, rest.Points, shop.State.Balance));
        shop.ReplaysAlike();
    }

    [Fact]
    [Covers("E16")]
    public void A_void_gives_points_stock_and_the_members_limit_back()
    {
        var shop = Rich(Shop([new RewardOffer(Tea, FreeUnit)]));
        var bought = shop.Buy(Wish(("free-tea", 4)), PricedShop.Line(4, 4_000));
        Assert.Equal("reward.limit", WhyNot(shop, Wish(("free-tea", 1)), PricedShop.Line(1, 1_000)));
        shop.Refund(bought.Sequence, 0, 0, isVoid: true);
        Assert.Equal((1_000L, 0L), (shop.State.Balance, shop.Counters["reward:free-tea"]));
        Assert.Equal(0, shop.Buy(Wish(("free-tea", 4)), PricedShop.Line(4, 4_000)).Outcome.Priced!.ToPayMinor);
        shop.ReplaysAlike();
    }

    [Theory]
    [InlineData("free-tea", 5, 6_000, "reward.limit")]
    [InlineData("none", 1, 6_000, "reward.notOffered")]
    [InlineData("off", 1, 6_000, "reward.notOffered")]
    [InlineData("mug", 1, 6_000, "reward.byItself")]
    [InlineData("gold", 1, 6_000, "reward.otherTier")]
    [InlineData("soon", 1, 6_000, "reward.notYet")]
    [InlineData("over", 1, 6_000, "reward.ended")]
    [InlineData("rare", 3, 6_000, "reward.outOfStock")]
    [InlineData("dear", 1, 6_000, "price.not.points")]
    [InlineData("cake", 1, 6_000, "price.not.goods")]
    public void A_reward_that_is_not_given_says_why(string code, int units, long list, string why)
    {
        var cake = FreeUnit with { Scope = new SavingScope { Categories = ["cake"] } };
        var shop = Rich(Shop(
        [
            new RewardOffer(Tea, FreeUnit), new RewardOffer(Tea with { Id = "off", Enabled = false }, FreeUnit), new RewardOffer(Tea with { Id = "mug" }, null),
            new RewardOffer(Tea with { Id = "gold", Tiers = ["gold"] }, FreeUnit), new RewardOffer(Tea with { Id = "soon", From = new DateOnly(2026, 3, 11) }, FreeUnit),
            new RewardOffer(Tea with { Id = "over", Through = new DateOnly(2026, 3, 9) }, FreeUnit), new RewardOffer(Tea with { Id = "rare", Stock = 2 }, FreeUnit),
            new RewardOffer(Tea with { Id = "dear", Points = 1_001 }, FreeUnit), new RewardOffer(Tea with { Id = "cake" }, cake),
        ]));
        Assert.Equal(why, WhyNot(shop, Wish((code, units)), PricedShop.Line(6, list)));
        Assert.All(shop.Counters.Values, used => Assert.Equal(0, used));
    }

    [Fact]
    public void A_reward_for_more_units_than_the_basket_has_takes_what_is_there_and_says_so()
    {
        var shop = Rich(Shop([new RewardOffer(Tea, FreeUnit)]));
        var order = shop.Buy(Wish(("free-tea", 1), ("free-tea", 2)), PricedShop.Line(1, 1_000), PricedShop.Line(1, 500, "cup")).Outcome.Priced!;
        // One tea of 10.00 is there, for ⌈1 ÷ 2⌉ × 100 points.
        Assert.Equal((500L, 100L, 1L), (order.ToPayMinor, order.RewardPoints, shop.Counters["reward:free-tea"]));
        var missed = Assert.Single(order.NotApplied);
        Assert.Equal(("price.not.rewardUnits", 3L, 1L), (missed.Reason.Code, missed.Reason.Parts[0].Number, missed.Reason.Parts[1].Number));
    }

    [Fact]
    public void A_reward_may_take_an_amount_off_and_stands_beside_a_coupon()
    {
        var five = new Saving { Id = "", Names = new("", ""), Amount = new SavingAmount { Minor = 500 } };
        var shop = Rich(Shop([new RewardOffer(Tea with { Id = "five", PerUnits = 1 }, five)], [Kind(2_000)]));
        Claim(shop);
        // 2 × 5.00 for 2 × 100 points, then the coupon of 20.00: 70.00.
        var order = shop.Buy(Wish(("five", 2)) with { ChoosesCoupons = true }, PricedShop.Line(1, 10_000)).Outcome.Priced!;
        Assert.Equal((7_000L, 200L, 2L), (order.ToPayMinor, order.RewardPoints, shop.Counters["reward:five"]));
        Assert.Equal([("five", 1_000L), ("twenty", 2_000L)], order.Deductions.Select(x => (x.SavingId, x.Minor)));
    }

    [Fact]
    [Covers("F35")]
    public void A_budget_that_all_coupons_of_a_kind_share_is_cut_to_what_is_left_and_then_gone()
    {
        var shop = Shop([], [Kind(2_000, new SavingLimit { OfCampaign = true, Minor = 3_000 })]);
        for (var i = 0; i < 3; i++) Claim(shop);
        // 20.00, then the 10.00 that are left of 30.00, then nothing.
        Assert.Equal(8_000, shop.Buy(new Wishes { ChoosesCoupons = true }, PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
        var second = shop.Buy(new Wishes { ChoosesCoupons = true }, PricedShop.Line(1, 10_000));
        Assert.Equal(9_000, second.Outcome.Priced!.ToPayMinor);
        Assert.Equal("price.not.gone", WhyNot(shop, new Wishes { ChoosesCoupons = true }, PricedShop.Line(1, 10_000)));
        // What comes back can be had again.
        shop.Refund(second.Sequence, 0, 1);
        Assert.Equal(9_000, shop.Buy(new Wishes { ChoosesCoupons = true }, PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
        shop.ReplaysAlike();
    }

    [Fact]
    [Covers("F35")]
    public void A_price_benefit_with_a_stock_is_given_so_often_to_all_together()
    {
        var benefit = new Benefit { Id = "first", Names = new("首批九折", "First at 90 %"), Type = BenefitType.Discount, Off = 1_000, Tiers = ["base"], Stock = 1 };
        var shop = new PricedShop(PricedShop.Document() with { Benefits = [benefit] });
        Assert.Equal(9_000, shop.Buy(new Wishes(), PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
        Assert.Equal("price.not.gone", WhyNot(shop, new Wishes(), PricedShop.Line(1, 10_000)));
        Assert.Equal(1, shop.Counters["saving:first:uses"]);
    }

    [Fact]
    public void An_article_that_an_offer_adds_is_a_line_of_the_order_and_is_refunded_by_its_stored_part()
    {
        var offer = new Saving
        {
            Id = "gift", Names = new("买二送杯", "A cup with two"), Stage = PriceStage.BuyGet, Scope = new SavingScope { Categories = ["tea"] },
            BuyGet = new BuyGet { Buy = 2, GetSkus = ["cup"], From = GivenFrom.Added },
        };
        var shop = new PricedShop(PricedShop.Document(promotions: [offer]));
        Assert.Equal("price.not.noPrice", WhyNot(shop, new Wishes(), PricedShop.Line(2, 2_000)));
        var bought = shop.Buy(new Wishes { Articles = [new Article("cup", 500)] }, PricedShop.Line(2, 2_000));
        var order = bought.Outcome.Priced!;
        // 5.00 saved over 20.00 of tea and 5.00 of the cup: 4.00 and 1.00. The order costs 20.00: tea 16.00, cup 4.00.
        Assert.Equal([("tea", null, 1_600L), ("cup", "gift", 400L)], order.Lines.Select(l => (l.Line.Sku, l.AddedBy, l.NetMinor)));
        Assert.Equal((2_000L, 20L), (order.ToPayMinor, bought.Outcome.Points));
        Assert.Equal(400, shop.Refund(bought.Sequence, 1, 1).Back.OtherMinor);
        Assert.Equal(1_600, shop.Refund(bought.Sequence, 0, 2).Back.OtherMinor);
        Assert.Equal(0, shop.State.Balance);
        shop.ReplaysAlike();
    }

    [Fact]
    public void Coupons_asked_for_that_are_not_held_and_codes_that_nothing_reads_are_said()
    {
        var over = new Saving { Id = "old", Names = new("旧", "old"), Amount = new SavingAmount { Off = 1_000 }, Scope = new SavingScope { Code = "OLD", Through = new DateOnly(2026, 1, 1) } };
        var shop = Shop([], [Kind(2_000)], over);
        Claim(shop);
        var held = CouponTill.IdOf(shop.State.Coupons.Held[0].Id);
        var wishes = new Wishes { Coupons = [held, "99-1", held] };
        var order = shop.Accept(shop.PurchaseOf(wishes, PricedShop.Line(1, 10_000)) with { Codes = ["old", "WHAT"] }).Purchase!.Priced!;
        Assert.Equal(8_000, order.ToPayMinor);
        Assert.Equal(
            [("old", "price.not.over"), ("99-1", "coupon.notHeld"), ("WHAT", "price.not.codeUnread")],
            order.NotApplied.Select(n => (n.Id, n.Reason.Code)));
    }

    [Fact]
    public void A_coupon_locked_for_a_reference_is_used_by_the_order_that_names_it_and_by_no_other()
    {
        var shop = Shop([], [Kind(2_000)]);
        Claim(shop);
        shop.Accept(new CouponHeld { OccurredAt = shop.Now, RecordedAt = shop.Now, Coupon = shop.State.Coupons.Held[0].Id, Reference = "till-1", Locked = true });
        Assert.Equal("coupon.locked", WhyNot(shop, new Wishes { ChoosesCoupons = true, Reference = "till-2" }, PricedShop.Line(1, 10_000)));
        Assert.Equal(8_000, shop.Buy(new Wishes { ChoosesCoupons = true, Reference = "till-1" }, PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
    }

    [Fact]
    public void Points_and_stored_value_that_cannot_be_had_in_full_say_why()
    {
        var shop = Rich(Shop([]));
        shop.TopUp(3_000);
        // 5,000 points asked, 1,000 there, worth 10.00; 95.00 of value asked, 30.00 there.
        var order = shop.Accept(shop.PurchaseOf(new Wishes { Points = 5_000, StoredValueMinor = 9_500 }, PricedShop.Line(1, 10_000))).Purchase!.Priced!;
        Assert.Equal((1_000L, 3_000L, 6_000L), (order.Points, order.StoredValueMinor, order.ToPayMinor));
        Assert.Equal([("points", "price.not.pointsCut"), ("storedValue", "price.not.valueCut")], order.NotApplied.Select(n => (n.Id, n.Reason.Code)));
        // It earned 60: of 1,000 asked now 60 can be used; the value is gone.
        Assert.Equal([("points", "price.not.pointsCut"), ("storedValue", "price.not.noValue")], Missed(shop, new Wishes { Points = 1_000, MostStoredValue = true }));
        var plain = Rich(new PricedShop(PricedShop.Document() with { Points = new PointsRules { Spending = null } }));
        Assert.Equal([("points", "price.not.rewardsOnly")], Missed(plain, new Wishes { MostPoints = true }));
    }

    [Fact]
    [Covers("L2")]
    public void A_frozen_member_hears_why_nothing_of_its_own_is_used()
    {
        var benefit = new Benefit { Id = "base-price", Names = new("折", "Base"), Type = BenefitType.Discount, Off = 1_000, Tiers = ["base"] };
        var shop = Rich(new PricedShop(Document([new RewardOffer(Tea, FreeUnit)], [Kind(2_000)]) with { Benefits = [benefit] }));
        Claim(shop);
        shop.Accept(new Frozen { OccurredAt = shop.Now, RecordedAt = shop.Now, ReasonCode = "complaint" });
        Assert.Equal(
            [("points", "member.frozen"), ("storedValue", "wallet.memberFrozen"), ("twenty", "coupon.frozen"), ("free-tea", "member.frozen"), ("base-price", "member.frozen")],
            Missed(shop, Wish(("free-tea", 1)) with { MostPoints = true, MostStoredValue = true, ChoosesCoupons = true }));
    }

    [Fact]
    public void Nobody_known_hears_what_only_members_have()
    {
        var programs = new ProgramHistory([CompiledProgram.Compile(Document([new RewardOffer(Tea, FreeUnit)], []), 1, new Instant(0), new BusinessCalendar("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]))]);
        var at = PricedShop.At("2026-03-10", 10);
        var asked = new Purchase
        {
            OccurredAt = at, RecordedAt = at, Lines = [PricedShop.Line(1, 1_000)], Codes = ["WHAT"],
            Wishes = Wish(("free-tea", 1)) with { Coupons = ["5-1"], Points = 100, StoredValueMinor = 100 },
        };
        var priced = Decide.PriceToNobody(programs, asked, out var refusal)!;
        Assert.Null(refusal);
        Assert.Equal(
            [("5-1", "price.not.member"), ("free-tea", "price.not.member"), ("points", "price.not.member"), ("storedValue", "price.not.member"), ("WHAT", "price.not.codeUnread")],
            priced.NotApplied.Select(n => (n.Id, n.Reason.Code)));
    }

    private static ProgramDocument Document(IReadOnlyList<RewardOffer> rewards, IReadOnlyList<CouponOffer> coupons, params Saving[] promotions) => PricedShop.Document(promotions: promotions) with
    {
        Rewards = rewards, Coupons = coupons,
        Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }, new TierRule { Id = "gold", Names = new LocalText("金卡", "Gold") }] },
    };

    private static PricedShop Shop(IReadOnlyList<RewardOffer> rewards, IReadOnlyList<CouponOffer>? coupons = null, params Saving[] promotions) => new(Document(rewards, coupons ?? [], promotions));

    private static CouponOffer Kind(long minor, params SavingLimit[] limits) => new(
        new CouponKind { Id = "twenty", Names = new("券", "Coupon"), Takes = [CouponTake.Assigned], Lasts = new Span(0, 30) },
        new Saving { Id = "", Names = new("", ""), Amount = new SavingAmount { Minor = minor }, Limits = limits });

    private static void Claim(PricedShop shop) => shop.Accept(new CouponGranted { OccurredAt = shop.Now, RecordedAt = shop.Now, Kind = "twenty" });

    private static PricedShop Rich(PricedShop shop)
    {
        shop.Give(1_000);
        return shop;
    }

    private static Wishes Wish(params (string Code, int Units)[] rewards) => new() { Rewards = [.. rewards.Select(r => new WishedReward(r.Code, r.Units))] };

    /// <summary>Why the one wish that is not fulfilled is not; the order is made all the same and undone.</summary>
    private static string WhyNot(PricedShop shop, Wishes wishes, params PurchaseLine[] lines)
    {
        var bought = shop.Buy(wishes, lines);
        var why = Assert.Single(bought.Outcome.Priced!.NotApplied).Reason.Code;
        shop.Refund(bought.Sequence, 0, 0, isVoid: true);
        return why;
    }

    private static IEnumerable<(string Id, string Code)> Missed(PricedShop shop, Wishes wishes) =>
        shop.Accept(shop.PurchaseOf(wishes, PricedShop.Line(1, 1_000))).Purchase!.Priced!.NotApplied.Select(n => (n.SavingId, n.Reason.Code));
}
