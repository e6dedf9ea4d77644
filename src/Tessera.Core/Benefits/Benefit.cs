using Tessera.Core.Coupons;
using Tessera.Core.Points;
using Tessera.Core.Pricing;

namespace Tessera.Core.Benefits;

/// <summary>What a benefit is (semantics §7).</summary>
public enum BenefitType
{
    /// <summary>A discount on goods of its scope; a candidate saving of the stage <c>line</c>.</summary>
    Discount,

    /// <summary>A member price, by sku or as a share of the price (F3); a candidate saving of the stage <c>price</c>.</summary>
    MemberPrice,

    /// <summary>A points multiplier: the multiplier of the tiers that have it.</summary>
    Multiplier,

    /// <summary>Freight free, or lowered, from an amount of goods on; reaching it is enough (F6, F7).</summary>
    FreeFreight,

    /// <summary>Granted around the birthday, once a calendar year (F18, F24).</summary>
    Birthday,

    /// <summary>Granted on the anniversary of joining, once a calendar year (F28).</summary>
    Anniversary,

    /// <summary>Granted on dates of the calendar: a festival (F27, H9).</summary>
    Festival,

    /// <summary>Something to be used, so often per period (F11, F15).</summary>
    Entitlement,

    /// <summary>Booking before others (F25).</summary>
    PriorityBooking,

    /// <summary>A service that people give by hand (F5, F13, F16).</summary>
    Service,

    /// <summary>Buying before others (F10).</summary>
    EarlyAccess,

    /// <summary>A day of the week or a date with a discount of its own (F8, F9); a candidate saving of the stage <c>line</c>.</summary>
    MemberDay,

    /// <summary>Content for members only (F14).</summary>
    Content,

    /// <summary>A longer warranty (F31).</summary>
    Warranty,

    /// <summary>Returns without cost (F4).</summary>
    FreeReturns,
}

/// <summary>Layer of a benefit (F1).</summary>
public enum BenefitLayer
{
    /// <summary>基础.</summary>
    Basic,

    /// <summary>进阶.</summary>
    Advanced,

    /// <summary>尊享.</summary>
    Premium,
}

/// <summary>When a benefit serves, seen from the purchase (F17).</summary>
public enum BenefitStage
{
    /// <summary>Before it.</summary>
    Before,

    /// <summary>With it.</summary>
    During,

    /// <summary>After it.</summary>
    After,
}

/// <summary>Column of the comparison table in which a benefit stands (F20, F21).</summary>
public enum BenefitDimension
{
    /// <summary>折扣: discounts and member prices.</summary>
    Discount,

    /// <summary>生日权益: what comes on birthdays and anniversaries.</summary>
    Birthday,

    /// <summary>积分倍率: points multipliers.</summary>
    Points,

    /// <summary>配送: freight.</summary>
    Delivery,

    /// <summary>售后: warranty and returns.</summary>
    AfterSales,

    /// <summary>专属服务: everything else.</summary>
    Service,
}

/// <summary>How long what a date grants can be used.</summary>
public enum GrantHolds
{
    /// <summary>From the first to the last day of the calendar month in which the date lies (F24).</summary>
    Month,

    /// <summary>On the date alone.</summary>
    Day,

    /// <summary>From the date on for <see cref="Benefit.Valid"/>.</summary>
    Term,
}

/// <summary>How often each member can use a benefit.</summary>
/// <param name="Uses">Uses in a period; 0 is no limit.</param>
/// <param name="Period">Local calendar period.</param>
public readonly record struct BenefitQuota(int Uses, CapPeriod Period);

/// <summary>
/// A benefit 权益 of the catalogue (semantics §7). Amounts in minor units. A benefit belongs to the tiers that name it in <c>has</c> and to those in its own <see cref="Tiers"/>;
/// a member has the benefits of the tier in force.
/// </summary>
public sealed record Benefit
{
    /// <summary>Id, unique among benefits and promotions.</summary>
    public required string Id { get; init; }

    /// <summary>Names for receipts and the comparison table.</summary>
    public required LocalText Names { get; init; }

    /// <summary>What it is.</summary>
    public BenefitType Type { get; init; } = BenefitType.Service;

    /// <summary>Whether it is on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Layer.</summary>
    public BenefitLayer Layer { get; init; } = BenefitLayer.Basic;

    /// <summary>When it serves.</summary>
    public BenefitStage Stage { get; init; } = BenefitStage.During;

    /// <summary>Tiers that have it, beside those whose <c>has</c> names it.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>Cost of one use, minor units, or null while nobody said it. Price benefits cost what they take off.</summary>
    public long? UnitCostMinor { get; init; }

    /// <summary>Who answers for it, or null while nobody does (F36).</summary>
    public string? Owner { get; init; }

    /// <summary>How many there are for all members together; <see cref="Unlimited"/>, or null while nobody said it.</summary>
    public long? Stock { get; init; }

    /// <summary>How often each member can use it.</summary>
    public BenefitQuota Quota { get; init; }

    /// <summary>Whether the hold-out group does without it (<see cref="HoldOut"/>). Never what law or contract owes.</summary>
    public bool Measured { get; init; }

    /// <summary>Whether law or contract may owe it, or the ladder publishes it: such a benefit cannot be measured by leaving members out.</summary>
    public bool IsOwed => Type is BenefitType.Warranty or BenefitType.FreeReturns or BenefitType.Multiplier;

    /// <summary>How long what a date grants can be used.</summary>
    public GrantHolds Holds { get; init; } = GrantHolds.Month;

    /// <summary>Length of <see cref="GrantHolds.Term"/>.</summary>
    public Span Valid { get; init; } = Span.Zero;

    /// <summary>
    /// Coupons that a date grants: the pack (H9, F18). They end with their kind's own dates or with the grant, whichever is earlier. Beside them it is used one by one
    /// only where it has a quota.
    /// </summary>
    public IReadOnlyList<CouponGift> Coupons { get; init; } = [];

    /// <summary>Days of each year on which a festival grants.</summary>
    public IReadOnlyList<MonthDay> Yearly { get; init; } = [];

    /// <summary>Single dates on which a festival grants, such as a new year by the moon.</summary>
    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    /// <summary>What a guide recommends with each use (feature F38).</summary>
    public Recommends Recommends { get; init; } = new();

    /// <summary>Terms for members, or null.</summary>
    public LocalText? Terms { get; init; }

    /// <summary>First local date on which it holds, inclusive; null from the beginning (G5).</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last local date, inclusive; null without end.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Where, when and on which goods it takes off something.</summary>
    public SavingScope When { get; init; } = new();

    /// <summary>Share taken off, ten-thousandths, or null.</summary>
    public int? Off { get; init; }

    /// <summary>New prices by sku.</summary>
    public IReadOnlyList<SkuPrice> Prices { get; init; } = [];

    /// <summary>Goods must come to this amount, inclusive; 0 asks nothing.</summary>
    public long AtLeastMinor { get; init; }

    /// <summary>Multiplier in ten-thousandths, or null.</summary>
    public int? Multiplier { get; init; }

    /// <summary>A time of day that belongs to it, such as checking out by 18:00 (F13), or null.</summary>
    public TimeOnly? Time { get; init; }

    /// <summary>By how much it lengthens or comes earlier: the warranty (F31), or the head start of early access and priority booking (F10, F25).</summary>
    public Span By { get; init; } = Span.Zero;

    /// <summary>Column of the comparison table, or null for that of its type.</summary>
    public BenefitDimension? Dimension { get; init; }

    /// <summary>A stock without end.</summary>
    public const long Unlimited = long.MaxValue;

    /// <summary>Whether it works by itself in the price.</summary>
    public bool IsPrice => Type is BenefitType.Discount or BenefitType.MemberPrice or BenefitType.FreeFreight or BenefitType.MemberDay;

    /// <summary>Whether something is handed out: it is used one by one, and each use costs its unit cost. What comes as coupons alone is used as these are.</summary>
    public bool IsUsed => !IsPrice && Type != BenefitType.Multiplier && !IsPack;

    /// <summary>Whether it grants coupons and nothing beside them.</summary>
    public bool IsPack => IsGranted && Coupons.Count > 0 && Quota.Uses == 0;

    /// <summary>Whether a date of the member or of the calendar grants it.</summary>
    public bool IsGranted => Type is BenefitType.Birthday or BenefitType.Anniversary or BenefitType.Festival;

    /// <summary>Whether it is a festival that is granted on a local date.</summary>
    public bool IsFestivalOn(DateOnly day) => Type == BenefitType.Festival && (Dates.Contains(day) || Yearly.Any(d => d.In(day.Year) == day));

    /// <summary>Whether it holds on a local date.</summary>
    public bool HoldsOn(DateOnly day) => Enabled && !(day < From) && !(day > Through);

    /// <summary>Column of the comparison table.</summary>
    public BenefitDimension Column => Dimension ?? Type switch
    {
        BenefitType.Discount or BenefitType.MemberPrice => BenefitDimension.Discount,
        BenefitType.Multiplier => BenefitDimension.Points,
        BenefitType.FreeFreight => BenefitDimension.Delivery,
        BenefitType.Birthday or BenefitType.Anniversary => BenefitDimension.Birthday,
        BenefitType.Warranty or BenefitType.FreeReturns => BenefitDimension.AfterSales,
        BenefitType.Entitlement or BenefitType.PriorityBooking or BenefitType.Service or BenefitType.EarlyAccess or BenefitType.MemberDay or BenefitType.Content or BenefitType.Festival => BenefitDimension.Service,
    };
}
