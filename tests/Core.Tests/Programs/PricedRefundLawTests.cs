using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;

namespace Tessera.Core.Tests.Programs;

/// <summary>The refund law (semantics §2) over priced purchases: in any parts and any order everything returns, and never more than was paid.</summary>
public sealed class PricedRefundLawTests
{
    [Fact]
    [Covers("R4", "P18")]
    public void A_priced_purchase_refunded_in_any_parts_and_any_order_leaves_no_trace_and_pays_back_what_was_paid()
    {
        for (var seed = 1UL; seed <= 400; seed++)
        {
            var chance = new SeededSequence(seed);
            var shop = new PricedShop(Document(chance));
            shop.Give(Below(chance, 3_000));
            shop.TopUp(1 + Below(chance, 9_000));
            shop.TopUp(0);
            shop.Accept(new CouponGranted { OccurredAt = shop.Now, RecordedAt = shop.Now, Kind = "held", Count = 1 + (int)Below(chance, 2) });
            if (Below(chance, 2) == 0) shop.Buy(null, PricedShop.Line(1, 1 + Below(chance, 50_000)));
            var (before, counters) = (Figures(shop), Money(shop));
            var bought = shop.Buy(new Wishes { MostPoints = Below(chance, 2) == 0, Points = Below(chance, 500), MostStoredValue = Below(chance, 3) == 0, StoredValueMinor = Below(chance, 9_000), ChoosesCoupons = Below(chance, 2) == 0, Rewards = Rewards(chance) }, [.. Enumerable.Range(0, 1 + (int)Below(chance, 4)).Select(_ => Line(chance))]);
            var paid = (Pay: 0L, Points: 0L, Other: 0L, Value: 0L);
            for (var complete = false; !complete;)
            {
                var (back, done) = Part(shop, bought.Sequence, chance);
                complete = done;
                paid = (paid.Pay + back.PayMinor, paid.Points + back.Points, paid.Other + back.OtherMinor, paid.Value + back.StoredValueMinor);
                Assert.True(back is { OtherMinor: >= 0, Points: >= 0, PointsMinor: >= 0, StoredValueMinor: >= 0 }, $"seed {seed}: {back}");
                Assert.True(paid.Other <= bought.Outcome.Priced!.ToPayMinor && paid.Points <= bought.Outcome.Priced.Points + bought.Outcome.Priced.RewardPoints && paid.Value <= bought.Outcome.Priced.StoredValueMinor, $"seed {seed}: {paid}");
            }

            var order = bought.Outcome.Priced!;
            Assert.Equal((seed, order.PayMinor, order.Points + order.RewardPoints, order.ToPayMinor, order.StoredValueMinor), (seed, paid.Pay, paid.Points, paid.Other, paid.Value));
            Assert.Equal($"{seed} {before}", $"{seed} {Figures(shop)}");
            Assert.Equal($"{seed} {counters}", $"{seed} {Money(shop)}");
            shop.ReplaysAlike();
        }
    }

    private static ProgramDocument Document(SeededSequence chance)
    {
        var spending = new SpendingRules { Points = 1 + Below(chance, 3), WorthMinor = 1 + Below(chance, 3), As = Below(chance, 2) == 0 ? PointsAs.Discount : PointsAs.Payment, PaidPartEarns = Below(chance, 2) == 0 };
        var off = new Saving
        {
            Id = "off", Names = new LocalText("折", "off"), Amount = new SavingAmount { Off = (int)(1 + Below(chance, 4_000)) },
            Limits = [new SavingLimit { Minor = 1 + Below(chance, 20_000), Period = CapPeriod.Month }, new SavingLimit { OfCampaign = true, Minor = 100_000 }],
        };
        var full = new Saving
        {
            Id = "full", Names = new LocalText("满减", "order"), Stage = PriceStage.Order, AtLeastMinor = Below(chance, 20_000), Amount = new SavingAmount { Minor = 1 + Below(chance, 5_000) },
            Limits = [new SavingLimit { OfCampaign = true, Uses = 5, Minor = 9_000 }],
        };
        var held = new Saving
        {
            Id = "", Names = new LocalText("", ""), AtLeastMinor = Below(chance, 15_000), Amount = Below(chance, 2) == 0 ? new SavingAmount { Minor = 1 + Below(chance, 4_000) } : new SavingAmount { Off = (int)(1 + Below(chance, 3_000)) },
            Limits = [new SavingLimit { OfCampaign = true, Minor = 50_000 }],
        };
        var free = new Saving { Id = "", Names = new LocalText("", ""), Per = SavingPer.Unit, Amount = new SavingAmount { Off = 10_000 }, Scope = new SavingScope { Categories = ["cup"] } };
        var cut = new Saving { Id = "", Names = new LocalText("", ""), Amount = new SavingAmount { Minor = 1 + Below(chance, 900) } };
        return Plain(chance, spending, off, full) with
        {
            Coupons = [new CouponOffer(new CouponKind { Id = "held", Names = new LocalText("券", "held"), Lasts = new Span(0, 30) }, held)],
            Rewards = [new RewardOffer(Reward("free", 1 + Below(chance, 300), 1 + (int)Below(chance, 3)), free), new RewardOffer(Reward("cut", 1 + Below(chance, 200), 1), cut)],
        };
    }

    private static Reward Reward(string id, long points, int perUnits) => new() { Id = id, Names = new LocalText(id, id), Points = points, PerUnits = perUnits, Stock = 50, CostMinor = 1, Owner = "m" };

    private static WishedReward[] Rewards(SeededSequence chance) =>
        [.. new[] { "free", "cut" }.Where(_ => Below(chance, 2) == 0).Select(code => new WishedReward(code, 1 + (int)Below(chance, 3)))];

    private static ProgramDocument Plain(SeededSequence chance, SpendingRules spending, Saving off, Saving full)
    {
        return PricedShop.Document(spending, [off, full], new PurchaseRules { ConditionalSavings = Below(chance, 2) == 0 ? ConditionalSaving.Keep : ConditionalSaving.Recover }, Below(chance, 2) == 0 ? Shortfall.Debt : Shortfall.Clamp);
    }

    private static PurchaseLine Line(SeededSequence chance) => PricedShop.Line(1 + Below(chance, 5), Below(chance, 10) == 0 ? 0 : 1 + Below(chance, 30_000), Below(chance, 3) == 0 ? "cup" : "tea");

    private static (GivenBack Back, bool Done) Part(PricedShop shop, long sequence, SeededSequence chance)
    {
        var purchase = shop.Purchase(sequence);
        if (purchase.IsUntouched && Below(chance, 10) == 0) return shop.Refund(sequence, 0, 0, isVoid: true);
        var left = purchase.Outcome.NetMinor - purchase.Refunded.Sum(l => l.Money);
        var lines = Enumerable.Range(0, purchase.Refunded.Count).Where(i => purchase.Refunded[i].Quantity < purchase.Outcome.Lines[i].Quantity).ToList();
        if (left > 0 && (lines.Count == 0 || Below(chance, 3) == 0)) return shop.Refund(sequence, -1, 0, amount: Below(chance, 3) == 0 ? left : 1 + Below(chance, left));
        var line = lines[(int)Below(chance, lines.Count)];
        var units = (long)(purchase.Outcome.Lines[line].Quantity - purchase.Refunded[line].Quantity);
        return shop.Refund(sequence, line, 1 + Below(chance, units));
    }

    private static long Below(SeededSequence chance, long most) => chance.Below((int)most);

    private static string Figures(PricedShop shop)
    {
        var state = shop.State;
        var rows = state.Rows.Where(r => r.Kind != RowKind.CapUse).ToList();
        var lots = string.Join(' ', state.OpenLots.Select(l => $"{l.Id}:{l.Left}:{l.EndsOn:yyyy-MM-dd}"));
        return $"{state.Balance} {state.Pending} {state.DebtOutstanding} {state.Growth} {state.LastPurchaseOn} {rows.Sum(r => r.SpendMinor)} {rows.Sum(r => r.NetMinor)} {rows.Sum(r => r.Points)} {lots} {Wallet(state)} {state.Coupons.Held.Count} coupons";
    }

    private static string Wallet(MemberState state) =>
        string.Join(' ', state.Wallet.AllLots.Select(l => $"{l.Id}:{l.PrincipalLeft}+{l.BonusLeft} used {l.PrincipalUsed}+{l.BonusUsed} at {l.ListUsed} for {l.ChargedUsed}"));

    /// <summary>Limits of money: each member's and the campaign's.</summary>
    private static string Money(PricedShop shop) =>
        string.Join(' ', shop.State.Rows.Where(r => r.Kind == RowKind.CapUse && r.Key!.EndsWith(":minor", StringComparison.Ordinal)).GroupBy(r => r.Key).Select(g => g.Sum(r => r.Points)).Where(n => n != 0)
            .Concat(shop.Counters.Where(c => c.Key.EndsWith(":minor", StringComparison.Ordinal)).Select(c => c.Value).Where(n => n != 0)));
}
