using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;

namespace Tessera.Core.Tests.Redemption;

public sealed class DrawTests
{
    // Phone: numbers 0 to 9. Mug: 10 to 509. Points: 510 to 2,509. The rest wins nothing.
    private static readonly DrawTerms Spring = new()
    {
        Id = "spring", Names = new LocalText("春日抽奖", "Spring"), Points = 100, From = new DateOnly(2026, 3, 1), Through = new DateOnly(2026, 3, 31), Owner = "marketing",
        Prizes =
        [
            new Prize { Id = "phone", Names = new LocalText("手机", "Phone"), Odds = 10, Stock = 1, WorthMinor = 500_000, CostMinor = 400_000 },
            new Prize { Id = "mug", Names = new LocalText("马克杯", "Mug"), Odds = 500, Stock = 2, WorthMinor = 3_000, CostMinor = 900 },
            new Prize { Id = "fifty", Names = new LocalText("50 积分", "50 points"), Odds = 2_000, Stock = 100, WorthMinor = 50, CostMinor = 50, Points = 50 },
        ],
    };

    [Theory]
    [Covers("E10", "R21")]
    [InlineData(0, "phone")]
    [InlineData(9, "phone")]
    [InlineData(10, "mug")]
    [InlineData(509, "mug")]
    [InlineData(510, "fifty")]
    [InlineData(2_509, "fifty")]
    [InlineData(2_510, null)]
    [InlineData(9_999, null)]
    public void Each_prize_takes_the_next_range_of_numbers(int number, string? prize)
    {
        var (hit, given) = Spring.Pick(number, _ => 1_000);
        Assert.Equal((prize, prize), (hit?.Id, given?.Id));
    }

    [Fact]
    public void A_number_outside_the_range_is_no_number()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Spring.Pick(-1, _ => 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Spring.Pick(10_000, _ => 1));
    }

    // 1,000 − 100 = 900; then − 100 + 50 = 850.
    [Fact]
    [Covers("E10", "P33")]
    public void An_entry_takes_its_points_and_gives_its_prize_in_one_item()
    {
        var shop = new RewardShop([], Spring);
        shop.Give("2026-03-01", 1_000);
        Assert.Null(shop.Draw("2026-03-02", 10));
        Assert.Equal((900, 1, 1, 10), (shop.State.Balance, shop.Used("draw:spring:prize:mug"), shop.LastDraw.Nonce, shop.LastDraw.Number));
        Assert.Equal(("mug", "spring"), (shop.Items[^1].Effects.OfType<RedemptionMoved>().Single().Goods!.Reward, shop.Items[^1].Effects.OfType<RedemptionMoved>().Single().Goods!.Draw));
        var won = shop.Items[^1].Sequence;
        Assert.Null(shop.Draw("2026-03-02", 510));
        Assert.Equal((850, 2), (shop.State.Balance, shop.LastDraw.Nonce));
        Assert.Equal("redemption.notCancellable", shop.Cancel("2026-03-03", won));
        Assert.Null(shop.Fulfil("2026-03-03", won));
        shop.CheckAgain();
    }

    [Theory]
    [Covers("R21", "switch:draws.campaigns.*.whenOut=nothing", "switch:draws.campaigns.*.whenOut=next")]
    [InlineData(WhenOut.Nothing, null)]
    [InlineData(WhenOut.Next, "mug")]
    public void A_prize_that_ran_out_follows_the_published_rule(WhenOut rule, string? second)
    {
        var shop = new RewardShop([], Spring with { WhenOut = rule });
        shop.Give("2026-03-01", 1_000);
        Assert.Null(shop.Draw("2026-03-02", 5));
        Assert.Equal("phone", shop.LastDraw.Given);
        Assert.Null(shop.Draw("2026-03-02", 5));
        Assert.Equal(("phone", second), (shop.LastDraw.Hit, shop.LastDraw.Given));
        Assert.Equal(1, shop.Used("draw:spring:prize:phone"));
        shop.CheckAgain();
    }

    // Two mugs cost 9.00 each; of a budget of 10.00 the second no longer fits.
    [Fact]
    public void A_prize_that_no_longer_fits_the_budget_has_run_out()
    {
        var shop = new RewardShop([], Spring with { BudgetMinor = 1_000 });
        shop.Give("2026-03-01", 1_000);
        Assert.Null(shop.Draw("2026-03-02", 10));
        Assert.Null(shop.Draw("2026-03-02", 11));
        Assert.Equal(("mug", null), (shop.LastDraw.Hit, shop.LastDraw.Given));
        Assert.Equal((900, 1), (shop.Used("draw:spring:budget"), shop.Used("draw:spring:prize:mug")));
    }

    [Fact]
    [Covers("P33")]
    public void Who_may_not_enter_is_refused_and_takes_no_place_among_the_entries()
    {
        var shop = new RewardShop([], Spring with { PerMember = 1, Period = CapPeriod.Day, Entries = 2 }, Spring with { Id = "gold", Tiers = ["gold"] }, Spring with { Id = "svip", Tags = ["svip"] });
        shop.Give("2026-03-01", 250);
        Assert.Equal("draw.notYet", shop.Draw("2026-02-28", 0));
        Assert.Equal("draw.unknown", shop.Draw("2026-03-02", 0, "autumn"));
        Assert.Equal("draw.otherTier", shop.Draw("2026-03-02", 0, "gold"));
        Assert.Equal("draw.otherTag", shop.Draw("2026-03-02", 0, "svip"));
        Assert.Equal(0, shop.Used("draw:spring:entries"));
        Assert.Null(shop.Draw("2026-03-02", 9_999));
        Assert.Equal("draw.limit", shop.Draw("2026-03-02", 9_999));
        Assert.Null(shop.Draw("2026-03-03", 9_999));
        Assert.Equal("draw.full", shop.Draw("2026-03-04", 0));
        Assert.Equal("draw.ended", shop.Draw("2026-04-01", 0));
        Assert.Equal((2, 50), (shop.Used("draw:spring:entries"), shop.State.Balance));
        Assert.Null(shop.Tell("2026-03-04", at => new TagGiven { OccurredAt = at, RecordedAt = at, Tag = "svip" }));
        Assert.Equal("points.insufficient", shop.Draw("2026-03-05", 0, "svip"));
    }

    // 2026-03-02 is a Monday, 2026-03-08 the Sunday of its week; the draw runs over a year here.
    [Theory]
    [Covers(
        "switch:draws.campaigns.*.period=lifetime", "switch:draws.campaigns.*.period=day", "switch:draws.campaigns.*.period=week", "switch:draws.campaigns.*.period=month",
        "switch:draws.campaigns.*.period=year")]
    [InlineData(CapPeriod.Day, "2026-03-02", "2026-03-03")]
    [InlineData(CapPeriod.Week, "2026-03-08", "2026-03-09")]
    [InlineData(CapPeriod.Month, "2026-03-31", "2026-04-01")]
    [InlineData(CapPeriod.Year, "2026-12-31", "2027-01-01")]
    [InlineData(CapPeriod.Lifetime, "2027-01-01", null)]
    public void One_entry_a_period_is_one_in_that_period(CapPeriod period, string refused, string? entered)
    {
        var shop = new RewardShop([], Spring with { PerMember = 1, Period = period, Through = new DateOnly(2027, 3, 31) });
        shop.Give("2026-03-01", 1_000);
        Assert.Null(shop.Draw("2026-03-02", 9_999));
        Assert.Equal("draw.limit", shop.Draw(refused, 9_999));
        if (entered is not null) Assert.Null(shop.Draw(entered, 9_999));
    }

    [Fact]
    [Covers("R21")]
    public void A_fact_that_names_another_place_than_the_next_is_stopped()
    {
        var shop = new RewardShop([], Spring);
        shop.Give("2026-03-01", 1_000);
        Assert.Throws<LedgerBroken>(() => shop.Tell("2026-03-02", at => new Drawn { OccurredAt = at, RecordedAt = at, Draw = "spring", Nonce = 2, DrawnNumber = 0, Commitment = "00" }));
    }

    [Fact]
    [Covers("Z4", "Z6")]
    public void A_draw_that_breaks_the_law_or_promises_what_is_not_there_cannot_be_published()
    {
        Assert.Empty(Errors(Spring));
        Assert.Equal(["program.prizeAboveLimit /prizes/0/worth"], Errors(With(p => p with { WorthMinor = 5_000_001 })));
        Assert.Empty(Errors(With(p => p with { WorthMinor = 5_000_000 })));
        Assert.Equal(["program.oddsAboveOne /prizes"], Errors(With(p => p with { Odds = 7_501 })));
        Assert.Empty(Errors(With(p => p with { Odds = 7_500 })));
        Assert.Equal(["program.promiseWithoutStock /prizes/0/stock"], Errors(With(p => p with { Stock = 0 })));
        Assert.Equal(["program.promiseWithoutCost /prizes/0/cost"], Errors(With(p => p with { CostMinor = 0 })));
        Assert.Equal(["program.endsBeforeStart /through"], Errors(Spring with { Through = new DateOnly(2026, 2, 28) }));
        Assert.Equal(["program.prizeAboveBudget /prizes/0/cost"], Errors(Spring with { BudgetMinor = 399_999 }));
    }

    [Theory]
    [Covers("Z4")]
    [InlineData("2026-02-28", false)]
    [InlineData("2026-03-01", true)]
    public void What_was_published_stands_once_the_draw_began(string today, bool stands)
    {
        var on = DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture);
        string? Broken(DrawTerms now) => DrawPromises.Broken(new DrawRules { Campaigns = [Spring] }, new DrawRules { Campaigns = [now] }, on)?.Key;

        Assert.Equal(stands ? "prizes" : null, Broken(With(p => p with { Odds = 9 })));
        Assert.Equal(stands ? "prizes" : null, Broken(With(p => p with { Stock = 0 })));
        Assert.Equal(stands ? "points" : null, Broken(Spring with { Points = 101 }));
        Assert.Equal(stands ? "through" : null, Broken(Spring with { Through = new DateOnly(2026, 3, 30) }));
        Assert.Equal(stands ? "perMember" : null, Broken(Spring with { PerMember = 5 }));
        Assert.Equal(stands ? "tiers" : null, Broken(Spring with { Tiers = ["gold"] }));
        Assert.Equal(stands ? "whenOut" : null, Broken(Spring with { WhenOut = WhenOut.Next }));
        Assert.Equal(stands ? "enabled" : null, Broken(Spring with { Id = "other" }));
        // To the members' good: cheaper, longer, more prizes.
        Assert.Null(Broken(With(p => p with { Stock = 3 }) with { Points = 50, Through = new DateOnly(2026, 4, 30) }));
    }

    private static DrawTerms With(Func<Prize, Prize> first) => Spring with { Prizes = [first(Spring.Prizes[0]), .. Spring.Prizes.Skip(1)] };

    private static IEnumerable<string> Errors(DrawTerms draw) =>
        ProgramValidation.Check(new ProgramDocument { Code = "d", Names = new LocalText("抽", "D"), Draws = new DrawRules { Campaigns = [draw] } })
            .Where(f => f.Pointer.StartsWith("/draws", StringComparison.Ordinal)).Select(f => f.Code + " " + f.Pointer["/draws/campaigns/0".Length..]);
}
