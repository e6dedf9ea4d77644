using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Programs;

/// <summary>One member and a till that prices by the programme: decides, keeps the record, and holds the shared counters as a store would.</summary>
internal sealed class PricedShop
{
    private static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);
    private readonly ProgramHistory _programs;
    private readonly Dictionary<long, RecordedPurchase> _purchases = [];
    private readonly List<RecordItem> _items = [];
    private int _number;

    public PricedShop(ProgramDocument document)
    {
        _programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), Shanghai)]);
        Accept(new Joined { OccurredAt = At("2026-01-01", 9), RecordedAt = At("2026-01-01", 9) });
    }

    public MemberState State { get; } = new("acc_1");

    public SortedDictionary<string, long> Counters { get; } = new(StringComparer.Ordinal);

    public Instant Now { get; set; } = At("2026-03-10", 10);

    /// <summary>A point a yuan, growth a yuan; points worth a fen each, as a discount or a payment.</summary>
    public static ProgramDocument Document(SpendingRules? spending = null, IReadOnlyList<Saving>? promotions = null, PurchaseRules? purchases = null, Shortfall shortfall = Shortfall.Debt) => new()
    {
        Code = "priced",
        Names = new LocalText("计价", "Priced"),
        Points = new PointsRules { Spending = spending ?? new SpendingRules(), Shortfall = shortfall, Expiry = new ExpiryRule { Length = new Span(12, 0) } },
        Purchases = purchases ?? new PurchaseRules(),
        Promotions = promotions ?? [],
        StoredValue = new StoredValueRules { Plans = [new TopUpPlan { Id = "plan", Names = new LocalText("充值", "plan"), PayMinor = 7_000, BonusMinor = 3_000 }] },
        Earn = [new EarnRule { Id = "spend", Names = new LocalText("消费", "Spend"), Kind = EarnKind.Money, Rate = new Rate(1, 100, RateMode.PerFull) }],
        Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] },
    };

    public static Instant At(string day, int hour) => Shanghai.At(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), new TimeOnly(hour, 0));

    public static PurchaseLine Line(decimal quantity, long listMinor, string category = "tea") =>
        new() { Sku = category, Category = category, Quantity = quantity, ListMinor = listMinor, NetMinor = listMinor };

    public void Give(long points) => Accept(new Adjustment { OccurredAt = Now, RecordedAt = Now, Points = points, ReasonCode = "gift" });

    /// <summary>A plain top-up, or (0) the plan: 70.00 and 30.00 on top.</summary>
    public void TopUp(long principal) =>
        Accept(new TopUp { OccurredAt = Now, RecordedAt = Now, PrincipalMinor = principal, Value = new Prepaid(principal == 0 ? "plan" : null, IsRegistered: true) });

    public Purchase PurchaseOf(Wishes? wishes, params PurchaseLine[] lines) =>
        new() { OccurredAt = Now, RecordedAt = Now, Source = "till", Number = $"{++_number}", Lines = lines, Wishes = wishes };

    public RecordedPurchase Buy(Wishes? wishes, params PurchaseLine[] lines)
    {
        var item = Accept(PurchaseOf(wishes, lines));
        return _purchases[item.Sequence] = RecordedPurchase.Of(item, Shanghai.DayOf(item.OccurredAt));
    }

    public RecordedPurchase Purchase(long sequence) => _purchases[sequence];

    /// <summary>Refunds units of a line, an amount (line below 0), or voids (no units).</summary>
    public (GivenBack Back, bool Complete) Refund(long sequence, int line, decimal units, long amount = 0, bool isVoid = false)
    {
        var refund = new Refund
        {
            OccurredAt = Now, RecordedAt = Now, PurchaseSequence = sequence, AmountMinor = amount, IsVoid = isVoid, Units = amount == 0 && !isVoid ? [new RefundedUnits(line, units)] : [],
        };
        var gave = Accept(refund).Effects.OfType<PurchaseRefunded>().Single();
        _purchases[sequence] = _purchases[sequence].After(gave);
        return (PricedParts.Sum(_purchases[sequence].Outcome.Priced, gave.Lines)!, gave.Complete);
    }

    public RecordItem Accept(Fact fact)
    {
        var decision = Tell(fact);
        Assert.Null(decision.Refusal?.Reason.Code);
        return decision.Items[^1];
    }

    public Decision Tell(Fact fact)
    {
        var limits = Decide.SharedLimits(_programs, fact);
        if (limits.Count > 0) fact = fact with { Rooms = [.. limits.Select(l => new Room(l.Id, Math.Max(0, l.Most - Counters.GetValueOrDefault(l.Id))))] };
        var decision = Decide.Member(_programs, State, new Command(fact) { Purchase = fact is Refund refund ? _purchases[refund.PurchaseSequence] : null });
        foreach (var item in decision.Items)
        {
            _items.Add(item);
            foreach (var moved in item.Effects.OfType<CounterMoved>()) Counters[moved.Id] = Counters.GetValueOrDefault(moved.Id) + moved.By;
        }

        return decision;
    }

    /// <summary>The record decided again without a store comes to the same effects.</summary>
    public void ReplaysAlike()
    {
        var replay = new Replay(_programs, State.Account);
        foreach (var item in _items)
        {
            var again = replay.Again(item).Items;
            Assert.Equal(item.Effects.Count, again[^1].Effects.Count);
            Assert.Equal(item.Effects.OfType<LedgerEntry>().Select(e => (e.Points, e.BalanceAfter)), again[^1].Effects.OfType<LedgerEntry>().Select(e => (e.Points, e.BalanceAfter)));
            Assert.Equal(item.Effects.OfType<CounterMoved>(), again[^1].Effects.OfType<CounterMoved>());
            Assert.Equal(item.Purchase?.Priced?.ToPayMinor, again[^1].Purchase?.Priced?.ToPayMinor);
        }

        Assert.Equal(State.Balance, replay.State.Balance);
    }
}
