using System.Globalization;
using Tessera.Core.Benefits;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tests.Coupons;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Benefits;

/// <summary>Coupons that birthdays, anniversaries and festivals give (semantics §6, §7; F18, F27, F28, H9).</summary>
public sealed class GrantedCouponTests
{
    // Kinds hold for 10 days from their issue.
    private static readonly CouponKind Small = CouponShop.Twenty with { Id = "small", Lasts = new Span(0, 10), Takes = [CouponTake.Assigned] };
    private static readonly CouponKind Big = Small with { Id = "big" };
    private static readonly Benefit Spring = new()
    {
        Id = "spring", Names = new("春节礼包", "spring pack"), Type = BenefitType.Festival, Tiers = ["base"], Owner = "marketing", Dates = [Date("2026-02-17")], Coupons = [new CouponGift("small", 2), new CouponGift("big", 1)],
    };

    // Issued on D for 10 days: D to D + 9. A grant of the month ends on the month's last day, one of the day on D, one of a term of 1 month on 17 March − 1 day; the earlier end holds.
    [Theory]
    [Covers("H9", "F27")]
    [InlineData(GrantHolds.Month, 0, "2026-02-26")]
    [InlineData(GrantHolds.Day, 0, "2026-02-17")]
    [InlineData(GrantHolds.Term, 1, "2026-02-26")]
    public void A_festival_gives_its_pack_in_the_night_and_no_coupon_holds_longer_than_its_kind_or_the_grant(GrantHolds holds, int months, string through)
    {
        var shop = new Shop([Spring with { Holds = holds, Valid = new Span(months, 0) }]);
        shop.Settle("2026-02-16");
        Assert.Empty(shop.State.Coupons.Held);

        shop.Settle("2026-02-17");
        shop.Settle("2026-02-17");

        Assert.Equal(["small", "small", "big"], shop.State.Coupons.Held.Select(c => c.Kind));
        Assert.All(shop.State.Coupons.Held, c => Assert.Equal((CouponOrigin.Benefit, Date("2026-02-17"), Date(through)), (c.Origin, c.FromOn, c.EndsOn!.Value.AddDays(-1))));
        // One message for the pack, a reason for each coupon, and nothing beside the coupons to be used.
        Assert.Equal(["benefit.pack"], shop.Notices);
        Assert.All(shop.Issued, e => Assert.Equal("coupon.ofBenefit", e.Reason.Code));
        Assert.Equal("benefit.byItself", shop.Tell("2026-02-18", at => new BenefitUsed { OccurredAt = at, RecordedAt = at, Benefit = "spring" }));
    }

    [Fact]
    [Covers("H9")]
    public void A_festival_of_every_year_comes_each_year_to_who_joined_before_its_day()
    {
        var shop = new Shop([Spring with { Dates = [], Yearly = [new MonthDay(6, 18)], Coupons = [new CouponGift("small", 1)] }], "2026-06-18");

        shop.Settle("2028-06-18");

        Assert.Equal(["2027-06-18", "2028-06-18"], shop.Issued.Select(e => Write(e.After.IssuedOn)));
    }

    // H9: ordinary members get 100 − 20, gold ones 200 − 50: each tier its own pack, by the tier at the start of the day.
    [Fact]
    [Covers("H9")]
    public void Each_tier_has_its_own_pack()
    {
        Benefit[] packs = [Spring with { Coupons = [new CouponGift("small", 1)] }, Spring with { Id = "spring-gold", Tiers = ["gold"], Coupons = [new CouponGift("big", 1)] }];
        var (ordinary, gold) = (new Shop(packs), new Shop(packs));
        Assert.Null(gold.Tell("2026-02-01", at => new TierSet { OccurredAt = at, RecordedAt = at, Tier = "gold", ReasonCode = "test" }));

        ordinary.Settle("2026-02-17");
        gold.Settle("2026-02-17");

        Assert.Equal(("small", "big"), (ordinary.State.Coupons.Held.Single().Kind, gold.State.Coupons.Held.Single().Kind));
    }

    [Fact]
    [Covers("F18")]
    public void A_birthday_gives_its_coupon_and_its_drink_once_a_year()
    {
        var shop = new Shop([Spring with { Id = "cake", Type = BenefitType.Birthday, Dates = [], Coupons = [new CouponGift("big", 1)], Quota = new BenefitQuota(1, CapPeriod.Year), UnitCostMinor = 500, Stock = Benefit.Unlimited }]);

        Assert.Null(shop.Birthday("2026-05-25"));
        Assert.Equal("benefit.nothingToGrant", shop.Birthday("2026-05-26"));

        // 25 May for 10 days would be 3 June; the month ends on 31 May.
        Assert.Equal(("big", "2026-05-31"), (shop.State.Coupons.Held.Single().Kind, Write(shop.State.Coupons.Held.Single().EndsOn!.Value.AddDays(-1))));
        Assert.Null(shop.Tell("2026-05-27", at => new BenefitUsed { OccurredAt = at, RecordedAt = at, Benefit = "cake" }));
        Assert.Equal("benefit.grantUsed", shop.Tell("2026-05-27", at => new BenefitUsed { OccurredAt = at, RecordedAt = at, Benefit = "cake" }));
    }

    [Fact]
    [Covers("F28")]
    public void An_anniversary_gives_its_coupon_and_a_late_night_gives_the_same()
    {
        Benefit[] year = [Spring with { Id = "year", Type = BenefitType.Anniversary, Dates = [], Holds = GrantHolds.Term, Valid = new Span(0, 20), Coupons = [new CouponGift("small", 1)] }];
        var (punctual, late) = (new Shop(year, "2025-03-10"), new Shop(year, "2025-03-10"));

        foreach (var day in (string[])["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-25"]) punctual.Settle(day);
        late.Settle("2026-03-25");

        // Issued on 10 March, usable through 19 March, ended on the 20th.
        Assert.Equal(["2026-03-10 issued", "2026-03-20 expired"], punctual.Steps);
        Assert.Equal(punctual.Steps, late.Steps);
    }

    [Fact]
    public void A_member_with_as_many_coupons_as_there_may_be_is_told_why_the_pack_gave_none()
    {
        var shop = new Shop([Spring with { Coupons = [new CouponGift("small", 1)] }]);
        for (var i = 0; i < 10; i++) Assert.Null(shop.Tell("2026-02-16", at => new CouponGranted { OccurredAt = at, RecordedAt = at, Kind = "big", Count = 20 }));

        shop.Settle("2026-02-17");

        Assert.DoesNotContain(shop.State.Coupons.Held, c => c.Kind == "small");
        Assert.Equal("coupon.tooMany", Assert.Single(shop.Items[^1].Reasons).Code);
    }

    [Fact]
    [Covers("H9")]
    public void A_pack_given_by_hand_comes_whole_or_not_at_all()
    {
        var shop = new Shop([Spring]);

        Assert.Null(shop.Pack("2026-01-20", "spring"));
        Assert.Equal(3, shop.State.Coupons.Held.Count);
        Assert.Equal("benefit.notPack", shop.Pack("2026-01-20", "none"));
        for (var i = 0; i < 9; i++) Assert.Null(shop.Tell("2026-01-20", at => new CouponGranted { OccurredAt = at, RecordedAt = at, Kind = "big", Count = 20 }));
        // 3 + 9 × 20 = 183; 15 more are 198: of three only two would fit below 200.
        Assert.Null(shop.Tell("2026-01-20", at => new CouponGranted { OccurredAt = at, RecordedAt = at, Kind = "big", Count = 15 }));
        Assert.Equal("coupon.tooMany", shop.Pack("2026-01-20", "spring"));
        Assert.Equal(198, shop.State.Coupons.Held.Count);
    }

    [Theory]
    [Covers("Z6", "F36")]
    [InlineData("unknown", "program.unknownCoupon")]
    [InlineData("counted", "program.giftRunsOut")]
    [InlineData("undated", "program.needs")]
    [InlineData("ofAService", "program.unused")]
    [InlineData("good", null)]
    public void A_grant_that_cannot_be_kept_is_not_published(string wrong, string? code)
    {
        var benefit = wrong switch
        {
            "unknown" => Spring with { Coupons = [new CouponGift("never", 1)] },
            "undated" => Spring with { Dates = [] },
            "ofAService" => Spring with { Type = BenefitType.Service, UnitCostMinor = 1, Stock = 1 },
            _ => Spring,
        };
        var shop = new Shop([benefit], kinds: wrong == "counted" ? [Small with { Supply = 5 }, Big] : [Small, Big]);

        var findings = ProgramValidation.Check(shop.Programs.Versions[0].Document).Select(f => f.Code).Distinct().ToList();

        if (code is null) Assert.Empty(findings);
        else Assert.Contains(code, findings);
    }

    private static DateOnly Date(string day) => CouponShop.Date(day);

    private static string Write(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed class Shop
    {
        public Shop(Benefit[] benefits, string joined = "2026-01-01", CouponKind[]? kinds = null)
        {
            var document = new ProgramDocument
            {
                Code = "grants", Names = new LocalText("权益", "Grants"), Benefits = benefits, Coupons = [.. (kinds ?? [Small, Big]).Select(k => new CouponOffer(k, null))],
                Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }, new TierRule { Id = "gold", Names = new LocalText("金卡", "Gold"), JoinChannels = [], Enter = Never }] },
            };
            Programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), CouponShop.Shanghai)]);
            Tell(joined, at => new Joined { OccurredAt = at, RecordedAt = at });
        }

        public ProgramHistory Programs { get; }

        public MemberState State { get; } = new("acc_1");

        public List<RecordItem> Items { get; } = [];

        public IEnumerable<CouponEntry> Issued => Items.SelectMany(i => i.Effects).OfType<CouponEntry>().Where(e => e.Kind == CouponEntryKind.Issued);

        public IEnumerable<string> Notices => Items.SelectMany(i => i.Effects).OfType<Notice>().Select(n => n.Reason.Code);

        public IEnumerable<string> Steps => Items.SelectMany(i => i.Effects.OfType<CouponEntry>().Where(e => e.Kind != CouponEntryKind.Noticed).Select(e => Write(CouponShop.Shanghai.DayOf(i.OccurredAt)) + " " + e.Kind.ToString().ToLowerInvariant()));

        private static Compare Never => new(new MetricReading(Metric.Spend, new Window(WindowKind.RollingMonths, 12)), Comparison.AtLeast, 100_000_000);

        public string? Birthday(string day) => Tell(day, at => new BirthdayCame { OccurredAt = at, RecordedAt = at, IsDay = false });

        public string? Pack(string day, string benefit) => Tell(day, at => new PackGiven { OccurredAt = at, RecordedAt = at, Benefit = benefit });

        public void Settle(string through) => Items.AddRange(Decide.Settle(Programs, State, Date(through), CouponShop.At(through), false).Items);

        public string? Tell(string day, Func<Instant, Fact> fact)
        {
            var decision = Decide.Member(Programs, State, new Command(fact(CouponShop.At(day))));
            Items.AddRange(decision.Items);
            return decision.Refusal?.Reason.Code;
        }
    }
}
