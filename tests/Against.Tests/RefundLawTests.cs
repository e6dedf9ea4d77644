using Tessera.Core.Members;

namespace Tessera.Against;

/// <summary>
/// Semantics §2 on Core alone: if nothing else touched the member between a purchase and its full refund, then in any parts and any order balance, lots, debt,
/// growth, spend, counts and cap room return to their former values (<c>pendingOnly</c> apart).
/// </summary>
[Covers("R4", "P18", "R22")]
public sealed class RefundLawTests
{
    [Fact]
    public void A_purchase_refunded_in_any_parts_leaves_no_trace()
    {
        var played = 0;
        var seeds = (ulong)TrialScale.Of(120, 600, 6_000);
        for (var seed = 1UL; seed <= seeds; seed++)
        {
            var scenario = Model.ModelScenario.From(seed, new Model.ModelScenarioOptions { Facts = 60, Tiers = false });
            if (scenario.Program.Shortfall == Model.Shortfall.PendingOnly || scenario.Program.AutoRedemption is not null) continue;
            var shop = new CoreShop(scenario.Program);
            foreach (var fact in scenario.Facts) shop.Apply(fact);
            var law = new Law(shop, scenario.Program, new Model.ModelChance(seed), scenario.Facts[^1].RecordedAt);
            foreach (var member in shop.Members)
            {
                law.BuyAndRefund(member, seed);
                played++;
            }
        }

        Assert.True(played > 100, $"only {played} purchases were tried");
    }

    private sealed class Law(CoreShop shop, Model.ModelProgram program, Model.ModelChance chance, DateTime now)
    {
        public void BuyAndRefund(CoreMember member, ulong seed)
        {
            shop.Apply(new Model.ModelAdvance($"law:{member.Name}:0", now));
            var before = Figures(member);
            var key = $"law:{member.Name}";
            var lines = Enumerable.Range(0, chance.Between(1, 4)).Select(_ => Line()).ToList();
            Assert.Null(shop.Apply(new Model.ModelPurchase(key, now, member.Name) { Lines = lines, Channel = chance.Pick("store", "app"), Codes = ["SPRING"] }));
            var parts = new List<string>();
            while (Part(member, key, parts.Count + 1) is { } part)
            {
                parts.Add(Told.Of(part));
                Assert.Null(shop.Apply(part));
            }

            var told = $"seed {seed}, {Told.Of(program)}\n{Told.Of(lines)}\n{string.Join('\n', parts)}\n";
            Assert.Equal(told + before, told + Figures(member));
        }

        private Model.ModelLine Line() => new("a", chance.Pick("tea", "tea/green", "cup", "tobacco"), chance.Between(1, 4), chance.Percent(10) ? 0 : chance.Between(1L, 3000L))
        {
            TaxRate = chance.Percent(50) ? Model.Ratio.Of(13, 100) : 0,
            Kind = chance.Percent(10) ? Model.LineKind.Freight : Model.LineKind.Goods,
        };

        /// <summary>Some units of a line, some money of all, or a void; null when nothing is left.</summary>
        private Model.ModelFact? Part(CoreMember member, string key, int n)
        {
            var purchase = member.Purchase(key);
            if (n == 1 && chance.Percent(10)) return new Model.ModelVoid($"{key}:void", now, key);
            var money = purchase.Outcome.NetMinor - purchase.Refunded.Sum(line => line.Money);
            var units = Enumerable.Range(0, purchase.Refunded.Count).Where(i => purchase.Refunded[i].Quantity < purchase.Outcome.Lines[i].Quantity).ToList();
            if (money > 0 && (units.Count == 0 || chance.Percent(50)))
            {
                return new Model.ModelRefund($"{key}:{n}", now, key) { AmountMinor = chance.Percent(30) ? money : chance.Between(1L, money) };
            }

            if (units.Count == 0) return null;
            var line = chance.Of(units);
            var left = (int)(purchase.Outcome.Lines[line].Quantity - purchase.Refunded[line].Quantity);
            return new Model.ModelRefund($"{key}:{n}", now, key) { Units = [(line, chance.Between(1, left))] };
        }

        /// <summary>Everything the law names, as one comparable text.</summary>
        private static string Figures(CoreMember member)
        {
            var state = member.State;
            var room = state.Rows.Where(row => row.Kind == RowKind.CapUse).GroupBy(row => (row.Key, row.Day))
                .Select(group => $"{group.Key} {group.Sum(row => row.Points)}").Where(text => !text.EndsWith(" 0", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            var rows = state.Rows.Where(row => row.Kind != RowKind.CapUse).ToList();
            return string.Join('\n',
            [
                $"balance {state.Balance} pending {state.Pending} debt {state.DebtOutstanding} growth {state.Growth} last bought {state.LastPurchaseOn:yyyy-MM-dd}",
                $"spend {rows.Sum(row => row.SpendMinor)} net {rows.Sum(row => row.NetMinor)} earned {rows.Sum(row => row.Points)} growth {rows.Sum(row => row.SpendGrowth)} orders {Orders(rows)}",
                .. state.OpenLots.Select(lot => $"lot {lot.Id} left {lot.Left} ends {lot.EndsOn:yyyy-MM-dd} pending {lot.Pending}"),
                .. state.Debts.Where(debt => debt.Outstanding > 0).Select(debt => $"debt {debt.Id} {debt.Outstanding}"),
                .. room,
            ]);
        }

        private static int Orders(List<MetricRow> rows) => rows.Count(row =>
            row.Kind == RowKind.Purchase && row.NetMinor + rows.Where(other => other.Kind == RowKind.Refund && other.PurchaseSequence == row.Sequence).Sum(other => other.NetMinor) > 0);
    }
}
