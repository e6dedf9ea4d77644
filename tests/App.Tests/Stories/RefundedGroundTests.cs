using Tessera.App.Members;
using Tessera.App.Points;

namespace Tessera.App.Tests.Stories;

/// <summary>
/// A refund takes the ground from under an upgrade (semantics §5 After a refund), under each value of the switch. The member reaches silver with 600.00 on
/// 10 January 2025: 100 for joining + 6,000 + 100 as silver's gift. The January settlement is the next settling review, in effect on 4 January.
/// </summary>
[Covers("E1")]
public sealed class RefundedGroundTests
{
    [Fact]
    [Covers("switch:ladder.afterRefund=reverse")]
    public void Within_thirty_days_the_upgrade_is_undone_and_its_gift_taken_back()
    {
        using var story = Shop("reverse");
        var member = Silver(story);
        // 9 February is the thirtieth day after 10 January.
        story.RefundAll("2025-02-09", "a");
        Assert.Equal("2025-02-09 silver→ordinary Reversal", story.Path(member)[^1]);
        // 6,200 − 6,000 of the order − 100 of the gift.
        Assert.Equal((100L, 0L), (story.Points(member).Balance, story.Points(member).Debt));
        // The gift counts as not given and the reversal as no fall: reached again, silver brings it again. 100 + 6,000 + 100.
        story.Buy("2025-02-10", member, "b", 600.00m);
        Assert.Equal("2025-02-10 ordinary→silver Upgrade", story.Path(member)[^1]);
        Assert.Equal(6_200, story.Points(member).Balance);
        story.AuditsClean();
    }

    [Fact]
    [Covers("switch:ladder.afterRefund=reverse")]
    public void A_gift_that_was_spent_is_taken_back_only_as_far_as_it_is_left()
    {
        using var story = Shop("reverse");
        var member = Silver(story);
        // Lots of one day are used by place: 6,150 of 6,200 are spent, joining's 100 of 5 January first, then the order's 6,000, then 50 of the gift.
        story.Until("2025-01-12");
        story.Shop.Accepted(new SpendPoints { Member = member, Points = 6_150, Reference = "s" });
        // The claw-back of 6,000 finds 50 (what is left of the gift) and 5,950 become debt; of the gift nothing is left to take, and it makes no debt.
        story.RefundAll("2025-01-20", "a");
        Assert.Equal("ordinary", story.Tier(member).Tier.Id);
        Assert.Equal((-5_950L, 5_950L), (story.Points(member).Balance, story.Points(member).Debt));
        story.AuditsClean();
    }

    [Fact]
    [Covers("switch:ladder.afterRefund=reverse")]
    public void Later_than_thirty_days_the_tier_is_at_risk_and_falls_at_the_next_settlement_without_grace()
    {
        using var story = Shop("reverse");
        AtRiskUntilJanuary(story, "2025-02-10");
    }

    [Fact]
    [Covers("switch:ladder.afterRefund=nextReview")]
    public void Under_next_review_it_is_at_risk_even_on_the_first_day()
    {
        using var story = Shop("nextReview");
        AtRiskUntilJanuary(story, "2025-01-11");
    }

    [Fact]
    [Covers("switch:ladder.afterRefund=immediate")]
    public void Under_immediate_it_is_undone_whenever_the_refund_comes()
    {
        using var story = Shop("immediate");
        var member = Silver(story);
        story.RefundAll("2025-05-20", "a");
        Assert.Equal("2025-05-20 silver→ordinary Reversal", story.Path(member)[^1]);
        // Taking the gift back is written under `reverse` alone: 100 for joining + 100.
        Assert.Equal(200, story.Points(member).Balance);
        story.AuditsClean();
    }

    [Fact]
    public void A_branch_that_still_holds_keeps_the_tier_and_a_lower_upgrade_is_read_in_turn()
    {
        using var story = Shop("reverse");
        var member = Silver(story);
        story.Buy("2025-01-12", member, "b", 1_400.00m); // 2,000.00: gold
        story.Buy("2025-01-13", member, "c", 600.00m); // 2,600.00
        // 2,600 − 600 of 13 January leaves gold's ground of the 12th as it was: 600 + 1,400.
        story.RefundAll("2025-01-14", "c");
        Assert.Equal("gold", story.Tier(member).Tier.Id);
        // Without the 600 of 10 January gold reads 1,400 of 2,000 as of the 12th: undone. Silver as of the 10th reads 0 of 600: undone too.
        // What is left today, 1,400, reaches silver anew.
        story.RefundAll("2025-01-15", "a");
        Assert.Equal(["2025-01-15 gold→silver Reversal", "2025-01-15 silver→ordinary Reversal", "2025-01-15 ordinary→silver Upgrade"], story.Path(member).Skip(3));
        story.AuditsClean();
    }

    // A warning review every month would fall the tier by itself; here only January settles.
    private static Story Shop(string afterRefund)
    {
        var text = Story.TeaChain;
        var (monthly, points) = (text.IndexOf("  - id: monthly", StringComparison.Ordinal), text.IndexOf("# 积分：", StringComparison.Ordinal));
        return new Story("2025-01-05", text[..monthly] + $"ladder: {{ afterRefund: {afterRefund} }}\n" + text[points..], day => day is { Day: <= 5 } or { Month: 12 } ? 1 : 0);
    }

    private static MemberRef Silver(Story story)
    {
        var member = story.Join("2025-01-05 12:30");
        story.Buy("2025-01-10", member, "a", 600.00m);
        Assert.Equal("silver", story.Tier(member).Tier.Id);
        Assert.Equal(6_200, story.Points(member).Balance);
        return member;
    }

    private static void AtRiskUntilJanuary(Story story, string refundedOn)
    {
        var member = Silver(story);
        story.RefundAll(refundedOn, "a");
        Assert.Equal("silver", story.Tier(member).Tier.Id);
        // The order's points go at once, the gift of a tier still held stays: 100 + 100.
        Assert.Equal(200, story.Points(member).Balance);
        Assert.Equal("silver", story.Until("2026-01-03 23:59").Tier(member).Tier.Id);
        story.Until("2026-01-04 00:00");
        Assert.Equal("2026-01-04 silver→ordinary Fall (2026-01-01)", story.Path(member)[^1]);
        story.AuditsClean();
    }
}
