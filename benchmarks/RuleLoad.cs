using Tessera.Core;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Bench;

/// <summary>A purchase with the member who makes it.</summary>
internal sealed record RuleCase(EarnContext Context, Purchase Purchase);

/// <summary>The rules and purchases of B7: twenty rules of every kind, and for more of them rules for single stores, skus, categories and codes, as chains have them.</summary>
internal static class RuleLoad
{
    private const int Stores = 400;
    private const int Skus = 1_000;
    private static readonly string[] Categories = ["drinks/tea", "drinks/milk", "food/cake", "snacks", "merch"];
    private static readonly string[] Tiers = ["base", "silver", "gold", "platinum"];
    private static readonly int[] Multipliers = [10_000, 12_000, 15_000, 20_000];
    private static readonly string[] Channels = ["store", "miniprogram", "app", "h5"];
    private static readonly DateOnly First = new(2026, 11, 1);

    public static EarningTerms Terms(int rules) => new(
        [.. Twenty, .. Enumerable.Range(0, rules - Twenty.Length).Select(Local)],
        new PointsRules { BirthdayMultiplier = 20_000 },
        null,
        new PurchaseRules());

    public static EarnRule[] Twenty =>
    [
        Money("base", 10, 100, new EarnScope()),
        Money("tea", 2, 100, new EarnScope { Categories = ["drinks/tea"] }),
        Money("food", 5, 1_000, new EarnScope { Categories = ["food"] }, RateMode.PerFull),
        Fixed("mug", EarnKind.Unit, 20, new EarnScope { Skus = ["mug"] }),
        Money("opening", 1, 100, new EarnScope { Stores = ["s1"], From = First, Through = First.AddDays(9) }),
        Fixed("s2", EarnKind.Purchase, 30, new EarnScope { Stores = ["s2"] }),
        Money("mini", 1, 100, new EarnScope { Channels = ["miniprogram"] }),
        Fixed("app", EarnKind.Purchase, 20, new EarnScope { Channels = ["app"] }),
        Money("wednesday", 1, 100, new EarnScope { Weekdays = [DayOfWeek.Wednesday] }),
        Fixed("morning", EarnKind.Purchase, 10, new EarnScope { FromHour = new TimeOnly(7, 0), UntilHour = new TimeOnly(10, 0) }),
        Money("gold", 1, 100, new EarnScope { Tiers = ["gold", "platinum"] }),
        Fixed("silver", EarnKind.Purchase, 5, new EarnScope { Tiers = ["silver"] }),
        Money("student", 1, 100, new EarnScope { Tags = ["student"] }),
        Fixed("spring", EarnKind.Purchase, 50, new EarnScope { Code = "SPRING" }),
        Fixed("hundred", EarnKind.Purchase, 40, new EarnScope { OrderAtLeastMinor = 10_000 }) with { Caps = [new PointsCap(CapPeriod.Day, 100)] },
        Fixed("threehundred", EarnKind.Purchase, 150, new EarnScope { OrderAtLeastMinor = 30_000 }),
        Fixed("cup", EarnKind.Unit, 1, new EarnScope { SaleKinds = ["retail"] }) with { Multiplied = false },
        Money("snacks", 3, 100, new EarnScope { Categories = ["snacks"], ExcludeSkus = ["k1"] }) with { Caps = [new PointsCap(CapPeriod.Month, 2_000)] },
        new EarnRule { Id = "double11", Names = Name, Kind = EarnKind.Multiplier, Multiplier = 20_000, Scope = new EarnScope { From = First.AddDays(10), Through = First.AddDays(11) } },
        new EarnRule { Id = "s3", Names = Name, Kind = EarnKind.Multiplier, Multiplier = 13_000, Scope = new EarnScope { Stores = ["s3"] } },
    ];

    private static LocalText Name => new("规则", "rule");

    public static RuleCase[] Cases(int count)
    {
        var chance = new SeededSequence(7);
        var cases = new RuleCase[count];
        for (var i = 0; i < count; i++) cases[i] = Case(chance, i);
        return cases;
    }

    /// <summary>Four in ten for a store, three for a sku, two for a category of its own, one for a code.</summary>
    private static EarnRule Local(int i) => (i % 10) switch
    {
        < 4 => Money($"store{i}", 1, 100, new EarnScope { Stores = [$"s{i * 7 % Stores}"] }),
        < 7 => Money($"sku{i}", 2, 100, new EarnScope { Skus = [$"k{i * 11 % Skus}"] }),
        < 9 => Money($"category{i}", 1, 1_000, new EarnScope { Categories = [$"merch/line{i % 97}"] }, RateMode.PerFull),
        _ => Fixed($"code{i}", EarnKind.Purchase, 10, new EarnScope { Code = $"CODE{i}" }),
    };

    private static EarnRule Money(string id, long value, long per, EarnScope scope, RateMode mode = RateMode.Proportional) =>
        new() { Id = id, Names = Name, Kind = EarnKind.Money, Rate = new Rate(value, per, mode), Scope = scope };

    private static EarnRule Fixed(string id, EarnKind kind, long points, EarnScope scope) => new() { Id = id, Names = Name, Kind = kind, Points = points, Scope = scope };

    private static RuleCase Case(SeededSequence chance, int i)
    {
        var day = First.AddDays(chance.Below(30));
        var time = new TimeOnly(7 + chance.Below(14), chance.Below(60));
        var at = Instant.FromSeconds(((long)(day.DayNumber - new DateOnly(1970, 1, 1).DayNumber) * 86_400) + (time.Ticks / 10_000_000));
        var tier = chance.Below(4);
        return new RuleCase(
            new EarnContext { State = Member(chance, i, day), TierInForce = Tiers[tier], TierMultiplier = Multipliers[tier], Day = day, Time = time, At = at },
            Buy(chance, at));
    }

    private static MemberState Member(SeededSequence chance, int i, DateOnly day)
    {
        var state = new MemberState($"acc_{i}");
        for (var n = 0; n < 20; n++) state.Apply(new RowAdded(new MetricRow { Sequence = n, Kind = RowKind.Purchase, Day = day.AddDays(-n), PurchaseDay = day.AddDays(-n), Points = 50, Count = 1 }));
        if (chance.Below(3) == 0) state.Apply(new RowAdded(new MetricRow { Sequence = 20, Kind = RowKind.CapUse, Day = day, PurchaseDay = day, Key = "rule:hundred", Points = 80 }));
        if (chance.Below(3) == 0) state.Apply(new TagChanged(new HeldTag("student", First.AddDays(-100), null), Held: true));
        return state;
    }

    private static Purchase Buy(SeededSequence chance, Instant at)
    {
        var lines = new PurchaseLine[1 + chance.Below(3)];
        for (var l = 0; l < lines.Length; l++)
        {
            var quantity = 1 + chance.Below(3);
            var net = (800 + (chance.Below(200) * 50)) * quantity;
            var sku = chance.Below(10) == 0 ? "mug" : $"k{chance.Below(Skus)}";
            lines[l] = new PurchaseLine { Sku = sku, Category = Categories[chance.Below(Categories.Length)], Quantity = quantity, ListMinor = net, NetMinor = net, TaxRate = 600 };
        }

        return new Purchase
        {
            OccurredAt = at, RecordedAt = at, Source = "load", Number = "1", Lines = lines, StoreId = $"s{chance.Below(Stores)}", Channel = Channels[chance.Below(Channels.Length)],
            SaleKind = chance.Below(10) == 0 ? "wholesale" : "retail", IsBirthday = chance.Below(50) == 0, Codes = chance.Below(10) == 0 ? ["SPRING"] : [],
        };
    }
}
