using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.Core.Facts;

namespace Tessera.App.Tests.Stories;

/// <summary>
/// One person had two memberships (semantics §1 Merge). A joins on 5 January 2025 and spends 300.00 on the 10th: 100 + 3,000 points. B joins on the same day and
/// spends 400.00 on the 11th: 100 + 4,000. B is merged into A on the 20th: together 700.00 reach silver, whose gift is 100.
/// </summary>
[Covers("R6")]
public sealed class MergedTests : IDisposable
{
    private const string PhoneOfB = "13800000002";
    private const string PhoneOfC = "13800000003";
    private readonly Story _story = new("2025-01-05", Story.TeaChain, day => day.Day < 5 ? 1 : 0);
    private MemberRef _a = null!;
    private MemberRef _b = null!;

    public void Dispose() => _story.Dispose();

    [Fact]
    public void A_merge_brings_lots_facts_and_identities_and_its_undo_takes_back_what_is_left()
    {
        Merge();
        Assert.Equal(7_300, _story.Points(_a).Balance); // 3,100 + 4,100 + 100
        Assert.Equal("silver", _story.Tier(_a).Tier.Id);
        // Lot by lot with its own end: joined on the 5th, bought on the 10th and 11th, gift of the 20th, a year each.
        Assert.Equal(
            ["100 2026-01-05", "100 2026-01-05", "3000 2026-01-10", "4000 2026-01-11", "100 2026-01-20"],
            _story.Points(_a).Lots.Select(l => $"{l.Figures.Left} {l.Through:yyyy-MM-dd}"));
        Assert.Equal(_story.Points(_a).Balance, _story.Points(MemberRef.By(IdentityForm.Of("phone", PhoneOfB)!)).Balance);

        // Earliest end first: both hundreds, A's 3,000, 300 of B's 4,000.
        _story.Until("2025-01-25");
        _story.Shop.Accepted(new SpendPoints { Member = _a, Points = 3_500, Reference = "after" });
        _story.Until("2025-01-30");
        _story.Shop.Accepted(new UnmergeMembers { Member = _b });
        // B has what is left of its lots, 3,700, and its identities; A loses silver, 300.00 of 600.00, and keeps what happened since: the spending and the gift.
        Assert.Equal(3_700, PointsOf(PhoneOfB));
        Assert.Equal(100, PointsOf("13800000001"));
        Assert.Equal("ordinary", _story.Tier(MemberRef.By(IdentityForm.Of("phone", "13800000001")!)).Tier.Id);
        Assert.Equal("ordinary", _story.Tier(MemberRef.By(IdentityForm.Of("phone", PhoneOfB)!)).Tier.Id);
        Assert.Equal((30_000L, 40_000L), (Spend("13800000001"), Spend(PhoneOfB)));
        Assert.Equal("merge.unknown", _story.Shop.Refused(new UnmergeMembers { Member = MemberRef.By(IdentityForm.Of("phone", PhoneOfB)!) }));
        _story.AuditsClean();
    }

    [Fact]
    public void A_refund_of_Bs_purchase_after_the_merge_takes_its_points_from_A_and_the_ground_from_silver()
    {
        Merge();
        _story.RefundAll("2025-01-25", "b");
        // 7,300 − 4,000 of the order − 100 of the gift, for 300.00 are no silver.
        Assert.Equal(3_200, _story.Points(_a).Balance);
        Assert.Equal("ordinary", _story.Tier(_a).Tier.Id);
        Assert.Equal(30_000, Spend("13800000001"));
        _story.Until("2025-01-30");
        _story.Shop.Accepted(new UnmergeMembers { Member = _b });
        // Of B's lots the hundred for joining is left; its purchase is refunded in its own record too.
        Assert.Equal((100L, 3_100L), (PointsOf(PhoneOfB), PointsOf("13800000001")));
        Assert.Equal((30_000L, 0L), (Spend("13800000001"), Spend(PhoneOfB)));
        Assert.Equal("refund.tooMuch", _story.Shop.Refused(new RefundPurchase { Purchase = new PurchaseId("till", "b"), Units = [new RefundedUnits(0, 1)] }));
        _story.AuditsClean();
    }

    [Fact]
    public void A_purchase_is_found_through_two_merges_and_back()
    {
        // C joins and spends 200.00: 100 + 2,000 points. C into B, B into A.
        Members();
        var c = _story.Join("2025-01-12", PhoneOfC);
        _story.Buy("2025-01-12", c, "c", 200.00m);
        _story.Until("2025-01-20");
        _story.Shop.Accepted(new MergeMembers { Member = c, Into = _b });
        _story.Shop.Accepted(new MergeMembers { Member = _b, Into = _a });
        // 3,100 + 4,100 + 2,100, and silver's gift, which B reached with C: 600.00.
        const long before = 9_400;
        Assert.Equal((before, before), (_story.Points(_a).Balance, _story.Points(c).Balance));
        // A receipt has a number of its own and is told twice; nothing was waiting.
        var receipt = new ReceivePurchase { Purchase = new PurchaseId("till", "c"), Source = "till", Number = "c-in", OccurredAt = _story.Shop.Now };
        Assert.Equal(_story.Points(_a).Balance, _story.Shop.Accepted(receipt).Told!.After.Balance);
        Assert.Equal(before, _story.Shop.Accepted(receipt).Told!.After.Balance);
        _story.RefundAll("2025-01-25", "c");
        Assert.Equal(before - 2_000, _story.Points(_a).Balance);
        Assert.Equal(70_000, Spend("13800000001"));
        Assert.Equal("member.merged", _story.Shop.Refused(new UnmergeMembers { Member = c }));
        _story.Shop.Accepted(new UnmergeMembers { Member = _b });
        _story.Shop.Accepted(new UnmergeMembers { Member = c });
        // Joining's hundred each, B's 4,000 and its gift; with 400.00 B is silver no more. C's order is refunded in its own record too.
        Assert.Equal((4_200L, 100L), (PointsOf(PhoneOfB), PointsOf(PhoneOfC)));
        Assert.Equal("ordinary", _story.Tier(_b).Tier.Id);
        Assert.Equal((30_000L, 40_000L, 0L), (Spend("13800000001"), Spend(PhoneOfB), Spend(PhoneOfC)));
        _story.AuditsClean();
    }

    [Fact]
    public void Bs_debt_is_paid_by_As_lots()
    {
        Members();
        // B spends 4,050 of 4,100 and gives the order back: of 4,000, 50 are there and 3,950 become debt.
        _story.Until("2025-01-12");
        _story.Shop.Accepted(new SpendPoints { Member = _b, Points = 4_050, Reference = "s" });
        _story.RefundAll("2025-01-13", "b");
        Assert.Equal((-3_950L, 3_950L), (_story.Points(_b).Balance, _story.Points(_b).Debt));
        _story.Until("2025-01-20");
        _story.Shop.Accepted(new MergeMembers { Member = _b, Into = _a });
        // 3,100 − 3,950.
        Assert.Equal((-850L, 850L), (_story.Points(_a).Balance, _story.Points(_a).Debt));
        Assert.Empty(_story.Points(_a).Lots);
        _story.AuditsClean();
    }

    [Fact]
    public void After_thirty_days_a_merge_stays()
    {
        Merge();
        // 19 February is the thirtieth day after 20 January.
        _story.Until("2025-02-20");
        Assert.Equal("merge.tooOld", _story.Shop.Refused(new UnmergeMembers { Member = _b }));
        _story.Until("2025-02-20 13:00");
        Assert.Equal(7_300, _story.Points(_a).Balance);
        _story.AuditsClean();
    }

    private void Members()
    {
        _a = _story.Join("2025-01-05 12:30");
        _b = _story.Join("2025-01-05 12:31", PhoneOfB);
        _story.Buy("2025-01-10", _a, "a", 300.00m);
        _story.Buy("2025-01-11", _b, "b", 400.00m);
    }

    private void Merge()
    {
        Members();
        _story.Until("2025-01-20");
        _story.Shop.Accepted(new MergeMembers { Member = _b, Into = _a });
    }

    private long PointsOf(string phone) => _story.Points(MemberRef.By(IdentityForm.Of("phone", phone)!)).Balance;

    private long Spend(string phone) => _story.Shop.Site.Read(r => MemberView.Read(r, MemberRef.By(IdentityForm.Of("phone", phone)!)))!.SpendLifetimeMinor;
}
