using Tessera.Core.Benefits;
using Tessera.Core.Bookings;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;
using Tessera.Core.StoredValue;
using Tessera.Core.Tests.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Tiers;

/// <summary>One member of a shop whose gold tier, entered at 100.00, opens starter tasks; a point a yuan.</summary>
internal sealed class TaskShop
{
    private static readonly StarterTask[] Tasks =
    [
        Task("firstWash", TaskBy.Benefit, "wash", 100, 30), Task("firstSpring", TaskBy.Purchase, "spring", 50, 10), Task("firstEarly", TaskBy.Benefit, "early", 70, 0),
        Task("firstBooking", TaskBy.Booking, null, 30, 30), Task("firstSign", TaskBy.Behaviour, "checkIn", 20, 30),
    ];

    private readonly Dictionary<long, RecordedPurchase> _purchases = [];
    private int _number;

    public TaskShop(string account = "acc_member", Shortfall shortfall = Shortfall.Debt)
    {
        var document = new ProgramDocument
        {
            Code = "tasks", Names = new LocalText("新手任务", "Tasks"),
            Points = new PointsRules { Shortfall = shortfall, Spending = new SpendingRules() },
            Benefits =
            [
                new() { Id = "wash", Names = new("洗护", "wash"), Type = BenefitType.Entitlement, Quota = new BenefitQuota(1, CapPeriod.Month), UnitCostMinor = 500, Stock = Benefit.Unlimited, Tiers = ["gold"] },
                new() { Id = "early", Names = new("提前购", "early access"), Type = BenefitType.EarlyAccess, By = new Span(0, 3), UnitCostMinor = 0, Stock = Benefit.Unlimited, Tiers = ["gold"] },
            ],
            Promotions = [Promotion("spring", "2026-01-01", "soap"), Promotion("fresh", "2026-03-20", "fresh")],
            Bookings = [new BookableResource { Id = "cut", Names = new("剪发", "cut"), Hours = [new OpenHours([], new TimeOnly(9, 0), new TimeOnly(18, 0))] }],
            StoredValue = new StoredValueRules(),
            Earn = [new EarnRule { Id = "base", Names = new LocalText("消费", "Spend"), Kind = EarnKind.Money, Rate = new Rate(1, 100, RateMode.PerFull) }],
            Ladder = new Ladder
            {
                Tiers =
                [
                    new TierRule { Id = "base", Names = new LocalText("普通", "Base") },
                    new TierRule
                    {
                        Id = "gold", Names = new LocalText("金卡", "Gold"), Tasks = Tasks, Handbook = new LocalText("{tier}手册", "Handbook of {tier}"),
                        Enter = new Compare(new MetricReading(Metric.Spend, Window.Lifetime), Comparison.AtLeast, 10_000),
                    },
                ],
            },
        };
        Programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), WalletShop.Shanghai)]);
        State = new MemberState(account);
        Assert.Null(Tell("2026-01-01", at => new Joined { OccurredAt = at, RecordedAt = at }));
    }

    public ProgramHistory Programs { get; }

    public MemberState State { get; }

    public List<RecordItem> Items { get; } = [];

    public long Last => Items[^1].Sequence;

    public IEnumerable<Notice> Notices => Items.SelectMany(i => i.Effects).OfType<Notice>();

    /// <summary>The tasks that can still be done, by id.</summary>
    public string Open(string day) => string.Join(' ', State.Tier!.Tasks.Where(t => StarterTasks.IsOpen(State, t, WalletShop.Date(day))).Select(t => t.Task).Order(StringComparer.Ordinal));

    public string? Tell(string day, Func<Instant, Fact> make, string? recorded = null)
    {
        var fact = make(WalletShop.At(day));
        if (recorded is not null) fact = fact with { RecordedAt = WalletShop.At(recorded) };
        var limits = Decide.SharedLimits(Programs, fact);
        if (limits.Count > 0) fact = fact with { Rooms = [.. limits.Select(l => new Room(l.Id, l.Most))] };
        var purchase = fact is Refund refund ? _purchases[refund.PurchaseSequence] : null;
        var named = fact is BenefitUseCancelled cancelled ? Items.First(i => i.Sequence == cancelled.UseSequence) : null;
        Keep(Decide.Member(Programs, State, new Command(fact) { Purchase = purchase, Named = named }), out var refusal);
        return refusal;
    }

    public void Keep(Decision decision, out string? refusal)
    {
        Items.AddRange(decision.Items);
        foreach (var item in decision.Items)
        {
            if (item.Fact is Purchase) _purchases[item.Sequence] = RecordedPurchase.Of(item, WalletShop.Shanghai.DayOf(item.OccurredAt));
            if (item.Effects.OfType<PurchaseRefunded>().FirstOrDefault() is { } gave) _purchases[gave.PurchaseSequence] = _purchases[gave.PurchaseSequence].After(gave);
        }

        refusal = decision.Refusal?.Reason.Code;
    }

    public RecordedPurchase Purchase(long sequence) => _purchases[sequence];

    public void Settle(string day) => Items.AddRange(Decide.Settle(Programs, State, WalletShop.Date(day), WalletShop.At(day), false).Items);

    /// <summary>Buys two of something for 120.00 together, priced by the programme.</summary>
    public long Buy(string day, string sku = "tea", string? recorded = null)
    {
        var code = Tell(
            day,
            at => new Purchase
            {
                OccurredAt = at, RecordedAt = at, Source = "till", Number = $"{++_number}", Wishes = new Wishes(),
                Lines = [new PurchaseLine { Sku = sku, Quantity = 2, ListMinor = 12_000, NetMinor = 12_000 }],
            },
            recorded);
        Assert.Null(code);
        return Last;
    }

    public void Refund(string day, long purchase, decimal units) =>
        Assert.Null(Tell(day, at => new Refund { OccurredAt = at, RecordedAt = at, PurchaseSequence = purchase, Units = [new RefundedUnits(0, units)] }));

    public string? Wash(string day) => Tell(day, at => new BenefitUsed { OccurredAt = at, RecordedAt = at, Benefit = "wash" });

    /// <summary>The record folded, and decided again: both must be the state.</summary>
    public void CheckAgain()
    {
        var fold = new Fold(State.Account, WalletShop.Shanghai);
        foreach (var item in Items) fold.Read(item);
        Assert.Equal(Figures(State), Figures(fold.State));
        var replay = new Replay(Programs, State.Account);
        foreach (var item in Items.Where(i => i.Sequence > replay.State.Sequence)) Assert.Null(replay.Again(item).Refusal);
        Assert.Equal(Figures(State), Figures(replay.State));
    }

    private static string Figures(MemberState s) =>
        $"{s.Sequence} {s.Balance} {s.DebtOutstanding} {s.InForce} {string.Join(',', s.Tier!.Tasks)} {string.Join(',', s.Rights.Order(StringComparer.Ordinal))}";

    private static StarterTask Task(string id, TaskBy by, string? of, long points, int days) =>
        new() { Id = id, Names = new LocalText(id, id), By = by, Of = of, Points = points, Days = days };

    private static Saving Promotion(string id, string from, string sku) => new()
    {
        Id = id, Names = new LocalText(id, id), Stage = PriceStage.Line, Scope = new SavingScope { From = WalletShop.Date(from), Skus = [sku] }, Amount = new SavingAmount { Off = 1_000 },
    };
}
