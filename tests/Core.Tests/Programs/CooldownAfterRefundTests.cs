using Tessera.Core.Earning;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Programs;

/// <summary>Count limits after refunds (semantics §2, §8): a refund keeps them used, a void gives them back. One point per full yuan, at most once in 1,440 minutes.</summary>
public sealed class CooldownAfterRefundTests
{
    private static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);

    [Fact]
    [Covers("E14", "E16")]
    public void A_full_refund_does_not_give_a_cooldown_back()
    {
        var member = Member().Play("2026-01-10 10:00 buy A 100.00; 2026-01-10 11:00 refund A 100.00; 2026-01-10 12:00 buy B 80.00");

        Assert.Equal(0, member.State.Balance);
    }

    [Fact]
    [Covers("E14", "E16")]
    public void A_void_does()
    {
        var member = Member().Play("2026-01-10 10:00 buy A 100.00; 2026-01-10 11:00 void A; 2026-01-10 12:00 buy B 80.00");

        Assert.Equal(80, member.State.Balance);
    }

    [Fact]
    [Covers("E14", "E16")]
    public void A_void_brings_back_the_mark_of_the_fact_before()
    {
        // A on the 9th at 13:00 gave; B on the 10th at 13:30 gave, for a day had passed. Without B, C at 13:45 is free; A alone would forbid it until 13:00.
        var member = Member().Play("2026-01-09 13:00 buy A 100.00; 2026-01-10 13:30 buy B 50.00; 2026-01-10 13:40 void B");
        Assert.Equal(Shanghai.At(new DateOnly(2026, 1, 9), new TimeOnly(13, 0)), member.State.RuleGaveAt["spend"]);

        member.Play("2026-01-10 13:45 buy C 7.00");
        Assert.Equal(107, member.State.Balance);
    }

    [Fact]
    [Covers("E14", "E16")]
    public void A_void_of_what_gave_nothing_leaves_the_mark()
    {
        // B came within the day and gave nothing: A's mark is not its own to give back, and C earns nothing either.
        var member = Member().Play("2026-01-10 10:00 buy A 100.00; 2026-01-10 11:00 buy B 50.00; 2026-01-10 11:30 void B; 2026-01-10 12:00 buy C 80.00");

        Assert.Equal(100, member.State.Balance);
    }

    private static MemberScript Member()
    {
        var document = new ProgramDocument
        {
            Code = "daily",
            Names = new LocalText("每日一次", "Once a day"),
            Points = new PointsRules(),
            Earn = [new EarnRule { Id = "spend", Names = new LocalText("消费", "Spend"), Kind = EarnKind.Money, Rate = new Rate(1, 100, RateMode.PerFull), CooldownMinutes = 1_440 }],
            Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] },
        };
        return new MemberScript(new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), Shanghai)])).Play("2026-01-01 join");
    }
}
