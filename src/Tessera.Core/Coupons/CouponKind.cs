using Tessera.Core.Points;

namespace Tessera.Core.Coupons;

/// <summary>How a coupon comes to a member (P7).</summary>
public enum CouponTake
{
    /// <summary>Staff, a batch or another system gives it.</summary>
    Assigned,

    /// <summary>The member takes it.</summary>
    SelfClaim,

    /// <summary>The member enters the kind's claim code.</summary>
    Code,

    /// <summary>Everybody gets it at joining.</summary>
    Newcomer,
}

/// <summary>Local dates, both inclusive.</summary>
/// <param name="From">First.</param>
/// <param name="Through">Last.</param>
public sealed record DayRange(DateOnly From, DateOnly Through)
{
    /// <summary>Whether a date lies in it.</summary>
    public bool Has(DateOnly day) => day >= From && day <= Through;
}

/// <summary>Coupons of a kind given together: an entry gift of a tier (C17, P26).</summary>
/// <param name="Coupon">Kind.</param>
/// <param name="Count">How many, 1 to 20.</param>
public sealed record CouponGift(string Coupon, int Count);

/// <summary>
/// The life of a kind of coupon 券 (semantics §8, P6–P9): how it is taken, from when and how long it holds, and how many there are. What it takes off a price stands beside
/// it in the programme. Issued coupons keep the terms of the version that issued them (§11).
/// </summary>
public sealed record CouponKind
{
    /// <summary>Id, unique in the programme.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Whether it is given out; issued ones go on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How it is taken.</summary>
    public IReadOnlyList<CouponTake> Takes { get; init; } = [CouponTake.Assigned];

    /// <summary>Code that must be entered to claim it, or null; case does not matter.</summary>
    public string? ClaimCode { get; init; }

    /// <summary>First local date of use, or null.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last local date of use, or null.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Days after the issue from which it can be used; 0 at once.</summary>
    public int StartsAfterDays { get; init; }

    /// <summary>How long it can be used from then; zero: until <see cref="Through"/>. With both the earlier end holds.</summary>
    public Span Lasts { get; init; } = Span.Zero;

    /// <summary>Claims of a member in the period; 0 is no limit. What staff give does not count.</summary>
    public int PerMember { get; init; } = 1;

    /// <summary>Period of <see cref="PerMember"/>; never <see cref="CapPeriod.Order"/>.</summary>
    public CapPeriod Period { get; init; } = CapPeriod.Lifetime;

    /// <summary>How many are ever issued; −1 is unlimited (P7).</summary>
    public long Supply { get; init; } = -1;

    /// <summary>Each coupon carries a code of a pool that was uploaded; the pool's size is its supply.</summary>
    public bool HasPool { get; init; }

    /// <summary>Tiers in force that may claim it; empty for all (P9).</summary>
    public IReadOnlyList<string> ClaimTiers { get; init; } = [];

    /// <summary>Weekdays on which it cannot be used (P8).</summary>
    public IReadOnlyList<DayOfWeek> ExceptWeekdays { get; init; } = [];

    /// <summary>Dates on which it cannot be used (P8).</summary>
    public IReadOnlyList<DayRange> ExceptDates { get; init; } = [];

    /// <summary>Whether a member may give it to another (P8).</summary>
    public bool Transferable { get; init; }

    /// <summary>Points a claim costs, in their smallest part; 0 free (P8).</summary>
    public long PricePoints { get; init; }

    /// <summary>Days before its end at which the member is told; 0 never.</summary>
    public int NoticeDays { get; init; } = 3;

    /// <summary>What a use costs the shop beside the price it takes off, minor units (§10).</summary>
    public long CostMinor { get; init; }

    /// <summary>Who answers for it, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>Terms in words, or null.</summary>
    public LocalText? TermsText { get; init; }

    /// <summary>The shared limit of the supply.</summary>
    public string SupplyId => SupplyOf(Id);

    /// <summary>Whether the supply is counted.</summary>
    public bool IsCounted => Supply >= 0 || HasPool;

    /// <summary>Key of the rows that count a member's claims.</summary>
    public string ClaimKey => "coupon:" + Id;

    /// <summary>The shared limit of the supply of a kind.</summary>
    public static string SupplyOf(string kind) => "coupon:" + kind;

    /// <summary>The dates of a coupon issued on a local date: first usable, and first no longer usable (null never ends).</summary>
    public (DateOnly From, DateOnly? Ends) DatesOf(DateOnly issuedOn)
    {
        var from = issuedOn.AddDays(StartsAfterDays);
        if (From > from) from = From.Value;
        DateOnly? ends = Lasts == Span.Zero ? null : Lasts.After(from);
        if (Through is { } through && (ends is null || through < ends)) ends = through.AddDays(1);
        return (from, ends);
    }

    /// <summary>Whether its terms leave out a date.</summary>
    public bool Excepts(DateOnly day) => ExceptWeekdays.Contains(day.DayOfWeek) || ExceptDates.Any(r => r.Has(day));
}
