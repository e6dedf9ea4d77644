using Tessera.App.Members;

namespace Tessera.App.Tests.Stories;

/// <summary>
/// Two years of one member of the tea chain, every date and number worked by hand from semantics §3 and §5. The chain: silver, gold at 600 and 2,000 of
/// twelve months; the monthly look reads the calendar month before (50, 170), warns at the third miss in a row and falls at the fourth; January settles
/// over twelve months (400, 1,500) with a month of grace. A review dated D takes effect at the start of D + 3 days.
/// </summary>
[Covers("D5", "D6", "D7", "D8", "D15", "D16", "D17", "D18")]
public sealed class TwoYearsTests : IDisposable
{
    private readonly Story _story = new("2025-01-05", Story.TeaChain);

    public void Dispose() => _story.Dispose();

    [Fact]
    public void A_member_is_warned_saved_by_the_task_pack_falls_climbs_again_and_is_kept_in_grace()
    {
        var member = _story.Join("2025-01-05 12:30");
        _story.Buy("2025-01-10", member, "a", 600.00m); // exactly 600: silver
        _story.Buy("2025-02-10", member, "b", 1_400.00m); // exactly 2,000 of twelve months: gold
        Assert.Equal(["2025-01-05 -→ordinary Joined", "2025-01-10 ordinary→silver Upgrade", "2025-02-10 silver→gold Upgrade"], _story.Path(member));

        // March 0.00 (1st miss), April 169.99 (2nd: one fen short of 170), May 0.00 (3rd, read on 1 June, in effect on 4 June: warning and pack).
        _story.Buy("2025-04-20", member, "c", 169.99m);
        _story.Until("2025-06-03 23:59");
        Assert.Equal(["2025-01-10 tier.upgraded", "2025-02-10 tier.upgraded"], Topics(member));
        _story.Until("2025-06-04");
        Assert.Equal("2025-06-04 tier.warning", Topics(member)[^1]);
        Assert.Contains("¥170", _story.Inbox(member)[^1].Message, StringComparison.Ordinal);

        // The third check-in moves the fall of 1 July by one month; June 0.00 is the fourth miss and falls nothing.
        _story.Act("2025-06-06", member, "checkin");
        _story.Act("2025-06-07", member, "checkin");
        _story.Act("2025-06-08", member, "checkin");
        _story.Until("2025-07-10");
        Assert.Equal("gold", _story.Tier(member).Tier.Id);

        KeptByJulyAndFallenInDecember(member);
        ClimbsAgainAndIsKeptByTheLimit(member);
        KeptInGrace(member);

        Assert.Equal(
            [
                "2025-01-05 -→ordinary Joined",
                "2025-01-10 ordinary→silver Upgrade",
                "2025-02-10 silver→gold Upgrade",
                "2025-12-04 gold→silver Fall (2025-12-01)",
                "2026-02-05 silver→gold Upgrade",
                "2026-12-01 gold→silver Fall (2026-12-01)",
            ],
            _story.Path(member));
        Assert.Equal(
            [
                "2025-01-10 tier.upgraded", "2025-02-10 tier.upgraded", "2025-06-04 tier.warning", "2025-06-08 tier.taskDone", "2025-11-04 tier.warning", "2025-12-04 tier.fell", "2026-02-05 tier.upgraded",
                "2026-05-04 tier.warning", "2026-06-04 tier.fallSuppressed", "2026-12-01 tier.fell", "2027-01-04 tier.warning",
                "2027-01-20 tier.kept",
            ],
            Topics(member));
        _story.AuditsClean();
    }

    [Fact]
    public void The_pack_lengthens_the_open_grace_by_a_month_and_the_tier_falls_on_the_day_after()
    {
        using var story = new Story("2024-12-20", Story.TeaChain);
        var member = story.Join("2024-12-20 12:30");
        story.Buy("2024-12-20 13:00", member, "a", 600.00m); // silver
        // Two misses of 50.00 at most in a row, until October, November and December miss.
        story.Buy("2025-03-10", member, "b", 50.00m);
        story.Buy("2025-06-10", member, "c", 50.00m);
        story.Buy("2025-09-10", member, "d", 50.00m);
        Assert.Empty(Warnings(story, member));
        // The settlement of 1 January reads 2025: 150 of 400. The third miss is read on the same date: two reviews, two warnings, both on the 4th.
        story.Until("2026-01-04");
        Assert.Equal(["2026-01-04 tier.warning", "2026-01-04 tier.warning"], Warnings(story, member));
        // The grace was opened on 1 January and would end on the 31st: three check-ins make it 28 February.
        story.Act("2026-01-10", member, "checkin");
        story.Act("2026-01-11", member, "checkin");
        story.Act("2026-01-12", member, "checkin");
        // 50.00 in January keep the monthly look of 1 February; 150 + 50 = 200 do not meet 400 in grace.
        story.Buy("2026-01-15", member, "e", 50.00m);
        story.Until("2026-02-28 23:59");
        Assert.Equal("silver", story.Tier(member).Tier.Id);
        story.Until("2026-03-01 00:00");
        // Twelve months ending 5 March 2026 hold four times 50.00: 399.99 more are one fen short of 600.
        story.Buy("2026-03-05", member, "f", 399.99m);
        Assert.Equal("ordinary", story.Tier(member).Tier.Id);
        story.Buy("2026-03-06", member, "g", 0.01m);
        Assert.Equal(
            ["2024-12-20 -→ordinary Joined", "2024-12-20 ordinary→silver Upgrade", "2026-03-01 silver→ordinary Fall (2026-01-01)", "2026-03-06 ordinary→silver Upgrade"],
            story.Path(member));
        // Gone on 21 December 2025: 100 + 6,000 + 100. Left: 4 × 600 (50 × 10 × 1.2), 3 × 5, 3,999 (399.99 × 10 at ordinary), 0 (0.01 × 10 = 0.1), no second gift.
        Assert.Equal(6_414, story.Points(member).Balance);
        story.AuditsClean();
    }

    private void KeptByJulyAndFallenInDecember(MemberRef member)
    {
        // July 170.00, bought a minute before August in Shanghai (15:59 UTC): the look of 1 August is passed and counting starts anew.
        _story.Buy("2025-07-31 23:59", member, "d", 170.00m);
        // 100 joining + 6,000 (600 × 10) + 100 silver gift + 16,800 (1,400 × 10 × 1.2) + 300 gold gift
        // + 2,549 (169.99 × 10 × 1.5 = 2,549.85) + 3 × 5 + 2,550 (170 × 10 × 1.5) = 28,414.
        Assert.Equal(28_414, _story.Points(member).Balance);
        _story.Until("2025-08-10");
        Assert.Equal("gold", _story.Tier(member).Tier.Id);

        // August, September, October nothing: third miss on 1 November, told on the 4th; November nothing: falls at the look of 1 December, on the 4th.
        _story.Until("2025-12-03 23:59");
        Assert.Equal("gold", _story.Tier(member).Tier.Id);
        _story.Until("2025-12-04 00:00");
        Assert.Equal("silver", _story.Tier(member).Tier.Id);
        Assert.Equal("2025-12-04 gold→silver Fall (2025-12-01)", _story.Path(member)[^1]);

        // January settles silver: 600 + 1,400 + 169.99 + 170 = 2,339.99 of 2025 against 400. Nothing opens.
        _story.Until("2026-01-10");
        Assert.DoesNotContain(_story.Told(member), t => t.StartsWith("2026-01", StringComparison.Ordinal));
    }

    private void ClimbsAgainAndIsKeptByTheLimit(MemberRef member)
    {
        // Twelve months ending 20 January no longer hold the 600: 1,400 + 169.99 + 170 + 200 = 1,939.99, 60.01 short. With it, on 5 February: 2,000.00.
        _story.Buy("2026-01-20", member, "e", 200.00m);
        // Gone by then: 100 (through 5 January) and 6,100 (through 10 January). 28,414 − 6,200 + 200 × 10 × 1.2.
        Assert.Equal(24_614, _story.Points(member).Balance);
        Assert.Equal("silver", _story.Tier(member).Tier.Id);
        _story.Buy("2026-02-05", member, "f", 60.01m);
        Assert.Equal("2026-02-05 silver→gold Upgrade", _story.Path(member)[^1]);
        // 60.01 × 10 × 1.2 = 720.12: 720, and no second gift.
        Assert.Equal(25_334, _story.Points(member).Balance);
        // 16,800 and its gift of 300 end on 10 February 24:00.
        Assert.Equal(25_334, _story.Until("2026-02-10 23:59").Points(member).Balance);
        Assert.Equal(8_234, _story.Until("2026-02-11 00:00").Points(member).Balance);

        // February 60.01, March 0.00, April 0.00: warned on 4 May. May 0.00: the fall of 1 June comes within twelve months of that of 1 December 2025
        // and is put off to the first free date, 1 December 2026; November 2026 is read then, with nothing in it.
        _story.Until("2026-06-04");
        Assert.Equal("gold", _story.Tier(member).Tier.Id);
        Assert.Contains("2026-06-04 tier.fallSuppressed", Topics(member));
        _story.Until("2026-11-30 23:59");
        Assert.Equal("gold", _story.Tier(member).Tier.Id);
        _story.Until("2026-12-01 00:00");
        Assert.Equal("2026-12-01 gold→silver Fall (2026-12-01)", _story.Path(member)[^1]);
        // Left are 2,400 of January and 720 of February.
        Assert.Equal(3_120, _story.Points(member).Balance);
    }

    private void KeptInGrace(MemberRef member)
    {
        // January 2027 settles silver over 2026: 200 + 60.01 = 260.01 of 400. Grace from 1 to 31 January, told on the 4th; 139.99 more close it.
        _story.Until("2027-01-04");
        Assert.Contains("2027-01-04 tier.warning", Topics(member));
        _story.Buy("2027-01-20", member, "g", 139.99m);
        Assert.Contains("2027-01-20 tier.kept", Topics(member));
        // 139.99 × 10 × 1.2 = 1,679.88: 1,679; the 2,400 of 20 January 2026 are usable through this day.
        Assert.Equal(4_799, _story.Points(member).Balance);
        _story.Until("2027-02-05");
        Assert.Equal(2_399, _story.Points(member, "2027-02-04").Balance);
        // On 5 February the 720 are usable through the day.
        Assert.Equal(2_399, _story.Points(member).Balance);
    }

    private static IReadOnlyList<string> Warnings(Story story, MemberRef member) => [.. story.Told(member).Where(t => t.EndsWith("tier.warning", StringComparison.Ordinal))];

    private IReadOnlyList<string> Topics(MemberRef member) => _story.Told(member);
}
