using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Tests.Earning;

public sealed class EarningPropertyTests
{
    private static readonly string[] Categories = ["", "tea", "tea/milk", "cake", "cup/glass"];
    private static readonly string[] Stores = ["s1", "s2", "s3"];
    private static readonly EarnContext Base = EarnCase.Context("");

    private static Gen<PurchaseLine> AnyLine =>
        from net in Gen.Choose(-2_000, 50_000)
        from discount in Gen.Choose(0, 2_000)
        from quantity in Gen.Choose(1, 5)
        from tax in Gen.Elements(0, 600, 1_300)
        from category in Gen.Elements(Categories)
        from sku in Gen.Choose(0, 9)
        from kind in Gen.Frequency((8, Gen.Constant(LineKind.Goods)), (1, Gen.Constant(LineKind.Freight)), (1, Gen.Constant(LineKind.Fee)))
        select new PurchaseLine
        {
            Sku = $"k{sku}", Category = category, Quantity = quantity, NetMinor = net, DiscountMinor = discount, ListMinor = net + discount, TaxRate = tax, Kind = kind,
        };

    private static Gen<Purchase> AnyPurchase =>
        from lines in AnyLine.NonEmptyListOf()
        from store in Gen.Elements(Stores)
        from birthday in Gen.Elements(true, false)
        select EarnCase.Purchase("1.00", "") with { Lines = [.. lines], StoreId = store, IsBirthday = birthday };

    private static Gen<EarnScope> AnyScope =>
        from way in Gen.Choose(0, 5)
        from category in Gen.Elements(Categories[1..])
        from sku in Gen.Choose(0, 9)
        from store in Gen.Elements(Stores)
        select way switch
        {
            0 => new EarnScope { Categories = [category] },
            1 => new EarnScope { Skus = [$"k{sku}"] },
            2 => new EarnScope { Stores = [store] },
            3 => new EarnScope { Channels = ["store"], Tiers = ["base"] },
            4 => new EarnScope { ExcludeCategories = [category] },
            _ => new EarnScope(),
        };

    private static Gen<EarnRule> AnyRule =>
        from kind in Gen.Elements(EarnKind.Money, EarnKind.Money, EarnKind.Money, EarnKind.Unit, EarnKind.Purchase)
        from value in Gen.Choose(0, 30)
        from per in Gen.Elements(1L, 7L, 100L, 300L, 1_000L)
        from mode in Gen.Elements(RateMode.Proportional, RateMode.PerFull)
        from scope in AnyScope
        from expiry in Gen.Elements(null, new ExpiryRule { Length = new Span(0, 30) })
        from basis in Gen.Elements(new EarnBasis(), new EarnBasis { AfterDiscounts = false }, new EarnBasis { WithTax = false, WithFreight = true })
        from cap in Gen.Elements(0L, 0L, 40L)
        select new EarnRule
        {
            Id = "r", Names = new LocalText("r", "r"), Kind = kind, Rate = new Rate(value, per, mode), Points = value, Scope = scope, Expiry = expiry, Basis = basis,
            Caps = cap == 0 ? [] : [new PointsCap(CapPeriod.Day, cap)],
        };

    private static Gen<EarningTerms> AnyTerms =>
        from rules in AnyRule.ListOf()
        from at in Gen.Elements(RoundAt.Order, RoundAt.AfterMultipliers, RoundAt.BeforeMultipliers)
        from rounding in Gen.Elements(RoundingMode.Floor, RoundingMode.HalfUp, RoundingMode.Ceiling)
        from stacking in Gen.Elements(Stacking.Max, Stacking.Sum, Stacking.Product)
        from campaign in Gen.Elements("", "tea")
        let points = new PointsRules { RoundAt = at, Rounding = rounding, Stacking = stacking, BirthdayMultiplier = 20_000 }
        select new EarningTerms([.. rules.Select((r, i) => r with { Id = $"r{i}" }), Campaign(campaign)], points, null, new PurchaseRules());

    private static EarnRule Campaign(string category) => new()
    {
        Id = "campaign", Names = new LocalText("c", "c"), Kind = EarnKind.Multiplier, Multiplier = 15_000, Scope = new EarnScope { Categories = category.Length == 0 ? [] : [category] },
    };

    [Fact]
    [Covers("R4", "E6", "P18")]
    public void Points_of_lines_of_rules_and_of_grants_sum_to_the_order()
    {
        var cases = from terms in AnyTerms from purchase in AnyPurchase select (terms, purchase);
        Check(cases, c =>
        {
            var earned = CompiledEarning.Compile(c.terms).Purchase(Base with { TierMultiplier = 12_000 }, c.purchase);
            var points = earned.Outcome.Points;
            return points >= 0
                && earned.Outcome.Lines.Sum(l => l.Points) == points
                && earned.Outcome.Lines.All(l => l.Points >= 0)
                && earned.Outcome.Hits.Sum(h => h.Parts.Single(p => p.Name == "points").Number) == points
                && earned.Grants.Sum(g => g.Points) == points
                && earned.CapUse.All(u => u.Points is > 0 and <= 40);
        });
    }

    [Fact]
    [Covers("R4")]
    public void Rounded_rule_by_rule_many_rules_give_what_each_gives_alone()
    {
        // Also shows that the index loses no rule and adds none: alone, a rule is never hidden behind another list.
        var cases = from terms in AnyTerms from rules in AnyRule.ListOf(80) from purchase in AnyPurchase select (terms, rules, purchase);
        Check(cases, c =>
        {
            var points = c.terms.Points with { RoundAt = RoundAt.AfterMultipliers };
            var rules = c.rules.Select((r, i) => r with { Id = $"r{i}" }).ToList();
            var together = CompiledEarning.Compile(new EarningTerms(rules, points, null, new PurchaseRules())).Purchase(Base, c.purchase).Outcome.Points;
            return together == rules.Sum(r => CompiledEarning.Compile(new EarningTerms([r], points, null, new PurchaseRules())).Purchase(Base, c.purchase).Outcome.Points);
        });
    }

    [Fact]
    [Covers("E1", "E3", "E7")]
    public void Unrounded_contributions_agree_with_fractions_of_any_size()
    {
        var cases =
            from rates in Gen.Choose(0, 500).Zip(Gen.Elements(1L, 3L, 7L, 100L, 900L)).NonEmptyListOf()
            from net in Gen.Choose(0, 2_000_000_000)
            from tier in Gen.Choose(0, 40_000)
            from birthday in Gen.Choose(0, 40_000)
            select (rates, net, tier, birthday);
        Check(cases, c =>
        {
            var rules = c.rates.Select((r, i) => new EarnRule
            {
                Id = $"r{i}", Names = new LocalText("r", "r"), Kind = EarnKind.Money, Rate = new Rate(r.Item1, r.Item2, RateMode.Proportional),
            });
            var points = new PointsRules { Stacking = Stacking.Product, BirthdayMultiplier = c.birthday };
            var purchase = EarnCase.Purchase("1.00", "birthday");
            purchase = purchase with { Lines = [purchase.Lines[0] with { NetMinor = c.net }] };
            var got = CompiledEarning.Compile(new EarningTerms([.. rules], points, null, new PurchaseRules()))
                .Purchase(Base with { TierMultiplier = c.tier }, purchase).Outcome.Points;

            BigInteger numerator = 0, denominator = 1;
            foreach (var (value, per) in c.rates) (numerator, denominator) = ((numerator * per) + (denominator * value * c.net), denominator * per);
            return got == numerator * c.tier * c.birthday / (denominator * 100_000_000);
        });
    }

    /// <summary>Without rules that take over, limits that refuse and campaigns that lower: each of them may rightly give less for more.</summary>
    [Fact]
    public void Paying_more_never_earns_less()
    {
        var cases = from terms in AnyTerms.Select(Rising) from purchase in AnyPurchase from more in Gen.Choose(0, 5_000) select (terms, purchase, more);
        Check(cases, c =>
        {
            var compiled = CompiledEarning.Compile(c.terms);
            var dearer = c.purchase with { Lines = [.. c.purchase.Lines.Select(l => l with { NetMinor = l.NetMinor + c.more })] };
            return compiled.Purchase(Base, dearer).Outcome.Points >= compiled.Purchase(Base, c.purchase).Outcome.Points;
        });
    }

    private static EarningTerms Rising(EarningTerms terms) => terms with
    {
        Rules = [.. terms.Rules.Select(r => r with { Exclusive = false, OnCap = OnCap.Cut, Multiplier = Math.Max(10_000, r.Multiplier) })],
        Points = terms.Points with { OnCap = OnCap.Cut },
    };

    [Fact]
    [Covers("R4", "P18")]
    public void Refunds_in_any_parts_and_any_order_sum_to_the_whole()
    {
        var line =
            from quantity in Gen.Choose(1, 6)
            from net in Gen.Choose(-500, 5_000)
            from points in Gen.Choose(0, 3_000)
            from growth in Gen.Choose(0, 100)
            select new LineOutcome(quantity, net, net, points, growth);
        var cases = from lines in line.NonEmptyListOf() from steps in Gen.Choose(0, 1_000_000).ListOf(60) select (lines, steps);
        Check(cases, c => SumsToTheWhole([.. c.lines], [.. c.steps]));
    }

    [Fact]
    [Covers("R4")]
    public void Cap_room_comes_back_in_parts_that_sum_to_what_was_used()
    {
        var cases = from use in Gen.Choose(1, 5_000) from steps in Gen.Choose(0, 1_000_000).ListOf(60) select (use, steps);
        Check(cases, c =>
        {
            var purchase = RefundTableTests.Recorded([new LineOutcome(6, 6_000, 6_000, 5_000, 0), new LineOutcome(3, 1_000, 1_000, 700, 0)]);
            var used = new MetricRow { Sequence = 7, Kind = RowKind.CapUse, Key = "rule:r", Points = c.use, Day = purchase.Day, PurchaseDay = purchase.Day };
            List<MetricRow> rows = [used, used with { Sequence = 6 }, used with { Key = "points", Points = 3 }];
            var sequence = 8;
            foreach (var share in Takes(purchase, [.. c.steps])) rows.AddRange(RefundArithmetic.CapRoomBack(rows, share.Before, share.Share, sequence++));
            return rows.Where(r => r.Key == "rule:r").Sum(r => r.Points) == c.use && rows.Where(r => r.Key == "points").Sum(r => r.Points) == 0
                && rows.All(r => r.Day == purchase.Day);
        });
    }

    private static bool SumsToTheWhole(LineOutcome[] lines, int[] steps)
    {
        var purchase = RefundTableTests.Recorded(lines);
        var shares = Takes(purchase, steps).ToList();
        return shares.Sum(s => s.Share.MoneyMinor) == purchase.Outcome.NetMinor
            && shares.Sum(s => s.Share.Points) == purchase.Outcome.Points
            && shares.Sum(s => s.Share.Growth) == purchase.Outcome.Growth
            && shares.Sum(s => s.Share.SpendMinor) == purchase.Outcome.SpendMinor
            && shares.Count(s => s.Share.Completes) == 1
            && shares.All(s => s.Share.Points >= 0 && s.Share.Growth >= 0);
    }

    /// <summary>Refunds by units and by amount as the steps say, then whatever is left unit by unit.</summary>
    private static IEnumerable<(RecordedPurchase Before, RefundShare Share)> Takes(RecordedPurchase purchase, int[] steps)
    {
        var lines = purchase.Outcome.Lines;
        foreach (var step in steps)
        {
            var at = step % lines.Count;
            var left = (int)(lines[at].Quantity - purchase.Refunded[at].Quantity);
            var money = lines.Select((l, i) => l.NetMinor - purchase.Refunded[i].Money).Sum();
            var asked = step % 3 == 0 && money > 0
                ? RefundTableTests.ByAmount(1 + (step % money))
                : RefundTableTests.ByUnits(new RefundedUnits(at, 1 + (step % Math.Max(1, left))));
            if (RefundArithmetic.Take(purchase, asked, OverRefund.Refuse, out _) is not { } share) continue;
            yield return (purchase, share);
            purchase = purchase with { Refunded = share.After };
        }

        for (var l = 0; l < lines.Count; l++)
        {
            if (RefundArithmetic.Take(purchase, RefundTableTests.ByUnits(new RefundedUnits(l, 1_000)), OverRefund.Clamp, out _) is not { } share) continue;
            yield return (purchase, share);
            purchase = purchase with { Refunded = share.After };
        }
    }

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) =>
        FsCheck.Fluent.Prop.ForAll(cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(new Replay(new Rnd(20_261_122, 1), Microsoft.FSharp.Core.FSharpOption<int>.None)));
}
