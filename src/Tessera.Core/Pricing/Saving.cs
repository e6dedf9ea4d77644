using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Pricing;

/// <summary>What an amount of a saving is taken off, and how often a percentage is rounded (semantics §8).</summary>
public enum SavingPer
{
    /// <summary>Once for all that it reaches, shared over the lines.</summary>
    Order,

    /// <summary>Once for each line.</summary>
    Line,

    /// <summary>Once for each unit.</summary>
    Unit,
}

/// <summary>How a saving per order is shared over its lines.</summary>
public enum ShareBy
{
    /// <summary>By what the lines cost.</summary>
    Amount,

    /// <summary>By their quantities.</summary>
    Quantity,
}

/// <summary>What a percentage is taken of.</summary>
public enum PercentBase
{
    /// <summary>What is left after earlier savings.</summary>
    Running,

    /// <summary>What the lines cost before any saving.</summary>
    Initial,
}

/// <summary>When the condition of a saving is read.</summary>
public enum ConditionsAt
{
    /// <summary>At the start of its stage.</summary>
    Start,

    /// <summary>When its turn comes, after savings of the same stage.</summary>
    Running,
}

/// <summary>What a saving reaches.</summary>
public enum SavingReach
{
    /// <summary>Goods lines of its scope.</summary>
    Goods,

    /// <summary>Freight lines, by carrier.</summary>
    Freight,

    /// <summary>Fee lines.</summary>
    Fees,

    /// <summary>Goods of its scope, freight and fees.</summary>
    All,
}

/// <summary>Amounts that a saving reads and whether tax follows it.</summary>
public enum SavingTax
{
    /// <summary>It lowers the price; tax is computed on what is left.</summary>
    Before,

    /// <summary>It is taken off amounts with tax added; the tax stays what it would be without it.</summary>
    After,
}

/// <summary>Where, when and for whom a saving applies. Every empty list matches all; lists are joined by "and", values inside by "or". Categories and skus choose goods lines, the rest the whole order.</summary>
public sealed record SavingScope
{
    /// <summary>Category paths, prefix by segment ("tea" matches "tea/milk").</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Skus, exact.</summary>
    public IReadOnlyList<string> Skus { get; init; } = [];

    /// <summary>Category paths taken out.</summary>
    public IReadOnlyList<string> ExcludeCategories { get; init; } = [];

    /// <summary>Skus taken out.</summary>
    public IReadOnlyList<string> ExcludeSkus { get; init; } = [];

    /// <summary>Stores.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>Channels.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>Sale kinds: <c>retail</c>, <c>wholesale</c> (features B11).</summary>
    public IReadOnlyList<string> SaleKinds { get; init; } = [];

    /// <summary>Tier ids, by the tier in force.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>Tags of which the member has one.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Only members; implied by tiers and tags.</summary>
    public bool MembersOnly { get; init; }

    /// <summary>Only on the member's birthday.</summary>
    public bool OnBirthday { get; init; }

    /// <summary>Weekdays of the local date (features F9).</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Local dates, for member days without a rhythm (features F8).</summary>
    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    /// <summary>First local time of day (inclusive), or null.</summary>
    public TimeOnly? FromHour { get; init; }

    /// <summary>Local time of day before which it applies (exclusive); earlier than <see cref="FromHour"/> spans midnight; null for the day's end.</summary>
    public TimeOnly? UntilHour { get; init; }

    /// <summary>First local date, inclusive.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last local date, inclusive.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Code that must have been entered, or null; case does not matter.</summary>
    public string? Code { get; init; }

    /// <summary>Carriers; for savings that reach freight.</summary>
    public IReadOnlyList<string> Carriers { get; init; } = [];
}

/// <summary>The amount of a saving: exactly one of its properties is set.</summary>
public sealed record SavingAmount
{
    /// <summary>Share taken off in ten-thousandths (8折 = 2000, free = 10000).</summary>
    public int? Off { get; init; }

    /// <summary>Fixed amount taken off, minor units.</summary>
    public long? Minor { get; init; }

    /// <summary>New price, minor units. A new price above the old one saves nothing.</summary>
    public long? PriceMinor { get; init; }
}

/// <summary>A step of a saving: reached at an amount or a count of its scope, it replaces the saving's amount. The highest step reached holds.</summary>
public sealed record SavingStep
{
    /// <summary>Reached at this amount, minor units (inclusive); 0 when the step counts units.</summary>
    public long FromMinor { get; init; }

    /// <summary>Reached at this many units (inclusive); with <see cref="Saving.Marginal"/> the index of its first unit, from 1; 0 when the step counts money.</summary>
    public int FromUnits { get; init; }

    /// <summary>What it gives.</summary>
    public SavingAmount Amount { get; init; } = new();
}

/// <summary>Limits of a saving inside one order; 0 is none. Amounts in minor units.</summary>
public sealed record SavingCaps
{
    /// <summary>Most it takes off each line.</summary>
    public long LineMinor { get; init; }

    /// <summary>Most it takes off all lines of each sku.</summary>
    public long SkuMinor { get; init; }

    /// <summary>Most it takes off the order.</summary>
    public long OrderMinor { get; init; }

    /// <summary>Most units it reaches of each line, the first ones.</summary>
    public int LineUnits { get; init; }

    /// <summary>Most units of each sku.</summary>
    public int SkuUnits { get; init; }

    /// <summary>Most units of the order.</summary>
    public int OrderUnits { get; init; }
}

/// <summary>A limit of a saving over a period, for each member or for all together (the campaign). Counted at commit by the caller, who tells what is left (<see cref="SavingRoom"/>).</summary>
public sealed record SavingLimit
{
    /// <summary>For all members together instead of for each.</summary>
    public bool OfCampaign { get; init; }

    /// <summary>Local calendar period; never <see cref="CapPeriod.Order"/>.</summary>
    public CapPeriod Period { get; init; } = CapPeriod.Lifetime;

    /// <summary>Orders; 0 is no limit. Each order counts once.</summary>
    public long Uses { get; init; }

    /// <summary>Amount taken off, minor units; 0 is no limit.</summary>
    public long Minor { get; init; }

    /// <summary>Units reached; 0 is no limit.</summary>
    public long Units { get; init; }
}

/// <summary>What a saving may not be combined with; holds both ways. Between two line savings it holds line by line, otherwise for the whole order.</summary>
public sealed record SavingBars
{
    /// <summary>Ids of savings.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Ids of groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Stages.</summary>
    public IReadOnlyList<PriceStage> Stages { get; init; } = [];
}

/// <summary>A price of one unit in a price list (features F3).</summary>
/// <param name="Sku">Article.</param>
/// <param name="Minor">Price of a unit, minor units.</param>
public sealed record SkuPrice(string Sku, long Minor);

/// <summary>
/// A saving 优惠 (semantics §8): what a promotion, a tier discount, a coupon or a reward takes off. The saving is rounded, not the price:
/// a percentage half-up to the minor unit once per order, line or unit as <see cref="Per"/> says.
/// </summary>
public sealed record Saving
{
    /// <summary>Id, unique in the programme.</summary>
    public required string Id { get; init; }

    /// <summary>Names for receipts.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Whether it is on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Stage in which it takes its turn.</summary>
    public PriceStage Stage { get; init; } = PriceStage.Line;

    /// <summary>Id of its group in that stage, or null for the stage's own.</summary>
    public string? Group { get; init; }

    /// <summary>Order inside its group, lower first; ties by id.</summary>
    public int Rank { get; init; }

    /// <summary>Where, when and for whom.</summary>
    public SavingScope Scope { get; init; } = new();

    /// <summary>What it gives; unread with <see cref="Steps"/> reached, <see cref="Prices"/> or <see cref="BuyGet"/>.</summary>
    public SavingAmount Amount { get; init; } = new();

    /// <summary>New prices by sku: a price list; per unit whatever <see cref="Per"/> says.</summary>
    public IReadOnlyList<SkuPrice> Prices { get; init; } = [];

    /// <summary>Off what it is taken and rounded. Null: a fixed amount or new price of the stages order, coupon and freight is per order, everything else per line.</summary>
    public SavingPer? Per { get; init; }

    /// <summary>How a saving per order is shared.</summary>
    public ShareBy Share { get; init; } = ShareBy.Amount;

    /// <summary>What a percentage is taken of.</summary>
    public PercentBase Of { get; init; } = PercentBase.Running;

    /// <summary>What it reaches.</summary>
    public SavingReach Reach { get; init; } = SavingReach.Goods;

    /// <summary>Amounts before or after tax.</summary>
    public SavingTax Tax { get; init; } = SavingTax.Before;

    /// <summary>Goods of its scope must come to this amount (inclusive), minor units; 0 asks nothing.</summary>
    public long AtLeastMinor { get; init; }

    /// <summary>Goods of its scope must come to this many units (inclusive); 0 asks nothing.</summary>
    public int AtLeastUnits { get; init; }

    /// <summary>When the condition is read.</summary>
    public ConditionsAt Conditions { get; init; } = ConditionsAt.Start;

    /// <summary>Uses per basket: a fixed amount or new price per order is given again for every full condition (每满), up to this many times; 0 is no limit.</summary>
    public int UsesPerBasket { get; init; } = 1;

    /// <summary>Steps by amount or by count, rising.</summary>
    public IReadOnlyList<SavingStep> Steps { get; init; } = [];

    /// <summary>Each unit takes the step of its index (dearest first) instead of all the highest reached; steps by count only.</summary>
    public bool Marginal { get; init; }

    /// <summary>Limits inside one order.</summary>
    public SavingCaps Caps { get; init; } = new();

    /// <summary>Limits over periods.</summary>
    public IReadOnlyList<SavingLimit> Limits { get; init; } = [];

    /// <summary>What a limit does that is exceeded: cut to what is left, or the saving is not given.</summary>
    public OnCap OnCap { get; init; } = OnCap.Cut;

    /// <summary>What it may not be combined with.</summary>
    public SavingBars NotWith { get; init; } = new();

    /// <summary>Buy x get y, or null.</summary>
    public BuyGet? BuyGet { get; init; }
}
