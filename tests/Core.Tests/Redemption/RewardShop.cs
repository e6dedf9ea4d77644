using System.Globalization;
using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;
using Tessera.Core.Tests.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Redemption;

/// <summary>One member of a shop with rewards and draws; the shop keeps what is used of each shared limit.</summary>
internal sealed class RewardShop
{
    public static readonly Reward Mug = new()
    {
        Id = "mug", Names = new LocalText("马克杯", "Mug"), Points = 300, Stock = 5, PerMember = 2, Period = CapPeriod.Month, CostMinor = 900, RetailMinor = 3_000, Owner = "marketing",
    };

    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);

    public RewardShop(IReadOnlyList<Reward>? rewards = null, params DrawTerms[] draws)
    {
        var document = new ProgramDocument
        {
            Code = "rewards",
            Names = new LocalText("兑换", "Rewards"),
            Rewards = [.. (rewards ?? [Mug]).Select(r => new RewardOffer(r, null))],
            Benefits = [new Benefit { Id = "early", Names = new LocalText("提前购", "early access"), Type = BenefitType.EarlyAccess, By = new Span(0, 3), Tiers = ["gold"] }],
            Draws = new DrawRules { Campaigns = draws },
            Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }, new TierRule { Id = "gold", Names = new LocalText("金卡", "Gold") }] },
        };
        Programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), WalletShop.Shanghai)]);
        Assert.Null(Tell("2025-12-31", at => new Joined { OccurredAt = at, RecordedAt = at }));
    }

    public ProgramHistory Programs { get; }

    public MemberState State { get; } = new("acc_member");

    public List<RecordItem> Items { get; } = [];

    public long Used(string id) => _used.GetValueOrDefault(id);

    /// <summary>Decides a fact at noon of a day with what is left of its shared limits; the code of its refusal, or null.</summary>
    public string? Tell(string day, Func<Instant, Fact> make, long names = 0)
    {
        var fact = make(WalletShop.At(day));
        fact = fact with { Rooms = [.. Decide.SharedLimits(Programs, fact).Select(l => new Room(l.Id, l.Most - Used(l.Id)))] };
        var decision = Decide.Member(Programs, State, new Command(fact) { Named = names == 0 ? null : Items.Single(i => i.Sequence == names) });
        Items.AddRange(decision.Items);
        foreach (var moved in decision.Items.SelectMany(i => i.Effects).OfType<CounterMoved>()) _used[moved.Id] = Used(moved.Id) + moved.By;
        return decision.Refusal?.Reason.Code;
    }

    public void Give(string day, long points) => Assert.Null(Tell(day, at => new Adjustment { OccurredAt = at, RecordedAt = at, Points = points, ReasonCode = "gift", NeverEnds = true }));

    public string? Redeem(string day, int units = 1, string reward = "mug", params Payment[] payments) =>
        Tell(day, at => new Redeemed { OccurredAt = at, RecordedAt = at, Reward = reward, Units = units, Payments = payments });

    public string? Cancel(string day, long sequence) => Tell(day, at => new RedemptionCancelled { OccurredAt = at, RecordedAt = at, RedemptionSequence = sequence }, sequence);

    public string? Fulfil(string day, long sequence) => Tell(day, at => new RedemptionFulfilled { OccurredAt = at, RecordedAt = at, RedemptionSequence = sequence }, sequence);

    public string? Draw(string day, int number, string draw = "spring") => Tell(day, at => new Drawn
    {
        OccurredAt = at, RecordedAt = at, Draw = draw, Nonce = Used("draw:" + draw + ":entries") + 1, DrawnNumber = number, Commitment = "00",
    });

    public DrawMade LastDraw => Items[^1].Effects.OfType<DrawMade>().Single();

    /// <summary>The record folded, and decided again: both must be the state.</summary>
    public void CheckAgain()
    {
        var replay = new Replay(Programs, State.Account);
        foreach (var item in Items.Where(i => i.Fact is not null)) Assert.Null(replay.Again(item).Refusal);
        Assert.Equal(Figures(State), Figures(replay.State));
        var fold = new Fold(State.Account, WalletShop.Shanghai);
        foreach (var item in Items) fold.Read(item);
        Assert.Equal(Figures(State), Figures(fold.State));
    }

    private static string Figures(MemberState s) => string.Create(
        CultureInfo.InvariantCulture, $"{s.Sequence} {s.Balance} {string.Join(',', s.Rights.Order(StringComparer.Ordinal))} {string.Join(',', s.Rows.Select(r => $"{r.Key}={r.Points}@{r.Day:o}"))} {string.Join(',', s.OpenLots.Select(l => l.Left))}");
}
