using System.Globalization;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Programs;

/// <summary>No programme that validates throws, when it is compiled or when it decides; what cannot be computed is a finding with a place.</summary>
public sealed class ValidProgrammesTests
{
    private const int Programmes = 1_500;
    private static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);

    [Fact]
    [Covers("B9", "B10", "P19")]
    public void A_programme_without_errors_compiles_and_decides()
    {
        var chance = new SeededSequence(20_260_110);
        var played = 0;
        for (var n = 0; n < Programmes; n++)
        {
            var document = Programme(chance);
            if (ProgramValidation.Check(document).Any(f => f.Level == FindingLevel.Error)) continue;
            var failed = Record.Exception(() => Play(document, chance));
            Assert.True(failed is null, $"programme {n} of seed {chance.Seed}: {failed}\n{string.Join('\n', document.Earn)}");
            played++;
        }

        Assert.True(played > Programmes / 4, $"only {played} of {Programmes} were played");
    }

    [Theory]
    [Covers("B9", "P19")]
    [InlineData("caps of a campaign", "program.capsOfMultiplier", "/earn/1/caps")]
    [InlineData("a rate without a common denominator", "program.rateTooFine", "/earn/1/rate")]
    [InlineData("points that overflow", "program.rateTooLarge", "/earn/0/rate")]
    [InlineData("points of a unit that overflow", "program.rateTooLarge", "/earn/1/points")]
    [InlineData("growth that overflows", "program.rateTooLarge", "/growth/spend")]
    [InlineData("multipliers of many decimals", "program.multipliersTooFine", "/points/stacking")]
    public void What_cannot_be_computed_exactly_has_a_place(string what, string code, string pointer)
    {
        var plain = Plain([Money("a", 1, 100)]);
        var document = what switch
        {
            "caps of a campaign" => plain with { Earn = [.. plain.Earn, Campaign("c", 20_000) with { Caps = [new PointsCap(CapPeriod.Day, 10)] }] },
            // 999,983 and 999,979 are primes: their product is past a billion.
            "a rate without a common denominator" => Plain([Money("a", 1, 999_983), Money("b", 1, 999_979)]),
            "points that overflow" => Plain([Money("a", 1_000_000_000_000, 1)]),
            "points of a unit that overflow" => plain with { Earn = [.. plain.Earn, Money("u", 0, 1) with { Kind = EarnKind.Unit, Rate = null, Points = 10_000_000_000 }] },
            "growth that overflows" => plain with { Growth = new GrowthRules { SpendRate = new Rate(1_000_000_000, 1, RateMode.Proportional) } },
            _ => plain with
            {
                Points = new PointsRules { Stacking = Stacking.Product },
                Earn = [.. plain.Earn, .. Enumerable.Range(0, 6).Select(i => Campaign("c" + i.ToString(CultureInfo.InvariantCulture), 11_113 + (2 * i)))],
            },
        };
        var found = Assert.Single(ProgramValidation.Check(document), f => f.Level == FindingLevel.Error);
        Assert.Equal((code, pointer), (found.Code, found.Pointer));
    }

    private static void Play(ProgramDocument document, SeededSequence chance)
    {
        var programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), Shanghai)]);
        var member = new MemberScript(programs).Play("2025-01-01 join");
        var amount = chance.Pick(["0.01", "19.90", "3333.33", "999999999.99"]);
        member.Play($"2025-01-05 buy A {amount}; 2025-01-06 act review object=o1; 2025-01-31 buy B 100.00; 2025-02-01 refund B 33.33; 2025-02-03 cancel 10.00; 2025-02-04 refund A 0.01; 2025-02-05 spend S 1 clamp");
        member.Play("2025-03-01 receive A; 2025-03-02 freeze; 2025-03-03 buy C 10.00; 2025-03-04 unfreeze; 2025-06-30 night; 2025-12-31 buy D 500.00");
        member.Play("2026-01-01 night; 2026-02-28 night; 2027-01-05 night; 2027-02-01 act review object=o2; 2027-06-01 night");
        Told(programs, member, chance);
    }

    /// <summary>A purchase of several lines, among them a gift and a hand line below zero, on a birthday.</summary>
    private static void Told(ProgramHistory programs, MemberScript member, SeededSequence chance)
    {
        var at = Shanghai.At(new DateOnly(2027, 6, 18), new TimeOnly(20, 0));
        long[] nets = [chance.Below(90_000), 0, -chance.Below(300), chance.Below(1_000_000), 7];
        var purchase = new Purchase
        {
            OccurredAt = at, RecordedAt = at, IsBirthday = true, Channel = "store", StoreId = "s1",
            Lines = [.. nets.Select((net, i) => new PurchaseLine { Sku = i % 2 == 0 ? "k1" : "k2", Category = i < 2 ? "tea" : "cake", Quantity = 1 + i, NetMinor = net, ListMinor = net, Kind = i == 4 ? LineKind.Freight : LineKind.Goods })],
        };
        Assert.Null(Decide.Member(programs, member.State, new Command(purchase)).Refusal);
    }

    private static ProgramDocument Programme(SeededSequence chance)
    {
        var tiers = Tiers(chance);
        return new ProgramDocument
        {
            Code = "any",
            Names = new LocalText("任意", "Any"),
            Points = Points(chance),
            Growth = chance.Chance(1, 2) ? Growth(chance) : null,
            Earn = [.. Enumerable.Range(0, chance.Below(7)).Select(i => Rule(chance, "r" + i.ToString(CultureInfo.InvariantCulture)))],
            Ladder = new Ladder
            {
                Tiers = tiers, UpgradeTo = Any<UpgradeTo>(chance), TierAtFact = Any<TierAtFact>(chance), FallAt = Any<FallAt>(chance), Falls = Any<Falling>(chance), FallLimit = Any<FallLimit>(chance),
                ReEntry = Any<ReEntry>(chance), AfterRefund = Any<AfterRefund>(chance), GiftsOf = Any<GiftsOf>(chance), GiftAgain = Any<GiftAgain>(chance),
            },
            Reviews = [.. Enumerable.Range(0, chance.Below(3)).Select(i => ReviewOf(chance, tiers, i))],
        };
    }

    private static IReadOnlyList<TierRule> Tiers(SeededSequence chance) =>
        [.. Enumerable.Range(0, chance.Between(1, 4)).Select(i => new TierRule
        {
            Id = "t" + i.ToString(CultureInfo.InvariantCulture), Names = new LocalText($"级{i}", $"Tier {i}"), Multiplier = Multiplier(chance), GiftPoints = chance.Below(3) * 50L,
            Enter = i == 0 ? null : new Compare(new MetricReading(Metric.Spend, new Window(WindowKind.RollingMonths, 12)), Comparison.AtLeast, 10_000L * i * i),
            Start = Any<TierStart>(chance), Period = Any<Period>(chance), EntryMode = Any<EntryMode>(chance),
            Validity = new Validity(Any<ValidityKind>(chance), chance.Pick([1, 30, 3_650]), chance.Pick([Span.Zero, new Span(1, 0), new Span(0, 10)]), i > 0 && chance.Chance(1, 2) ? Spent(chance.Below(50_000)) : null),
        })];

    private static Review ReviewOf(SeededSequence chance, IReadOnlyList<TierRule> tiers, int n) => new()
    {
        Id = "v" + n.ToString(CultureInfo.InvariantCulture), Names = new LocalText($"评审{n}", $"Review {n}"), Does = Any<ReviewDoes>(chance),
        Moment = new Moment(Any<MomentKind>(chance), new MonthDay(chance.Between(1, 12), chance.Between(1, 28)), chance.Between(1, 400)),
        Window = new Window(WindowKind.RollingMonths, 12), Keep = tiers.Skip(1).ToDictionary(t => t.Id, t => Spent(5_000), StringComparer.Ordinal),
        Failures = chance.Between(1, 3), FallsAfterWarning = chance.Chance(1, 2), Grace = chance.Pick([Span.Zero, new Span(1, 0), new Span(0, 10)]), FallTo = Any<FallTo>(chance), ResetPoints = chance.Chance(1, 8),
    };

    private static Condition Spent(long minor) => new Compare(new MetricReading(Metric.Spend, null), Comparison.AtLeast, minor);

    private static PointsRules Points(SeededSequence chance) => new()
    {
        Expiry = Expiry(chance), LateNotice = Any<LateNotice>(chance), ConsumeOrder = Any<ConsumeOrder>(chance), Shortfall = Any<Shortfall>(chance), Stacking = Any<Stacking>(chance),
        Pending = new PendingRule { Until = Any<PendingUntil>(chance), Days = chance.Below(30), CancelAfterDays = chance.Pick([0, 20]) },
        RoundAt = Any<RoundAt>(chance), Rounding = Any<RoundingMode>(chance), BirthdayMultiplier = Multiplier(chance), Caps = Caps(chance), OnCap = Any<OnCap>(chance),
        JoinPoints = chance.Pick([0L, 1_000_000_000L]), FreezeStopsEarning = chance.Chance(1, 2),
    };

    private static GrowthRules Growth(SeededSequence chance) => new()
    {
        SpendRate = new Rate(chance.Pick([0L, 1L, 7L, 1_000_000_000L]), chance.Pick([1L, 100L, 700L]), Any<RateMode>(chance)), SpendDailyCap = chance.Pick([0L, 100L]),
        Behaviours = [new GrowthBehaviour("review", 5, chance.Below(9), chance.Below(9))],
    };

    private static EarnRule Rule(SeededSequence chance, string id)
    {
        var rule = Money(id, chance.Pick([0L, 1L, 3L, 10_000L, 1_000_000_000L, 1_000_000_000_000L]), chance.Pick([1L, 3L, 7L, 100L, 999L, 999_983L, 1_000_000_000_000L])) with
        {
            Enabled = chance.Chance(9, 10), Caps = Caps(chance), OnCap = Any<OnCap>(chance), CooldownMinutes = chance.Pick([0, 0, 60]), Exclusive = chance.Chance(1, 6), Multiplied = chance.Chance(5, 6),
            Expiry = chance.Chance(1, 4) ? Expiry(chance) : null, Basis = new EarnBasis { AfterDiscounts = chance.Chance(1, 2), WithTax = chance.Chance(1, 2), WithFreight = chance.Chance(1, 2) },
            Scope = chance.Pick([new EarnScope(), new EarnScope { Categories = ["tea"] }, new EarnScope { ExcludeSkus = ["k1"] }, new EarnScope { Tiers = ["t0"] }]),
        };
        var points = chance.Pick([1L, 500L, 10_000_000_000L]);
        return Any<EarnKind>(chance) switch
        {
            EarnKind.Money => rule with { Rate = rule.Rate! with { Mode = Any<RateMode>(chance) } },
            EarnKind.Unit => rule with { Kind = EarnKind.Unit, Rate = null, Points = points },
            EarnKind.Purchase => rule with { Kind = EarnKind.Purchase, Rate = null, Points = points },
            EarnKind.Behaviour => rule with { Kind = EarnKind.Behaviour, Rate = null, Points = points, Behaviour = "review", Scope = new EarnScope() },
            EarnKind.Multiplier => rule with { Kind = EarnKind.Multiplier, Rate = null, Multiplier = chance.Pick([0, 5_000, 11_113, 15_000, 1_000_000]), Caps = chance.Chance(1, 4) ? rule.Caps : [] },
            _ => throw new InvalidOperationException(),
        };
    }

    private static IReadOnlyList<PointsCap> Caps(SeededSequence chance) => chance.Chance(2, 3) ? [] : [new PointsCap(Any<CapPeriod>(chance), chance.Pick([0L, 50L, 1_000_000_000L]))];

    private static ExpiryRule Expiry(SeededSequence chance)
    {
        var kind = Any<ExpiryKind>(chance);
        return new ExpiryRule { Kind = kind, Length = chance.Pick([new Span(12, 0), new Span(0, 0), new Span(0, 5), new Span(120, 0)]), RoundUpTo = Any<PeriodEnd>(chance), Dates = kind == ExpiryKind.Fixed ? [new MonthDay(2, 29), new MonthDay(12, 31)] : [] };
    }

    private static int Multiplier(SeededSequence chance) => chance.Pick([0, 9_000, 10_000, 12_345, 15_000, 1_000_000]);

    private static T Any<T>(SeededSequence chance)
        where T : struct, Enum => chance.Pick(Enum.GetValues<T>());

    private static EarnRule Money(string id, long points, long per) =>
        new() { Id = id, Names = new LocalText(id, id), Kind = EarnKind.Money, Rate = new Rate(points, per, RateMode.Proportional) };

    private static EarnRule Campaign(string id, int multiplier) => new() { Id = id, Names = new LocalText(id, id), Kind = EarnKind.Multiplier, Multiplier = multiplier };

    private static ProgramDocument Plain(IReadOnlyList<EarnRule> rules) => new()
    {
        Code = "plain", Names = new LocalText("普通", "Plain"), Earn = rules, Ladder = new Ladder { Tiers = [new TierRule { Id = "t0", Names = new LocalText("普通", "Base") }] },
    };
}
