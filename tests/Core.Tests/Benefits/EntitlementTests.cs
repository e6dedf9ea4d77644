using System.Globalization;
using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Benefits;

/// <summary>Entitlements with quota, stock and grants by date (semantics §6, §7).</summary>
public sealed class EntitlementTests
{
    private static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);
    private static readonly Benefit Priority = new() { Id = "priority", Names = new("优先购", "priority purchase"), Type = BenefitType.Entitlement, Quota = new BenefitQuota(2, CapPeriod.Month), UnitCostMinor = 150, Tiers = ["base"] };
    private static readonly Benefit Care = new() { Id = "care", Names = new("生日护理", "birthday care"), Type = BenefitType.Birthday, UnitCostMinor = 3_000, Tiers = ["base"] };

    [Fact]
    [Covers("F11", "F34", "F35")]
    public void Priority_purchase_is_used_twice_a_month_and_the_third_is_refused()
    {
        var shop = new Shop([Priority]);

        Assert.Null(shop.Use("priority", "2026-03-05"));
        Assert.Null(shop.Use("priority", "2026-03-31"));
        Assert.Equal("benefit.quotaUsed", shop.Use("priority", "2026-03-31"));
        Assert.Null(shop.Use("priority", "2026-04-01"));
        // Each use costs 1.50.
        Assert.Equal([150L, 150, 150], shop.Entries.Where(e => e.Kind == BenefitEntryKind.Used).Select(e => e.CostMinor));
    }

    [Fact]
    [Covers("F11")]
    public void A_use_that_is_taken_back_leaves_room_in_its_own_month_once()
    {
        var shop = new Shop([Priority]);
        shop.Use("priority", "2026-03-05");
        shop.Use("priority", "2026-03-06");
        var use = shop.Items[^1];

        Assert.Null(shop.Cancel(use, "2026-03-07"));
        Assert.Equal("benefit.useCancelledBefore", shop.Cancel(use, "2026-03-07"));
        Assert.Null(shop.Use("priority", "2026-03-08"));
        Assert.Equal("benefit.quotaUsed", shop.Use("priority", "2026-03-09"));
        Assert.Equal([150L, 150, -150, 150], shop.Entries.Select(e => e.CostMinor));
    }

    [Theory]
    [Covers("F5", "F36", "L2")]
    [InlineData("gone", "benefit.unknown")]
    [InlineData("gold-only", "benefit.notOfTier")]
    [InlineData("over", "benefit.notNow")]
    [InlineData("price", "benefit.byItself")]
    [InlineData("care", "benefit.notGranted")]
    [InlineData("scarce", "benefit.outOfStock")]
    public void A_use_is_refused_with_its_reason(string benefit, string code)
    {
        var shop = new Shop(
        [
            Care,
            Priority with { Id = "gold-only", Tiers = ["gold"] },
            Priority with { Id = "over", Through = new(2026, 2, 28) },
            Priority with { Id = "price", Type = BenefitType.Discount, Off = 500 },
            Priority with { Id = "scarce", Stock = 1 },
        ]) { Left = 0 };

        Assert.Equal(code, shop.Use(benefit, "2026-03-05"));
    }

    [Fact]
    public void A_stock_that_all_share_is_taken_and_given_back()
    {
        var shop = new Shop([Priority with { Stock = 3 }]) { Left = 1 };
        shop.Use("priority", "2026-03-05");
        shop.Cancel(shop.Items[^1], "2026-03-06");

        Assert.Equal([("benefit:priority", 1L), ("benefit:priority", -1L)], shop.Items.SelectMany(i => i.Effects).OfType<CounterMoved>().Select(m => (m.Id, m.By)));
    }

    [Fact]
    [Covers("F18", "F24", "F27", "switch:benefits.*.holds=month")]
    public void The_month_of_the_birthday_grants_once_from_its_first_to_its_last_day()
    {
        var shop = new Shop([Care]);

        Assert.Null(shop.Birthday("2026-05-01", isDay: false));
        Assert.Equal("benefit.nothingToGrant", shop.Birthday("2026-05-09", isDay: false));
        Assert.Null(shop.Use("care", "2026-05-31"));
        Assert.Equal("benefit.grantUsed", shop.Use("care", "2026-05-31"));
        Assert.Equal("benefit.notGranted", shop.Use("care", "2026-06-01"));
        Assert.Null(shop.Birthday("2027-05-01", isDay: false));
        Assert.Null(shop.Use("care", "2027-05-02"));
    }

    [Theory]
    [InlineData(GrantHolds.Day, "2026-05-09", "2026-05-10")]
    [InlineData(GrantHolds.Term, "2026-05-15", "2026-05-16")]
    [Covers("F24", "switch:benefits.*.holds=day", "switch:benefits.*.holds=term")]
    public void Other_grants_open_on_the_day_itself_and_hold_that_day_or_for_their_time(GrantHolds holds, string last, string over)
    {
        // Seven days from 9 May on are 9 to 15 May.
        var shop = new Shop([Care with { Holds = holds, Valid = new Span(0, 7), Quota = new BenefitQuota(2, CapPeriod.Lifetime) }]);

        Assert.Equal("benefit.nothingToGrant", shop.Birthday("2026-05-01", isDay: false));
        Assert.Null(shop.Birthday("2026-05-09", isDay: true));
        Assert.Null(shop.Use("care", last));
        Assert.Equal("benefit.notGranted", shop.Use("care", over));
    }

    [Fact]
    [Covers("F28")]
    public void The_anniversary_of_joining_grants_in_the_night_and_the_day_before_March_stands_for_29_February()
    {
        var shop = new Shop([Care with { Type = BenefitType.Anniversary, Holds = GrantHolds.Day }], "2024-02-29");
        shop.Settle("2026-03-01");

        // 28 February 2025 and 2026; nothing on the day of joining itself.
        Assert.Equal(["2025-02-28", "2026-02-28"], shop.Entries.Select(e => e.Through!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        Assert.Equal("benefit.notGranted", shop.Use("care", "2026-03-01"));
    }

    private sealed class Shop
    {
        private readonly ProgramHistory _programs;

        public Shop(Benefit[] benefits, string joined = "2026-01-01")
        {
            var document = new ProgramDocument
            {
                Code = "benefits", Names = new LocalText("权益", "Benefits"), Benefits = benefits,
                Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] },
            };
            _programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), Shanghai)]);
            Tell(joined, at => new Joined { OccurredAt = at, RecordedAt = at });
        }

        public List<RecordItem> Items { get; } = [];

        public long Left { get; init; } = 100;

        public IEnumerable<BenefitEntry> Entries => Items.SelectMany(i => i.Effects).OfType<BenefitEntry>();

        private MemberState State { get; } = new("acc_1");

        public string? Use(string benefit, string day) =>
            Tell(day, at => new BenefitUsed { OccurredAt = at, RecordedAt = at, Benefit = benefit, Rooms = [new Room("benefit:" + benefit, Left)] });

        public string? Cancel(RecordItem use, string day) => Tell(day, at => new BenefitUseCancelled { OccurredAt = at, RecordedAt = at, UseSequence = use.Sequence }, use);

        public string? Birthday(string day, bool isDay) => Tell(day, at => new BirthdayCame { OccurredAt = at, RecordedAt = at, IsDay = isDay });

        public void Settle(string through) => Items.AddRange(Decide.Settle(_programs, State, Date(through), Shanghai.At(Date(through), new TimeOnly(12, 0)), false).Items);

        private static DateOnly Date(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

        private string? Tell(string day, Func<Instant, Fact> fact, RecordItem? named = null)
        {
            var decision = Decide.Member(_programs, State, new Command(fact(Shanghai.At(Date(day), new TimeOnly(12, 0)))) { Named = named });
            Items.AddRange(decision.Items);
            return decision.Refusal?.Reason.Code;
        }
    }
}
