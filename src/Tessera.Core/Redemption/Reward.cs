using Tessera.Core.Points;

namespace Tessera.Core.Redemption;

/// <summary>How a reward or a prize comes to the member.</summary>
public enum Handing
{
    /// <summary>Fetched at a store against a pick-up code that is written off once (核销, P39); services too.</summary>
    PickUp,

    /// <summary>Sent to the member; the address never stands in the record.</summary>
    Delivery,
}

/// <summary>A reward 兑换品 of the points shop: goods or a service for points, or points and cash (E9, E16, P16).</summary>
public sealed record Reward
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Price of one unit, points in their smallest part; more than 0. Inside an order, of <see cref="PerUnits"/> units.</summary>
    public long Points { get; init; }

    /// <summary>Units that <see cref="Points"/> pay for inside an order, at least 1; a started number counts whole.</summary>
    public int PerUnits { get; init; } = 1;

    /// <summary>Cash paid beside the points for one unit, minor units; 0 for none.</summary>
    public long CashMinor { get; init; }

    /// <summary>Units there are in all, given ones included; more than 0 (Z6).</summary>
    public long Stock { get; init; }

    /// <summary>Units one member gets in a period; 0 sets no limit.</summary>
    public long PerMember { get; init; }

    /// <summary>Period of that limit, by local date of the redemption.</summary>
    public CapPeriod Period { get; init; } = CapPeriod.Lifetime;

    /// <summary>Tiers that may take it; empty for all.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>First local date, inclusive, or null.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last local date, inclusive, or null.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>How it comes to the member.</summary>
    public Handing Handing { get; init; }

    /// <summary>What one unit costs the merchant, minor units; more than 0 (Z6).</summary>
    public long CostMinor { get; init; }

    /// <summary>What one unit sells for, minor units; 0 takes the worth of its points and its cash. The margin is read against it (E15).</summary>
    public long RetailMinor { get; init; }

    /// <summary>Who answers for it: a department or role, never a person's name (Z6).</summary>
    public string Owner { get; init; } = "";

    /// <summary>Terms shown beside it.</summary>
    public LocalText Terms { get; init; } = new("", "");

    /// <summary>Whether it is offered.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The shared limit of its stock (semantics §8 Limits).</summary>
    public SharedStock SharedStock => new(UseOf(Id), Stock);

    /// <summary>Key of its cap-use rows: what the member took of it.</summary>
    public string UseKey => UseOf(Id);

    /// <summary>The name of the stock of a reward, and of a member's use of it.</summary>
    public static string UseOf(string reward) => UsePrefix + reward;

    internal const string UsePrefix = "reward:";
}

/// <summary>A stock that all members share.</summary>
/// <param name="Id">Id of the shared limit; never changes its meaning.</param>
/// <param name="Most">Units there are in all.</param>
public readonly record struct SharedStock(string Id, long Most);

/// <summary>A reward as staff see it when they choose what to put forward (E15).</summary>
/// <param name="Reward">The reward.</param>
/// <param name="Left">Units left, at least 0.</param>
/// <param name="MarginShare">(retail − cost) ÷ retail in ten-thousandths, rounded half-up; may be negative.</param>
public sealed record ShelfPlace(Reward Reward, long Left, int MarginShare);

/// <summary>Ranks rewards by margin, then by stock (E15).</summary>
public static class Shelf
{
    /// <summary>Margin of one unit in ten-thousandths of what it sells for; −10,000 where that is nothing.</summary>
    public static int MarginShareOf(Reward reward, SpendingRules? spending)
    {
        var retail = reward.RetailMinor > 0 ? reward.RetailMinor : WorthMinor(reward.Points, spending) + reward.CashMinor;
        if (retail == 0) return -10_000;
        return (int)Math.Clamp(Rounding.Divide((Int128)(retail - reward.CostMinor) * 10_000, retail, RoundingMode.HalfUp), -10_000, 10_000);
    }

    /// <summary>What can be had on a local date with stock left: the highest margin first, then the most left, then id.</summary>
    public static IReadOnlyList<ShelfPlace> Suggest(IEnumerable<Reward> rewards, SpendingRules? spending, Func<Reward, long> left, DateOnly on) =>
    [
        .. rewards.Where(r => r.Enabled && !(r.From > on) && !(r.Through < on)).Select(r => new ShelfPlace(r, left(r), MarginShareOf(r, spending))).Where(p => p.Left > 0)
            .OrderByDescending(p => p.MarginShare).ThenByDescending(p => p.Left).ThenBy(p => p.Reward.Id, StringComparer.Ordinal),
    ];

    private static long WorthMinor(long points, SpendingRules? spending) => spending is null or { Points: 0 } ? 0 : (long)((Int128)points * spending.WorthMinor / spending.Points);
}
