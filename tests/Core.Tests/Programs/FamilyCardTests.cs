using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Programs;

/// <summary>Who may be whose family card, and what its holder may not do (P30), without a store.</summary>
[Covers("P30")]
public sealed class FamilyCardTests
{
    private static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);
    private static readonly Instant Noon = Shanghai.At(new DateOnly(2026, 3, 5), new TimeOnly(12, 0));

    // most: cards a main member may have. mains: cards it has. own: cards the card itself has. Linked and main is a card: what stands before.
    [Theory]
    [InlineData(1, 0, 0, false, false, null)]
    [InlineData(2, 1, 0, false, false, null)]
    [InlineData(2, 2, 0, false, false, "family.tooMany")]
    [InlineData(1, 2, 0, false, false, "family.tooMany")]
    [InlineData(0, 0, 0, false, false, "family.notOffered")]
    [InlineData(2, 0, 1, false, false, "family.cardIsMain")]
    [InlineData(2, 0, 0, true, false, "family.linkedAlready")]
    [InlineData(2, 0, 0, false, true, "family.mainIsCard")]
    public void A_link_is_refused_for_the_first_rule_it_breaks_and_then_nothing_stays_of_it(int most, int mains, int own, bool linked, bool mainIsCard, string? refusal)
    {
        var programs = Programs(most);
        var (main, card) = (Member(programs, "a"), Member(programs, "b"));
        if (linked) TwoMembers.Link(Programs(9), card, Member(programs, "c"), Linked("c"), 0);
        if (mainIsCard) TwoMembers.Link(Programs(9), main, Member(programs, "c"), Linked("c"), 0);
        var before = (card.FamilyOf, card.Sequence, main.Sequence);

        var answer = TwoMembers.Link(programs, card, main, Linked("a") with { Cards = own }, mains);

        Assert.Equal(refusal, answer.Refusal?.Reason.Code);
        if (refusal is null) Assert.Equal(("a", before.Item2 + 1, before.Item3 + 1), (card.FamilyOf, card.Sequence, main.Sequence));
        else Assert.Equal(before, (card.FamilyOf, card.Sequence, main.Sequence));
    }

    [Fact]
    public void A_card_ends_once_and_only_for_its_own_main_member()
    {
        var programs = Programs(1);
        var (main, card) = (Member(programs, "a"), Member(programs, "b"));
        TwoMembers.Link(programs, card, main, Linked("a"), 0);

        Assert.Equal("family.notLinked", TwoMembers.Unlink(programs, card, main, Unlinked("c")).Refusal!.Reason.Code);
        Assert.Null(TwoMembers.Unlink(programs, card, main, Unlinked("a")).Refusal);
        Assert.Null(card.FamilyOf);
        Assert.Equal("family.notLinked", TwoMembers.Unlink(programs, card, main, Unlinked("a")).Refusal!.Reason.Code);
    }

    [Fact]
    public void What_spends_is_refused_of_a_card_and_what_earns_is_not()
    {
        var programs = Programs(1);
        var (main, card) = (Member(programs, "a"), Member(programs, "b"));
        TwoMembers.Link(programs, card, main, Linked("a"), 0);
        Fact[] spending =
        [
            new Debit { OccurredAt = Noon, RecordedAt = Noon, Points = 1, Reference = "r" }, new TransferOut { OccurredAt = Noon, RecordedAt = Noon, Points = 1, To = "a" },
            Bought(new Wishes { Points = 1 }), Bought(new Wishes { MostStoredValue = true }),
        ];

        Assert.All(spending, fact => Assert.Equal("family.cannotRedeem", Decide.Member(programs, card, new Command(fact)).Refusal!.Reason.Code));
        Assert.Null(Decide.Member(programs, card, new Command(Bought(null))).Refusal);
    }

    // 80.00 bought by the card: 80 points and 80.00 spent of the main member.
    [Fact]
    public void A_purchase_of_a_card_is_one_of_the_main_member_that_says_who_bought()
    {
        var programs = Programs(1);
        var main = Member(programs, "a");

        var decision = Decide.Member(programs, main, new Command(Bought(null) with { BoughtBy = "b" }));

        Assert.Equal(("b", 80L), (((Purchase)decision.Items[^1].Fact!).BoughtBy, main.Balance));
        Assert.Equal(8_000L, main.Rows.Single(r => r.Kind == RowKind.Purchase).SpendMinor);
    }

    private static Purchase Bought(Wishes? wishes) => new()
    {
        OccurredAt = Noon, RecordedAt = Noon, Source = "till", Number = "1", Wishes = wishes, Lines = [new PurchaseLine { Sku = "tea", Quantity = 1, ListMinor = 8_000, NetMinor = 8_000 }],
    };

    private static FamilyLinked Linked(string main) => new() { OccurredAt = Noon, RecordedAt = Noon, Main = main, ReasonCode = "child" };

    private static FamilyUnlinked Unlinked(string main) => new() { OccurredAt = Noon, RecordedAt = Noon, Main = main, ReasonCode = "grown-up" };

    private static MemberState Member(ProgramHistory programs, string account)
    {
        var state = new MemberState(account);
        Assert.Null(Decide.Member(programs, state, new Command(new Joined { OccurredAt = Noon, RecordedAt = Noon })).Refusal);
        return state;
    }

    private static ProgramHistory Programs(int most) => new([CompiledProgram.Compile(
        new ProgramDocument
        {
            Code = "family",
            Names = new LocalText("亲情卡", "Family"),
            Family = new FamilyRules { Most = most },
            Earn = [new EarnRule { Id = "spend", Names = new LocalText("消费", "Spend"), Kind = EarnKind.Money, Rate = new Rate(1, 100, RateMode.PerFull) }],
            Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] },
        },
        1, new Instant(0), Shanghai)]);
}
