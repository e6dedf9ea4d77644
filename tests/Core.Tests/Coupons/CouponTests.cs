using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Coupons;

public sealed class CouponTests
{
    private static readonly CouponKind Plain = CouponShop.Twenty;

    // Taken on 01-10. lasts 30 days from 01-10: 01-10 … 02-08. startsAfter 3: 01-13 … 02-11. through 01-20 is earlier than 02-08. from 02-01 begins later: 02-01 … 03-02 (28 days in February: 02-01 + 30 = 03-03).
    [Theory]
    [Covers("P6")]
    [InlineData(0, null, null, "2026-01-10", "2026-02-08")]
    [InlineData(3, null, null, "2026-01-13", "2026-02-11")]
    [InlineData(0, null, "2026-01-20", "2026-01-10", "2026-01-20")]
    [InlineData(0, "2026-02-01", null, "2026-02-01", "2026-03-02")]
    public void A_coupon_holds_for_its_dates_or_for_days_after_it_was_taken(int startsAfter, string? from, string? through, string first, string last)
    {
        var shop = new CouponShop(Plain with { StartsAfterDays = startsAfter, From = from is null ? null : CouponShop.Date(from), Through = through is null ? null : CouponShop.Date(through) });

        Assert.Null(shop.Claim("2026-01-10"));

        Assert.Equal((CouponShop.Date(first), CouponShop.Date(last).AddDays(1)), (shop.Only.FromOn, shop.Only.EndsOn!.Value));
    }

    [Fact]
    [Covers("P7")]
    public void Claims_are_limited_per_member_and_period_and_grants_are_not()
    {
        var shop = new CouponShop(Plain with { Period = CapPeriod.Week });
        Assert.Null(shop.Claim("2026-01-05"));
        Assert.Equal("coupon.claimLimit", shop.Claim("2026-01-11"));
        Assert.Null(shop.Grant("2026-01-11"));
        Assert.Null(shop.Claim("2026-01-12"));

        Assert.Equal(3, shop.State.Coupons.Held.Count);
    }

    [Fact]
    [Covers("P7")]
    public void The_supply_is_never_exceeded()
    {
        var shop = new CouponShop(Plain with { Supply = 3, PerMember = 0 });
        Assert.Null(shop.Claim("2026-01-05"));
        Assert.Equal("coupon.soldOut", shop.Grant("2026-01-05", count: 3));
        Assert.Null(shop.Grant("2026-01-05", count: 2));
        Assert.Equal("coupon.soldOut", shop.Claim("2026-01-06"));
        Assert.Null(shop.Void("2026-01-07", shop.State.Coupons.Held[0].Id));

        Assert.Equal("coupon.soldOut", shop.Claim("2026-01-08"));
    }

    [Fact]
    [Covers("P7", "P8")]
    public void A_coupon_is_taken_only_in_the_ways_of_its_kind()
    {
        var shop = new CouponShop(
            Plain with { Id = "given", Takes = [CouponTake.Assigned] },
            Plain with { Id = "code", Takes = [CouponTake.Code], ClaimCode = "SPRING26" },
            Plain with { Id = "gold", ClaimTiers = ["gold"] },
            Plain with { Id = "off", Enabled = false });

        Assert.Equal("coupon.notTakenSo", shop.Claim("2026-01-05", "given"));
        Assert.Equal("coupon.notTakenSo", shop.Claim("2026-01-05", "code"));
        Assert.Equal("coupon.codeUnknown", shop.Claim("2026-01-05", "code", "SPRING25"));
        Assert.Null(shop.Claim("2026-01-05", "code", "spring26"));
        Assert.Equal("coupon.otherTier", shop.Claim("2026-01-05", "gold"));
        Assert.Equal("coupon.unknownKind", shop.Claim("2026-01-05", "off"));
        Assert.Equal("coupon.unknownKind", shop.Grant("2026-01-05", "never"));
    }

    [Fact]
    [Covers("P8")]
    public void A_coupon_can_be_bought_with_points()
    {
        var shop = new CouponShop([Plain with { PricePoints = 300, PerMember = 0 }], [], points: new PointsRules { JoinPoints = 500 });

        Assert.Null(shop.Claim("2026-01-05"));
        Assert.Equal("points.insufficient", shop.Claim("2026-01-05"));

        Assert.Equal((200L, 1), (shop.State.Balance, shop.State.Coupons.Held.Count));
    }

    [Fact]
    [Covers("A1", "C17")]
    public void A_newcomer_gets_the_coupons_of_newcomers_once()
    {
        var shop = new CouponShop(Plain with { Takes = [CouponTake.Newcomer] });

        Assert.Equal(CouponOrigin.Newcomer, shop.Only.Origin);
        Assert.Single(shop.Items[0].Effects.OfType<Notice>(), n => n.Topic == "coupon.issued");
    }

    [Fact]
    [Covers("P39")]
    public void A_coupon_is_used_once()
    {
        var shop = new CouponShop(Plain);
        shop.Claim("2026-01-05");
        var id = shop.Only.Id;

        Assert.Null(shop.Use("2026-01-06", id));
        Assert.Equal("coupon.usedBefore", shop.Use("2026-01-06", id));
        Assert.Equal("coupon.unknown", shop.Use("2026-01-06", new LotId(99, 1)));
    }

    // Held at 12:00 for 15 minutes: at 12:14 for nobody else, at 12:15 for everybody.
    [Fact]
    [Covers("P39")]
    public void A_lock_holds_a_coupon_for_one_till_for_fifteen_minutes()
    {
        var shop = new CouponShop(Plain);
        shop.Claim("2026-01-05");
        var id = shop.Only.Id;
        Assert.Null(shop.Hold("2026-01-06", id, "till-1"));

        Assert.Equal("coupon.locked", shop.Hold("2026-01-06", id, "till-2", time: "12:14"));
        Assert.Equal("coupon.locked", shop.Use("2026-01-06", id, time: "12:14"));
        Assert.Equal("coupon.locked", shop.Void("2026-01-06", id));
        Assert.Equal("coupon.locked", shop.Hold("2026-01-06", id, "till-2", locked: false, time: "12:14"));
        Assert.Equal("coupon.locked", Assert.Single(shop.Till("2026-01-06", "12:14").Unusable).Reason.Code);
        Assert.Single(shop.Till("2026-01-06", "12:14", "till-1").Candidates);
        Assert.Single(shop.Till("2026-01-06", "12:15").Candidates);
        Assert.Equal("coupon.notLocked", shop.Hold("2026-01-06", id, "till-1", locked: false, time: "12:15"));
        Assert.Null(shop.Use("2026-01-06", id, "till-2", time: "12:15"));
    }

    [Fact]
    [Covers("P39")]
    public void A_lock_that_is_given_up_frees_the_coupon_and_its_holder_may_use_it_under_the_lock()
    {
        var shop = new CouponShop(Plain);
        shop.Claim("2026-01-05");
        var id = shop.Only.Id;
        Assert.Null(shop.Hold("2026-01-06", id, "till-1"));
        Assert.Null(shop.Hold("2026-01-06", id, "till-1", locked: false, time: "12:01"));
        Assert.Null(shop.Hold("2026-01-06", id, "till-2", time: "12:02"));

        Assert.Null(shop.Use("2026-01-06", id, "till-2", time: "12:03"));
        Assert.Equal((CouponStatus.Used, null), (shop.Find(id).Status, shop.Find(id).LockedFor));
    }

    // Taken 01-05, valid through 02-03. Returned on 01-10: 02-03 stays. Returned on 02-02: 02-02 + 7 = 02-09. Returned on 03-01, long after its end: 03-08.
    [Theory]
    [Covers("P39")]
    [InlineData("2026-01-10", "2026-02-03")]
    [InlineData("2026-02-02", "2026-02-09")]
    [InlineData("2026-03-01", "2026-03-08")]
    public void A_coupon_that_comes_back_can_be_used_for_at_least_seven_more_days(string on, string through)
    {
        var shop = new CouponShop(Plain);
        shop.Claim("2026-01-05");
        var id = shop.Only.Id;
        Assert.Null(shop.Use("2026-01-06", id));

        Assert.Null(shop.Return(on, id));

        Assert.Equal((CouponStatus.Returned, CouponShop.Date(through).AddDays(1)), (shop.Only.Status, shop.Only.EndsOn));
        Assert.Equal("coupon.notUsed", shop.Return(on, id));
        Assert.Null(shop.Use(on, id));
    }

    // Valid through 02-03, told three days before its first day without it: on 02-01.
    [Fact]
    [Covers("P6")]
    public void The_night_tells_of_the_end_and_then_ends_a_coupon()
    {
        var shop = new CouponShop(Plain);
        shop.Claim("2026-01-05");
        var id = shop.Only.Id;
        shop.Night("2026-01-31");
        Assert.DoesNotContain(shop.Items.SelectMany(i => i.Effects).OfType<Notice>(), n => n.Topic == "coupon.ending");

        shop.Night("2026-02-01");
        Assert.Single(shop.Items.SelectMany(i => i.Effects).OfType<Notice>(), n => n.Topic == "coupon.ending");
        shop.Night("2026-02-03");
        Assert.Equal(CouponStatus.Issued, shop.Only.Status);
        shop.Night("2026-02-04");

        Assert.Equal(CouponStatus.Expired, shop.Find(id).Status);
        Assert.Equal("coupon.expired", shop.Use("2026-02-04", id));
    }

    [Fact]
    [Covers("P6")]
    public void A_night_that_is_late_or_missed_changes_nothing_of_the_end()
    {
        var (kept, missed) = (new CouponShop(Plain), new CouponShop(Plain));
        foreach (var shop in new[] { kept, missed }) shop.Claim("2026-01-05");
        for (var day = CouponShop.Date("2026-01-06"); day <= CouponShop.Date("2026-02-20"); day = day.AddDays(1)) kept.Night(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(missed.Tell("2026-02-20", at => new Activity { OccurredAt = at, RecordedAt = at, Type = "visit" }));

        var (a, b) = (Assert.Single(kept.State.Coupons.Closed.Values), Assert.Single(missed.State.Coupons.Closed.Values));
        Assert.Equal(a.Status, b.Status);
        Assert.Equal(
            kept.Items.Where(i => i.Effects.OfType<CouponEntry>().Any(e => e.Kind == CouponEntryKind.Expired)).Select(i => i.OccurredAt),
            missed.Items.Where(i => i.Effects.OfType<CouponEntry>().Any(e => e.Kind == CouponEntryKind.Expired)).Select(i => i.OccurredAt));
    }

    [Fact]
    [Covers("P8")]
    public void A_coupon_says_why_it_cannot_be_used_today()
    {
        // 2026-01-10 is a Saturday; 2026-01-12 to 14 are left out.
        var shop = new CouponShop(Plain with { StartsAfterDays = 2, ExceptWeekdays = [DayOfWeek.Saturday, DayOfWeek.Sunday], ExceptDates = [new DayRange(CouponShop.Date("2026-01-12"), CouponShop.Date("2026-01-14"))] });
        shop.Claim("2026-01-05");
        var id = shop.Only.Id;

        Assert.Equal("coupon.notYet", Assert.Single(shop.Till("2026-01-06").Unusable).Reason.Code);
        Assert.Equal("coupon.exceptDay", Assert.Single(shop.Till("2026-01-10").Unusable).Reason.Code);
        Assert.Equal("coupon.exceptDay", Assert.Single(shop.Till("2026-01-14").Unusable).Reason.Code);
        Assert.Equal("coupon.exceptDay", shop.Use("2026-01-10", id));
        Assert.Equal("coupon.over", Assert.Single(shop.Till("2026-03-01").Unusable).Reason.Code);
        var candidate = Assert.Single(shop.Till("2026-01-15").Candidates);
        Assert.Equal((id, "twenty", PriceStage.Coupon), (CouponTill.Parse(candidate.Id!)!.Value, candidate.Saving.Id, candidate.Saving.Stage));
    }

    [Fact]
    [Covers("P4")]
    public void Of_equal_coupons_the_till_offers_the_one_that_ends_first_unless_it_is_told_which()
    {
        var shop = new CouponShop(Plain);
        shop.Grant("2026-01-10");
        shop.Grant("2026-01-05", count: 2);
        var ids = shop.State.Coupons.Held.Select(c => c.Id).ToList();

        Assert.Equal(CouponTill.IdOf(ids[1]), Assert.Single(shop.Till("2026-01-15").Candidates).Id);
        var moment = new CouponMoment(CouponShop.Date("2026-01-15"), CouponShop.At("2026-01-15"), Wished: [CouponTill.IdOf(ids[0]), CouponTill.IdOf(ids[2])], Chooses: false);
        Assert.Equal([CouponTill.IdOf(ids[0]), CouponTill.IdOf(ids[2])], CouponTill.CandidatesOf(shop.Programs, shop.State, moment).Candidates.Select(c => c.Id));
    }

    [Fact]
    [Covers("L2")]
    public void A_frozen_member_takes_and_uses_no_coupon()
    {
        var shop = new CouponShop(Plain with { PerMember = 0 });
        shop.Claim("2026-01-05");
        var id = shop.Only.Id;
        shop.Tell("2026-01-06", at => new Frozen { OccurredAt = at, RecordedAt = at, ReasonCode = "fraud" });

        Assert.Equal("coupon.frozen", shop.Use("2026-01-06", id));
        Assert.Equal("coupon.frozen", shop.Hold("2026-01-06", id, "till-1"));
        Assert.Equal("coupon.frozen", shop.Claim("2026-01-06"));
        Assert.Equal("coupon.frozen", Assert.Single(shop.Till("2026-01-06").Unusable).Reason.Code);
        Assert.Null(shop.Grant("2026-01-06"));
        shop.Tell("2026-01-07", at => new Unfrozen { OccurredAt = at, RecordedAt = at });
        Assert.Null(shop.Use("2026-01-07", id));
    }

    [Fact]
    [Covers("G8", "P39")]
    public void A_closed_membership_has_no_coupons_and_a_used_one_is_not_voided()
    {
        var shop = new CouponShop(Plain);
        shop.Grant("2026-01-05", count: 2);
        var ids = shop.State.Coupons.Held.Select(c => c.Id).ToList();
        shop.Use("2026-01-06", ids[0]);
        Assert.Equal("coupon.unknown", shop.Void("2026-01-06", ids[0]));
        shop.Tell("2026-01-07", at => new Closed { OccurredAt = at, RecordedAt = at });

        Assert.Equal((CouponStatus.Used, CouponStatus.Void), (shop.Find(ids[0]).Status, shop.Find(ids[1]).Status));
        Assert.Empty(shop.State.Coupons.Held);
    }

    [Fact]
    public void A_member_holds_two_hundred_coupons_at_most()
    {
        var shop = new CouponShop(Plain);
        for (var i = 0; i < 10; i++) Assert.Null(shop.Grant("2026-01-05", count: 20));

        Assert.Equal("coupon.tooMany", shop.Grant("2026-01-05"));
    }

    [Fact]
    public void The_record_folds_to_the_same_coupons()
    {
        var shop = new CouponShop(Plain with { PerMember = 0 });
        shop.Grant("2026-01-05", count: 3);
        var ids = shop.State.Coupons.Held.Select(c => c.Id).ToList();
        shop.Hold("2026-01-06", ids[0], "till-1");
        shop.Use("2026-01-06", ids[1]);
        shop.Return("2026-01-07", ids[1]);
        shop.Void("2026-01-08", ids[2]);
        shop.Claim("2026-01-09");
        shop.Night("2026-02-08");

        Assert.Equal(shop.State.Coupons.All, shop.Folded().Coupons.All);
    }
}
