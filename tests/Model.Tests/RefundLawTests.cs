namespace Tessera.Model.Tests;

/// <summary>
/// Semantics §2: if nothing else touched the member between a purchase and its full refund, in any parts and any order,
/// balance, lots, debt, growth, spend, counts and cap room return to their former values (pendingOnly apart).
/// </summary>
[Covers("R4")]
public sealed class RefundLawTests
{
    [Fact]
    public void A_purchase_refunded_in_any_parts_leaves_no_trace()
    {
        var played = 0;
        for (var seed = 1UL; seed <= 150; seed++)
        {
            var scenario = ModelScenario.From(seed, new ModelScenarioOptions { Facts = 60, Tiers = false });
            if (scenario.Program.Shortfall == Shortfall.PendingOnly || scenario.Program.AutoRedemption is not null)
            {
                continue;
            }

            var model = new SlowModel(scenario.Program);
            foreach (var fact in scenario.Facts)
            {
                model.Apply(fact);
            }

            foreach (var member in scenario.Members)
            {
                BuyAndRefund(model, member, new ModelChance(seed), scenario.Facts[^1].RecordedAt);
                played++;
            }
        }

        Assert.True(played > 100, $"only {played} purchases were tried");
    }

    private static void BuyAndRefund(SlowModel model, string member, ModelChance chance, DateTime now)
    {
        model.Apply(new ModelAdvance($"law:{member}:0", now));
        var before = Figures(model, member, now);
        var lots = model.Show(member).Lots;
        var key = $"law:{member}";
        var lines = Enumerable.Range(0, chance.Between(1, 3))
            .Select(_ => new ModelLine("a", chance.Pick("tea", "tea/green", "cup"), chance.Between(1, 4), chance.Between(1L, 3000L)) { TaxRate = Ratio.Of(13, 100) })
            .ToList();
        Assert.True(model.Apply(new ModelPurchase(key, now, member) { Lines = lines }).IsAccepted);
        var order = model.Member(member).Orders[^1];
        for (var part = 1; !order.IsWhollyRefunded; part++)
        {
            var index = Enumerable.Range(0, lines.Count).First(i => order.Lines[i].UnitsLeft > 0);
            var left = order.Lines.Sum(line => line.MoneyLeft);
            var refund = chance.Percent(50) || left == 0
                ? new ModelRefund($"{key}:{part}", now, key) { Units = [(index, chance.Between(1, order.Lines[index].UnitsLeft))] }
                : new ModelRefund($"{key}:{part}", now, key) { AmountMinor = chance.Between(1L, left) };
            Assert.True(model.Apply(refund).IsAccepted);
        }

        Assert.Equal(before, Figures(model, member, now));
        Assert.Equal(lots, model.Show(member).Lots.Take(lots.Count).Select((lot, i) => lot with { ClawedBack = lots[i].ClawedBack, Consumed = lots[i].Consumed }));
    }

    /// <summary>Everything the law names, as one comparable text. Points earned today stand for the room under caps.</summary>
    private static string Figures(SlowModel model, string member, DateTime now)
    {
        var show = model.Show(member);
        var day = ModelDates.Day(now);
        var metrics = new[] { MetricKind.Spend, MetricKind.OrderCount, MetricKind.PointsEarned, MetricKind.Growth }
            .SelectMany(kind => new[] { ModelWindow.Lifetime, ModelWindow.Days(1), ModelWindow.Calendar(Period.Month) }
                .Select(window => model.Metric(member, new ModelMetric(kind), window, day)));
        return $"{show.Balance} {show.Pending} {show.Debt} {show.Spendable} {show.Growth} {string.Join(' ', metrics)}";
    }
}
