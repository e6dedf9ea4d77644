using static Tessera.Model.Tests.Shop;

namespace Tessera.Model.Tests;

[Covers("R4")]
public sealed class MetricTests
{
    [Fact]
    public void Windows_end_on_the_day_and_start_after_the_same_day_before()
    {
        var shop = new Shop(Plain());
        shop.Buy("2025-01-31", 100);
        shop.Buy("2025-02-28", 200);
        shop.Buy("2025-03-31", 400);
        Assert.Equal(700, shop.Metric(MetricKind.Spend, ModelWindow.Lifetime, "2025-03-31"));
        Assert.Equal(400, shop.Metric(MetricKind.Spend, ModelWindow.Months(1), "2025-03-31")); // (28 Feb, 31 Mar]
        Assert.Equal(0, shop.Metric(MetricKind.Spend, ModelWindow.Months(1), "2025-03-30")); // (28 Feb, 30 Mar]
        Assert.Equal(200, shop.Metric(MetricKind.Spend, ModelWindow.Months(1), "2025-03-27")); // (27 Feb, 27 Mar]
    }

    [Fact]
    public void Rolling_days_calendar_and_previous_calendar_windows()
    {
        var shop = new Shop(Plain());
        shop.Buy("2025-01-31", 100);
        shop.Buy("2025-02-28", 200);
        shop.Buy("2025-03-31", 400);
        Assert.Equal(600, shop.Metric(MetricKind.Spend, ModelWindow.Days(32), "2025-03-31")); // 28 Feb … 31 Mar is 32 days
        Assert.Equal(400, shop.Metric(MetricKind.Spend, ModelWindow.Days(31), "2025-03-31"));
        Assert.Equal(400, shop.Metric(MetricKind.Spend, ModelWindow.Calendar(Period.Month), "2025-03-31"));
        Assert.Equal(200, shop.Metric(MetricKind.Spend, ModelWindow.Previous(Period.Month), "2025-03-31"));
        Assert.Equal(700, shop.Metric(MetricKind.Spend, ModelWindow.Calendar(Period.Quarter), "2025-03-31"));
        Assert.Equal(700, shop.Metric(MetricKind.Spend, ModelWindow.Previous(Period.Quarter), "2025-04-01"));
        Assert.Equal(0, shop.Metric(MetricKind.Spend, ModelWindow.Previous(Period.Half), "2025-06-30"));
    }

    [Fact]
    public void A_refund_counts_on_the_purchases_date_except_in_a_calendar_window_that_had_closed()
    {
        // Bought 28 January; refunds on 3 February (window end + 3: January) and on 4 February (own date).
        var shop = new Shop(Plain());
        var key = shop.Buy("2025-01-28", Goods(100, 10));
        shop.Refund("2025-02-03", key, 1);
        shop.Refund("2025-02-04", key, 2);
        Assert.Equal(900, shop.Metric(MetricKind.Spend, ModelWindow.Previous(Period.Month), "2025-02-10"));
        Assert.Equal(-200, shop.Metric(MetricKind.Spend, ModelWindow.Calendar(Period.Month), "2025-02-10"));
        Assert.Equal(0, shop.Metric(MetricKind.Spend, ModelWindow.Days(10), "2025-02-10"));
        Assert.Equal(700, shop.Metric(MetricKind.Spend, ModelWindow.Days(14), "2025-02-10"));
        Assert.Equal(700, shop.Metric(MetricKind.Spend, ModelWindow.Lifetime, "2025-02-10"));
    }

    [Fact]
    public void A_wholly_refunded_purchase_is_no_order()
    {
        var shop = new Shop(Plain(program => program.OrderMinimumMinor = 500));
        var key = shop.Buy("2025-01-10", Goods(500, 2));
        shop.Buy("2025-01-11", 499);
        Assert.Equal(1, shop.Metric(MetricKind.OrderCount, ModelWindow.Lifetime, "2025-01-31"));
        shop.Refund("2025-01-12", key, 1); // 500 left: still reaches the minimum exactly
        Assert.Equal(1, shop.Metric(MetricKind.OrderCount, ModelWindow.Lifetime, "2025-01-31"));
        shop.Refund("2025-01-13", key, 1);
        Assert.Equal(0, shop.Metric(MetricKind.OrderCount, ModelWindow.Lifetime, "2025-01-31"));
    }

    [Theory]
    [InlineData(BehaviourShareKind.None, 1700, 1)]
    [InlineData(BehaviourShareKind.Cap, 1000, 7)] // 700/7 × 3 … 700 + min(1000, 700 × 30/70 = 300) = 1000
    [InlineData(BehaviourShareKind.Weight, 790, 1)] // 0.7 × 700 + 0.3 × 1000 = 790
    public void Seventy_thirty_is_a_cap_or_a_weight(BehaviourShareKind kind, long growth, int orders)
    {
        var shop = new Shop(Plain(program =>
        {
            program.Growth.SpendRate = Ratio.Of(1, 100);
            program.Growth.ShareKind = kind;
            program.Growth.Behaviours.Add(new ModelBehaviourGrowth("share", 1000));
        }));
        for (var i = 0; i < orders; i++)
        {
            shop.Buy("2025-03-01", 70000 / orders);
        }

        shop.Do("2025-03-01", "share");
        Assert.Equal(growth, shop.Metric(MetricKind.Growth, ModelWindow.Lifetime, "2025-03-01"));
        Assert.Equal(1700, shop.M.Growth);
    }

    [Fact]
    public void The_scores_and_days_since_and_top_ups_read_as_named()
    {
        var shop = new Shop(Plain());
        shop.Buy("2025-03-01", 10000);
        shop.Do("2025-03-05", "login");
        shop.Apply(key => new ModelTopUp(key, At("2025-03-06"), "m", 50000));
        shop.Apply(key => new ModelTopUp(key, At("2025-03-07"), "m", 30000));
        Assert.Equal(9, shop.Metric(MetricKind.DaysSincePurchase, ModelWindow.Lifetime, "2025-03-10"));
        Assert.Equal(5, shop.Metric(MetricKind.DaysSinceActivity, ModelWindow.Lifetime, "2025-03-10"));
        Assert.Equal(50000, shop.Metric(MetricKind.SingleTopUp, ModelWindow.Lifetime, "2025-03-10"));
        Assert.Equal(80000, shop.Metric(MetricKind.TopUps, ModelWindow.Lifetime, "2025-03-10"));
        var score = new ModelMetric(MetricKind.Score) { Parts = [(Ratio.Of(1, 100), new ModelMetric(MetricKind.Spend)), (20, new ModelMetric(MetricKind.OrderCount))] };
        Assert.Equal((Ratio)120, shop.Model.Metric("m", score, ModelWindow.Lifetime, Day("2025-03-10")));
    }
}
