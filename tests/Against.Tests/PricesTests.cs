using System.Globalization;
using Tessera.Core.Facts;
using Tessera.Model.Prices;
using Tessera.Scripts;

namespace Tessera.Against;

/// <summary>The price engine against the slow model of prices, over random baskets and rules; and what holds of any price.</summary>
public sealed class PricesTests(ITestOutputHelper output)
{
    private const int MostReports = 5;

    private static int Seeds => int.Parse(Environment.GetEnvironmentVariable("TESSERA_PRICE_SEEDS") ?? "1500", CultureInfo.InvariantCulture);

    private static ulong FirstSeed => ulong.Parse(Environment.GetEnvironmentVariable("TESSERA_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    [Covers("P1", "P2")]
    public void A_basket_costs_what_the_model_says()
    {
        var failed = new List<string>();
        var given = 0;
        for (var seed = FirstSeed; seed < FirstSeed + (ulong)Seeds && failed.Count < MostReports; seed++)
        {
            var (settings, savings, lines, buyer) = new PriceChance(seed).Basket();
            var model = ModelBasket.Price(settings, savings, lines, buyer);
            given += model.Deductions.Count;
            var order = PriceScript.Price(settings, savings, lines, buyer);
            if (Told(order) != Told(model)) failed.Add($"seed {seed}\nsettings {settings}\nsavings  {savings.Replace("; ", "\n         ", StringComparison.Ordinal)}\nlines    {lines}\nbuyer    {buyer}\nCORE\n{Told(order)}\nMODEL\n{Told(model)}\n{string.Join('\n', model.Notes)}");
        }

        output.WriteLine($"{Seeds} baskets from {FirstSeed}, {given} savings given");
        Assert.True(failed.Count == 0, string.Join("\n\n", failed));
    }

    [Fact]
    public void Every_golden_receipt_is_what_the_model_says()
    {
        foreach (var row in CaseTable.Read("tests/Core.Tests/cases/receipts.csv").Rows)
        {
            var model = ModelBasket.Price(row["settings"], row["savings"], row["lines"], row["buyer"]);
            Assert.Equal((row.ToString(), row["net"], row["tax"], row["toPay"]), (row.ToString(), PriceWords.Yuan(model.Net), PriceWords.Yuan(model.Tax), PriceWords.Yuan(model.ToPay)));
            Assert.Equal(row["byLine"], string.Join('|', model.Lines.Select(l => PriceWords.Yuan(l.Left))));
        }
    }

    [Fact]
    public void No_price_is_below_zero_and_all_parts_sum()
    {
        for (var seed = FirstSeed; seed < FirstSeed + (ulong)Seeds; seed++)
        {
            var (settings, savings, lines, buyer) = new PriceChance(seed).Basket();
            var order = PriceScript.Price(settings, savings, lines, buyer);
            foreach (var line in order.Lines)
            {
                Assert.Equal(line.StartMinor - line.NetMinor, line.Parts.Sum(p => p.Minor));
                Assert.True(line.NetMinor >= 0 || line.StartMinor < 0, $"seed {seed}");
                Assert.True(line.StoredValueMinor + line.PointsMinor <= line.PayMinor || line.StartMinor < 0, $"seed {seed}");
            }

            Assert.All(order.Deductions, d => Assert.Equal(d.Minor, order.Lines.Sum(l => l.Parts.Where(p => p.Id == d.Id).Sum(p => p.Minor))));
            Assert.All(order.Deductions, d => Assert.True(d.Minor > 0));
            Assert.True(order.Refusal is not null || order.ToPayMinor >= 0, $"seed {seed}: {order.ToPayMinor}");
            Assert.Equal(order.PayMinor - (order.PointsArePayment ? order.PointsMinor : 0) - order.StoredValueMinor, order.ToPayMinor);
            Assert.Equal(order.Points, order.Lines.Sum(l => l.Points));
        }
    }

    [Fact]
    public void A_coupon_of_a_best_group_never_raises_the_goods_price_or_the_quote_says_what_it_displaced()
    {
        for (var seed = FirstSeed; seed < FirstSeed + (ulong)Seeds; seed++)
        {
            var (settings, savings, lines, buyer) = new PriceChance(seed).Basket();
            settings = string.Join(' ', settings.Split(' ').Where(w => !w.StartsWith("groups=", StringComparison.Ordinal) && !w.StartsWith("stages=", StringComparison.Ordinal)));
            var without = PriceScript.Price(settings, savings, lines, buyer);
            var with = PriceScript.Price(settings, savings + "; zz coupon -7.00 coupon", lines, buyer);
            if (GoodsStagesNet(with) <= GoodsStagesNet(without)) continue;
            Assert.Contains(with.NotApplied, n => without.Deductions.Any(d => d.Id == n.Id) && n.Reason.Parts.Any(p => p.Text is not null));
        }
    }

    [Fact]
    public void Refunding_a_line_unit_by_unit_in_any_order_returns_every_part_whole()
    {
        for (var seed = FirstSeed; seed < FirstSeed + 300; seed++)
        {
            var (settings, savings, lines, buyer) = new PriceChance(seed).Basket();
            var chance = new Model.ModelChance(seed);
            foreach (var line in PriceScript.Price(settings, savings, lines, buyer).Lines)
            {
                long[] parts = [line.NetMinor, line.TaxMinor, line.PointsMinor, line.StoredValueMinor, line.Points, .. line.Parts.Select(p => p.Minor)];
                var returned = new long[parts.Length];
                for (decimal before = 0; before < line.Line.Quantity;)
                {
                    var now = Math.Min(line.Line.Quantity - before, chance.Between(1, 3));
                    for (var i = 0; i < parts.Length; i++) returned[i] += Core.Rounding.Share(parts[i], before, now, line.Line.Quantity);
                    before += now;
                }

                Assert.Equal(parts, returned);
            }
        }
    }

    private static long GoodsStagesNet(PricedOrder order) =>
        order.StartMinor - order.Deductions.Where(d => d.Stage is not (PriceStage.Points or PriceStage.Freight)).Sum(d => d.Minor);

    private static string Told(PricedOrder order) => string.Join('\n',
    [
        $"refused {order.Refusal is not null} net {order.NetMinor} tax {order.TaxMinor} pay {order.PayMinor} toPay {order.ToPayMinor} points {order.Points}={order.PointsMinor} rewards {order.RewardPoints}",
        string.Join(' ', order.Deductions.Select(d => $"{d.Id}:{d.Minor}")),
        .. order.Lines.Select(l => $"{l.Line.Sku} {l.NetMinor} tax {l.TaxMinor} points {l.Points}/{l.PointsMinor} stored {l.StoredValueMinor} " + string.Join(' ', l.Parts.OrderBy(p => p.Id, StringComparer.Ordinal).Select(p => $"{p.Id}={p.Minor}"))),
    ]);

    private static string Told(ModelBasket order) => string.Join('\n',
    [
        $"refused {order.Refused} net {order.Net} tax {order.Tax} pay {order.Pay} toPay {order.ToPay} points {order.PointsSpent}={order.PointsMinor} rewards {order.RewardPoints}",
        string.Join(' ', order.Deductions.Select(d => $"{d.Id}:{d.Minor}")),
        .. order.Lines.Select(l => $"{l.Sku} {l.Left} tax {l.Tax} points {l.Points}/{l.PaidWithPoints} stored {l.PaidWithStoredValue} " + string.Join(' ', l.Parts.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"))),
    ]);
}
