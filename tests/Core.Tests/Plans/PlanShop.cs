using System.Globalization;
using Tessera.Core.Benefits;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Plans;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.StoredValue;
using Tessera.Core.Tests.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Plans;

/// <summary>One member of a shop that sells a year of gold for 99.00.</summary>
internal sealed class PlanShop
{
    public static readonly PaidPlan Year = new()
    {
        Id = "year", Names = new LocalText("金卡年费", "A year of gold"), PriceMinor = 9_900, Term = new Span(12, 0), Tier = "gold", Benefits = ["wash", "off"],
    };

    private static readonly Benefit[] Benefits =
    [
        new() { Id = "wash", Names = new("洗护", "wash"), Type = BenefitType.Entitlement, Quota = new BenefitQuota(1, CapPeriod.Month), UnitCostMinor = 500, Stock = Benefit.Unlimited },
        new() { Id = "off", Names = new("9折", "10 % off"), Type = BenefitType.Discount, Off = 1_000 },
        new() { Id = "triple", Names = new("3倍", "3x"), Type = BenefitType.Multiplier, Multiplier = 30_000 },
    ];

    public PlanShop(PaidPlan? plan = null, string account = "acc_member")
    {
        var document = new ProgramDocument
        {
            Code = "plans", Names = new LocalText("付费会员", "Plans"), Benefits = Benefits, Plans = [plan ?? Year],
            StoredValue = new StoredValueRules(),
            Earn = [new EarnRule { Id = "base", Names = new LocalText("消费", "Spend"), Kind = EarnKind.Money, Rate = new Rate(1, 100, RateMode.PerFull) }],
            Ladder = new Ladder
            {
                Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }, new TierRule { Id = "gold", Names = new LocalText("金卡", "Gold"), Multiplier = 20_000 }],
            },
        };
        Programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), WalletShop.Shanghai)]);
        State = new MemberState(account);
        Assert.Null(Tell("2025-12-31", at => new Joined { OccurredAt = at, RecordedAt = at }));
    }

    public ProgramHistory Programs { get; }

    public MemberState State { get; }

    public List<RecordItem> Items { get; } = [];

    public HeldPlan Last => State.Plans.All[^1];

    public IEnumerable<Notice> Notices => Items.SelectMany(i => i.Effects).OfType<Notice>();

    /// <summary>Decides a fact at noon of a day; the code of its refusal, or null.</summary>
    public string? Tell(string day, Func<Instant, Fact> make)
    {
        var decision = Decide.Member(Programs, State, new Command(make(WalletShop.At(day))));
        Items.AddRange(decision.Items);
        return decision.Refusal?.Reason.Code;
    }

    public void Settle(string day) => Items.AddRange(Decide.Settle(Programs, State, WalletShop.Date(day), WalletShop.At(day), false).Items);

    public string? Order(string day, params Payment[] payments) => Tell(day, at => new PlanOrdered { OccurredAt = at, RecordedAt = at, Plan = "year", Payments = payments is [] ? [new Payment("cash", 9_900)] : payments });

    public string? Refund(string day, HeldPlan? plan = null) => Tell(day, at => new PlanRefunded { OccurredAt = at, RecordedAt = at, Period = (plan ?? Last).Id, ReasonCode = "asked" });

    public PlanEntry LastRefund => Items.SelectMany(i => i.Effects).OfType<PlanEntry>().Last(e => e.Kind == PlanEntryKind.Refunded);

    /// <summary>Buys goods of 100.00 list.</summary>
    /// <returns>What they came to, and the points they earned.</returns>
    public (long Net, long Points) Buy(string day, string? recorded = null)
    {
        Assert.Null(Tell(day, at => new Purchase
        {
            OccurredAt = at, RecordedAt = recorded is null ? at : WalletShop.At(recorded), Source = "till", Number = day, Wishes = new Wishes(),
            Lines = [new PurchaseLine { Sku = "soap", Quantity = 1, ListMinor = 10_000, NetMinor = 10_000 }],
        }));
        var outcome = Items[^1].Purchase!;
        return (outcome.NetMinor, outcome.Points);
    }

    public string? Use(string day) => Tell(day, at => new BenefitUsed { OccurredAt = at, RecordedAt = at, Benefit = "wash" });

    /// <summary>The record folded, and decided again: both must be the state.</summary>
    public void CheckAgain()
    {
        var fold = new Fold(State.Account, WalletShop.Shanghai);
        foreach (var item in Items) fold.Read(item);
        Assert.Equal(Figures(State), Figures(fold.State));
        if (Items.Any(i => i.Fact is MergedFrom or MergedInto)) return;
        var replay = new Replay(Programs, State.Account);
        foreach (var item in Items.Where(i => i.Sequence > replay.State.Sequence)) Assert.Null(replay.Again(item).Refusal);
        Assert.Equal(Figures(State), Figures(replay.State));
    }

    private static string Figures(MemberState s) => string.Create(
        CultureInfo.InvariantCulture,
        $"{s.Sequence} {s.Balance} {s.InForce} {s.Wallet.BalanceMinor} {s.Tier!.Overlays.Count} {string.Join(',', s.Plans.All.Select(p => $"{p.Plan}:{p.From:o}:{p.EndsOn:o}:{p.Status}:{p.RefundedMinor}:{p.NoticeOn:o}"))}");
}
