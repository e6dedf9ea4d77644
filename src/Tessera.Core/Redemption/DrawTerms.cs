using Tessera.Core.Points;

namespace Tessera.Core.Redemption;

/// <summary>What happens to a number whose prize has run out. Published with the odds (Z4).</summary>
public enum WhenOut
{
    /// <summary>It wins nothing.</summary>
    Nothing,

    /// <summary>It wins the next prize of the list that is left, else nothing.</summary>
    Next,
}

/// <summary>A prize of a draw.</summary>
public sealed record Prize
{
    /// <summary>Id, unique inside its draw.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Chance of one entry, ten-thousandths, more than 0.</summary>
    public int Odds { get; init; }

    /// <summary>How many there are in all, more than 0.</summary>
    public long Stock { get; init; }

    /// <summary>What one is worth to the winner, minor units: the law caps it (Z4).</summary>
    public long WorthMinor { get; init; }

    /// <summary>What one costs the merchant, minor units; counts against the budget.</summary>
    public long CostMinor { get; init; }

    /// <summary>Points it gives at once; 0 for goods, which are handed over like a reward.</summary>
    public long Points { get; init; }

    /// <summary>How goods come to the winner.</summary>
    public Handing Handing { get; init; }
}

/// <summary>A draw 抽奖 (E10, P33): points in, one number out, by odds published before it starts (Z4).</summary>
public sealed record DrawTerms
{
    /// <summary>Numbers are drawn from 0 to one less than this.</summary>
    public const int Numbers = 10_000;

    /// <summary>Id; it is never used for another draw again.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Price of an entry, points in their smallest part; 0 is free.</summary>
    public long Points { get; init; }

    /// <summary>Prizes; each takes the next range of numbers, in this order.</summary>
    public IReadOnlyList<Prize> Prizes { get; init; } = [];

    /// <summary>What the given prizes may cost in all, minor units; 0 sets no limit. A prize that no longer fits has run out.</summary>
    public long BudgetMinor { get; init; }

    /// <summary>Entries there are in all; 0 sets no limit.</summary>
    public long Entries { get; init; }

    /// <summary>Entries of one member in a period; 0 sets no limit.</summary>
    public long PerMember { get; init; }

    /// <summary>Period of that limit.</summary>
    public CapPeriod Period { get; init; } = CapPeriod.Lifetime;

    /// <summary>Tiers that may enter; empty for all.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>Tags of which the member has one; empty for all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>First local date, inclusive.</summary>
    public DateOnly From { get; init; }

    /// <summary>Last local date, inclusive; the seed is revealed from the day after it.</summary>
    public DateOnly Through { get; init; }

    /// <summary>What happens to a number whose prize has run out.</summary>
    public WhenOut WhenOut { get; init; }

    /// <summary>Who answers for it: a department or role, never a person's name (Z6).</summary>
    public string Owner { get; init; } = "";

    /// <summary>Terms shown beside it.</summary>
    public LocalText Terms { get; init; } = new("", "");

    /// <summary>Whether it is offered.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Key of its cap-use rows: how often the member entered.</summary>
    public string UseKey => "draw:" + Id;

    /// <summary>The shared limit that numbers the entries; every draw has one.</summary>
    public SharedStock SharedEntries => new("draw:" + Id + ":entries", Entries == 0 ? long.MaxValue : Entries);

    /// <summary>The shared limit of its budget; without a budget nothing is used of it.</summary>
    public SharedStock SharedBudget => new("draw:" + Id + ":budget", BudgetMinor);

    /// <summary>Every shared limit an entry reads.</summary>
    public IEnumerable<SharedStock> SharedStocks =>
        [SharedEntries, .. BudgetMinor > 0 ? [SharedBudget] : Array.Empty<SharedStock>(), .. Prizes.Select(SharedStockOf)];

    /// <summary>The shared limit of a prize's stock.</summary>
    public SharedStock SharedStockOf(Prize prize) => new("draw:" + Id + ":prize:" + prize.Id, prize.Stock);

    /// <summary>
    /// The prize whose range a number falls into and the one that is given: the first prize takes the numbers from 0 up to its odds, the next those after them, and so on;
    /// the rest win nothing. A prize has run out when none of it is left or its cost no longer fits the budget; then <see cref="WhenOut"/> says what is given.
    /// </summary>
    /// <param name="number">0 to 9,999.</param>
    /// <param name="left">Units, or minor units of the budget, left of a shared limit.</param>
    public (Prize? Hit, Prize? Given) Pick(int number, Func<string, long> left)
    {
        var at = IndexOf(number);
        if (at < 0) return (null, null);
        bool IsLeft(Prize p) => left(SharedStockOf(p).Id) > 0 && (BudgetMinor == 0 || p.CostMinor <= left(SharedBudget.Id));
        if (IsLeft(Prizes[at])) return (Prizes[at], Prizes[at]);
        return (Prizes[at], WhenOut == WhenOut.Next ? Prizes.Skip(at + 1).FirstOrDefault(IsLeft) : null);
    }

    private int IndexOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Numbers);
        var through = 0;
        for (var i = 0; i < Prizes.Count; i++)
        {
            through += Prizes[i].Odds;
            if (number < through) return i;
        }

        return -1;
    }
}

/// <summary>Draws of a programme.</summary>
public sealed record DrawRules
{
    /// <summary>Most a prize may be worth, minor units; 0 sets no limit (Z4: 50,000 yuan).</summary>
    public long TopPrizeMinor { get; init; } = 5_000_000;

    /// <summary>The draws, in the order of the file.</summary>
    public IReadOnlyList<DrawTerms> Campaigns { get; init; } = [];
}

/// <summary>What may not be changed of a draw once it has begun: what was published stands, or changes to the members' good only (Z4).</summary>
public static class DrawPromises
{
    /// <summary>The first draw whose change would break what was published, with the name of the key; null when none.</summary>
    /// <param name="was">Draws in force.</param>
    /// <param name="now">Draws to be published.</param>
    /// <param name="on">Local date of today.</param>
    public static (string Draw, string Key)? Broken(DrawRules was, DrawRules now, DateOnly on)
    {
        foreach (var before in was.Campaigns.Where(d => d.Enabled && d.From <= on))
        {
            var after = now.Campaigns.FirstOrDefault(d => d.Id == before.Id);
            // A draw that is over may leave; its id stays taken.
            if (before.Through < on && after is null) continue;
            if (after is null || !after.Enabled) return (before.Id, "enabled");
            if (BrokenKey(before, after, on) is { } key) return (before.Id, key);
        }

        return null;
    }

    private static string? BrokenKey(DrawTerms was, DrawTerms now, DateOnly on)
    {
        if (now.Points > was.Points) return "points";
        if (was.Through < on ? now.Through != was.Through : now.Through < was.Through) return "through";
        if (now.From != was.From) return "from";
        if (now.WhenOut != was.WhenOut) return "whenOut";
        if (IsLess(now.BudgetMinor, was.BudgetMinor)) return "budget";
        if (IsLess(now.Entries, was.Entries)) return "entries";
        if (IsLess(now.PerMember, was.PerMember) || (now.PerMember > 0 && now.Period != was.Period)) return "perMember";
        if (IsNarrower(now.Tiers, was.Tiers)) return "tiers";
        if (IsNarrower(now.Tags, was.Tags)) return "tags";
        return PrizesKept(was, now) ? null : "prizes";
    }

    // 0 sets no limit.
    private static bool IsLess(long now, long was) => now != 0 && (was == 0 || now < was);

    private static bool IsNarrower(IReadOnlyList<string> now, IReadOnlyList<string> was) => now.Count > 0 && (was.Count == 0 || was.Except(now, StringComparer.Ordinal).Any());

    private static bool PrizesKept(DrawTerms was, DrawTerms now) => now.Prizes.Count == was.Prizes.Count && was.Prizes.Zip(now.Prizes).All(p =>
        p.First.Id == p.Second.Id && p.First.Odds == p.Second.Odds && p.First.Points <= p.Second.Points && p.First.Stock <= p.Second.Stock && p.First.WorthMinor <= p.Second.WorthMinor);
}
