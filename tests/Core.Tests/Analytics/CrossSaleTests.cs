using System.Globalization;
using Tessera.Core.Analytics;
using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Analytics;

/// <summary>Recommendations attached to uses of benefits and the sales attributed to them. A wash recommends honey and all tea for 7 days; a tasting recommends what the guide names.</summary>
public sealed class CrossSaleTests
{
    private static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);
    private static readonly Recommender Ann = new("wash", "ann");
    private static readonly Recommender Ben = new("tasting", "ben");

    [Fact]
    [Covers("F38")]
    public void What_is_bought_through_the_last_date_counts_and_nothing_before_or_after()
    {
        var life = new Life();
        life.Buy("2026-03-01", ("honey", "food", 9_900));
        life.Use("2026-03-02", Ann);
        life.Buy("2026-03-02", ("honey", "food", 1_000), ("cup", "ware", 5_000));
        // 2 March + 7 days = 9 March is the last.
        life.Buy("2026-03-09", ("green", "tea/green", 2_000), ("pot", "teapot", 7_000));
        life.Buy("2026-03-10", ("honey", "food", 4_000));

        // One use, followed; two orders: 10.00 of honey and 20.00 of tea. A teapot is no tea.
        Assert.Equal(new CrossSales(1, 1, 2, 3_000), life.Read("2026-03-01", "2026-03-31")[Ann]);
    }

    [Fact]
    [Covers("F38")]
    public void A_line_belongs_to_the_last_use_that_names_it()
    {
        var life = new Life();
        life.Use("2026-03-02", Ann);
        life.Use("2026-03-03", Ben, "honey", "jam");
        life.Buy("2026-03-04", ("honey", "food", 1_000), ("jam", "food", 600), ("green", "tea/green", 2_000));

        var sums = life.Read("2026-03-01", "2026-03-31");
        // Honey and jam are Ben's, who came last: 16.00; the tea is Ann's: 20.00.
        Assert.Equal(new CrossSales(1, 1, 1, 2_000), sums[Ann]);
        Assert.Equal(new CrossSales(1, 1, 1, 1_600), sums[Ben]);
    }

    [Fact]
    [Covers("F38")]
    public void A_refund_takes_its_part_out_in_its_own_window_and_a_complete_one_the_order()
    {
        var life = new Life();
        life.Use("2026-03-30", Ann);
        var bought = life.Buy("2026-03-31", ("honey", "food", 1_000), ("cup", "ware", 5_000));
        life.Refund("2026-04-01", bought, (1, 1));
        life.Refund("2026-04-02", bought, (0, 1));

        Assert.Equal(new CrossSales(1, 1, 1, 1_000), life.Read("2026-03-01", "2026-03-31")[Ann]);
        // The cup is no cross sale; the honey takes 10.00 back, and with it the refund is complete.
        Assert.Equal(new CrossSales(0, 0, -1, -1_000), life.Read("2026-04-01", "2026-04-30")[Ann]);
    }

    [Fact]
    [Covers("F38")]
    public void A_use_taken_back_brings_nothing_and_one_without_a_recommendation_is_not_counted()
    {
        var life = new Life();
        var use = life.Use("2026-03-02", Ann);
        life.Use("2026-03-02", Ben);
        life.Buy("2026-03-03", ("honey", "food", 1_000));
        life.Cancel("2026-03-04", use);

        Assert.Empty(life.Read("2026-03-01", "2026-03-31"));
    }

    [Fact]
    [Covers("F38")]
    public void A_recommendation_that_nobody_followed_counts_as_one()
    {
        var life = new Life();
        life.Use("2026-03-02", Ann);
        Assert.Equal(new CrossSales(1, 0, 0, 0), life.Read("2026-03-01", "2026-03-31")[Ann]);
    }

    private sealed class Life
    {
        private readonly ProgramHistory _programs;
        private readonly List<RecordItem> _items = [];
        private readonly MemberState _state = new("acc_1");

        public Life()
        {
            var document = new ProgramDocument
            {
                Code = "cross", Names = new LocalText("交叉", "Cross"),
                Benefits =
                [
                    new Benefit { Id = "wash", Names = new("洗护", "wash"), Tiers = ["base"], UnitCostMinor = 500, Recommends = new Recommends { Skus = ["honey"], Categories = ["tea"] } },
                    new Benefit { Id = "tasting", Names = new("试饮", "tasting"), Tiers = ["base"], UnitCostMinor = 250 },
                ],
                Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] },
            };
            _programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), Shanghai)]);
            Tell("2026-01-01", at => new Joined { OccurredAt = at, RecordedAt = at });
        }

        public RecordItem Use(string day, Recommender by, params string[] named) =>
            Tell(day, at => new BenefitUsed { OccurredAt = at, RecordedAt = at, Benefit = by.Benefit, ClerkId = by.Clerk, Recommended = named });

        public void Cancel(string day, RecordItem use) => Tell(day, at => new BenefitUseCancelled { OccurredAt = at, RecordedAt = at, UseSequence = use.Sequence }, use);

        public RecordedPurchase Buy(string day, params (string Sku, string Category, long Minor)[] lines)
        {
            var item = Tell(day, at => new Purchase { OccurredAt = at, RecordedAt = at, Lines = [.. lines.Select(l => new PurchaseLine { Sku = l.Sku, Category = l.Category, Quantity = 1, ListMinor = l.Minor, NetMinor = l.Minor })] });
            return RecordedPurchase.Of(item, Date(day));
        }

        public void Refund(string day, RecordedPurchase of, params (int Line, int Units)[] units)
        {
            var recorded = _items.SelectMany(i => i.Effects).OfType<PurchaseRefunded>().Where(r => r.PurchaseSequence == of.Sequence).SelectMany(r => r.Lines);
            var refunded = of.Refunded.ToArray();
            foreach (var line in recorded) refunded[line.Line] = refunded[line.Line].Plus(line);
            Tell(day, at => new Refund { OccurredAt = at, RecordedAt = at, PurchaseSequence = of.Sequence, Units = [.. units.Select(u => new RefundedUnits(u.Line, u.Units))] }, purchase: of with { Refunded = refunded });
        }

        public IReadOnlyDictionary<Recommender, CrossSales> Read(string from, string through)
        {
            var fold = new CrossSaleFold(Shanghai);
            foreach (var item in _items)
            {
                var day = Shanghai.DayOf(item.RecordedAt);
                if (day <= Date(through)) fold.Read(item, day >= Date(from));
            }

            fold.Close();
            return fold.Sums;
        }

        private static DateOnly Date(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

        private RecordItem Tell(string day, Func<Instant, Fact> fact, RecordItem? named = null, RecordedPurchase? purchase = null)
        {
            var decision = Decide.Member(_programs, _state, new Command(fact(Shanghai.At(Date(day), new TimeOnly(12, _items.Count)))) { Named = named, Purchase = purchase });
            Assert.Null(decision.Refusal);
            _items.AddRange(decision.Items);
            return decision.Items[^1];
        }
    }
}
